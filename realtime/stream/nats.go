package stream

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
)

// The subject that all nodes share, and how many wake-ups go into one message.
const (
	natsSubject = "tinig.stream.wake"
	natsBatch   = 1000
)

type natsBus struct {
	conn *nats.Conn
	log  *slog.Logger
}

// NATS returns a bus over the NATS server at url. It may be away at the start and at any time: the bus keeps trying.
func NATS(url string, log *slog.Logger) (Bus, error) {
	conn, err := nats.Connect(url,
		nats.Name("tinig"),
		nats.RetryOnFailedConnect(true),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(250*time.Millisecond),
		nats.ReconnectBufSize(-1), // What can't be sent now is old when it can.
	)
	if err != nil {
		return nil, fmt.Errorf("connecting to NATS: %w", err)
	}
	return &natsBus{conn: conn, log: log}, nil
}

func (b *natsBus) Publish(batch []Wakeup) {
	for len(batch) > 0 {
		n := min(len(batch), natsBatch)
		if err := b.conn.Publish(natsSubject, natsText(batch[:n])); err != nil {
			b.log.Warn("wake-ups were not sent; other nodes will see the events at their next poll", "count", len(batch), "err", err)
			return
		}
		batch = batch[n:]
	}
	if err := b.conn.FlushTimeout(publishTimeout); err != nil {
		b.log.Warn("wake-ups may be late", "err", err)
	}
}

func natsText(batch []Wakeup) []byte {
	lines := make([]string, len(batch))
	for i, w := range batch {
		lines[i] = w.text()
	}
	return []byte(strings.Join(lines, "\n"))
}

func (b *natsBus) Listen(ctx context.Context, woken func(Wakeup)) error {
	connected := b.conn.StatusChanged(nats.CONNECTED)
	defer b.conn.RemoveStatusListener(connected)
	sub, err := b.conn.Subscribe(natsSubject, func(m *nats.Msg) {
		for line := range strings.SplitSeq(string(m.Data), "\n") {
			woken(parseWakeup(line))
		}
	})
	if err != nil {
		return fmt.Errorf("listening for wake-ups: %w", err)
	}
	defer sub.Unsubscribe()
	overrun := sub.StatusChanged(nats.SubscriptionSlowConsumer)
	b.conn.FlushTimeout(publishTimeout) // The server has the subscription now, or will when it is there.
	woken(Wakeup{})
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-connected:
			woken(Wakeup{})
		case _, open := <-overrun: // More came than was taken, and some was dropped.
			if !open {
				return fmt.Errorf("listening for wake-ups: %w", nats.ErrConnectionClosed)
			}
			woken(Wakeup{})
		}
	}
}

func (b *natsBus) Close() error {
	b.conn.Close()
	return nil
}
