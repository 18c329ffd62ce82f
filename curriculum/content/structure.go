package content

import (
	"slices"
	"strings"
)

// mostNoteWords is how long a content note may be: longer ones aren't read by those who need them.
const mostNoteWords = 25

// notesAfter is how the id of a trainer's note ends, behind that of its block.
const notesAfter = "-notes"

// checkSource refuses an English document that is no session.
func checkSource(d document, faults *Faults) {
	fault := func(line int, reason string, args ...any) { faults.add(d.file, line, "format", reason, args...) }
	seen := map[string]bool{}
	for _, s := range d.sections {
		s.checkHeading(fault)
		if seen[s.attrs.id] {
			fault(s.line, "there are two blocks %q", s.attrs.id)
		}
		seen[s.attrs.id] = true
		if of, ok := strings.CutSuffix(s.attrs.id, notesAfter); s.attrs.kind == trainerNote && (!ok || !d.has(of)) {
			fault(s.line, "a trainer's note has the id of its block and %s behind it", notesAfter)
		}
	}
	taught := d.taught()
	checkLighter(taught, fault)
	checkEnds(taught, fault)
	sum := 0
	for i, s := range taught {
		if i == 0 || taught[i-1].attrs.lighter != s.attrs.id {
			sum += s.attrs.minutes
		}
	}
	if sum != d.front.Minutes && d.front.Minutes > 0 {
		fault(d.front.line("minutes"), "minutes is %d, and the blocks without their lighter alternatives take %d", d.front.Minutes, sum)
	}
	if n := len(strings.Fields(d.front.ContentNote)); n > mostNoteWords {
		fault(d.front.line("content_note"), "a content note has at most %d words, not %d", mostNoteWords, n)
	}
}

// has says whether a block of this id, which is no trainer's note, stands in the document.
func (d document) has(id string) bool {
	return slices.ContainsFunc(d.sections, func(s section) bool { return s.attrs.id == id && s.attrs.kind != trainerNote })
}

// taught are the blocks that participants see.
func (d document) taught() []section {
	return slices.DeleteFunc(slices.Clone(d.sections), func(s section) bool { return s.attrs.kind == trainerNote })
}

// checkHeading refuses attributes that an English block may not have.
func (s section) checkHeading(fault func(int, string, ...any)) {
	a := s.attrs
	kind := Kind(a.kind)
	if !name.MatchString(a.id) {
		fault(s.line, "a block has an id of small letters, digits and hyphens, such as #settling-in, not %q", a.id)
	}
	known := slices.Contains(kinds, kind)
	if !known && a.kind != trainerNote {
		fault(s.line, "a block has one kind, such as .learn, not %q", a.kind)
	}
	if timed := known && kind.timed(); timed && a.minutes == 0 {
		fault(s.line, "the block lacks minutes=")
	} else if !timed && a.minutes != 0 && (known || a.kind == trainerNote) {
		fault(s.line, "a block of the kind %s takes no minutes", a.kind)
	}
	if a.tool != "" && (a.tool != "yes" || kind != Practise && kind != Ground) {
		fault(s.line, "tool=yes stands at a block of the kind practise or ground")
	}
	if slices.Contains(a.named, "source") {
		fault(s.line, "source= stands in translations")
	}
	if s.body == "" {
		fault(s.line, "the block has no text")
	}
}

// checkLighter refuses a heavier block without its content note and its lighter alternative, and what only such a pair has.
func checkLighter(taught []section, fault func(int, string, ...any)) {
	for i, s := range taught {
		a := s.attrs
		if a.lighter == "" {
			if alternative := i > 0 && taught[i-1].attrs.lighter == a.id; a.goal != "" && !alternative {
				fault(s.line, "goal= stands at a heavier block and at the lighter one right after it")
			}
			if a.note != "" {
				fault(s.line, "a block with note= names its lighter alternative by lighter=")
			}
			continue
		}
		if i+1 == len(taught) || taught[i+1].attrs.id != a.lighter {
			fault(s.line, "the lighter block %q stands right after the heavier one", a.lighter)
			continue
		}
		lighter := taught[i+1].attrs
		if a.goal == "" || a.goal != lighter.goal {
			fault(s.line, "the heavier block and its lighter one %q have the same goal=", a.lighter)
		}
		if lighter.lighter != "" || lighter.note != "" {
			fault(taught[i+1].line, "a lighter block has neither lighter= nor note=")
		}
		if lighter.minutes != a.minutes {
			fault(taught[i+1].line, "the lighter block takes as long as the heavier one: %d minutes", a.minutes)
		}
		s.checkNote(fault)
	}
}

