package stories

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/server/networks"
)

// insertStory does nothing when there is one of this number: pressed twice.
func insertStory(ctx context.Context, tx *sqlx.Tx, a networks.Actor, id string, sealed []byte) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO stories (network_id, id, member_id, sealed)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`, a.Network, id, a.Member, sealed)
	return err
}

func updateStory(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, story Story, sealed []byte) (changed bool, err error) {
	result, err := db.ExecContext(ctx, `
		UPDATE stories SET sealed = $5, revision = revision + 1
		WHERE network_id = $1
		AND id = $2
		AND member_id = $3
		AND revision = $4`, a.Network, story.ID, a.Member, story.Revision, sealed)
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}

// kept is a story as it lies.
type kept struct {
	ID       string `db:"id"`
	Revision int    `db:"revision"`
	Sealed   []byte `db:"sealed"`
}

func readStory(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, id string) (revision int, sealed []byte, err error) {
	var row kept
	err = sqlx.GetContext(ctx, q, &row, `
		SELECT id, revision, sealed
		FROM stories
		WHERE network_id = $1
		AND id = $2
		AND member_id = $3`, a.Network, id, a.Member)
	return row.Revision, row.Sealed, err
}

func readStories(ctx context.Context, q sqlx.QueryerContext, a networks.Actor) (rows []kept, err error) {
	err = sqlx.SelectContext(ctx, q, &rows, `
		SELECT id, revision, sealed
		FROM stories
		WHERE network_id = $1
		AND member_id = $2
		ORDER BY id
		LIMIT $3`, a.Network, a.Member, StoriesEach)
	return rows, err
}

func countStories(ctx context.Context, q sqlx.QueryerContext, a networks.Actor) (n int, err error) {
	err = sqlx.GetContext(ctx, q, &n, `
		SELECT count(*)
		FROM stories
		WHERE network_id = $1
		AND member_id = $2`, a.Network, a.Member)
	return n, err
}

func deleteStory(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, id string) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM stories
		WHERE network_id = $1
		AND id = $2
		AND member_id = $3`, a.Network, id, a.Member)
	return err
}

func moveStories(ctx context.Context, tx *sqlx.Tx, network, from, to string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE stories SET member_id = $3
		WHERE network_id = $1
		AND member_id = $2`, network, from, to)
	return err
}

const grantColumns = `g.network_id, g.id, g.story_id, g.member_id, g.campaign_id, g.purpose, g.audience, g.channel, g.attribution, g.lang, g.edits, g.asks,
		g.given_on, g.from_on, g.until_on, g.guarded, g.lead_on, g.custodian, g.custodian_on, g.ended_on, g.sealed`

// insertGrant is false when there is one of this number.
func insertGrant(ctx context.Context, tx *sqlx.Tx, g Grant) (first bool, err error) {
	result, err := tx.NamedExecContext(ctx, `
		INSERT INTO story_grants (network_id, id, story_id, member_id, campaign_id, purpose, audience, channel, attribution, lang, edits, asks, given_on, from_on,
			until_on, guarded, sealed)
		VALUES (:network_id, :id, :story_id, :member_id, :campaign_id, :purpose, :audience, :channel, :attribution, :lang, :edits, :asks, :given_on, :from_on,
			:until_on, :guarded, :sealed)
		ON CONFLICT DO NOTHING`, g)
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}

func countGrants(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, today time.Time) (n int, err error) {
	err = sqlx.GetContext(ctx, q, &n, `
		SELECT count(*)
		FROM story_grants
		WHERE network_id = $1
		AND member_id = $2
		AND ended_on IS NULL
		AND until_on >= $3`, a.Network, a.Member, today)
	return n, err
}

// readGrants are those of a story, or of all of hers when story is "": those that live first.
func readGrants(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, story string) (grants []Grant, err error) {
	err = sqlx.SelectContext(ctx, q, &grants, `
		SELECT `+grantColumns+`
		FROM story_grants g
		WHERE g.network_id = $1
		AND g.member_id = $2
		AND ($3 = '' OR g.story_id::text = $3)
		ORDER BY g.ended_on IS NOT NULL, g.given_on DESC, g.id
		LIMIT $4`, a.Network, a.Member, story, listed)
	return grants, err
}

func readGrant(ctx context.Context, q sqlx.QueryerContext, network, id string) (g Grant, err error) {
	err = sqlx.GetContext(ctx, q, &g, `
		SELECT `+grantColumns+`
		FROM story_grants g
		WHERE g.network_id = $1
		AND g.id = $2`, network, id)
	return g, err
}

func lockGrant(ctx context.Context, tx *sqlx.Tx, network, id string) (g Grant, err error) {
	err = tx.GetContext(ctx, &g, `
		SELECT `+grantColumns+`
		FROM story_grants g
		WHERE g.network_id = $1
		AND g.id = $2
		FOR UPDATE`, network, id)
	return g, err
}

func readOffered(ctx context.Context, q sqlx.QueryerContext, network, campaign string, today time.Time) (grants []Grant, err error) {
	err = sqlx.SelectContext(ctx, q, &grants, `
		SELECT `+grantColumns+`
		FROM story_grants g
		WHERE g.network_id = $1
		AND g.campaign_id = $2
		AND g.ended_on IS NULL
		AND g.until_on >= $3
		ORDER BY g.id
		LIMIT $4`, network, campaign, today, listed)
	return grants, err
}

// readGuarded are those of a network that the lead may decide about: not her own, and none of the campaigns that she works on.
func readGuarded(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, works []string, today time.Time) (grants []Grant, err error) {
	err = sqlx.SelectContext(ctx, q, &grants, `
		SELECT `+grantColumns+`
		FROM story_grants g
		WHERE g.network_id = $1
		AND g.guarded
		AND g.ended_on IS NULL
		AND g.until_on >= $3
		AND g.member_id <> $2
		AND g.campaign_id <> ALL($5)
		ORDER BY g.lead_on IS NOT NULL, g.given_on, g.id
		LIMIT $4`, a.Network, a.Member, today, listed, append(pq.StringArray{}, works...))
	return grants, err
}

func agreeGrant(ctx context.Context, tx *sqlx.Tx, g Grant, agreed Agreement, today time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE story_grants SET lead_on = $3, custodian = $4, custodian_on = $5
		WHERE network_id = $1
		AND id = $2`, g.Network, g.ID, today, agreed.Custodian, agreed.On)
	return err
}

