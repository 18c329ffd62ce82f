package engagements

import (
	"context"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// violates says whether err is the breaking of the named constraint.
func violates(err error, constraint string) bool {
	var problem *pq.Error
	return errors.As(err, &problem) && problem.Constraint == constraint
}

func countEngagements(ctx context.Context, tx *sqlx.Tx, network, campaign string) (count int, err error) {
	err = tx.GetContext(ctx, &count, `
		SELECT count(*)
		FROM engagements
		WHERE network_id = $1
		AND campaign_id = $2`, network, campaign)
	return count, err
}

// insertEngagement returns the id of the engagement that the form noted: another's when it was sent before.
func insertEngagement(ctx context.Context, tx *sqlx.Tx, e Engagement, once string) (id string, err error) {
	err = tx.GetContext(ctx, &id, `
		INSERT INTO engagements (network_id, campaign_id, id, once, kind, title, lang, body, day, number, stated, source)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT ON CONSTRAINT engagements_once DO UPDATE SET once = EXCLUDED.once
		RETURNING id`, e.Network, e.Campaign, e.ID, once, e.Kind, e.Title, e.Lang, e.Body, e.Day, e.Number, e.Stated, e.Source)
	return id, err
}

func updateEngagement(ctx context.Context, tx *sqlx.Tx, e Engagement) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE engagements
		SET kind = $4, title = $5, lang = $6, body = $7, day = $8, number = $9, stated = $10, source = $11, revision = revision + 1
		WHERE network_id = $1
		AND campaign_id = $2
		AND id = $3`, e.Network, e.Campaign, e.ID, e.Kind, e.Title, e.Lang, e.Body, e.Day, e.Number, e.Stated, e.Source)
	return err
}

func updateState(ctx context.Context, tx *sqlx.Tx, e Engagement) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE engagements SET state = $4, note_lang = $5, note = $6, source = $7, revision = revision + 1
		WHERE network_id = $1
		AND campaign_id = $2
		AND id = $3`, e.Network, e.Campaign, e.ID, e.State, e.NoteLang, e.Note, e.Source)
	return err
}

const engagementColumns = `e.network_id, e.campaign_id, e.id, e.kind, e.title, e.lang, e.body, e.day, e.number, e.stated, e.source, e.state, e.note_lang,
		e.note, e.revision, s.closes_on, s.merged`

const withScores = `
		LEFT JOIN engagement_scores s ON s.network_id = e.network_id AND s.campaign_id = e.campaign_id AND s.engagement_id = e.id`

func readEngagement(ctx context.Context, q sqlx.QueryerContext, network, campaign, id string) (e Engagement, err error) {
	err = sqlx.GetContext(ctx, q, &e, `
		SELECT `+engagementColumns+`
		FROM engagements e`+withScores+`
		WHERE e.network_id = $1
		AND e.campaign_id = $2
		AND e.id::text = $3`, network, campaign, id)
	return e, err
}

func readEngagements(ctx context.Context, q sqlx.QueryerContext, network, campaign string, planned bool) (all []Engagement, err error) {
	err = sqlx.SelectContext(ctx, q, &all, `
		SELECT `+engagementColumns+`
		FROM engagements e`+withScores+`
		WHERE e.network_id = $1
		AND e.campaign_id = $2
		AND (e.state = 'held' OR $3)
		ORDER BY e.day DESC, e.id
		LIMIT $4`, network, campaign, planned, AtMost)
	return all, err
}

func insertScores(ctx context.Context, tx *sqlx.Tx, e Engagement, closes time.Time) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO engagement_scores (network_id, campaign_id, engagement_id, closes_on)
		VALUES ($1, $2, $3, $4)`, e.Network, e.Campaign, e.ID, closes)
	return err
}

// scoreRow is a row of scores as it lies.
type scoreRow struct {
	Network    string        `db:"network_id"`
	Campaign   string        `db:"campaign_id"`
	Engagement string        `db:"engagement_id"`
	Open       bool          `db:"open"`
	Given      pq.ByteaArray `db:"given"`
	Each       pq.Int64Array `db:"counts"`
	Counts     []int         `db:"-"`
}

func (r scoreRow) scores() scores {
	s := scores{Given: r.Given, Open: r.Open}
	for _, count := range r.Each {
		s.Counts = append(s.Counts, int(count))
	}
	return s
}

const scoresOf = `
		SELECT network_id, campaign_id, engagement_id, closes_on > $4 AND merged IS NULL AS open, given, counts
		FROM engagement_scores
		WHERE network_id = $1
		AND campaign_id = $2
		AND engagement_id = $3`

func readScores(ctx context.Context, q sqlx.QueryerContext, e Engagement, today time.Time) (scores, error) {
	var row scoreRow
	err := sqlx.GetContext(ctx, q, &row, scoresOf, e.Network, e.Campaign, e.ID, today)
	return row.scores(), err
}

func lockScores(ctx context.Context, tx *sqlx.Tx, e Engagement, today time.Time) (scores, error) {
	var row scoreRow
	err := tx.GetContext(ctx, &row, scoresOf+`
		FOR UPDATE`, e.Network, e.Campaign, e.ID, today)
	return row.scores(), err
}

func updateScores(ctx context.Context, tx *sqlx.Tx, e Engagement, s scores) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE engagement_scores SET given = $4, counts = $5
		WHERE network_id = $1
		AND campaign_id = $2
		AND engagement_id = $3`, e.Network, e.Campaign, e.ID, pq.ByteaArray(s.Given), pq.Array(s.Counts))
	return err
}

func lockOver(ctx context.Context, tx *sqlx.Tx, today time.Time, limit int) (rows []scoreRow, err error) {
	err = tx.SelectContext(ctx, &rows, `
		SELECT network_id, campaign_id, engagement_id, false AS open, given, counts
		FROM engagement_scores
		WHERE closes_on <= $1
		AND merged IS NULL
		ORDER BY network_id, campaign_id, engagement_id
		LIMIT $2
		FOR UPDATE`, today, limit)
	for i := range rows {
		rows[i].Counts = rows[i].scores().Counts
	}
	return rows, err
}

func releaseScores(ctx context.Context, tx *sqlx.Tx, row scoreRow, merged string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE engagement_scores SET given = '{}', counts = '{}', merged = $4
		WHERE network_id = $1
		AND campaign_id = $2
		AND engagement_id = $3`, row.Network, row.Campaign, row.Engagement, merged)
	return err
}
