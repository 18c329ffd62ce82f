package forum_test

import (
	"flag"
	"fmt"
	"html/template"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tinig/server/forum"
)

var update = flag.Bool("update", false, "write the golden files anew")

// written is what members write, named by what it shows. Its drawing stands in testdata/markup.golden.
var written = []struct{ name, body string }{
	{"paragraphs and lines", "One line\nand another.\n\nA second paragraph."},
	{"emphasis", "*soft* **strong** ***both*** ~~gone~~ a*b*c snake_case_word 2 * 3 * 4"},
	{"lists", "- tea\n- rice\n  - brown\n  - white\n\n3. three\n4. four"},
	{"quotes", "> She said\n> this.\n>> And before that.\n\nI agree."},
	{"too deep", ">>>>>>>> eight\n\n- 1\n  - 2\n    - 3\n      - 4\n        - 5\n          - 6\n            - 7"},
	{"code", "`a < b && c` and\n\n```js\nalert(\"x\") // <script>\n```\n\n    indented <b>"},
	{"headings are strong", "# One\n\n###### Six\n\nUnderlined\n=========\n\n#hashtag"},
	{"a rule", "before\n\n---\n\nafter"},
	{"typed tags are text", "<b>bold</b> <script>alert(1)</script>\n\n<div onclick=x>\n*block*\n</div>\n\n<!-- note -->"},
	{"a picture is its description", "![a cat](https://example.org/cat.png) and ![](https://example.org/pixel.gif)."},
	{"links", "[a page](https://example.org/a?b=c&d=e#f \"title\") and <https://example.org/x> and https://example.org/y, www.example.org."},
	{"a reference link", "[here][1]\n\n[1]: https://example.org/ref"},
	{"links that lead nowhere", "[a](javascript:alert(1)) [b](/me) [c](//example.org) [d](mailto:a@b.example) [e](ftp://example.org) [f](https://user:word@example.org) [g]()"},
	{"mail is not a link", "write to <a@b.example> or a@b.example"},
	{"entities", "&amp; &lt;b&gt; &copy; &#65; &#x202E;turned &#0; &unknown;"},
	{"quotes and signs", "\"double\" 'single' & < > ©"},
	{"scripts of other directions", "مرحبا *بكم* — Kumusta — שלום"},
	{"bidi overrides are gone", "safe\u202eevil\u2066x\u2069 \u200fstays"},
	{"hard breaks", "one  \ntwo\\\nthree"},
	{"escapes", "\\*not soft\\* \\[not a link\\](x) \\# no"},
	{"a tide of markers", "***** _____ ~~~~~ >>>>> ----- ====="},
	{"nothing", "   "},
}

