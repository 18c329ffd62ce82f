package locales_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestEveryMessageAskedForExists(t *testing.T) {
	english := messagesOf(t, "en")
	var unknown []string
	for _, u := range usesOfModule(t).asked {
		if english[u.id] == nil {
			unknown = append(unknown, u.id+" at "+u.place)
		}
	}
	report(t, "asked for, but not in en.toml", unknown)
}

func TestEveryMessageIsUsed(t *testing.T) {
	quoted := usesOfModule(t).quoted
	var unused []string
	for id := range messagesOf(t, "en") {
		if !quoted[id] && !familyIn(quoted, id) {
			unused = append(unused, id)
		}
	}
	report(t, "en.toml: no code, template or script names them", unused)
}

// familyIn tells whether an id is put together from data: "role.steward" where "role." or "role.%s" stands in quotes,
// "limits.order_title" where "%s_title" does and "limits.order" too.
func familyIn(quoted map[string]bool, id string) bool {
	for i, r := range id {
		switch {
		case r == '.' && (quoted[id[:i+1]] || quoted[id[:i+1]+"%s"]),
			r == '_' && quoted["%s"+id[i:]] && quoted[id[:i]]:
			return true
		}
	}
	return false
}

func TestEveryUseFillsItsMessage(t *testing.T) {
	english := messagesOf(t, "en")
	var wrong []string
	for _, u := range usesOfModule(t).asked {
		m := english[u.id]
		if m == nil {
			continue
		}
		say := func(what string) { wrong = append(wrong, fmt.Sprintf("%s at %s: %s", u.id, u.place, what)) }
		if u.counts != m.plural() {
			say("a message that counts is asked for with N or Forms, any other with T")
		}
		for _, name := range m.names() {
			if !slices.Contains(u.names, name) && !u.open && !(u.counts && name == "Count") {
				say("{{." + name + "}} is not filled in")
			}
		}
		for _, name := range u.names {
			if name != "" && !slices.Contains(m.names(), name) {
				say(name + " is filled in, but the message has no place for it")
			}
		}
	}
	report(t, "asked for in the wrong way", wrong)
}

func TestUsesAreFoundInGoAndInTemplates(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	found := uses{quoted: map[string]bool{}}
	for _, path := range []string{
		write("a.go", "package a\n// p.T(\"in.comment\")\nvar _ = p.T(\"go.text\", \"Name\", x) + p.N(\"go.count\", 3) + p.T(\"go.\"+kind)\nvar _ = locales.Refuse(k, \"go.refused\", \"Count\", 2)\n"),
		write("a.tmpl", `{{define "x"}}{{.T (printf "role.%s" .R)}}{{if .A}}{{else if .B}}{{$.T "tmpl.text" "Name" (.N "tmpl.count" .C)}}{{end}}{{end}}`),
		write("a.ts", "const kept = `ts.kept` + 'ts.base' + '%s_title'"),
		write("a_test.go", "package a\nvar _ = p.T(\"in.test\")\n"),
	} {
		if err := found.read(path); err != nil {
			t.Fatal(err)
		}
	}
	var ids []string
	for _, u := range found.asked {
		ids = append(ids, fmt.Sprintf("%s %v %v", u.id, u.counts, u.names))
	}
	slices.Sort(ids)
	expect(t, strings.Join(ids, "; "), "go.count true []; go.refused true [Count]; go.text false [Name]; tmpl.count true []; tmpl.text false [Name]")
	for id, want := range map[string]bool{
		"ts.kept": true, "go.steward": true, "role.steward": true, "ts.base_title": true,
		"ts.other_title": false, "in.comment": false, "in.test": false,
	} {
		if got := found.quoted[id] || familyIn(found.quoted, id); got != want {
			t.Errorf("%s is used: %v, want %v", id, got, want)
		}
	}
}
