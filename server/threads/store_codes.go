package threads

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/server/networks"
)

func readKey(ctx context.Context, q sqlx.QueryerContext, network, member string) (public []byte, err error) {
	err = sqlx.GetContext(ctx, q, &public, `
		SELECT public
		FROM thread_keys
		WHERE network_id = $1
		AND member_id = $2`, network, member)
	return public, err
}

func upsertKey(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, public []byte) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO thread_keys (network_id, member_id, public)
		VALUES ($1, $2, $3)
		ON CONFLICT (network_id, member_id) DO UPDATE SET public = excluded.public`, a.Network, a.Member, public)
	return err
}

// lockCodes lets one enter a code in a network at a time.
func lockCodes(ctx context.Context, tx *sqlx.Tx, network string) error {
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('thread codes ' || $1, 0))`, network)
	return err
}

func readCode(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, today time.Time) (row codeRow, err error) {
	err = sqlx.GetContext(ctx, q, &row, `
		SELECT salt, code, ends_on
		FROM thread_codes
		WHERE network_id = $1
		AND member_id = $2
		AND ends_on >= $3`, a.Network, a.Member, today)
	return row, err
}

func upsertCode(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, row codeRow) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO thread_codes (network_id, member_id, salt, code, ends_on)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (network_id, member_id) DO UPDATE SET salt = excluded.salt, code = excluded.code, ends_on = excluded.ends_on`,
		a.Network, a.Member, row.Salt, row.Code, row.EndsOn)
	return err
}

func countEntered(ctx context.Context, tx *sqlx.Tx, a networks.Actor, today time.Time) (n int, err error) {
	err = tx.GetContext(ctx, &n, `
		SELECT count(*)
		FROM thread_entries
		WHERE network_id = $1
		AND member_id = $2
		AND entered_on = $3`, a.Network, a.Member, today)
	return n, err
}

func upsertEntry(ctx context.Context, tx *sqlx.Tx, e entry) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO thread_entries (network_id, member_id, code, guarded, entered_on)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (network_id, member_id, code) DO UPDATE SET guarded = excluded.guarded, entered_on = excluded.entered_on`,
		e.Network, e.Member, e.Code, e.Guarded, e.EnteredOn)
	return err
}

// readOwner is whose code was entered.
func readOwner(ctx context.Context, tx *sqlx.Tx, e entry, today time.Time) (member string, err error) {
	err = tx.GetContext(ctx, &member, `
		SELECT member_id
		FROM thread_codes
		WHERE network_id = $1
		AND code = $2
		AND ends_on >= $3`, e.Network, e.Code, today)
	return member, err
}

// readEntered says whether another member has entered the actor's code that counts now, alike.
func readEntered(ctx context.Context, tx *sqlx.Tx, a networks.Actor, other string, guarded bool, today time.Time) (entered bool, err error) {
	err = tx.GetContext(ctx, &entered, `
		SELECT EXISTS (
			SELECT
			FROM thread_entries e
			JOIN thread_codes c ON c.network_id = e.network_id AND c.code = e.code
			WHERE e.network_id = $1
			AND e.member_id = $3
			AND e.guarded = $4
			AND c.member_id = $2
			AND c.ends_on >= $5
		)`, a.Network, a.Member, other, guarded, today)
	return entered, err
}

// readTogether says whether two have a thread that hasn't ended.
func readTogether(ctx context.Context, tx *sqlx.Tx, a networks.Actor, other string) (together bool, err error) {
	err = tx.GetContext(ctx, &together, `
		SELECT EXISTS (
			SELECT
			FROM thread_seats one
			JOIN thread_seats two ON two.network_id = one.network_id AND two.thread_id = one.thread_id
			JOIN threads t ON t.network_id = one.network_id AND t.id = one.thread_id
			WHERE one.network_id = $1
			AND one.member_id = $2
			AND two.member_id = $3
			AND t.ended_on IS NULL
			AND NOT one.staff
			AND NOT two.staff
		)`, a.Network, a.Member, other)
	return together, err
}

// deleteEntries forgets what two have entered of each other's codes.
func deleteEntries(ctx context.Context, tx *sqlx.Tx, a networks.Actor, other string) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM thread_entries e
		USING thread_codes c
		WHERE e.network_id = $1
		AND c.network_id = $1
		AND c.code = e.code
		AND (e.member_id = $2 AND c.member_id = $3 OR e.member_id = $3 AND c.member_id = $2)`, a.Network, a.Member, other)
	return err
}

func readEnteredDays(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, since time.Time) (days []time.Time, err error) {
	err = sqlx.SelectContext(ctx, q, &days, `
		SELECT entered_on
		FROM thread_entries
		WHERE network_id = $1
		AND member_id = $2
		AND entered_on >= $3
		ORDER BY entered_on DESC
		LIMIT 100`, a.Network, a.Member, since)
	return days, err
}

func deleteEntered(ctx context.Context, db sqlx.ExecerContext, before time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM thread_entries
		WHERE entered_on < $1`, before)
	return err
}

func deleteCodes(ctx context.Context, db sqlx.ExecerContext, today time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM thread_codes
		WHERE ends_on < $1`, today)
	return err
}
