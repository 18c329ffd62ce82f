package main

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/migrations/dbtest"
	"tinig/server/accounts"
	"tinig/server/forum"
)

// linkedPersons is how many people the thief tries to link. Each is a member of two networks.
const linkedPersons = 20

// double is a member in each of two networks, and what opens them: of one person one phrase, of two persons one each.
type double struct {
	phrases []string
	cookies []string
	members [2]string
}

// Promise 2: somebody holds two successive dumps of the whole database and knows all that PostgreSQL notes about its rows.
// He tries to pair the members of twenty people who joined, wrote and came back in no special order. Before the night's
// rewrite he succeeds, which shows that he knows his trade; after it he does no better than chance. The same is done once with an
// account a person and once with an account a member: in either case he sees the same.
func TestAThiefOfTwoDumpsCantPairThePersonsMembers(t *testing.T) {
	for _, accountsEach := range []int{1, 2} {
		t.Run(fmt.Sprintf("%d accounts each", accountsEach), func(t *testing.T) { robbed(t, accountsEach) })
	}
}

func robbed(t *testing.T, accountsEach int) {
	h := newHouse(t)
	people := h.settle(t, linkedPersons, func(int) int { return accountsEach }, h.writeEverywhere)
	before := dumpWithPlaces(t, h.db)
	h.night(t)
	first := dumpWithPlaces(t, h.db)
	nothingShared(t, h.db, people)
	h.comeBack(t, people)
	h.night(t)
	second := dumpWithPlaces(t, h.db)
	nothingShared(t, h.db, people)

	if hits := pairs(people, before); hits < linkedPersons/2 {
		t.Errorf("before the rewrite the thief pairs %d of %d: he isn't much of a test", hits, linkedPersons)
	}
	for name, dumps := range map[string][]places{"one dump": {first}, "two dumps": {first, second}} {
		if hits := pairs(people, dumps...); hits > 5 { // by chance 1; more than 5 once in a thousand runs
			t.Errorf("from %s the thief pairs %d of %d", name, hits, linkedPersons)
		}
	}
}

// newHouse is the domains over a scratch database, without a site.
func newHouse(t *testing.T) *house {
	t.Helper()
	return houseOn(t, dbtest.URL(t), t.TempDir())
}

// demoHouse is the domains over a copy of the demo's data, without a site.
func demoHouse(t *testing.T) *house {
	t.Helper()
	p := &program{t: t, data: t.TempDir()}
	p.like(filledDemo())
	return houseOn(t, p.database, p.data)
}

func houseOn(t *testing.T, database, data string) *house {
	t.Helper()
	db, err := sqlx.Connect("postgres", database)
	must(t, err)
	t.Cleanup(func() { db.Close() })
	h, err := join(t.Context(), Config{Data: data, Database: database}, db, nil, slog.New(slog.DiscardHandler))
	must(t, err)
	t.Cleanup(func() { h.second.Close() })
	return h
}

// settle founds two networks; everybody joins both, one after the other, with so many accounts, and writes in both.
func (h *house) settle(t *testing.T, persons int, accountsOf func(person int) int, write func(*testing.T, *accounts.Session)) (people []*double) {
	t.Helper()
	ctx := context.Background()
	s, err := newSeeder(ctx, h)
	must(t, err)
	for _, plan := range []demoNetwork{
		{Name: "One", Kind: "local", Languages: []string{"en"}, Steward: "First Steward"},
		{Name: "Two", Kind: "global", Languages: []string{"en"}, Steward: "Second Steward"},
	} {
		must(t, s.found(ctx, plan))
		h.campaignToSpeakIn(t, s.networks[plan.Name].ID)
	}
	for i := range persons {
		p := &double{}
		var session *accounts.Session
		var open []*accounts.Session
		for n, network := range []string{"One", "Two"} {
			name := fmt.Sprintf("Member %d of %s", i, network)
			steward, err := s.actor(ctx, network, stewardOf[network])
			must(t, err)
			must(t, s.admit(ctx, steward, network, demoMember{Name: name}))
			p.members[n] = s.members[network][name].id
			membership := s.membership(network, name)
			if n < accountsOf(i) {
				p.phrases = append(p.phrases, accounts.NewPhrase("en"))
				cookie, _, err := h.accounts.Create(ctx, p.phrases[n], membership, accounts.Settings{}, accounts.Device{})
				must(t, err)
				session, err = h.accounts.Open(ctx, cookie)
				must(t, err)
				open = append(open, session)
				p.cookies = append(p.cookies, cookie)
				must(t, h.accounts.Hold(ctx, session, time.Now().Add(6*time.Hour)))
			} else {
				must(t, h.accounts.Add(ctx, session, membership))
			}
		}
		people = append(people, p)
		for _, session := range open {
			write(t, session)
		}
	}
	return people
}

