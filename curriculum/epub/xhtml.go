package epub

import (
	"fmt"
	"html"
	"html/template"
	"strings"

	parse "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// xhtml writes HTML as XML wants it: every element closed, every attribute in quotes, no entity but those of XML.
func xhtml(text template.HTML) (template.HTML, error) {
	nodes, err := parse.ParseFragment(strings.NewReader(string(text)), &parse.Node{Type: parse.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		return "", fmt.Errorf("reading HTML: %w", err)
	}
	var b strings.Builder
	for _, n := range nodes {
		write(&b, n)
	}
	return template.HTML(b.String()), nil
}

func write(b *strings.Builder, n *parse.Node) {
	switch n.Type {
	case parse.TextNode:
		b.WriteString(html.EscapeString(n.Data))
	case parse.ElementNode:
		b.WriteString("<" + n.Data)
		for _, a := range n.Attr {
			if a.Key == "lang" { // an older reader looks for the name that XML has for it
				b.WriteString(` xml:lang="` + html.EscapeString(a.Val) + `"`)
			}
			b.WriteString(" " + a.Key + `="` + html.EscapeString(a.Val) + `"`)
		}
		if n.FirstChild == nil {
			b.WriteString("/>")
			return
		}
		b.WriteString(">")
		for child := range n.ChildNodes() {
			write(b, child)
		}
		b.WriteString("</" + n.Data + ">")
	}
}
