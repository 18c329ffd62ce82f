package vault

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
)

const openingColumns = `network_id, id, case_id, coalesce(member_id::text, '') AS member_id, ground, coalesce(asked_by::text, '') AS asked_by, asked_on,
	coalesce(approved_by::text, '') AS approved_by, opens_at, opened_on, tell_on, told_on, reviewed_on`

func insertOpening(ctx context.Context, tx *sqlx.Tx, o Opening) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO vault_openings (network_id, id, case_id, member_id, ground, asked_by, asked_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, o.Network, o.ID, o.Case, o.Member, o.Ground, o.AskedBy, o.AskedOn)
	return err
}

func lockOpening(ctx context.Context, tx *sqlx.Tx, network, id string) (o Opening, err error) {
	err = tx.GetContext(ctx, &o, `
		SELECT `+openingColumns+`
		FROM vault_openings
		WHERE network_id = $1
		AND id = $2
		FOR UPDATE`, network, id)
	return o, err
}

func updateOpening(ctx context.Context, tx *sqlx.Tx, o Opening) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE vault_openings SET approved_by = nullif($3, '')::uuid, opens_at = $4, opened_on = $5, tell_on = $6
		WHERE network_id = $1
		AND id = $2`, o.Network, o.ID, o.ApprovedBy, o.OpensAt, o.OpenedOn, o.TellOn)
	return err
}

func updateReviewed(ctx context.Context, tx *sqlx.Tx, o Opening, by string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE vault_openings SET reviewed_by = $3, reviewed_on = $4
		WHERE network_id = $1
		AND id = $2`, o.Network, o.ID, by, o.ReviewedOn)
	return err
}

func readOpenings(ctx context.Context, q sqlx.QueryerContext, network string) (list []Opening, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT `+openingColumns+`
		FROM vault_openings
		WHERE network_id = $1
		ORDER BY told_on IS NOT NULL, asked_on DESC, id
		LIMIT $2`, network, openingsAtMost)
	return list, err
}

// readTold is the last day on which a member's contact was let out, of those that she is told of; nil for none.
func readTold(ctx context.Context, q sqlx.QueryerContext, network, member string) (day *time.Time, err error) {
	err = sqlx.GetContext(ctx, q, &day, `
		SELECT opened_on
		FROM vault_openings
		WHERE network_id = $1
		AND member_id = $2
		AND told_on IS NOT NULL
		ORDER BY opened_on DESC
		LIMIT 1`, network, member)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return day, err
}

// readDue are the openings of which the member is to be told by now.
func readDue(ctx context.Context, q sqlx.QueryerContext, today time.Time) (list []Opening, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT `+openingColumns+`
		FROM vault_openings
		WHERE told_on IS NULL
		AND tell_on <= $1
		ORDER BY tell_on, id
		LIMIT 1000`, today)
	return list, err
}

// updateTold notes that a member is told, and takes out the hour; false when it was noted before, or is held back now.
func updateTold(ctx context.Context, tx *sqlx.Tx, o Opening, today time.Time) (bool, error) {
	return changed(ctx, tx, `
		UPDATE vault_openings SET told_on = $3, opens_at = date_trunc('day', opens_at)
		WHERE network_id = $1
		AND id = $2
		AND told_on IS NULL
		AND tell_on <= $3`, o.Network, o.ID, today)
}

// deleteOver erases openings that are long over or that nobody opened, changes that nobody ended, and what waited in vain for an agreement.
func deleteOver(ctx context.Context, db sqlx.ExecerContext, today time.Time) error {
	for _, over := range []struct {
		query string
		days  int
	}{
		{`DELETE FROM vault_openings WHERE told_on < $1`, KeptDays},
		{`DELETE FROM vault_openings WHERE opened_on IS NULL AND asked_on < $1`, OpenDays},
		{`DELETE FROM vault_changes WHERE asked_on < $1`, AgreeDays},
		{`DELETE FROM vault_contacts WHERE minor AND agreed_on IS NULL AND left_on < $1`, AgreeDays},
	} {
		if _, err := db.ExecContext(ctx, over.query, today.AddDate(0, 0, -over.days)); err != nil {
			return err
		}
	}
	return nil
}
