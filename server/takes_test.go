package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"tinig/locales"
)

// What is printed and taken along, without script. One demo serves all of it.
func TestASessionAndTheCourseAreTakenAlong(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	t.Run("a session is printed for who takes part", p.printedForParticipants)
	t.Run("the notes are printed for who leads only", p.printedForTrainers)
	t.Run("only what is taken along", p.printedHandouts)
	t.Run("the words on paper are in the paper's language", p.printedInAnother)
	t.Run("the course is a book", p.theCourseIsABook)
	t.Run("on a shared device no file is made", p.noFileOnASharedDevice)
	t.Run("who came, for a spreadsheet", p.whoCameForASpreadsheet)
	t.Run("a calendar that nobody signs in to", p.aCalendarWithASecretAddress)
}

const heavierUnit = "/curriculum/self-4-limits-and-relationships"

// sheets are the titles of the printed blocks, in order, and with a star those that have a leaf of their own.
func (v *visitor) sheets() (titles []string) {
	v.t.Helper()
	each(v.page, func(n *html.Node) {
		if n.Data != "section" || !strings.HasPrefix(attribute(n, "class"), "sheet") {
			return
		}
		star := ""
		if strings.HasSuffix(attribute(n, "class"), "alone") {
			star = "*"
		}
		each(n, func(h *html.Node) {
			if h.Data == "h2" {
				titles = append(titles, star+textOf(h))
			}
		})
	})
	return titles
}

func (p *program) printedForParticipants(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	her.open(heavierUnit + "/print").open("/curriculum").misses("Opened").open(heavierUnit)
	her.open(her.link("Print this session")).sees("Limits and relationships").misses("For those who lead").misses("Trainers, with their notes")
	titles := her.sheets()
	if len(titles) < 12 || strings.HasPrefix(titles[len(titles)-4], "*") || !strings.HasPrefix(titles[len(titles)-3], "*") {
		t.Errorf("what is heavier or taken along isn't at the end: %q", titles)
	}
	her.sees("The other one stands at the end, on a leaf of its own: What a limit is. Content note:").misses("1383")
	if her.open(heavierUnit + "/print?country=PH").sees("1383"); len(her.body) > 50<<10 {
		t.Errorf("the page weighs %d bytes", len(her.body))
	}
	if her.open("/curriculum/nothing/print"); her.status != http.StatusNotFound {
		t.Errorf("a session that isn't there prints as %d", her.status)
	}
}

func (p *program) printedForTrainers(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	if her.open(heavierUnit + "/print?for=trainer"); her.status != http.StatusNotFound || strings.Contains(her.body, "For those who lead") {
		t.Errorf("to a member the notes answer %d", her.status)
	}
	trainer := newVisitor(t, p).signIn(p.signIns()["trainer_in_cebu"].Phrase)
	trainer.open(heavierUnit + "/trainer")
	trainer.open(trainer.link("Print this session")).sees("For those who lead").sees("You need:")
	if len(trainer.body) > 50<<10 {
		t.Errorf("the page weighs %d bytes", len(trainer.body))
	}
}

func (p *program) printedHandouts(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase).open(heavierUnit + "/print?for=handouts")
	if titles := her.sheets(); len(titles) != 1 || titles[0] != "*Gates and bridges" {
		t.Errorf("the handouts are %q", titles)
	}
	if her.open(heavierUnit + "/print?for=everybody&paper=wall"); len(her.sheets()) < 12 {
		t.Errorf("for whom nobody is, %q is printed", her.sheets())
	}
}

// A trainer prints for people who read another language than she.
func (p *program) printedInAnother(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["trainer_in_cebu"].Phrase).open("/curriculum/opening/print?in=ar&paper=A5")
	pack := her.find(func(n *html.Node) bool { return attribute(n, "class") == "pack" })
	if attribute(pack, "lang") != "ar" || attribute(pack, "dir") != "rtl" || attribute(pack, "data-paper") != "A5" {
		t.Errorf("the sheet is %v", pack.Attr)
	}
	ar := locales.For("ar")
	for _, words := range []string{ar.T("block.arrive"), ar.T("shell.title"), ar.T("curriculum.not_reviewed")} {
		if !strings.Contains(textOf(pack), words) {
			t.Errorf("the sheet doesn't say %q", words)
		}
	}
	her.sees("Below is what comes onto the paper")
}

