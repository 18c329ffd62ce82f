package forum

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

func insertHidden(ctx context.Context, tx *sqlx.Tx, h hiddenPost) error {
	_, err := tx.NamedExecContext(ctx, `
		INSERT INTO hidden_posts (network_id, topic_id, number, body, note, welcomes, title, title_note, erase_on)
		VALUES (:network_id, :topic_id, :number, :body, :note, :welcomes, :title, :title_note, :erase_on)`, h)
	return err
}

func readHidden(ctx context.Context, q sqlx.QueryerContext, p Post) (h hiddenPost, err error) {
	err = sqlx.GetContext(ctx, q, &h, `
		SELECT network_id, topic_id, number, body, note, welcomes, title, title_note, erase_on
		FROM hidden_posts
		WHERE network_id = $1
		AND topic_id = $2
		AND number = $3`, p.Network, p.Topic, p.Number)
	return h, err
}

// readTranslationsOfHidden are those of its words as they were when they were hidden.
func readTranslationsOfHidden(ctx context.Context, q sqlx.QueryerContext, p Post) (list []Translation, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT t.network_id, t.topic_id, t.number, t.lang, t.id, t.author_id, t.body, t.note
		FROM translations t
		JOIN hidden_posts h USING (network_id, topic_id, number)
		WHERE t.network_id = $1
		AND t.topic_id = $2
		AND t.number = $3
		AND t.source = words_hash(h.body, h.note)
		ORDER BY t.lang, t.agreed_by IS NULL, t.id
		LIMIT 50`, p.Network, p.Topic, p.Number)
	return list, err
}

func takeHidden(ctx context.Context, tx *sqlx.Tx, p Post) (h hiddenPost, err error) {
	err = tx.GetContext(ctx, &h, `
		DELETE FROM hidden_posts
		WHERE network_id = $1
		AND topic_id = $2
		AND number = $3
		RETURNING network_id, topic_id, number, body, note, welcomes, title, title_note, erase_on`, p.Network, p.Topic, p.Number)
	return h, err
}

func deleteHidden(ctx context.Context, tx *sqlx.Tx, p Post) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM hidden_posts
		WHERE network_id = $1
		AND topic_id = $2
		AND number = $3`, p.Network, p.Topic, p.Number)
	return err
}

func setEraseOn(ctx context.Context, tx *sqlx.Tx, p Post, day *time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE hidden_posts SET erase_on = $4
		WHERE network_id = $1
		AND topic_id = $2
		AND number = $3`, p.Network, p.Topic, p.Number, day)
	return err
}

func reopenPost(ctx context.Context, tx *sqlx.Tx, p Post, until time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE posts SET reopened_until = $4
		WHERE network_id = $1
		AND topic_id = $2
		AND number = $3`, p.Network, p.Topic, p.Number, until)
	return err
}

func readToErase(ctx context.Context, q sqlx.QueryerContext, today time.Time, most int) (over []hiddenPost, err error) {
	err = sqlx.SelectContext(ctx, q, &over, `
		SELECT network_id, topic_id, number
		FROM hidden_posts
		WHERE erase_on <= $1
		ORDER BY erase_on
		LIMIT $2`, today, most)
	return over, err
}

// readAround are the posts of a topic beside one, which aren't gone.
func readAround(ctx context.Context, q sqlx.QueryerContext, p Post, each int) (around []Post, err error) {
	err = sqlx.SelectContext(ctx, q, &around, `
		SELECT `+postColumns+`
		FROM posts p
		WHERE p.network_id = $1
		AND p.topic_id = $2
		AND p.number = ANY($3)
		AND NOT p.gone
		ORDER BY p.number`, p.Network, p.Topic, beside(p.Number, each))
	return around, err
}

func beside(number, each int) (numbers pq.Int64Array) {
	for n := max(1, number-each); n <= number+each; n++ {
		if n != number {
			numbers = append(numbers, int64(n))
		}
	}
	return numbers
}

// readTookPart says whether a member wrote in a topic, began it, or is in its circle.
func readTookPart(ctx context.Context, q sqlx.QueryerContext, network, topic, member string) (took bool, err error) {
	err = sqlx.GetContext(ctx, q, &took, `
		SELECT EXISTS (SELECT FROM posts WHERE network_id = $1 AND topic_id = $2 AND author_id = $3 AND (NOT gone OR hidden))
		OR EXISTS (SELECT FROM topics WHERE network_id = $1 AND id = $2 AND author_id = $3)
		OR EXISTS (SELECT FROM circle_members WHERE network_id = $1 AND topic_id = $2 AND member_id = $3)`, network, topic, member)
	return took, err
}
