package engagements_test

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
	"tinig/server/advocacy"
	"tinig/server/advocacy/engagements"
	"tinig/server/networks"
	"tinig/server/resting"
)

var ctx = context.Background()

// house is a network with one campaign, who leads it, and a clock that stands until it is moved.
type house struct {
	*engagements.Engagements
	t        testing.TB
	db       *sqlx.DB
	networks *networks.Networks
	advocacy *advocacy.Advocacy
	resting  resting.Folder
	network  networks.Network
	leader   networks.Actor
	campaign string
	mu       sync.Mutex
	today    time.Time
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, resting: resting.Folder(t.TempDir()), db: dbtest.New(t), today: time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)}
	var err error
	streams := stream.New(h.db, nil)
	h.networks, err = networks.New(ctx, h.db, streams, h.now)
	must(t, err)
	h.advocacy = advocacy.New(h.db, streams, h.networks, h.now)
	h.Engagements = engagements.New(h.db, h.advocacy, h.networks, h.resting, h.now)
	h.network, err = h.networks.Found(ctx, "system", networks.Local, "Harbour "+uuid.NewString(), []string{"en"})
	must(t, err)
	h.leader = h.member(networks.RoleSurvivorLeader)
	var space string
	must(t, h.db.Get(&space, `SELECT id FROM spaces WHERE network_id = $1 AND purpose = 'advocacy'`, h.network.ID))
	h.campaign, err = h.advocacy.Begin(ctx, h.leader, advocacy.Draft{Once: uuid.NewString(), Space: space, Lang: "en", Title: "Leaves for all", Goal: "Each street has a tree.",
		Languages: []string{"en"}, StartsOn: h.day(0), GroupUntil: h.day(400)})
	must(t, err)
	return h
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.today
}

func (h *house) pass(days int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.today = h.today.AddDate(0, 0, days)
}

func (h *house) day(after int) time.Time {
	return h.now().Truncate(24*time.Hour).AddDate(0, 0, after)
}

// member is confirmed, and of age.
func (h *house) member(roles ...networks.Role) networks.Actor { return h.aged("adult", roles...) }

func (h *house) aged(band string, roles ...networks.Role) networks.Actor {
	h.t.Helper()
	id := uuid.NewString()
	claim := sha256.Sum256([]byte(id))
	h.db.MustExec(`INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, vouched, to_hold, joined_on)
		VALUES ($1, $2, $3, $4, $5, 'confirmed', true, 0, $6)`, h.network.ID, id, "Member "+id, claim[:], band, h.day(0))
	for _, role := range roles {
		h.db.MustExec(`INSERT INTO member_roles (network_id, member_id, role) VALUES ($1, $2, $3)`, h.network.ID, id, role)
	}
	a, err := h.networks.Enter(ctx, h.network.ID, id, claim[:])
	must(h.t, err)
	return a
}

// worker is a member of the campaign's group.
func (h *house) worker() networks.Actor {
	h.t.Helper()
	a := h.member()
	must(h.t, h.advocacy.Join(ctx, a, h.campaign))
	return a
}

func (h *house) draft() engagements.Draft {
	return engagements.Draft{Once: uuid.NewString(), Kind: "hearing", Title: "A hearing on trees", Lang: "en", Body: "The committee on streets", Stated: "coproduced", Day: h.day(30)}
}

func (h *house) planned() string {
	h.t.Helper()
	id, err := h.Plan(ctx, h.leader, h.campaign, h.draft())
	must(h.t, err)
	return id
}

func (h *house) read(id string) engagements.Engagement {
	h.t.Helper()
	e, err := h.Engagement(ctx, h.leader, h.campaign, id)
	must(h.t, err)
	return e
}

// held lets the day of an engagement come, and notes that it took place.
func (h *house) held(id string) {
	h.t.Helper()
	h.pass(int(h.read(id).Day.Sub(h.day(0)).Hours() / 24))
	must(h.t, h.Hold(ctx, h.leader, h.campaign, id, engagements.NotedHeld{From: h.read(id).Revision, Lang: "en", Note: "It went well."}))
}

func rider() engagements.Rider {
	return engagements.Rider{Lang: "en", Questions: "What would help?", OffLimits: "What happened to her.", Recording: "notes", Pay: "100, within ten days", Support: "Somebody she chooses."}
}

// signed has the inviter sign the rider of an engagement.
func (h *house) signed(id string) {
	h.t.Helper()
	must(h.t, h.WriteRider(ctx, h.leader, h.campaign, id, rider()))
	secret, code, err := h.OfferRider(ctx, h.leader, h.campaign, id)
	must(h.t, err)
	must(h.t, h.Sign(ctx, secret, engagements.Signature{Version: 1, Code: code, Role: "Clerk", Body: "The committee"}))
}

// willing is a worker who would speak at hearings.
func (h *house) willing() networks.Actor {
	h.t.Helper()
	a := h.worker()
	must(h.t, h.Wish(ctx, a, engagements.Wishes{Kinds: []string{"hearing"}, Needs: []string{"screen"}, RestDays: 60}))
	return a
}

// onRoster are those who may be asked for an engagement.
func (h *house) onRoster(id string) (members []string) {
	h.t.Helper()
	roster, err := h.Roster(ctx, h.leader, h.campaign, id)
	must(h.t, err)
	for _, one := range roster {
		members = append(members, one.Member)
	}
	return members
}

func of(a networks.Actor, id string) []byte {
	sum := sha256.Sum256([]byte(a.Member + id))
	return sum[:]
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t testing.TB, err error, kind locales.Kind, id string) {
	t.Helper()
	var refusal *locales.Refusal
	if !errors.As(err, &refusal) || refusal.Kind != kind || refusal.ID != id {
		t.Errorf("got %v, want %s", err, id)
	}
}
