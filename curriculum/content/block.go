package content

import (
	"html/template"
	"slices"
	"strings"
	"time"
)

// Block is a piece of a session that participants see.
type Block struct {
	ID      string
	Kind    Kind
	Minutes int    // 0 for a handout and the helplines
	Note    string // the content note of a heavier block, in the block's language
	Goal    string // what a heavier block and its lighter alternative both reach
	Lighter string // of a heavier block: its lighter alternative, which comes next
	Heavier string // of a lighter alternative: the block that it stands for
	Tool    bool   // an exercise that stands alone
	Safety  bool   // a language isn't offered without it
	Hash    string // names the block's English words: another one means that they have changed
	Words
}

// Words are what is read in a block or a note.
type Words struct {
	Title    string
	Lang     string // what they are in
	Stale    bool   // the source has changed since they were translated
	Fallback bool   // English, because they aren't there in the language asked for

	parts []part
	facts map[string]Fact
}

// Pacers are the exercises in the block that a page can pace, in order. HTML has each as a plain list.
func (w Words) Pacers() (all []Pacer) {
	for _, p := range w.parts {
		if p.pacer != nil {
			all = append(all, Pacer{Rounds: p.pacer.Rounds, Steps: slices.Clone(p.pacer.Steps)})
		}
	}
	return all
}

// Choices are the lines of the block's first list: what can be chosen in a block of the kind Choose.
func (w Words) Choices() []string {
	for _, p := range w.parts {
		if p.list != nil {
			return slices.Clone(p.list)
		}
	}
	return nil
}

// HTML is the text as safe HTML: paragraphs, lists, h3, strong, em, blockquote; the facts that aren't overdue on a day; and the
// pacers. It holds no raw HTML, link or image, and no attribute but lang, dir, class and a pacer's numbers and words.
func (w Words) HTML(today time.Time) template.HTML {
	var b strings.Builder
	for _, p := range w.parts {
		switch {
		case p.pacer != nil:
			p.pacer.draw(&b, w.Lang)
		case p.facts != nil:
			w.drawFacts(&b, p.facts, today)
		default:
			b.WriteString(p.html)
		}
	}
	return template.HTML(b.String())
}

// newBlock is a section of the source with its words in some language.
func newBlock(of section, w Words, heavier string) Block {
	kind := Kind(of.attrs.kind)
	return Block{
		ID: of.attrs.id, Kind: kind, Minutes: of.attrs.minutes, Goal: of.attrs.goal, Lighter: of.attrs.lighter, Heavier: heavier,
		Tool: of.attrs.tool != "", Safety: kind.safety() || of.attrs.lighter != "" || heavier != "", Hash: of.hash(), Words: w,
	}
}

// wordsIn are the words of a section in a document; the English ones, marked, when it isn't there or lacks its content note.
func wordsIn(d document, of section, tag string, facts map[string]Fact) Words {
	s, there := d.section(of.attrs.id)
	if !there || of.attrs.note != "" && s.attrs.note == "" {
		return Words{Title: of.title, Lang: english, Fallback: true, parts: of.parts, facts: facts}
	}
	return Words{Title: s.title, Lang: tag, Stale: tag != english && s.attrs.source != of.hash(), parts: s.parts, facts: facts}
}

// noteIn is the content note of a section, in the language that its words are in.
func noteIn(d document, of section, lang string) string {
	if s, there := d.section(of.attrs.id); there && lang != english {
		return s.attrs.note
	}
	return of.attrs.note
}

// section finds a section by its id.
func (d document) section(id string) (section, bool) {
	i := slices.IndexFunc(d.sections, func(s section) bool { return s.attrs.id == id })
	if i < 0 {
		return section{}, false
	}
	return d.sections[i], true
}
