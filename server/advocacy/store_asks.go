package advocacy

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// findAsk returns the number of the ask that the form wrote before, 0 for none, and how many the campaign has.
func findAsk(ctx context.Context, tx *sqlx.Tx, a Ask, once string) (number, count int, err error) {
	err = tx.QueryRowxContext(ctx, `
		SELECT coalesce(max(number) FILTER (WHERE once = $3), 0), count(*)
		FROM asks
		WHERE network_id = $1
		AND campaign_id = $2`, a.Network, a.Campaign, once).Scan(&number, &count)
	return number, count, err
}

func insertAsk(ctx context.Context, tx *sqlx.Tx, a Ask, once string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO asks (network_id, campaign_id, number, once, status)
		VALUES ($1, $2, $3, $4, $5)`, a.Network, a.Campaign, a.Number, once, a.Status)
	return err
}

func updateAsk(ctx context.Context, tx *sqlx.Tx, a Ask) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE asks SET version = $4, status = $5, moves = $6
		WHERE network_id = $1
		AND campaign_id = $2
		AND number = $3`, a.Network, a.Campaign, a.Number, a.Version, a.Status, a.Moves)
	return err
}

func insertAskText(ctx context.Context, tx *sqlx.Tx, a Ask) error {
	t := a.AskText
	_, err := tx.ExecContext(ctx, `
		INSERT INTO ask_texts (network_id, campaign_id, number, version, lang, first, title, body, day)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, a.Network, a.Campaign, a.Number, t.Version, t.Lang, t.First, t.Title, t.Body, t.Day)
	return err
}

func insertMove(ctx context.Context, tx *sqlx.Tx, a Ask, m Move) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO ask_moves (network_id, campaign_id, number, move, status, day, lang, note, source)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, a.Network, a.Campaign, a.Number, m.Number, m.Status, m.Day, m.Lang, m.Note, m.Source)
	return err
}

const askTextColumns = `t.version, t.lang, t.first, t.title, t.body, t.day`

const askColumns = `a.network_id, a.campaign_id, a.number, a.version, a.status, a.moves,
		t.version AS "text.version", t.lang AS "text.lang", t.first AS "text.first", t.title AS "text.title", t.body AS "text.body", t.day AS "text.day"`

// askText finds the text of the version that counts now: in a language, else in the one in which it was written.
const askText = `
		CROSS JOIN LATERAL (
			SELECT ` + askTextColumns + `
			FROM ask_texts t
			WHERE t.network_id = a.network_id
			AND t.campaign_id = a.campaign_id
			AND t.number = a.number
			AND t.version = a.version
			ORDER BY t.lang = $3 DESC, t.first DESC
			LIMIT 1
		) t`

func readAsks(ctx context.Context, q sqlx.QueryerContext, network, campaign, lang string) (asks []Ask, err error) {
	err = sqlx.SelectContext(ctx, q, &asks, `
		SELECT `+askColumns+`
		FROM asks a`+askText+`
		WHERE a.network_id = $1
		AND a.campaign_id = $2
		ORDER BY a.number
		LIMIT $4`, network, campaign, lang, AsksAtMost)
	return asks, err
}

func readAsk(ctx context.Context, q sqlx.QueryerContext, network, campaign string, number int, lang string) (ask Ask, err error) {
	err = sqlx.GetContext(ctx, q, &ask, `
		SELECT `+askColumns+`
		FROM asks a`+askText+`
		WHERE a.network_id = $1
		AND a.campaign_id = $2
		AND a.number = $4`, network, campaign, lang, number)
	return ask, err
}

func readAskTexts(ctx context.Context, q sqlx.QueryerContext, a Ask) (texts []AskText, err error) {
	err = sqlx.SelectContext(ctx, q, &texts, `
		SELECT `+askTextColumns+`
		FROM ask_texts t
		WHERE t.network_id = $1
		AND t.campaign_id = $2
		AND t.number = $3
		ORDER BY t.version DESC, t.first DESC, t.lang
		LIMIT 100`, a.Network, a.Campaign, a.Number)
	return texts, err
}

func readMoves(ctx context.Context, q sqlx.QueryerContext, a Ask) (moves []Move, err error) {
	err = sqlx.SelectContext(ctx, q, &moves, `
		SELECT move, status, day, lang, note, source
		FROM ask_moves
		WHERE network_id = $1
		AND campaign_id = $2
		AND number = $3
		ORDER BY move DESC
		LIMIT 200`, a.Network, a.Campaign, a.Number)
	return moves, err
}

func readAllMoves(ctx context.Context, q sqlx.QueryerContext, network, campaign string) (moves []AskMove, err error) {
	err = sqlx.SelectContext(ctx, q, &moves, `
		SELECT number AS ask, move, status, day, lang, note, source
		FROM ask_moves
		WHERE network_id = $1
		AND campaign_id = $2
		ORDER BY day, number, move
		LIMIT 10000`, network, campaign)
	return moves, err
}
