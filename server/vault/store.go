package vault

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// violates says whether err is one of these constraints'.
func violates(err error, constraints ...string) bool {
	var complaint *pq.Error
	return errors.As(err, &complaint) && slices.Contains(constraints, complaint.Constraint)
}

// lockVault makes what is done to a network's vault wait for what is being done to it.
func lockVault(ctx context.Context, tx *sqlx.Tx, network string) error {
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('vault/' || $1, 0))`, network)
	return err
}

func readCustodians(ctx context.Context, q sqlx.QueryerContext, network string) (list []Custodian, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT network_id, function, coalesce(member_id::text, '') AS member_id, key, since
		FROM vault_custodians
		WHERE network_id = $1
		ORDER BY function DESC
		LIMIT 3`, network)
	return list, err
}

// upsertCustodian is false when the function is another's, or hers and something is kept.
func upsertCustodian(ctx context.Context, tx *sqlx.Tx, c Custodian, kept bool) (bool, error) {
	return changed(ctx, tx, `
		INSERT INTO vault_custodians AS had (network_id, function, member_id, key, since)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (network_id, function) DO UPDATE SET member_id = excluded.member_id, key = excluded.key, since = excluded.since
		WHERE NOT $6
		AND coalesce(had.member_id, excluded.member_id) = excluded.member_id`, c.Network, c.Function, c.Member, c.Key, c.Since, kept)
}

func updateCustodian(ctx context.Context, tx *sqlx.Tx, c Custodian) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE vault_custodians SET member_id = $3, key = $4, since = $5
		WHERE network_id = $1
		AND function = $2`, c.Network, c.Function, c.Member, c.Key, c.Since)
	return err
}

func changed(ctx context.Context, db sqlx.ExecerContext, query string, args ...any) (bool, error) {
	result, err := db.ExecContext(ctx, query, args...)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

func keptAnything(ctx context.Context, tx *sqlx.Tx, network string) (kept bool, err error) {
	err = tx.GetContext(ctx, &kept, `SELECT EXISTS (SELECT FROM vault_contacts WHERE network_id = $1)`, network)
	return kept, err
}

func readKept(ctx context.Context, q sqlx.QueryerContext, network, member string) (k Kept, err error) {
	err = sqlx.GetContext(ctx, q, &k, `
		SELECT network_id, member_id, left_on, minor, agreed_on
		FROM vault_contacts
		WHERE network_id = $1
		AND member_id = $2`, network, member)
	return k, err
}

func readWaiting(ctx context.Context, q sqlx.QueryerContext, network string) (list []Kept, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT network_id, member_id, left_on, minor, agreed_on
		FROM vault_contacts
		WHERE network_id = $1
		AND minor
		AND agreed_on IS NULL
		ORDER BY left_on, member_id
		LIMIT $2`, network, waitingAtMost)
	return list, err
}

// insertContact writes a contact in place of the one before.
func insertContact(ctx context.Context, tx *sqlx.Tx, k Kept, s Sealed) error {
	if err := deleteContact(ctx, tx, k.Network, k.Member); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO vault_contacts (network_id, member_id, box, left_on, minor)
		VALUES ($1, $2, $3, $4, $5)`, k.Network, k.Member, s.Box, k.LeftOn, k.Minor); err != nil {
		return err
	}
	return insertShares(ctx, tx, k.Network, k.Member, s)
}

func insertShares(ctx context.Context, tx *sqlx.Tx, network, member string, s Sealed) error {
	for _, f := range Functions {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO vault_shares (network_id, member_id, function, sealed)
			VALUES ($1, $2, $3, $4)
			ON CONFLICT (network_id, member_id, function) DO UPDATE SET sealed = excluded.sealed`, network, member, f, s.Shares[f]); err != nil {
			return err
		}
	}
	return nil
}

func updateSealed(ctx context.Context, tx *sqlx.Tx, network, member string, s Sealed) error {
	if _, err := tx.ExecContext(ctx, `
		UPDATE vault_contacts SET box = $3
		WHERE network_id = $1
		AND member_id = $2`, network, member, s.Box); err != nil {
		return err
	}
	return insertShares(ctx, tx, network, member, s)
}

