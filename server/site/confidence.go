package site

import (
	"net/http"
	"strconv"

	"tinig/curriculum"
)

// confidencePage is how sure she feels, for herself alone. Case says that nothing is kept unless she says so.
type confidencePage struct {
	Page
	Asks        []confidenceView
	First, Last string // the days
	Faces       []int
	Case        bool
}

// confidenceView is a question to herself: which face she chose first and last, -1 for none, and now, as it was typed.
type confidenceView struct {
	Name             string
	First, Last, Now int
}

// confidence is GET /sure.
func (s *Site) confidence(w http.ResponseWriter, v *visit) error {
	return s.showConfidence(w, v, http.StatusOK, "")
}

func (s *Site) showConfidence(w http.ResponseWriter, v *visit, code int, refusal string) error {
	both, err := s.Curriculum.Confidence(v.Context(), learner(v.Actor), s.confidenceSealer(v))
	if err != nil {
		return err
	}
	page := confidencePage{Page: s.page(v), Case: v.Session.Settings.Case}
	page.Heading, page.Error = v.Printer.T("confidence.heading"), refusal
	if v.FormValue("kept") != "" {
		page.Notice = v.Printer.T("journal.kept")
	}
	if v.PostForm.Has("now") && page.Case && v.FormValue("keep") == "" {
		page.Notice = v.Printer.T("confidence.not_kept")
	}
	for face := range curriculum.ConfidenceFaces {
		page.Faces = append(page.Faces, face)
	}
	if both.First != nil {
		page.First = v.Printer.Day(both.First.Day)
	}
	if both.Last != nil {
		page.Last = v.Printer.Day(both.Last.Day)
	}
	now := v.faces()
	for i, name := range curriculum.ConfidenceAsks {
		page.Asks = append(page.Asks, confidenceView{name, faceOf(both.First, i), faceOf(both.Last, i), now[i]})
	}
	return s.render(w, code, "curriculum/confidence", page)
}

func faceOf(c *curriculum.Confidence, i int) int {
	if c == nil || i >= len(c.Faces) {
		return -1
	}
	return c.Faces[i]
}

// faces are those that she chose in the form, -1 where none.
func (v *visit) faces() (faces []int) {
	for _, name := range curriculum.ConfidenceAsks {
		face, err := strconv.Atoi(v.FormValue("q-" + name))
		if err != nil {
			face = -1
		}
		faces = append(faces, face)
	}
	return faces
}

// postConfidence is POST /sure. In a legal case nothing is kept without her tick.
func (s *Site) postConfidence(w http.ResponseWriter, v *visit) error {
	if v.Session.Settings.Case && v.FormValue("keep") == "" {
		return s.showConfidence(w, v, http.StatusOK, "")
	}
	err := s.Curriculum.KeepConfidence(v.Context(), learner(v.Actor), s.confidenceSealer(v), v.faces())
	return s.done(w, v, err, "/sure?kept=1", s.showConfidence)
}

// postBurnConfidence is POST /sure/burn.
func (s *Site) postBurnConfidence(w http.ResponseWriter, v *visit) error {
	if err := s.Curriculum.BurnConfidence(v.Context(), learner(v.Actor)); err != nil {
		return err
	}
	return seeOther(w, v, "/sure")
}

func (s *Site) confidenceSealer(v *visit) curriculum.Sealer {
	return v.Session.Keeper(v.Actor.Member, "confidence")
}
