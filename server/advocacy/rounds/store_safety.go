package rounds

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// clearRound throws all answers away and leaves the key to be destroyed. A round that begins anew is of the next version then.
func clearRound(ctx context.Context, tx *sqlx.Tx, r Round, to State) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM round_roll WHERE network_id = $1 AND round_id = $2`, r.Network, r.ID); err != nil {
		return err
	}
	version, paused := r.Version, r.PausedOn
	if to == Preparing {
		version++
	} else {
		paused.Valid = false
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE rounds
		SET spent = version, state = $3, version = $4, paused_on = $5, key_name = NULL, starts_on = NULL, closes_on = NULL
		WHERE network_id = $1
		AND id = $2`, r.Network, r.ID, to, version, paused)
	return err
}

func readSpent(ctx context.Context, q sqlx.QueryerContext) (spent []Round, err error) {
	err = sqlx.SelectContext(ctx, q, &spent, `
		SELECT `+roundColumns+`
		FROM rounds
		WHERE spent IS NOT NULL
		LIMIT $1`, dueAtOnce)
	return spent, err
}

func updateDestroyed(ctx context.Context, db sqlx.ExecerContext, r Round) error {
	_, err := db.ExecContext(ctx, `
		UPDATE rounds
		SET spent = NULL
		WHERE network_id = $1
		AND id = $2
		AND spent = $3`, r.Network, r.ID, r.Spent.Int32)
	return err
}

func insertObjection(ctx context.Context, tx *sqlx.Tx, r Round, nullifier []byte, o SafetyObjection) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO safety_objections (network_id, id, round_id, nullifier, words, lang, day)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, r.Network, o.ID, r.ID, nullifier, o.Words, o.Lang, o.Day)
	return err
}

// countObjections counts what one person found unsafe in a round, and what of it is still waiting.
func countObjections(ctx context.Context, tx *sqlx.Tx, r Round, nullifier []byte) (made, waiting int, err error) {
	err = tx.QueryRowxContext(ctx, `
		SELECT count(*), count(*) FILTER (WHERE decided = '')
		FROM safety_objections
		WHERE network_id = $1
		AND round_id = $2
		AND nullifier = $3`, r.Network, r.ID, nullifier).Scan(&made, &waiting)
	return made, waiting, err
}

func updatePaused(ctx context.Context, tx *sqlx.Tx, r Round, today time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE rounds SET paused_on = $3 WHERE network_id = $1 AND id = $2`, r.Network, r.ID, today)
	return err
}

// updateReleased lets a round go on unless somebody else still objects, with the days that it has rested.
func updateReleased(ctx context.Context, tx *sqlx.Tx, r Round, today time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE rounds
		SET paused_on = NULL, closes_on = closes_on + ($3::date - paused_on)
		WHERE network_id = $1
		AND id = $2
		AND NOT EXISTS (
			SELECT
			FROM safety_objections
			WHERE network_id = $1
			AND round_id = $2
			AND decided = ''
		)`, r.Network, r.ID, today)
	return err
}

func readObjections(ctx context.Context, q sqlx.QueryerContext, network string, most int) (waiting []SafetyObjection, err error) {
	err = sqlx.SelectContext(ctx, q, &waiting, `
		SELECT o.id, o.round_id, o.words, o.lang, o.day, o.decided, o.answer, t.title, t.lang AS text_lang
		FROM safety_objections o
		CROSS JOIN LATERAL (
			SELECT title, lang
			FROM round_texts t
			WHERE t.network_id = o.network_id
			AND t.round_id = o.round_id
			ORDER BY lang = o.lang DESC, lang
			LIMIT 1
		) t
		WHERE o.network_id = $1
		AND o.decided = ''
		ORDER BY o.day, o.id
		LIMIT $2`, network, most)
	return waiting, err
}

func readOwnObjections(ctx context.Context, q sqlx.QueryerContext, network, round string, nullifier []byte) (own []SafetyObjection, err error) {
	err = sqlx.SelectContext(ctx, q, &own, `
		SELECT id, round_id, words, lang, day, decided, answer
		FROM safety_objections
		WHERE network_id = $1
		AND round_id = $2
		AND nullifier = $3
		ORDER BY day DESC, id
		LIMIT $4`, network, round, nullifier, objectionsEach)
	return own, err
}

func readObjectionRound(ctx context.Context, q sqlx.QueryerContext, network, id string) (round string, err error) {
	err = sqlx.GetContext(ctx, q, &round, `SELECT round_id FROM safety_objections WHERE network_id = $1 AND id = $2`, network, id)
	return round, err
}

// decideObjection says whether the objection was still waiting.
func decideObjection(ctx context.Context, tx *sqlx.Tx, r Round, id, decided, answer string, until time.Time) (waited bool, err error) {
	result, err := tx.ExecContext(ctx, `
		UPDATE safety_objections
		SET decided = $4, answer = $5, forget_on = $6
		WHERE network_id = $1
		AND round_id = $2
		AND id = $3
		AND decided = ''`, r.Network, r.ID, id, decided, answer, until)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

func decideRest(ctx context.Context, tx *sqlx.Tx, r Round, answer string, until time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE safety_objections
		SET decided = 'stopped', answer = $3, forget_on = $4
		WHERE network_id = $1
		AND round_id = $2
		AND decided = ''`, r.Network, r.ID, answer, until)
	return err
}

func forgetObjections(ctx context.Context, db sqlx.ExecerContext, today time.Time) error {
	_, err := db.ExecContext(ctx, `DELETE FROM safety_objections WHERE forget_on < $1`, today)
	return err
}

func updateOutcome(ctx context.Context, tx *sqlx.Tx, r Round, o Outcome) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE rounds
		SET outcome = $3, outcome_lang = $4, review_on = $5, revision = revision + 1
		WHERE network_id = $1
		AND id = $2`, r.Network, r.ID, o.Words, o.Lang, o.review())
	return err
}
