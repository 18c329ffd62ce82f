package main

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/net/html"

	"tinig/curriculum"
	"tinig/curriculum/content"
	"tinig/locales"
)

// listener is somebody in a room who doesn't lead it, and all that ever reached her, by pages and frames.
type listener struct {
	*visitor
	conn *websocket.Conn
	all  strings.Builder
}

// looks keeps every page of the room that she can ask for, those too that refuse her something.
func (l *listener) looks(base string) {
	l.t.Helper()
	for _, path := range []string{"", "/mine", "/wishes", "/screen"} {
		l.all.WriteString(l.open(base + path).body)
	}
	for _, path := range []string{"/go", "/answer", "/leave-out", "/tablet", "/paper", "/still"} {
		l.all.WriteString(l.post(base+path, url.Values{"step": {"-1"}}).body)
	}
}

// follows asks for the room's channel from where its page stands, and for the one of those who lead.
func (l *listener) follows(s *school) {
	l.t.Helper()
	room := l.open(s.base).find(func(n *html.Node) bool { return n.Data == "live-room" })
	l.conn = l.live()
	after, err := strconv.Atoi(attribute(room, "data-after"))
	must(l.t, err)
	for _, channel := range []string{string(curriculum.LeadsChannel(s.network, s.cohort)), s.channel()} {
		must(l.t, l.conn.WriteJSON(map[string]any{"t": "follow", "channel": channel, "epoch": attribute(room, "data-epoch"), "after": after}))
	}
	if f, err := frame(l.conn); err != nil || f["t"] != "refused" {
		l.t.Errorf("asking for the channel of those who lead is answered with %v, %v", f, err)
	}
}

// hears keeps the frames that come, until one of the room has.
func (l *listener) hears(channel string) {
	l.t.Helper()
	for {
		f, err := frame(l.conn)
		if err != nil {
			l.t.Fatal(err)
		}
		fmt.Fprint(&l.all, f)
		if f["t"] == "event" && f["channel"] == channel {
			return
		}
	}
}

func (s *school) channel() string { return string(curriculum.RoomChannel(s.network, s.cohort)) }

// Sessions of the plan are gone through, part by part. Whatever page or frame reaches who learns, who goes at her own pace, who sits
// at a tablet or who is there for others: no line of a note stands in it. In the pages of who leads they do.
// Of two kinds of sessions: those of the course, and those that the network has rewritten, notes and all.
func TestNoNoteReachesAParticipantOfARoom(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	noNoteReachesAParticipantOf(t, newSchool(t, p, "member", curriculum.Learner, "survivor_leader", curriculum.Learner, "steward", curriculum.Support))
}

func TestNoNoteReachesAParticipantOfARewrittenSession(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	noNoteReachesAParticipantOf(t, newSchoolWith(t, p, rewritesAllNotes(t), "member", curriculum.Learner, "survivor_leader", curriculum.Learner, "steward", curriculum.Support))
}

