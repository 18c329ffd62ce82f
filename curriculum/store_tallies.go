package curriculum

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// tallyRow is a tally as it is kept.
type tallyRow struct {
	Network  string         `db:"network_id"`
	Cohort   string         `db:"cohort_id"`
	About    string         `db:"about"`
	ClosesOn time.Time      `db:"closes_on"`
	Names    pq.StringArray `db:"names"`
	Counts   pq.Int64Array  `db:"counts"`
	Given    pq.ByteaArray  `db:"given"`
	Result   *string        `db:"result"`
}

const tallyColumns = `network_id, cohort_id, about, closes_on, names, counts, given, result`

func readTally(ctx context.Context, q sqlx.QueryerContext, network, cohort, about string) (row tallyRow, err error) {
	err = sqlx.GetContext(ctx, q, &row, `
		SELECT `+tallyColumns+`
		FROM tallies
		WHERE network_id = $1
		AND cohort_id = $2
		AND about = $3`, network, cohort, about)
	return row, err
}

func readTallies(ctx context.Context, q sqlx.QueryerContext, network, cohort string) (rows []tallyRow, err error) {
	err = sqlx.SelectContext(ctx, q, &rows, `
		SELECT `+tallyColumns+`
		FROM tallies
		WHERE network_id = $1
		AND cohort_id = $2
		ORDER BY about
		LIMIT 300`, network, cohort)
	return rows, err
}

// lockTally puts an empty row where there is none, so that two first answers wait for each other too.
func lockTally(ctx context.Context, tx *sqlx.Tx, network, cohort string, w window) (row tallyRow, err error) {
	err = tx.GetContext(ctx, &row, `
		INSERT INTO tallies (network_id, cohort_id, about, closes_on, names, counts, given)
		VALUES ($1, $2, $3, $4, $5, array_fill(0, ARRAY[$6::integer]), '{}')
		ON CONFLICT (network_id, cohort_id, about) DO UPDATE SET about = EXCLUDED.about
		RETURNING `+tallyColumns, network, cohort, w.about, w.closes, pq.Array(w.names), len(w.names)*w.options)
	return row, err
}

// updateCloses says when a tally that isn't released is to be.
func updateCloses(ctx context.Context, tx *sqlx.Tx, network, cohort, about string, closes time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE tallies SET closes_on = $4
		WHERE network_id = $1
		AND cohort_id = $2
		AND about = $3
		AND result IS NULL`, network, cohort, about, closes)
	return err
}

func updateTally(ctx context.Context, tx *sqlx.Tx, row tallyRow) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE tallies SET counts = $4, given = $5, result = $6
		WHERE network_id = $1
		AND cohort_id = $2
		AND about = $3`, row.Network, row.Cohort, row.About, row.Counts, row.Given, row.Result)
	return err
}

// lockOver are tallies whose days are over and which aren't released, without those that another node releases.
func lockOver(ctx context.Context, tx *sqlx.Tx, today time.Time, most int) (rows []tallyRow, err error) {
	err = tx.SelectContext(ctx, &rows, `
		SELECT `+tallyColumns+`
		FROM tallies
		WHERE result IS NULL
		AND closes_on <= $1
		LIMIT $2
		FOR UPDATE SKIP LOCKED`, today, most)
	return rows, err
}
