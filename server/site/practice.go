package site

import (
	"html/template"
	"net/http"
	"slices"

	"tinig/locales"
)

// practicePage is the exercises that stand alone, in the visitor's language.
type practicePage struct {
	Page
	Tools []toolView
}

// toolView is an exercise in words.
type toolView struct {
	ID, Title, Lang, Dir string
	HTML                 template.HTML
	Fallback             bool
}

// practice is GET /practice. It asks nobody who she is, keeps nothing and sets nothing; once it has come it needs no line.
func (s *Site) practice(w http.ResponseWriter, v *visit) error {
	if in := v.FormValue("in"); slices.ContainsFunc(locales.Languages(), func(l locales.Language) bool { return l.Tag == in }) {
		v.Printer = locales.For(in)
	}
	page := practicePage{Page: s.page(v)}
	page.Heading, page.Path = v.Printer.T("practice.heading"), v.URL.Path
	for _, tool := range s.Curriculum.Course.Tools(v.Printer.Tag()) {
		page.Tools = append(page.Tools, toolView{tool.ID, tool.Title, tool.Lang, dirOf(tool.Lang), tool.HTML(today()), tool.Fallback})
	}
	return s.render(w, http.StatusOK, "curriculum/practice", page)
}
