package advocacy_test

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
	"tinig/realtime/stream"
	"tinig/server/advocacy"
	"tinig/server/networks"
)

var ctx = context.Background()

// house is one network with a steward and its campaigns, and a clock that stands until it is moved.
type house struct {
	*advocacy.Advocacy
	t        testing.TB
	db       *sqlx.DB
	networks *networks.Networks
	network  networks.Network
	steward  networks.Actor
	mu       sync.Mutex
	today    time.Time
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, db: shared(), today: time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)}
	var err error
	streams := stream.New(h.db, nil)
	h.networks, err = networks.New(ctx, h.db, streams, h.now)
	must(t, err)
	h.Advocacy = advocacy.New(h.db, streams, h.networks, h.now)
	h.network, err = h.networks.Found(ctx, "system", networks.Local, "Harbour "+uuid.NewString(), []string{"en", "sw"})
	must(t, err)
	invitation, _, err := h.networks.InviteSteward(ctx, h.network.ID)
	must(t, err)
	h.steward = h.redeem(invitation)
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

func (h *house) redeem(i networks.Invitation) networks.Actor {
	h.t.Helper()
	id := networks.NewMemberID()
	claim := sha256.Sum256([]byte(id))
	must(h.t, h.networks.Redeem(ctx, i.Code, i.PIN, networks.Joiner{Network: i.Network, Member: id, Pseudonym: "Member " + id, ClaimHash: claim[:]}))
	return h.enter(id)
}

// enter is the member as she is now.
func (h *house) enter(member string) networks.Actor {
	h.t.Helper()
	claim := sha256.Sum256([]byte(member))
	actor, err := h.networks.Enter(ctx, h.network.ID, member, claim[:])
	must(h.t, err)
	return actor
}

func (h *house) newcomer() networks.Actor {
	h.t.Helper()
	h.db.MustExec(`DELETE FROM invitation_days WHERE network_id = $1`, h.network.ID)
	i, err := h.networks.Invite(ctx, h.steward, networks.InvitationDraft{Role: networks.RoleMember, Band: networks.Adult, Once: uuid.NewString()})
	must(h.t, err)
	return h.redeem(i)
}

// member is confirmed, and has the roles without asking anybody.
func (h *house) member(roles ...networks.Role) networks.Actor {
	h.t.Helper()
	id := h.newcomer().Member
	must(h.t, h.networks.Confirm(ctx, h.steward, id))
	for _, role := range roles {
		h.db.MustExec(`INSERT INTO member_roles (network_id, member_id, role) VALUES ($1, $2, $3)`, h.network.ID, id, role)
	}
	return h.enter(id)
}

func (h *house) leader() networks.Actor { return h.member(networks.RoleSurvivorLeader) }

func (h *house) space(purpose networks.Purpose) string {
	h.t.Helper()
	var id string
	must(h.t, h.db.Get(&id, `SELECT id FROM spaces WHERE network_id = $1 AND purpose = $2`, h.network.ID, purpose))
	return id
}

func (h *house) draft() advocacy.Draft {
	return advocacy.Draft{Once: uuid.NewString(), Space: h.space(networks.PurposeAdvocacy), Lang: "en", Title: "Leaves for all", Goal: "Each street has a tree.",
		Slogan: "One leaf more", Languages: []string{"en", "sw"}, StartsOn: h.day(0), GroupUntil: h.day(90)}
}

// campaign is begun by somebody who leads it.
func (h *house) campaign(by networks.Actor) string {
	h.t.Helper()
	id, err := h.Begin(ctx, by, h.draft())
	must(h.t, err)
	return id
}

// joined is a member of a campaign's group.
func (h *house) joined(campaign string, roles ...networks.Role) networks.Actor {
	h.t.Helper()
	a := h.member(roles...)
	must(h.t, h.Join(ctx, a, campaign))
	return a
}

func askDraft() advocacy.AskDraft {
	return advocacy.AskDraft{Once: uuid.NewString(), Lang: "en", Title: "Plant a tree", Body: "The city plants one tree in each street."}
}

// ask is written by somebody of the group.
func (h *house) ask(by networks.Actor, campaign string) int {
	h.t.Helper()
	number, err := h.Draft(ctx, by, campaign, askDraft())
	must(h.t, err)
	return number
}

// read is an ask as she reads it in a language.
func (h *house) read(by networks.Actor, campaign string, number int, lang string) advocacy.Ask {
	h.t.Helper()
	ask, err := h.Ask(ctx, by, campaign, number, lang)
	must(h.t, err)
	return ask
}

// moveTo notes steps of an ask, one after the other.
func (h *house) moveTo(by networks.Actor, campaign string, number int, statuses ...string) {
	h.t.Helper()
	for _, status := range statuses {
		must(h.t, h.Move(ctx, by, campaign, number, h.step(by, campaign, number, status)))
	}
}

func (h *house) step(by networks.Actor, campaign string, number int, status string) advocacy.MoveDraft {
	h.t.Helper()
	return advocacy.MoveDraft{From: h.read(by, campaign, number, "").Moves, Status: status, Lang: "en", Note: "It went on.", Source: "records.example/7", Day: h.day(0)}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused fails unless an error is the refusal of this kind and message.
func refused(t testing.TB, err error, kind locales.Kind, id string) {
	t.Helper()
	var refusal *locales.Refusal
	if !errors.As(err, &refusal) || refusal.Kind != kind || refusal.ID != id {
		t.Errorf("got %v, want %s", err, id)
	}
}
