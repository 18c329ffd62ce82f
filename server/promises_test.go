package main

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

var updatePromises = flag.Bool("update-promises", false, "write docs/promises.md anew")

// promise is a line of docs/promises.toml.
type promise struct {
	Number  int
	Words   string
	Missing string // why no test keeps it yet
}

// keeps is how the comment of a test begins that keeps a promise.
var keeps = regexp.MustCompile(`(?i)^(\w+ is )?promise (\d+)\b`)

// docs/promises.md says of each promise which tests keep it, and is made of their comments. A promise without a test says why.
func TestEveryPromiseHasItsTest(t *testing.T) {
	t.Parallel()
	var file struct{ Promise []promise }
	_, err := toml.DecodeFile("../docs/promises.toml", &file)
	must(t, err)
	kept := keepers(t)
	for _, p := range file.Promise {
		if missing := len(kept[p.Number]) == 0; missing != (p.Missing != "") {
			t.Errorf("promise %d is kept by %d tests, and said to be missing for %q", p.Number, len(kept[p.Number]), p.Missing)
		}
	}
	page := promisesPage(file.Promise, kept)
	if *updatePromises {
		must(t, os.WriteFile("../docs/promises.md", []byte(page), 0o644))
	}
	written, err := os.ReadFile("../docs/promises.md")
	must(t, err)
	if string(written) != page {
		t.Error("docs/promises.md is not what the tests say: go test ./server -run EveryPromise -update-promises")
	}
}

// keepers are the tests that keep each promise, as "folder/file: name", in the order of their files.
func keepers(t *testing.T) map[int][]string {
	t.Helper()
	kept := map[int][]string{}
	must(t, fs.WalkDir(os.DirFS(".."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", name), nil, parser.ParseComments)
		if err != nil {
			return err
		}
		for _, declared := range file.Decls {
			of, ok := declared.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if found := keeps.FindStringSubmatch(of.Doc.Text()); found != nil {
				number, _ := strconv.Atoi(found[2])
				kept[number] = append(kept[number], fmt.Sprintf("`%s` in %s", of.Name.Name, name))
			}
		}
		return nil
	}))
	return kept
}

func promisesPage(promises []promise, kept map[int][]string) string {
	var page strings.Builder
	page.WriteString("# What we promise, and the tests that keep it\n\nMade of docs/promises.toml and the tests' own comments: don't edit it by hand.\n")
	for _, p := range promises {
		fmt.Fprintf(&page, "\n## %d\n\n%s\n\n", p.Number, p.Words)
		for _, test := range kept[p.Number] {
			fmt.Fprintf(&page, "- %s\n", test)
		}
		if p.Missing != "" {
			fmt.Fprintf(&page, "**Not kept yet.** %s\n", p.Missing)
		}
	}
	return page.String()
}
