package locales_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template/parse"
)

// use is a place in the program that asks for a message.
type use struct {
	id     string
	place  string
	counts bool     // by N or Forms, or by a refusal with a Count
	names  []string // what it fills in
	open   bool     // it fills in more than can be read off the code
}

// uses is what the program says about messages.
type uses struct {
	asked  []use
	quoted map[string]bool // every text that stands in quotes: an id may be kept in data and asked for later
}

// usesOfModule reads the Go code, the templates and the scripts of the whole module, tests left out.
func usesOfModule(t testing.TB) uses {
	t.Helper()
	found := uses{quoted: map[string]bool{}}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if strings.HasPrefix(d.Name(), ".") && d.Name() != ".." || d.Name() == "node_modules" {
				return filepath.SkipDir
			}
			return nil
		}
		return found.read(path)
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func (u *uses) read(path string) error {
	switch ext := filepath.Ext(path); {
	case ext != ".go" && ext != ".tmpl" && ext != ".ts", strings.HasSuffix(path, "_test.go"):
		return nil
	case ext == ".go":
		return u.readGo(path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for _, m := range quotes.FindAllStringSubmatch(string(text), -1) {
		u.quoted[m[2]] = true
	}
	if filepath.Ext(path) == ".tmpl" {
		return u.readTemplate(path, string(text))
	}
	return nil
}

var (
	quotes = regexp.MustCompile("([\"'`])([a-z0-9_.%]+)[\"'`]")
	isID   = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)+$`)
)

func (u *uses) readGo(path string) error {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			u.quoted[literal(n)] = true
		case *ast.CallExpr:
			u.readCall(n, fmt.Sprintf("%s:%d", strings.TrimPrefix(path, "../"), fset.Position(n.Pos()).Line))
		}
		return true
	})
	return nil
}

// asking has the functions that take an id: where among their arguments it stands, and where names and values begin.
var asking = map[string]struct{ id, names int }{
	"T": {0, 1}, "N": {0, 2}, "Forms": {0, 1}, "Refuse": {1, 2},
}

func (u *uses) readCall(call *ast.CallExpr, place string) {
	name := called(call.Fun)
	at, ok := asking[name]
	if !ok || len(call.Args) <= at.id {
		return
	}
	id := literal(call.Args[at.id])
	if !isID.MatchString(id) {
		return
	}
	asked := use{id: id, place: place, counts: name == "N" || name == "Forms", open: call.Ellipsis.IsValid()}
	for i := at.names; i < len(call.Args); i += 2 {
		asked.names = append(asked.names, literal(call.Args[i]))
	}
	asked.counts = asked.counts || name == "Refuse" && slices.Contains(asked.names, "Count")
	u.asked = append(u.asked, asked)
}

func called(fun ast.Expr) string {
	switch f := fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// literal is the text of a literal string, and nothing for any other expression.
func literal(e ast.Expr) string {
	if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		text, _ := strconv.Unquote(lit.Value)
		return text
	}
	return ""
}

func (u *uses) readTemplate(path, text string) error {
	tree := parse.New(path)
	tree.Mode = parse.SkipFuncCheck
	trees := map[string]*parse.Tree{}
	if _, err := tree.Parse(text, "", "", trees); err != nil {
		return err
	}
	for _, tree := range trees {
		walk(tree.Root, func(c *parse.CommandNode) {
			where, _ := tree.ErrorContext(c)
			u.readCommand(c, strings.TrimPrefix(where, "../"))
		})
	}
	return nil
}

// readCommand is readCall for a template: .T "id" "Name" value.
func (u *uses) readCommand(c *parse.CommandNode, place string) {
	said := strings.Split(c.Args[0].String(), ".")
	name := said[len(said)-1]
	at, ok := asking[name]
	if !ok || len(c.Args) < 2 || name == "Refuse" {
		return
	}
	id, ok := c.Args[1+at.id].(*parse.StringNode)
	if !ok || !isID.MatchString(id.Text) {
		return
	}
	asked := use{id: id.Text, place: place, counts: name == "N" || name == "Forms"}
	for i := 1 + at.names; i < len(c.Args); i += 2 {
		if s, ok := c.Args[i].(*parse.StringNode); ok {
			asked.names = append(asked.names, s.Text)
		}
	}
	u.asked = append(u.asked, asked)
}

// walk visits every command below a node of a template.
func walk(node parse.Node, visit func(*parse.CommandNode)) {
	switch n := node.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, child := range n.Nodes {
				walk(child, visit)
			}
		}
	case *parse.ActionNode:
		walk(n.Pipe, visit)
	case *parse.IfNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.RangeNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.WithNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.TemplateNode:
		walk(n.Pipe, visit)
	case *parse.PipeNode:
		if n != nil {
			for _, c := range n.Cmds {
				walk(c, visit)
			}
		}
	case *parse.CommandNode:
		visit(n)
		for _, arg := range n.Args {
			walk(arg, visit)
		}
	}
}

func walkBranch(n *parse.BranchNode, visit func(*parse.CommandNode)) {
	walk(n.Pipe, visit)
	walk(n.List, visit)
	walk(n.ElseList, visit)
}
