package networks

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
)

// everybody is after every member's id: all are told.
var everybody = uuid.Max.String()

const mergerColumns = `k.network_id, k.id, k.into_id, k.asked_by, k.agreed_by, k.asked_on, r.merger_id IS NOT NULL AS answered, r.until,
		o.closed_on IS NULL AND (k.agreed_by IS NOT NULL OR ` + askerStands + `) AS stands, f.name AS network_name, o.name AS into_name`

const mergersFrom = `
		FROM mergers k
		JOIN networks f ON f.id = k.network_id
		JOIN networks o ON o.id = k.into_id
		LEFT JOIN merger_answers r ON r.network_id = k.into_id AND r.merger_id = k.id`

// readMergers reads what a network asks, and what others ask of it that two of them want.
func readMergers(ctx context.Context, q sqlx.QueryerContext, a Actor) (mergers []Merger, err error) {
	err = sqlx.SelectContext(ctx, q, &mergers, `
		SELECT `+mergerColumns+`,
		EXISTS (
			SELECT
			FROM members m
			WHERE m.network_id = k.network_id
			AND m.id = $2
			AND m.joined_on < k.asked_on
		) AS was_there`+mergersFrom+`
		WHERE k.network_id = $1
		OR k.into_id = $1 AND k.agreed_by IS NOT NULL
		ORDER BY k.asked_on, k.id
		LIMIT 100`, a.Network, a.Member)
	return mergers, err
}

func readMergerOf(ctx context.Context, q sqlx.QueryerContext, network string) (m Merger, err error) {
	err = sqlx.GetContext(ctx, q, &m, `
		SELECT `+mergerColumns+mergersFrom+`
		WHERE k.network_id = $1`, network)
	return m, err
}

func readMergerInto(ctx context.Context, q sqlx.QueryerContext, into, id string) (m Merger, err error) {
	err = sqlx.GetContext(ctx, q, &m, `
		SELECT `+mergerColumns+mergersFrom+`
		WHERE k.into_id = $1
		AND k.id = $2
		AND k.agreed_by IS NOT NULL`, into, id)
	return m, err
}

// readMergeable finds another Local network that is open and that somebody runs, by its name.
func readMergeable(ctx context.Context, q sqlx.QueryerContext, from, name string) (id string, err error) {
	err = sqlx.GetContext(ctx, q, &id, `
		SELECT n.id
		FROM networks n
		WHERE lower(n.name) = lower($2)
		AND n.id <> $1
		AND n.kind = 'local'
		AND n.closed_on IS NULL
		AND EXISTS (SELECT FROM member_roles WHERE network_id = n.id AND role = 'steward')
		ORDER BY n.name = $2 DESC
		LIMIT 1`, from, name)
	return id, err
}

func insertMerger(ctx context.Context, tx *sqlx.Tx, m Merger) error {
	_, err := tx.NamedExecContext(ctx, `
		INSERT INTO mergers (network_id, id, into_id, asked_by, asked_on)
		VALUES (:network_id, :id, :into_id, :asked_by, :asked_on)`, m)
	return err
}

func agreeMerger(ctx context.Context, tx *sqlx.Tx, a Actor) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE mergers SET agreed_by = $2
		WHERE network_id = $1`, a.Network, a.Member)
	return err
}

func deleteMerger(ctx context.Context, tx *sqlx.Tx, network string) (changed bool, err error) {
	return changes(tx.ExecContext(ctx, `
		DELETE FROM mergers
		WHERE network_id = $1`, network))
}

func writeMergerAnswer(ctx context.Context, tx *sqlx.Tx, a Actor, id string, until *time.Time) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO merger_answers (network_id, merger_id, answered_by, until)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (network_id, merger_id) DO UPDATE SET answered_by = excluded.answered_by, until = excluded.until`,
		a.Network, id, a.Member, until)
	return err
}

// holdMergerAnswer is errNoRow when nobody may come any more. While it is held nobody says so.
func holdMergerAnswer(ctx context.Context, tx *sqlx.Tx, into, id string, today time.Time) error {
	return tx.GetContext(ctx, new(int), `
		SELECT 1
		FROM merger_answers
		WHERE network_id = $1
		AND merger_id = $2
		AND until >= $3
		FOR SHARE`, into, id, today)
}

// insertArrival is false when somebody has come by this nullifier; two who come at once wait for one another.
func insertArrival(ctx context.Context, tx *sqlx.Tx, into, id string, nullifier []byte) (first bool, err error) {
	return changes(tx.ExecContext(ctx, `
		INSERT INTO merger_arrivals (network_id, merger_id, nullifier)
		VALUES ($1, $2, $3)
		ON CONFLICT DO NOTHING`, into, id, nullifier))
}

func readUntoldMergers(ctx context.Context, q sqlx.QueryerContext, today time.Time) (mergers []Merger, err error) {
	err = sqlx.SelectContext(ctx, q, &mergers, `
		SELECT `+mergerColumns+mergersFrom+`
		WHERE k.agreed_by IS NOT NULL
		AND o.closed_on IS NULL
		AND r.until >= $1
		AND k.told_to < $2
		ORDER BY k.network_id
		LIMIT 100`, today, everybody)
	return mergers, err
}

// readToTell reads the next members to be told, under the merger's lock: two who tell wait for one another.
func readToTell(ctx context.Context, tx *sqlx.Tx, m Merger, most int) (members []string, err error) {
	var upTo string
	if err := tx.GetContext(ctx, &upTo, `
		SELECT told_to
		FROM mergers
		WHERE network_id = $1
		AND id = $2
		FOR NO KEY UPDATE`, m.Network, m.ID); err != nil {
		return nil, err
	}
	err = tx.SelectContext(ctx, &members, `
		SELECT id
		FROM members
		WHERE network_id = $1
		AND standing = 'confirmed'
		AND joined_on < $2
		AND id > $3
		ORDER BY id
		LIMIT $4`, m.Network, m.AskedOn, upTo, most)
	return members, err
}

func setTold(ctx context.Context, tx *sqlx.Tx, m Merger, upTo string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE mergers SET told_to = $3
		WHERE network_id = $1
		AND id = $2`, m.Network, m.ID, upTo)
	return err
}

// deleteOldMergers deletes those whose time is over, and those asked before a day that nobody may go along with; then what
// belongs to none.
func deleteOldMergers(ctx context.Context, db sqlx.ExecerContext, today, before time.Time) error {
	if _, err := db.ExecContext(ctx, `
		DELETE FROM mergers k
		WHERE EXISTS (SELECT FROM merger_answers r WHERE r.network_id = k.into_id AND r.merger_id = k.id AND r.until < $1)
		OR k.asked_on < $2
		AND NOT EXISTS (SELECT FROM merger_answers r WHERE r.network_id = k.into_id AND r.merger_id = k.id AND r.until >= $1)`,
		today, before); err != nil {
		return err
	}
	for _, table := range []string{"merger_answers", "merger_arrivals"} {
		if _, err := db.ExecContext(ctx, `
			DELETE FROM `+table+` r
			WHERE NOT EXISTS (SELECT FROM mergers k WHERE k.into_id = r.network_id AND k.id = r.merger_id)`); err != nil {
			return err
		}
	}
	return nil
}