func (p *program) theCourseIsABook(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["trainer_in_cebu"].Phrase)
	her.post("/me/device", url.Values{"own": {"1"}}).open("/curriculum")
	her.open(her.link("The course as a book")).sees("Trainers, with their notes")
	book := her.open("/book/file?in=ar").bookFiles(t)
	if !strings.Contains(book, locales.For("ar").T("block.arrive")) || strings.Contains(book, locales.For("ar").T("curriculum.note_label")) {
		t.Error("a participant's book in Arabic isn't one")
	}
	if !strings.Contains(book, "1383") {
		t.Error("the book has nobody to call")
	}
	if notes := her.open("/book/file?in=ar&for=trainer").bookFiles(t); !strings.Contains(notes, locales.For("ar").T("curriculum.note_label")) {
		t.Error("a trainer's book has no notes")
	}
	member := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	member.post("/me/device", url.Values{"own": {"1"}}).open("/book").misses("Trainers, with their notes")
	if member.open("/book/file?for=trainer"); member.status != http.StatusNotFound {
		t.Errorf("to a member the trainers' book answers %d", member.status)
	}
	if book := member.open("/book/file?in=xx").bookFiles(t); strings.Contains(book, "Holding a group") || !strings.Contains(book, "Limits and relationships") {
		t.Error("a member's book isn't what she may read, in her language")
	}
	p.sql(`UPDATE members SET standing = 'newcomer' WHERE pseudonym = 'Early Fern'`)
	newcomer := newVisitor(t, p).signIn(p.signIns()["moderator"].Phrase)
	newcomer.post("/me/device", url.Values{"own": {"1"}})
	for _, path := range []string{"/book", "/book/file"} {
		if newcomer.open(path); newcomer.status != http.StatusNotFound {
			t.Errorf("to a newcomer %s answers %d", path, newcomer.status)
		}
	}
}

// bookFiles is what a book that was sent says, all its pages one after the other.
func (v *visitor) bookFiles(t *testing.T) string {
	t.Helper()
	if v.status != http.StatusOK || v.header.Get("Content-Disposition") != `attachment; filename="notes.epub"` || v.header.Get("Content-Type") != "application/epub+zip" {
		t.Fatalf("the book answers %d as %v", v.status, v.header)
	}
	r, err := zip.NewReader(strings.NewReader(v.body), int64(len(v.body)))
	must(t, err)
	var text strings.Builder
	for _, f := range r.File {
		if !strings.HasSuffix(f.Name, ".xhtml") {
			continue
		}
		in, err := f.Open()
		must(t, err)
		_, err = io.Copy(&text, in)
		must(t, err)
	}
	return text.String()
}

func (p *program) noFileOnASharedDevice(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["survivor_leader"].Phrase)
	her.open("/book").sees("On a device that others use too, no file is made").sees("If this device is yours alone")
	if her.open("/book/file"); her.status != http.StatusForbidden || bytes.HasPrefix([]byte(her.body), []byte("PK")) {
		t.Errorf("on a shared device the book answers %d", her.status)
	}
}

func (p *program) whoCameForASpreadsheet(t *testing.T) {
	as := p.signIns()
	trainer := newVisitor(t, p).signIn(as["trainer_in_cebu"].Phrase)
	cohort := trainer.open("/curriculum").link("Kalachuchi")
	lists := trainer.open(cohort).link("Lists to take along")
	trainer.open(lists).sees("On a device that others use too, no file is made")
	if trainer.open(lists + "/file"); trainer.status != http.StatusForbidden {
		t.Errorf("on a shared device the list answers %d", trainer.status)
	}
	trainer.post("/me/device", url.Values{"own": {"1"}}).open(lists).sees("A row for each session")
	came := trainer.open(lists + "/file?of=attendance").rows(t)
	if len(came) != 5 || came[0][0] != "Name" || len(came[0]) < 10 || len(came[1]) != len(came[0]) {
		t.Errorf("who came is %q", came)
	}
	noted := map[string]string{}
	for _, row := range came[1:] {
		noted[row[0]] = strings.Join(row[1:4], " ")
	}
	if noted["Linaw Suba"] == "" || strings.ContainsAny(noted["Linaw Suba"], "0123456789") {
		t.Errorf("noted is %q", noted)
	}
	held := trainer.open(lists + "/file?of=delivery").rows(t)
	if len(held) != len(came[0]) || strings.Join(held[0], ",") != "Day,Session,Here,Part,Not today" || held[1][1] == "" || held[1][2] == "" || held[len(held)-1][2] != "" {
		t.Errorf("held is %q", held)
	}
	for _, row := range held[1:] {
		if noted[row[1]] != "" {
			t.Errorf("what was held names %s", row[1])
		}
	}
	for _, role := range []string{"member", "moderator", "steward", "under_18"} {
		somebody := newVisitor(t, p).signIn(as[role].Phrase)
		somebody.post("/me/device", url.Values{"own": {"1"}})
		for _, path := range []string{"", "/file", "/file?of=delivery"} {
			if somebody.open(lists + path); somebody.status != http.StatusNotFound || somebody.header.Get("Content-Disposition") != "" {
				t.Errorf("to the %s, lists%s answer %d", role, path, somebody.status)
			}
		}
	}
}

// rows are those of a spreadsheet's file, which has a neutral name.
func (v *visitor) rows(t *testing.T) [][]string {
	t.Helper()
	if v.status != http.StatusOK || v.header.Get("Content-Disposition") != `attachment; filename="notes.csv"` || v.header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Fatalf("the list answers %d as %v", v.status, v.header)
	}
	silent(t, "en", "a list", v.body)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(v.body, "\ufeff"))).ReadAll()
	must(t, err)
	return rows
}

