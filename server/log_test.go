package main

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"testing"
)

// Whatever an error says, it is one line with its time and the time's zone: nobody writes a line of his own into the log.
func TestALineOfTheLogIsOneLine(t *testing.T) {
	line := regexp.MustCompile(`^time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d) level=ERROR msg="a request failed" error="[^"\n]*"\n$`)
	for _, text := range []string{"reading topic 7\nlevel=ERROR msg=forged", "a\r\nb", "\x1b[2J", "\u2028 level=INFO", `" msg="forged`} {
		var said bytes.Buffer
		newLog(&said).Error("a request failed", "error", errors.New(text))
		if plain := strings.ReplaceAll(said.String(), `\"`, ""); !line.MatchString(plain) || strings.ContainsAny(plain, "\r\x1b\u2028") {
			t.Errorf("%q is logged as %q", text, &said)
		}
	}
}
