package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/net/html"
)

// A case is opened, worked on step by step and read, all without a script; its words stand in no table, and it is there for no other role.
func TestALeadWorksOnACase(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	lead := p.as(t, "safeguarding_lead")
	lead.open("/duty").open(lead.link("Safeguarding cases")).sees("Munting Alon").sees("Contacts made")
	lead.fill("/concerns", "name", "Nobody Of This Name", "note", "Marker kept").sees("There is nobody of this name")
	if got := textOf(lead.field("note")); got != "Marker kept" {
		t.Errorf("what she typed is %q", got)
	}
	lead.fill("/concerns", "name", "linaw suba", "note", "Marker first").sees("About Linaw Suba").misses("Marker first")
	path := lead.path
	act := func(form string) string {
		return attribute(lead.find(func(n *html.Node) bool { return strings.HasPrefix(attribute(n, "action"), path+form) }), "action")
	}
	lead.fill(act("/read")).sees("Marker first")
	lead.open(path).fill(act("/move"), "stage", "triage").sees("Plan")
	lead.fill(act("/notes"), "note", "Marker call", "contact", "1").fill(act("/read")).sees("Contact").sees("Marker call")
	lead.post(path+"/move", url.Values{"stage": {"review"}}).sees("This step can't follow now")
	if lead.status != http.StatusConflict {
		t.Errorf("a step that can't follow is answered with %d", lead.status)
	}
	lead.open("/concerns").sees("Linaw Suba").sees("Triage")
	for table, rows := range dumpOf(t, p.database) {
		search(t, "table "+table, strings.Join(rows, "\n"), []string{"Marker"})
	}
	for _, who := range []string{"member", "steward", "moderator"} {
		other := p.as(t, who)
		for _, form := range []string{"/read", "/notes", "/move", "/agree", "/seats"} {
			if other.post(path+form, url.Values{"once": {uuid.NewString()}, "note": {"x"}}); other.status != http.StatusNotFound {
				t.Errorf("to a %s %s answers %d", who, form, other.status)
			}
		}
		for _, page := range []string{path, "/concerns"} {
			if other.open(page); other.status != http.StatusNotFound {
				t.Errorf("to a %s the page answers %d", who, other.status)
			}
		}
	}
}

// An address reaches a lead as text, who is shown it once; nothing on any page leads there.
func TestAnAddressGoesToAReportingLineUnopened(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	her, lead := p.as(t, "member"), p.as(t, "safeguarding_lead")
	her.open("/helplines").open(her.link("Something online shows a child being abused")).sees("Don't open them again")
	her.fill("/address", "address", "").sees("Write the address in one line")
	her.fill("/address", "address", "https://marker.example/x").sees("You have done enough").misses("marker.example")
	for table, rows := range dumpOf(t, p.database) {
		search(t, "table "+table, strings.Join(rows, "\n"), []string{"marker.example"})
	}
	lead.open("/inbox").open(lead.link("An address waits")).sees("Given on").misses("marker.example")
	form := attribute(lead.find(func(n *html.Node) bool { return strings.HasPrefix(attribute(n, "action"), "/addresses/") }), "action")
	for _, who := range []string{"member", "steward", "moderator"} {
		if other := p.as(t, who); other.post(form, url.Values{}).status != http.StatusNotFound || other.open("/addresses").status != http.StatusNotFound {
			t.Errorf("to a %s it is there", who)
		}
	}
	lead.fill(form).sees("https://marker.example/x").sees("No address waits")
	if strings.Contains(lead.body, `href="https://marker`) || !strings.Contains(lead.header.Get("Cache-Control"), "no-store") {
		t.Errorf("the page links it, or is kept: %s", lead.header.Get("Cache-Control"))
	}
	lead.open("/addresses").misses("marker.example")
	if lead.post(form, url.Values{}).misses("marker.example"); lead.status != http.StatusNotFound {
		t.Errorf("asked for once more it answers %d", lead.status)
	}
}
