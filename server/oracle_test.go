package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"
)

var (
	anyID    = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	anyGate  = regexp.MustCompile(`(?s)<div class="gate".*?</div>`) // the work that is asked for after some wrong answers, whatever they were
	anyToken = regexp.MustCompile(`(value|name)="[A-Za-z0-9_=+/.-]{20,}"`)
	anyWords = regexp.MustCompile(`<li>[a-z-]+</li>|Word number \d`)
)

// answers is what somebody is told, without the numbers that each form has for itself and without the path that she asked for.
func (v *visitor) answers() string {
	body := v.body
	for _, one := range []*regexp.Regexp{anyGate, anyID, anyToken, anyWords} {
		body = one.ReplaceAllString(body, "")
	}
	return strings.Join(strings.Fields(body), " ")
}

// What exists and isn't hers to see is answered to the letter like what doesn't exist: topics, spaces, members, groups, campaigns, cases and
// threads of others, in every page and form that takes an id.
func TestWhatIsNotHersAnswersLikeWhatIsNotThere(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	p.sql(`INSERT INTO threads (network_id, id, guarded, begun_on) SELECT id, 'aaaaaaaa-0000-4000-8000-00000000000a', false, now() FROM networks WHERE name = 'Cebu'`)
	elsewhere := ` IN (SELECT id FROM networks WHERE name = 'Nairobi') LIMIT 1`
	there := map[string]string{
		"topic":    p.one(`SELECT id FROM topics WHERE network_id` + elsewhere),
		"space":    p.one(`SELECT s.id FROM spaces s JOIN networks n ON n.id = s.network_id WHERE n.name = 'Cebu' AND s.reads = 'staff' LIMIT 1`),
		"member":   p.one(`SELECT id FROM members WHERE network_id` + elsewhere),
		"cohort":   p.one(`SELECT id FROM cohorts WHERE network_id` + elsewhere),
		"campaign": p.one(`SELECT id FROM campaigns WHERE network_id` + elsewhere),
		"case":     p.one(`SELECT id FROM cases LIMIT 1`),
		"story":    p.one(`SELECT s.id FROM stories s JOIN members m ON m.id = s.member_id WHERE m.pseudonym <> 'Linaw Suba' UNION ALL SELECT gen_random_uuid() LIMIT 1`),
		"round":    p.one(`SELECT id FROM rounds WHERE network_id` + elsewhere),
		"public":   p.one(`SELECT public_id FROM statements WHERE state = 'draft' LIMIT 1`),
		"thread":   "aaaaaaaa-0000-4000-8000-00000000000a",
	}
	forms := url.Values{"once": {uuid.NewString()}, "body": {"Words"}, "lang": {"en"}, "reason": {"other"}}
	asked := 0
	for _, r := range routes(t) {
		name := ""
		for of := range there {
			if strings.Contains(r.path, "{"+of+"}") {
				name = of
				break
			}
		}
		if name == "" || strings.Contains(r.path, "/report/") {
			continue
		}
		var answers [2]string
		for i, id := range []string{there[name], uuid.NewString()} {
			path := route{path: strings.ReplaceAll(r.path, "{"+name+"}", id)}.real()
			if r.method == http.MethodPost {
				her.post(path, forms)
			} else {
				her.open(path)
			}
			answers[i] = http.StatusText(her.status) + her.header.Get("Location") + her.answers()
		}
		if asked++; answers[0] != answers[1] {
			t.Errorf("%s %s tells that there is one: %s\n\n%s", r.method, r.path, answers[0], answers[1])
		}
	}
	for _, kind := range []string{"post", "title", "pseudonym", "section", "comment", "suggestion"} {
		her.open("/report/" + kind + "/" + there["member"])
		one := her.answers()
		if her.open("/report/" + kind + "/" + uuid.NewString()); one != her.answers() || her.status != http.StatusNotFound {
			t.Errorf("a report of a %s tells that there is one", kind)
		}
	}
	if asked < 150 {
		t.Errorf("only %d routes were asked", asked)
	}
}

// At the door nobody learns what was good once: an invitation that was used, or taken back, answers like one that never was, and a
// network that she isn't in like none. A recovery code is looked at with the words that are typed after it: any leads to these.
func TestAtTheDoorNobodyLearnsWhatWasGoodOnce(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	steward, her := newVisitor(t, p).signIn(as["steward"].Phrase), newVisitor(t, p).signIn(as["member"].Phrase)
	invite := func() (code, pin string) {
		return steward.open("/steward/invitations").fill("/steward/invitations", "role", "member", "band", "adult").slip()
	}
	used, usedPIN := invite()
	_, codes := newVisitor(t, p).join(used, usedPIN)
	back := newVisitor(t, p)
	back.open("/recover").fill("/recover", "code", codes[0])
	words := back.items("phrase")
	back.fill("/recover/confirm", "first", words[back.asked("first")], "second", words[back.asked("second")]).sees("Hello")
	revoked, revokedPIN := invite()
	steward.open("/steward/invitations").fill("/steward/invitations/")
	good, _ := invite()
	unknown := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'y' {
			return r + 1
		}
		return r
	}, good)
	answer := func(path string, fields ...string) string {
		v := newVisitor(t, p)
		v.open(path).fill(path, fields...)
		return http.StatusText(v.status) + strings.NewReplacer(fields[1], "code", fields[len(fields)-1], "pin").Replace(v.answers())
	}
	never := answer("/join", "code", unknown, "pin", "111111")
	for what, sent := range map[string][2]string{"used": {used, usedPIN}, "taken back": {revoked, revokedPIN}, "good, with a wrong number": {good, "111111"}} {
		if got := answer("/join", "code", sent[0], "pin", sent[1]); got != never {
			t.Errorf("an invitation that is %s answers\n%s\nand one that never was\n%s", what, got, never)
		}
	}
	if one, other := answer("/recover", "code", codes[0]), answer("/recover", "code", strings.Repeat("zebra ", 6)); one != other {
		t.Errorf("a code that was used answers\n%s\nand one that never was\n%s", one, other)
	}
	one := her.post("/switch", url.Values{"network": {p.one(`SELECT id FROM networks WHERE name = 'Nairobi'`)}}).answers()
	if other := her.post("/switch", url.Values{"network": {uuid.NewString()}}).answers(); one != other {
		t.Error("the switcher tells that there is another network")
	}
}
