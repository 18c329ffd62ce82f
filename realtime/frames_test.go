package realtime_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"tinig/realtime/stream"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestFramesAreAsDocumented holds every frame of the server's, as it is on the wire, against a file. Clients depend on it.
func TestFramesAreAsDocumented(t *testing.T) {
	h := newHouse(t)
	h.network = "11111111-1111-4111-8111-111111111111"
	h.channel = stream.Channel("topic/" + h.network + "/22222222-2222-4222-8222-222222222222")
	n := h.node(nil)
	who := h.member("en")
	c := n.dial(who)
	var got bytes.Buffer
	record := func(what string) {
		c.ws.SetReadDeadline(time.Now().Add(patient))
		_, text, err := c.ws.ReadMessage()
		must(t, err)
		fmt.Fprintf(&got, "%s\n%s\n", what, text)
	}
	record("hello")
	c.follow(h.channel, stream.Position{})
	n.write(1, `<p lang="tl" dir="auto">Kumusta &amp; "salamat" `+"\u2028"+`نعم</p>`, "")
	record("event")
	n.tell(h.channel, "quiet", "")
	record("event with nothing to see")
	c.follow(h.channel, stream.Position{Seq: 99, Epoch: "33333333-3333-4333-8333-333333333333"})
	record("resync")
	c.follow("topic/44444444-4444-4444-8444-444444444444/x", stream.Position{})
	record("refused")
	n.tell(sessionChannel(who), "ended", "")
	record("bye")
	_, _, err := c.ws.ReadMessage()
	if !websocket.IsCloseError(err, 4200) {
		t.Errorf("got the end %v, want the close code 4200", err)
	}
	golden(t, "testdata/frames.golden", got.Bytes())
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		must(t, os.MkdirAll("testdata", 0o755))
		must(t, os.WriteFile(file, got, 0o644))
	}
	want, err := os.ReadFile(file)
	must(t, err)
	if !bytes.Equal(got, want) {
		t.Errorf("%s has changed; if it is meant to, run with -update.\ngot:\n%s\nwant:\n%s", file, got, want)
	}
}
