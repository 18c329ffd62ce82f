package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"tinig/server/accounts"
)

var gateAsks = regexp.MustCompile(`data-challenge="([^"]+)" data-bits="(\d+)"`)

// attack sends wrong invitations from ever new addresses, pays what is asked for each, and goes on until the test ends: a stranger's next
// try costs something all the while, though not yet much.
func (p *program) attack() {
	p.t.Helper()
	for i := range 68 {
		must(p.t, p.guess(i))
	}
	go func() {
		for i := 68; ; i++ {
			select {
			case <-p.t.Context().Done():
				return
			case <-time.After(time.Second):
				p.guess(i)
			}
		}
	}()
}

// guess is a wrong invitation, from the i-th address.
func (p *program) guess(i int) error {
	from := http.Header{"X-Forwarded-For": {fmt.Sprintf("2001:db8:%x::1", i)}, "Content-Type": {"application/x-www-form-urlencoded"}}
	form := url.Values{"code": {"00000-00000-00000-00000"}, "pin": {"000000"}}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		request, err := http.NewRequest(method, p.origin+"/join", strings.NewReader(form.Encode()))
		if err != nil {
			return err
		}
		request.Header = from
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			return err
		}
		if asked := gateAsks.FindSubmatch(body); asked != nil {
			bits, _ := strconv.Atoi(string(asked[2]))
			answer := accounts.Solve(accounts.Challenge{Text: string(asked[1]), Bits: bits})
			form.Set("challenge", answer.Challenge)
			form.Set("answer", answer.Nonce)
		}
	}
	return nil
}

// While the site is under attack from everywhere, who comes in as always does: her device works while she types, and she is told why.
func TestUnderAttackHerDeviceWorksAndSheComesIn(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo", "PROXIED=yes")
	phrase := p.signIns()["member"].Phrase
	her := newPerson(t, p)
	p.attack()
	her.open("/")
	her.sees("Many wrong tries")
	her.holds(`document.querySelector(".gate").dataset.bits >= 14`)
	her.enter("#phrase", phrase)
	her.click(`form[action="/sign-in"] button.button`)
	her.comesTo("/home")
}

// Without script nothing is to be solved: she is told how long to wait, in her language, and when she has waited she comes in.
func TestUnderAttackWhoHasNoScriptWaitsAndComesIn(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo", "PROXIED=yes")
	phrase := p.signIns()["member"].Phrase
	p.attack()
	for lang, why := range map[string]string{"en": "Many wrong tries", "fil": "Maraming maling subok", "ceb": "Daghang sayop", "es": "muchos intentos", "sw": "majaribio mengi", "ar": "محاولات خاطئة"} {
		for _, path := range []string{"/", "/join", "/tablet"} {
			v := newVisitor(t, p)
			v.lang = lang
			if v.open(path); !strings.Contains(v.body, why) {
				t.Errorf("%s in %s doesn't say why a try takes longer", path, lang)
			}
		}
	}
	her := newVisitor(t, p)
	her.open("/").sees("Please wait")
	her.fill("/sign-in", "phrase", phrase)
	if her.status != http.StatusTooManyRequests {
		t.Fatalf("under attack she is answered with %d before she has waited", her.status)
	}
	her.sees("was not checked yet")
	time.Sleep(her.waits())
	her.fill("/sign-in", "phrase", phrase).open("/home").sees("Hello")
	if said := strings.Count(p.output.String(), "from everywhere together"); said != 1 {
		t.Errorf("the log tells of the attack %d times:\n%s", said, p.output)
	}
}

// waits is how long the page asks her to wait.
func (v *visitor) waits() time.Duration {
	v.t.Helper()
	_, rest, _ := strings.Cut(v.text(), "Please wait ")
	number, _, _ := strings.Cut(rest, " ")
	seconds, err := strconv.Atoi(number)
	if err != nil || seconds > 42 {
		v.t.Fatalf("the page asks her to wait %q", number)
	}
	return time.Duration(seconds) * time.Second
}
