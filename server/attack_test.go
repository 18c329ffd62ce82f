package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"golang.org/x/net/html"
)

// nasty is what no form of ours sends: what PostgreSQL refuses in a text, what overflows (its form just passes the door), what pretends to be an id, a
// path or a header.
var nasty = []string{
	"", "a\x00b", "\xff\xfe", "\xed\xa0\x80", "-1", "2147483647", "2147483648", "99999999999999999999", "'; DROP TABLE posts; --", "{{.}}<script>",
	"\r\nSet-Cookie: a=b", "//evil.example", "\u202e", strings.Repeat("x", 2_500),
	"urn:uuid:" + uuid.NewString(), "{" + uuid.NewString() + "}", strings.ToUpper(uuid.NewString()),
	"0000-01-01_" + uuid.NewString(), "2026-11-22_urn:uuid:" + uuid.NewString(),
}

// typed are all the fields that our forms and addresses have.
var typed = strings.Fields(`about after agree answer asked band before body c calm case challenge code country day days end first from give in keep kept lang language
	last lead low member mode name names network none note noted notes numbers own part path phrase pin place plan posting pseudonym quote quotes reads reason
	rests revision role sealed second sensitive size state take takes title to track until version welcomes writes
	adapted body-settling-in do kind materials minutes-settling-in part-body part-minutes part-note part-title piece title-settling-in unit`)

// Whatever is sent, by whoever may do most, is refused in her words: no input is the server's own failure. A NUL or a
// number too great for its column used to be one, with what was typed in the log.
func TestNoInputIsAFailureOfTheServer(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	steward, trainer := newVisitor(t, p).signIn(p.signIns()["steward"].Phrase), newVisitor(t, p).signIn(p.signIns()["trainer_in_cebu"].Phrase)
	space := steward.open("/home").link("Everyday")
	topic, _, _ := strings.Cut(steward.open(space).link("When a court date"), "?")
	cohort := trainer.open("/curriculum").link("Kalachuchi")
	places := map[string]string{"{space}": space[len("/s/"):], "{topic}": topic[len("/t/"):], "{unit}": "opening"}
	rewritten := map[string]string{"{unit}": "opening", "{lang}": "en"}
	led := map[string]string{"{cohort}": cohort[len("/cohorts/"):], "{number}": "1", "{unit}": "opening"}
	steward.post("/adaptations", url.Values{"unit": {"opening"}})
	for _, v := range []*visitor{steward, trainer} {
		v.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	for _, r := range routes(t) {
		if r.path == "/leave" || r.path == "/live" {
			continue
		}
		who, known := steward, places
		if strings.HasPrefix(r.path, "/cohorts") || strings.HasSuffix(r.path, "/trainer") {
			who, known = trainer, led
		}
		if strings.HasPrefix(r.path, "/adaptations") {
			known = rewritten
		}
		for _, value := range nasty {
			for _, good := range r.words() {
				form := url.Values{"once": {uuid.NewString()}}
				for _, name := range typed {
					form.Set(name, value)
				}
				if good != "" {
					form["title"], form["body"], form["name"], form["lang"] = []string{good}, []string{good}, []string{good + value}, []string{"en"}
				}
				path := r.filled(known, value)
				if r.method == http.MethodPost {
					who.post(path, form)
				} else {
					who.open(path + "?" + form.Encode()[:min(8000, len(form.Encode()))])
				}
				if who.status >= 500 {
					t.Errorf("%s %s with %.40q answers %d", r.method, r.path, value, who.status)
				}
			}
		}
	}
	p.stop()
	if strings.Contains(p.output.String(), "level=ERROR") {
		t.Errorf("the log tells of failures:\n%s", p.output)
	}
}

// words are with what a form's texts are filled besides: nothing, or for a POST something good, so that the rest matters.
func (r route) words() []string {
	if r.method == http.MethodPost {
		return []string{"", "words"}
	}
	return []string{""}
}

// filled is the route's path with what is known in it, and value in every other place.
func (r route) filled(known map[string]string, value string) string {
	parts := strings.Split(r.path, "/")
	for i, part := range parts {
		if real, ok := known[part]; ok {
			parts[i] = real
		} else if strings.HasPrefix(part, "{") {
			parts[i] = url.PathEscape(value)
		}
	}
	return strings.Join(parts, "/")
}

// Whoever is at the device next can send an earlier step of joining again, which the browser still has. It used to make an
// account of his own that opened her membership.
func TestAnEarlierStepOfJoiningOpensNothingAfterwards(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "")
	code, pin := p.invitation()
	her := newVisitor(t, p)
	her.open("/join?c="+code).fill("/join", "pin", pin).fill("/join/agreement").fill("/join/pseudonym")
	sealed := attribute(her.field("sealed"), "value")
	name := attribute(her.field("pseudonym"), "value")
	her.fill("/join/phrase", "pseudonym", name)
	her.typeBack("/join/confirm").open("/home").sees("Hello")

	next := newVisitor(t, p)
	next.post("/join/phrase", url.Values{"sealed": {sealed}, "pseudonym": {name}})
	next.typeBack("/join/confirm").sees("don't open anything")
	if next.open("/home"); next.path != "/" {
		t.Errorf("somebody else came in as her: %s", next.text())
	}
}

