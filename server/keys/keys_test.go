package keys_test

import (
	"bytes"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/migrations/dbtest"
	"tinig/server/keys"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// house is a first database with a member in it, and a second one.
type house struct {
	*keys.Keys
	t             *testing.T
	url           string
	first, second *sqlx.DB
	network, her  string
}

func newHouse(t *testing.T) *house {
	t.Helper()
	t.Parallel()
	h := &house{t: t, url: dbtest.URL(t), second: dbtest.New(t), network: uuid.NewString(), her: uuid.NewString()}
	var err error
	h.first, err = sqlx.Connect("postgres", h.url)
	must(t, err)
	t.Cleanup(func() { h.first.Close() })
	h.Keys, err = keys.New(t.Context(), h.first, h.second)
	must(t, err)
	h.first.MustExec(`INSERT INTO networks VALUES ($1, 'local', 'Harbour', '{en}', now())`, h.network)
	h.first.MustExec(`INSERT INTO members (network_id, id, pseudonym, emblem, claim_hash, band, standing, joined_on)
		VALUES ($1, $2, 'Fern', $2, sha256('claim'), 'adult', 'confirmed', now())`, h.network, h.her)
	return h
}

// writes keeps words as a page of her journal, and returns what stands in its row.
func (h *house) writes(place, words string) (sealed []byte) {
	h.t.Helper()
	sealed, err := h.Seal(h.t.Context(), []byte(words))
	must(h.t, err)
	h.first.MustExec(`
		INSERT INTO journal (network_id, member_id, place, sealed) VALUES ($1, $2, sha256($3), $4)
		ON CONFLICT (network_id, member_id, place) DO UPDATE SET sealed = excluded.sealed`, h.network, h.her, []byte(place), sealed)
	return sealed
}

func (h *house) erased(sealed []byte) bool {
	h.t.Helper()
	_, err := h.Open(h.t.Context(), sealed)
	if err != nil && !errors.Is(err, keys.ErrErased) {
		h.t.Fatal(err)
	}
	return err != nil
}

func TestWhatIsSealedOpensUntilItsKeyIsErased(t *testing.T) {
	h := newHouse(t)
	one, two := h.writes("one", "the same words"), h.writes("two", "the same words")
	if bytes.Equal(one[:16], two[:16]) {
		t.Error("two rows share a key")
	}
	if text, err := h.Open(t.Context(), one); err != nil || string(text) != "the same words" {
		t.Errorf("it opens as %q, %v", text, err)
	}
	for at := range one {
		changed := bytes.Clone(one)
		changed[at] ^= 1
		if _, err := h.Open(t.Context(), changed); err == nil {
			t.Fatalf("it opens with byte %d changed", at)
		}
	}
	for length := range one {
		if _, err := h.Open(t.Context(), one[:length]); err == nil {
			t.Fatalf("%d bytes of it open", length)
		}
	}
}

func TestEveryWayInWhichARowGoesErasesItsKeyAndNoOther(t *testing.T) {
	for name, does := range map[string]string{
		"deleted": `DELETE FROM journal WHERE place = sha256('one')`, "written anew": `UPDATE journal SET sealed = 'something else that is sealed' WHERE place = sha256('one')`,
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			one, two := h.writes("one", "words"), h.writes("two", "words")
			h.first.MustExec(does)
			must(t, h.Erase(t.Context()))
			if !h.erased(one) || h.erased(two) {
				t.Errorf("erased are %v and %v", h.erased(one), h.erased(two))
			}
		})
	}
	for name, does := range map[string]string{"she leaves": `DELETE FROM members`, "all at once": `DELETE FROM journal`} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			one, two := h.writes("one", "words"), h.writes("two", "words")
			h.first.MustExec(does)
			must(t, h.Erase(t.Context()))
			if !h.erased(one) || !h.erased(two) {
				t.Errorf("erased are %v and %v", h.erased(one), h.erased(two))
			}
		})
	}
}

func TestWhatIsTakenBackOrMovedKeepsItsKey(t *testing.T) {
	h := newHouse(t)
	one := h.writes("one", "words")
	tx := h.first.MustBegin()
	tx.MustExec(`DELETE FROM journal`)
	must(t, tx.Rollback())
	h.first.MustExec(`UPDATE journal SET place = sha256('another')`)
	must(t, h.Erase(t.Context()))
	must(t, h.Sweep(t.Context()))
	must(t, h.Sweep(t.Context()))
	if h.erased(one) {
		t.Error("a row that is there has lost its key")
	}
}

