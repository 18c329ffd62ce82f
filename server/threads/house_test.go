package threads_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/migrations/dbtest"
	"tinig/realtime/stream"
	"tinig/server/keyfiles"
	"tinig/server/moderation/cases"
	"tinig/server/networks"
	"tinig/server/threads"
)

var ctx = context.Background()

// house is a network with its private threads and its office for cases, and a clock that stands until it is moved.
type house struct {
	*threads.Threads
	t        *testing.T
	db       *sqlx.DB
	networks *networks.Networks
	cases    *cases.Cases
	local    networks.Network
	now      time.Time
}

func newHouse(t *testing.T) *house {
	t.Helper()
	t.Parallel()
	h := &house{t: t, db: dbtest.New(t), now: time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)}
	now := func() time.Time { return h.now }
	streams := stream.New(h.db, nil)
	var err error
	h.networks, err = networks.New(ctx, h.db, streams, now)
	must(t, err)
	h.Threads = threads.New(h.db, streams, h.networks, []byte("secret"), now)
	h.cases = cases.New(h.db, streams, h.networks, cases.Config{Keys: keyfiles.Folder(t.TempDir()), Now: now, Subjects: []cases.Subject{threads.Reported{Threads: h.Threads}},
		Together: func(context.Context, string, string, string) (bool, error) { return false, nil }})
	h.local, err = h.networks.Found(ctx, "system", networks.Local, "Harbour", []string{"en"})
	must(t, err)
	return h
}

func (h *house) member(band networks.Band, roles ...networks.Role) networks.Actor {
	h.t.Helper()
	id := uuid.NewString()
	h.db.MustExec(`INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on, to_hold, vouched) VALUES ($1, $2, $3, $4, $5, 'confirmed', $6, 0, true)`,
		h.local.ID, id, "Member "+id, claimOf(id), band, h.now)
	for _, role := range roles {
		h.db.MustExec(`INSERT INTO member_roles (network_id, member_id, role) VALUES ($1, $2, $3)`, h.local.ID, id, role)
	}
	return h.again(networks.Actor{Network: h.local.ID, Member: id})
}

func (h *house) again(a networks.Actor) networks.Actor {
	h.t.Helper()
	actor, err := h.networks.Enter(ctx, a.Network, a.Member, claimOf(a.Member))
	must(h.t, err)
	return actor
}

func claimOf(id string) []byte {
	sum := sha256.Sum256([]byte(id))
	return sum[:]
}

// ring stands for a keyring.
type ring string

func of(a networks.Actor) ring { return ring(a.Member) }

func (r ring) Name(place string) []byte {
	sum := sha256.Sum256([]byte(string(r) + place))
	return sum[:]
}

// Lock turns a text, as the key of one thing would.
func (ring) Lock(_ context.Context, text []byte) ([]byte, error) {
	locked := bytes.Clone(text)
	slices.Reverse(locked)
	return locked, nil
}

func (r ring) Unlock(ctx context.Context, locked []byte) ([]byte, error) { return r.Lock(ctx, locked) }

// code is a code of hers that counts now.
func (h *house) code(a networks.Actor) string {
	h.t.Helper()
	must(h.t, h.Make(ctx, a, of(a)))
	code, err := h.Mine(ctx, a, of(a))
	must(h.t, err)
	return code.Text
}

// enter lets each of two enter the other's code.
func (h *house) enter(a, b networks.Actor, guarded bool) {
	h.t.Helper()
	hers, theirs := h.code(a), h.code(b)
	must(h.t, h.Enter(ctx, a, of(a), theirs, guarded))
	must(h.t, h.Enter(ctx, b, of(b), hers, guarded))
}

// thread is the one thread of a member's; it fails the test when she has none or more.
func (h *house) thread(a networks.Actor) threads.Thread {
	h.t.Helper()
	list, err := h.List(ctx, a)
	must(h.t, err)
	if len(list) != 1 {
		h.t.Fatalf("she has %d threads", len(list))
	}
	return list[0]
}

func (h *house) none(who ...networks.Actor) {
	h.t.Helper()
	for _, a := range who {
		if list, err := h.List(ctx, a); err != nil || len(list) > 0 {
			h.t.Fatalf("there are %d threads, %v", len(list), err)
		}
	}
}

func (h *house) says(a networks.Actor, thread, body string) error {
	return h.Say(ctx, a, of(a), thread, uuid.NewString(), body)
}

// reads is what a member reads in a thread.
func (h *house) reads(a networks.Actor, id string) (bodies []string) {
	h.t.Helper()
	thread, err := h.Thread(ctx, a, id)
	must(h.t, err)
	words, err := h.Read(ctx, a, of(a), thread, 0)
	must(h.t, err)
	for _, w := range words {
		bodies = append(bodies, w.Body)
	}
	return bodies
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, err error, kind locales.Kind, id string) {
	t.Helper()
	var refusal *locales.Refusal
	if !errors.As(err, &refusal) || refusal.Kind != kind || refusal.ID != id {
		t.Errorf("got %v, want %s", err, id)
	}
}
