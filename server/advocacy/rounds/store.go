package rounds

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

var errNoRow = sql.ErrNoRows

const roundColumns = `network_id, id, space_id, kind, subject_kind, subject, languages, options, days, version, state, starts_on, closes_on,
	paused_on, spent, key_name, roll, roll_hash, outcome, outcome_lang, review_on, revision`

// dueAtOnce is how many rounds one sweep closes.
const dueAtOnce = 500

func readRound(ctx context.Context, q sqlx.QueryerContext, network, id string) (round Round, err error) {
	err = sqlx.GetContext(ctx, q, &round, `
		SELECT `+roundColumns+`
		FROM rounds
		WHERE network_id = $1
		AND id = $2`, network, id)
	return round, err
}

func lockRound(ctx context.Context, tx *sqlx.Tx, network, id string) (round Round, err error) {
	err = tx.GetContext(ctx, &round, `
		SELECT `+roundColumns+`
		FROM rounds
		WHERE network_id = $1
		AND id = $2
		FOR UPDATE`, network, id)
	return round, err
}

// insertRound returns the id of the round that the form began: another's when it was sent before.
func insertRound(ctx context.Context, tx *sqlx.Tx, r Round, once string) (id string, err error) {
	err = tx.GetContext(ctx, &id, `
		INSERT INTO rounds (network_id, id, space_id, once, kind, subject_kind, subject, languages, options, days)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT ON CONSTRAINT rounds_once DO UPDATE SET once = EXCLUDED.once
		RETURNING id`, r.Network, r.ID, r.Space, once, r.Kind, r.SubjectKind, r.Subject, r.Languages, r.Options, r.Days)
	return id, err
}

func writeText(ctx context.Context, tx *sqlx.Tx, r Round, t Text) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO round_texts (network_id, round_id, lang, version, title, body, options)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (network_id, round_id, lang) DO UPDATE
		SET version = EXCLUDED.version, title = EXCLUDED.title, body = EXCLUDED.body, options = EXCLUDED.options`,
		r.Network, r.ID, t.Lang, t.Version, t.Title, t.Body, t.Options)
	return err
}

func countReady(ctx context.Context, tx *sqlx.Tx, r Round) (ready int, err error) {
	err = tx.GetContext(ctx, &ready, `
		SELECT count(*)
		FROM round_texts
		WHERE network_id = $1
		AND round_id = $2
		AND version = $3`, r.Network, r.ID, r.Version)
	return ready, err
}

func readTexts(ctx context.Context, q sqlx.QueryerContext, network, round string) (texts []Text, err error) {
	err = sqlx.SelectContext(ctx, q, &texts, `
		SELECT lang, version, title, body, options
		FROM round_texts
		WHERE network_id = $1
		AND round_id = $2
		ORDER BY lang
		LIMIT 100`, network, round)
	return texts, err
}

func openRound(ctx context.Context, tx *sqlx.Tx, r Round, starts, closes time.Time, key []byte) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE rounds
		SET state = 'open', starts_on = $3::date, closes_on = $4, key_name = $5, paused_on = CASE WHEN paused_on IS NOT NULL THEN $3::date END
		WHERE network_id = $1
		AND id = $2`, r.Network, r.ID, starts, closes, key)
	return err
}

func updateState(ctx context.Context, tx *sqlx.Tx, r Round, to State) error {
	_, err := tx.ExecContext(ctx, `UPDATE rounds SET state = $3 WHERE network_id = $1 AND id = $2`, r.Network, r.ID, to)
	return err
}