// What ends or changes under her hands while she is here. One demo serves all of them.
func TestWhatChangesUnderHerHands(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	t.Run("words that can't be sent are shown", p.wordsAreShown)
	t.Run("a membership that is over is left behind", p.membershipIsOver)
	t.Run("signing in again ends the session before", p.signingInAgain)
	t.Run("joining as who is signed in takes her word", p.joiningAsSomebody)
	t.Run("joining another network twice is once", p.joiningTwice)
	t.Run("a ticket is no sign of her", p.ticketIsNoSign)
	t.Run("who was helped back in locks out who had her words", p.helpedBackIn)
	t.Run("a ticket falls with the claim", p.ticketFalls)
}

// What was written is never lost to a session that has ended, or to another network chosen in another tab.
func (p *program) wordsAreShown(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["survivor_leader"].Phrase)
	topic := strings.SplitN(her.open("/home").open(her.link("Everyday")).link("When a court date"), "?", 2)[0]
	form := url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "body": {"Long <i>thought</i> about."}}
	her.switchTo("Global")
	if her.post(topic+"/posts", form).sees("Long <i>thought</i> about."); her.status != http.StatusNotFound {
		t.Errorf("in another network, a reply was answered with %d", her.status)
	}
	p.sql(`DELETE FROM sessions`)
	her.post(topic+"/posts", form).sees("not signed in").sees("Long <i>thought</i> about.")
	if her.open("/home"); her.path != "/" {
		t.Errorf("without a session /home led to %s", her.path)
	}
}

// A membership that holds no more is told of once and left behind: for another of hers, or for the front door. She used
// to be held on an error page until she cleared her cookies.
func (p *program) membershipIsOver(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["survivor_leader"].Phrase)
	topic := strings.SplitN(her.open(her.link("Everyday")).link("When a court date"), "?", 2)[0]
	p.sql(`UPDATE members SET claim_hash = sha256('another') WHERE pseudonym = 'Tabing Dagat'`)
	her.post(topic+"/posts", url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "body": {"Long thought about."}})
	her.sees("no longer open your name").sees("Long thought about.")
	her.open("/home").sees("Hello, River Lamp").misses("Tabing Dagat")
	p.sql(`UPDATE members SET standing = 'left' WHERE pseudonym = 'River Lamp'`)
	her.open("/home").sees("no longer open your name")
	her.open("/").sees("Your sign-in words")
}