func deleteContact(ctx context.Context, db sqlx.ExecerContext, network, member string) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM vault_contacts
		WHERE network_id = $1
		AND member_id = $2`, network, member)
	return err
}

func updateAgreed(ctx context.Context, tx *sqlx.Tx, network, member, agreed string, today time.Time) (bool, error) {
	return changed(ctx, tx, `
		UPDATE vault_contacts SET agreed = $3, agreed_on = $4
		WHERE network_id = $1
		AND member_id = $2
		AND minor
		AND agreed_on IS NULL`, network, member, agreed, today)
}

// row is a contact with one of its shares.
type row struct {
	Network  string   `db:"network_id"`
	Member   string   `db:"member_id"`
	Box      []byte   `db:"box"`
	Function Function `db:"function"`
	Share    []byte   `db:"sealed"`
}

func readContact(ctx context.Context, q sqlx.QueryerContext, network, member string) (s Sealed, err error) {
	var rows []row
	if err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT network_id, member_id, box, function, sealed
		FROM vault_contacts JOIN vault_shares USING (network_id, member_id)
		WHERE network_id = $1
		AND member_id = $2
		ORDER BY function
		LIMIT 3`, network, member); err != nil {
		return s, err
	}
	contacts := together(rows)
	if len(contacts) == 0 {
		return s, errNotThere
	}
	return contacts[0].Sealed, nil
}

// contactsAtMost is how many contacts a network's vault lets out at once: more than it has members.
const contactsAtMost = 100_000

func readAll(ctx context.Context, q sqlx.QueryerContext, network string) (contacts []Contact, err error) {
	var rows []row
	err = sqlx.SelectContext(ctx, q, &rows, `
		SELECT network_id, member_id, box, function, sealed
		FROM vault_contacts JOIN vault_shares USING (network_id, member_id)
		WHERE network_id = $1
		ORDER BY member_id, function
		LIMIT $2`, network, 3*contactsAtMost)
	return together(rows), err
}

// together puts the rows of each contact together.
func together(rows []row) (contacts []Contact) {
	for _, r := range rows {
		at := place(r.Network, r.Member)
		if n := len(contacts); n == 0 || contacts[n-1].Place != at {
			contacts = append(contacts, Contact{Place: at, Sealed: Sealed{Box: r.Box, Shares: map[Function][]byte{}}})
		}
		contacts[len(contacts)-1].Shares[r.Function] = r.Share
	}
	return contacts
}

const changeColumns = `network_id, id, function, member_id, key, asked_on, coalesce(first_by::text, '') AS first_by, coalesce(second_by::text, '') AS second_by, opens_at`

func readChange(ctx context.Context, q sqlx.QueryerContext, network string) (c Change, err error) {
	err = sqlx.GetContext(ctx, q, &c, `
		SELECT `+changeColumns+`
		FROM vault_changes
		WHERE network_id = $1`, network)
	return c, err
}

func readChangeOf(ctx context.Context, q sqlx.QueryerContext, id string) (c Change, err error) {
	err = sqlx.GetContext(ctx, q, &c, `
		SELECT `+changeColumns+`
		FROM vault_changes
		WHERE id::text = $1`, id)
	return c, err
}

// insertChange is false while another one is agreed to.
func insertChange(ctx context.Context, tx *sqlx.Tx, c Change) (bool, error) {
	return changed(ctx, tx, `
		INSERT INTO vault_changes AS had (network_id, id, function, member_id, key, asked_on)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (network_id) DO UPDATE SET id = excluded.id, function = excluded.function, member_id = excluded.member_id, key = excluded.key, asked_on = excluded.asked_on
		WHERE had.first_by IS NULL`, c.Network, c.ID, c.Function, c.Member, c.Key, c.AskedOn)
}

func updateChange(ctx context.Context, tx *sqlx.Tx, c Change) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE vault_changes SET first_by = nullif($2, '')::uuid, second_by = nullif($3, '')::uuid, opens_at = $4
		WHERE network_id = $1`, c.Network, c.First, c.Second, c.OpensAt)
	return err
}

func deleteChange(ctx context.Context, tx *sqlx.Tx, network, id string) error {
	there, err := changed(ctx, tx, `
		DELETE FROM vault_changes
		WHERE network_id = $1
		AND id = $2`, network, id)
	if err == nil && !there {
		return errNotThere
	}
	return err
}
