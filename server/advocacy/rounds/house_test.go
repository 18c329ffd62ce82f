package rounds_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/migrations/dbtest"
	"tinig/realtime/stream"
	"tinig/server/advocacy/rounds"
	"tinig/server/networks"
)

var ctx = context.Background()

// house is a network with a space and its rounds, a folder of keys, and a clock that stands until it is moved.
type house struct {
	*rounds.Rounds
	t        testing.TB
	db       *sqlx.DB
	streams  *stream.Streams
	networks *networks.Networks
	network  networks.Network
	space    string
	keys     string
	today    time.Time
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, db: dbtest.New(t), keys: t.TempDir() + "/rounds", today: time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)}
	var err error
	h.streams = stream.New(h.db, nil)
	h.networks, err = networks.New(ctx, h.db, h.streams, h.now)
	must(t, err)
	h.network, err = h.networks.Found(ctx, "system", networks.Local, "Harbour "+uuid.NewString(), []string{"en", "ceb"})
	must(t, err)
	must(t, h.db.Get(&h.space, `SELECT id FROM spaces WHERE network_id = $1 AND purpose = 'everyday'`, h.network.ID))
	h.restart()
	return h
}

// restart is another process on the same database and folder.
func (h *house) restart() {
	h.Rounds = rounds.New(h.db, h.streams, h.networks, rounds.Keys(h.keys), h.now)
}

func (h *house) now() time.Time { return h.today }

func (h *house) pass(days int) { h.today = h.today.AddDate(0, 0, days) }

// member is confirmed and vouched for, with these roles.
func (h *house) member(roles ...networks.Role) networks.Actor {
	h.t.Helper()
	id := uuid.NewString()
	claim := sha256.Sum256([]byte(id))
	h.db.MustExec(`INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, vouched, to_hold, joined_on)
		VALUES ($1, $2, $3, $4, 'adult', 'confirmed', true, 0, $5)`, h.network.ID, id, "Member "+id, claim[:], h.today)
	for _, role := range roles {
		h.db.MustExec(`INSERT INTO member_roles (network_id, member_id, role) VALUES ($1, $2, $3)`, h.network.ID, id, role)
	}
	a, err := h.networks.Enter(ctx, h.network.ID, id, claim[:])
	must(h.t, err)
	return a
}

func (h *house) leader() networks.Actor { return h.member(networks.RoleSurvivorLeader) }

func (h *house) lead() networks.Actor { return h.member(networks.RoleSafeguardingLead) }

func draft(kind rounds.Kind, options ...string) rounds.Draft {
	return rounds.Draft{Kind: kind, Languages: []string{"en"}, Days: 7, Once: uuid.NewString(),
		Text: rounds.Text{Lang: "en", Title: "Meet on Mondays?", Body: "From May on.", Options: options}}
}

// begin begins a round, which is open when its draft has one language.
func (h *house) begin(kind rounds.Kind, options ...string) string {
	h.t.Helper()
	id, err := h.Begin(ctx, h.leader(), h.space, draft(kind, options...))
	must(h.t, err)
	return id
}

// of is the nullifier of a person for an object, as her keyring would make it.
func of(person, object string) []byte {
	sum := sha256.Sum256([]byte(person + "/" + object))
	return sum[:]
}

// answer has somebody answer.
func (h *house) answer(a networks.Actor, id string, words string, picks ...int) error {
	h.t.Helper()
	return h.Answer(ctx, a, of(a.Member, id), id, h.round(id).Version, rounds.Ballot{Picks: picks, Words: words, Lang: "en"})
}

// answers has new members answer, each with one pick.
func (h *house) answers(id string, picks ...int) {
	h.t.Helper()
	for _, pick := range picks {
		must(h.t, h.answer(h.member(), id, "", pick))
	}
}

// close lets a round's days go by.
func (h *house) close(id string) {
	h.t.Helper()
	h.today = h.round(id).ClosesOn.Time
	must(h.t, h.Sweep(ctx))
	if state := h.round(id).State; state != rounds.Closed {
		h.t.Fatalf("when its days are over the round is %s", state)
	}
}

func (h *house) round(id string) rounds.Round {
	h.t.Helper()
	round, err := h.Round(ctx, h.member(), id, networks.Read)
	must(h.t, err)
	return round
}

func (h *house) result(id string) rounds.Result {
	h.t.Helper()
	result, err := h.Result(ctx, h.member(), id, 0)
	must(h.t, err)
	return result
}

// keyFiles are the names in the folder of keys.
func (h *house) keyFiles() (names []string) {
	h.t.Helper()
	files, err := os.ReadDir(h.keys)
	must(h.t, err)
	for _, file := range files {
		names = append(names, file.Name())
	}
	return names
}

func (h *house) count(query string, args ...any) (n int) {
	h.t.Helper()
	must(h.t, h.db.Get(&n, query, args...))
	return n
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused fails the test unless err is a refusal of this kind and with this message.
func refused(t testing.TB, err error, kind locales.Kind, id string) {
	t.Helper()
	var refusal *locales.Refusal
	if !errors.As(err, &refusal) || refusal.Kind != kind || refusal.ID != id {
		t.Fatalf("got %v, want the refusal %s", err, id)
	}
}
