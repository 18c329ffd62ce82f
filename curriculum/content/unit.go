package content

import (
	"maps"
	"slices"
	"strings"

	"tinig/locales"
)

// Unit is one session of the course.
type Unit struct {
	ID      string
	Area    Area
	Place   int // in its area, from 1
	Minutes int // without the lighter alternatives, which take as long as what they stand for
	// Smallest and Largest are how many a group should have.
	Smallest, Largest int
	// Version names what the unit says, in every language.
	Version string
	// Adapted is which version of a network's own this is, 0 for a unit as its source has it.
	Adapted int

	in *inside
}

// inside is what a unit keeps to itself, so that nobody can change it. Trainers' notes stand apart from blocks, so that what
// is given to participants can't hold one.
type inside struct {
	after  []string
	heads  map[string]Head
	blocks map[string][]Block         // by language, all of them, in order
	notes  map[string]map[string]Note // by language and block
	safe   map[string][]string        // by language: what keeps a reader safe and isn't there or isn't new
}

// Head is how a unit is announced.
type Head struct {
	Lang        string // what the words are in
	Title       string
	Summary     string
	ContentNote string
	Materials   []string
	ReviewedBy  string // by whom, and on which day, these words were read: survivor leaders and a psychosocial professional
	ReviewedOn  string
	Stale       bool // the source has changed since
	Fallback    bool // English, because it isn't there in the language asked for
}

// Taught is a block as a trainer sees it. Note is nil when there is none.
type Taught struct {
	Block Block
	Note  *Note
}

// Note is what a trainer reads about a block. No participant does.
type Note struct {
	ID string
	Words
}

// Head gives a unit's title and the rest in a language, or in English, marked as such.
func (u Unit) Head(lang string) Head {
	head, there := u.in.heads[lang]
	if !there {
		head = u.in.heads[english]
		head.Fallback = true
	}
	head.Materials = slices.Clone(head.Materials)
	return head
}

// Participant gives what participants see, in order. A block that isn't there in the language is the English one, marked
// as such. There is no trainer's note in it, because a Block can't be one.
func (u Unit) Participant(lang string) []Block {
	if blocks, there := u.in.blocks[lang]; there {
		return slices.Clone(blocks)
	}
	blocks := slices.Clone(u.in.blocks[english])
	for i := range blocks {
		blocks[i].Fallback = true
	}
	return blocks
}

// Trainer gives the same blocks with the notes that belong to them.
func (u Unit) Trainer(lang string) (all []Taught) {
	notes, there := u.in.notes[lang]
	if !there {
		notes = u.in.notes[english]
	}
	for _, block := range u.Participant(lang) {
		taught := Taught{Block: block}
		if note, has := notes[block.ID]; has {
			note.Fallback = note.Fallback || !there
			taught.Note = &note
		}
		all = append(all, taught)
	}
	return all
}

// Offered says whether the unit may be taught in a language: title and summary, arriving, the agreement, grounding, closing,
// helplines, and each heavier block with its content note and its lighter alternative are there and as new as their source.
func (u Unit) Offered(lang string) bool {
	_, there := u.in.heads[lang]
	return there && len(u.in.safe[lang]) == 0
}

// Languages lists the languages that the unit is offered in, in the order of locales.Languages.
func (u Unit) Languages() (tags []string) {
	for _, l := range locales.Languages() {
		if u.Offered(l.Tag) {
			tags = append(tags, l.Tag)
		}
	}
	return tags
}

// After lists the units that are good to have first. They advise; nothing is closed to who hasn't had them.
func (u Unit) After() []string { return slices.Clone(u.in.after) }

// Heavier says whether any of the unit may stir something up: it has a content note, itself or at a block.
func (u Unit) Heavier() bool {
	return u.in.heads[english].ContentNote != "" ||
		slices.ContainsFunc(u.in.blocks[english], func(b Block) bool { return b.Note != "" })
}

// unsafe is what keeps a language from being offered.
func (u Unit) unsafe(lang string) []string { return u.in.safe[lang] }

// newUnit makes a unit of a folder. What has faults is made as well as it can be, for the linter.
func newUnit(f folder, facts map[string]Fact) Unit {
	front := f.source().front
	u := Unit{ID: f.id, Area: Area(front.Area), Place: front.Place, Minutes: front.Minutes, Version: f.version(), in: &inside{
		after: front.After, heads: map[string]Head{}, blocks: map[string][]Block{}, notes: map[string]map[string]Note{}, safe: map[string][]string{},
	}}
	if len(front.Group) == 2 {
		u.Smallest, u.Largest = front.Group[0], front.Group[1]
	}
	for tag := range f.documents {
		u.in.speak(f, tag, facts)
	}
	return u
}

// speak adds a language to a unit.
func (in *inside) speak(f folder, tag string, facts map[string]Fact) {
	source, d := f.source(), f.documents[tag]
	in.heads[tag] = headOf(source, d, tag)
	in.notes[tag] = map[string]Note{}
	if in.heads[tag].Stale {
		in.safe[tag] = append(in.safe[tag], "the head")
	}
	heavier := map[string]string{}
	for _, of := range source.sections {
		heavier[of.attrs.lighter] = of.attrs.id
	}
	for _, of := range source.sections {
		w := wordsIn(d, of, tag, facts)
		if block, isNote := strings.CutSuffix(of.attrs.id, notesAfter); isNote && of.attrs.kind == trainerNote {
			in.notes[tag][block] = Note{ID: of.attrs.id, Words: w}
			continue
		}
		block := newBlock(of, w, heavier[of.attrs.id])
		block.Note = noteIn(d, of, w.Lang)
		in.blocks[tag] = append(in.blocks[tag], block)
		if block.Safety && (block.Stale || block.Fallback) {
			in.safe[tag] = append(in.safe[tag], block.ID)
		}
	}
}

// headOf is a document's head.
func headOf(source, d document, tag string) Head {
	front := d.front
	return Head{
		Lang: tag, Title: front.Title, Summary: front.Summary, ContentNote: front.ContentNote, Materials: front.Materials,
		ReviewedBy: front.ReviewedBy, ReviewedOn: front.ReviewedOn, Stale: tag != english && front.Source != source.front.hash(),
	}
}

// hash names what a translation of the head is made from.
func (f front) hash() string {
	return hash(append([]string{f.Title, f.Summary, f.ContentNote}, f.Materials...)...)
}

// hash names what a translation of a section is made from: its words, not its kind or minutes.
func (s section) hash() string { return hash(s.title, s.attrs.note, s.body) }

// version is that of a unit: its files in their canonical form.
func (f folder) version() string {
	var texts []string
	for _, file := range slices.Sorted(maps.Keys(f.files)) {
		texts = append(texts, file, string(canonical(f.files[file])))
	}
	return fullHash(texts...)
}
