package main

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"tinig/curriculum"
	"tinig/locales"
	"tinig/server/accounts"
	"tinig/server/advocacy/stories"
	"tinig/server/backups"
	"tinig/server/checks"
	"tinig/server/forum"
	"tinig/server/handings"
	"tinig/server/keys"
	"tinig/server/networks"
)

// sealing is one member with her open keyring, at one instance.
type sealing struct {
	*house
	t       *testing.T
	session *accounts.Session
	her     networks.Actor
}

// signedIn opens the account of somebody in the demo.
func (h *house) signedIn(t *testing.T, phrase string) sealing {
	t.Helper()
	cookie, err := h.accounts.SignIn(t.Context(), phrase, accounts.Device{})
	must(t, err)
	session, err := h.accounts.Open(t.Context(), cookie)
	must(t, err)
	m := session.Memberships[0]
	her, err := h.networks.Enter(t.Context(), m.Network, m.Member, accounts.ClaimHash(m.Claim))
	must(t, err)
	return sealing{h, t, session, her}
}

func (s sealing) keeper(purpose string) accounts.Keeper {
	return s.session.Keeper(s.her.Member, purpose)
}

// number is her one-time number for what has one.
func (s sealing) number() string { return uuid.NewSHA1(uuid.Nil, []byte(s.her.Member)).String() }

func (s sealing) learner() curriculum.Actor {
	return curriculum.Actor{Network: s.her.Network, Member: s.her.Member, Band: string(s.her.Band), Learns: true}
}

// sealedKinds are what is of a sealed kind: how it is kept, read again, and erased.
var sealedKinds = []struct {
	name  string
	keep  func(s sealing, words string) error
	read  func(s sealing) (words string, err error)
	erase func(s sealing) error
}{{
	"a draft",
	func(s sealing, words string) error {
		return s.forum.SaveDraft(s.t.Context(), s.her, s.keeper("draft"), "somewhere", forum.Draft{Body: words, Lang: "en"})
	},
	func(s sealing) (string, error) {
		d, err := s.forum.Draft(s.t.Context(), s.her, s.keeper("draft"), "somewhere")
		return d.Body, err
	},
	func(s sealing) error {
		return s.forum.SaveDraft(s.t.Context(), s.her, s.keeper("draft"), "somewhere", forum.Draft{})
	},
}, {
	"a page of a journal",
	func(s sealing, words string) error {
		return s.curriculum.Write(s.t.Context(), s.learner(), s.keeper("journal"), curriculum.Entry{Unit: "rights-4-being-heard", Words: words})
	},
	func(s sealing) (string, error) {
		e, err := s.curriculum.Entry(s.t.Context(), s.learner(), s.keeper("journal"), "rights-4-being-heard")
		return e.Words, err
	},
	func(s sealing) error {
		return s.curriculum.Write(s.t.Context(), s.learner(), s.keeper("journal"), curriculum.Entry{Unit: "rights-4-being-heard", Revision: 1})
	},
}, {
	"how sure she is",
	func(s sealing, _ string) error {
		return s.curriculum.KeepConfidence(s.t.Context(), s.learner(), s.keeper("confidence"), []int{4, -1, 4})
	},
	func(s sealing) (string, error) {
		both, err := s.curriculum.Confidence(s.t.Context(), s.learner(), s.keeper("confidence"))
		if both.First == nil {
			return "", err
		}
		return "faces", err
	},
	func(s sealing) error { return s.curriculum.BurnConfidence(s.t.Context(), s.learner()) },
}, {
	"a check on how she is",
	func(s sealing, words string) error {
		return s.checks.Keep(s.t.Context(), s.her, s.keeper("check"), checks.Check{Domain: checks.Domains[0], Answer: checks.Answers[0], Note: words})
	},
	func(s sealing) (string, error) {
		c, err := s.checks.Today(s.t.Context(), s.her, s.keeper("check"), checks.Domains[0])
		return c.Note, err
	},
	func(s sealing) error { return s.checks.DeleteAll(s.t.Context(), s.her) },
}, {
	"her story",
	func(s sealing, words string) error {
		return s.stories.Keep(s.t.Context(), s.her, s.keeper("stories"), stories.Story{ID: s.number(), Words: stories.Words{Title: "Mine", Body: words, Lang: "en"}})
	},
	func(s sealing) (string, error) {
		story, err := s.stories.Story(s.t.Context(), s.her, s.keeper("stories"), s.number())
		return story.Body, err
	},
	func(s sealing) error { return s.stories.Forget(s.t.Context(), s.her, s.number()) },
}, {
	"an entry of her record",
	func(s sealing, words string) error {
		return s.stories.Note(s.t.Context(), s.her, s.keeper("record"), stories.Contribution{About: "one", Day: time.Now().UTC().Add(-24 * time.Hour), Title: "A day", Words: words, Lang: "en"})
	},
	func(s sealing) (string, error) {
		all, err := s.stories.Record(s.t.Context(), s.her, s.keeper("record"))
		for _, c := range all {
			if c.About == "one" {
				return c.Words, err
			}
		}
		return "", err
	},
	func(s sealing) error { return s.stories.Unnote(s.t.Context(), s.her, s.keeper("record"), "one") },
}, {
	"words that she handed",
	func(s sealing, words string) error {
		takers, err := s.handings.Takers(s.t.Context(), s.her)
		if err != nil || len(takers) == 0 {
			return errors.Join(err, errNothing)
		}
		return s.handings.Hand(s.t.Context(), s.her, s.keeper("handing"), handings.Draft{Lead: takers[0].ID, Once: s.number(), Text: handings.Text{Body: words}})
	},
	func(s sealing) (string, error) {
		mine, err := s.handings.Mine(s.t.Context(), s.her, s.keeper("handing"))
		for _, m := range mine {
			if m.ID == s.number() {
				return m.Text.Body, err
			}
		}
		return "", err
	},
	func(s sealing) error { return s.handings.TakeBack(s.t.Context(), s.her, s.number()) },
}}

