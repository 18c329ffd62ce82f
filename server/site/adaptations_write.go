package site

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"tinig/curriculum"
	"tinig/curriculum/content"
	"tinig/locales"
)

// rewritePage is the form in which a session is rewritten, in one language.
type rewritePage struct {
	Page
	Is     curriculum.Adaptation
	Head   content.Head
	Dir    string
	In     string
	Sheet  content.Sheet
	Source content.Sheet // the English, beside a translation
	Faults []adaptFault  // of this language's head
	Pieces []rewriteView
	Part   curriculum.Part // of the network's own, as she has typed it
	Kinds  []content.Kind
}

// English says whether it is the sheet that the others are translated from.
func (p rewritePage) English() bool { return p.In == "en" }

// Fault is a fault on this page.
func (p rewritePage) Fault(f adaptFault) faultOn { return faultOn{f, p} }

// Materials are what is needed, a line each.
func (p rewritePage) Materials() string { return strings.Join(p.Sheet.Materials, "\n") }

// HeadBehind says whether the English head was changed since it was translated.
func (p rewritePage) HeadBehind() bool { return !p.English() && p.Sheet.Source != p.Source.HeadHash() }

// rewriteView is a piece in the form. Of is what it is in English, Behind that the English was changed since it was translated.
type rewriteView struct {
	content.Piece
	Of     content.Piece
	Safety bool
	Timed  bool // its own minutes can be changed: a lighter alternative takes as long as what it stands for
	Noted  bool
	Behind bool
	Faults []adaptFault
}

// rewriting is GET /adaptations/{unit}/{lang}.
func (s *Site) rewriting(w http.ResponseWriter, v *visit) error {
	return s.showRewriting(nil)(w, v, http.StatusOK, "")
}

// showRewriting draws the form; with what she has just written when that wasn't kept.
func (s *Site) showRewriting(written *curriculum.Rewrite) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		unit, lang := v.PathValue("unit"), cmp.Or(v.PathValue("lang"), "en")
		is, err := s.Curriculum.Adaptation(v.Context(), learner(v.Actor), unit)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(locales.Languages(), func(l locales.Language) bool { return l.Tag == lang }) {
			return locales.Refuse(locales.NotFound, "site.nothing_here")
		}
		page := rewritePage{Page: s.page(v), Is: is, In: lang, Dir: dirOf(lang), Part: v.part(), Kinds: curriculum.PartKinds}
		page.Error = refusal
		if page.Head, err = s.Curriculum.Head(v.Context(), curriculum.Cohort{}, unit, v.Printer.Tag()); err != nil {
			return err
		}
		faults := adaptFaults(v.Printer, is, s.Curriculum.Lint(is))
		if written != nil {
			is.Text = is.Text.Clone()
			is.Text[lang] = curriculum.Rewriting(is.Text, *written)
		}
		page.fill(is.Text, faults)
		return s.render(w, code, "adapt/rewrite", page)
	}
}

// fill puts the sheet of the page's language into its form, each piece with what is wrong with it.
func (p *rewritePage) fill(text curriculum.Sheets, faults []adaptFault) {
	p.Sheet, p.Source = text[p.In], text["en"]
	at := func(id string) (its []adaptFault) {
		for _, f := range faults {
			if f.Lang == p.In && f.Piece == id {
				its = append(its, f)
			}
		}
		return its
	}
	p.Faults = at("")
	lighter := map[string]bool{}
	for _, of := range p.Source.Pieces {
		lighter[of.Lighter] = of.Lighter != ""
	}
	for _, of := range p.Source.Pieces {
		mine, there := p.Sheet.Piece(of.ID)
		mine.ID = of.ID
		p.Pieces = append(p.Pieces, rewriteView{Piece: mine, Of: of, Safety: p.Source.Safety(of.ID), Noted: of.Lighter != "",
			Timed: p.English() && of.Minutes > 0 && !lighter[of.ID], Behind: !p.English() && there && mine.Source != of.Hash(), Faults: at(of.ID)})
	}
}

// postRewriting is POST /adaptations/{unit}/{lang}. What has faults is kept too.
func (s *Site) postRewriting(w http.ResponseWriter, v *visit) error {
	unit, lang := v.PathValue("unit"), v.PathValue("lang")
	written := v.rewritten(lang)
	err := s.Curriculum.Rewrite(v.Context(), learner(v.Actor), unit, v.number("revision"), written)
	if locales.IsKind(err, locales.NotFound) {
		return err
	}
	return s.done(w, v, err, "/adaptations/"+unit+"?in="+lang, s.showRewriting(&written))
}

