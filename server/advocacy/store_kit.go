package advocacy

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jmoiron/sqlx"
)

// readKit returns the zero Kit where nothing was said yet.
func readKit(ctx context.Context, q sqlx.QueryerContext, network, campaign string) (k Kit, err error) {
	err = sqlx.GetContext(ctx, q, &k, `
		SELECT hashtags, countries, revision
		FROM kits
		WHERE network_id = $1
		AND campaign_id = $2`, network, campaign)
	if errors.Is(err, sql.ErrNoRows) {
		return Kit{}, nil
	}
	return k, err
}

func upsertKit(ctx context.Context, tx *sqlx.Tx, network, campaign string, k Kit) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO kits (network_id, campaign_id, hashtags, countries)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT ON CONSTRAINT kits_pkey DO UPDATE
		SET hashtags = EXCLUDED.hashtags, countries = EXCLUDED.countries, revision = kits.revision + 1`, network, campaign, k.Hashtags, k.Countries)
	return err
}

func insertMessage(ctx context.Context, tx *sqlx.Tx, network, campaign, once string, m Message) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO kit_messages (network_id, campaign_id, id, once, lang, words)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT ON CONSTRAINT kit_messages_once DO NOTHING`, network, campaign, m.ID, once, m.Lang, m.Words)
	return err
}

func readMessages(ctx context.Context, q sqlx.QueryerContext, network, campaign string) (messages []Message, err error) {
	err = sqlx.SelectContext(ctx, q, &messages, `
		SELECT id, lang, words
		FROM kit_messages
		WHERE network_id = $1
		AND campaign_id = $2
		ORDER BY lang, words, id
		LIMIT $3`, network, campaign, MessagesAtMost)
	return messages, err
}

func insertOwnDay(ctx context.Context, tx *sqlx.Tx, network, campaign, once string, d OwnDay) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO kit_days (network_id, campaign_id, id, once, day, lang, words)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT ON CONSTRAINT kit_days_once DO NOTHING`, network, campaign, d.ID, once, d.Day, d.Lang, d.Words)
	return err
}

func readOwnDays(ctx context.Context, q sqlx.QueryerContext, network, campaign string) (days []OwnDay, err error) {
	err = sqlx.SelectContext(ctx, q, &days, `
		SELECT id, day, lang, words
		FROM kit_days
		WHERE network_id = $1
		AND campaign_id = $2
		ORDER BY day, id
		LIMIT $3`, network, campaign, DaysAtMost)
	return days, err
}

func deleteFromKit(ctx context.Context, tx *sqlx.Tx, network, campaign, id string) error {
	if _, err := tx.ExecContext(ctx, `
		DELETE FROM kit_messages
		WHERE network_id = $1
		AND campaign_id = $2
		AND id = $3`, network, campaign, id); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `
		DELETE FROM kit_days
		WHERE network_id = $1
		AND campaign_id = $2
		AND id = $3`, network, campaign, id)
	return err
}
