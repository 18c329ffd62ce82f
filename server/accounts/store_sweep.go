package accounts

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

type keyringRow struct {
	ID     []byte `db:"id"`
	Sealed []byte `db:"sealed"`
}

func (s *store) sweep(ctx context.Context, now time.Time) error {
	if _, err := s.db.ExecContext(ctx, `DELETE FROM sessions WHERE idle_until <= $1 OR ends_at <= $1`, now); err != nil {
		return fmt.Errorf("sweeping sessions: %w", err)
	}
	if _, err := s.db.ExecContext(ctx, `DELETE FROM tickets WHERE until <= $1`, now); err != nil {
		return fmt.Errorf("sweeping tickets: %w", err)
	}
	return nil
}

// rewriteKeyrings empties the table into a copy and fills it again in order, each row renewed. TRUNCATE gives it a new, empty
// file, so that the rows' places are in the order of their insertion and the old file goes, dead rows and all.
func (s *store) rewriteKeyrings(ctx context.Context, renew func(keyringRow) keyringRow) error {
	tx, err := s.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("rewriting the keyrings: %w", err)
	}
	defer tx.Rollback()
	for _, step := range []string{
		`SET LOCAL lock_timeout = '200ms'`,
		`LOCK TABLE keyrings IN ACCESS EXCLUSIVE MODE`,
		`CREATE TEMPORARY TABLE copy ON COMMIT DROP AS TABLE keyrings`,
		`TRUNCATE keyrings`,
		`DECLARE rows CURSOR FOR SELECT id, sealed FROM copy ORDER BY id`,
	} {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return fmt.Errorf("rewriting the keyrings: %w", err)
		}
	}
	if err := refillKeyrings(ctx, tx, renew); err != nil {
		return fmt.Errorf("rewriting the keyrings: %w", err)
	}
	return tx.Commit()
}

// refillKeyrings renews the rows on the way, some at a time.
func refillKeyrings(ctx context.Context, tx *sqlx.Tx, renew func(keyringRow) keyringRow) error {
	for {
		var rows []keyringRow
		if err := tx.SelectContext(ctx, &rows, `FETCH 200 FROM rows`); err != nil || len(rows) == 0 {
			return err
		}
		var ids, sealed pq.ByteaArray
		for _, r := range rows {
			r = renew(r)
			ids, sealed = append(ids, r.ID), append(sealed, r.Sealed)
		}
		_, err := tx.ExecContext(ctx, `
			INSERT INTO keyrings (id, sealed)
			SELECT i, s FROM unnest($1::bytea[], $2::bytea[]) AS r (i, s) ORDER BY i`, ids, sealed)
		if err != nil {
			return err
		}
	}
}