// A crash between the row and its key loses neither the order nor the promise.
func TestWhatACrashLeftIsErasedWhenTheProgramStartsAgain(t *testing.T) {
	h := newHouse(t)
	one := h.writes("one", "words")
	h.first.MustExec(`DELETE FROM journal`)
	k, err := keys.New(t.Context(), h.first, h.second)
	must(t, err)
	go k.Run(t.Context(), h.url, slog.New(slog.DiscardHandler))
	eventually(t, func() bool { return h.erased(one) })
	two := h.writes("two", "words") // and what goes while it runs, within seconds
	h.first.MustExec(`DELETE FROM journal`)
	eventually(t, func() bool { return h.erased(two) })
}

func eventually(t *testing.T, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatal("the key was never erased")
}

func TestAKeyThatNothingNeedsGoesInItsSecondNight(t *testing.T) {
	h := newHouse(t)
	kept := h.writes("one", "words")
	lost, err := h.Seal(t.Context(), []byte("of a transaction that came to nothing"))
	must(t, err)
	must(t, h.Sweep(t.Context()))
	if h.erased(lost) {
		t.Error("a key whose row may be on its way was erased")
	}
	must(t, h.Sweep(t.Context()))
	if !h.erased(lost) || h.erased(kept) {
		t.Errorf("erased are %v and %v", h.erased(lost), h.erased(kept))
	}
}

func TestTwoDatabasesThatDontGoTogetherAreRefused(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	h.writes("one", "words")
	_, err := keys.New(ctx, h.first, h.second)
	must(t, err)
	stranger := dbtest.New(t)
	_, err = keys.New(ctx, stranger, h.second)
	if err == nil {
		t.Error("another's first database is taken")
	}
	empty := dbtest.New(t)
	if _, err = keys.New(ctx, h.first, empty); !errors.Is(err, keys.ErrLost) {
		t.Errorf("an empty second database: %v", err)
	}
	if err := keys.Lose(ctx, h.first, h.second); err == nil {
		t.Error("one that holds keys is taken for lost")
	}
	must(t, keys.Lose(ctx, h.first, empty))
	_, err = keys.New(ctx, h.first, empty)
	must(t, err)
	var left int
	must(t, h.first.Get(&left, `SELECT count(*) FROM journal`))
	if left != 0 {
		t.Error("what nobody can open any more is there still")
	}
}

// Each sealed column that only her keyring opens is one whose key is erased with it, and looked after by the sweep.
func TestEverySealedColumnErasesItsKey(t *testing.T) {
	db := dbtest.New(t)
	var columns, watched []string
	must(t, db.Select(&columns, `
		SELECT table_name || '.' || column_name FROM information_schema.columns
		WHERE table_schema = 'public' AND column_name IN ('sealed', 'own') AND data_type = 'bytea' ORDER BY 1`))
	must(t, db.Select(&watched, `
		SELECT DISTINCT table_name || '.' || column_name FROM information_schema.view_column_usage WHERE view_name = 'sealed_keys' ORDER BY 1`))
	elsewhere := []string{ // whose keys are files outside the database or in the keyrings of safeguarding leads or on custodians' machines, or that pass within hours, or are the keyring itself
		"address_seals.sealed", "alert_words.sealed", "cases.sealed", "concern_notes.sealed", "concern_seats.sealed", "doors.sealed", "keyrings.sealed", "reports.sealed", "round_roll.sealed", "sessions.sealed", "story_grants.sealed", "thread_seats.sealed", "tickets.sealed", "vault_shares.sealed",
	}
	for _, column := range columns {
		if slices.Contains(watched, column) == slices.Contains(elsewhere, column) {
			t.Errorf("%s must have a key that is erased with it, or stand here with where its key is", column)
		}
	}
	var triggers int
	must(t, db.Get(&triggers, `SELECT count(*) FROM pg_trigger WHERE tgname IN ('erases', 'erases_own')`))
	if triggers != len(watched) || len(watched) < 8 {
		t.Errorf("%d triggers look after %v", triggers, watched)
	}
}
