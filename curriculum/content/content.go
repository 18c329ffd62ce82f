// Package content is what is taught: the course's sessions in every language, the facts of law in them, the questions before
// and after, and what an observer of a practice looks at.
//
// A session is a folder below units/, with one Markdown file for each language; en.md is the source, and the others are
// translations of it. A file begins with a head in YAML. Then come blocks, each under a heading that says in braces what it is:
//
//	## Settling in {#settling-in .arrive minutes=10}
//
// Invariants:
//   - All of the course is loaded or nothing: a fault is named by file, line and reason (Faults).
//   - A session begins with arriving and ends with closing. A heavier block has a content note of at most 25 words and, right
//     after it, a lighter alternative that reaches the same goal.
//   - A trainer's note is a Note, never a Block: what is given to participants can't hold one.
//   - A law's words come only from the records in facts.toml, dated, and are hidden once they are overdue on the day that is
//     handed in. There is no clock in here.
//   - A translation carries the hash of the English text that it was made from (curriculum stamp). When English has changed
//     since, the block is Stale, and says so; what isn't there in a language is English, and says so (Fallback). A language is
//     Offered only when all that keeps a reader safe is there and up to date.
//   - What is loaded never changes, and its HTML holds no raw HTML, link or image.
//
// Check is the linter: the loader's faults, and what rules.toml, locales/terms.toml and the reading levels (levels.go) refuse.
//
// The package imports locales, and nothing else of ours.
package content

import "regexp"

// Area is a part of the course.
type Area string

// The areas, in the order in which they are taught.
const (
	Opening       Area = "opening"
	SelfAwareness Area = "self_awareness"
	Rights        Area = "rights"
	Coping        Area = "coping"
	Closing       Area = "closing"
	Voice         Area = "voice"
	Training      Area = "trainer"
)

var areas = []Area{Opening, SelfAwareness, Rights, Coping, Closing, Voice, Training}

// Kind is what a block is for. A trainer's note is no kind of block: it is a Note.
type Kind string

// The kinds of blocks.
const (
	Arrive    Kind = "arrive"
	Agreement Kind = "agreement"
	Ground    Kind = "ground"
	Learn     Kind = "learn"
	Story     Kind = "story" // about somebody made up from many people, and said to be
	Practise  Kind = "practise"
	Choose    Kind = "choose"
	Draw      Kind = "draw"
	Talk      Kind = "talk"
	Rest      Kind = "rest"
	LookBack  Kind = "look_back"
	Close     Kind = "close"
	Handout   Kind = "handout"
	Helpline  Kind = "helpline" // a paragraph; whoever shows it puts the lines of the reader's country below
)

var kinds = []Kind{Arrive, Agreement, Ground, Learn, Story, Practise, Choose, Draw, Talk, Rest, LookBack, Close, Handout, Helpline}

// trainerNote is the kind of section that becomes a Note.
const trainerNote = "trainer_note"

// timed says whether a block takes time of the session.
func (k Kind) timed() bool { return k != Handout && k != Helpline }

// safety says whether blocks of this kind must be there, and as new as their source, before a language is offered.
func (k Kind) safety() bool {
	return k == Arrive || k == Agreement || k == Ground || k == Close || k == Helpline
}

// name is how units, blocks, goals and facts are called.
var name = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
