package content

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"go.abhg.dev/goldmark/frontmatter"
)

// markdown reads a unit's file and draws its text. Its renderer writes no raw HTML; what it could draw that a unit may not
// hold (an image, a link) doesn't come so far, because parse refuses it.
var markdown = goldmark.New(
	goldmark.WithParserOptions(parser.WithAttribute()),
	goldmark.WithExtensions(&frontmatter.Extender{Formats: []frontmatter.Format{frontmatter.YAML}}),
)

// document is one file of a unit, taken apart.
type document struct {
	file     string
	front    front
	sections []section
}

// section is a block as it stands in a file.
type section struct {
	line  int
	title string
	attrs attributes
	body  string // its canonical text, without the heading
	parts []part
	prose []passage
}

// attributes are what a heading says in braces. Each is "" when it doesn't stand there.
type attributes struct {
	id, kind, lighter, goal, note, tool, source string
	minutes                                     int
	named                                       []string // the names of those that stand there
}

// passage is a run of words that is read in one piece: a paragraph, a line of a list, a heading.
type passage struct {
	line int
	kind ast.NodeKind
	text string // a line's end in the file is one here
}

// lines finds the line in which a byte of a text stands.
type lines []int

func linesOf(source []byte) lines {
	starts := lines{0}
	for i, b := range source {
		if b == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

func (l lines) at(offset int) int {
	i, found := slices.BinarySearch(l, offset)
	if found {
		return i + 1
	}
	return i
}

// parse takes a file apart and adds what is wrong with it to faults. english says whether it is a unit's source.
func parse(file string, source []byte, english bool, faults *Faults) document {
	source = canonical(source)
	p := &parsing{file: file, source: source, lines: linesOf(source), faults: faults}
	context := parser.NewContext()
	root := markdown.Parser().Parse(text.NewReader(source), parser.WithContext(context))
	d := document{file: file, front: readFront(file, source, frontmatter.Get(context), english, faults)}
	var nodes []ast.Node
	for node := root.FirstChild(); node != nil; node = node.NextSibling() {
		nodes = append(nodes, node)
	}
	begins := func(n ast.Node) bool { h, ok := n.(*ast.Heading); return ok && h.Level <= 2 }
	first := slices.IndexFunc(nodes, begins)
	if first < 0 {
		p.fault(len(p.lines), "there is no block: each begins with a heading such as \"## Settling in {#settling-in .arrive minutes=10}\"")
		return d
	}
	if first > 0 {
		p.fault(p.lineOf(nodes[0]), "this stands before the first block")
	}
	for first < len(nodes) {
		next := first + 1
		for next < len(nodes) && !begins(nodes[next]) {
			next++
		}
		end := len(p.lines) + 1
		if next < len(nodes) {
			end = p.lineOf(nodes[next])
		}
		d.sections = append(d.sections, p.section(nodes[first].(*ast.Heading), nodes[first+1:next], end))
		first = next
	}
	return d
}

// parsing is a file while it is taken apart.
type parsing struct {
	file   string
	source []byte
	lines  lines
	faults *Faults
}

func (p *parsing) fault(line int, reason string, args ...any) {
	p.faults.add(p.file, line, "format", reason, args...)
}

// lineOf is the line in which a node, or the first of what is in it, begins.
func (p *parsing) lineOf(node ast.Node) int {
	for n := node; n != nil; n = n.FirstChild() {
		if t, ok := n.(*ast.Text); ok {
			return p.lines.at(t.Segment.Start)
		}
		if fence, ok := n.(*ast.FencedCodeBlock); ok && fence.Info != nil {
			return p.lines.at(fence.Info.Segment.Start)
		}
		if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
			return p.lines.at(n.Lines().At(0).Start)
		}
	}
	if before := node.PreviousSibling(); before != nil {
		return p.lineOf(before)
	}
	return 1
}

// section reads a block: its heading, and what stands below it up to the line end, which isn't its own.
func (p *parsing) section(heading *ast.Heading, below []ast.Node, end int) section {
	s := section{line: p.lineOf(heading), title: strings.TrimSpace(p.words(heading))}
	if heading.Level != 2 {
		p.fault(s.line, "a heading of level %d: blocks begin with ##, and inside a block stands ###", heading.Level)
	}
	if s.title == "" {
		p.fault(s.line, "the heading has no words")
	}
	if strings.ContainsAny(s.title, "{}") {
		p.fault(s.line, "the braces can't be read: an attribute is #id, .kind, minutes=10, goal=a-name or note=\"words in straight quotes\"")
	}
	s.attrs = p.attributes(heading, s.line)
	from := p.startOf(s.line + 1)
	body := string(p.source[from:max(from, p.startOf(end))])
	s.body = strings.TrimSpace(body)
	for _, node := range below {
		p.allowed(node)
	}
	s.parts = p.parts(below)
	for _, node := range below {
		s.prose = append(s.prose, p.passages(node)...)
	}
	p.hidden(body, s.line+1)
	return s
}

// startOf is where a line begins; where the text ends for a line after it.
func (p *parsing) startOf(line int) int {
	if line > len(p.lines) {
		return len(p.source)
	}
	return p.lines[line-1]
}

// attributes reads what stands in a heading's braces.
func (p *parsing) attributes(heading *ast.Heading, line int) (a attributes) {
	into := map[string]*string{"id": &a.id, "class": &a.kind, "lighter": &a.lighter, "goal": &a.goal, "note": &a.note, "tool": &a.tool, "source": &a.source}
	for _, attribute := range heading.Attributes() {
		name, value := string(attribute.Name), written(attribute.Value)
		a.named = append(a.named, name)
		switch field, known := into[name]; {
		case known:
			*field = strings.TrimSpace(value)
		case name == "minutes":
			minutes, err := strconv.Atoi(value)
			if err != nil || minutes < 1 || minutes > 90 {
				p.fault(line, "minutes=%s is not a whole number from 1 to 90", value)
			}
			a.minutes = minutes
		default:
			p.fault(line, "no block has the attribute %q", name)
		}
	}
	return a
}

// written is an attribute's value as it was written.
func written(value any) string {
	switch v := value.(type) {
	case []byte:
		return string(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(value)
}

// passages are the words of a node, in the pieces in which they are read.
func (p *parsing) passages(node ast.Node) (all []passage) {
	_ = ast.Walk(node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n.Kind() {
		case ast.KindParagraph, ast.KindTextBlock, ast.KindHeading:
			kind := n.Kind()
			if n.Parent() != nil && n.Parent().Kind() == ast.KindListItem {
				kind = ast.KindListItem
			}
			all = append(all, passage{line: p.lineOf(n), kind: kind, text: p.words(n)})
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return all
}

// words are the text in a node, without its marks.
func (p *parsing) words(node ast.Node) string {
	var b bytes.Buffer
	_ = ast.Walk(node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			b.Write(n.Segment.Value(p.source))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte('\n')
			}
		case *ast.String:
			b.Write(n.Value)
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}
