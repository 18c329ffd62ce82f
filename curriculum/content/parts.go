package content

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Pacer is an exercise that the page can pace: its steps, so many times.
type Pacer struct {
	Rounds int
	Steps  []Step
}

// Step is what to do, and for how long.
type Step struct {
	Seconds int
	Words   string
}

// part is a piece of a block: text that is drawn already, with the lines of its first list, facts, or a pacer.
type part struct {
	line  int
	html  string
	list  []string
	facts []string
	pacer *Pacer
}

// The bounds of a pacer: nobody counts for longer, or more often.
const (
	mostRounds  = 20
	mostSteps   = 12
	mostSeconds = 60
)

var step = regexp.MustCompile(`^(\d+)\s+(\S.*)$`)

// parts draws what stands in a block, and sets facts and pacers apart.
func (p *parsing) parts(nodes []ast.Node) (all []part) {
	for _, node := range nodes {
		fence, ok := node.(*ast.FencedCodeBlock)
		if !ok {
			if last := len(all) - 1; last < 0 || all[last].html == "" {
				all = append(all, part{line: p.lineOf(node)})
			}
			last := &all[len(all)-1]
			last.html += p.draw(node)
			if last.list == nil {
				last.list = p.list(node)
			}
			continue
		}
		if made, ok := p.fenced(fence); ok {
			all = append(all, made)
		}
	}
	return all
}

// list are the lines of a list, and nothing for another node.
func (p *parsing) list(node ast.Node) (lines []string) {
	if _, is := node.(*ast.List); !is {
		return nil
	}
	for item := node.FirstChild(); item != nil; item = item.NextSibling() {
		lines = append(lines, strings.Join(strings.Fields(p.words(item)), " "))
	}
	return lines
}

// draw is a node as safe HTML: it holds nothing but what allowed lets through, and goldmark escapes every text.
func (p *parsing) draw(node ast.Node) string {
	var out bytes.Buffer
	if err := markdown.Renderer().Render(&out, p.source, node); err != nil {
		p.fault(p.lineOf(node), "this can't be drawn: %s", err)
	}
	return out.String()
}

// fenced reads a fenced block, which is one of facts or of a pacer.
func (p *parsing) fenced(fence *ast.FencedCodeBlock) (part, bool) {
	line := p.lineOf(fence)
	var words []string
	if fence.Info != nil {
		words = strings.Fields(string(fence.Info.Segment.Value(p.source)))
	}
	var rows []string
	for i := range fence.Lines().Len() {
		segment := fence.Lines().At(i)
		rows = append(rows, strings.TrimSpace(string(segment.Value(p.source))))
	}
	switch {
	case slices.Equal(words, []string{"facts"}):
		return p.factsOf(line, rows), true
	case len(words) == 2 && words[0] == "pacer":
		return p.pacerOf(line, words[1], rows), true
	}
	p.fault(line, "a fenced block is \"facts\", or \"pacer\" and the number of rounds, not %q", strings.Join(words, " "))
	return part{}, false
}

func (p *parsing) factsOf(line int, rows []string) part {
	made := part{line: line}
	for i, row := range rows {
		switch {
		case row == "":
		case !name.MatchString(row):
			p.fault(line+1+i, "%q is not a fact's id: one id a line", row)
		default:
			made.facts = append(made.facts, row)
		}
	}
	if len(made.facts) == 0 {
		p.fault(line, "the block of facts names none")
	}
	return made
}

func (p *parsing) pacerOf(line int, rounds string, rows []string) part {
	pacer := &Pacer{}
	n, err := strconv.Atoi(rounds)
	if err != nil || n < 1 || n > mostRounds {
		p.fault(line, "a pacer has 1 to %d rounds, not %q", mostRounds, rounds)
	}
	pacer.Rounds = n
	for i, row := range rows {
		if row == "" {
			continue
		}
		said := step.FindStringSubmatch(row)
		if said == nil {
			p.fault(line+1+i, "a pacer's step is seconds and words, such as \"4 Look at one thing near you\"")
			continue
		}
		seconds, err := strconv.Atoi(said[1])
		if err != nil || seconds < 1 || seconds > mostSeconds {
			p.fault(line+1+i, "a step takes 1 to %d seconds", mostSeconds)
		}
		pacer.Steps = append(pacer.Steps, Step{Seconds: seconds, Words: said[2]})
	}
	if len(pacer.Steps) == 0 || len(pacer.Steps) > mostSteps {
		p.fault(line, "a pacer has 1 to %d steps, not %d", mostSteps, len(pacer.Steps))
	}
	return part{line: line, pacer: pacer}
}
