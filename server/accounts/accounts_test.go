package accounts_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/migrations/dbtest"
	"tinig/realtime/stream"
	"tinig/server/accounts"
)

// clock is a clock that stands until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock {
	return &clock{at: time.Date(2026, 3, 4, 9, 30, 15, 0, time.UTC)}
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// house is accounts over a database of the test's own.
type house struct {
	*accounts.Accounts
	t       *testing.T
	db      *sqlx.DB
	streams *stream.Streams
	clock   *clock
}

func pepper(letter byte) []byte { return bytes.Repeat([]byte{letter}, 32) }

func newHouse(t *testing.T) *house {
	t.Parallel()
	return houseOn(t, dbtest.New(t), pepper('a'))
}

func houseOn(t *testing.T, db *sqlx.DB, peppers ...[]byte) *house {
	t.Helper()
	streams := stream.New(db, stream.Postgres(db, "", slog.New(slog.DiscardHandler)))
	h := &house{t: t, db: db, streams: streams, clock: newClock()}
	h.Accounts = h.with(peppers...)
	return h
}

// with is the same house, started again with other peppers.
func (h *house) with(peppers ...[]byte) *accounts.Accounts {
	h.t.Helper()
	a, err := accounts.New(h.db, h.streams, accounts.Config{Peppers: peppers, Origin: "https://notes.example", Now: h.clock.now})
	if err != nil {
		h.t.Fatal(err)
	}
	return a
}

func membership() accounts.Membership {
	claim, _ := accounts.NewClaim()
	return accounts.Membership{Network: uuid.NewString(), Member: uuid.NewString(), Claim: claim}
}

// person is somebody with an account.
type person struct {
	phrase string
	first  accounts.Membership
	codes  []string
	cookie string
}

