package forum

import (
	"bytes"
	"html/template"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Render turns what a member wrote into safe HTML: Markdown without images, headings' sizes or HTML, which is shown as
// the text it is. links says whether addresses become links; they then lead through the page that asks first.
// Two walls stand behind each other: our renderer, which writes little, and a bluemonday policy, which lets little through.
func Render(body string, links bool) template.HTML {
	markdown := withoutLinks
	if links {
		markdown = withLinks
	}
	var out bytes.Buffer
	if err := markdown.Convert([]byte(clean(body)), &out); err != nil {
		return template.HTML(template.HTMLEscapeString(body)) // a buffer's writes don't fail; text is safe whatever happens
	}
	return template.HTML(clean(policy.SanitizeReader(&out).String())) // once more: "&#x202E;" has become what it stands for
}

// Leaving is the path of the page that asks before a link is followed.
const Leaving = "/out"

var (
	withLinks    = newMarkdown(true)
	withoutLinks = newMarkdown(false)
	policy       = newPolicy()
)

func newMarkdown(links bool) goldmark.Markdown {
	extensions := []goldmark.Extender{extension.Strikethrough}
	if links {
		extensions = append(extensions, extension.Linkify)
	}
	return goldmark.New(
		goldmark.WithParser(newParser()),
		goldmark.WithExtensions(extensions...),
		goldmark.WithRendererOptions(
			html.WithHardWraps(),
			renderer.WithNodeRenderers(util.Prioritized(plainRenderer{links: links}, 1)),
		),
	)
}

// newParser knows Markdown without HTML: a tag that somebody types is the text it is, and so shown. The numbers are
// goldmark's own order of precedence. Quotes and lists go a few levels deep: ten thousand ">" would be 300 KB of page.
func newParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(shallow{parser.NewListParser()}, 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(shallow{parser.NewBlockquoteParser()}, 800),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewEmphasisParser(), 500),
		),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
}

// deepest is how many quotes and lists stand in each other; what would go deeper is text.
const deepest = 5

// shallow opens no block that would be too deep.
type shallow struct{ parser.BlockParser }

func (s shallow) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		if n.Kind() == ast.KindBlockquote || n.Kind() == ast.KindList {
			depth++
		}
	}
	if depth >= deepest {
		return nil, parser.NoChildren
	}
	return s.BlockParser.Open(parent, reader, pc)
}

// newPolicy lets through what the renderer writes, and nothing that loads, runs, styles or is addressed.
func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "strong", "em", "del", "ul", "ol", "li", "blockquote", "code", "pre", "hr")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("href").Matching(regexp.MustCompile(`^` + Leaving + `\?to=https?%3A%2F%2F[0-9A-Za-z%.+_~-]+$`)).OnElements("a")
	p.AllowAttrs("rel").OnElements("a")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.AllowURLSchemes() // none: every link is a path of ours
	p.RequireNoReferrerOnLinks(true)
	p.RequireNoFollowOnLinks(true)
	return p
}

// plainRenderer draws links, images and headings our way; goldmark's own draws the rest.
type plainRenderer struct{ links bool }

func (r plainRenderer) RegisterFuncs(register renderer.NodeRendererFuncRegisterer) {
	register.Register(ast.KindHeading, heading)
	register.Register(ast.KindImage, image)
	register.Register(ast.KindLink, r.link)
	register.Register(ast.KindAutoLink, r.autoLink)
}

func heading(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		w.WriteString("<p><strong>")
	} else {
		w.WriteString("</strong></p>\n")
	}
	return ast.WalkContinue, nil
}

// image shows the description of a picture; pictures themselves could carry the reader's address to their owner.
func image(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
	return ast.WalkContinue, nil
}

func (r plainRenderer) link(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	target, ok := outside(string(n.(*ast.Link).Destination))
	switch {
	case ok && r.links && entering:
		openLink(w, target)
	case ok && r.links:
		w.WriteString("</a>")
	case !entering:
		w.WriteString(" (" + template.HTMLEscapeString(string(n.(*ast.Link).Destination)) + ")")
	}
	return ast.WalkContinue, nil
}

func (r plainRenderer) autoLink(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	link := n.(*ast.AutoLink)
	target, ok := outside(string(link.URL(source)))
	if ok && r.links {
		openLink(w, target)
	}
	w.WriteString(template.HTMLEscapeString(string(link.Label(source))))
	if ok && r.links {
		w.WriteString("</a>")
	}
	return ast.WalkContinue, nil
}

func openLink(w util.BufWriter, target string) {
	w.WriteString(`<a href="` + Leaving + "?to=" + template.HTMLEscapeString(url.QueryEscape(target)) + `" rel="noreferrer nofollow">`)
}

// outside accepts web addresses and nothing else.
func outside(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		return "", false
	}
	return u.String(), true
}

// clean strips what makes text lie about its direction or hides in it: bidi overrides and isolates (U+202A-202E,
// U+2066-2069), and control characters other than line breaks and tabs.
func clean(words string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
			return -1
		case r == '\n', r == '\t':
			return r
		case unicode.IsControl(r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, words))
}
