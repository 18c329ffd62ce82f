package site

import (
	"slices"
	"strings"

	"tinig/curriculum"
	"tinig/curriculum/content"
	"tinig/locales"
)

// tonguesOf are the languages that a session is written in, the others, and the names of those in which the network has words of its own.
func tonguesOf(is curriculum.Adaptation, now curriculum.Sheets) (there, others []string, own string) {
	var adapted []string
	for _, tag := range languageTags() {
		if _, written := is.Text[tag]; !written {
			others = append(others, tag)
			continue
		}
		there = append(there, tag)
		if slices.ContainsFunc(besides(is, now, tag), func(c content.Compared) bool { return c.Adapted }) {
			adapted = append(adapted, tag)
		}
	}
	return there, others, languageNames(adapted)
}

// compare puts each piece where it belongs. One that the source has as the network does is in no list.
func (p *adaptPage) compare(now curriculum.Sheets) {
	p.Tongue, p.Others, p.Own = tonguesOf(p.Is, now)
	for _, c := range besides(p.Is, now, p.In) {
		piece := viewPiece(p.Printer, p.In, c)
		switch {
		case c.Changed && c.Safety:
			p.Fixes = append(p.Fixes, piece)
		case c.Changed:
			p.Waiting = append(p.Waiting, piece)
		case c.Adapted:
			p.Ours = append(p.Ours, piece)
		}
	}
}

// besides are a session's head and pieces in a language beside the source.
func besides(is curriculum.Adaptation, now curriculum.Sheets, lang string) []content.Compared {
	return append([]content.Compared{headsOf(is, now, lang)}, content.Compare(is.Base, is.Text, now, lang)...)
}

// headsOf are the heads as if they were a piece, whose id is "": its note keeps people safe.
func headsOf(is curriculum.Adaptation, now curriculum.Sheets, lang string) content.Compared {
	base, ours, its := headPiece(is.Base[lang]), headPiece(is.Text[lang]), headPiece(now[lang])
	return content.Compared{Safety: base.Note != its.Note, Base: &base, Ours: &ours, Now: &its,
		Adapted: ours.Hash() != its.Hash() && ours.Hash() != base.Hash(), Changed: base.Hash() != its.Hash()}
}

func headPiece(s content.Sheet) content.Piece {
	return content.Piece{Title: s.Title, Note: s.ContentNote, Body: s.Summary + "\n\n" + strings.Join(s.Materials, ", ")}
}

func viewPiece(p *locales.Printer, lang string, c content.Compared) adaptPiece {
	view := adaptPiece{Compared: c, Lang: lang, Dir: dirOf(lang), Gone: c.Ours == nil, Out: c.Ours != nil && c.Ours.Out}
	for _, of := range []*content.Piece{c.Ours, c.Now, c.Base} {
		if of != nil && view.Title == "" {
			view.Title = of.Title
		}
	}
	view.Ours = adaptDiffer(p, lang, c.Now, c.Ours)
	view.Ours.There, view.Ours.Here = p.T("adapt.only_source"), p.T("adapt.only_ours")
	view.Since = adaptDiffer(p, lang, c.Base, c.Now)
	view.Since.There, view.Since.Here = p.T("adapt.only_before"), p.T("adapt.only_now")
	return view
}

// adaptDiffer compares two pieces, without the title when both have the same.
func adaptDiffer(p *locales.Printer, lang string, there, here *content.Piece) difference {
	titled := there == nil || here == nil || there.Title != here.Title
	return differ(p, lang, adaptText(there, titled), adaptText(here, titled))
}

// adaptText is what is read of a piece.
func adaptText(p *content.Piece, titled bool) string {
	if p == nil || p.Out {
		return ""
	}
	texts := []string{p.Note, p.Body}
	if titled {
		texts = append([]string{p.Title}, texts...)
	}
	return strings.Join(slices.DeleteFunc(texts, func(text string) bool { return text == "" }), "\n\n")
}
