package forum

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// mentioner is a text in which a pseudonym may be mentioned, by the key of its row.
type mentioner struct {
	Network string `db:"network_id"`
	Topic   string `db:"topic_id"`
	Number  int    `db:"number"`
	Key     string `db:"key"`
	Body    string `db:"body"`
}

// mentions are read from, and written to, one table; key tells its rows of one post apart.
type mentions struct{ table, key string }

// mentioning are the tables with words in them.
var mentioning = []mentions{{"posts", "''"}, {"post_versions", "revision::text"}, {"translations", "id::text"}, {"hidden_posts", "''"}}

func readMentioning(ctx context.Context, q sqlx.QueryerContext, network, mention string) (topics []string, err error) {
	err = sqlx.SelectContext(ctx, q, &topics, `
		SELECT topic_id FROM posts WHERE network_id = $1 AND NOT gone AND strpos(body, $2) > 0
		UNION
		SELECT topic_id FROM post_versions WHERE network_id = $1 AND strpos(body, $2) > 0
		UNION
		SELECT topic_id FROM translations WHERE network_id = $1 AND strpos(body, $2) > 0
		UNION
		SELECT topic_id FROM hidden_posts WHERE network_id = $1 AND strpos(body, $2) > 0
		ORDER BY 1`, network, mention)
	return topics, err
}

func (m mentions) read(ctx context.Context, tx *sqlx.Tx, network, topic, mention string) (texts []mentioner, err error) {
	err = tx.SelectContext(ctx, &texts, `
		SELECT network_id, topic_id, number, `+m.key+` AS key, body
		FROM `+m.table+`
		WHERE network_id = $1
		AND topic_id = $2
		AND strpos(body, $3) > 0
		ORDER BY number
		FOR UPDATE`, network, topic, mention)
	return texts, err
}

// write lets translations of a post that were up to date stay so.
func (m mentions) write(ctx context.Context, tx *sqlx.Tx, t mentioner, body string) error {
	if m.table == "posts" {
		if _, err := tx.ExecContext(ctx, `
			UPDATE translations t SET source = words_hash($4, p.note)
			FROM posts p
			WHERE p.network_id = $1
			AND p.topic_id = $2
			AND p.number = $3
			AND t.network_id = p.network_id
			AND t.topic_id = p.topic_id
			AND t.number = p.number
			AND t.source = words_hash(p.body, p.note)`, t.Network, t.Topic, t.Number, body); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE `+m.table+` SET body = $5
		WHERE network_id = $1
		AND topic_id = $2
		AND number = $3
		AND `+m.key+` = $4`, t.Network, t.Topic, t.Number, t.Key, body)
	return err
}

// heldMentioner is a text that waits for a moderator.
type heldMentioner struct {
	Network string `db:"network_id"`
	ID      string `db:"id"`
	Body    string `db:"body"`
}

func readHeldMentioning(ctx context.Context, q sqlx.QueryerContext, network, mention string) (texts []heldMentioner, err error) {
	err = sqlx.SelectContext(ctx, q, &texts, `
		SELECT network_id, id, body
		FROM held_posts
		WHERE network_id = $1
		AND strpos(body, $2) > 0`, network, mention)
	return texts, err
}

// updateHeldBody changes what still is as it was read.
func updateHeldBody(ctx context.Context, db sqlx.ExecerContext, t heldMentioner, body string) error {
	_, err := db.ExecContext(ctx, `
		UPDATE held_posts SET body = $4
		WHERE network_id = $1
		AND id = $2
		AND body = $3`, t.Network, t.ID, t.Body, body)
	return err
}