// rewritesAllNotes rewrites each note of some sessions, and one word of what participants read.
func rewritesAllNotes(t *testing.T) func(*school) []string {
	return func(s *school) (units []string) {
		her, second := s.actor(t, trainer), s.actor(t, "steward")
		her.Adapts, second.Adapts = true, true
		for _, unit := range s.cur.Course.Units() {
			if unit.Area != content.Coping || unit.ID == "coping-2-unhooking" { // the demo has that one
				continue
			}
			must(t, s.cur.Fork(t.Context(), her, unit.ID))
			for _, lang := range []string{"en", "fil", "ceb", "ar"} {
				is, err := s.cur.Adaptation(t.Context(), her, unit.ID)
				must(t, err)
				sheet, there := is.Text[lang]
				if !there {
					continue
				}
				written := curriculum.Rewrite{Lang: lang, Title: sheet.Title, Summary: sheet.Summary, ContentNote: sheet.ContentNote, Materials: sheet.Materials,
					Pieces: map[string]curriculum.Rewritten{}}
				for i, p := range sheet.Pieces {
					if strings.HasSuffix(p.ID, "-notes") {
						written.Pieces[p.ID] = curriculum.Rewritten{Title: p.Title, Body: fmt.Sprintf("Ours is note %d of %s in %s. This is for who leads.\n\n> Say %d in %s as it is written here, and wait.", i, unit.ID, lang, i, lang)}
					}
				}
				must(t, s.cur.Rewrite(t.Context(), her, unit.ID, is.Revision, written))
			}
			is, err := s.cur.Adaptation(t.Context(), her, unit.ID)
			must(t, err)
			for _, found := range s.cur.Lint(is) {
				t.Error(found)
			}
			must(t, s.cur.AskToPublish(t.Context(), her, unit.ID, is.Revision))
			must(t, s.cur.Publish(t.Context(), second, unit.ID, is.Revision))
			units = append(units, unit.ID)
		}
		return units
	}
}

func noNoteReachesAParticipantOf(t *testing.T, s *school) {
	t.Helper()
	must(t, s.cur.BeHere(t.Context(), s.actor(t, "steward"), s.cohort, true)) // so that every session may be opened
	sessions, err := s.cur.Sessions(t.Context(), s.actor(t, trainer), s.cohort)
	must(t, err)
	seed := uint64(time.Now().UnixNano())
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(sessions), func(i, j int) { sessions[i], sessions[j] = sessions[j], sessions[i] })
	adapted := s.adaptedUnits(t)
	sessions = slices.DeleteFunc(sessions, func(session curriculum.Session) bool {
		return session.Unit == "" || len(adapted) > 0 && !slices.Contains(adapted, session.Unit)
	})[:2]
	leads := s.visits(t, trainer)
	var listening []*listener
	for i, role := range []string{"member", "survivor_leader", "steward"} {
		v := newVisitor(t, s.program)
		v.lang = []string{"fil", "ceb", "ar"}[i]
		listening = append(listening, &listener{visitor: v.signIn(s.signIns()[role].Phrase)})
		listening[i].follows(s)
	}
	listening[1].post(s.base+"/pace", url.Values{"own": {"1"}})
	for _, session := range sessions {
		led := s.goesThrough(t, leads, session, listening)
		for _, l := range listening {
			s.holdsNoNote(t, seed, session.Unit, l.all.String(), led)
		}
	}
}

// goesThrough holds a session from its first part to its end, with somebody at a tablet, and returns the pages of who leads.
func (s *school) goesThrough(t *testing.T, leads *visitor, session curriculum.Session, listening []*listener) (led string) {
	t.Helper()
	leads.post(s.base+"/open", url.Values{"session": {fmt.Sprint(session.Number)}})
	for _, l := range listening {
		l.hears(s.channel())
	}
	tablet := &listener{visitor: s.seated(t, leads)}
	tablet.follows(s)
	all := append(slices.Clone(listening), tablet)
	for last := false; !last; {
		led += leads.open(s.base).body
		for _, l := range all {
			l.looks(s.base)
		}
		last = !strings.Contains(leads.body, `value=".next"`)
		if last {
			leads.presses("End the session")
			all = listening // the tablet is nobody's now
		} else {
			leads.presses("Next")
		}
		for _, l := range all {
			l.hears(s.channel())
		}
	}
	listening[0].all.WriteString(tablet.all.String())
	return led
}

// seated is a tablet of the room, paired anew, at which somebody sits.
func (s *school) seated(t *testing.T, leads *visitor) *visitor {
	t.Helper()
	leads.open(s.base).post(s.base+"/tablet", nil)
	code := textOf(leads.find(func(n *html.Node) bool { return attribute(n, "class") == "pairing" }))
	tablet := newVisitor(t, s.program)
	tablet.open("/tablet").fill("/tablet", "code", code)
	if tablet.path != "/seat" {
		t.Fatalf("a tablet with the number %q is led to %s: %s", code, tablet.path, tablet.text())
	}
	tablet.open("/seat/new").fill("/seat/new", "name", attribute(tablet.field("name"), "value"))
	if tablet.path != s.base {
		t.Fatalf("a new seat leads to %s: %s", tablet.path, tablet.text())
	}
	return tablet
}

