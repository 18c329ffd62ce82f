package statements_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/migrations/dbtest"
	"tinig/realtime/stream"
	"tinig/server/advocacy"
	"tinig/server/advocacy/rounds"
	"tinig/server/advocacy/statements"
	"tinig/server/networks"
	"tinig/server/resting"
)

var ctx = context.Background()

// house is one network with a campaign that somebody leads, and a clock that stands until it is moved.
type house struct {
	*statements.Statements
	t         testing.TB
	db        *sqlx.DB
	networks  *networks.Networks
	campaigns *advocacy.Advocacy
	resting   resting.Folder
	rounds    *rounds.Rounds
	network   networks.Network
	leader    networks.Actor
	campaign  string
	mu        sync.Mutex
	today     time.Time
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, resting: resting.Folder(t.TempDir()), db: dbtest.New(t), today: time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)}
	streams := stream.New(h.db, nil)
	var err error
	h.networks, err = networks.New(ctx, h.db, streams, h.now)
	must(t, err)
	h.campaigns = advocacy.New(h.db, streams, h.networks, h.now)
	h.rounds = rounds.New(h.db, streams, h.networks, rounds.Keys(t.TempDir()+"/rounds"), h.now)
	h.Statements = statements.New(h.db, h.networks, h.campaigns, h.rounds, h.resting, h.now)
	h.network = h.found("Harbour")
	h.leader = h.member(networks.RoleSurvivorLeader)
	h.campaign, err = h.campaigns.Begin(ctx, h.leader, advocacy.Draft{Once: uuid.NewString(), Space: h.space(), Lang: "en", Title: "Leaves for all",
		Goal: "Each street has a tree.", Languages: []string{"en", "sw"}, StartsOn: h.now(), GroupUntil: h.now().AddDate(1, 0, 0)})
	must(t, err)
	return h
}

func (h *house) found(name string) networks.Network {
	h.t.Helper()
	network, err := h.networks.Found(ctx, "system", networks.Local, name, []string{"en", "sw"})
	must(h.t, err)
	return network
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

func (h *house) space() (id string) {
	h.t.Helper()
	must(h.t, h.db.Get(&id, `SELECT id FROM spaces WHERE network_id = $1 AND purpose = 'advocacy'`, h.network.ID))
	return id
}

func (h *house) member(roles ...networks.Role) networks.Actor {
	return h.memberOf(h.network.ID, "adult", roles...)
}

func (h *house) memberOf(network, band string, roles ...networks.Role) networks.Actor {
	h.t.Helper()
	id := uuid.NewString()
	claim := sha256.Sum256([]byte(id))
	h.db.MustExec(`INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, vouched, to_hold, joined_on, agreed_version)
		SELECT $1, $2, $3, $4, $6, 'confirmed', true, 0, $5, 0`, network, id, "Member "+id[:8], claim[:], h.now(), band)
	for _, role := range roles {
		h.db.MustExec(`INSERT INTO member_roles (network_id, member_id, role) VALUES ($1, $2, $3)`, network, id, role)
	}
	a, err := h.networks.Enter(ctx, network, id, claim[:])
	must(h.t, err)
	return a
}

// hand is what a person's keyring makes for her in a statement, as a member.
func hand(person string, as networks.Actor, statement string) statements.Hand {
	once, bound := sha256.Sum256([]byte(person+statement)), sha256.Sum256([]byte(person+statement+as.Member))
	return statements.Hand{Once: once[:], As: bound[:]}
}

func words(lang, body string, of int) statements.Words {
	return statements.Words{Once: uuid.NewString(), Lang: lang, Body: body, Of: of}
}

// draft is a statement of two sections that is there in both languages.
func (h *house) draft() string {
	h.t.Helper()
	id, err := h.Begin(ctx, h.leader, h.campaign, words("en", "A tree in each street", 0))
	must(h.t, err)
	for number := range 3 {
		if number > 0 {
			_, err := h.Add(ctx, h.leader, h.campaign, id, words("en", fmt.Sprintf("We ask for tree %d.\n\nsection 1 5", number), 0))
			must(h.t, err)
		}
		must(h.t, h.Reword(ctx, h.leader, h.campaign, id, number, words("sw", fmt.Sprintf("Mti wa %d", number), 1)))
	}
	return id
}

func (h *house) read(id string) statements.Statement {
	h.t.Helper()
	one, err := h.Statement(ctx, h.leader, h.campaign, id, "en")
	must(h.t, err)
	return one
}

func question() statements.Question {
	text := func(lang string) rounds.Text {
		return rounds.Text{Lang: lang, Title: "This statement?", Body: "Read it."}
	}
	return statements.Question{Once: uuid.NewString(), Days: 3, Texts: []rounds.Text{text("en"), text("sw")}}
}

// asked puts a draft to the group, answered by one with this pick and closed.
func (h *house) asked(id string, pick int) {
	h.t.Helper()
	round, err := h.Ask(ctx, h.leader, h.campaign, id, h.read(id).Revision, question())
	must(h.t, err)
	member := h.member()
	nullifier := sha256.Sum256([]byte(member.Member + round))
	ballot := rounds.Ballot{Picks: []int{pick}}
	if pick == 3 {
		ballot.Words, ballot.Lang = "Not so.", "en"
	}
	must(h.t, h.rounds.Answer(ctx, member, nullifier[:], round, 1, ballot))
	h.pass(3)
	must(h.t, h.rounds.Sweep(ctx))
}

// frozen is a statement that the group has consented to.
func (h *house) frozen() statements.Statement {
	h.t.Helper()
	id := h.draft()
	h.asked(id, 0)
	h.asked(id, 0)
	must(h.t, h.Freeze(ctx, h.leader, h.campaign, id, h.read(id).Revision))
	return h.read(id)
}

// open is a statement that can be signed.
func (h *house) open() statements.Statement {
	h.t.Helper()
	one := h.frozen()
	must(h.t, h.Release(ctx, h.leader, h.campaign, one.ID, one.Revision, hash(one)))
	return h.read(one.ID)
}

func hash(one statements.Statement) string { return fmt.Sprintf("%x", one.Hash) }

// signs has somebody sign, as a person of her own.
func (h *house) signs(a networks.Actor, one statements.Statement, shows string) error {
	choice := statements.Choice{Shows: shows, Role: "survivor", Country: "PH"}
	return h.Sign(ctx, a, hand(a.Member, a, one.ID), one.ID, hash(one), choice, []string{"PH"}, false)
}

func (h *house) signed(one statements.Statement, shows string, times int) (all []networks.Actor) {
	h.t.Helper()
	for range times {
		a := h.member()
		must(h.t, h.signs(a, one, shows))
		all = append(all, a)
	}
	return all
}

// nextDay passes a day, and its batch.
func (h *house) nextDay() {
	h.t.Helper()
	h.pass(1)
	must(h.t, h.Sweep(ctx))
}

// outside is what is read without signing in.
func (h *house) outside(one statements.Statement) (p statements.Published, names string) {
	h.t.Helper()
	p, err := h.Published(ctx, one.Public)
	must(h.t, err)
	signers, _, err := h.Signers(ctx, p, "")
	must(h.t, err)
	for _, signer := range signers {
		names += strings.TrimSpace(signer.Name+" "+signer.Role+" "+signer.Country) + "\n"
	}
	return p, names
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
