package site

import (
	"net/http"

	"tinig/locales"
	"tinig/server/networks"
	"tinig/server/retention"
)

// keptPage tells everything that is kept, class by class, and what never is.
type keptPage struct {
	Page
	Classes []keptClass
	Never   []string // ids of words
}

// keptClass is what the same people can read.
type keptClass struct {
	Name  string // the id of its words
	Kinds []keptKind
}

// keptKind is what belongs together, and when it goes.
type keptKind struct {
	Name string // the id of its words
	Life string // in words
}

// kept is GET /kept: everything that we could be made to hand over, as the database is held to it.
func (s *Site) kept(w http.ResponseWriter, v *visit) error {
	page := keptPage{Page: s.visited(v), Classes: keptClasses(v.Printer)}
	page.Heading = v.Printer.T("kept.heading")
	for _, code := range retention.Never() {
		page.Never = append(page.Never, "kept.never_"+code)
	}
	return s.render(w, http.StatusOK, "site/kept", page)
}

func keptClasses(p *locales.Printer) (classes []keptClass) {
	for _, k := range retention.Kinds() {
		name := "kept.class_" + string(k.Class)
		if last := len(classes) - 1; last < 0 || classes[last].Name != name {
			classes = append(classes, keptClass{Name: name})
		}
		c := &classes[len(classes)-1]
		c.Kinds = append(c.Kinds, keptKind{Name: "kept." + k.ID, Life: keptLife(p, k)})
	}
	return classes
}

func keptLife(p *locales.Printer, k retention.Kind) string {
	switch k.Life {
	case retention.Network:
		return p.N("kept.life_network", networks.KeptClosed)
	case retention.Days:
		return p.N("kept.life_days", k.Days)
	case retention.Answered:
		return p.N("kept.life_answered", k.Days)
	}
	return p.T("kept.life_" + string(k.Life))
}