func (h *house) join() person {
	h.t.Helper()
	p := person{phrase: accounts.NewPhrase("en"), first: membership()}
	var err error
	p.cookie, p.codes, err = h.Create(ctx(h.t), p.phrase, p.first, accounts.Settings{Language: "ceb"}, accounts.Device{})
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

func (h *house) open(cookie string) *accounts.Session {
	h.t.Helper()
	s, err := h.Open(ctx(h.t), cookie)
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

func (h *house) signIn(p person) string {
	h.t.Helper()
	cookie, err := h.SignIn(ctx(h.t), p.phrase, accounts.Device{})
	if err != nil {
		h.t.Fatal(err)
	}
	return cookie
}

// events are the kinds of event told to a session's sockets.
func (h *house) events(session string) []string {
	h.t.Helper()
	list, err := h.streams.Read(ctx(h.t), stream.Channel("session/"+session), 0, 100)
	if err != nil {
		h.t.Fatal(err)
	}
	var kinds []string
	for _, e := range list {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func ctx(t *testing.T) context.Context {
	t.Helper()
	return t.Context()
}

func refused(t *testing.T, err, with error) {
	t.Helper()
	if !errors.Is(err, with) {
		t.Fatalf("got %v, want it refused with %v", err, with)
	}
}

func done(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhoCreatedAnAccountSignsIn(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	for _, cookie := range []string{p.cookie, h.signIn(p)} {
		s := h.open(cookie)
		if !sameMembership(s.Current, p.first) || len(s.Memberships) != 1 {
			t.Errorf("she stands as %v with %v", s.Current, s.Memberships)
		}
		if s.Settings.Language != "ceb" || s.Device.Own {
			t.Errorf("settings %v, device %v", s.Settings, s.Device)
		}
	}
}

func sameMembership(a, b accounts.Membership) bool {
	return a.Network == b.Network && a.Member == b.Member && bytes.Equal(a.Claim, b.Claim)
}

func TestPhraseIsKnownHoweverItIsTyped(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	p.phrase = "  " + strings.ToUpper(strings.ReplaceAll(p.phrase, " ", ",  ")) + "\n"
	h.signIn(p)
}

func TestWrongPhraseIsRefused(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	words := strings.Fields(p.phrase)
	for _, wrong := range []string{"", words[0], strings.Join(words[1:], " "), p.phrase + " more",
		strings.Join(backwards(words), " "), accounts.NewPhrase("en"), p.codes[0]} {
		_, err := h.SignIn(ctx(t), wrong, accounts.Device{})
		refused(t, err, accounts.ErrNoPhrase)
	}
}

func TestPhraseThatWasChosenMakesNoAccount(t *testing.T) {
	h := newHouse(t)
	for _, chosen := range []string{"", "password", "I like the sea and the warm sand", strings.Repeat("able ", 5)} {
		if _, _, err := h.Create(ctx(t), chosen, membership(), accounts.Settings{}, accounts.Device{}); err == nil {
			t.Errorf("%q makes an account", chosen)
		}
	}
}

func TestPhraseOfAnotherAccountIsTaken(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	_, _, err := h.Create(ctx(t), p.phrase, membership(), accounts.Settings{}, accounts.Device{})
	refused(t, err, accounts.ErrTaken)
	h.Accounts = h.with(pepper('b'), pepper('a'))
	_, _, err = h.Create(ctx(t), p.phrase, membership(), accounts.Settings{}, accounts.Device{})
	refused(t, err, accounts.ErrTaken)
	if s := h.open(h.signIn(p)); !sameMembership(s.Current, p.first) {
		t.Error("the account is another's now")
	}
}

func TestSecondPepperIsTriedAndReplacedByTheFirst(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	h.Accounts = h.with(pepper('b'), pepper('a'))
	h.signIn(p)
	h.Accounts = h.with(pepper('b'))
	h.signIn(p)
	if _, err := h.Recover(ctx(t), p.codes[3], accounts.NewPhrase("en"), accounts.Device{}); err != nil {
		t.Errorf("a code from before the pepper was replaced: %v", err)
	}
	h.Accounts = h.with(pepper('a'))
	_, err := h.SignIn(ctx(t), p.phrase, accounts.Device{})
	refused(t, err, accounts.ErrNoPhrase)
	var doors int
	done(t, h.db.Get(&doors, `SELECT count(*) FROM doors`))
	if doors != 8+3*9 {
		t.Errorf("%d doors are left, want a phrase and seven codes, and the three other slots", doors)
	}
}

func TestPepperThatIsShortOrMissingIsAnError(t *testing.T) {
	for _, peppers := range [][][]byte{nil, {[]byte("short")}, {pepper('a'), nil}} {
		if _, err := accounts.New(nil, nil, accounts.Config{Peppers: peppers}); err == nil {
			t.Errorf("peppers %q are taken", peppers)
		}
	}
}

func TestTamperedRowsAreRefused(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	ticket, err := h.MintTicket(ctx(t), h.open(p.cookie), nil)
	done(t, err)
	for table, opens := range map[string]func() error{
		"tickets":  func() error { _, err := h.RedeemTicket(ctx(t), ticket); return err },
		"sessions": func() error { _, err := h.Open(ctx(t), p.cookie); return err },
		"doors":    func() error { _, err := h.SignIn(ctx(t), p.phrase, accounts.Device{}); return err },
		"keyrings": func() error { _, err := h.SignIn(ctx(t), p.phrase, accounts.Device{}); return err },
	} {
		flip := fmt.Sprintf(`UPDATE %s SET sealed = set_byte(sealed, 40, 255 - get_byte(sealed, 40))`, table)
		h.db.MustExec(flip)
		if err := opens(); err == nil {
			t.Errorf("a changed row of %s opens", table)
		}
		h.db.MustExec(flip)
		if err := opens(); table != "tickets" && err != nil {
			t.Errorf("the row of %s doesn't open when put right: %v", table, err)
		}
	}
}

func backwards(words []string) []string {
	words = slices.Clone(words)
	slices.Reverse(words)
	return words
}