// Off by default; whoever has the address reads the days, without a cookie; changed, turned off or out of the cohort, it was never there.
func (p *program) aCalendarWithASecretAddress(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	cohort := her.open("/curriculum").link("Kalachuchi")
	her.open(cohort)
	days := her.link("The days in your calendar")
	her.open(days).sees("no address is made").misses("Make an address")
	if her.post(days, nil).sees("no address is made"); her.status != http.StatusForbidden {
		t.Errorf("on a shared device it answers %d", her.status)
	}
	her.post("/me/device", url.Values{"own": {"1"}}).open(days).sees("It is off.")
	first := her.fill(days).sees("It isn't shown again.").sees("It is on.").address(t)
	her.open(days).misses("/days/")
	reader := newVisitor(t, p)
	reader.open(first)
	if reader.status != http.StatusOK || reader.header.Get("Content-Disposition") != `attachment; filename="notes.ics"` || len(reader.header.Values("Set-Cookie")) > 0 ||
		reader.header.Get("Content-Type") != "text/calendar; charset=utf-8" || reader.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the days answer %d as %v", reader.status, reader.header)
	}
	if strings.Count(reader.body, "SUMMARY:Notes\r\n") < 10 || strings.Count(reader.body, "CLASS:PRIVATE") != strings.Count(reader.body, "SUMMARY:Notes") {
		t.Errorf("the days are %s", reader.body)
	}
	silent(t, "en", "the calendar", reader.body)
	for _, word := range []string{"Kalachuchi", "Linaw", cohort[len("/cohorts/"):]} {
		if strings.Contains(reader.body, word) {
			t.Errorf("the days say %s", word)
		}
	}
	second := her.open(days).fill(days).address(t)
	if reader.open(first); reader.status != http.StatusNotFound {
		t.Errorf("the address of before answers %d", reader.status)
	}
	reader.open(second).sees("Notes")
	her.open(days).fill(days + "/close").sees("It is off.")
	third := her.fill(days).address(t)
	if reader.open(second); reader.status != http.StatusNotFound {
		t.Errorf("turned off, it answers %d", reader.status)
	}
	p.sql(`UPDATE members SET standing = 'newcomer' WHERE pseudonym = 'Linaw Suba'`)
	if reader.open(third); reader.status != http.StatusNotFound {
		t.Errorf("when she may not learn, it answers %d", reader.status)
	}
	p.sql(`UPDATE members SET standing = 'confirmed' WHERE pseudonym = 'Linaw Suba'`)
	her.open(cohort).fill(cohort + "/leave")
	if reader.open(third); reader.status != http.StatusNotFound || strings.Contains(reader.body, "VEVENT") {
		t.Errorf("when she has left, it answers %d", reader.status)
	}
	if stranger := newVisitor(t, p).signIn(p.signIns()["moderator"].Phrase).open(days); stranger.status != http.StatusNotFound {
		t.Errorf("to one who isn't in the cohort it answers %d", stranger.status)
	}
}

// address is the path of the secret address that the page shows.
func (v *visitor) address(t *testing.T) string {
	t.Helper()
	field := v.find(func(n *html.Node) bool { return n.Data == "textarea" && attribute(n, "id") == "address" })
	path, found := strings.CutPrefix(textOf(field), v.origin)
	if !found || !strings.HasPrefix(path, "/days/") || !strings.HasSuffix(path, "/notes.ics") {
		t.Fatalf("the address is %q", textOf(field))
	}
	return path
}

// What comes onto the paper is the sheet and nothing else, on pages of the size that was asked for, each with a margin and with the
// neutral title at its foot.
func TestAPrintedSessionIsItsSheetAlone(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	b := newPerson(t, p)
	b.signInOn(p.signIns()["member"].Phrase, false)
	for paper, box := range map[string]string{"A4": "/MediaBox [0 0 594.95996 841.91998]", "A5": "/MediaBox [0 0 420 594.95996]"} {
		b.open(heavierUnit + "/print?paper=" + paper)
		printed := b.printed()
		sheet := js[string](b, `document.querySelector(".pack").innerText`)
		if !strings.Contains(printed, "Gates and bridges") || strings.Contains(printed, "Below is what comes") || strings.Contains(printed, "Leave now") {
			t.Errorf("on %s comes %q", paper, printed)
		}
		if !strings.HasSuffix(strings.TrimSpace(printed), strings.TrimSpace(sheet[len(sheet)-20:])) {
			t.Errorf("on %s something comes after the sheet: %q", paper, printed[len(printed)-80:])
		}
		whole := true
		result, err := chromedp.Call(b.ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &whole})
		must(t, err)
		pages := regexp.MustCompile(`/MediaBox \[[0-9. ]+\]`).FindAllString(string(result.Data), -1)
		if len(pages) < 5 {
			t.Errorf("on %s there are %d pages", paper, len(pages))
		}
		for _, size := range pages {
			if size != box {
				t.Errorf("a page of %s is %s", paper, size)
			}
		}
	}
	js[bool](b, `(window.print = () => { window.pressed = true }, true)`)
	b.click("[data-print]")
	b.holds("window.pressed")
}
