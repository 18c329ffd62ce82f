package content

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// How many trainers' notes, options and prompts a unit has: fewer leave a trainer alone, and more are too many to choose from.
const (
	leastNotes                = 5
	leastOptions, mostOptions = 3, 5
	leastPrompts, mostPrompts = 2, 4
)

// everyUnit are the kinds that no session goes without.
var everyUnit = []Kind{Ground, Rest, LookBack, Helpline, Handout}

// checkShape refuses a unit that lacks what every session has.
func checkShape(d document, faults *Faults) {
	fault := func(line int, reason string, args ...any) { faults.add(d.file, line, "shape", reason, args...) }
	kindsOf := map[Kind]int{}
	for _, s := range d.sections {
		kindsOf[Kind(s.attrs.kind)]++
		switch n := s.items(); Kind(s.attrs.kind) {
		case Choose:
			if n < leastOptions || n > mostOptions {
				fault(s.line, "a choose block has %d to %d options in one list, not %d", leastOptions, mostOptions, n)
			}
		case Talk:
			if n < leastPrompts || n > mostPrompts {
				fault(s.line, "a talk block has %d to %d prompts in one list, not %d", leastPrompts, mostPrompts, n)
			}
		}
	}
	for _, kind := range everyUnit {
		if kindsOf[kind] == 0 {
			fault(1, "the unit has no block of the kind %s", kind)
		}
	}
	if Area(d.front.Area) == Opening && kindsOf[Agreement] == 0 {
		fault(1, "the opening has a block of the kind agreement")
	}
	if n := kindsOf[trainerNote]; n < leastNotes {
		fault(1, "the unit has %d trainers' notes, and at least %d are needed", n, leastNotes)
	}
	checkBreath(d, fault)
}

// items counts the lines of a block's lists.
func (s section) items() (n int) {
	for _, p := range s.prose {
		if p.kind == ast.KindListItem {
			n++
		}
	}
	return n
}

// checkBreath refuses breathing as the only way: some who were hurt are unsettled by it.
func checkBreath(d document, fault func(int, string, ...any)) {
	for _, s := range d.sections {
		var breath, other int
		line := s.line
		for _, part := range s.parts {
			switch {
			case part.pacer == nil:
			case part.pacer.breathes():
				breath, line = breath+1, part.line
			default:
				other++
			}
		}
		if breath > 0 && other == 0 {
			fault(line, "a pacer with breath stands beside one without in the same block")
		}
	}
}

func (p *Pacer) breathes() bool {
	return slices.ContainsFunc(p.Steps, func(s Step) bool { return strings.Contains(strings.ToLower(s.Words), "breath") })
}
