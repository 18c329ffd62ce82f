package engagements

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

const riderColumns = `network_id, campaign_id, engagement_id, version, lang, questions, off_limits, recording, pay, support, secret_hash, code_hash, tries,
		expires_on, signed_role, signed_body, signed_on, text_hash`

// readRider returns the zero Rider with an error: sqlx fills in pointers even when there is no row.
func readRider(ctx context.Context, q sqlx.QueryerContext, network, campaign, engagement string) (Rider, error) {
	var r Rider
	err := sqlx.GetContext(ctx, q, &r, `
		SELECT `+riderColumns+`
		FROM riders
		WHERE network_id = $1
		AND campaign_id = $2
		AND engagement_id::text = $3`, network, campaign, engagement)
	if err != nil {
		return Rider{}, err
	}
	return r, nil
}

// upsertRider writes another version, which nobody has signed.
func upsertRider(ctx context.Context, tx *sqlx.Tx, r Rider) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO riders (network_id, campaign_id, engagement_id, version, lang, questions, off_limits, recording, pay, support)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT ON CONSTRAINT riders_pkey DO UPDATE
		SET version = EXCLUDED.version, lang = EXCLUDED.lang, questions = EXCLUDED.questions, off_limits = EXCLUDED.off_limits,
			recording = EXCLUDED.recording, pay = EXCLUDED.pay, support = EXCLUDED.support, secret_hash = NULL, code_hash = NULL, tries = 0,
			expires_on = NULL, signed_role = '', signed_body = '', signed_on = NULL, text_hash = NULL`,
		r.Network, r.Campaign, r.Engagement, r.Version, r.Lang, r.Questions, r.OffLimits, r.Recording, r.Pay, r.Support)
	return err
}

func offerRider(ctx context.Context, tx *sqlx.Tx, r Rider, secret, code []byte, expires time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE riders SET secret_hash = $4, code_hash = $5, tries = 0, expires_on = $6
		WHERE network_id = $1
		AND campaign_id = $2
		AND engagement_id = $3`, r.Network, r.Campaign, r.Engagement, secret, code, expires)
	return err
}

// readOffered finds a rider by its address, and locks it to be signed.
func readOffered(ctx context.Context, q sqlx.QueryerContext, secret []byte, lock bool) (r Rider, err error) {
	query := `
		SELECT ` + riderColumns + `
		FROM riders
		WHERE secret_hash = $1`
	if lock {
		query += `
		FOR UPDATE`
	}
	err = sqlx.GetContext(ctx, q, &r, query, secret)
	return r, err
}

func countTry(ctx context.Context, tx *sqlx.Tx, r Rider) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE riders SET tries = tries + 1
		WHERE network_id = $1
		AND campaign_id = $2
		AND engagement_id = $3`, r.Network, r.Campaign, r.Engagement)
	return err
}

func signRider(ctx context.Context, tx *sqlx.Tx, r Rider, today time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE riders SET signed_role = $4, signed_body = $5, signed_on = $6, text_hash = $7, code_hash = NULL
		WHERE network_id = $1
		AND campaign_id = $2
		AND engagement_id = $3`, r.Network, r.Campaign, r.Engagement, r.SignedRole, r.SignedBody, today, r.TextHash)
	return err
}
