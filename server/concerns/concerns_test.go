package concerns_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/migrations/dbtest"
	"tinig/realtime/stream"
	"tinig/server/concerns"
	"tinig/server/networks"
)

var ctx = context.Background()

// house is a network with its cases, and a clock that stands until it is moved.
type house struct {
	*concerns.Concerns
	t        *testing.T
	db       *sqlx.DB
	networks *networks.Networks
	local    networks.Network
	now      time.Time
}

func newHouse(t *testing.T) *house {
	t.Helper()
	t.Parallel()
	h := &house{t: t, db: dbtest.New(t), now: time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)}
	now := func() time.Time { return h.now }
	var err error
	streams := stream.New(h.db, nil)
	h.networks, err = networks.New(ctx, h.db, streams, now)
	must(t, err)
	h.Concerns = concerns.New(h.db, streams, h.networks, now)
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

// lead is a safeguarding lead whom others can give a seat.
func (h *house) lead() (networks.Actor, ring) {
	h.t.Helper()
	a := h.member(networks.Adult, networks.RoleSafeguardingLead)
	must(h.t, h.GetReady(ctx, a, ring(a.Member)))
	return a, ring(a.Member)
}

func claimOf(id string) []byte {
	sum := sha256.Sum256([]byte(id))
	return sum[:]
}

func (h *house) again(a networks.Actor) networks.Actor {
	h.t.Helper()
	actor, err := h.networks.Enter(ctx, a.Network, a.Member, claimOf(a.Member))
	must(h.t, err)
	return actor
}

// ring stands for a keyring.
type ring string

func (r ring) Name(place string) []byte {
	sum := sha256.Sum256([]byte(string(r) + place))
	return sum[:]
}

func (h *house) begins(a networks.Actor, s ring, about networks.Actor, seats ...string) string {
	h.t.Helper()
	id := uuid.NewString()
	must(h.t, h.Begin(ctx, a, s, concerns.Draft{Once: id, About: about.Member, Note: "Marker first", Seats: seats}))
	return id
}

func (h *house) stage(a networks.Actor, id string) concerns.Stage {
	h.t.Helper()
	of, err := h.Concern(ctx, a, id)
	must(h.t, err)
	return of.Stage
}

