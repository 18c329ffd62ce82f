package site

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"tinig/curriculum"
	"tinig/curriculum/content"
)

// offersPage is what networks offer to the course.
type offersPage struct {
	Page
	Waiting, Answered []offerView
}

// offerView is an offer, with the name of its network and of its session.
type offerView struct {
	curriculum.Offer
	Called string
	Head   content.Head
	Dir    string
}

// Path is its page.
func (o offerView) Path() string { return fmt.Sprintf("/offers/%s/%s/%d", o.Network, o.Unit, o.Number) }

// offers is GET /offers.
func (s *Site) offers(w http.ResponseWriter, v *visit) error {
	all, err := s.Curriculum.Offers(v.Context(), learner(v.Actor))
	if err != nil {
		return err
	}
	page := offersPage{Page: s.page(v)}
	page.Heading = v.Printer.T("offer.heading")
	for _, offer := range all {
		view, err := s.viewOffer(v, offer)
		if err != nil {
			return err
		}
		if offer.State == curriculum.Offered {
			page.Waiting = append(page.Waiting, view)
		} else {
			page.Answered = append(page.Answered, view)
		}
	}
	return s.render(w, http.StatusOK, "adapt/offers", page)
}

// offersToDo is what a network offers and waits for an answer.
func (s *Site) offersToDo(v *visit) (todo, error) {
	who := learner(v.Actor)
	if !who.Takes {
		return todo{}, nil
	}
	all, err := s.Curriculum.Offers(v.Context(), who)
	if err != nil || len(all) == 0 || all[0].State != curriculum.Offered {
		return todo{}, err
	}
	return todo{Href: "/offers", Text: v.Printer.T("todo.offers"), About: v.Printer.T("todo.since", "Day", all[0].OfferedOn)}, nil
}

func (s *Site) viewOffer(v *visit, offer curriculum.Offer) (view offerView, err error) {
	network, err := s.Networks.Network(v.Context(), offer.Network)
	if err != nil {
		return view, err
	}
	view = offerView{Offer: offer, Called: network.Name}
	view.Head, err = s.Curriculum.Head(v.Context(), curriculum.Cohort{}, offer.Unit, v.Printer.Tag())
	view.Dir = dirOf(view.Head.Lang)
	return view, err
}

// offerPage is an offer with the difference to the source, in one language.
type offerPage struct {
	Page
	Offer  offerView
	In     string
	Tongue []string
	Own    string // the names of those in which the network has words of its own
	Pieces []adaptPiece
	Reason string
	Most   int
}

// At is a piece on this page.
func (p offerPage) At(piece adaptPiece) adaptOn { return adaptOn{piece, p} }

// proposed is an offer that she may answer.
func (s *Site) proposed(v *visit) (curriculum.Proposal, error) {
	network, err := v.id("network")
	if err != nil {
		return curriculum.Proposal{}, err
	}
	return s.Curriculum.Proposal(v.Context(), learner(v.Actor), network, v.PathValue("unit"), v.number("number"))
}

// offer is GET /offers/{network}/{unit}/{number}.
func (s *Site) offer(w http.ResponseWriter, v *visit) error {
	return s.showOffer(w, v, http.StatusOK, "")
}

func (s *Site) showOffer(w http.ResponseWriter, v *visit, code int, refusal string) error {
	p, err := s.proposed(v)
	if err != nil {
		return err
	}
	page := offerPage{Page: s.page(v), Reason: v.FormValue("reason"), Most: curriculum.ReasonLength}
	page.Error = refusal
	if page.Offer, err = s.viewOffer(v, p.Offer); err != nil {
		return err
	}
	is := curriculum.Adaptation{Base: p.Base, Text: p.Text}
	page.In = writtenIn(v, is)
	page.Tongue, _, page.Own = tonguesOf(is, p.Now)
	for _, c := range besides(is, p.Now, page.In) {
		if c.Adapted {
			page.Pieces = append(page.Pieces, viewPiece(v.Printer, page.In, c))
		}
	}
	return s.render(w, code, "adapt/offer", page)
}

// postAnswerOffer is POST /offers/{network}/{unit}/{number}: yes or no, and why.
func (s *Site) postAnswerOffer(w http.ResponseWriter, v *visit) error {
	p, err := s.proposed(v)
	if err != nil {
		return err
	}
	answer := curriculum.Offer{Network: p.Network, Unit: p.Unit, Number: p.Number, State: v.FormValue("state"), Reason: v.FormValue("reason")}
	return s.done(w, v, s.Curriculum.AnswerOffer(v.Context(), learner(v.Actor), answer), "/offers", s.showOffer)
}

// offerFiles is GET /offers/{network}/{unit}/{number}/file: the session in the course's own format, for whoever takes it in.
func (s *Site) offerFiles(w http.ResponseWriter, v *visit) error {
	p, err := s.proposed(v)
	if err != nil {
		return err
	}
	files := s.Curriculum.Files(p)
	var out bytes.Buffer
	packing := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		into, err := packing.Create(name)
		if err != nil {
			return err
		}
		if _, err := into.Write([]byte(files[name])); err != nil {
			return err
		}
	}
	if err := packing.Close(); err != nil {
		return err
	}
	return sendFile(w, v, "notes.zip", "application/zip", out.Bytes())
}
