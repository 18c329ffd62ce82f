package curriculum

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"tinig/curriculum/content"
	"tinig/locales"
)

// How long what a network writes can be, in characters.
const (
	LineLength  = 300
	PieceLength = 8000
)

// Rewrite is what somebody has written of a session in one language. Pieces are by their ids; one that isn't there stays as it was.
type Rewrite struct {
	Lang                        string
	Title, Summary, ContentNote string
	Materials                   []string
	Current                     bool // of a translation: its head says what the English does
	Pieces                      map[string]Rewritten
}

// Rewritten is a piece. Out and Minutes count in English alone, Current in the other languages: it says what the English does.
type Rewritten struct {
	Title, Note, Body string
	Minutes           int
	Out, Current      bool
}

// check refuses what is too long to be kept. What is wrong with it otherwise is kept and named (Lint).
func (r Rewrite) check() error {
	lines := append([]string{r.Title, r.Summary, r.ContentNote}, r.Materials...)
	for _, p := range r.Pieces {
		lines = append(lines, p.Title, p.Note)
		if utf8.RuneCountInString(p.Body) > PieceLength {
			return locales.Refuse(locales.Invalid, "adapt.too_long", "Most", PieceLength)
		}
	}
	for _, line := range lines {
		if utf8.RuneCountInString(line) > LineLength {
			return locales.Refuse(locales.Invalid, "adapt.line_too_long", "Most", LineLength)
		}
	}
	if unknown(r.Lang) {
		return errAbsent
	}
	return nil
}

// Rewrite keeps what somebody has written. When somebody else has changed it since the revision that she saw, nothing is.
func (c *Curriculum) Rewrite(ctx context.Context, a Actor, unit string, revision int, r Rewrite) error {
	if err := r.check(); err != nil {
		return err
	}
	return c.changeAdaptation(ctx, a, unit, revision, func(is *Adaptation) error {
		is.Text[r.Lang] = Rewriting(is.Text, r)
		return nil
	})
}

// Rewriting is a session's sheet in a language with what somebody has written.
func Rewriting(text Sheets, r Rewrite) content.Sheet {
	sheet := text[r.Lang].Clone()
	head := sheet.HeadHash()
	sheet.Title, sheet.Summary, sheet.ContentNote, sheet.Materials = line(r.Title), line(r.Summary), line(r.ContentNote), lines(r.Materials)
	if r.Lang == english {
		sheet.Pieces = inEnglish(sheet, r.Pieces)
		return sheet
	}
	if source := text[english]; r.Current || sheet.HeadHash() != head {
		sheet.Source = source.HeadHash()
	}
	sheet.Pieces = translated(text[english], sheet, r.Pieces)
	return sheet
}

// inEnglish are the pieces of the English sheet as they are now. What keeps people safe stays in, and a lighter alternative takes as
// long as what it stands for.
func inEnglish(sheet content.Sheet, written map[string]Rewritten) (pieces []content.Piece) {
	heavier := map[string]string{}
	for _, p := range sheet.Pieces {
		heavier[p.Lighter] = p.ID
	}
	for _, p := range sheet.Pieces {
		w, there := written[p.ID]
		if there {
			p.Title, p.Note, p.Body = line(w.Title), line(w.Note), body(w.Body)
			if !p.IsNote() {
				p.Out = w.Out && !sheet.Safety(p.ID)
			}
			if p.Minutes > 0 && w.Minutes > 0 {
				p.Minutes = w.Minutes
			}
		}
		if of, lighter := written[heavier[p.ID]]; lighter && of.Minutes > 0 {
			p.Minutes = of.Minutes
		}
		pieces = append(pieces, p)
	}
	return pieces
}

// translated are the pieces of another language, in the order of the English ones. What was written anew, or is said to be current,
// is a translation of the English as it is now; what is empty isn't there, and is read in English.
func translated(source, sheet content.Sheet, written map[string]Rewritten) (pieces []content.Piece) {
	for _, of := range source.Pieces {
		p, there := sheet.Piece(of.ID)
		w, wrote := written[of.ID]
		if !wrote {
			if there {
				pieces = append(pieces, p)
			}
			continue
		}
		was := p.Hash()
		p.ID, p.Title, p.Note, p.Body = of.ID, line(w.Title), line(w.Note), body(w.Body)
		if p.Title == "" && p.Body == "" {
			continue
		}
		if w.Current || !there || p.Hash() != was {
			p.Source = of.Hash()
		}
		pieces = append(pieces, p)
	}
	return pieces
}

func line(text string) string { return strings.Join(strings.Fields(text), " ") }

func lines(all []string) (kept []string) {
	for _, text := range all {
		if text = line(text); text != "" {
			kept = append(kept, text)
		}
	}
	return kept
}

func body(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }

// PartKinds are what a part of a network's own can be for. What keeps people safe is the source's to begin with.
var PartKinds = []content.Kind{content.Learn, content.Story, content.Practise, content.Choose, content.Draw, content.Talk, content.Rest, content.Handout}

// Part is a part of a network's own, behind another. Note is what trainers read about it, "" for nothing.
type Part struct {
	Kind              content.Kind
	After             string
	Title, Body, Note string
	Minutes           int
}

// check refuses a part that can't be put in. What is wrong with its words is kept and named (Lint).
func (p Part) check() error {
	r := Rewrite{Lang: english, Title: p.Title, Pieces: map[string]Rewritten{"": {Body: p.Body}, "-": {Body: p.Note}}}
	if err := r.check(); err != nil {
		return err
	}
	timed := p.Kind != content.Handout
	if !slices.Contains(PartKinds, p.Kind) || line(p.Title) == "" || body(p.Body) == "" || timed && (p.Minutes < 1 || p.Minutes > 90) {
		return locales.Refuse(locales.Invalid, "adapt.part_needed")
	}
	return nil
}

// AddPart puts a part of the network's own into a session, in English. Sent twice, it is put in once.
func (c *Curriculum) AddPart(ctx context.Context, a Actor, unit string, revision int, p Part) error {
	if err := p.check(); err != nil {
		return err
	}
	return c.changeAdaptation(ctx, a, unit, revision, func(is *Adaptation) error {
		sheet := is.Text[english]
		at := slices.IndexFunc(sheet.Pieces, func(of content.Piece) bool { return of.ID == p.After && !of.IsNote() })
		if at < 0 {
			return locales.Refuse(locales.Invalid, "adapt.part_needed")
		}
		if slices.ContainsFunc(sheet.Pieces, func(of content.Piece) bool { return of.Title == line(p.Title) && of.Body == body(p.Body) }) {
			return nil
		}
		for at+1 < len(sheet.Pieces) && (sheet.Pieces[at+1].Of() == p.After || sheet.Pieces[at+1].ID == sheet.Pieces[at].Lighter) {
			at++
		}
		sheet.Pieces = slices.Insert(sheet.Pieces, at+1, p.pieces(sheet)...)
		is.Text[english] = sheet
		return nil
	})
}

// pieces are a part as it stands in a sheet, and its note.
func (p Part) pieces(sheet content.Sheet) (pieces []content.Piece) {
	id := ""
	for n := 1; ; n++ {
		id = "ours-" + strconv.Itoa(n)
		if _, taken := sheet.Piece(id); !taken {
			break
		}
	}
	part := content.Piece{ID: id, Kind: string(p.Kind), Title: line(p.Title), Body: body(p.Body)}
	if p.Kind != content.Handout {
		part.Minutes = p.Minutes
	}
	pieces = append(pieces, part)
	if note := body(p.Note); note != "" {
		pieces = append(pieces, content.NoteOn(part, note))
	}
	return pieces
}
