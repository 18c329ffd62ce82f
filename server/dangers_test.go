package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// dangers is what no package imports but those that are named: it runs, loads or reads in a way that turns somebody's words into
// something else, or is cryptography that is broken. docs/asvs.toml leans on it.
var dangers = map[string][]string{
	"crypto/des": nil, "crypto/dsa": nil, "crypto/md5": nil, "crypto/rc4": nil, "crypto/rsa": nil, "crypto/sha1": nil,
	"encoding/gob": nil, "encoding/xml": nil, "expvar": nil, "math/rand": nil, "net/http/cgi": nil, "net/http/httputil": nil, "net/http/pprof": nil,
	"net/rpc": nil, "net/smtp": nil, "plugin": nil, "text/template": nil,
	"math/rand/v2": {"realtime"}, // to spread who comes back at once
	"unsafe":       {"realtime"}, // hands a buffer to the kernel
	"os/exec":      {"server", "server/backups", "server/localdb", "migrations/dbtest", "realtime/stream/natstest"},
}

// asksOthers is how a program asks another server over HTTP, or serves files from a disk.
var asksOthers = regexp.MustCompile(`\bhttp\.(Client\{|DefaultClient|Get\(|Post\(|PostForm\(|Head\(|NewRequest|FileServer|ServeFile|ServeContent|Dir\()`)

func TestWhatIsDangerousStandsWhereItIsSaid(t *testing.T) {
	for folder, files := range goFiles(t) {
		for _, name := range files {
			for _, imported := range allImports(t, name) {
				if allowed, dangerous := dangers[imported]; dangerous && !slices.Contains(allowed, folder) {
					t.Errorf("%s imports %s", name, imported)
				}
			}
			text, err := os.ReadFile(filepath.Join("..", name))
			must(t, err)
			if found := asksOthers.Find(text); found != nil && folder != "server/libretranslate" {
				t.Errorf("%s says %s", name, found)
			}
		}
	}
}

// Nobody can send a file: a form is read as fields, and no page has a field for one.
func TestNoFormTakesAFile(t *testing.T) {
	for _, files := range goFiles(t) {
		for _, name := range files {
			lacks(t, name, "mime/multipart", "ParseMultipartForm", "MultipartReader", "FormFile")
		}
	}
	must(t, fs.WalkDir(os.DirFS(".."), "web", func(name string, _ fs.DirEntry, err error) error {
		if ext := path.Ext(name); ext == ".tmpl" || ext == ".ts" {
			lacks(t, name, `type="file"`, "enctype", "FileReader")
		}
		return err
	}))
}

func lacks(t *testing.T, name string, words ...string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", name))
	must(t, err)
	for _, word := range words {
		if strings.Contains(string(text), word) {
			t.Errorf("%s has %s", name, word)
		}
	}
}

// allImports are what a file imports.
func allImports(t *testing.T, name string) (all []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", name), nil, parser.ImportsOnly)
	must(t, err)
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		must(t, err)
		all = append(all, imported)
	}
	return all
}
