package content

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing that is wrong in the content: where, against which rule, and why, in words for whoever writes it.
type Fault struct {
	File   string // below the content's folder
	Line   int    // from 1
	Rule   string
	Reason string
}

func (f Fault) String() string {
	return fmt.Sprintf("%s:%d: %s: %s", f.File, f.Line, f.Rule, f.Reason)
}

// Faults are what Load refuses, in the order of files and lines. As an error they say the first fifty.
type Faults []Fault

// spelled is how many faults an error spells out.
const spelled = 50

func (f Faults) Error() string {
	var lines []string
	for _, fault := range f[:min(len(f), spelled)] {
		lines = append(lines, fault.String())
	}
	if more := len(f) - spelled; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(lines, "\n")
}

func (f *Faults) add(file string, line int, rule, reason string, args ...any) {
	*f = append(*f, Fault{File: file, Line: line, Rule: rule, Reason: fmt.Sprintf(reason, args...)})
}

// sorted puts faults in the order of files and lines; those of one line stay as they were found.
func (f Faults) sorted() Faults {
	slices.SortStableFunc(f, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return f
}
