package cases_test

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
	"tinig/server/forum"
	"tinig/server/keyfiles"
	"tinig/server/moderation"
	"tinig/server/moderation/cases"
	"tinig/server/networks"
)

var ctx = context.Background()

// house is a Local and the Global network with a forum and an office for cases, and a clock that stands until it is moved.
type house struct {
	*cases.Cases
	t        *testing.T
	db       *sqlx.DB
	keys     string
	networks *networks.Networks
	forum    *forum.Forum
	local    networks.Network
	global   networks.Network
	cohort   map[string]bool // members who are in one cohort with everybody in it
	today    time.Time
}

func newHouse(t *testing.T) *house {
	t.Helper()
	t.Parallel()
	h := &house{t: t, db: dbtest.New(t), keys: t.TempDir(), cohort: map[string]bool{}, today: time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)}
	now := func() time.Time { return h.today }
	streams := stream.New(h.db, nil)
	var err error
	h.networks, err = networks.New(ctx, h.db, streams, now)
	must(t, err)
	h.forum, err = forum.New(ctx, h.db, streams, h.networks, moderation.New(h.db, now), now)
	must(t, err)
	h.Cases = cases.New(h.db, streams, h.networks, cases.Config{Keys: keyfiles.Folder(h.keys), Now: now, Subjects: []cases.Subject{forum.ReportedPosts{Forum: h.forum}},
		Together: func(_ context.Context, _, one, other string) (bool, error) {
			return h.cohort[one] && h.cohort[other], nil
		}})
	h.local, err = h.networks.Found(ctx, "system", networks.Local, "Harbour", []string{"en"})
	must(t, err)
	h.global, err = h.networks.Found(ctx, "system", networks.Global, "Global", []string{"en"})
	must(t, err)
	return h
}

// member is a vouched member of a network with these roles.
func (h *house) member(in networks.Network, roles ...networks.Role) networks.Actor {
	h.t.Helper()
	id := uuid.NewString()
	h.db.MustExec(`INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on, to_hold, vouched) VALUES ($1, $2, $3, $4, 'adult', 'confirmed', $5, 0, true)`,
		in.ID, id, "Member "+id, claimOf(id), h.today)
	for _, role := range roles {
		h.db.MustExec(`INSERT INTO member_roles (network_id, member_id, role) VALUES ($1, $2, $3)`, in.ID, id, role)
	}
	return h.again(networks.Actor{Network: in.ID, Member: id})
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

// post is a topic that a member begins, as a report names its first post.
func (h *house) post(by networks.Actor, body string) (ref, topic string) {
	h.t.Helper()
	var space string
	must(h.t, h.db.Get(&space, `SELECT id FROM spaces WHERE network_id = $1 AND purpose = 'everyday'`, by.Network))
	started, err := h.forum.Start(ctx, by, noKeys{}, space, forum.Draft{Title: "A title", Body: body, Lang: "en", Once: uuid.NewString()})
	must(h.t, err)
	return forum.PostRef(started.Topic, 1), started.Topic
}

func (h *house) report(by networks.Actor, ref string, reason cases.Reason) {
	h.t.Helper()
	must(h.t, h.Report(ctx, by, cases.Draft{Kind: "post", Ref: ref, Reason: reason, Note: "As I see it."}))
}

// queue is what waits for somebody.
func (h *house) queue(a networks.Actor, more ...networks.Actor) []cases.Waiting {
	h.t.Helper()
	list, _, err := h.Queue(ctx, a, selves(a, more...))
	must(h.t, err)
	return list
}

// only is the one case that waits for somebody, who takes it.
func (h *house) only(a networks.Actor) string {
	h.t.Helper()
	list := h.queue(a)
	if len(list) != 1 {
		h.t.Fatalf("%d cases wait for her", len(list))
	}
	must(h.t, h.Claim(ctx, a, selves(a), list[0].ID))
	return list[0].ID
}

// decides takes what waits for somebody and decides it.
func (h *house) decides(a networks.Actor, act cases.Act) string {
	h.t.Helper()
	id := h.only(a)
	must(h.t, h.Decide(ctx, a, selves(a), id, ruling(act)))
	return id
}

func ruling(act cases.Act) cases.Ruling {
	return cases.Ruling{Act: act, Reason: "Because.", Lang: "en", Note: "a street"}
}

func selves(a networks.Actor, more ...networks.Actor) (all []cases.Self) {
	for _, m := range append([]networks.Actor{a}, more...) {
		all = append(all, cases.Self{Network: m.Network, Member: m.Member})
	}
	return all
}

// gone says whether a topic's first post is.
func (h *house) gone(topic string) (gone bool) {
	h.t.Helper()
	must(h.t, h.db.Get(&gone, `SELECT gone FROM posts WHERE topic_id = $1 AND number = 1`, topic))
	return gone
}

type noKeys struct{}

func (noKeys) Seal(_ context.Context, plain []byte) ([]byte, error)  { return plain, nil }
func (noKeys) Open(_ context.Context, sealed []byte) ([]byte, error) { return sealed, nil }
func (noKeys) Name(place string) []byte                              { return []byte(place) }

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
