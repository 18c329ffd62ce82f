package curriculum

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// insertOffer says whether it wasn't there before.
func insertOffer(ctx context.Context, tx *sqlx.Tx, is Adaptation, today time.Time) (fresh bool, err error) {
	done, err := tx.ExecContext(ctx, `
		INSERT INTO adaptation_offers (network_id, unit, number, offered_on)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`, is.Network, is.Unit, is.Number, today)
	if err != nil {
		return false, err
	}
	rows, err := done.RowsAffected()
	return rows > 0, err
}

const offerColumns = `network_id, unit, number, state, reason, offered_on, answered_on`

func readOffersOf(ctx context.Context, q sqlx.QueryerContext, network, unit string) (offers []Offer, err error) {
	err = sqlx.SelectContext(ctx, q, &offers, `
		SELECT `+offerColumns+`
		FROM adaptation_offers
		WHERE network_id = $1
		AND unit = $2
		ORDER BY number DESC
		LIMIT 20`, network, unit)
	return offers, err
}

func readOffers(ctx context.Context, q sqlx.QueryerContext) (offers []Offer, err error) {
	err = sqlx.SelectContext(ctx, q, &offers, `
		SELECT `+offerColumns+`
		FROM adaptation_offers
		ORDER BY state <> 'offered', answered_on DESC, offered_on, network_id, unit, number
		LIMIT 200`)
	return offers, err
}

func readOffer(ctx context.Context, q sqlx.QueryerContext, network, unit string, number int) (offer Offer, err error) {
	err = sqlx.GetContext(ctx, q, &offer, `
		SELECT `+offerColumns+`
		FROM adaptation_offers
		WHERE network_id = $1
		AND unit = $2
		AND number = $3`, network, unit, number)
	return offer, err
}

func readVersionOf(ctx context.Context, q sqlx.QueryerContext, network, unit string, number int) (version publishedVersion, err error) {
	err = sqlx.GetContext(ctx, q, &version, `
		SELECT network_id, unit, number, base, text
		FROM adaptation_versions
		WHERE network_id = $1
		AND unit = $2
		AND number = $3`, network, unit, number)
	return version, err
}

// updateOffer says whether it waited for an answer.
func updateOffer(ctx context.Context, tx *sqlx.Tx, o Offer, today time.Time) (answered bool, err error) {
	done, err := tx.ExecContext(ctx, `
		UPDATE adaptation_offers SET state = $4, reason = $5, answered_on = $6
		WHERE network_id = $1
		AND unit = $2
		AND number = $3
		AND state = 'offered'`, o.Network, o.Unit, o.Number, o.State, o.Reason, today)
	if err != nil {
		return false, err
	}
	rows, err := done.RowsAffected()
	return rows > 0, err
}
