package forum

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/server/networks"
)

// movesAtOnce is how many moves are looked through at once.
const movesAtOnce = 200

// authorsSQL are those with words in the topic $2: its posts, their translations, what waits for a moderator, its title.
const authorsSQL = `
		SELECT author_id FROM posts WHERE network_id = $1 AND topic_id = $2 AND NOT gone
		UNION
		SELECT author_id FROM translations WHERE network_id = $1 AND topic_id = $2
		UNION
		SELECT author_id FROM held_posts WHERE network_id = $1 AND topic_id = $2
		UNION
		SELECT author_id FROM topics WHERE network_id = $1 AND id = $2 AND title <> '…'`

func readAuthors(ctx context.Context, q sqlx.QueryerContext, network, topic string) (authors []string, err error) {
	err = sqlx.SelectContext(ctx, q, &authors, authorsSQL, network, topic)
	return authors, err
}

// readMove is errNoRow when nobody is asked.
func readMove(ctx context.Context, q sqlx.QueryerContext, network, topic string) (m move, err error) {
	err = sqlx.GetContext(ctx, q, &m, `
		SELECT m.*, t.space_id AS from_id, answers.*
		FROM topic_moves m
		JOIN topics t ON t.network_id = m.network_id AND t.id = m.topic_id
		CROSS JOIN (
			SELECT count(*) FILTER (WHERE c.agreed IS NULL) AS unanswered, count(*) FILTER (WHERE NOT c.agreed) AS refused
			FROM (`+authorsSQL+`) author
			LEFT JOIN topic_consents c ON c.network_id = $1 AND c.topic_id = $2 AND c.member_id = author.author_id
		) answers
		WHERE m.network_id = $1
		AND m.topic_id = $2`, network, topic)
	return m, err
}

func readMoves(ctx context.Context, q sqlx.QueryerContext, after move) (moves []move, err error) {
	if after.Topic == "" {
		after.Network, after.Topic = uuid.Nil.String(), uuid.Nil.String()
	}
	err = sqlx.SelectContext(ctx, q, &moves, `
		SELECT *
		FROM topic_moves
		WHERE (network_id, topic_id) > ($1, $2)
		ORDER BY network_id, topic_id
		LIMIT $3`, after.Network, after.Topic, movesAtOnce)
	return moves, err
}

// insertMove notes in the topic too that it may go.
func insertMove(ctx context.Context, tx *sqlx.Tx, m move) error {
	_, err := tx.NamedExecContext(ctx, `
		WITH topic AS (
			UPDATE topics SET moving_to = :space_id, moving_until = :ends_on
			WHERE network_id = :network_id
			AND id = :topic_id
		)
		INSERT INTO topic_moves (network_id, topic_id, space_id, asked_by, role, reason, lang, reads, band, ends_on)
		VALUES (:network_id, :topic_id, :space_id, :asked_by, :role, :reason, :lang, :reads, :band, :ends_on)`, m)
	return err
}

func deleteMove(ctx context.Context, tx *sqlx.Tx, t Topic) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM topic_moves
		WHERE network_id = $1
		AND topic_id = $2`, t.Network, t.ID)
	return err
}

// moveTopic ends the asking, and puts the topic into a space.
func moveTopic(ctx context.Context, tx *sqlx.Tx, t Topic, space string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE topics SET space_id = $3, pinned = pinned AND space_id = $3, moving_to = NULL, moving_until = NULL
		WHERE network_id = $1
		AND id = $2`, t.Network, t.ID, space)
	return err
}

// moveHeld takes along what waits in the topic. What comes to wait while the topic moves is of the space that it left, and is
// not released into the other.
func moveHeld(ctx context.Context, tx *sqlx.Tx, t Topic, space string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE held_posts SET space_id = $3
		WHERE network_id = $1
		AND topic_id = $2`, t.Network, t.ID, space)
	return err
}

// moveAgreedHeld takes along what waits in the topic of those who agreed.
func moveAgreedHeld(ctx context.Context, tx *sqlx.Tx, m move) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE held_posts h SET space_id = $3
		FROM topic_consents c
		WHERE h.network_id = $1
		AND h.topic_id = $2
		AND c.network_id = $1
		AND c.topic_id = $2
		AND c.member_id = h.author_id
		AND c.agreed`, m.Network, m.Topic, m.Space)
	return err
}

// answerMove is false for who isn't asked.
func answerMove(ctx context.Context, tx *sqlx.Tx, a networks.Actor, topic string, agreed bool) (asked bool, err error) {
	result, err := tx.ExecContext(ctx, `
		INSERT INTO topic_consents (network_id, topic_id, member_id, agreed)
		SELECT $1, $2, $3, $4
		FROM topic_moves
		WHERE network_id = $1
		AND topic_id = $2
		AND $3::uuid IN (`+authorsSQL+`)
		ON CONFLICT (network_id, topic_id, member_id) DO UPDATE SET agreed = EXCLUDED.agreed`, a.Network, topic, a.Member, agreed)
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}

func readEndedSince(ctx context.Context, tx *sqlx.Tx, t Topic, since time.Time) (ended bool, err error) {
	err = tx.GetContext(ctx, &ended, `
		SELECT EXISTS (
			SELECT
			FROM topic_acts
			WHERE network_id = $1
			AND topic_id = $2
			AND act = 'ended'
			AND day > $3
		)`, t.Network, t.ID, since)
	return ended, err
}

func readQuestions(ctx context.Context, q sqlx.QueryerContext, a networks.Actor) (questions []Question, err error) {
	rows, err := q.QueryxContext(ctx, `
		SELECT `+topicColumns+`, m.space_id, m.reads, m.band, m.reason, m.lang, m.role, m.ends_on, c.agreed
		FROM topic_moves m
		JOIN topics t ON t.network_id = m.network_id AND t.id = m.topic_id
		LEFT JOIN topic_consents c ON c.network_id = m.network_id AND c.topic_id = m.topic_id AND c.member_id = $2
		WHERE m.network_id = $1
		AND (t.author_id = $2 AND t.title <> '…'
			OR EXISTS (SELECT FROM posts p WHERE p.network_id = $1 AND p.author_id = $2 AND p.topic_id = t.id AND NOT p.gone)
			OR EXISTS (SELECT FROM translations o WHERE o.network_id = $1 AND o.author_id = $2 AND o.topic_id = t.id)
			OR EXISTS (SELECT FROM held_posts h WHERE h.network_id = $1 AND h.author_id = $2 AND h.topic_id = t.id))
		ORDER BY m.ends_on, m.topic_id
		LIMIT 50`, a.Network, a.Member)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var q Question
		into := append(q.Topic.fields(), &q.To, &q.Readers.Reads, &q.Readers.Band, &q.Reason, &q.Lang, &q.Role, &q.Until, &q.Agreed)
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		q.From = q.Topic.Space
		questions = append(questions, q)
	}
	return questions, rows.Err()
}
