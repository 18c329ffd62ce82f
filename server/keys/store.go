package keys

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// The second database. fresh is a key that was made since the last night.
const tables = `
	CREATE TABLE IF NOT EXISTS keys (
		id    uuid PRIMARY KEY,
		key   bytea NOT NULL CHECK (octet_length(key) = 32),
		fresh boolean NOT NULL DEFAULT true
	);
	CREATE TABLE IF NOT EXISTS belongs (
		one  boolean PRIMARY KEY DEFAULT true CHECK (one),
		name bytea NOT NULL
	)`

type keyRow struct {
	ID    uuid.UUID `db:"id"`
	Fresh bool      `db:"fresh"`
}

func createTables(ctx context.Context, second sqlx.ExecerContext) error {
	if _, err := second.ExecContext(ctx, tables); err != nil {
		return fmt.Errorf("making the tables of keys: %w", err)
	}
	return nil
}

func (k *Keys) prepare(ctx context.Context) (err error) {
	if k.read, err = k.second.PreparexContext(ctx, `SELECT key FROM keys WHERE id = $1`); err != nil {
		return fmt.Errorf("preparing the statements of keys: %w", err)
	}
	if k.write, err = k.second.PreparexContext(ctx, `INSERT INTO keys (id, key) VALUES ($1, $2)`); err != nil {
		return fmt.Errorf("preparing the statements of keys: %w", err)
	}
	return nil
}

func (k *Keys) readKey(ctx context.Context, id uuid.UUID) (key []byte, err error) {
	err = k.read.GetContext(ctx, &key, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrErased
	}
	if err != nil {
		return nil, fmt.Errorf("reading a key: %w", err)
	}
	return key, nil
}

// readKeys are keys after an id, in the order of their ids.
func readKeys(ctx context.Context, second sqlx.QueryerContext, after uuid.UUID, most int) (page []keyRow, err error) {
	err = sqlx.SelectContext(ctx, second, &page, `
		SELECT id, fresh FROM keys
		WHERE id > $1
		ORDER BY id
		LIMIT $2`, after, most)
	if err != nil {
		return nil, fmt.Errorf("reading which keys there are: %w", err)
	}
	return page, nil
}

func deleteKeys(ctx context.Context, second sqlx.ExecerContext, ids []uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
	if _, err := second.ExecContext(ctx, `DELETE FROM keys WHERE id = ANY($1)`, arrayOf(ids)); err != nil {
		return fmt.Errorf("erasing keys: %w", err)
	}
	return nil
}

// settle notes that the keys of today are of before now.
func settle(ctx context.Context, second sqlx.ExecerContext) error {
	if _, err := second.ExecContext(ctx, `UPDATE keys SET fresh = false WHERE fresh`); err != nil {
		return fmt.Errorf("settling keys: %w", err)
	}
	return nil
}

// readName is the second database's name, nil when it has none yet, and whether it holds keys.
func readName(ctx context.Context, second sqlx.QueryerContext) (name []byte, used bool, err error) {
	var row struct {
		Name []byte `db:"name"`
		Used bool   `db:"used"`
	}
	err = sqlx.GetContext(ctx, second, &row, `SELECT (SELECT name FROM belongs) AS name, EXISTS (SELECT FROM keys) AS used`)
	if err != nil {
		return nil, false, fmt.Errorf("reading whose keys these are: %w", err)
	}
	return row.Name, row.Used, nil
}

func writeName(ctx context.Context, second sqlx.ExecerContext, name []byte) error {
	if _, err := second.ExecContext(ctx, `INSERT INTO belongs (name) VALUES ($1)`, name); err != nil {
		return fmt.Errorf("noting whose keys these are: %w", err)
	}
	return nil
}

func readBound(ctx context.Context, first sqlx.QueryerContext) (name []byte, err error) {
	if err := sqlx.GetContext(ctx, first, &name, `SELECT keys FROM instance`); err != nil {
		return nil, fmt.Errorf("reading which keys the database goes with: %w", err)
	}
	return name, nil
}

func writeBound(ctx context.Context, first sqlx.ExecerContext, name []byte) error {
	if _, err := first.ExecContext(ctx, `UPDATE instance SET keys = $1`, name); err != nil {
		return fmt.Errorf("noting which keys the database goes with: %w", err)
	}
	return nil
}

func readErased(ctx context.Context, first sqlx.QueryerContext, most int) (ids []uuid.UUID, err error) {
	if err := sqlx.SelectContext(ctx, first, &ids, `SELECT id FROM erased_keys ORDER BY id LIMIT $1`, most); err != nil {
		return nil, fmt.Errorf("reading which keys are to be erased: %w", err)
	}
	return ids, nil
}

func deleteErased(ctx context.Context, first sqlx.ExecerContext, ids []uuid.UUID) error {
	if _, err := first.ExecContext(ctx, `DELETE FROM erased_keys WHERE id = ANY($1)`, arrayOf(ids)); err != nil {
		return fmt.Errorf("noting which keys are erased: %w", err)
	}
	return nil
}

// readNeeded are the ids of all keys that something needs.
func readNeeded(ctx context.Context, first sqlx.QueryerContext) (map[uuid.UUID]struct{}, error) {
	rows, err := first.QueryxContext(ctx, `SELECT id FROM sealed_keys WHERE id IS NOT NULL`)
	if err != nil {
		return nil, fmt.Errorf("reading which keys are needed: %w", err)
	}
	defer rows.Close()
	needed := map[uuid.UUID]struct{}{}
	for rows.Next() {
		var id uuid.UUID
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("reading which keys are needed: %w", err)
		}
		needed[id] = struct{}{}
	}
	return needed, rows.Err()
}

func dropSealed(ctx context.Context, first sqlx.ExecerContext, gone []uuid.UUID) error {
	if _, err := first.ExecContext(ctx, `SELECT drop_sealed($1)`, arrayOf(gone)); err != nil {
		return fmt.Errorf("taking away what nobody can open any more: %w", err)
	}
	return nil
}

func arrayOf(ids []uuid.UUID) any {
	texts := make(pq.StringArray, len(ids))
	for i, id := range ids {
		texts[i] = id.String()
	}
	return texts
}