// records counts the records of an act.
func (h *house) records(act, id string) (n int) {
	h.t.Helper()
	must(h.t, h.db.Get(&n, `SELECT count(*) FROM audit_records WHERE act = $1 AND subject = $2`, act, id))
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

func TestACaseGoesFromAConcernToItsEnd(t *testing.T) {
	h := newHouse(t)
	her := h.member(networks.Adult)
	lead, keys := h.lead()
	id := h.begins(lead, keys, her)
	must(t, h.Begin(ctx, lead, keys, concerns.Draft{Once: id, About: her.Member, Note: "Pressed twice"}))
	refused(t, h.Move(ctx, lead, id, concerns.Plan, time.Time{}), locales.Conflict, "concern.not_next")
	refused(t, h.Move(ctx, lead, id, concerns.Triage, h.now.AddDate(0, 0, -1)), locales.Invalid, "concern.review_day")
	refused(t, h.Move(ctx, lead, id, concerns.Triage, h.now.AddDate(1, 0, 0)), locales.Invalid, "concern.review_day")
	for _, stage := range []concerns.Stage{concerns.Triage, concerns.Plan, concerns.Contacts, concerns.Review, concerns.Plan, concerns.Contacts, concerns.Review} {
		must(t, h.Move(ctx, lead, id, stage, h.now.AddDate(0, 0, 3).Truncate(24*time.Hour)))
		once := uuid.NewString()
		must(t, h.Write(ctx, lead, keys, id, once, "Marker at "+string(stage), stage == concerns.Contacts))
		must(t, h.Write(ctx, lead, keys, id, once, "Marker again", false))
	}
	must(t, h.Move(ctx, lead, id, concerns.Closed, time.Time{}))
	refused(t, h.Write(ctx, lead, keys, id, uuid.NewString(), "More", false), locales.Conflict, "concern.closed")
	notes, err := h.Read(ctx, lead, keys, id)
	must(t, err)
	if len(notes) != 8 || notes[0].Body != "Marker first" || notes[3].Body != "Marker at contacts" || !notes[3].Contact || notes[3].Stage != concerns.Contacts {
		t.Errorf("the notes are %+v", notes)
	}
	h.now = h.now.AddDate(0, 0, concerns.Days+1)
	must(t, h.Sweep(ctx))
	var left int
	must(t, h.db.Get(&left, `SELECT (SELECT count(*) FROM concerns) + (SELECT count(*) FROM concern_notes) + (SELECT count(*) FROM concern_seats) + (SELECT count(*) FROM concern_moves)`))
	if left != 0 {
		t.Errorf("%d rows outlive their days", left)
	}
}

// What stands in the database opens with none of its keys: only a seated lead's open keyring reads, and each reading is recorded first.
func TestNotesAreReadByThoseWithASeatAndRecorded(t *testing.T) {
	h := newHouse(t)
	her := h.member(networks.Adult)
	lead, keys := h.lead()
	other, otherKeys := h.lead()
	id := h.begins(lead, keys, her)
	var texts [][]byte
	must(t, h.db.Select(&texts, `SELECT sealed FROM concern_notes UNION ALL SELECT sealed FROM concern_seats`))
	for _, text := range texts {
		if bytes.Contains(text, []byte("Marker")) {
			t.Error("a note stands in the database")
		}
	}
	if _, err := h.Read(ctx, other, otherKeys, id); err == nil {
		t.Fatal("a lead without a seat reads it")
	}
	if list, others, err := h.List(ctx, other); err != nil || len(list) != 0 || others != 1 {
		t.Errorf("a lead without a seat sees %v and %d more (%v)", list, others, err)
	}
	if _, err := h.Read(ctx, lead, ring("another keyring"), id); !locales.IsKind(err, locales.Gone) {
		t.Errorf("with another keyring: %v", err)
	}
	seated, ready, err := h.Seated(ctx, lead, id)
	must(t, err)
	if len(seated) != 1 || seated[0].ID != lead.Member || len(ready) != 1 || ready[0].ID != other.Member {
		t.Errorf("seats %v, ready %v", seated, ready)
	}
	refused(t, h.Seat(ctx, other, otherKeys, id, other.Member), locales.NotFound, "concern.not_there")
	must(t, h.Seat(ctx, lead, keys, id, other.Member))
	must(t, h.Write(ctx, other, otherKeys, id, uuid.NewString(), "Marker of the other", false))
	for who, k := range map[*networks.Actor]ring{&lead: keys, &other: otherKeys} {
		if notes, err := h.Read(ctx, *who, k, id); err != nil || len(notes) != 2 || notes[1].Author != other.Member {
			t.Errorf("she reads %v (%v)", notes, err)
		}
	}
	if h.records("concern.read", id) != 2 || h.records("concern.opened", id) != 1 || h.records("concern.seat_given", id) != 1 {
		t.Errorf("%d readings are recorded", h.records("concern.read", id))
	}
	for _, role := range []networks.Role{networks.RoleModerator, networks.RoleSteward} {
		_, err := h.Read(ctx, h.member(networks.Adult, role), keys, id)
		refused(t, err, locales.Forbidden, "networks.not_allowed")
	}
	refused(t, h.Write(ctx, lead, keys, id, uuid.NewString(), strings.Repeat("x", concerns.NoteLength+1), false), locales.Invalid, "concern.note_length")
}

// No reading without its record: where the record can't be written nothing is shown.
func TestNothingIsReadWhereItCantBeRecorded(t *testing.T) {
	h := newHouse(t)
	lead, keys := h.lead()
	id := h.begins(lead, keys, h.member(networks.Adult))
	h.db.MustExec(`ALTER TABLE audit_records ADD CONSTRAINT no_room CHECK (act <> 'concern.read') NOT VALID`)
	if notes, err := h.Read(ctx, lead, keys, id); err == nil || len(notes) > 0 {
		t.Errorf("%d notes are shown (%v)", len(notes), err)
	}
}

func TestOfSomebodyUnder18NoStepBeyondTriageIsOnePersons(t *testing.T) {
	h := newHouse(t)
	her := h.member(networks.Minor)
	lead, keys := h.lead()
	other, _ := h.lead()
	third, _ := h.lead()
	id := h.begins(lead, keys, her, other.Member)
	must(t, h.Move(ctx, lead, id, concerns.Triage, time.Time{}))
	must(t, h.Move(ctx, lead, id, concerns.Plan, time.Time{}))
	if h.stage(lead, id) != concerns.Triage {
		t.Fatal("one lead alone has moved it")
	}
	refused(t, h.Agree(ctx, lead, id), locales.Conflict, "concern.another")
	refused(t, h.Agree(ctx, third, id), locales.NotFound, "concern.not_there")
	must(t, h.Agree(ctx, other, id))
	if h.stage(lead, id) != concerns.Plan {
		t.Error("two leads haven't moved it")
	}
	refused(t, h.Agree(ctx, other, id), locales.Conflict, "concern.nothing_asked")
	for _, row := range []string{`NULL`, `moved_by`} {
		if _, err := h.db.Exec(`INSERT INTO concern_moves SELECT network_id, concern_id, 99, true, 'closed', moved_by, `+row+`, moved_on FROM concern_moves WHERE concern_id = $1 AND number = 1`, id); err == nil {
			t.Errorf("the database takes a step agreed to by %s", row)
		}
	}
	if _, err := h.db.Exec(`INSERT INTO concern_moves SELECT network_id, concern_id, 99, false, 'closed', moved_by, NULL, moved_on FROM concern_moves WHERE concern_id = $1 AND number = 1`, id); err == nil {
		t.Error("the database lets a step say that she is of age")
	}
}

// To her whom it is about, and to who is parted from her, a case isn't there.
func TestACaseIsntThereForWhomItIsAbout(t *testing.T) {
	h := newHouse(t)
	lead, keys := h.lead()
	about, aboutKeys := h.lead()
	parted, partedKeys := h.lead()
	h.db.MustExec(`INSERT INTO blocks (network_id, member_id, blocked_id) VALUES ($1, $2, $3)`, h.local.ID, about.Member, parted.Member)
	id := h.begins(lead, keys, about)
	for _, who := range []networks.Actor{about, parted} {
		refused(t, h.Seat(ctx, lead, keys, id, who.Member), locales.NotFound, "concern.not_there")
	}
	if _, others, err := h.List(ctx, about); err != nil || others != 0 {
		t.Errorf("she is told that there are %d (%v)", others, err)
	}
	refused(t, h.Begin(ctx, about, aboutKeys, concerns.Draft{Once: uuid.NewString(), About: about.Member, Note: "x"}), locales.Invalid, "concern.nobody")
	refused(t, h.Begin(ctx, parted, partedKeys, concerns.Draft{Once: uuid.NewString(), About: about.Member, Note: "x"}), locales.Invalid, "concern.nobody")
	if _, ready, err := h.Seated(ctx, lead, id); err != nil || len(ready) != 0 {
		t.Errorf("she can give a seat to %v (%v)", ready, err)
	}
}

// After she has lost her sign-in words a lead says anew that she is ready; who has a seat gives her hers again.
func TestALeadWhoBeganAnewIsGivenHerSeatAgain(t *testing.T) {
	h := newHouse(t)
	lead, keys := h.lead()
	other, _ := h.lead()
	id := h.begins(lead, keys, h.member(networks.Adult), other.Member)
	if ready, err := h.Ready(ctx, other, ring("her new keyring")); err != nil || ready {
		t.Errorf("she is ready with a key that nobody knows (%v)", err)
	}
	must(t, h.GetReady(ctx, other, ring("her new keyring")))
	if _, err := h.Read(ctx, other, ring("her new keyring"), id); !locales.IsKind(err, locales.Gone) {
		t.Errorf("before she is given it: %v", err)
	}
	must(t, h.Seat(ctx, lead, keys, id, other.Member))
	if notes, err := h.Read(ctx, other, ring("her new keyring"), id); err != nil || len(notes) != 1 {
		t.Errorf("she reads %v (%v)", notes, err)
	}
}
