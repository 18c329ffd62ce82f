package keys

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/lib/pq"
)

// grace is how long a key outlives its row: whoever has just read the row can still open it, and a draft that is saved every few seconds is
// one erasing.
const grace = 2 * time.Second

// eraseEvery is how often is looked for what is to be erased when nobody has told.
const eraseEvery = time.Minute

// told is the channel of PostgreSQL's LISTEN and NOTIFY on which triggers tell of keys that are to be erased.
const told = "erased_keys"

// Run erases keys as soon as what they open is gone, until ctx ends. url is the first database's. Each node may run it: erasing twice is no harm.
func (k *Keys) Run(ctx context.Context, url string, log *slog.Logger) error {
	l := pq.NewListener(url, 50*time.Millisecond, 5*time.Second, nil)
	defer l.Close()
	listening := make(chan error, 1)
	go func() { listening <- l.Listen(told) }()
	every := time.NewTicker(eraseEvery)
	defer every.Stop()
	var due <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-listening:
			if err != nil {
				return fmt.Errorf("listening for what is erased: %w", err)
			}
			due = soon(due)
		case <-l.Notify:
			due = soon(due)
		case <-every.C:
			go l.Ping()
			due = soon(due)
		case <-due:
			due = nil
			if err := k.Erase(ctx); err != nil && ctx.Err() == nil {
				log.Error("keys of what is gone weren't erased and will be tried again", "error", err)
				due = soon(nil)
			}
		}
	}
}

// soon is when to erase: as is planned already, or after the grace.
func soon(due <-chan time.Time) <-chan time.Time {
	if due != nil {
		return due
	}
	return time.After(grace)
}