// yesterday is a backup of an instance, as it comes out of its seal.
func (h *house) yesterday(t *testing.T) []byte {
	t.Helper()
	s, err := h.config.source(t.Context(), h.config.Database)
	must(t, err)
	out := new(bytes.Buffer)
	_, err = s.Dump(t.Context(), out)
	must(t, err)
	return out.Bytes()
}

// restored is an instance on yesterday's backup, with the second database of another.
func restored(t *testing.T, backup []byte, data, second string, beside string) *house {
	t.Helper()
	url := emptyDatabase(t, beside)
	config := Config{Data: data, Database: url, Keys: second}
	s, err := config.source(t.Context(), url)
	must(t, err)
	must(t, s.Restore(t.Context(), bytes.NewReader(backup)))
	db, err := openDatabase(t.Context(), url)
	must(t, err)
	t.Cleanup(func() { db.Close() })
	h, err := join(t.Context(), config, db, nil, newLog(io.Discard))
	must(t, err)
	t.Cleanup(func() { h.second.Close() })
	return h
}

func secondOf(t *testing.T, url string) string {
	t.Helper()
	settings, err := pq.NewConfig(url)
	must(t, err)
	return url + " dbname=" + settings.Database + "_keys"
}

// Promise 14: what is of a sealed kind and was erased can't be read in yesterday's backup, by whoever has her keyring neither; what wasn't erased
// can. The keys are in no backup.
func TestWhatWasErasedIsUnreadableInYesterdaysBackup(t *testing.T) {
	t.Parallel()
	p := &program{t: t, data: t.TempDir()}
	p.like(filledDemo())
	h := houseOn(t, p.database, p.data)
	erases, keeps := h.signedIn(t, p.signIns()["member"].Phrase), h.signedIn(t, p.signIns()["survivor_leader"].Phrase)
	before := sealedOf(t, h, erases.her.Member)
	for _, kind := range sealedKinds {
		must(t, kind.keep(erases, "marker of what is erased"))
		must(t, kind.keep(keeps, "marker of what is kept"))
	}
	backup := h.yesterday(t)
	sealed := sealedOf(t, h, erases.her.Member)
	maps.DeleteFunc(sealed, func(place string, _ []byte) bool { return before[place] != nil })
	if len(sealed) <= len(sealedKinds) {
		t.Fatalf("%d rows are sealed", len(sealed))
	}
	for _, kind := range sealedKinds {
		must(t, kind.erase(erases))
	}
	must(t, h.keys.Erase(t.Context()))

	after := restored(t, backup, p.data, secondOf(t, p.database), p.database)
	again := after.signedIn(t, p.signIns()["member"].Phrase)
	for _, kind := range sealedKinds {
		if words, err := kind.read(again); strings.Contains(words, "marker") || words == "faces" || err == nil && words != "" {
			t.Errorf("%s is read in yesterday's backup: %q, %v", kind.name, words, err)
		}
	}
	for place, row := range sealed {
		if _, err := after.keys.Open(t.Context(), row); !errors.Is(err, keys.ErrErased) {
			t.Errorf("a row of %s opens in yesterday's backup: %v", place, err)
		}
	}
	others := after.signedIn(t, p.signIns()["survivor_leader"].Phrase)
	for _, kind := range sealedKinds {
		if words, err := kind.read(others); err != nil || words != "marker of what is kept" && words != "faces" {
			t.Errorf("%s of who erased nothing is %q, %v", kind.name, words, err)
		}
	}
	must(t, after.keys.Sweep(t.Context()))
	for _, kind := range sealedKinds {
		if words, err := kind.read(again); err != nil && !errors.As(err, new(*locales.Refusal)) || words != "" {
			t.Errorf("%s leaves a trace after the restore: %q, %v", kind.name, words, err)
		}
	}
	noKeyIn(t, h, backup, p.data)
}

