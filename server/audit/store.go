package audit

import (
	"context"

	"github.com/jmoiron/sqlx"
)

const recordsAtOnce = 500

func lockHead(ctx context.Context, tx *sqlx.Tx, network string) (head Record, err error) {
	err = tx.GetContext(ctx, &head, `
		INSERT INTO audit_heads (network_id, seq, hash)
		VALUES ($1, 0, '')
		ON CONFLICT (network_id) DO UPDATE SET seq = audit_heads.seq
		RETURNING network_id, seq, hash`, network)
	return head, err
}

func insertRecord(ctx context.Context, tx *sqlx.Tx, r Record) error {
	_, err := tx.ExecContext(ctx, `
		WITH head AS (
			UPDATE audit_heads SET seq = $2, hash = $7
			WHERE network_id = $1
		)
		INSERT INTO audit_records (network_id, seq, day, actor, act, subject, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		r.Network, r.Seq, r.Day, r.Actor, r.Act, r.Subject, r.Hash)
	return err
}

func readHead(ctx context.Context, db sqlx.QueryerContext, network string) (head Record, err error) {
	err = sqlx.GetContext(ctx, db, &head, `
		SELECT network_id, seq, hash
		FROM audit_heads
		WHERE network_id = $1`, network)
	return head, err
}

func readRecords(ctx context.Context, db sqlx.QueryerContext, network string, after int64) (records []Record, err error) {
	err = sqlx.SelectContext(ctx, db, &records, `
		SELECT network_id, seq, day, actor, act, subject, hash
		FROM audit_records
		WHERE network_id = $1
		AND seq > $2
		ORDER BY seq
		LIMIT $3`, network, after, recordsAtOnce)
	return records, err
}
