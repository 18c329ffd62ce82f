package forum_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/locales"
	"tinig/migrations/dbtest"
	"tinig/realtime/stream"
	"tinig/server/forum"
	"tinig/server/moderation"
	"tinig/server/networks"
)

var ctx = context.Background()

// house is one Local network with a steward and its forum, and a clock that stands until it is moved.
type house struct {
	*forum.Forum
	t        testing.TB
	db       *sqlx.DB
	streams  *stream.Streams
	networks *networks.Networks
	network  networks.Network
	steward  networks.Actor
	mu       sync.Mutex
	today    time.Time
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

func houseIn(t testing.TB, db *sqlx.DB) *house {
	t.Helper()
	h := &house{t: t, db: db, today: time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)}
	h.streams = stream.New(h.db, nil)
	var err error
	h.networks, err = networks.New(ctx, h.db, h.streams, h.now)
	must(t, err)
	h.Forum, err = forum.New(ctx, h.db, h.streams, h.networks, moderation.New(h.db, h.now), h.now)
	must(t, err)
	h.network, err = h.networks.Found(ctx, "system", networks.Local, "Harbour "+uuid.NewString(), []string{"en"})
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

// newcomer has joined and waits for a steward.
func (h *house) newcomer() networks.Actor {
	h.t.Helper()
	h.db.MustExec(`DELETE FROM invitation_days WHERE network_id = $1`, h.network.ID)
	i, err := h.networks.Invite(ctx, h.steward, networks.InvitationDraft{Role: networks.RoleMember, Band: networks.Adult, Once: uuid.NewString()})
	must(h.t, err)
	return h.redeem(i)
}

// fresh is confirmed, but her first words are held.
func (h *house) fresh(roles ...networks.Role) networks.Actor {
	h.t.Helper()
	id := h.newcomer().Member
	must(h.t, h.networks.Confirm(ctx, h.steward, id))
	for _, role := range roles {
		h.give(id, role)
	}
	return h.enter(id)
}

// give lets a member have a role without asking anybody.
func (h *house) give(member string, role networks.Role) {
	h.t.Helper()
	h.db.MustExec(`INSERT INTO member_roles (network_id, member_id, role) VALUES ($1, $2, $3)`, h.network.ID, member, role)
}

// member is confirmed, and her words appear at once.
func (h *house) member(roles ...networks.Role) networks.Actor {
	h.t.Helper()
	id := h.fresh(roles...).Member
	h.db.MustExec(`UPDATE members SET to_hold = 0 WHERE id = $1`, id)
	return h.enter(id)
}

// space is the network's space of a purpose.
func (h *house) space(purpose networks.Purpose) string {
	h.t.Helper()
	var id string
	must(h.t, h.db.Get(&id, `SELECT id FROM spaces WHERE network_id = $1 AND purpose = $2`, h.network.ID, purpose))
	return id
}

// topic is begun by a member in the everyday space.
func (h *house) topic(by networks.Actor) string {
	h.t.Helper()
	started, err := h.Start(ctx, by, keys, h.space(networks.PurposeEveryday), draft("The first post."))
	must(h.t, err)
	if started.Held {
		h.t.Fatal("the topic is held")
	}
	return started.Topic
}

func (h *house) reply(by networks.Actor, topic, body string) int {
	h.t.Helper()
	replied, err := h.asItIs(by, topic, draft(body))
	must(h.t, err)
	if replied.Held {
		h.t.Fatal("the reply is held")
	}
	return replied.Number
}

// asItIs replies, also when something in the words is shown to her first.
func (h *house) asItIs(by networks.Actor, topic string, d forum.Draft) (forum.Replied, error) {
	replied, err := h.Reply(ctx, by, keys, topic, d)
	var shown *moderation.Shown
	if errors.As(err, &shown) {
		d.Hers.Knowing = shown.Knowing
		return h.Reply(ctx, by, keys, topic, d)
	}
	return replied, err
}

// read is the page where she goes on.
func (h *house) read(by networks.Actor, topic string) forum.Reading {
	h.t.Helper()
	reading, err := h.Read(ctx, by, topic, 0)
	must(h.t, err)
	return reading
}

// dump is every row of every table, as text.
func (h *house) dump() string {
	h.t.Helper()
	var tables []string
	must(h.t, h.db.Select(&tables, `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`))
	if len(tables) < 15 {
		h.t.Fatalf("a dump of %d tables is no dump", len(tables))
	}
	var all strings.Builder
	for _, table := range tables {
		var rows []string
		must(h.t, h.db.Select(&rows, `SELECT r::text FROM `+table+` r`))
		all.WriteString(strings.Join(rows, "\n"))
	}
	return all.String()
}

// draft has a title too, which a reply doesn't look at.
func draft(body string) forum.Draft {
	return forum.Draft{Title: "A title", Body: body, Lang: "en", Once: uuid.NewString()}
}

// plainKeys stand in for a keyring: they seal by turning every bit.
type plainKeys struct{}

var keys plainKeys

func (plainKeys) Seal(_ context.Context, plain []byte) ([]byte, error) { return turned(plain), nil }

func (plainKeys) Open(_ context.Context, sealed []byte) ([]byte, error) { return turned(sealed), nil }

func (plainKeys) Name(place string) []byte {
	sum := sha256.Sum256([]byte(place))
	return sum[:]
}

func turned(text []byte) []byte {
	other := make([]byte, len(text))
	for i, b := range text {
		other[i] = ^b
	}
	return other
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

// count is what a query counts.
func (h *house) count(query string, args ...any) (n int) {
	h.t.Helper()
	must(h.t, h.db.Get(&n, query, args...))
	return n
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

// crowd are members made past the network.
func (h *house) crowd(n int) (ids []string) {
	h.t.Helper()
	must(h.t, h.db.Select(&ids, `
		INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on)
		SELECT $1, gen_random_uuid(), 'Heron ' || n, '', 'adult', 'confirmed', $2
		FROM generate_series(1, $3::int) AS n
		RETURNING id`, h.network.ID, h.now(), n))
	return ids
}

// fill gives a topic posts up to a number in one statement, past the forum, as if these authors had written them in turn.
func (h *house) fill(topic string, last int, authors ...string) {
	h.t.Helper()
	tx := h.db.MustBegin()
	defer tx.Rollback()
	if last > 10_000 { // for speed, in a database of its own; nothing is written in such a test afterwards
		tx.MustExec(`ALTER TABLE posts DROP CONSTRAINT IF EXISTS posts_network_id_topic_id_fkey, DROP CONSTRAINT IF EXISTS posts_network_id_author_id_fkey,
			DISABLE TRIGGER posts_are_found`)
	}
	tx.MustExec(`
		INSERT INTO posts (network_id, topic_id, number, author_id, body, lang, links, written_on, once)
		SELECT $1, $2, number, ($3::uuid[])[1 + number % cardinality($3::uuid[])], $4, 'en', false, $5, gen_random_uuid()
		FROM generate_series((SELECT last_number FROM topics WHERE id = $2) + 1, $6::int) AS number`,
		h.network.ID, topic, pq.Array(authors), someWords, h.now(), last)
	tx.MustExec(`UPDATE topics SET last_number = $2 WHERE id = $1`, topic, last)
	must(h.t, tx.Commit())
	h.db.MustExec(`ANALYZE posts`)
}

const someWords = "Some words that are neither short nor long, as people write them on a phone in the evening."