// One browser has one session: signing in ends the one that it had.
func (p *program) signingInAgain(t *testing.T) {
	as := p.signIns()
	device, thief := newVisitor(t, p).signIn(as["moderator"].Phrase), newVisitor(t, p)
	thief.client.Jar.SetCookies(mustURL(t, p.origin), device.client.Jar.Cookies(mustURL(t, p.origin)))
	device.post("/sign-in", url.Values{"phrase": {as["trainer"].Phrase}}).sees("Blue Heron")
	if thief.open("/home"); thief.path != "/" {
		t.Errorf("the session before still opens %s", thief.path)
	}
}

// Pressing twice on a bad line is the same as once, also where a network is added to a keyring.
func (p *program) joiningTwice(t *testing.T) {
	as := p.signIns()
	steward := newVisitor(t, p).signIn(as["steward"].Phrase)
	steward.open("/steward/invitations").fill("/steward/invitations", "role", "member", "band", "adult")
	code, pin := steward.slip()
	trainer := newVisitor(t, p).signIn(as["trainer"].Phrase)
	trainer.open("/join?c=" + code).sees("as the person who is signed in here")
	trainer.fill("/join", "pin", pin, "me", "1").fill("/join/agreement").fill("/join/pseudonym")
	form := url.Values{"sealed": {attribute(trainer.field("sealed"), "value")}, "pseudonym": {attribute(trainer.field("pseudonym"), "value")}}
	for range 2 {
		if trainer.post("/join/phrase", form); trainer.path != "/home" {
			t.Fatalf("joining led to %s: %s", trainer.path, trainer.text())
		}
	}
	trainer.sees("Cebu").sees("Nairobi")
}

// On a shared device an invitation that somebody opens goes onto the keyring of whoever is signed in, for good. So whoever
// is signed in says that it is she: at the first step, and again when she signed in between two steps.
func (p *program) joiningAsSomebody(t *testing.T) {
	as := p.signIns()
	steward := newVisitor(t, p).signIn(as["steward"].Phrase)
	steward.open("/steward/invitations").fill("/steward/invitations", "role", "member", "band", "adult")
	code, pin := steward.slip()
	her := newVisitor(t, p).signIn(as["trainer"].Phrase)
	her.open("/join?c="+code).fill("/join", "pin", pin).sees("say that it is you")
	if her.status != http.StatusUnprocessableEntity || attribute(her.field("code"), "value") != code {
		t.Errorf("without her word it was answered with %d:\n%s", her.status, her.text())
	}
	somebody := newVisitor(t, p)
	somebody.open("/join?c="+code).fill("/join", "pin", pin).fill("/join/agreement").fill("/join/pseudonym")
	form := url.Values{"sealed": {attribute(somebody.field("sealed"), "value")}, "pseudonym": {attribute(somebody.field("pseudonym"), "value")}}
	her.post("/join/phrase", form).sees("say that it is you")
	if attribute(her.field("code"), "value") != code {
		t.Errorf("the code is lost:\n%s", her.text())
	}
	her.open("/home")
	if her.find(func(n *html.Node) bool { return n.Data == "button" && attribute(n, "name") == "network" }) != nil {
		t.Errorf("another network is on her keyring:\n%s", her.text())
	}
}

// A page mints tickets by itself, whenever its socket comes back: whoever left it open would never be signed out.
func (p *program) ticketIsNoSign(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["moderator"].Phrase)
	p.sql(`UPDATE sessions SET idle_until = date_trunc('minute', now()) + interval '3 minutes'`)
	soon := `SELECT count(*) FROM sessions WHERE idle_until > now() + interval '4 minutes'`
	her.ticket()
	if n := p.count(soon); n != 0 {
		t.Errorf("minting a ticket moved the idle limit of %d sessions", n)
	}
	her.open("/home")
	if n := p.count(soon); n != 1 {
		t.Errorf("opening a page moved the idle limit of %d sessions", n)
	}
}

