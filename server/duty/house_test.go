package duty_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/migrations/dbtest"
	"tinig/realtime/stream"
	"tinig/server/duty"
	"tinig/server/keyfiles"
	"tinig/server/networks"
)

var ctx = context.Background()

// house is a network with its duty, and a clock that stands until it is moved: a Wednesday.
type house struct {
	*duty.Duty
	t        *testing.T
	db       *sqlx.DB
	keys     keyfiles.Folder
	networks *networks.Networks
	local    networks.Network
	now      time.Time
	rung     int
}

func newHouse(t *testing.T) *house {
	t.Helper()
	t.Parallel()
	h := &house{t: t, db: dbtest.New(t), keys: keyfiles.Folder(t.TempDir()), now: time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)}
	now := func() time.Time { return h.now }
	streams := stream.New(h.db, nil)
	var err error
	h.networks, err = networks.New(ctx, h.db, streams, now)
	must(t, err)
	h.Duty = duty.New(h.db, streams, h.networks, duty.Config{Keys: h.keys, Now: now, Ring: func() { h.rung++ }})
	h.local, err = h.networks.Found(ctx, "system", networks.Local, "Harbour", []string{"en"})
	must(t, err)
	return h
}

// member is a confirmed member with these roles.
func (h *house) member(roles ...networks.Role) networks.Actor {
	h.t.Helper()
	id := uuid.NewString()
	h.db.MustExec(`INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on, to_hold, vouched) VALUES ($1, $2, $3, $4, 'adult', 'confirmed', $5, 0, true)`,
		h.local.ID, id, "Member "+id, claimOf(id), h.now)
	for _, role := range roles {
		h.db.MustExec(`INSERT INTO member_roles (network_id, member_id, role) VALUES ($1, $2, $3)`, h.local.ID, id, role)
	}
	return h.again(networks.Actor{Network: h.local.ID, Member: id})
}

func (h *house) lead() networks.Actor {
	h.t.Helper()
	return h.member(networks.RoleSafeguardingLead)
}

func claimOf(id string) []byte {
	sum := sha256.Sum256([]byte(id))
	return sum[:]
}

// again is the member as she is now.
func (h *house) again(a networks.Actor) networks.Actor {
	h.t.Helper()
	actor, err := h.networks.Enter(ctx, a.Network, a.Member, claimOf(a.Member))
	must(h.t, err)
	return actor
}

// block parts one from another.
func (h *house) block(one, other networks.Actor) (networks.Actor, networks.Actor) {
	h.t.Helper()
	h.db.MustExec(`INSERT INTO blocks (network_id, member_id, blocked_id) VALUES ($1, $2, $3)`, one.Network, one.Member, other.Member)
	return h.again(one), h.again(other)
}

func (h *house) asking(her networks.Actor) duty.Asking {
	h.t.Helper()
	asking, err := h.Asking(ctx, her)
	must(h.t, err)
	return asking
}

func (h *house) alerts(lead networks.Actor) []duty.Shown {
	h.t.Helper()
	list, err := h.Alerts(ctx, lead)
	must(h.t, err)
	return list
}

// only is the one alert that a lead sees.
func (h *house) only(lead networks.Actor) duty.Shown {
	h.t.Helper()
	list := h.alerts(lead)
	if len(list) != 1 {
		h.t.Fatalf("she sees %d alerts", len(list))
	}
	return list[0]
}

// notices counts what a member's inbox holds of a kind.
func (h *house) notices(of networks.Actor, kind string) (n int) {
	h.t.Helper()
	must(h.t, h.db.Get(&n, `SELECT count(*) FROM notices WHERE member_id = $1 AND kind = $2`, of.Member, kind))
	return n
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
		t.Fatalf("got %v, want the refusal %s", err, id)
	}
}
