package web

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// browsers are the oldest that can read the style sheet's cascade layers; scripts are written for the same ones.
var browsers = []api.Engine{
	{Name: api.EngineChrome, Version: "99"},
	{Name: api.EngineFirefox, Version: "97"},
	{Name: api.EngineSafari, Version: "15.4"},
}

// bundle joins and minifies everything that the entry file imports.
func bundle(entry string) ([]byte, error) {
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{entry},
		Outdir:            "/",
		Bundle:            true,
		Format:            api.FormatIIFE,
		Target:            api.ES2020,
		Engines:           browsers,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsNone,
		Plugins:           []api.Plugin{embedded},
	})
	if len(result.Errors) > 0 {
		return nil, fmt.Errorf("bundling %s: %w", entry, joined(result.Errors))
	}
	return result.OutputFiles[0].Contents, nil
}

// embedded lets esbuild read the program's own files and nothing else: no disk, no package, no other place.
var embedded = api.Plugin{
	Name: "embedded",
	Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: ".*"}, resolve)
		build.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "web"}, load)
	},
}

func resolve(args api.OnResolveArgs) (api.OnResolveResult, error) {
	name := path.Clean(args.Path)
	if args.Kind != api.ResolveEntryPoint {
		name = path.Join(path.Dir(args.Importer), name)
	}
	if path.Ext(name) == "" {
		name += ".ts"
	}
	return api.OnResolveResult{Path: name, Namespace: "web"}, nil
}

func load(args api.OnLoadArgs) (api.OnLoadResult, error) {
	content, err := files.ReadFile(args.Path)
	if err != nil {
		return api.OnLoadResult{}, err
	}
	text, loader := string(content), api.LoaderTS
	if strings.HasSuffix(args.Path, ".css") {
		loader = api.LoaderCSS
	}
	return api.OnLoadResult{Contents: &text, Loader: loader}, nil
}

// joined tells each of esbuild's messages with its place.
func joined(messages []api.Message) error {
	var errs []error
	for _, m := range messages {
		at := ""
		if m.Location != nil {
			at = fmt.Sprintf("%s:%d: ", m.Location.File, m.Location.Line)
		}
		errs = append(errs, errors.New(at+m.Text))
	}
	return errors.Join(errs...)
}
