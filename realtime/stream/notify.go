package stream

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// The channel of PostgreSQL's LISTEN and NOTIFY that all nodes of a database share.
const notifyChannel = "stream_wake"

const pingEvery = 30 * time.Second

type postgresBus struct {
	db  *sqlx.DB
	url string
	log *slog.Logger
}

// Postgres returns a bus over LISTEN and NOTIFY of the database itself: nothing to install. Publishing borrows a connection
// of db; each Listen holds one of its own to url.
func Postgres(db *sqlx.DB, url string, log *slog.Logger) Bus {
	return &postgresBus{db: db, url: url, log: log}
}

func (b *postgresBus) Publish(batch []Wakeup) {
	texts := make([]string, len(batch))
	for i, w := range batch {
		texts[i] = w.text()
	}
	ctx, cancel := context.WithTimeout(context.Background(), publishTimeout)
	defer cancel()
	if err := notify(ctx, b.db, texts); err != nil {
		b.log.Warn("wake-ups were not sent; other nodes will see the events at their next poll", "count", len(batch), "err", err)
	}
}

func (b *postgresBus) Listen(ctx context.Context, woken func(Wakeup)) error {
	l := pq.NewListener(b.url, 50*time.Millisecond, 5*time.Second, b.report)
	defer l.Close()
	listening := make(chan error, 1)
	go func() { listening <- l.Listen(notifyChannel) }()
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-listening:
			if err != nil {
				return fmt.Errorf("listening for wake-ups: %w", err)
			}
			woken(Wakeup{})
		case n := <-l.Notify:
			if n == nil { // The connection was lost and made again.
				woken(Wakeup{})
				continue
			}
			woken(parseWakeup(n.Extra))
		case <-ping.C:
			go l.Ping()
		}
	}
}

func (b *postgresBus) report(event pq.ListenerEventType, err error) {
	switch event {
	case pq.ListenerEventDisconnected, pq.ListenerEventConnectionAttemptFailed:
		b.log.Warn("wake-ups of other nodes are late until PostgreSQL is there again", "err", err)
	case pq.ListenerEventReconnected:
		b.log.Info("listening for wake-ups again")
	}
}

func (b *postgresBus) Close() error { return nil }