var stewardOf = map[string]string{"One": "First Steward", "Two": "Second Steward"}

// comeBack lets everybody sign in and write again, in an order of chance.
func (h *house) comeBack(t *testing.T, people []*double) {
	t.Helper()
	ctx := context.Background()
	for _, i := range rand.Perm(len(people)) {
		for _, phrase := range people[i].phrases {
			cookie, err := h.accounts.SignIn(ctx, phrase, accounts.Device{})
			must(t, err)
			session, err := h.accounts.Open(ctx, cookie)
			must(t, err)
			h.writeEverywhere(t, session)
		}
	}
}

// writeEverywhere writes and speaks for a campaign in each of her networks.
func (h *house) writeEverywhere(t *testing.T, session *accounts.Session) {
	t.Helper()
	h.write(t, session)
	for _, m := range session.Memberships {
		actor, err := h.networks.Enter(context.Background(), m.Network, m.Member, accounts.ClaimHash(m.Claim))
		must(t, err)
		h.speakAs(t, session, actor)
	}
}

// write starts a topic (which waits for a moderator) and keeps a draft in each of her networks.
func (h *house) write(t *testing.T, session *accounts.Session) {
	t.Helper()
	ctx := context.Background()
	for _, m := range session.Memberships {
		actor, err := h.networks.Enter(ctx, m.Network, m.Member, accounts.ClaimHash(m.Claim))
		must(t, err)
		spaces, err := h.networks.Spaces(ctx, actor)
		must(t, err)
		sealer := session.Keeper(m.Member, "draft")
		_, err = h.forum.Start(ctx, actor, sealer, spaces[0].ID, forum.Draft{Title: "Hello", Body: "Hello.", Lang: "en", Once: uuid.NewString()})
		must(t, err)
		must(t, h.forum.SaveDraft(ctx, actor, sealer, spaces[0].ID, forum.Draft{Body: "not yet", Lang: "en"}))
	}
}

// night is what every night does before the backup.
func (h *house) night(t *testing.T) {
	t.Helper()
	must(t, h.rewrite(context.Background(), time.Now()))
}

// places is where and when rows stand, by table and by the id that they hold: its place in the file and its transaction.
type places map[string]map[string][2]float64

// placed are the tables in which rows stand for one member, and how a thief finds whom: "" stands for nobody.
var placed = map[string]string{
	"members": "r.id", "held_posts": "r.author_id", "drafts": "r.member_id", "audit_records": "r.subject", "notices": "r.member_id",
	"stories": "r.member_id", "story_grants": "r.member_id", "contributions": "r.member_id", "speaker_wishes": "r.member_id",
	"signatures":       "r.member_id",
	"story_events":     "(SELECT g.member_id FROM story_grants g WHERE g.id = r.grant_id)",
	"story_uses":       "(SELECT g.member_id FROM story_grants g WHERE g.id = r.grant_id)",
	"signature_grants": "(SELECT s.member_id FROM signatures s WHERE s.statement_id = r.statement_id AND s.nullifier = r.nullifier)",
}

// dumpWithPlaces notes, for every row that names a member, its rank in the file and the number of its transaction.
func dumpWithPlaces(t *testing.T, db *sqlx.DB) places {
	t.Helper()
	dump := places{}
	for table, whose := range placed {
		rows, err := db.Query(fmt.Sprintf(`SELECT coalesce(%s::text, ''), row_number() OVER (ORDER BY r.ctid), r.xmin::text::bigint FROM %s r`, whose, table))
		must(t, err)
		dump[table] = map[string][2]float64{}
		for rows.Next() {
			var id string
			var at [2]float64
			must(t, rows.Scan(&id, &at[0], &at[1]))
			dump[table][id] = at
		}
		must(t, rows.Err())
		rows.Close()
	}
	return dump
}

// pairs counts for how many people the thief's first guess is right: to each member of the one network he gives the member of
// the other whose rows stand nearest to hers, in place and transaction, in any table.
func pairs(people []*double, dumps ...places) (hits int) {
	for _, p := range people {
		best, nearest := "", math.Inf(1)
		for _, other := range people {
			if d := distance(p.members[0], other.members[1], dumps); d < nearest {
				best, nearest = other.members[1], d
			}
		}
		if best == p.members[1] {
			hits++
		}
	}
	return hits
}

func distance(a, b string, dumps []places) float64 {
	nearest := math.Inf(1)
	for _, dump := range dumps {
		for table := range dump {
			x, hers := dump[table][a]
			y, others := dump[table][b]
			if hers && others {
				nearest = min(nearest, math.Abs(x[0]-y[0])+math.Abs(x[1]-y[1]))
			}
		}
	}
	return nearest
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
