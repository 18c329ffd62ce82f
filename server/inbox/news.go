package inbox

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/realtime/stream"
)

// Event is something that happened in a place where nobody is named: a campaign, or a space in which a round opened. By is who acted,
// who isn't told, and told of to nobody. Members are told unless they have muted it; so are those who follow Followed at Everything.
// Place is what the notice points to, Space whose readers it is for.
type Event struct {
	Network, By     string
	Members         []string
	Space, Followed string
	Place           string
	Kind            Kind
	About           string
	Day             time.Time
}

// Told is a member who was told, and where her inbox's channel came to.
type Told struct {
	Member string `db:"told"`
	At     int64  `db:"at"`
}

// News tells of an event, within its transaction and after every other change. Whoever calls it hands what it returns to Wake when the
// transaction has ended well.
func News(ctx context.Context, tx *sqlx.Tx, e Event) ([]Told, error) {
	told, err := tellNews(ctx, tx, e)
	if err != nil {
		return nil, fmt.Errorf("telling news of %s: %w", e.Place, err)
	}
	return told, nil
}

// Wake wakes the inboxes of those who were told.
func Wake(streams *stream.Streams, network string, told []Told) {
	for _, t := range told {
		streams.Wake(Channel(network, t.Member), t.At)
	}
}

func tellNews(ctx context.Context, tx *sqlx.Tx, e Event) (told []Told, err error) {
	err = tx.SelectContext(ctx, &told, `
		SELECT told, at
		FROM inbox_news($1, $2, $3::uuid[], $4, $5, $6, $7, $8, $9)`,
		e.Network, e.By, pq.Array(e.Members), e.Space, e.Followed, e.Place, e.Kind, e.About, e.Day)
	return told, err
}
