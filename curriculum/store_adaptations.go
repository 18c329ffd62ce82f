package curriculum

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

func insertAdaptation(ctx context.Context, db sqlx.ExecerContext, network, unit string, sheets Sheets) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO adaptations (network_id, unit, base, text)
		VALUES ($1, $2, $3, $3)
		ON CONFLICT DO NOTHING`, network, unit, sheets)
	return err
}

func readAdaptations(ctx context.Context, q sqlx.QueryerContext, network string) (lines []AdaptationLine, err error) {
	err = sqlx.SelectContext(ctx, q, &lines, `
		SELECT a.unit, a.base, k.unit IS NOT NULL AS asked,
			coalesce((
				SELECT max(number)
				FROM adaptation_versions v
				WHERE v.network_id = a.network_id
				AND v.unit = a.unit
				AND NOT withdrawn
			), 0) AS number
		FROM adaptations a
		LEFT JOIN adaptation_asks k ON k.network_id = a.network_id AND k.unit = a.unit
		WHERE a.network_id = $1
		ORDER BY a.unit
		LIMIT 100`, network)
	return lines, err
}

func readAdaptation(ctx context.Context, q sqlx.QueryerContext, a Actor, unit string) (found Adaptation, err error) {
	err = sqlx.GetContext(ctx, q, &found, `
		SELECT a.network_id, a.unit, a.base, a.text, a.revision, coalesce(k.revision, 0) AS asked_at, coalesce(k.member_id = $3, false) AS own,
			coalesce(v.number, 0) AS number, coalesce(v.withdrawn, false) AS withdrawn,
			CASE WHEN v.withdrawn THEN 0 ELSE coalesce(v.revision, 0) END AS published_at
		FROM adaptations a
		LEFT JOIN adaptation_asks k ON k.network_id = a.network_id AND k.unit = a.unit
		LEFT JOIN LATERAL (
			SELECT number, revision, withdrawn
			FROM adaptation_versions
			WHERE network_id = a.network_id
			AND unit = a.unit
			ORDER BY number DESC
			LIMIT 1
		) v ON true
		WHERE a.network_id = $1
		AND a.unit = $2`, a.Network, unit, a.Member)
	return found, err
}

func lockAdaptation(ctx context.Context, tx *sqlx.Tx, network, unit string) error {
	return tx.GetContext(ctx, &unit, `
		SELECT unit
		FROM adaptations
		WHERE network_id = $1
		AND unit = $2
		FOR UPDATE`, network, unit)
}

// updateAdaptation takes back what waits for a second person, too.
func updateAdaptation(ctx context.Context, tx *sqlx.Tx, is Adaptation) error {
	if err := deleteAdaptationAsk(ctx, tx, is.Network, is.Unit); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE adaptations SET base = $3, text = $4, revision = revision + 1
		WHERE network_id = $1
		AND unit = $2`, is.Network, is.Unit, is.Base, is.Text)
	return err
}

func insertAdaptationAsk(ctx context.Context, tx *sqlx.Tx, a Actor, unit string, revision int) (asked bool, err error) {
	done, err := tx.ExecContext(ctx, `
		INSERT INTO adaptation_asks (network_id, unit, revision, member_id)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`, a.Network, unit, revision, a.Member)
	if err != nil {
		return false, err
	}
	rows, err := done.RowsAffected()
	return rows > 0, err
}

func deleteAdaptationAsk(ctx context.Context, tx *sqlx.Tx, network, unit string) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM adaptation_asks
		WHERE network_id = $1
		AND unit = $2`, network, unit)
	return err
}

// insertAdaptationVersion keeps what was asked for, and forgets who asked.
func insertAdaptationVersion(ctx context.Context, tx *sqlx.Tx, is Adaptation, today time.Time) error {
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO adaptation_versions (network_id, unit, number, revision, base, text, day)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, is.Network, is.Unit, is.Number, is.Revision, is.Base, is.Text, today); err != nil {
		return err
	}
	return deleteAdaptationAsk(ctx, tx, is.Network, is.Unit)
}

// withdrawVersions says whether there was anything to take back. What was offered and not answered isn't offered any more.
func withdrawVersions(ctx context.Context, tx *sqlx.Tx, network, unit string) (any bool, err error) {
	done, err := tx.ExecContext(ctx, `
		UPDATE adaptation_versions SET withdrawn = true
		WHERE network_id = $1
		AND unit = $2
		AND NOT withdrawn`, network, unit)
	if err != nil {
		return false, err
	}
	if _, err := tx.ExecContext(ctx, `
		DELETE FROM adaptation_offers
		WHERE network_id = $1
		AND unit = $2
		AND state = 'offered'`, network, unit); err != nil {
		return false, err
	}
	rows, err := done.RowsAffected()
	return rows > 0, err
}

func readPublishedLines(ctx context.Context, q sqlx.QueryerContext, network string) (lines []PublishedLine, err error) {
	err = sqlx.SelectContext(ctx, q, &lines, `
		SELECT DISTINCT ON (unit) unit, number, day
		FROM adaptation_versions
		WHERE network_id = $1
		AND NOT withdrawn
		ORDER BY unit, number DESC
		LIMIT 100`, network)
	return lines, err
}

// publishedVersion is a version as it was published.
type publishedVersion struct {
	Network string `db:"network_id"`
	Unit    string `db:"unit"`
	Number  int    `db:"number"`
	Base    Sheets `db:"base"`
	Text    Sheets `db:"text"`
}

// readPublished are the last versions of some units.
func readPublished(ctx context.Context, q sqlx.QueryerContext, network string, units []string) (versions []publishedVersion, err error) {
	err = sqlx.SelectContext(ctx, q, &versions, `
		SELECT DISTINCT ON (unit) network_id, unit, number, base, text
		FROM adaptation_versions
		WHERE network_id = $1
		AND unit = ANY ($2)
		AND NOT withdrawn
		ORDER BY unit, number DESC
		LIMIT 100`, network, pq.StringArray(units))
	return versions, err
}

func insertAdaptedCourse(ctx context.Context, tx *sqlx.Tx, version, network, base string, adapted []byte) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO courses (version, network_id, base, adapted)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`, version, network, base, string(adapted))
	return err
}
