package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"tinig/server/localdb"
)

// PostgreSQL goes away under load and comes back. Meanwhile every page says so at once and gives her words back; then the program goes on by
// itself, what was acknowledged is there, and what wasn't is there once when its form is sent again.
func TestPostgreSQLGoesAwayAndComesBack(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	config := localdb.Config{Dir: enterable(t), Fast: true}
	cluster, err := localdb.Start(ctx, config)
	must(t, err)
	defer func() { cluster.Close() }()
	p := &program{t: t, data: t.TempDir(), database: cluster.URL("tinig")}
	p.begin("")
	her := newVisitor(t, p)
	her.join(p.invitation())
	space := her.open("/home").link("Everyday")
	her.open(space + "/new")
	her.fill(space+"/topics", "title", "While it lasts", "body", "The first words.", "lang", "en").sees("The first words.")
	topic := her.path

	over, answers := make(chan struct{}), readersOf(p, 3)
	defer close(over)
	go func() { <-over; answers.stop.Store(true) }()

	form := url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "body": {"Words of the outage."}}
	must(t, cluster.Close())
	for range 3 {
		began := time.Now()
		if her.post(topic+"/posts", form); her.status < 500 || !strings.Contains(her.body, "Words of the outage.") {
			t.Errorf("without a database her words are answered with %d: %s", her.status, her.text())
		}
		if took := time.Since(began); took > 15*time.Second {
			t.Errorf("that took %s", took)
		}
	}
	if her.open("/healthz"); her.status != http.StatusServiceUnavailable {
		t.Errorf("the health page answers %d", her.status)
	}
	stranger := newVisitor(t, p)
	for _, who := range []*visitor{her, stranger} {
		for _, path := range []string{"/helplines", "/limits", "/languages", "/practice", "/away"} {
			if who.open(path); who.status != http.StatusOK {
				t.Errorf("%s, which needs no database, answers %d", path, who.status)
			}
		}
	}
	cluster, err = localdb.Start(ctx, config)
	must(t, err)
	eventually(t, "the program has its database again", func() bool { return her.open("/healthz").status == http.StatusOK })
	for range 2 {
		her.post(topic+"/posts", form).sees("Words of the outage.")
	}
	if her.open(topic).sees("The first words."); strings.Count(her.text(), "Words of the outage.") != 1 {
		t.Errorf("her words stand there %d times", strings.Count(her.text(), "Words of the outage."))
	}
	conn := her.live()
	defer conn.Close()
	if said := p.output.String(); strings.Contains(said, "outage") || strings.Contains(said, "panic") {
		t.Errorf("the log tells of it:\n%s", said)
	}
	if answers.asked.Load() < 10 || answers.lost.Load() > 0 {
		t.Errorf("of %d requests %d had no answer", answers.asked.Load(), answers.lost.Load())
	}
}

// readers ask for pages as fast as they can.
type readers struct {
	stop        atomic.Bool
	asked, lost atomic.Int64
}

func readersOf(p *program, n int) *readers {
	r := new(readers)
	for i := range n {
		client := &http.Client{Timeout: 30 * time.Second}
		go func() {
			for !r.stop.Load() {
				response, err := client.Get(p.origin + []string{"/", "/helplines", "/acts"}[i%3])
				if r.stop.Load() {
					return
				}
				r.asked.Add(1)
				if err != nil {
					r.lost.Add(1)
					continue
				}
				response.Body.Close()
				time.Sleep(20 * time.Millisecond)
			}
		}()
	}
	return r
}

// A database without room refuses the words, and her page has them still; when there is room, the same form brings them in once.
func TestADatabaseWithoutRoomLosesNoWords(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	topic := her.everydayTopic()
	p.sql(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
		CREATE TRIGGER full_disk BEFORE INSERT ON posts EXECUTE FUNCTION full_disk();`)
	form := url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "body": {"Words without room."}}
	her.lang = "sw"
	if her.post(topic+"/posts", form); her.status < 500 || !strings.Contains(her.body, "Words without room.") {
		t.Errorf("without room her words are answered with %d: %s", her.status, her.text())
	}
	her.open(topic).misses("Words without room.")
	if said := p.output.String(); !strings.Contains(said, "No space left") || strings.Contains(said, "Words without room") {
		t.Errorf("the log doesn't say why, or says what:\n%s", said)
	}
	p.sql(`DROP TRIGGER full_disk ON posts`)
	for range 2 {
		her.post(topic+"/posts", form).sees("Words without room.")
	}
	if n := p.count(fmt.Sprintf(`SELECT count(*) FROM posts WHERE body = '%s'`, "Words without room.")); n != 1 {
		t.Errorf("they stand there %d times", n)
	}
}
