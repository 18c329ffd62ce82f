package forum

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"
	"golang.org/x/text/unicode/norm"

	"tinig/server/networks"
)

// A mention is @ and a pseudonym as it is written. It stays the words that it is, never a link, and its author learns nothing
// about whether anybody was told: a mention is no way to ask who is here.

// The most that is looked at: so many mentions in a post, and so many ends that a pseudonym after an @ could have, within
// so many bytes.
const (
	mentionsAtMost = 10
	endsAtMost     = 12
	nameAtMost     = 160
)

// called are, for each @ in a body, the names that could be meant, the longest first: all that stands after it up to each
// end of a word. A pseudonym can be of several words.
func called(body string) (calls [][]string) {
	if !strings.Contains(body, "@") {
		return nil
	}
	body = norm.NFC.String(body)
	for at := 0; len(calls) < mentionsAtMost; at++ {
		next := strings.IndexByte(body[at:], '@')
		if next < 0 {
			return calls
		}
		at += next
		before, _ := utf8.DecodeLastRuneInString(body[:at])
		if inWord(before) { // an address, not a mention
			continue
		}
		if names := names(body[at+1:]); len(names) > 0 {
			calls = append(calls, names)
		}
	}
	return calls
}

// names are the beginnings of a text that end where a word does, the longest first. They stay within their line.
func names(text string) (names []string) {
	within := false // a word
	for i, r := range text + "\n" {
		if within && !inWord(r) && len(names) < endsAtMost {
			names = append(names, strings.Join(strings.Fields(text[:i]), " "))
		}
		within = inWord(r)
		if r == '\n' || i > nameAtMost || i == 0 && !within {
			break
		}
	}
	slices.Reverse(names)
	return names
}

func inWord(r rune) bool {
	return unicode.In(r, unicode.L, unicode.N, unicode.M) && r != utf8.RuneError
}

// mentioned finds the members whom a body mentions, of those who may read the space: for each @ the one with the longest
// pseudonym. A body without an @ costs nothing.
func (f *Forum) mentioned(ctx context.Context, tx *sqlx.Tx, a networks.Actor, space, body string) (ids []string, err error) {
	calls := called(body)
	if len(calls) == 0 {
		return nil, nil
	}
	byName, err := f.networks.Called(ctx, tx, a, space, slices.Concat(calls...))
	if err != nil {
		return nil, err
	}
	for _, names := range calls {
		for _, name := range names {
			if id, known := byName[name]; known {
				ids = append(ids, id)
				break
			}
		}
	}
	return ids, nil
}
