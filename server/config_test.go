package main

import (
	"strings"
	"testing"
)

func TestHowOftenAMemberPostsIsANumber(t *testing.T) {
	for said, want := range map[string]int{"": 10, "0": 0, "30": 30} {
		t.Setenv("POSTS_A_MINUTE", said)
		if c, err := configure("localhost:0", "data"); err != nil || c.Posts != want {
			t.Errorf("%q is taken as %d, %v", said, c.Posts, err)
		}
	}
	for _, said := range []string{"ten", "-1", "1001", "1.5"} {
		t.Setenv("POSTS_A_MINUTE", said)
		if _, err := configure("localhost:0", "data"); err == nil || !strings.Contains(err.Error(), "POSTS_A_MINUTE") {
			t.Errorf("%q is answered with %v", said, err)
		}
	}
}

// Each of these was taken as it was typed, and then no socket opened: browsers say their origin in one way only.
func TestAnOriginIsKnownByItsOneSpelling(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"":                            "",
		"https://notes.example":       "https://notes.example",
		"https://notes.example/":      "https://notes.example",
		"https://notes.example:443":   "https://notes.example",
		"http://localhost:80":         "http://localhost",
		"http://Notes.localhost:8080": "http://notes.localhost:8080",
		"http://notes.onion":          "http://notes.onion",
		"https://notes.example:80":    "https://notes.example:80",
		"https://notes.example:08443": "https://notes.example:8443",
		"HTTPS://Notes.Example:443/":  "https://notes.example",
		"https://notes.example:":      "https://notes.example",
		"https://mañana.example":      "https://xn--maana-pta.example",
		"http://127.0.0.1:8080":       "http://127.0.0.1:8080",
		"http://[::1]:80":             "http://[::1]",
		"http://[::1]:8080":           "http://[::1]:8080",
		"https://[2001:DB8:0::1]":     "https://[2001:db8::1]",
	} {
		if got, err := originOf(typed); got != want || err != nil {
			t.Errorf("%q became %q, %v", typed, got, err)
		}
	}
	for _, typed := range []string{
		"notes.example", "ftp://notes.example", "https://", "https://:443", "https://notes.example/x", "https://notes.example?x",
		"https://notes.example#x", "https://me@notes.example", "https://notes.example:0", "https://notes.example:70000", "https://notes;example",
	} {
		if got, err := originOf(typed); err == nil {
			t.Errorf("%q was taken as %q", typed, got)
		}
	}
}

// Without TLS whoever shares her line reads her sign-in words, and nothing said so: it was taken.
func TestAnOriginWithoutTLSIsThisMachineOrOnion(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{
		"http://notes.example", "http://notes.example:8080", "http://192.168.1.20:8080", "http://[2001:db8::1]", "http://0.0.0.0", "http://localhost.example", "http://onion",
	} {
		if got, err := originOf(typed); err == nil || !strings.Contains(err.Error(), "https://") {
			t.Errorf("%q was taken as %q, %v", typed, got, err)
		}
	}
}
