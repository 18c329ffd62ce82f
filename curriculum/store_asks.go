package curriculum

import (
	"context"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// questionRow is a question with its counts, which leave this package as a result only.
type questionRow struct {
	ID     string        `db:"id"`
	Kind   string        `db:"kind"`
	Block  string        `db:"block"`
	State  string        `db:"state"`
	Counts pq.Int64Array `db:"counts"`
	Paper  pq.Int64Array `db:"paper"`
	Result []byte        `db:"result"`
	Enough bool          `db:"enough"`
}

func insertQuestion(ctx context.Context, tx *sqlx.Tx, r Room, id, kind string, options int) (asked bool, err error) {
	result, err := tx.ExecContext(ctx, `
		INSERT INTO room_asks (network_id, cohort_id, number, id, kind, block, state, counts, paper)
		VALUES ($1, $2, $3, $4, $5, $6, 'open', array_fill(0, ARRAY[$7::integer]), array_fill(0, ARRAY[$7::integer]))
		ON CONFLICT ON CONSTRAINT room_asks_once DO NOTHING`, r.Network, r.Cohort, r.Number, id, kind, r.Block, options)
	if err != nil {
		return false, err
	}
	added, err := result.RowsAffected()
	return added == 1, err
}

func lockQuestion(ctx context.Context, tx *sqlx.Tx, r Room, id string) (q questionRow, err error) {
	err = tx.GetContext(ctx, &q, `
		SELECT id, kind, block, state, counts, paper
		FROM room_asks
		WHERE network_id = $1
		AND cohort_id = $2
		AND id = $3
		AND number = $4
		FOR UPDATE`, r.Network, r.Cohort, id, r.Number)
	return q, err
}

// readQuestions has no counts, only whether there are enough of them.
func readQuestions(ctx context.Context, q sqlx.QueryerContext, r Room) (rows []questionRow, err error) {
	err = sqlx.SelectContext(ctx, q, &rows, `
		SELECT id, kind, block, state, coalesce(result, '') AS result, (SELECT coalesce(sum(n), 0) FROM unnest(counts) AS n) >= $4 AS enough
		FROM room_asks
		WHERE network_id = $1
		AND cohort_id = $2
		AND number = $3
		AND state <> 'gone'
		ORDER BY kind, id
		LIMIT 100`, r.Network, r.Cohort, r.Number, answersNeeded)
	return rows, err
}

// insertAnswered says whether it is the first time.
func insertAnswered(ctx context.Context, tx *sqlx.Tx, r Room, question string, nullifier []byte) (first bool, err error) {
	result, err := tx.ExecContext(ctx, `
		INSERT INTO room_answered (network_id, cohort_id, ask_id, nullifier)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`, r.Network, r.Cohort, question, nullifier)
	if err != nil {
		return false, err
	}
	added, err := result.RowsAffected()
	return added == 1, err
}

func hasAnswered(ctx context.Context, q sqlx.QueryerContext, r Room, question string, nullifier []byte) (has bool, err error) {
	err = sqlx.GetContext(ctx, q, &has, `
		SELECT EXISTS (
			SELECT
			FROM room_answered
			WHERE network_id = $1
			AND cohort_id = $2
			AND ask_id = $3
			AND nullifier = $4
		)`, r.Network, r.Cohort, question, nullifier)
	return has, err
}

func updateCounts(ctx context.Context, tx *sqlx.Tx, r Room, question string, counts pq.Int64Array) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE room_asks SET counts = $4
		WHERE network_id = $1
		AND cohort_id = $2
		AND id = $3`, r.Network, r.Cohort, question, counts)
	return err
}

func updatePaper(ctx context.Context, tx *sqlx.Tx, r Room, question string, counts []int) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE room_asks SET paper = $4
		WHERE network_id = $1
		AND cohort_id = $2
		AND id = $3`, r.Network, r.Cohort, question, pq.Array(counts))
	return err
}

// closeQuestion keeps the result, and forgets the answers and that anybody gave one.
func closeQuestion(ctx context.Context, tx *sqlx.Tx, r Room, question string, made []byte) error {
	if _, err := tx.ExecContext(ctx, `
		DELETE FROM room_answered
		WHERE network_id = $1
		AND cohort_id = $2
		AND ask_id = $3`, r.Network, r.Cohort, question); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE room_asks SET state = 'shown', counts = '{}', paper = '{}', result = $4
		WHERE network_id = $1
		AND cohort_id = $2
		AND id = $3`, r.Network, r.Cohort, question, string(made))
	return err
}

// forgetShown takes away the results that were shown.
func forgetShown(ctx context.Context, tx *sqlx.Tx, r Room) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE room_asks SET state = 'gone', result = NULL
		WHERE network_id = $1
		AND cohort_id = $2
		AND number = $3
		AND state = 'shown'`, r.Network, r.Cohort, r.Number)
	return err
}
