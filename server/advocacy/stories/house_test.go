package stories_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
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
	"tinig/server/advocacy/stories"
	"tinig/server/keyfiles"
	"tinig/server/networks"
)

var ctx = context.Background()

// house is one network with a campaign that somebody leads, and a clock that stands until it is moved.
type house struct {
	*stories.Stories
	t         testing.TB
	db        *sqlx.DB
	keys      keyfiles.Folder
	networks  *networks.Networks
	campaigns *advocacy.Advocacy
	network   networks.Network
	campaign  string
	leader    networks.Actor
	mu        sync.Mutex
	today     time.Time
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, db: dbtest.New(t), keys: keyfiles.Folder(t.TempDir()), today: time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)}
	streams := stream.New(h.db, nil)
	var err error
	h.networks, err = networks.New(ctx, h.db, streams, h.now)
	must(t, err)
	h.campaigns = advocacy.New(h.db, streams, h.networks, h.now)
	h.Stories = stories.New(h.db, streams, h.networks, h.campaigns, h.keys, h.now)
	h.network, err = h.networks.Found(ctx, "system", networks.Local, "Harbour", []string{"en"})
	must(t, err)
	h.leader = h.member(networks.Adult, networks.RoleSurvivorLeader)
	h.campaign = h.begin(h.leader)
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

func (h *house) day(after int) time.Time { return h.now().Truncate(24*time.Hour).AddDate(0, 0, after) }

func (h *house) begin(by networks.Actor) string {
	h.t.Helper()
	var space string
	must(h.t, h.db.Get(&space, `SELECT id FROM spaces WHERE network_id = $1 AND purpose = $2`, h.network.ID, networks.PurposeAdvocacy))
	id, err := h.campaigns.Begin(ctx, by, advocacy.Draft{Once: uuid.NewString(), Space: space, Lang: "en", Title: "Leaves for all", Goal: "Trees.",
		Languages: []string{"en"}, StartsOn: h.day(0), GroupUntil: h.day(900)})
	must(h.t, err)
	return id
}

// member is somebody confirmed.
func (h *house) member(band networks.Band, roles ...networks.Role) networks.Actor {
	h.t.Helper()
	id := networks.NewMemberID()
	claim := sha256.Sum256([]byte(id))
	h.db.MustExec(`INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on) VALUES ($1, $2, $3, $4, $5, 'confirmed', $6)`,
		h.network.ID, id, "Member "+id, claim[:], band, h.now())
	for _, role := range roles {
		h.db.MustExec(`INSERT INTO member_roles (network_id, member_id, role) VALUES ($1, $2, $3)`, h.network.ID, id, role)
	}
	return h.enter(id)
}

func (h *house) enter(member string) networks.Actor {
	h.t.Helper()
	claim := sha256.Sum256([]byte(member))
	actor, err := h.networks.Enter(ctx, h.network.ID, member, claim[:])
	must(h.t, err)
	return actor
}

// keys stand in for one keyring.
type keys string

func (k keys) sealer() cipher.AEAD {
	block, _ := aes.NewCipher(k.Name("text"))
	sealer, _ := cipher.NewGCMWithRandomNonce(block)
	return sealer
}

func (k keys) Seal(_ context.Context, plain []byte) ([]byte, error) {
	return k.sealer().Seal(nil, nil, plain, nil), nil
}

func (k keys) Open(_ context.Context, sealed []byte) ([]byte, error) {
	return k.sealer().Open(nil, nil, sealed, nil)
}

func (k keys) Name(place string) []byte {
	sum := sha256.Sum256([]byte(string(k) + place))
	return sum[:]
}

func keysOf(a networks.Actor) keys { return keys(a.Member) }

// story is kept by a member.
func (h *house) story(her networks.Actor) string {
	h.t.Helper()
	story := stories.Story{ID: uuid.NewString(), Words: stories.Words{Title: "Marker title", Body: "Marker words.", Lang: "en"}}
	must(h.t, h.Keep(ctx, her, keysOf(her), story))
	return story.ID
}

func (h *house) draft() stories.Draft {
	return stories.Draft{Once: uuid.NewString(), Campaign: h.campaign, Limits: "Marker limit", Terms: stories.Terms{Purpose: "law", Audience: "officials", Channel: "letter",
		Attribution: "none", Lang: "en", Asks: true, FromOn: h.day(0), UntilOn: h.day(100)}}
}

// grant is given by a member with a new story of hers.
func (h *house) grant(her networks.Actor, change ...func(*stories.Draft)) stories.Grant {
	h.t.Helper()
	d, story := h.draft(), h.story(her)
	for _, c := range change {
		c(&d)
	}
	must(h.t, h.Give(ctx, her, keysOf(her), story, d))
	return h.of(her, d.Once)
}

// of is a member's grant as it stands.
func (h *house) of(her networks.Actor, id string) stories.Grant {
	h.t.Helper()
	g, _, err := h.Given(ctx, her, id)
	must(h.t, err)
	return g
}

func (h *house) asked(by networks.Actor, g stories.Grant) string {
	h.t.Helper()
	d := useDraft()
	must(h.t, h.Ask(ctx, by, g.Campaign, g.ID, d))
	return d.Once
}

func useDraft() stories.UseDraft {
	return stories.UseDraft{Once: uuid.NewString(), Lang: "en", Holder: "The law office", About: "A letter of May", Recallable: true}
}

// seen is a use as somebody of the group sees it.
func (h *house) seen(by networks.Actor, id string) stories.Use {
	h.t.Helper()
	uses, err := h.Uses(ctx, by, h.campaign)
	must(h.t, err)
	for _, use := range uses {
		if use.ID == id {
			return use
		}
	}
	h.t.Fatalf("the group doesn't see use %s", id)
	return stories.Use{}
}

// out brings a use of a grant all the way out.
func (h *house) out(her networks.Actor, g stories.Grant) string {
	h.t.Helper()
	id := h.asked(h.leader, g)
	must(h.t, h.Answer(ctx, her, id, stories.Yes))
	must(h.t, h.SendOut(ctx, h.leader, h.campaign, id, h.day(0)))
	return id
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

func refused(t testing.TB, err error, kind locales.Kind, id string) {
	t.Helper()
	var refusal *locales.Refusal
	if !errors.As(err, &refusal) || refusal.Kind != kind || refusal.ID != id {
		t.Fatalf("got %v, want the refusal %s", err, id)
	}
}
