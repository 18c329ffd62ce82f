package content

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// kindsAllowed are what may stand in a block, and refused are the names of what an author might try.
var (
	kindsAllowed = map[ast.NodeKind]bool{
		ast.KindParagraph: true, ast.KindTextBlock: true, ast.KindList: true, ast.KindListItem: true, ast.KindHeading: true,
		ast.KindBlockquote: true, ast.KindEmphasis: true, ast.KindText: true, ast.KindString: true, ast.KindFencedCodeBlock: true,
	}
	refused = map[ast.NodeKind]string{
		ast.KindLink: "a link", ast.KindAutoLink: "a link", ast.KindRawHTML: "raw HTML", ast.KindHTMLBlock: "raw HTML",
		ast.KindCodeBlock: "an indented line, which reads as code", ast.KindCodeSpan: "code", ast.KindThematicBreak: "a rule across the page",
	}
)

// allowed refuses what may not stand in a block.
func (p *parsing) allowed(node ast.Node) {
	_ = ast.Walk(node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		heading, isHeading := n.(*ast.Heading)
		switch {
		case !entering:
		case n.Kind() == ast.KindImage:
			p.faults.add(p.file, p.lineOf(n), "image", "an image: a unit has none, so that nobody misses what it shows; say it in words")
			return ast.WalkSkipChildren, nil
		case !kindsAllowed[n.Kind()]:
			p.fault(p.lineOf(n), "%s: a block holds paragraphs, lists, ### headings, bold, italics and quotes", cmp.Or(refused[n.Kind()], n.Kind().String()))
			return ast.WalkSkipChildren, nil
		case isHeading && heading.Level != 3:
			p.fault(p.lineOf(n), "a heading of level %d inside a block: it is ###", heading.Level)
		case isHeading && len(heading.Attributes()) > 0:
			p.fault(p.lineOf(n), "a ### heading has nothing in braces")
		}
		return ast.WalkContinue, nil
	})
}

// unseen is what Markdown takes for something that isn't shown, or would be in another dialect.
var unseen = []struct {
	pattern *regexp.Regexp
	what    string
}{
	{regexp.MustCompile(`^\s*\[[^\]]+\]:`), "a link's address"},
	{regexp.MustCompile(`^\s*\|.*\|`), "a table"},
	{regexp.MustCompile(`https?://|www\.`), "an address"},
}

// hidden refuses what the tree of a block doesn't show.
func (p *parsing) hidden(body string, first int) {
	for i, line := range strings.Split(body, "\n") {
		for _, u := range unseen {
			if u.pattern.MatchString(line) {
				p.fault(first+i, "%s: a block holds paragraphs, lists, ### headings, bold, italics and quotes", u.what)
			}
		}
	}
}
