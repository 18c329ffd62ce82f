package audit

import (
	"context"
	"database/sql"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

const recordsAtOnce = 500

func insertRecord(ctx context.Context, tx *sqlx.Tx, r Record) error {
	_, err := tx.ExecContext(ctx, `SELECT audit_append($1, $2, $3, $4, $5)`, r.Network, r.Day, r.Actor, r.Act, r.Subject)
	return err
}

// readToday reads on which of some subjects an actor's act is recorded on a day.
func readToday(ctx context.Context, q sqlx.QueryerContext, r Record, subjects []string, today time.Time) (there []string, err error) {
	err = sqlx.SelectContext(ctx, q, &there, `
		SELECT DISTINCT subject
		FROM audit_records
		WHERE network_id = $1
		AND subject = ANY($2)
		AND actor = $3
		AND act = $4
		AND day = $5`, r.Network, pq.Array(subjects), r.Actor, r.Act, today)
	return there, err
}

// emptyRecord leaves alone what is empty, and the records of what was erased.
func emptyRecord(ctx context.Context, tx *sqlx.Tx, network string, seq int64) (emptied bool, err error) {
	result, err := tx.ExecContext(ctx, `
		UPDATE audit_records SET actor = '', subject = '', salt = ''
		WHERE network_id = $1
		AND seq = $2
		AND salt <> ''
		AND act <> $3`, network, seq, Erased)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

func readHead(ctx context.Context, q sqlx.QueryerContext, network string) (h head, err error) {
	err = sqlx.GetContext(ctx, q, &h, `
		SELECT network_id, size, peaks
		FROM audit_heads
		WHERE network_id = $1`, network)
	return h, err
}

// readHeads reads those of all networks, the House's too, after one.
func readHeads(ctx context.Context, q sqlx.QueryerContext, after string) (heads []head, err error) {
	err = sqlx.SelectContext(ctx, q, &heads, `
		SELECT network_id, size, peaks
		FROM audit_heads
		WHERE network_id > $1
		ORDER BY network_id
		LIMIT $2`, after, recordsAtOnce)
	return heads, err
}

const rowColumns = `network_id, seq, day, actor, act, subject, salt, actor_seal, subject_seal, hashes`

func readRows(ctx context.Context, q sqlx.QueryerContext, network string, after int64) (rows []row, err error) {
	err = sqlx.SelectContext(ctx, q, &rows, `
		SELECT `+rowColumns+`
		FROM audit_records
		WHERE network_id = $1
		AND seq > $2
		ORDER BY seq
		LIMIT $3`, network, after, recordsAtOnce)
	return rows, err
}

// readConcerning reads the acts of some kinds on some subjects, the newest first, below a number.
func readConcerning(ctx context.Context, q sqlx.QueryerContext, network string, subjects []string, acts []string, below int64) (rows []row, err error) {
	err = sqlx.SelectContext(ctx, q, &rows, `
		SELECT `+rowColumns+`
		FROM audit_records
		WHERE network_id = $1
		AND subject = ANY($2)
		AND act LIKE ANY($3)
		AND seq < $4
		ORDER BY seq DESC
		LIMIT $5`, network, pq.Array(subjects), pq.Array(acts), below, ConcerningAtOnce+1)
	return rows, err
}

// readMark reads the newest mark of a network in the House's log up to a size.
func readMark(ctx context.Context, q sqlx.QueryerContext, network string, size int64) (r row, err error) {
	err = sqlx.GetContext(ctx, q, &r, `
		SELECT `+rowColumns+`
		FROM audit_records
		WHERE act = 'log.marked'
		AND split_part(subject, ' ', 1) = $1
		AND network_id = $2
		AND seq <= $3
		ORDER BY seq DESC
		LIMIT 1`, network, House, size)
	return r, err
}

// keyRow is a key that was recorded.
type keyRow struct {
	Day     time.Time `db:"day"`
	Subject string    `db:"subject"`
}

// readKeys reads the keys of an act in the House's log, the newest first. An erased one is none.
func readKeys(ctx context.Context, q sqlx.QueryerContext, act Act) (keys []keyRow, err error) {
	err = sqlx.SelectContext(ctx, q, &keys, `
		SELECT day, subject
		FROM audit_records
		WHERE act = $1
		AND act IN ('key.server', 'key.council')
		AND network_id = $2
		ORDER BY seq DESC
		LIMIT 100`, act, House)
	return keys, err
}

func readHashes(ctx context.Context, q sqlx.QueryerContext, network string, seqs []int64) (map[int64][]byte, error) {
	var rows []row
	if err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT seq, hashes
		FROM audit_records
		WHERE network_id = $1
		AND seq = ANY($2)`, network, pq.Array(seqs)); err != nil {
		return nil, err
	}
	kept := map[int64][]byte{}
	for _, r := range rows {
		kept[r.Seq] = r.Hashes
	}
	return kept, nil
}

const checkpointColumns = `day, size, note, cosigned, cosigned_on`

func insertCheckpoint(ctx context.Context, tx *sqlx.Tx, c Checkpoint) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO audit_checkpoints (day, size, note)
		VALUES ($1, $2, $3)`, c.Day, c.Size, c.Note)
	return err
}

// readCheckpoints reads them after a size, the first first.
func readCheckpoints(ctx context.Context, q sqlx.QueryerContext, after int64) (all []Checkpoint, err error) {
	err = sqlx.SelectContext(ctx, q, &all, `
		SELECT `+checkpointColumns+`
		FROM audit_checkpoints
		WHERE size > $1
		ORDER BY size
		LIMIT $2`, after, recordsAtOnce)
	return all, err
}

func readNewest(ctx context.Context, q sqlx.QueryerContext) (c Checkpoint, err error) {
	err = sqlx.GetContext(ctx, q, &c, `
		SELECT `+checkpointColumns+`
		FROM audit_checkpoints
		ORDER BY size DESC
		LIMIT 1`)
	return c, err
}

func readNewestCosigned(ctx context.Context, q sqlx.QueryerContext) (c Checkpoint, err error) {
	err = sqlx.GetContext(ctx, q, &c, `
		SELECT `+checkpointColumns+`
		FROM audit_checkpoints
		WHERE cosigned <> ''
		ORDER BY size DESC
		LIMIT 1`)
	return c, err
}

func readCheckpoint(ctx context.Context, q sqlx.QueryerContext, size int64) (c Checkpoint, err error) {
	err = sqlx.GetContext(ctx, q, &c, `
		SELECT `+checkpointColumns+`
		FROM audit_checkpoints
		WHERE size = $1`, size)
	return c, err
}

func updateCosigned(ctx context.Context, tx *sqlx.Tx, size int64, cosigned string, day time.Time) (fresh bool, err error) {
	result, err := tx.ExecContext(ctx, `
		UPDATE audit_checkpoints SET cosigned = $2, cosigned_on = $3
		WHERE size = $1
		AND cosigned = ''`, size, cosigned, day)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// readFirstDay is the day of the earliest act of all networks, or the zero day.
func readFirstDay(ctx context.Context, q sqlx.QueryerContext) (time.Time, error) {
	var day sql.NullTime
	err := sqlx.GetContext(ctx, q, &day, `
		SELECT min(day)
		FROM audit_records
		WHERE network_id <> $1`, House)
	return day.Time, err
}

// countActs counts the acts of all networks from a day and before another.
func countActs(ctx context.Context, q sqlx.QueryerContext, from, before time.Time) (map[Act]int, error) {
	var rows []struct {
		Act   Act `db:"act"`
		Count int `db:"count"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT act, count(*) AS count
		FROM audit_records
		WHERE network_id <> $1
		AND day >= $2
		AND day < $3
		GROUP BY act`, House, from, before); err != nil {
		return nil, err
	}
	counted := map[Act]int{}
	for _, row := range rows {
		counted[row.Act] = row.Count
	}
	return counted, nil
}
