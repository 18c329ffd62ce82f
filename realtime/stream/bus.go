package stream

import (
	"context"
	"strconv"
	"strings"
	"time"
)

// Bus carries wake-ups from node to node. It may lose, repeat and reorder them.
type Bus interface {
	// Publish sends a batch to every node that listens, itself perhaps included. A failure is logged, not returned:
	// what is lost costs the others a poll.
	Publish(batch []Wakeup)
	// Listen calls woken for what is published until ctx ends, and with the zero Wakeup whenever some may have been missed.
	Listen(ctx context.Context, woken func(Wakeup)) error
	// Close lets go of the bus's connections.
	Close() error
}

const publishTimeout = 5 * time.Second

// A wake-up travels as "<seq> <channel>".
func (w Wakeup) text() string {
	return strconv.FormatInt(w.Seq, 10) + " " + string(w.Channel)
}

// parseWakeup reads a wake-up's text. What it can't read becomes the zero Wakeup: something happened.
func parseWakeup(text string) Wakeup {
	number, channel, found := strings.Cut(text, " ")
	seq, err := strconv.ParseInt(number, 10, 64)
	if !found || err != nil {
		return Wakeup{}
	}
	return Wakeup{Channel(channel), seq}
}
