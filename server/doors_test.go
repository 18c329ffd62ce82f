package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// route is a line of the route table: its pattern, and the wrapper that says who may come through.
type route struct{ method, path, wrapper string }

// routes reads the table as it stands in the source, so that no line can be forgotten here.
func routes(t *testing.T) (all []route) {
	t.Helper()
	files, err := filepath.Glob("site/routes*.go")
	must(t, err)
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		must(t, err)
		all = append(all, routesIn(file)...)
	}
	if len(all) < 300 {
		t.Fatalf("only %d routes were found", len(all))
	}
	return all
}

// routesIn are those of one file of the table.
func routesIn(file *ast.File) (all []route) {
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 2 {
			return true
		}
		if selector, ok := call.Fun.(*ast.SelectorExpr); !ok || selector.Sel.Name != "Handle" {
			return true
		}
		pattern, _ := strconv.Unquote(call.Args[0].(*ast.BasicLit).Value)
		method, path, _ := strings.Cut(pattern, " ")
		wrapper := ""
		if wrapped, ok := call.Args[1].(*ast.CallExpr); ok {
			wrapper = wrapped.Fun.(*ast.SelectorExpr).Sel.Name
		}
		all = append(all, route{method, path, wrapper})
		return true
	})
	return all
}

// real is a path of the route with ids that can't be anything's.
func (r route) real() string {
	path := strings.ReplaceAll(r.path, "{number}", "1")
	for strings.Contains(path, "{") {
		before, rest, _ := strings.Cut(path, "{")
		_, after, _ := strings.Cut(rest, "}")
		path = before + uuid.NewString() + after
	}
	return path
}

// The two that have none check for themselves: the assets are the same for everybody, the socket asks for a ticket.
func TestEveryRouteHasAnAccessWrapper(t *testing.T) {
	for _, r := range routes(t) {
		if r.wrapper == "" && r.path != "/assets/{name}" && r.path != "/live" {
			t.Errorf("%s %s has no access wrapper", r.method, r.path)
		}
	}
}

// Promise 8: signed out, every door but the open ones leads to the front page; to a member the staff's doors aren't there.
func TestEveryDoorIsClosedToThoseItIsNotFor(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	stranger := newVisitor(t, p)
	member := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	for _, r := range routes(t) {
		switch r.wrapper {
		case "", "open", "anyway", "bare":
			continue
		case "member", "reader", "alwaysReader", "restingReader", "always", "script", "alwaysScript", "resting", "present", "presentScript", "tabletDoor":
		default:
			if status := member.knock(r); status != http.StatusNotFound {
				t.Errorf("to a member, %s %s answers %d", r.method, r.path, status)
			}
		}
		if status := stranger.knock(r); status != http.StatusSeeOther || stranger.header.Get("Location") != "/" {
			t.Errorf("to a stranger, %s %s answers %d and leads to %q", r.method, r.path, status, stranger.header.Get("Location"))
		}
	}
}

// A form sent from another site is refused before anything is looked at.
func TestFormsFromElsewhereAreRefused(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	member := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	for _, r := range routes(t) {
		if r.method != http.MethodPost {
			continue
		}
		request, err := http.NewRequest(r.method, p.origin+r.real(), nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Origin", "https://elsewhere.example")
		if member.send(request); member.status != http.StatusForbidden {
			t.Errorf("from elsewhere, %s %s answers %d", r.method, r.path, member.status)
		}
	}
	member.open("/home").sees("Hello")
}

// knock asks at a door and doesn't follow where it leads.
func (v *visitor) knock(r route) (status int) {
	v.t.Helper()
	request, err := http.NewRequest(r.method, v.origin+r.real(), nil)
	if err != nil {
		v.t.Fatal(err)
	}
	if r.method == http.MethodPost {
		request.Header.Set("Origin", v.origin)
	}
	following := v.client.CheckRedirect
	v.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	defer func() { v.client.CheckRedirect = following }()
	return v.send(request).status
}
