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

// rewritten are the tables that are written again every night, and the column that orders them. Tickets are not among
// them: none lives that long, and Sweep empties the table.
var rewritten = []table{{"doors", "lookup"}, {"keyrings", "id"}, {"sessions", "hash"}}

type table struct{ name, key string }

func (s *store) sweep(ctx context.Context, now time.Time) error {
	if _, err := s.db.ExecContext(ctx, `DELETE FROM sessions WHERE idle_until <= $1 OR ends_at <= $1`, now); err != nil {
		return fmt.Errorf("sweeping sessions: %w", err)
	}
	if _, err := s.db.ExecContext(ctx, `DELETE FROM tickets WHERE until <= $1`, now); err != nil {
		return fmt.Errorf("sweeping tickets: %w", err)
	}
	return nil
}

// rewrite empties a table into a copy and fills it again in order. TRUNCATE gives it a new, empty file, so that the
// rows' places are in the order of their insertion and the old file goes, dead rows and all.
func (s *store) rewrite(ctx context.Context, t table, renew func(keyringRow) keyringRow) error {
	tx, err := s.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("rewriting %s: %w", t.name, err)
	}
	defer tx.Rollback()
	for _, step := range []string{
		`SET LOCAL lock_timeout = '5s'`,
		`LOCK TABLE ` + t.name + ` IN ACCESS EXCLUSIVE MODE`,
		`CREATE TEMPORARY TABLE copy ON COMMIT DROP AS TABLE ` + t.name,
		`TRUNCATE ` + t.name,
	} {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return fmt.Errorf("rewriting %s: %w", t.name, err)
		}
	}
	if err := refill(ctx, tx, t, renew); err != nil {
		return fmt.Errorf("rewriting %s: %w", t.name, err)
	}
	return tx.Commit()
}

func refill(ctx context.Context, tx *sqlx.Tx, t table, renew func(keyringRow) keyringRow) error {
	if t.name == "keyrings" {
		return refillKeyrings(ctx, tx, renew)
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO `+t.name+` SELECT * FROM copy ORDER BY `+t.key)
	return err
}

// refillKeyrings renews the rows on the way, some at a time.
func refillKeyrings(ctx context.Context, tx *sqlx.Tx, renew func(keyringRow) keyringRow) error {
	if _, err := tx.ExecContext(ctx, `DECLARE rows CURSOR FOR SELECT id, sealed FROM copy ORDER BY id`); err != nil {
		return err
	}
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