// insertAnswer puts an answer on the roll, unless the round has ended, paused or changed meanwhile. The round is held meanwhile, by
// any number at once, so that nobody counts before this is written.
func insertAnswer(ctx context.Context, db *sqlx.DB, r Round, today time.Time, nullifier, sealed []byte) (in bool, err error) {
	result, err := db.ExecContext(ctx, `
		WITH open AS (
			SELECT network_id, id
			FROM rounds
			WHERE network_id = $1
			AND id = $2
			AND version = $3
			AND state = 'open'
			AND paused_on IS NULL
			AND closes_on > $4
			FOR SHARE
		)
		INSERT INTO round_roll (network_id, round_id, nullifier, sealed)
		SELECT network_id, id, $5, $6
		FROM open
		ON CONFLICT (network_id, round_id, nullifier) DO UPDATE SET sealed = EXCLUDED.sealed`, r.Network, r.ID, r.Version, today, nullifier, sealed)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

func readEnrolled(ctx context.Context, q sqlx.QueryerContext, network, round string, nullifier []byte) error {
	var there bool
	return sqlx.GetContext(ctx, q, &there, `
		SELECT true
		FROM round_roll
		WHERE network_id = $1
		AND round_id = $2
		AND nullifier = $3`, network, round, nullifier)
}

func readDue(ctx context.Context, q sqlx.QueryerContext, today time.Time) (due []Round, err error) {
	err = sqlx.SelectContext(ctx, q, &due, `
		SELECT `+roundColumns+`
		FROM rounds
		WHERE state IN ('open', 'counting', 'counted')
		AND closes_on <= $1
		AND paused_on IS NULL
		ORDER BY closes_on
		LIMIT $2`, today, dueAtOnce)
	return due, err
}

// rollRow is somebody's answer while a round is open.
type rollRow struct {
	Nullifier []byte `db:"nullifier"`
	Sealed    []byte `db:"sealed"`
}

// readRoll reads all of a roll: it is counted at once or not at all.
func readRoll(ctx context.Context, tx *sqlx.Tx, r Round) (roll []rollRow, err error) {
	err = tx.SelectContext(ctx, &roll, `
		SELECT nullifier, sealed
		FROM round_roll
		WHERE network_id = $1
		AND round_id = $2
		ORDER BY nullifier`, r.Network, r.ID)
	return roll, err
}

// insertBallots writes answers in the order in which they come.
func insertBallots(ctx context.Context, tx *sqlx.Tx, r Round, ballots []Ballot) error {
	picks, words, langs := pq.StringArray{}, pq.StringArray{}, pq.StringArray{}
	for _, b := range ballots {
		picks, words, langs = append(picks, "{"+strings.Trim(strings.ReplaceAll(fmt.Sprint(b.Picks), " ", ","), "[]")+"}"), append(words, b.Words), append(langs, b.Lang)
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO ballots (network_id, round_id, number, picks, words, lang)
		SELECT $1, $2, number, picks::smallint[], words, lang
		FROM unnest($3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS b (picks, words, lang, number)
		ORDER BY number`, r.Network, r.ID, picks, words, langs)
	return err
}

func updateCounted(ctx context.Context, tx *sqlx.Tx, r Round, roll int, hash []byte) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE rounds
		SET state = 'counted', roll = $3, roll_hash = $4
		WHERE network_id = $1
		AND id = $2`, r.Network, r.ID, roll, hash)
	return err
}

// rewriteRoll writes a roll anew without answers: all by one transaction, in the order of the nullifiers, so that nothing of the
// order remains in which people came.
func rewriteRoll(ctx context.Context, tx *sqlx.Tx, r Round) error {
	_, err := tx.ExecContext(ctx, `
		WITH gone AS (
			DELETE FROM round_roll
			WHERE network_id = $1
			AND round_id = $2
			RETURNING nullifier
		)
		INSERT INTO round_roll (network_id, round_id, nullifier)
		SELECT $1, $2, nullifier
		FROM gone
		ORDER BY nullifier`, r.Network, r.ID)
	return err
}

// readRounds lists rounds, each with its title in a language if it has one.
func readRounds(ctx context.Context, q sqlx.QueryerContext, network, space, lang string, after After, today time.Time, most int) (lines []Line, err error) {
	err = sqlx.SelectContext(ctx, q, &lines, `
		SELECT r.network_id, r.id, r.space_id, r.kind, r.subject_kind, r.subject, r.languages, r.options, r.days, r.version, r.state, r.starts_on,
			r.closes_on, r.paused_on, r.spent, r.key_name, r.roll, r.roll_hash, r.outcome, r.outcome_lang, r.review_on, r.revision,
			t.lang AS text_lang, t.title, `+rankSQL+` AS rank
		FROM rounds r
		CROSS JOIN LATERAL (
			SELECT lang, title
			FROM round_texts t
			WHERE t.network_id = r.network_id
			AND t.round_id = r.id
			ORDER BY version DESC, lang = $3 DESC, lang
			LIMIT 1
		) t
		WHERE r.network_id = $1
		AND r.space_id = $2
		AND (`+rankSQL+`, r.id) > ($5, $6)
		ORDER BY rank, r.id
		LIMIT $7`, network, space, lang, today, after.Rank, after.ID, most)
	return lines, err
}

// rankSQL puts what needs somebody first: what is to be looked at again, what is open, what is prepared, and then what is over.
const rankSQL = `CASE WHEN r.state = 'closed' AND r.review_on <= $4 THEN 0 WHEN r.state IN ('open', 'counting', 'counted') THEN 1
	WHEN r.state = 'preparing' THEN 2 ELSE 3 END`

// readCells counts the first picks of a round's answers.
func readCells(ctx context.Context, q sqlx.QueryerContext, network, round string) (cells []cell, err error) {
	err = sqlx.SelectContext(ctx, q, &cells, `
		SELECT pick, count(*) AS count
		FROM ballots b
		CROSS JOIN LATERAL unnest(b.picks) AS pick
		WHERE b.network_id = $1
		AND b.round_id = $2
		GROUP BY pick`, network, round)
	return cells, err
}

// readWords reads words that came with answers, after a number.
func readWords(ctx context.Context, q sqlx.QueryerContext, network, round string, after, most int) (said []Said, err error) {
	err = sqlx.SelectContext(ctx, q, &said, `
		SELECT number, coalesce(picks[1], -1) AS pick, words, lang
		FROM ballots
		WHERE network_id = $1
		AND round_id = $2
		AND number > $3
		AND words <> ''
		ORDER BY number
		LIMIT $4`, network, round, after, most)
	return said, err
}

// readRankings reads all answers of a round in which the order counts.
func readRankings(ctx context.Context, q sqlx.QueryerContext, network, round string) (rankings []pq.Int64Array, err error) {
	err = sqlx.SelectContext(ctx, q, &rankings, `
		SELECT picks
		FROM ballots
		WHERE network_id = $1
		AND round_id = $2
		ORDER BY number`, network, round)
	return rankings, err
}
