package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"golang.org/x/net/html"
)

// One demo serves all that happens in private threads.
func TestPrivateThreads(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	t.Run("two write to each other without a script", func(t *testing.T) { p.twoWrite(t) })
	t.Run("a code that leads to nothing looks like a wrong one", func(t *testing.T) { p.codesLookAlike(t) })
}

// privateCode makes a code, and reads it.
func (v *visitor) privateCode() string {
	v.t.Helper()
	v.open("/private").fill("/private/code")
	return textOf(v.find(func(n *html.Node) bool { return attribute(n, "class") == "private-code" }))
}

// twoWrite is the whole way: codes, words to and fro, a report of one of them, the end.
func (p *program) twoWrite(t *testing.T) {
	her, other, moderator := p.as(t, "member"), p.as(t, "survivor_leader"), p.as(t, "moderator")
	hers, theirs := her.privateCode(), other.privateCode()
	her.fill("/private/enter", "code", "nothing").sees("A code has 8 letters and numbers")
	her.open("/private").fill("/private/enter", "code", theirs).sees("Nothing has come of it yet").misses("open since")
	other.fill("/private/enter", "code", strings.ToLower(hers)).sees("open since")
	other.open(other.link("Linaw Suba")).sees("Nothing has been written yet")
	path := other.path
	other.fill(path+"/words", "body", "Private Marker one").sees("Private Marker one").misses("Report")
	her.open("/inbox").open(her.link("Something is new in your private threads")).open(path).sees("Private Marker one")
	her.fill(path+"/words", "body", "Private Marker two").sees("Private Marker two")
	for table, rows := range dumpOf(t, p.database) {
		search(t, "table "+table, strings.Join(rows, "\n"), []string{"Private Marker", hers, theirs})
	}
	for _, who := range []*visitor{moderator, p.as(t, "steward"), p.as(t, "safeguarding_lead")} {
		for _, page := range []string{path, path + "/1/report"} {
			if who.open(page); who.status != http.StatusNotFound {
				t.Errorf("%s answers %d to who isn't in it", page, who.status)
			}
		}
		for _, form := range []string{path + "/words", path + "/end", path + "/1/report"} {
			if who.post(form, url.Values{"once": {uuid.NewString()}, "body": {"x"}, "reason": {"harms"}}); who.status != http.StatusNotFound {
				t.Errorf("%s answers %d to who isn't in it", form, who.status)
			}
		}
	}
	her.open(path).open(her.link("Report")).sees("may guess that you reported it").sees("Private Marker one").misses("Private Marker two")
	her.post(path+"/1/report", url.Values{"reason": {"harms"}}).sees("Thank you")
	moderator.open("/queue").sees("Words in a private thread")
	her.open(path).fill(path + "/end").sees("ended on").misses("+0000")
	other.open(path).sees("This thread ended on").misses("+0000").sees("Private Marker two")
	if other.post(path+"/words", url.Values{"once": {uuid.NewString()}, "body": {"x"}}).sees("isn't open"); other.status != http.StatusConflict {
		t.Errorf("words after the end are answered with %d", other.status)
	}
}

// codesLookAlike compares the pages themselves: of a wrong code, and of the right one of somebody who is under 18.
func (p *program) codesLookAlike(t *testing.T) {
	db, err := sqlx.Connect("postgres", p.database)
	must(t, err)
	defer db.Close()
	db.MustExec(`UPDATE members SET vouched = true WHERE pseudonym IN ('Hinay Hangin', 'Soft Rain')`)
	young, trainer := p.as(t, "under_18"), p.as(t, "trainer_in_cebu")
	hers, theirs := trainer.privateCode(), young.privateCode()
	young.fill("/private/enter", "code", hers)
	wrong := alike(trainer.open("/private").fill("/private/enter", "code", "2222-2222").body)
	db.MustExec(`DELETE FROM thread_entries e USING members m WHERE m.id = e.member_id AND m.pseudonym = 'Soft Rain'`)
	right := alike(trainer.open("/private").fill("/private/enter", "code", theirs).body)
	if right != wrong || !strings.Contains(right, "Nothing has come of it yet") {
		t.Errorf("a wrong code is answered with\n%s\nand this one with\n%s", wrong, right)
	}
}

// alike is a page without its one-time numbers.
func alike(page string) string {
	return regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`).ReplaceAllString(page, "")
}

// With a script what one writes comes to the other's open page, and what she is about to write stays.
func TestWordsComeToAnOpenPrivateThread(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	her, other := newPerson(t, p), newPerson(t, p)
	for person, role := range map[*person]string{her: "member", other: "trainer_in_cebu"} {
		person.signIn(p.signIns()[role].Phrase, "en")
		person.open("/private")
		person.click("main .list a")
	}
	her.sees("I feel better already.")
	her.enter("#body", "Half of what she")
	other.sees("I feel better already.")
	other.enter("#body", "It came by itself.")
	other.click(`form[action$="/words"] button`)
	other.sees("It came by itself.")
	her.sees("It came by itself.")
	her.holds(`document.getElementById("body").value === "Half of what she"`)
	other.click("main details.card summary")
	other.click(`form[action$="/end"] button`)
	her.sees("This thread ended on")
}
