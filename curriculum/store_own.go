package curriculum

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

func readProgress(ctx context.Context, q sqlx.QueryerContext, a Actor) (steps []Step, err error) {
	err = sqlx.SelectContext(ctx, q, &steps, `
		SELECT unit, state, day
		FROM progress
		WHERE network_id = $1
		AND member_id = $2
		ORDER BY unit
		LIMIT 500`, a.Network, a.Member)
	return steps, err
}

func insertVisit(ctx context.Context, db sqlx.ExecerContext, a Actor, unit string, today time.Time) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO progress (network_id, member_id, unit, state, day)
		VALUES ($1, $2, $3, 'visited', $4)
		ON CONFLICT DO NOTHING`, a.Network, a.Member, unit, today)
	return err
}

func upsertProgress(ctx context.Context, db sqlx.ExecerContext, a Actor, unit string, state State, today time.Time) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO progress (network_id, member_id, unit, state, day)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (network_id, member_id, unit) DO UPDATE SET state = EXCLUDED.state, day = EXCLUDED.day`, a.Network, a.Member, unit, state, today)
	return err
}

// readThrough has done and not today in one column that can't tell them apart.
func readThrough(ctx context.Context, q sqlx.QueryerContext, network, cohort string) (through []Through, err error) {
	err = sqlx.SelectContext(ctx, q, &through, `
		SELECT g.member_id, g.unit
		FROM cohort_people p
		JOIN progress g ON g.network_id = p.network_id AND g.member_id = p.member_id
		WHERE p.network_id = $1
		AND p.cohort_id = $2
		AND p.part = 'learner'
		AND p.state <> 'asked'
		AND g.state IN ('done', 'not_today')
		AND EXISTS (
			SELECT
			FROM cohort_sessions s
			WHERE s.network_id = p.network_id
			AND s.cohort_id = p.cohort_id
			AND s.unit = g.unit
		)
		ORDER BY g.member_id, g.unit
		LIMIT 20000`, network, cohort)
	return through, err
}

// lockEntry puts an empty row where there is none, so that two first entries wait for each other too.
func lockEntry(ctx context.Context, tx *sqlx.Tx, a Actor, place []byte) (sealed []byte, err error) {
	err = tx.GetContext(ctx, &sealed, `
		INSERT INTO journal (network_id, member_id, place, sealed)
		VALUES ($1, $2, $3, '')
		ON CONFLICT (network_id, member_id, place) DO UPDATE SET place = EXCLUDED.place
		RETURNING sealed`, a.Network, a.Member, place)
	return sealed, err
}

func updateEntry(ctx context.Context, tx *sqlx.Tx, a Actor, place, sealed []byte) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE journal SET sealed = $4
		WHERE network_id = $1
		AND member_id = $2
		AND place = $3`, a.Network, a.Member, place, sealed)
	return err
}

func deleteEntry(ctx context.Context, tx *sqlx.Tx, a Actor, place []byte) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM journal
		WHERE network_id = $1
		AND member_id = $2
		AND place = $3`, a.Network, a.Member, place)
	return err
}

func readEntry(ctx context.Context, q sqlx.QueryerContext, a Actor, place []byte) (sealed []byte, err error) {
	err = sqlx.GetContext(ctx, q, &sealed, `
		SELECT sealed
		FROM journal
		WHERE network_id = $1
		AND member_id = $2
		AND place = $3`, a.Network, a.Member, place)
	return sealed, err
}

func readEntries(ctx context.Context, q sqlx.QueryerContext, a Actor) (sealed [][]byte, err error) {
	err = sqlx.SelectContext(ctx, q, &sealed, `
		SELECT sealed
		FROM journal
		WHERE network_id = $1
		AND member_id = $2
		AND sealed <> ''
		ORDER BY place
		LIMIT 500`, a.Network, a.Member)
	return sealed, err
}

func deleteEntries(ctx context.Context, db sqlx.ExecerContext, a Actor) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM journal
		WHERE network_id = $1
		AND member_id = $2`, a.Network, a.Member)
	return err
}

func readConfidence(ctx context.Context, q sqlx.QueryerContext, a Actor) (sealed []byte, err error) {
	err = sqlx.GetContext(ctx, q, &sealed, `
		SELECT sealed
		FROM confidence
		WHERE network_id = $1
		AND member_id = $2`, a.Network, a.Member)
	return sealed, err
}

func upsertConfidence(ctx context.Context, db sqlx.ExecerContext, a Actor, sealed []byte) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO confidence (network_id, member_id, sealed)
		VALUES ($1, $2, $3)
		ON CONFLICT (network_id, member_id) DO UPDATE SET sealed = EXCLUDED.sealed`, a.Network, a.Member, sealed)
	return err
}

func deleteConfidence(ctx context.Context, db sqlx.ExecerContext, a Actor) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM confidence
		WHERE network_id = $1
		AND member_id = $2`, a.Network, a.Member)
	return err
}

func moveOwn(ctx context.Context, tx *sqlx.Tx, network, from, to string) error {
	for _, move := range []string{
		`UPDATE progress SET member_id = $3 WHERE network_id = $1 AND member_id = $2`,
		`UPDATE journal SET member_id = $3 WHERE network_id = $1 AND member_id = $2`,
		`UPDATE confidence SET member_id = $3 WHERE network_id = $1 AND member_id = $2`,
	} {
		if _, err := tx.ExecContext(ctx, move, network, from, to); err != nil {
			return err
		}
	}
	return nil
}