// rewritten is what she has written, as the form sends it: each piece by its id.
func (v *visit) rewritten(lang string) curriculum.Rewrite {
	r := curriculum.Rewrite{Lang: lang, Title: v.FormValue("title"), Summary: v.FormValue("summary"), ContentNote: v.FormValue("note"),
		Materials: strings.Split(v.FormValue("materials"), "\n"), Current: v.FormValue("current") != "", Pieces: map[string]curriculum.Rewritten{}}
	for name := range v.PostForm {
		id, is := strings.CutPrefix(name, "body-")
		if !is {
			continue
		}
		r.Pieces[id] = curriculum.Rewritten{Title: v.FormValue("title-" + id), Note: v.FormValue("note-" + id), Body: v.FormValue(name),
			Minutes: v.number("minutes-" + id), Out: v.FormValue("out-"+id) != "", Current: v.FormValue("current-"+id) != ""}
	}
	return r
}

// postPart is POST /adaptations/{unit}/part: puts a part of the network's own in.
func (s *Site) postPart(w http.ResponseWriter, v *visit) error {
	unit := v.PathValue("unit")
	err := s.Curriculum.AddPart(v.Context(), learner(v.Actor), unit, v.number("revision"), v.part())
	if locales.IsKind(err, locales.NotFound) {
		return err
	}
	return s.done(w, v, err, "/adaptations/"+unit+"?in=en", s.showRewriting(nil))
}

// part is a part of the network's own as the form sends it.
func (v *visit) part() curriculum.Part {
	return curriculum.Part{Kind: content.Kind(v.FormValue("kind")), After: v.FormValue("after"), Title: v.FormValue("part-title"), Body: v.FormValue("part-body"),
		Note: v.FormValue("part-note"), Minutes: v.number("part-minutes")}
}

// postLook is POST /adaptations/{unit}/look: takes what the source has now, or keeps the network's words.
func (s *Site) postLook(w http.ResponseWriter, v *visit) error {
	return s.adapt(w, v, func(who curriculum.Actor, unit string) error {
		return s.Curriculum.Look(v.Context(), who, unit, v.FormValue("in"), v.FormValue("piece"), v.number("revision"), v.FormValue("do") == "take")
	})
}

// postAskPublish is POST /adaptations/{unit}/ask: asks a second person.
func (s *Site) postAskPublish(w http.ResponseWriter, v *visit) error {
	return s.adapt(w, v, func(who curriculum.Actor, unit string) error {
		return s.Curriculum.AskToPublish(v.Context(), who, unit, v.number("revision"))
	})
}

// postPublish is POST /adaptations/{unit}/agree: the second person's yes.
func (s *Site) postPublish(w http.ResponseWriter, v *visit) error {
	return s.adapt(w, v, func(who curriculum.Actor, unit string) error {
		return s.Curriculum.Publish(v.Context(), who, unit, v.number("revision"))
	})
}

// postNotYet is POST /adaptations/{unit}/not-yet: it isn't to be published.
func (s *Site) postNotYet(w http.ResponseWriter, v *visit) error {
	return s.adapt(w, v, func(who curriculum.Actor, unit string) error { return s.Curriculum.NotYet(v.Context(), who, unit) })
}

// postWithdraw is POST /adaptations/{unit}/withdraw: takes back what was published.
func (s *Site) postWithdraw(w http.ResponseWriter, v *visit) error {
	return s.adapt(w, v, func(who curriculum.Actor, unit string) error { return s.Curriculum.Withdraw(v.Context(), who, unit) })
}

// postOffer is POST /adaptations/{unit}/offer: offers it to the source.
func (s *Site) postOffer(w http.ResponseWriter, v *visit) error {
	return s.adapt(w, v, func(who curriculum.Actor, unit string) error { return s.Curriculum.Offer(v.Context(), who, unit) })
}

// adapt changes what a network makes of a session, and shows it again.
func (s *Site) adapt(w http.ResponseWriter, v *visit, change func(who curriculum.Actor, unit string) error) error {
	unit := v.PathValue("unit")
	err := change(learner(v.Actor), unit)
	if locales.IsKind(err, locales.NotFound) {
		return err
	}
	path := "/adaptations/" + unit
	if in := v.FormValue("in"); in != "" && err == nil {
		path += "?in=" + chosen(in, languageTags()...)
	}
	return s.done(w, v, err, path, s.showAdaptation)
}

func languageTags() (tags []string) {
	for _, l := range locales.Languages() {
		tags = append(tags, l.Tag)
	}
	return tags
}
