package handings

import (
	"context"
	"database/sql"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/server/networks"
)

var errNoRow = sql.ErrNoRows

const handingColumns = `network_id, id, member_id, lead_id, handed_on, opened_on, sealed, own`

// readTakers are those who take what is handed, whether or not they still are leads; none whom a block parts from the actor.
func readTakers(ctx context.Context, q sqlx.QueryerContext, a networks.Actor) (ids []string, err error) {
	err = sqlx.SelectContext(ctx, q, &ids, `
		SELECT member_id
		FROM handing_keys
		WHERE network_id = $1
		AND member_id <> $2
		AND member_id <> ALL($3)
		ORDER BY member_id
		LIMIT $4`, a.Network, a.Member, append(pq.StringArray{}, a.Parted...), takersAtMost)
	return ids, err
}

func readKey(ctx context.Context, q sqlx.QueryerContext, network, member string) (public []byte, err error) {
	err = sqlx.GetContext(ctx, q, &public, `
		SELECT public
		FROM handing_keys
		WHERE network_id = $1
		AND member_id = $2`, network, member)
	return public, err
}

// holdKey is the key of a lead who doesn't say that she takes nothing more while it is held.
func holdKey(ctx context.Context, tx *sqlx.Tx, network, member string) (public []byte, err error) {
	err = tx.GetContext(ctx, &public, `
		SELECT public
		FROM handing_keys
		WHERE network_id = $1
		AND member_id = $2
		FOR SHARE`, network, member)
	return public, err
}

func writeKey(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, public []byte) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO handing_keys (network_id, member_id, public)
		VALUES ($1, $2, $3)
		ON CONFLICT (network_id, member_id) DO UPDATE SET public = excluded.public`, a.Network, a.Member, public)
	return err
}

func deleteKey(ctx context.Context, db sqlx.ExecerContext, a networks.Actor) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM handing_keys
		WHERE network_id = $1
		AND member_id = $2`, a.Network, a.Member)
	return err
}

// insertHanding is false when there is one of this number.
func insertHanding(ctx context.Context, tx *sqlx.Tx, h Handing) (first bool, err error) {
	result, err := tx.NamedExecContext(ctx, `
		INSERT INTO handings (network_id, id, member_id, lead_id, handed_on, sealed, own)
		VALUES (:network_id, :id, :member_id, :lead_id, :handed_on, :sealed, :own)
		ON CONFLICT DO NOTHING`, h)
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}

func countOf(ctx context.Context, tx *sqlx.Tx, a networks.Actor) (n int, err error) {
	err = tx.GetContext(ctx, &n, `
		SELECT count(*)
		FROM handings
		WHERE network_id = $1
		AND member_id = $2`, a.Network, a.Member)
	return n, err
}

func readMine(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, oldest time.Time) (handings []Handing, err error) {
	err = sqlx.SelectContext(ctx, q, &handings, `
		SELECT `+handingColumns+`
		FROM handings
		WHERE network_id = $1
		AND member_id = $2
		AND handed_on >= $3
		ORDER BY handed_on DESC, id
		LIMIT $4`, a.Network, a.Member, oldest, 2*Most)
	return handings, err
}

func readHanded(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, oldest time.Time) (handings []Handing, err error) {
	err = sqlx.SelectContext(ctx, q, &handings, `
		SELECT `+handingColumns+`
		FROM handings
		WHERE network_id = $1
		AND lead_id = $2
		AND handed_on >= $3
		ORDER BY opened_on IS NOT NULL, handed_on, id
		LIMIT $4`, a.Network, a.Member, oldest, handingsAtMost)
	return handings, err
}

// markOpened keeps the day of the first opening.
func markOpened(ctx context.Context, tx *sqlx.Tx, a networks.Actor, id string, oldest, today time.Time) (h Handing, err error) {
	err = tx.GetContext(ctx, &h, `
		UPDATE handings SET opened_on = coalesce(opened_on, $5)
		WHERE network_id = $1
		AND id = $2
		AND lead_id = $3
		AND handed_on >= $4
		RETURNING `+handingColumns, a.Network, id, a.Member, oldest, today)
	return h, err
}

func deleteHanding(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, id string) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM handings
		WHERE network_id = $1
		AND id = $2
		AND member_id = $3`, a.Network, id, a.Member)
	return err
}

func deleteOld(ctx context.Context, db sqlx.ExecerContext, oldest time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM handings
		WHERE handed_on < $1`, oldest)
	return err
}

// lead is somebody to whom something was handed, or may be.
type lead struct {
	Network string `db:"network_id"`
	Lead    string `db:"lead_id"`
}

// leadsAtOnce is how many of them are read at once.
const leadsAtOnce = 200

func readLeads(ctx context.Context, q sqlx.QueryerContext, after lead) (leads []lead, err error) {
	err = sqlx.SelectContext(ctx, q, &leads, `
		SELECT network_id, lead_id
		FROM handings
		WHERE (network_id::text, lead_id::text) > ($1, $2)
		UNION
		SELECT network_id, member_id
		FROM handing_keys
		WHERE (network_id::text, member_id::text) > ($1, $2)
		ORDER BY network_id, lead_id
		LIMIT $3`, after.Network, after.Lead, leadsAtOnce)
	return leads, err
}

func deleteOfLead(ctx context.Context, db sqlx.ExecerContext, l lead) error {
	for _, query := range []string{`
		DELETE FROM handings
		WHERE network_id = $1
		AND lead_id = $2`, `
		DELETE FROM handing_keys
		WHERE network_id = $1
		AND member_id = $2`,
	} {
		if _, err := db.ExecContext(ctx, query, l.Network, l.Lead); err != nil {
			return err
		}
	}
	return nil
}
