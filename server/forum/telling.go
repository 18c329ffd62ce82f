package forum

import (
	"context"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/realtime/stream"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// recipients are who is to be told of a post, each with what it is to her. Whom the post answers, tellingSQL finds itself.
type recipients struct {
	members pq.StringArray
	kinds   pq.StringArray
}

func (r *recipients) add(kind inbox.Kind, members ...string) {
	for _, member := range members {
		r.members, r.kinds = append(r.members, member), append(r.kinds, string(kind))
	}
}

// readers are those whom an author's body mentions. They are found before the topic is locked, within tx unless that is nil.
func (f *Forum) readers(ctx context.Context, tx *sqlx.Tx, a networks.Actor, space, body string) (to recipients, err error) {
	mentioned, err := f.mentioned(ctx, tx, a, space, body)
	to.add(inbox.Mention, mentioned...)
	return to, err
}

// post posts within a transaction, or, when tx is nil, by itself. What answers and mentions nobody tells nobody, and costs
// nothing more.
func (f *Forum) post(ctx context.Context, tx *stream.Tx, p Post, space string, draft []byte, to recipients) (posted, error) {
	statement, more := f.hot.reply, []any(nil)
	if p.Quotes > 0 || len(to.members) > 0 {
		statement, more = f.hot.telling, []any{append(pq.StringArray{}, to.members...), append(pq.StringArray{}, to.kinds...)}
	}
	if tx != nil {
		statement = tx.StmtxContext(ctx, statement)
	}
	return insertPost(ctx, statement, p, space, draft, more...)
}

// wake tells, once it is committed, who follows the topic and whose inbox it came to.
func (f *Forum) wake(p Post, done posted) {
	f.streams.Wake(Channel(p.Network, p.Topic), done.Seq)
	for i, member := range done.Told {
		f.streams.Wake(inbox.Channel(p.Network, member), done.At[i])
	}
}

// tellingSQL is replySQL for a post that $15 are to be told of, as what $16 says, and the author of the post that it
// answers. In a circle nobody is told who isn't in it, nor who is only asked into it. Their inboxes come before the topic's
// event, as channels are sorted: the last step refers to what was told.
const tellingSQL = replySteps + `, reader AS (
			SELECT m.id, m.kind
			FROM topic
			CROSS JOIN (
				SELECT id, kind
				FROM unnest($15::uuid[], $16::text[]) AS named (id, kind)
				UNION ALL
				SELECT q.author_id, 'reply'
				FROM posts q
				WHERE q.network_id = $1
				AND q.topic_id = $2
				AND q.number = $8
				AND NOT q.gone
			) m
			WHERE NOT topic.circle
			OR EXISTS (
				SELECT
				FROM circle_members c
				WHERE c.network_id = $1
				AND c.topic_id = $2
				AND c.member_id = m.id
				AND c.accepted
			)
		), told AS (
			SELECT coalesce(array_agg(t.told ORDER BY t.told), '{}') AS told, coalesce(array_agg(t.at ORDER BY t.told), '{}') AS at
			FROM topic, post, (SELECT array_agg(id) AS ids, array_agg(kind) AS kinds FROM reader) r,
				inbox_tell($1, $3, r.ids, r.kinds, topic.space_id, $2, post.number, $9) AS t
		)
		SELECT number, stream_append($11, 'post', number::text) AS seq, told, at
		FROM post, told`
