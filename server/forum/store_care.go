package forum

import (
	"context"

	"github.com/jmoiron/sqlx"

	"tinig/server/networks"
)

// lockTopic takes the lock that every post waits for.
func lockTopic(ctx context.Context, tx *sqlx.Tx, network, id string) (t Topic, err error) {
	err = tx.GetContext(ctx, &t, `
		SELECT `+topicColumns+`
		FROM topics t
		WHERE t.network_id = $1
		AND t.id = $2
		FOR NO KEY UPDATE`, network, id)
	return t, err
}

func updateHead(ctx context.Context, tx *sqlx.Tx, t Topic) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE topics SET title = $3, note = $4, locked = $5, pinned = $6, slow = $7
		WHERE network_id = $1
		AND id = $2`, t.Network, t.ID, t.Title, t.Note, t.Locked, t.Pinned, t.Slow)
	return err
}

// countPins needs no lock: every act of care holds its network's audit chain.
func countPins(ctx context.Context, tx *sqlx.Tx, t Topic) (pins int, err error) {
	err = tx.GetContext(ctx, &pins, `
		SELECT count(*)
		FROM topics
		WHERE network_id = $1
		AND space_id = $2
		AND pinned`, t.Network, t.Space)
	return pins, err
}

func readPinned(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, space string) (lines []Line, err error) {
	err = sqlx.SelectContext(ctx, q, &lines, `
		SELECT `+topicColumns+`, `+unreadColumns+`
		FROM topics t`+unreadJoin+`
		WHERE t.network_id = $1
		AND t.space_id = $4
		AND t.pinned
		AND t.author_id <> ALL($3::uuid[])
		ORDER BY t.active_on DESC, t.id DESC
		LIMIT $5`, a.Network, a.Member, partedFrom(a), space, PinsAtMost)
	return lines, err
}

// insertAct gives the act its topic's next number, under the topic's lock.
func insertAct(ctx context.Context, tx *sqlx.Tx, act Act) error {
	_, err := tx.NamedExecContext(ctx, `
		INSERT INTO topic_acts (network_id, topic_id, number, act, role, reason, lang, other_id, day, once)
		SELECT :network_id, :topic_id, coalesce(max(number), 0) + 1, :act, :role, :reason, :lang, CAST(nullif(:other_id, '') AS uuid), :day, :once
		FROM topic_acts
		WHERE network_id = :network_id
		AND topic_id = :topic_id`, act)
	return err
}

const actColumns = `network_id, topic_id, number, act, role, reason, lang, coalesce(other_id::text, '') AS other_id, day, once`

func readActs(ctx context.Context, q sqlx.QueryerContext, t Topic) (acts []Act, err error) {
	err = sqlx.SelectContext(ctx, q, &acts, `
		SELECT `+actColumns+`
		FROM topic_acts
		WHERE network_id = $1
		AND topic_id = $2
		ORDER BY number DESC
		LIMIT 100`, t.Network, t.ID)
	return acts, err
}
