package forum

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/server/networks"
)

// Place is where a post stands.
type Place struct {
	Topic  string `db:"topic_id"`
	Number int    `db:"number"`
}

// Glimpse is a post as a line of an inbox tells of it: where it stands and who wrote it, without its words.
type Glimpse struct {
	Place
	Title  string `db:"title"`
	Lang   string `db:"lang"` // of the title
	Author string `db:"author_id"`
	Note   string `db:"note"`
}

// Glimpses reads many posts by their places. What Post would refuse the actor, and what is gone, isn't among them.
func (f *Forum) Glimpses(ctx context.Context, a networks.Actor, at []Place) (map[Place]Glimpse, error) {
	if len(at) == 0 {
		return nil, nil
	}
	spaces, err := f.readable(ctx, a)
	if err != nil {
		return nil, err
	}
	glimpses, err := readGlimpses(ctx, f.db, a, spaces, at)
	if err != nil {
		return nil, fmt.Errorf("glancing at %d posts: %w", len(at), err)
	}
	byPlace := make(map[Place]Glimpse, len(glimpses))
	for _, glimpse := range glimpses {
		byPlace[glimpse.Place] = glimpse
	}
	return byPlace, nil
}

const glimpsesSQL = `
		SELECT p.topic_id, p.number, t.title, t.lang, p.author_id, coalesce(nullif(p.note, ''), t.note) AS note
		FROM unnest($3::uuid[], $4::int[]) AS at (topic_id, number)
		JOIN topics t ON t.network_id = $1 AND t.id = at.topic_id
		JOIN posts p ON p.network_id = $1 AND p.topic_id = at.topic_id AND p.number = at.number
		WHERE NOT p.gone
		AND t.space_id = ANY($5::uuid[])
		AND t.author_id <> ALL($6::uuid[])
		AND p.author_id <> ALL($6::uuid[])
		AND ` + InCircleSQL

func readGlimpses(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, spaces []string, at []Place) (glimpses []Glimpse, err error) {
	topics, numbers := make(pq.StringArray, len(at)), make(pq.Int64Array, len(at))
	for i, place := range at {
		topics[i], numbers[i] = place.Topic, int64(place.Number)
	}
	err = sqlx.SelectContext(ctx, q, &glimpses, glimpsesSQL, a.Network, a.Member, topics, numbers, pq.Array(spaces), partedFrom(a))
	return glimpses, err
}