// sealedOf are the rows of a member of sealed kinds, by their places.
func sealedOf(t *testing.T, h *house, member string) map[string][]byte {
	t.Helper()
	rows := map[string][]byte{}
	for _, of := range []string{"drafts.sealed", "journal.sealed", "confidence.sealed", "check_months.sealed", "stories.sealed", "contributions.sealed", "handings.sealed", "handings.own"} {
		table, column, _ := strings.Cut(of, ".")
		var found [][]byte
		must(t, h.db.Select(&found, `SELECT `+column+` FROM `+table+` WHERE member_id = $1`, member))
		for _, sealed := range found {
			rows[of+" "+hex.EncodeToString(sealed[:4])] = sealed
		}
	}
	return rows
}

// noKeyIn fails when a key of the second database, or of a folder of keys, stands in a backup.
func noKeyIn(t *testing.T, h *house, backup []byte, data string) {
	t.Helper()
	var all [][]byte
	must(t, h.second.Select(&all, `SELECT key FROM keys`))
	files, err := filepath.Glob(filepath.Join(data, "stories", "*"))
	must(t, err)
	for _, file := range files {
		key, err := os.ReadFile(file)
		must(t, err)
		all = append(all, key)
	}
	if len(all) < len(sealedKinds) || len(files) == 0 {
		t.Fatalf("there are %d keys, %d of them in files", len(all), len(files))
	}
	plain := restored(t, backup, data, secondOf(t, h.config.Database), h.config.Database)
	dump := new(strings.Builder)
	for _, rows := range rowsOf(t, plain.db) {
		dump.WriteString(strings.Join(rows, "\n"))
	}
	packed := new(bytes.Buffer)
	must(t, backups.Pack(h.config.secrets(), packed))
	for _, key := range all {
		if strings.Contains(dump.String(), hex.EncodeToString(key)) || bytes.Contains(packed.Bytes(), key) || bytes.Contains(packed.Bytes(), []byte(hex.EncodeToString(key))) {
			t.Fatal("a key stands in a backup")
		}
	}
}

// Promise 14: who leaves is erased in yesterday's backup by the same stroke.
func TestWhoLeavesIsUnreadableInYesterdaysBackup(t *testing.T) {
	t.Parallel()
	p := &program{t: t, data: t.TempDir()}
	p.like(filledDemo())
	h := houseOn(t, p.database, p.data)
	leaves := h.signedIn(t, p.signIns()["member"].Phrase)
	for _, kind := range sealedKinds {
		must(t, kind.keep(leaves, "marker of who leaves"))
	}
	sealed := sealedOf(t, h, leaves.her.Member)
	gone := networks.Departed{Network: leaves.her.Network, Member: leaves.her.Member, Words: networks.WordsStay}
	must(t, h.networks.Leave(t.Context(), leaves.her, gone.Words))
	must(t, h.forum.Settle(t.Context(), gone))
	must(t, h.networks.Forget(t.Context(), gone))
	must(t, h.keys.Erase(t.Context()))
	for place, row := range sealed {
		if _, err := h.keys.Open(t.Context(), row); !errors.Is(err, keys.ErrErased) {
			t.Errorf("a row of %s opens still: %v", place, err)
		}
	}
}
