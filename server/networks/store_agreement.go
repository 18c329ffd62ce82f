package networks

import (
	"context"

	"github.com/jmoiron/sqlx"
)

func setAgreement(ctx context.Context, tx *sqlx.Tx, a Agreement) error {
	_, err := tx.NamedExecContext(ctx, `
		UPDATE networks SET agreement = :version
		WHERE id = :network_id`, a)
	return err
}

func insertAgreement(ctx context.Context, tx *sqlx.Tx, a Agreement) error {
	_, err := tx.NamedExecContext(ctx, `
		INSERT INTO agreements (network_id, version, lang, body, day)
		VALUES (:network_id, :version, :lang, :body, :day)`, a)
	return err
}

func agree(ctx context.Context, db sqlx.ExecerContext, a Actor, version int) error {
	_, err := db.ExecContext(ctx, `
		UPDATE members SET agreed_version = greatest(agreed_version, $3)
		WHERE network_id = $1
		AND id = $2`, a.Network, a.Member, version)
	return err
}

const agreementColumns = `a.network_id, a.version, a.lang, a.body, a.day`

// readAgreement reads the version that counts now in each of its languages, in the order of their writing.
func readAgreement(ctx context.Context, q sqlx.QueryerContext, network string) (texts []Agreement, err error) {
	err = sqlx.SelectContext(ctx, q, &texts, `
		SELECT `+agreementColumns+`
		FROM networks n
		JOIN agreements a ON a.network_id = n.id AND a.version = n.agreement
		WHERE n.id = $1
		ORDER BY a.day, a.lang
		LIMIT 100`, network)
	return texts, err
}

func readEarlierAgreements(ctx context.Context, q sqlx.QueryerContext, network string, before int) (texts []Agreement, err error) {
	err = sqlx.SelectContext(ctx, q, &texts, `
		SELECT `+agreementColumns+`
		FROM agreements a
		WHERE a.network_id = $1
		AND a.version < $2
		ORDER BY a.version DESC, a.lang
		LIMIT $3`, network, before, AgreementsAtOnce)
	return texts, err
}