// Two of the staff help a member back in whose words somebody else has. Whoever signs in with the old words, or is signed in
// with them, is not her any more, from the moment on; and for three days nothing has happened yet.
func (p *program) helpedBackIn(t *testing.T) {
	as := p.signIns()
	thief := newVisitor(t, p).signIn(as["member"].Phrase).sees("Linaw Suba")
	p.sql(`INSERT INTO member_roles SELECT network_id, id, 'safeguarding_lead' FROM members WHERE pseudonym = 'Early Fern'`)
	steward, second := newVisitor(t, p).signIn(as["steward"].Phrase), newVisitor(t, p).signIn(as["moderator"].Phrase)
	steward.open(steward.open("/steward/members").link("Linaw Suba")).fill("/recoveries")
	second.open("/recoveries").fill("/recoveries/")
	code, pin := second.slip()
	back := newVisitor(t, p)
	back.open("/join?c="+code).fill("/join", "pin", pin).sees("but only from")
	p.sql(`UPDATE recoveries SET effective_at = now() - interval '1 second'`)
	ticket := thief.open("/home").sees("Somebody asked for a new way").ticket()
	back.open("/join?c="+code).fill("/join", "pin", pin).fill("/join/agreement").fill("/join/pseudonym")
	back.typeBack("/join/confirm").open("/home").sees("Hello, Linaw Suba")
	thief.open("/home").sees("no longer open your name")
	if conn, err := thief.dial(ticket); err == nil {
		defer conn.Close()
		if said, err := frame(conn); err == nil && said["t"] != "bye" {
			t.Errorf("the socket said %v", said)
		}
	}
	again := newVisitor(t, p)
	again.open("/").fill("/sign-in", "phrase", as["member"].Phrase).sees("no longer open your name")
	again.open("/home").misses("Linaw Suba")
	if again.path != "/" {
		t.Errorf("the old words led to %s", again.path)
	}
}

// A ticket is as good as the claim that it was minted with: who lost her membership can't follow by one minted before.
func (p *program) ticketFalls(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["moderator"].Phrase)
	minted := her.ticket()
	p.sql(`UPDATE members SET claim_hash = sha256('another') WHERE pseudonym = 'Early Fern'`)
	conn, err := her.dial(minted)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if said, err := frame(conn); err == nil && said["t"] != "bye" {
		t.Errorf("the socket said %v", said)
	}
}

// field is the first form field of a name.
func (v *visitor) field(name string) *html.Node {
	v.t.Helper()
	found := v.find(func(n *html.Node) bool { return attribute(n, "name") == name })
	if found == nil {
		v.t.Fatalf("%s has no field %s:\n%s", v.path, name, v.text())
	}
	return found
}

// typeBack types the two words of the shown phrase that are asked for.
func (v *visitor) typeBack(action string) *visitor {
	v.t.Helper()
	words := v.items("phrase")
	return v.fill(action, "first", words[v.asked("first")], "second", words[v.asked("second")])
}

// ticket mints a ticket for a socket.
func (v *visitor) ticket() string {
	v.t.Helper()
	var minted struct{ Ticket string }
	if err := json.Unmarshal([]byte(v.post("/live/ticket", nil).body), &minted); err != nil {
		v.t.Fatalf("no ticket: %s", v.body)
	}
	return minted.Ticket
}

// count is what a query counts.
func (p *program) count(query string) (n int) {
	p.t.Helper()
	db, err := sqlx.Connect("postgres", p.database)
	if err != nil {
		p.t.Fatal(err)
	}
	defer db.Close()
	if err := db.Get(&n, query); err != nil {
		p.t.Fatal(err)
	}
	return n
}

// sql does to the database what no page does.
func (p *program) sql(statement string) {
	p.t.Helper()
	db, err := sqlx.Connect("postgres", p.database)
	if err != nil {
		p.t.Fatal(err)
	}
	defer db.Close()
	db.MustExec(statement)
}