// checkNote refuses a content note that isn't there or is too long.
func (s section) checkNote(fault func(int, string, ...any)) {
	if n := len(strings.Fields(s.attrs.note)); n == 0 {
		fault(s.line, "a heavier block has note=\"what, how long, and what to do instead\"")
	} else if n > mostNoteWords {
		fault(s.line, "a content note has at most %d words, not %d", mostNoteWords, n)
	}
}

// checkEnds refuses a session that doesn't begin with arriving and end with closing.
func checkEnds(taught []section, fault func(int, string, ...any)) {
	timed := slices.DeleteFunc(slices.Clone(taught), func(s section) bool { return !Kind(s.attrs.kind).timed() })
	if len(timed) == 0 || timed[0].attrs.kind != string(Arrive) {
		fault(1, "a session begins with a block of the kind arrive")
	}
	if len(timed) == 0 || timed[len(timed)-1].attrs.kind != string(Close) {
		fault(1, "a session ends with a block of the kind close")
	}
}

// checkTranslation refuses a document that isn't its source in another language. What it lacks is no fault here: it is
// shown in English, and said to be.
func checkTranslation(source, d document, faults *Faults) {
	fault := func(line int, reason string, args ...any) { faults.add(d.file, line, "format", reason, args...) }
	at := -1
	for _, s := range d.sections {
		for _, named := range s.attrs.named {
			if named != "id" && named != "note" && named != "source" {
				fault(s.line, "a translation's heading has its #id, note= and source= only: the rest stands in en.md")
			}
		}
		i := slices.IndexFunc(source.sections, func(of section) bool { return of.attrs.id == s.attrs.id })
		if i < 0 {
			fault(s.line, "en.md has no block %q", s.attrs.id)
			continue
		}
		if i <= at {
			fault(s.line, "the block %q stands twice, or not in the order of en.md", s.attrs.id)
		}
		at = i
		s.checkAgainst(source.sections[i], fault)
	}
	if n := len(strings.Fields(d.front.ContentNote)); n > mostNoteWords {
		fault(d.front.line("content_note"), "a content note has at most %d words, not %d", mostNoteWords, n)
	}
	if (d.front.ContentNote == "") != (source.front.ContentNote == "") {
		fault(d.front.line("content_note"), "content_note stands in en.md and in its translations, or in none")
	}
}

// checkAgainst refuses a translated block that holds other facts, pacers or content notes than its source.
func (s section) checkAgainst(of section, fault func(int, string, ...any)) {
	switch {
	case of.attrs.note != "":
		s.checkNote(fault)
	case s.attrs.note != "":
		fault(s.line, "the block has no note= in en.md")
	}
	if s.body == "" {
		fault(s.line, "the block has no text")
	}
	mine, its := special(s.parts), special(of.parts)
	if len(mine) != len(its) {
		fault(s.line, "the block has %d pieces of facts and pacers, and %d in en.md", len(mine), len(its))
		return
	}
	for i := range mine {
		if !slices.Equal(mine[i].facts, its[i].facts) {
			fault(mine[i].line, "the facts are other ones than in en.md")
		}
		if !samePace(mine[i].pacer, its[i].pacer) {
			fault(mine[i].line, "the pacer has other rounds, steps or seconds than in en.md")
		}
	}
}

// special are the parts that are the same in every language but for their words.
func special(parts []part) []part {
	return slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return p.html != "" })
}

func samePace(a, b *Pacer) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Rounds == b.Rounds && slices.EqualFunc(a.Steps, b.Steps, func(x, y Step) bool { return x.Seconds == y.Seconds })
}
