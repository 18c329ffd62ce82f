package badges_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"tinig/server/badges"
)

func issuer(t *testing.T, seeds ...byte) *badges.Issuer {
	t.Helper()
	var all [][]byte
	for _, b := range seeds {
		all = append(all, bytes.Repeat([]byte{b}, badges.SeedSize))
	}
	i, err := badges.New(all...)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

var helping = badges.Achievement{Name: "Group work, level 1", Criteria: "Held sessions <of> a course & rested.", Day: time.Date(2026, 3, 4, 17, 5, 0, 0, time.UTC)}

func issue(t *testing.T, i *badges.Issuer) (string, string) {
	t.Helper()
	text, code, err := i.Issue(helping, "Notes")
	if err != nil {
		t.Fatal(err)
	}
	return string(text), code
}

func TestACredentialIsValidAsItWasIssuedInWhateverOrderAndSpace(t *testing.T) {
	i := issuer(t, 1)
	text, code := issue(t, i)
	check := i.Verify([]byte(text), "")
	if check.Found != badges.Valid || check.Name != helping.Name || check.Criteria != helping.Criteria || check.Hers {
		t.Errorf("it is %+v", check)
	}
	if day := check.Day.Format(time.RFC3339); day != "2026-03-04T00:00:00Z" {
		t.Errorf("it tells %s", day)
	}
	var any map[string]any
	if err := json.Unmarshal([]byte(text), &any); err != nil {
		t.Fatal(err)
	}
	sorted, _ := json.Marshal(any)
	if check := i.Verify(sorted, " "+strings.ToUpper(code)+"\n"); check.Found != badges.Valid || !check.Hers {
		t.Errorf("in another order and with its code it is %+v", check)
	}
	if check := i.Verify(sorted, "abc"); check.Found != badges.Valid || check.Hers {
		t.Errorf("with another code it is %+v", check)
	}
}

// Each string that stands anywhere in it is changed, and each change is found.
func TestEveryChangeIsFound(t *testing.T) {
	i := issuer(t, 1)
	text, _ := issue(t, i)
	changes := 0
	for at := 0; at < len(text); at++ {
		if text[at] != '"' {
			continue
		}
		end := at + 1 + strings.IndexByte(text[at+1:], '"')
		changed := text[:end] + "x" + text[end:]
		if check := i.Verify([]byte(changed), ""); check.Found == badges.Valid {
			t.Errorf("unnoticed: %s", text[at:end])
		}
		changes++
		at = end
	}
	if changes < 60 {
		t.Errorf("only %d changes were made", changes)
	}
	if check := i.Verify([]byte(strings.Replace(text, "level 1", "level 4", 1)), ""); check.Found != badges.Changed {
		t.Errorf("another level is %s", check.Found)
	}
}

func TestWhatIsntOursIsUnknown(t *testing.T) {
	i := issuer(t, 1)
	theirs, _ := issue(t, issuer(t, 2))
	for _, text := range []string{"", "{", "[]", "null", "{}", `{"proof":null}`, `{"proof":[]}`, `{"proof":{"cryptosuite":"eddsa-jcs-2022"}}`, "a letter", theirs} {
		if check := i.Verify([]byte(text), ""); check.Found != badges.Unknown {
			t.Errorf("%.40q is %s", text, check.Found)
		}
	}
}

func TestAKeyThatWasReplacedStillChecksWhatItSigned(t *testing.T) {
	old, _ := issue(t, issuer(t, 1))
	if check := issuer(t, 2, 1).Verify([]byte(old), ""); check.Found != badges.Valid {
		t.Errorf("it is %s", check.Found)
	}
	fresh, _ := issue(t, issuer(t, 2, 1))
	if check := issuer(t, 2).Verify([]byte(fresh), ""); check.Found != badges.Valid {
		t.Errorf("what the newest key signs is %s", check.Found)
	}
}

func TestTwoCredentialsHaveNothingInCommonThatTellsWhose(t *testing.T) {
	i := issuer(t, 1)
	one, code := issue(t, i)
	two, other := issue(t, i)
	if code == other || strings.Contains(one, code) {
		t.Error("a code is told")
	}
	for _, field := range []string{"salt", "identityHash"} {
		value := func(text string) string { return strings.SplitN(text[strings.Index(text, `"`+field+`"`):], "\n", 2)[0] }
		if value(one) == value(two) {
			t.Errorf("both have the %s", field)
		}
	}
	if _, err := badges.New(); err == nil {
		t.Error("an issuer has no key")
	}
	if _, err := badges.New([]byte("short")); err == nil {
		t.Error("a key is short")
	}
}
