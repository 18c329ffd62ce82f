package networks_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/migrations/dbtest"
	"tinig/realtime/stream"
	"tinig/server/audit"
	"tinig/server/networks"
)

var ctx = context.Background()

// house is one Local network with its first steward, and a clock that stands until it is moved.
type house struct {
	*networks.Networks
	t        testing.TB
	db       *sqlx.DB
	network  networks.Network
	steward  networks.Actor
	nextDoor networks.Network // see settleNextDoor
	mu       sync.Mutex
	time     time.Time
}

func newHouse(t testing.TB) *house {
	t.Helper()
	return houseIn(t, shared())
}

// alone is a house that shares its database with no other test.
func alone(t testing.TB) *house {
	t.Helper()
	return houseIn(t, dbtest.New(t))
}

// Sweep is for a house of its own: it does what time must do in every network of the database, by this house's clock.
func (h *house) Sweep(ctx context.Context) error {
	if h.db == shared() {
		h.t.Fatal("other tests' networks would be swept too: this house must be alone")
	}
	return h.Networks.Sweep(ctx)
}

func houseIn(t testing.TB, db *sqlx.DB) *house {
	t.Helper()
	h := empty(t, db)
	h.network = h.found(networks.Local)
	h.steward = h.firstSteward(h.network.ID)
	return h
}

// found is a network more, of a name that no other has.
func (h *house) found(kind networks.Kind) networks.Network {
	h.t.Helper()
	network, err := h.Found(ctx, "system", kind, "Harbour "+uuid.NewString(), []string{"en", "fil"})
	must(h.t, err)
	return network
}

// empty is a house without a network.
func empty(t testing.TB, db *sqlx.DB) *house {
	t.Helper()
	h := &house{t: t, db: db, time: time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)}
	var err error
	h.Networks, err = networks.New(ctx, h.db, stream.New(h.db, nil), h.now)
	must(t, err)
	return h
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.time
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.time = h.time.Add(d)
}

const day = 24 * time.Hour

func (h *house) firstSteward(network string) networks.Actor {
	h.t.Helper()
	invitation, needed, err := h.InviteSteward(ctx, network)
	must(h.t, err)
	if !needed {
		h.t.Fatal("the network has a steward")
	}
	return h.redeem(invitation)
}

// invite is an invitation as the steward hands it out, the first of her day.
func (h *house) invite(role networks.Role, band networks.Band) networks.Invitation {
	h.t.Helper()
	h.db.MustExec(`DELETE FROM invitation_days WHERE network_id = $1`, h.network.ID)
	invitation, err := h.Invite(ctx, h.steward, networks.InvitationDraft{Role: role, Band: band, Once: uuid.NewString()})
	must(h.t, err)
	return invitation
}

// joiner is somebody about to become a member, under a pseudonym that nobody has.
func joiner(network string) networks.Joiner {
	id := networks.NewMemberID()
	return networks.Joiner{Network: network, Member: id, Pseudonym: "Member " + id, ClaimHash: claim(id)}
}

// claim is the hash of the claim secret of a member in these tests.
func claim(member string) []byte {
	sum := sha256.Sum256([]byte(member))
	return sum[:]
}

func (h *house) redeem(i networks.Invitation) networks.Actor {
	h.t.Helper()
	j := joiner(i.Network)
	must(h.t, h.Redeem(ctx, i.Code, i.PIN, j))
	return h.enter(i.Network, j.Member)
}

// enter is as whoever has a passkey and has used it.
func (h *house) enter(network, member string) networks.Actor {
	h.t.Helper()
	actor, err := h.EnterBy(ctx, network, member, claim(member), networks.KeyIsShown)
	must(h.t, err)
	return actor
}

func (h *house) newcomer() networks.Actor {
	h.t.Helper()
	return h.redeem(h.invite(networks.RoleMember, networks.Adult))
}

// member is confirmed and has these roles.
func (h *house) member(roles ...networks.Role) networks.Actor {
	h.t.Helper()
	id := h.newcomer().Member
	must(h.t, h.Confirm(ctx, h.steward, id))
	for _, role := range roles {
		h.give(id, role)
	}
	return h.enter(h.network.ID, id)
}

// give lets a member have a role without asking anybody.
func (h *house) give(member string, role networks.Role) {
	h.t.Helper()
	h.db.MustExec(`INSERT INTO member_roles (network_id, member_id, role) VALUES ($1, $2, $3)`, h.network.ID, member, role)
}

// count is what a query counts.
func (h *house) count(query string, args ...any) (n int) {
	h.t.Helper()
	must(h.t, h.db.Get(&n, query, args...))
	return n
}

// records are a network's audit records, in their order.
func (h *house) records(network string) (records []audit.Record) {
	h.t.Helper()
	must(h.t, h.db.Select(&records, `SELECT network_id, seq, day, actor, act, subject FROM audit_records WHERE network_id = $1 ORDER BY seq`, network))
	return records
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

// atOnce runs all of them at the same time and returns their errors.
func atOnce(doing ...func() error) []error {
	errs := make([]error, len(doing))
	var all sync.WaitGroup
	for i, do := range doing {
		all.Go(func() { errs[i] = do() })
	}
	all.Wait()
	return errs
}

// succeeded counts those that went well.
func succeeded(errs []error) (n int) {
	for _, err := range errs {
		if err == nil {
			n++
		}
	}
	return n
}
