package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Who guesses can't be somebody else at every try by what his requests say of themselves.
func TestGuessingIsCountedWhereItComesFrom(t *testing.T) {
	t.Parallel()
	for _, proxied := range []string{"no", "yes"} {
		p := startProgram(t, "", "PROXIED="+proxied)
		v := newVisitor(t, p)
		for try := 0; try < 9 && v.status != http.StatusTooManyRequests; try++ { // on a slow machine the first waits are over at once
			forged := []string{fmt.Sprintf("198.51.100.%d", try)}
			if proxied == "yes" {
				forged = append(forged, "203.0.113.9") // what the proxy says, in a header of its own
			}
			request, err := http.NewRequest(http.MethodPost, p.origin+"/sign-in", strings.NewReader(url.Values{"phrase": {"nobody's words"}}.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			request.Header["X-Forwarded-For"] = forged
			v.send(request)
		}
		if v.status != http.StatusTooManyRequests {
			t.Errorf("proxied %s: after nine wrong phrases the answer is %d", proxied, v.status)
		}
	}
}

// The last step of joining can be sent again for an hour, and each time the words are checked, which is slow on purpose: the
// guard stands there too. The form is there again, so that she loses nothing.
func TestTheLastStepOfJoiningIsGuarded(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "")
	code, pin := p.invitation()
	her := newVisitor(t, p)
	her.open("/join?c="+code).fill("/join", "pin", pin).fill("/join/agreement").fill("/join/pseudonym")
	her.fill("/join/phrase", "pseudonym", attribute(her.field("pseudonym"), "value"))
	words := her.items("phrase")
	form := url.Values{"sealed": {attribute(her.field("sealed"), "value")}, "first": {words[her.asked("first")]}, "second": {words[her.asked("second")]}}
	if her.post("/join/confirm", form); her.status != http.StatusOK {
		t.Fatalf("joining ended with %d", her.status)
	}
	replay := newVisitor(t, p)
	for try := 0; try < 9 && replay.status != http.StatusTooManyRequests; try++ {
		replay.post("/join/confirm", form)
	}
	if replay.status != http.StatusTooManyRequests || len(replay.items("phrase")) != len(words) || attribute(replay.field("challenge"), "value") == "" {
		t.Errorf("after nine times the answer is %d:\n%s", replay.status, replay.text())
	}
}