func TestMarkupIsDrawnAsBefore(t *testing.T) {
	var all strings.Builder
	for _, w := range written {
		plain, linked := forum.Render(w.body, false), forum.Render(w.body, true)
		harmless(t, plain, false)
		harmless(t, linked, true)
		fmt.Fprintf(&all, "=== %s\n%s\n--- drawn\n%s\n", w.name, visible(w.body), plain)
		if linked != plain {
			fmt.Fprintf(&all, "--- with links\n%s\n", linked)
		}
	}
	const golden = "testdata/markup.golden"
	if *update {
		must(t, os.MkdirAll("testdata", 0o755))
		must(t, os.WriteFile(golden, []byte(all.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	must(t, err)
	got := strings.Split(all.String(), "\n")
	for i, line := range strings.Split(string(want), "\n") {
		if i >= len(got) || got[i] != line {
			t.Fatalf("%s:%d: drawn otherwise than %q; if that is meant, say -update", golden, i+1, line)
		}
	}
	if len(got) != strings.Count(string(want), "\n")+1 {
		t.Fatalf("%s ends too early; if that is meant, say -update", golden)
	}
}

// visible writes hidden characters out.
func visible(text string) string {
	var out strings.Builder
	for _, r := range text {
		if hidden(r) {
			fmt.Fprintf(&out, "\\u%04x", r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// allowed are the elements that may stand in a drawing, with their attributes.
var allowed = map[atom.Atom][]string{
	atom.P: nil, atom.Br: nil, atom.Strong: nil, atom.Em: nil, atom.Del: nil, atom.Ul: nil, atom.Ol: {"start"}, atom.Li: nil,
	atom.Blockquote: nil, atom.Code: nil, atom.Pre: nil, atom.Hr: nil, atom.A: {"href", "rel"},
}

// harmless fails the test unless a drawing, as a browser reads it, holds only what is allowed, and is read the same again.
func harmless(t testing.TB, drawn template.HTML, links bool) {
	t.Helper()
	if strings.ContainsFunc(string(drawn), hidden) {
		t.Errorf("%q holds characters that hide", drawn)
	}
	nodes := parse(t, string(drawn))
	for _, n := range nodes {
		for d := range withDescendants(n) {
			harmlessNode(t, d, links)
		}
	}
	var again strings.Builder
	for _, n := range nodes {
		must(t, html.Render(&again, n))
	}
	var third strings.Builder
	for _, n := range parse(t, again.String()) {
		must(t, html.Render(&third, n))
	}
	if again.String() != third.String() {
		t.Errorf("%q changes when it is read twice", drawn)
	}
}

func parse(t testing.TB, text string) []*html.Node {
	t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(text), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	must(t, err)
	return nodes
}

func withDescendants(n *html.Node) func(yield func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		if !yield(n) {
			return
		}
		for d := range n.Descendants() {
			if !yield(d) {
				return
			}
		}
	}
}

func harmlessNode(t testing.TB, n *html.Node, links bool) {
	t.Helper()
	switch n.Type {
	case html.TextNode:
		return
	case html.ElementNode:
	default:
		t.Errorf("there is a node of type %v: %q", n.Type, n.Data)
		return
	}
	attributes, known := allowed[n.DataAtom]
	if !known || n.Namespace != "" || n.DataAtom == atom.A && !links {
		t.Errorf("there is an element %s %s", n.Namespace, n.Data)
		return
	}
	values := map[string]string{}
	for _, a := range n.Attr {
		if !slices.Contains(attributes, a.Key) || a.Namespace != "" || values[a.Key] != "" {
			t.Errorf("%s has %s=%q", n.Data, a.Key, a.Val)
		}
		values[a.Key] = a.Val
	}
	if start, has := values["start"]; has && !regexp.MustCompile(`^\d+$`).MatchString(start) {
		t.Errorf("a list starts at %q", start)
	}
	if n.DataAtom == atom.A {
		harmlessLink(t, values["href"], values["rel"])
	}
}

func harmlessLink(t testing.TB, href, rel string) {
	t.Helper()
	query, ok := strings.CutPrefix(href, "/out?")
	values, err := url.ParseQuery(query)
	if !ok || err != nil || len(values) != 1 || len(values["to"]) != 1 || !strings.HasPrefix(href, "/out?to=") {
		t.Errorf("a link leads to %q", href)
		return
	}
	to, err := url.Parse(values.Get("to"))
	if err != nil || to.Scheme != "http" && to.Scheme != "https" || to.Host == "" || to.User != nil {
		t.Errorf("a link leads out to %q", values.Get("to"))
	}
	if !strings.Contains(rel, "noreferrer") || !strings.Contains(rel, "nofollow") {
		t.Errorf("a link has the rel %q", rel)
	}
}

// hidden are the characters that turn the text after them or can't be seen: bidi overrides, embeddings and isolates, and controls.
func hidden(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r < ' ' && r != '\n' && r != '\t' || r >= 0x7F && r <= 0x9F
}

// Promise 7: none of the known ways to get a script, a frame or a foreign address into a page is left in what is drawn.
func TestNothingOfTheCorpusRunsOrLoads(t *testing.T) {
	if len(attacks) < 60 {
		t.Errorf("the corpus has %d attacks", len(attacks))
	}
	for _, attack := range attacks {
		for _, body := range []string{attack, "Words " + attack + " words", "- " + attack, "> " + attack, "# " + attack, "`" + attack + "`",
			"[" + attack + "](https://example.org)", "![" + attack + "](x)", "[x](" + attack + ")", "[x]: " + attack + "\n\n[x]", "<" + attack + ">"} {
			harmless(t, forum.Render(body, true), true)
			harmless(t, forum.Render(body, false), false)
			if t.Failed() {
				t.Fatalf("that was %q", body)
			}
		}
	}
}

func TestWithoutAVouchThereAreNoLinks(t *testing.T) {
	for _, body := range []string{"https://example.org", "<https://example.org>", "[x](https://example.org)", "[x][1]\n\n[1]: https://example.org", "www.example.org"} {
		if drawn := string(forum.Render(body, false)); strings.Contains(drawn, "<a") || !strings.Contains(drawn, "example.org") {
			t.Errorf("%q is drawn %q: no link, but the address can be read", body, drawn)
		}
		if drawn := string(forum.Render(body, true)); !strings.Contains(drawn, `<a href="/out?to=http`) {
			t.Errorf("%q of a vouched member is drawn %q", body, drawn)
		}
	}
}

func TestOverridesAreStrippedHoweverTheyAreWritten(t *testing.T) {
	for _, sign := range []string{"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"} {
		r := []rune(sign)[0]
		for _, body := range []string{
			"a" + sign + "b", fmt.Sprintf("a&#x%X;b", r), fmt.Sprintf("a&#%d;b", r), "`a" + sign + "b`", "[a" + sign + "b](https://example.org/" + sign + ")",
			fmt.Sprintf("[a&#%d;b](https://example.org/&#%d;)", r, r), fmt.Sprintf("<https://example.org/%s>", sign),
		} {
			harmless(t, forum.Render(body, true), true)
		}
	}
}

// A few kilobytes must not become a page of megabytes, nor keep a processor busy. The bound on time is far from what it takes.
func TestMarkdownBombsAreBounded(t *testing.T) {
	for _, piece := range []string{
		"[", "]", "[[", "![", "[](", "[a](", "![](", "[a][", "[a]: b\n", "[a](<", "[a](b \"", ">", "> ", ">\n", "> - ", "*", "**", "*a ", "_a", "*_*_", "*a_ ", "***a ",
		"`", "`a``b```c", "``` ", "~", "~~", "~~a ~~a", "- ", "-\n", "1. ", "* a\n  ", "- - ", "# ", "#\n", "a\n=\n", "\t", "\n", "<", "<a", "<!--", "<http://", "<a@b.c>",
		"&", "&#", "&amp;", "\\", "(", "http://a.", "www.a", "a@b.", "\"", "\u202e", "&#x202e;", "ﷺ", "\xff",
	} {
		for _, bomb := range bombs(piece) {
			start := time.Now()
			drawn := forum.Render(bomb, true)
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("%.20q took %v", bomb, took)
			}
			if len(drawn) > 15*forum.BodyLength {
				t.Errorf("%.20q became %d bytes", bomb, len(drawn))
			}
			harmless(t, drawn, true)
		}
	}
}

// bombs are the longest posts of a piece: alone, with words around it, and in runs of many lengths.
func bombs(piece string) []string {
	longest := strings.Repeat(piece, forum.BodyLength/len([]rune(piece)))
	var runs strings.Builder
	for i := 0; runs.Len() < forum.BodyLength-200; i++ {
		runs.WriteString(strings.Repeat(piece, 1+i%50/len(piece)) + "a")
	}
	return []string{longest, "a" + longest + "a", runs.String()}
}

// Promise 7: FuzzRender looks for words that a browser would read as more than words.
func FuzzRender(f *testing.F) {
	for _, attack := range attacks {
		f.Add(attack, true)
		f.Add(attack, false)
	}
	for _, w := range written {
		f.Add(w.body, true)
	}
	f.Fuzz(func(t *testing.T, body string, links bool) {
		harmless(t, forum.Render(body, links), links)
	})
}