func endGrant(ctx context.Context, tx *sqlx.Tx, g Grant, today time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE story_grants SET ended_on = $3, sealed = ''
		WHERE network_id = $1
		AND id = $2`, g.Network, g.ID, today)
	return err
}

func askFromNow(ctx context.Context, tx *sqlx.Tx, g Grant) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE story_grants SET asks = true
		WHERE network_id = $1
		AND id = $2`, g.Network, g.ID)
	return err
}

func deleteGrants(ctx context.Context, tx *sqlx.Tx, network, member string) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM story_grants
		WHERE network_id = $1
		AND member_id = $2`, network, member)
	return err
}

func readOver(ctx context.Context, q sqlx.QueryerContext, today time.Time) (grants []Grant, err error) {
	err = sqlx.SelectContext(ctx, q, &grants, `
		SELECT `+grantColumns+`
		FROM story_grants g
		WHERE g.ended_on IS NULL
		AND g.until_on < $1
		LIMIT $2`, today, listed)
	return grants, err
}

// readNeeded says of some keys' names which a grant that hasn't ended needs.
func readNeeded(ctx context.Context, q sqlx.QueryerContext, names []string) (needed map[string]bool, err error) {
	needed = map[string]bool{}
	var ids []string
	err = sqlx.SelectContext(ctx, q, &ids, `
		SELECT id
		FROM story_grants
		WHERE id::text = ANY($1)
		AND ended_on IS NULL`, pq.Array(names))
	for _, id := range ids {
		needed[id] = true
	}
	return needed, err
}

// insertEvent numbers the events of a grant, which is locked.
func insertEvent(ctx context.Context, tx *sqlx.Tx, g Grant, kind string, today time.Time) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO story_events (network_id, grant_id, number, kind, day)
		SELECT $1, $2, count(*) + 1, $3, $4
		FROM story_events
		WHERE network_id = $1
		AND grant_id = $2`, g.Network, g.ID, kind, today)
	return err
}

func readEvents(ctx context.Context, q sqlx.QueryerContext, network, grant string) (events []Event, err error) {
	err = sqlx.SelectContext(ctx, q, &events, `
		SELECT grant_id, number, kind, day
		FROM story_events
		WHERE network_id = $1
		AND grant_id = $2
		ORDER BY number
		LIMIT $3`, network, grant, listed)
	return events, err
}
