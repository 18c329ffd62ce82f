package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
	"golang.org/x/net/html"

	"tinig/migrations"
)

// dumpOf is every row of every table as text, in the order in which a dump would write them, by table.
func dumpOf(t *testing.T, database string) map[string][]string {
	t.Helper()
	db, err := sqlx.Connect("postgres", database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	return rowsOf(t, db)
}

// rowsOf are all rows, by table.
func rowsOf(t *testing.T, db *sqlx.DB) map[string][]string {
	t.Helper()
	var names []string
	if err := db.Select(&names, `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`); err != nil {
		t.Fatal(err)
	}
	dump := map[string][]string{}
	for _, name := range names {
		var rows []string
		if err := db.Select(&rows, `SELECT t::text FROM `+name+` t ORDER BY ctid`); err != nil {
			t.Fatal(err)
		}
		dump[name] = rows
	}
	return dump
}

// Promise 1: what a browser tells of itself and of where it is, and what is typed into secret fields, is nowhere: not in the
// database, not in the log, not in the data folder.
func TestNothingAboutTheVisitorIsKept(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo", "PROXIED=yes")
	as := p.signIns()
	member := newVisitor(t, p)
	member.client.Transport = marked{}
	member.signIn(as["member"].Phrase)
	member.open("/home").open(member.link("Everyday")).open(member.link("When a court date"))
	member.fill(member.path+"/posts", "body", "A word for the topic.")
	member.post("/drafts", map[string][]string{"place": {"anywhere"}, "body": {"marker-draft"}})
	member.post("/nowhere-marker", nil)
	member.open("/t/not-an-id-marker")
	newVisitor(t, p).open("/").fill("/sign-in", "phrase", "marker wrong phrase")
	newVisitor(t, p).open("/join").fill("/join", "code", "marker-code", "pin", "marker-pin")
	newVisitor(t, p).open("/recover").fill("/recover", "code", "marker-recovery")

	markers := []string{"203.0.113.77", "marker", as["member"].Phrase, "127.0.0.1", "[::1]"}
	markers = append(markers, strings.Fields(as["member"].Phrase)...)
	for table, rows := range dumpOf(t, p.database) {
		search(t, "table "+table, strings.Join(rows, "\n"), markers[:3])
	}
	p.stop()
	search(t, "the log", strings.SplitN(p.output.String(), "Open ", 2)[1], markers[:5])
	for _, name := range []string{"pepper"} {
		text, err := os.ReadFile(filepath.Join(p.data, name))
		if err != nil {
			t.Fatal(err)
		}
		search(t, name, string(text), markers[:3])
	}
}

// marked says things about the visitor with every request.
type marked struct{}

func (marked) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("User-Agent", "marker-agent")
	r.Header.Set("X-Forwarded-For", "203.0.113.77")
	r.Header.Set("Referer", "https://marker-referer.example")
	r.Header.Set("Accept-Language", "en, marker;q=0.1")
	return http.DefaultTransport.RoundTrip(r)
}

func search(t *testing.T, where, text string, markers []string) {
	t.Helper()
	for _, marker := range markers {
		if at := strings.Index(text, marker); at >= 0 {
			t.Errorf("%s holds %q: …%s…", where, marker, text[max(0, at-60):min(len(text), at+60)])
		}
	}
}

// Promise 2, as far as its subject exists: one person with a member in two networks and two persons with one each do the
// same; nothing in the database, after the night's rewrite, tells the one from the other.
func TestOnePersonsTwoMembersCantBeLinked(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	both := newVisitor(t, p).signIn(as["survivor_leader"].Phrase)
	ids := map[string]string{}
	both.write("Everyday", "Unsay makapahupay", "from Cebu")
	both.switchTo("Global").write("Everyday", "Good morning", "from everywhere")
	both.post("/leave", nil)

	db, err := sqlx.Connect("postgres", p.database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, name := range []string{"Tabing Dagat", "River Lamp"} {
		var id string
		if err := db.Get(&id, `SELECT id FROM members WHERE pseudonym = $1`, name); err != nil {
			t.Fatal(err)
		}
		ids[name] = id
	}
	if err := migrations.Rewrite(context.Background(), db); err != nil {
		t.Fatal(err)
	}
	dump := dumpOf(t, p.database)
	one, other := valuesOf(dump, ids["Tabing Dagat"]), valuesOf(dump, ids["River Lamp"])
	stranger := valuesOf(dump, ids["River Lamp"]+"x")
	if len(one) == 0 || len(other) == 0 || len(stranger) != 0 {
		t.Fatalf("the walk found %d, %d and %d values", len(one), len(other), len(stranger))
	}
	shared := map[string]bool{}
	for value := range one {
		if other[value] {
			shared[value] = true
		}
	}
	for value := range shared {
		if !commonplace(dump, value) {
			t.Errorf("both members' rows hold %q, and few others' do", value)
		}
	}
	for table, rows := range dump {
		for _, row := range rows {
			if strings.Contains(row, ids["Tabing Dagat"]) && strings.Contains(row, ids["River Lamp"]) {
				t.Errorf("a row of %s holds both members: %s", table, row)
			}
		}
	}
	oneTransaction(t, db, dump)
}

// valuesOf are the values in all rows that hold the id, and in the rows that hold their long values, and so on: whatever
// can be reached from her by equal values that are long enough to be nobody else's.
func valuesOf(dump map[string][]string, id string) map[string]bool {
	values := map[string]bool{}
	for _, rows := range dump {
		for _, row := range rows {
			if !strings.Contains(row, id) {
				continue
			}
			for _, value := range strings.Split(strings.Trim(row, "()"), ",") {
				values[value] = true
			}
		}
	}
	return values
}

// unique looks like an id, a hash or something sealed.
var unique = regexp.MustCompile(`[0-9a-f]{8}-|\\\\x|[0-9a-f]{12}`)

// act is the name of an act in the record. That two members did the same is a habit, which is a stated limit.
var act = regexp.MustCompile(`^[a-z]+\.[a-z_]+$`)

// commonplace says whether a value is a word that stands in many rows: a day, a language, a role.
func commonplace(dump map[string][]string, value string) bool {
	count := 0
	for _, rows := range dump {
		for _, row := range rows {
			if strings.Contains(row, value) {
				count++
			}
		}
	}
	return !unique.MatchString(value) && (count > 5 || act.MatchString(value))
}

// oneTransaction fails unless each table looks as if it had been written at once, in the order of its key.
func oneTransaction(t *testing.T, db *sqlx.DB, dump map[string][]string) {
	t.Helper()
	var names []string
	for name := range dump {
		if name != "goose_db_version" && name != "tickets" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		var transactions int
		if err := db.Get(&transactions, fmt.Sprintf(`SELECT count(DISTINCT xmin::text) FROM %s`, name)); err != nil {
			t.Fatal(err)
		}
		if transactions > 1 {
			t.Errorf("the rows of %s tell %d transactions apart", name, transactions)
		}
	}
}

// write posts in the first topic of a space whose title begins so.
func (v *visitor) write(space, title, words string) *visitor {
	v.t.Helper()
	v.open("/home").open(v.link(space)).open(v.link(title))
	return v.fill(v.path+"/posts", "body", words).sees(words)
}

// switchTo goes to another of her networks.
func (v *visitor) switchTo(network string) *visitor {
	v.t.Helper()
	id := ""
	each(v.open("/home").page, func(n *html.Node) {
		if attribute(n, "name") == "network" && strings.Contains(textOf(n), network) {
			id = attribute(n, "value")
		}
	})
	return v.fill("/switch", "network", id).sees("Hello")
}
