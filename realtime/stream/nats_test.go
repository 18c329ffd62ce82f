package stream_test

import (
	"log/slog"
	"testing"

	"tinig/realtime/stream"
	"tinig/realtime/stream/natstest"
)

// natsBus returns buses of one real NATS server.
func natsBus(t *testing.T) func(*testing.T, string) stream.Bus {
	url := natstest.Start(t)
	return func(t *testing.T, _ string) stream.Bus {
		bus, err := stream.NATS(url, slog.New(slog.NewTextHandler(t.Output(), nil)))
		must(t, err)
		t.Cleanup(func() { bus.Close() })
		return bus
	}
}

func TestNATSThatIsAwayDoesNotStopTheProgram(t *testing.T) {
	bus, err := stream.NATS("nats://"+natstest.FreeAddress(t), slog.New(slog.NewTextHandler(t.Output(), nil)))
	must(t, err)
	defer bus.Close()
	bus.Publish([]stream.Wakeup{{Channel: channel(), Seq: 1}})
}
