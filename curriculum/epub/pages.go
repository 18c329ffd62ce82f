package epub

import (
	"embed"
	"fmt"
	"html/template"
	"time"

	"tinig/curriculum/content"
	"tinig/locales"
)

//go:embed book.tmpl
var source embed.FS

var templates = template.Must(template.ParseFS(source, "book.tmpl"))

//go:embed style.css
var style []byte

// bound is a book with its words and its pages.
type bound struct {
	*locales.Printer
	Book
	ID    string
	Parts []part
}

// part is an area of the course, with its pages.
type part struct {
	Area  content.Area
	Pages []page
}

// page is a unit. Asides are its heavier blocks, each on a page of its own.
type page struct {
	*locales.Printer
	ID, File string
	Unit     content.Unit
	Head     content.Head
	HeadDir  string
	Blocks   []block
	Asides   []aside
	Notes    bool
}

// aside is the page of one heavier block, which leads back to its unit's.
type aside struct {
	*locales.Printer
	ID, File, Back string
	Block          block
}

// block is a block in words. Other is, of a gentler one, the page of the heavier.
type block struct {
	content.Block
	*locales.Printer
	Dir   string
	HTML  template.HTML
	Guide *guide
	Other *aside
}

// guide is what a trainer reads about a block.
type guide struct {
	content.Note
	*locales.Printer
	Dir  string
	HTML template.HTML
}

// bound puts the book together.
func (b Book) bound() (*bound, error) {
	out := &bound{Printer: locales.For(b.Lang), Book: b}
	for i, unit := range b.Units {
		next, err := out.page(unit, fmt.Sprintf("page-%02d", i+1))
		if err != nil {
			return nil, fmt.Errorf("unit %s: %w", unit.ID, err)
		}
		if last := len(out.Parts) - 1; last < 0 || out.Parts[last].Area != unit.Area {
			out.Parts = append(out.Parts, part{Area: unit.Area})
		}
		in := &out.Parts[len(out.Parts)-1]
		in.Pages = append(in.Pages, next)
	}
	return out, nil
}

// page puts a unit's page together.
func (b *bound) page(unit content.Unit, name string) (page, error) {
	head := unit.Head(b.Lang)
	p := page{Printer: b.Printer, ID: name, File: name + ".xhtml", Unit: unit, Head: head, HeadDir: dirOf(head.Lang), Notes: b.Notes}
	var heavier *aside
	for _, taught := range b.taught(unit) {
		drawn, err := b.block(taught)
		if err != nil {
			return page{}, fmt.Errorf("block %s: %w", taught.Block.ID, err)
		}
		if drawn.Lighter != "" {
			id := name + "-" + drawn.ID
			heavier = &aside{b.Printer, id, id + ".xhtml", p.File, drawn}
			p.Asides = append(p.Asides, *heavier)
			continue
		}
		if drawn.Heavier != "" {
			drawn.Other = heavier
		}
		p.Blocks = append(p.Blocks, drawn)
	}
	return p, nil
}

// taught are a unit's blocks as the book's readers see them.
func (b *bound) taught(unit content.Unit) (all []content.Taught) {
	if b.Notes {
		return unit.Trainer(b.Lang)
	}
	for _, block := range unit.Participant(b.Lang) {
		all = append(all, content.Taught{Block: block})
	}
	return all
}

func (b *bound) block(taught content.Taught) (drawn block, err error) {
	words := taught.Block
	drawn = block{Block: words, Printer: b.Printer, Dir: dirOf(words.Lang)}
	if drawn.HTML, err = xhtml(words.HTML(b.Book.Day)); err != nil || taught.Note == nil {
		return drawn, err
	}
	note := *taught.Note
	drawn.Guide = &guide{Note: note, Printer: b.Printer, Dir: dirOf(note.Lang)}
	drawn.Guide.HTML, err = xhtml(note.HTML(b.Book.Day))
	return drawn, err
}

// Sign is the pictogram of a trainer's note.
func (guide) Sign() template.HTML { return content.NotePictogram() }

// Hint says of words that they are not what the reader asked for; "" when they are.
func (g guide) Hint() string { return hint(g.Printer, g.Fallback, g.Stale) }

// Hint says it of a block.
func (b block) Hint() string { return hint(b.Printer, b.Fallback, b.Stale) }

// Hint says it of a unit's head.
func (p page) Hint() string { return hint(p.Printer, p.Head.Fallback, p.Head.Stale) }

func hint(p *locales.Printer, fallback, stale bool) string {
	switch {
	case fallback:
		return p.T("curriculum.fallback")
	case stale:
		return p.T("curriculum.stale")
	}
	return ""
}

// In is the name of the language that a unit's head is in.
func (p page) In() string { return nameOf(p.Head.Lang) }

// Title is what the book is called: nothing that tells.
func (b *bound) Title() string { return b.T("shell.title") }

// Today is the day on which the book was made: facts and helplines are as old as it is.
func (b *bound) Today() string { return b.Printer.Day(b.Book.Day) }

// Language is the name of the book's language, in it.
func (b *bound) Language() string { return nameOf(b.Lang) }

// Made is the day on which the book was made, as its package says it.
func (b *bound) Made() string { return b.Book.Day.UTC().Format(time.DateOnly) + "T00:00:00Z" }

func nameOf(lang string) string {
	for _, l := range locales.Languages() {
		if l.Tag == lang {
			return l.Name
		}
	}
	return lang
}

func dirOf(lang string) string { return locales.For(lang).Dir() }
