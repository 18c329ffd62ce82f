package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// visitor is somebody with a browser that has no script: she opens pages and sends forms.
type visitor struct {
	t      *testing.T
	origin string
	client *http.Client
	lang   string
	phrase string // that she came in with

	status int
	path   string
	body   string
	header http.Header
	page   *html.Node
}

func newVisitor(t *testing.T, p *program) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t: t, origin: p.origin, client: &http.Client{Jar: jar}, lang: "en"}
}

// open gets a page.
func (v *visitor) open(path string) *visitor {
	v.t.Helper()
	request, err := http.NewRequest(http.MethodGet, v.origin+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.send(request)
}

// post sends a form as its page would, with nothing but these fields.
func (v *visitor) post(path string, fields url.Values) *visitor {
	v.t.Helper()
	request, err := http.NewRequest(http.MethodPost, v.origin+path, strings.NewReader(fields.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", v.origin)
	return v.send(request)
}

func (v *visitor) send(request *http.Request) *visitor {
	v.t.Helper()
	request.Header.Set("Accept-Language", v.lang)
	response, err := v.client.Do(request)
	if err != nil {
		v.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	v.status, v.path, v.body, v.header = response.StatusCode, response.Request.URL.Path, string(body), response.Header
	if v.page, err = html.Parse(strings.NewReader(v.body)); err != nil {
		v.t.Fatal(err)
	}
	return v
}

// fill sends the form of the page whose action begins with action, with what stands in it and these fields: name, value,
// name, value.
func (v *visitor) fill(action string, fields ...string) *visitor {
	v.t.Helper()
	form := v.find(func(n *html.Node) bool { return n.Data == "form" && strings.HasPrefix(attribute(n, "action"), action) })
	if form == nil {
		v.t.Fatalf("%s has no form that goes to %s:\n%s", v.path, action, v.text())
	}
	values := url.Values{}
	each(form, func(n *html.Node) {
		name := attribute(n, "name")
		switch {
		case name == "":
		case n.Data == "input" && (attribute(n, "type") == "hidden" || attribute(n, "type") == ""):
			values.Set(name, attribute(n, "value"))
		case n.Data == "textarea":
			values.Set(name, strings.TrimPrefix(textOf(n), "\n"))
		case n.Data == "select":
			each(n, func(option *html.Node) {
				if option.Data == "option" && (hasAttribute(option, "selected") || !values.Has(name)) {
					values.Set(name, attribute(option, "value"))
				}
			})
		}
	})
	for i := 0; i < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	return v.post(attribute(form, "action"), values)
}

// signIn signs in with a phrase and expects to come in.
func (v *visitor) signIn(phrase string) *visitor {
	v.t.Helper()
	v.open("/").fill("/sign-in", "phrase", phrase)
	v.phrase = phrase
	if v.path != "/home" {
		v.t.Fatalf("signing in led to %s: %s", v.path, v.text())
	}
	return v
}

// join goes the whole way of joining and returns the sign-in phrase and the recovery codes.
func (v *visitor) join(code, pin string) (phrase string, codes []string) {
	v.t.Helper()
	v.open("/join?c="+code).fill("/join", "pin", pin)
	v.fill("/join/agreement").fill("/join/pseudonym")
	name := v.find(func(n *html.Node) bool { return attribute(n, "name") == "pseudonym" })
	if name == nil {
		v.t.Fatalf("no pseudonym is offered:\n%s", v.text())
	}
	v.fill("/join/phrase", "pseudonym", attribute(name, "value"))
	words := v.items("phrase")
	v.fill("/join/confirm", "first", words[v.asked("first")], "second", words[v.asked("second")])
	codes = v.items("codes")
	if v.status != http.StatusOK || len(codes) != 8 {
		v.t.Fatalf("joining ended with %d and %d codes:\n%s", v.status, len(codes), v.text())
	}
	return strings.Join(words, " "), codes
}

// asked is the place, from 0, of the word that a field of the form asks for.
func (v *visitor) asked(field string) (place int) {
	v.t.Helper()
	label := v.find(func(n *html.Node) bool { return n.Data == "label" && attribute(n, "for") == field })
	for _, word := range strings.Fields(textOf(label)) {
		if _, err := fmt.Sscanf(word, "%d", &place); err == nil {
			return place - 1
		}
	}
	v.t.Fatalf("the label of %s names no word: %s", field, textOf(label))
	return 0
}

// items are the texts of the list with this class.
func (v *visitor) items(class string) (items []string) {
	v.t.Helper()
	list := v.find(func(n *html.Node) bool { return attribute(n, "class") == class })
	if list == nil {
		v.t.Fatalf("%s has no list of class %s:\n%s", v.path, class, v.text())
	}
	each(list, func(n *html.Node) {
		if n.Data == "li" {
			items = append(items, strings.TrimSpace(textOf(n)))
		}
	})
	return items
}

// link is where the link with this text leads.
func (v *visitor) link(text string) string {
	v.t.Helper()
	link := v.find(func(n *html.Node) bool { return n.Data == "a" && strings.Contains(textOf(n), text) })
	if link == nil {
		v.t.Fatalf("%s has no link %q:\n%s", v.path, text, v.text())
	}
	return attribute(link, "href")
}

// sees fails unless the page shows the text.
func (v *visitor) sees(text string) *visitor {
	v.t.Helper()
	if !strings.Contains(v.text(), text) {
		v.t.Fatalf("%s (%d) doesn't show %q:\n%s", v.path, v.status, text, v.text())
	}
	return v
}

// misses fails when the page shows the text.
func (v *visitor) misses(text string) *visitor {
	v.t.Helper()
	if strings.Contains(v.text(), text) {
		v.t.Fatalf("%s (%d) shows %q", v.path, v.status, text)
	}
	return v
}

func (v *visitor) find(is func(*html.Node) bool) (found *html.Node) {
	each(v.page, func(n *html.Node) {
		if found == nil && n.Type == html.ElementNode && is(n) {
			found = n
		}
	})
	return found
}

// text is what the page says, its runs of space made one.
func (v *visitor) text() string { return strings.Join(strings.Fields(textOf(v.page)), " ") }

func textOf(n *html.Node) string {
	var text strings.Builder
	each(n, func(n *html.Node) {
		if n.Type == html.TextNode {
			text.WriteString(n.Data)
		}
	})
	return text.String()
}

func each(n *html.Node, do func(*html.Node)) {
	if n == nil {
		return
	}
	for node := range n.Descendants() {
		do(node)
	}
}

func attribute(n *html.Node, name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasAttribute(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func mustURL(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
