package main

import (
	"context"
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/server/accounts"
	"tinig/server/advocacy"
	"tinig/server/advocacy/engagements"
	"tinig/server/advocacy/statements"
	"tinig/server/advocacy/stories"
	"tinig/server/networks"
)

// campaignToSpeakIn is a campaign of somebody else in a network, with a statement that can be signed there.
func (h *house) campaignToSpeakIn(t *testing.T, network string) {
	t.Helper()
	ctx := context.Background()
	leader, claim := uuid.NewString(), sha256.Sum256([]byte(network))
	h.db.MustExec(`INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, vouched, to_hold, joined_on, agreed_version)
		VALUES ($1, $2, 'Leader of all', $3, 'adult', 'confirmed', true, 0, current_date, 0)`, network, leader, claim[:])
	h.db.MustExec(`INSERT INTO member_roles (network_id, member_id, role) VALUES ($1, $2, $3)`, network, leader, networks.RoleSurvivorLeader)
	actor, err := h.networks.Enter(ctx, network, leader, claim[:])
	must(t, err)
	var space string
	must(t, h.db.Get(&space, `SELECT id FROM spaces WHERE network_id = $1 AND purpose = 'advocacy'`, network))
	campaign, err := h.advocacy.Begin(ctx, actor, advocacy.Draft{Once: uuid.NewString(), Space: space, Lang: "en", Title: "A tree in each street", Goal: "Shade for all.",
		Languages: []string{"en"}, StartsOn: ago(0), GroupUntil: ago(-90)})
	must(t, err)
	h.db.MustExec(`WITH open AS (
			INSERT INTO statements (network_id, id, campaign_id, public_id, once, languages, state, version, hash, frozen_on, opened_on)
			VALUES ($1, $2::uuid, $3, gen_random_uuid(), gen_random_uuid(), '{en}', 'open', 1, sha256($2::uuid::text::bytea), current_date, current_date)
			RETURNING network_id, id, hash
		)
		INSERT INTO statement_carriers (network_id, statement_id, home_id, hash, taken_on)
		SELECT network_id, id, network_id, hash, current_date FROM open`, network, uuid.NewString(), campaign)
}

// speakAs does once more, as one of her members, what a member does in a campaign: keeps and lends a story, signs under her name here, says at
// what she would speak, and writes in her own record.
func (h *house) speakAs(t *testing.T, session *accounts.Session, her networks.Actor) {
	t.Helper()
	ctx := context.Background()
	var to struct{ Statement, Campaign, Hash string }
	must(t, h.db.Get(&to, `SELECT id AS statement, campaign_id AS campaign, encode(hash, 'hex') AS hash FROM statements WHERE network_id = $1`, her.Network))
	own := session.Keeper(her.Member, "stories")
	story := stories.Story{ID: uuid.NewString(), Words: stories.Words{Title: "One day", Body: "It rained.", Lang: "en"}}
	must(t, h.stories.Keep(ctx, her, own, story))
	must(t, h.stories.Give(ctx, her, own, story.ID, stories.Draft{Once: uuid.NewString(), Campaign: to.Campaign, Terms: stories.Terms{Purpose: "law",
		Audience: "officials", Channel: "letter", Attribution: "pseudonym", Lang: "en", Asks: true, FromOn: ago(0), UntilOn: ago(-90)}}))
	hand := statements.Hand{Once: session.Nullifier("statement " + to.Statement), As: session.Nullifier("statement " + to.Statement + " as " + her.Member)}
	was, err := h.statements.Signed(ctx, her, hand, to.Statement)
	must(t, err)
	must(t, h.statements.Sign(ctx, her, hand, to.Statement, to.Hash, statements.Choice{Shows: statements.Pseudonym}, nil, was.Stands()))
	must(t, h.engagements.Wish(ctx, her, engagements.Wishes{Kinds: []string{"forum"}, RestDays: 90}))
	must(t, h.stories.Note(ctx, her, session.Keeper(her.Member, "record"),
		stories.Contribution{About: uuid.NewString(), Day: time.Now().UTC().Truncate(24 * time.Hour), Title: "I signed.", Lang: "en"}))
}

// nothingShared fails when rows of both members of somebody hold one value that is long enough to be nobody else's, or one row holds both.
func nothingShared(t *testing.T, db *sqlx.DB, people []*double) {
	t.Helper()
	dump := rowsOf(t, db)
	for _, p := range people[:5] {
		one, other := valuesOf(dump, p.members[0]), valuesOf(dump, p.members[1])
		for value := range one {
			if other[value] && unique.MatchString(value) && !ofMany(dump, value) {
				t.Errorf("rows of both members of one person hold %q", value)
			}
		}
		for table, rows := range dump {
			for _, row := range rows {
				if strings.Contains(row, p.members[0]) && strings.Contains(row, p.members[1]) {
					t.Errorf("a row of %s holds both members: %s", table, row)
				}
			}
		}
	}
	var nullifiers, expected int
	must(t, db.Get(&nullifiers, `SELECT count(DISTINCT value) FROM signatures CROSS JOIN LATERAL unnest(ARRAY[nullifier, bound]) value`))
	must(t, db.Get(&expected, `SELECT 2 * count(*) FROM signatures`))
	if nullifiers != expected || expected != 4*len(people) {
		t.Errorf("of %d values in signatures %d differ", expected, nullifiers)
	}
}

// ofMany says whether a value stands in more rows than one person could have written.
func ofMany(dump map[string][]string, value string) bool {
	count := 0
	for _, rows := range dump {
		count += strings.Count(strings.Join(rows, "\n"), value)
	}
	return count > 2*linkedPersons
}
