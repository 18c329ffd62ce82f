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
