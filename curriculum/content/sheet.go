package content

import (
	"slices"
	"strings"
)

// Sheet is a unit in one language as a network rewrites it: its head and its pieces in order. In a translation a piece has its ID,
// title, note, body and Source only: the rest stands in the English sheet.
type Sheet struct {
	Title       string   `json:"title"`
	Summary     string   `json:"summary"`
	ContentNote string   `json:"content_note"`
	Materials   []string `json:"materials"`
	Source      string   `json:"source,omitempty"` // of the head
	Pieces      []Piece  `json:"pieces"`
}

// Piece is a block or a trainer's note, with its text in Markdown.
type Piece struct {
	ID      string `json:"id"`
	Kind    string `json:"kind,omitempty"` // of a block, or "trainer_note"
	Minutes int    `json:"minutes,omitempty"`
	Lighter string `json:"lighter,omitempty"`
	Goal    string `json:"goal,omitempty"`
	Tool    string `json:"tool,omitempty"`
	Source  string `json:"source,omitempty"` // the hash of the English piece that it was translated from
	Title   string `json:"title"`
	Note    string `json:"note,omitempty"`
	Body    string `json:"body"`
	Out     bool   `json:"out,omitempty"` // of the English sheet: the network leaves it out, in every language
}

// Sheets are a unit in each language that it is written in; nil for a unit that isn't there.
func (c *Course) Sheets(unit string) map[string]Sheet {
	f, there := c.folder(unit)
	if !there {
		return nil
	}
	sheets := map[string]Sheet{}
	for tag, d := range f.documents {
		sheets[tag] = d.sheet()
	}
	return sheets
}

// folder takes a unit's files apart again. They were loaded before, and have no fault.
func (c *Course) folder(unit string) (f folder, there bool) {
	f = folder{id: unit, documents: map[string]document{}, files: map[string][]byte{}}
	var none Faults
	for file, text := range c.files {
		if tag, is := unitFile(unit, file); is {
			f.add(file, tag, []byte(text), &none)
		}
	}
	_, there = f.documents[english]
	return f, there
}

// unitFile is the language of a file of a unit; is is false for another file.
func unitFile(unit, file string) (tag string, is bool) {
	name, is := strings.CutPrefix(file, "units/"+unit+"/")
	tag, isText := strings.CutSuffix(name, ".md")
	return tag, is && isText
}

// sheet is a document as it can be rewritten.
func (d document) sheet() Sheet {
	s := Sheet{Title: d.front.Title, Summary: d.front.Summary, ContentNote: d.front.ContentNote, Materials: slices.Clone(d.front.Materials), Source: d.front.Source}
	for _, of := range d.sections {
		a := of.attrs
		s.Pieces = append(s.Pieces, Piece{ID: a.id, Kind: a.kind, Minutes: a.minutes, Lighter: a.lighter, Goal: a.goal, Tool: a.tool,
			Source: a.source, Title: of.title, Note: a.note, Body: of.body})
	}
	return s
}

// Piece finds a piece by its id.
func (s Sheet) Piece(id string) (Piece, bool) {
	i := s.at(id)
	if i < 0 {
		return Piece{}, false
	}
	return s.Pieces[i], true
}

func (s Sheet) at(id string) int {
	return slices.IndexFunc(s.Pieces, func(p Piece) bool { return p.ID == id })
}

// Clone is a sheet of its own.
func (s Sheet) Clone() Sheet {
	s.Materials, s.Pieces = slices.Clone(s.Materials), slices.Clone(s.Pieces)
	return s
}

// Safety says whether a piece of the English sheet is one that keeps people safe: it can be rewritten, and not left out.
func (s Sheet) Safety(id string) bool {
	p, there := s.Piece(id)
	return there && (Kind(p.Kind).safety() || p.Lighter != "" || s.heavier(id) != "")
}

// heavier is the piece that one is the lighter alternative of, "" for none.
func (s Sheet) heavier(id string) string {
	for _, p := range s.Pieces {
		if p.Lighter == id {
			return p.ID
		}
	}
	return ""
}

// IsNote says whether it is what trainers read about a block.
func (p Piece) IsNote() bool { return p.Kind == trainerNote }

// NoteOn is a trainer's note about a block, with its title.
func NoteOn(block Piece, words string) Piece {
	return Piece{ID: block.ID + notesAfter, Kind: trainerNote, Title: block.Title, Body: words}
}

// Of is the block that a trainer's note is about; of a block, itself.
func (p Piece) Of() string {
	if p.IsNote() {
		return strings.TrimSuffix(p.ID, notesAfter)
	}
	return p.ID
}

// Hash names a piece's words: a translation of it has it as its Source.
func (p Piece) Hash() string { return hash(p.Title, p.Note, p.Body) }

// HeadHash names what a translation of the head is made from.
func (s Sheet) HeadHash() string { return s.front().hash() }

func (s Sheet) front() front {
	return front{Title: s.Title, Summary: s.Summary, ContentNote: s.ContentNote, Materials: s.Materials}
}

// same says whether two pieces say the same and are the same to a reader.
func (p Piece) same(other Piece) bool {
	p.Source, other.Source, p.Out, other.Out = "", "", false, false
	return p == other
}