// adaptedUnits are the sessions that the cohort has as its network rewrote them.
func (s *school) adaptedUnits(t *testing.T) (units []string) {
	t.Helper()
	all, err := s.cur.Units(t.Context(), s.actor(t, "member"))
	must(t, err)
	for _, unit := range all {
		if unit.Adapted > 0 {
			units = append(units, unit.ID)
		}
	}
	return units
}

// holdsNoNote looks for every line of a unit's notes, in every language, and that those who lead did see them.
func (s *school) holdsNoNote(t *testing.T, seed uint64, unit, seen, led string) {
	t.Helper()
	taught, err := s.cur.UnitOf(t.Context(), s.actor(t, trainer), s.cohort, unit)
	must(t, err)
	if len(s.adaptedUnits(t)) > 0 && (taught.Adapted == 0 || !strings.Contains(led, "Ours is note") || !strings.Contains(led, "Rewritten by this network.")) {
		t.Errorf("%s isn't as the network rewrote it", unit)
	}
	found := 0
	for _, language := range locales.Languages() {
		for _, block := range taught.Trainer(language.Tag) {
			if block.Note == nil {
				continue
			}
			for _, line := range strings.Split(string(block.Note.HTML(time.Now())), "\n") {
				if len(line) <= 50 || strings.Contains(line, "data-") {
					continue
				}
				if strings.Contains(seen, line) {
					t.Errorf("with seed %d a note of %s reaches who takes part: %s", seed, unit, line)
				}
				if strings.Contains(led, line) {
					found++
				}
			}
		}
	}
	if found < 10 {
		t.Errorf("with seed %d who leads %s saw only %d lines of its notes", seed, unit, found)
	}
	if strings.Contains(seen, "trainer-note") {
		t.Errorf("with seed %d a page of %s has a place for notes", seed, unit)
	}
}

// What is over or isn't hers is said to who sits at a tablet, and nothing is left on it of who sat there.
func TestASeatIsOverKindly(t *testing.T) {
	t.Parallel()
	s := newSchool(t, startProgram(t, "demo"), "member", curriculum.Learner)
	leads := s.visits(t, trainer)
	leads.presses("Open")
	tablet := s.seated(t, leads)
	name := strings.TrimSpace(textOf(tablet.find(func(n *html.Node) bool { return n.Data == "bdi" })))
	tablet.presses("I'd like someone after this")
	old := tablet.client.Jar.Cookies(mustURL(t, s.origin))
	tablet.open(s.base).post("/seat/pass", nil)
	tablet.misses(name).misses("passed on")
	if tablet.open(s.base); tablet.status != 410 {
		t.Errorf("with nobody at the tablet the room answers %d", tablet.status)
	}
	thief := newVisitor(t, s.program)
	thief.client.Jar.SetCookies(mustURL(t, s.origin), old)
	if thief.open(s.base); thief.status != 410 {
		t.Errorf("to the page from before the room answers %d", thief.status)
	}
	for range 6 {
		tablet.open("/seat").post("/seat", url.Values{"name": {name}, "picture": {"0", "1"}})
		if tablet.status != 403 {
			t.Errorf("wrong pictures are answered with %d", tablet.status)
		}
	}
	leads.open(s.base).sees(name + " waits for you").presses("Stop early").presses("End the session")
	if tablet.open("/seat"); tablet.status != 410 {
		t.Errorf("after the end the tablet answers %d", tablet.status)
	}
	tablet.sees("The session on this tablet is over")
}
