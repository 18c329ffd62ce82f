package web

import (
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
)

// Pages parses every template. The keys are "<feature>/<page>", as in "forum/topic".
//
// A page is drawn by ExecuteTemplate(w, "layout", data), a partial alone by its own name. A page that defines
// "layout" itself stands without the frame.
func Pages() (map[string]*template.Template, error) {
	return parse(files)
}

// layout is the frame around every page.
const layout = "shell/layout.tmpl"

func parse(files fs.FS) (map[string]*template.Template, error) {
	names, err := fs.Glob(files, "*/*.tmpl")
	if err != nil {
		return nil, fmt.Errorf("listing templates: %w", err)
	}
	shared := template.New("layout")
	for _, name := range names {
		if name == layout || partial(name) {
			if err := add(shared, files, name); err != nil {
				return nil, err
			}
		}
	}
	pages := map[string]*template.Template{}
	for _, name := range names {
		if name == layout || partial(name) {
			continue
		}
		if pages[strings.TrimSuffix(name, ".tmpl")], err = page(shared, files, name); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// partial reports whether the file holds parts of pages rather than a page.
func partial(name string) bool { return strings.HasPrefix(path.Base(name), "_") }

// page is what all pages share, and one page's own definitions over it.
func page(shared *template.Template, files fs.FS, name string) (*template.Template, error) {
	t, err := shared.Clone()
	if err != nil {
		return nil, fmt.Errorf("cloning the layout for %s: %w", name, err)
	}
	if err := add(t, files, name); err != nil {
		return nil, err
	}
	if t.Lookup("main") == nil {
		return nil, fmt.Errorf("%s defines no \"main\"", name)
	}
	return t, nil
}

// add parses a file's definitions into t.
func add(t *template.Template, files fs.FS, name string) error {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	if _, err := t.New(name).Parse(string(text)); err != nil {
		return fmt.Errorf("parsing %s: %w", name, err)
	}
	return nil
}
