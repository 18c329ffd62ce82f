package site

import (
	"net/http"

	"tinig/curriculum"
)

// cascadePage is how the course is passed on in the network, in pictures with a table beside each.
type cascadePage struct {
	Page
	Tables []cascadeView
}

// cascadeView is one picture. High is how high it is.
type cascadeView struct {
	Name string
	Bars []barView
	High int
}

// The measures of a picture, in its own units.
const (
	barLong = 200
	barHigh = 14
	barStep = 20
)

// barView is a cell and its bar.
type barView struct {
	curriculum.Told
	Y, Long int
}

// cascade is GET /steward/cascade.
func (s *Site) cascade(w http.ResponseWriter, v *visit) error {
	tables, err := s.Curriculum.Cascade(v.Context(), learner(v.Actor))
	if err != nil {
		return err
	}
	page := cascadePage{Page: s.page(v)}
	page.Heading = v.Printer.T("cascade.heading")
	for _, table := range tables {
		page.Tables = append(page.Tables, viewCascade(table))
	}
	return s.render(w, http.StatusOK, "steward/cascade", page)
}

// viewCascade draws a table's bars, the longest as long as there is room. What is withheld has none.
func viewCascade(table curriculum.CascadeTable) cascadeView {
	view, most := cascadeView{Name: table.Name, High: barStep * len(table.Cells)}, 1
	for _, cell := range table.Cells {
		most = max(most, cell.Number)
	}
	for i, cell := range table.Cells {
		view.Bars = append(view.Bars, barView{cell, i*barStep + (barStep-barHigh)/2, cell.Number * barLong / most})
	}
	return view
}
