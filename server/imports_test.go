package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrows is the house: what each package may import of ours. The import graph is a privacy boundary: only site and main
// can name accounts, so a forum can't leak what it can't name. A package that isn't here may import nothing of ours and be
// imported by nobody.
var arrows = map[string][]string{
	"curriculum":               {"curriculum/content", "realtime/stream", "locales"},
	"curriculum/content":       {"locales"},
	"curriculum/epub":          {"curriculum/content", "locales"},
	"locales":                  {},
	"migrations":               {},
	"migrations/dbtest":        {"migrations", "server/localdb"},
	"realtime":                 {"realtime/stream", "locales"},
	"realtime/stream":          {},
	"realtime/stream/natstest": {},
	"web":                      {"locales"},
	"server/accounts":          {"realtime/stream", "locales", "server/audit"},
	"server/advocacy/rounds":   {"locales", "server/networks", "server/counts", "server/audit", "realtime/stream", "server/inbox", "server/keyfiles"},
	"server/advocacy/leaks":    {},
	"server/advocacy/stories":  {"locales", "server/networks", "server/advocacy", "server/audit", "realtime/stream", "server/inbox", "server/keyfiles"},
	"server/advocacy":          {"locales", "server/networks", "server/audit", "realtime/stream", "server/inbox"},
	"server/audit":             {"server/counts"},
	"server/backups":           {},
	"server/badges":            {},
	"server/checks":            {"locales", "server/networks"},
	"server/counts":            {},
	"server/forum":             {"realtime/stream", "locales", "server/networks", "server/moderation/cases", "server/inbox", "server/audit", "server/counts", "server/moderation"},
	"server/moderation":        {"locales", "server/audit", "server/networks", "server/moderation/folded", "server/moderation/guard"},
	"server/moderation/folded": {},
	"server/moderation/guard":  {"server/moderation/folded"},
	"server/concerns":          {"realtime/stream", "locales", "server/networks", "server/inbox", "server/audit", "server/envelopes"},
	"server/envelopes":         {},
	"server/threads":           {"realtime/stream", "locales", "server/networks", "server/inbox", "server/audit", "server/envelopes", "server/moderation/cases"},
	"server/duty":              {"realtime/stream", "locales", "server/networks", "server/inbox", "server/audit", "server/keyfiles"},
	"server/vault":             {"realtime/stream", "locales", "server/networks", "server/inbox", "server/audit"},
	"server/handings":          {"realtime/stream", "locales", "server/networks", "server/inbox", "server/audit", "server/envelopes"},
	"server/helplines":         {"locales", "server/networks", "server/audit"},
	"server/inbox":             {"realtime/stream", "locales"},
	"server/keyfiles":          {},
	"server/keys":              {},
	"server/libretranslate":    {},
	"server/localdb":           {},
	"server/moderation/cases":  {"realtime/stream", "locales", "server/networks", "server/inbox", "server/audit", "server/keyfiles"},
	"server/networks":          {"realtime/stream", "locales", "server/inbox", "server/audit", "server/counts"},
	"server/resting":           {},
	"server/retention":         {},
	"server/site":              {"curriculum", "curriculum/content", "curriculum/epub", "realtime", "realtime/stream", "locales", "web", "server/accounts", "server/networks", "server/inbox", "server/forum", "server/checks", "server/counts", "server/helplines", "server/handings", "server/advocacy/rounds", "server/advocacy", "server/advocacy/engagements", "server/badges", "server/retention", "server/advocacy/stories", "server/advocacy/leaks", "server/moderation/cases", "server/advocacy/statements", "server/moderation", "server/moderation/guard", "server/audit", "server/duty", "server/concerns", "server/threads", "server/vault"},
	"server":                   {"curriculum", "curriculum/content", "realtime/stream", "locales", "migrations", "server/accounts", "server/networks", "server/inbox", "server/forum", "server/checks", "server/libretranslate", "server/localdb", "server/site", "server/handings", "server/advocacy/rounds", "server/advocacy", "server/advocacy/engagements", "server/backups", "server/badges", "server/counts", "server/audit", "server/advocacy/stories", "server/keyfiles", "server/moderation/cases", "server/advocacy/statements", "server/moderation", "server/moderation/guard", "server/duty", "server/keys", "server/concerns", "server/resting", "server/threads", "server/vault", "server/helplines"},

	"server/advocacy/engagements": {"locales", "realtime/stream", "server/networks", "server/inbox", "server/advocacy", "server/audit", "server/counts", "server/resting"},

	"server/advocacy/statements": {"locales", "realtime/stream", "server/networks", "server/moderation/cases", "server/advocacy", "server/advocacy/rounds", "server/audit", "server/counts", "server/resting"},
}

func TestPackagesImportOnlyAlongTheArrowsOfTheHouse(t *testing.T) {
	for folder, files := range goFiles(t) {
		allowed, known := arrows[folder]
		if !known {
			t.Errorf("%s is not in the house: give it its arrows here", folder)
			continue
		}
		for _, file := range files {
			for _, name := range importsOf(t, file) {
				if name != folder && !slices.Contains(allowed, name) {
					t.Errorf("%s imports %s against the house", file, name)
				}
			}
		}
	}
}

// Whoever comes new finds each package in the README, but those that are part of the one above them.
func TestTheReadmeSaysWhatEachPackageIs(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for folder := range arrows {
		if !strings.Contains(string(text), "| `"+folder+"` |") && folder != "migrations/dbtest" && folder != "realtime/stream/natstest" {
			t.Errorf("README.md doesn't say what %s is", folder)
		}
	}
}

func TestOnlyMainReadsTheEnvironment(t *testing.T) {
	for folder, files := range goFiles(t) {
		if folder == "server" || folder == "migrations/dbtest" || folder == "server/localdb" {
			continue // localdb asks for where this user keeps data, and for nothing of ours
		}
		for _, file := range files {
			text, err := os.ReadFile(filepath.Join("..", file))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(text), "os.Getenv") || strings.Contains(string(text), "os.LookupEnv") {
				t.Errorf("%s reads the environment", file)
			}
		}
	}
}

// goFiles lists the program's files (not its tests), by folder.
func goFiles(t *testing.T) map[string][]string {
	t.Helper()
	files := map[string][]string{}
	err := fs.WalkDir(os.DirFS(".."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		files[path.Dir(name)] = append(files[path.Dir(name)], name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("only %d folders with Go files were found", len(files))
	}
	return files
}

func importsOf(t *testing.T, name string) (ours []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", name), nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		if of, ok := strings.CutPrefix(imported, "tinig/"); ok {
			ours = append(ours, of)
		}
	}
	return ours
}
