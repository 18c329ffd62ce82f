package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"filippo.io/age"

	"tinig/server/accounts"
)

// Promise 6: what she takes along is a locked file whose name says nothing. It is hers alone: on a device that others use too, or without her
// sign-in words, none is made, and nothing tells afterwards that one was.
func TestHerCopyIsLockedAndHersAlone(t *testing.T) {
	p := sharedDemo(t)
	as := p.signIns()["survivor_leader"]
	her := newVisitor(t, p).signIn(as.Phrase)
	her.post("/record", map[string][]string{"once": {attribute(her.open("/record").field("once"), "value")}, "day": {days(0)}, "title": {"Copied marker"}, "body": {"I read it aloud."}})
	her.open("/me/copy").sees("others use too").post("/me/copy", map[string][]string{"phrase": {as.Phrase}})
	if her.status != http.StatusForbidden {
		t.Errorf("on a shared device it answers %d", her.status)
	}
	her.open("/me/device").fill("/me/device", "own", "1")
	her.open("/me/copy").post("/me/copy", map[string][]string{"phrase": {"no words of hers"}})
	if her.status == http.StatusOK || her.header.Get("Content-Disposition") != "" {
		t.Errorf("with another phrase it answers %d", her.status)
	}
	before := dumpOf(t, p.database)
	her.open("/me/copy").post("/me/copy", map[string][]string{"phrase": {as.Phrase}})
	if name := her.header.Get("Content-Disposition"); her.status != http.StatusOK || name != `attachment; filename="notes.age"` {
		t.Fatalf("it answers %d, as %s", her.status, name)
	}
	if strings.Contains(her.body, "Copied marker") || strings.Contains(her.body, as.Pseudonym) {
		t.Error("the file can be read as it is")
	}
	if after := dumpOf(t, p.database); len(before["audit_records"]) == 0 || len(after["audit_records"]) != len(before["audit_records"]) {
		t.Error("the record tells of it")
	}
	files := openCopy(t, her.body, strings.Join(accounts.Words(as.Phrase), " "))
	var kept struct {
		Name  string
		Parts []struct {
			Kind    string
			Entries []struct{ Title, Words string }
		}
	}
	must(t, json.Unmarshal(files["notes.json"], &kept))
	if kept.Name != as.Pseudonym || len(kept.Parts) < 3 {
		t.Errorf("it is %s's, with %d parts", kept.Name, len(kept.Parts))
	}
	for name, text := range files {
		for _, marker := range []string{"Copied marker", "I read it aloud."} {
			if !bytes.Contains(text, []byte(marker)) {
				t.Errorf("%s has no %q", name, marker)
			}
		}
	}
	if page := string(files["notes.html"]); !strings.Contains(page, "<title>Notes</title>") || strings.Contains(page, "http") {
		t.Error("the page in it says or fetches something")
	}
}

// openCopy does what its page says.
func openCopy(t *testing.T, locked, words string) map[string][]byte {
	t.Helper()
	with, err := age.NewScryptIdentity(words)
	must(t, err)
	opened, err := age.Decrypt(strings.NewReader(locked), with)
	must(t, err)
	packed, err := io.ReadAll(opened)
	must(t, err)
	archive, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	must(t, err)
	files := map[string][]byte{}
	for _, f := range archive.File {
		in, err := f.Open()
		must(t, err)
		files[f.Name], err = io.ReadAll(in)
		must(t, err)
	}
	return files
}
