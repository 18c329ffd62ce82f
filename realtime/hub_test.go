package realtime_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"tinig/realtime/stream"
)

func TestEventReachesEachFollowerInHerLanguageAndIsDrawnOncePerLanguage(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	at := n.page("en").at
	var clients []*client
	langs := []string{"en", "ar", "en", "ar", "en"}
	for _, lang := range langs {
		c := n.open(h.member(lang))
		c.follow(h.channel, at)
		clients = append(clients, c)
	}
	n.write(1, "first", "")
	for i, c := range clients {
		if got, want := c.expectEvents(1, 1)[0].HTML, "1|first|"+langs[i]; got != want {
			t.Errorf("follower %d got %q, want %q", i, got, want)
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, lang := range []string{"en", "ar"} {
		if got := n.drawn[fmt.Sprintf("%s %s %d", h.channel, lang, 1)]; got != 1 {
			t.Errorf("the event was drawn %d times in %s, want once", got, lang)
		}
	}
	if len(n.drawn) != 2 {
		t.Errorf("drawn were %v, want only the languages that have followers", n.drawn)
	}
}

func TestFollowerFromTheBeginningNeedsNoEpoch(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	early := n.open(h.member("en"))
	early.follow(h.channel, stream.Position{})
	n.write(1, "a", "")
	n.write(2, "b", "")
	early.expectEvents(1, 2)
	late := n.open(h.member("en"))
	late.follow(h.channel, stream.Position{})
	late.expectEvents(1, 2)
}

func TestPositionThatCannotBeContinuedGetsResync(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	n.write(1, "a", "")
	head := n.page("en").at
	for name, at := range map[string]stream.Position{
		"ahead of the channel": {Seq: head.Seq + 100, Epoch: head.Epoch},
		"another epoch":        {Seq: head.Seq, Epoch: "00000000-0000-0000-0000-000000000001"},
		"no epoch":             {Seq: head.Seq},
	} {
		t.Run(name, func(t *testing.T) {
			c := n.open(h.member("en"))
			c.follow(h.channel, at)
			if f := c.expect("resync"); f.Channel != h.channel {
				t.Errorf("resync is for %s, want %s", f.Channel, h.channel)
			}
			c.follow(h.channel, head)
			seq := n.write(1, name, "")
			c.expectEvents(head.Seq+1, seq)
		})
	}
}

func TestHandshakeWithMissingOrForeignOriginIsRefused(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	for name, header := range map[string]http.Header{
		"missing":    {},
		"foreign":    {"Origin": {"https://other.example"}},
		"with port":  {"Origin": {origin + ":8080"}},
		"other case": {"Origin": {"https://HOUSE.example"}},
		"null":       {"Origin": {"null"}},
		"two":        {"Origin": {origin, "https://other.example"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, response, err := websocket.DefaultDialer.Dial("ws"+n.server.URL[4:]+"/live?ticket="+h.ticket(h.member("en")), header)
			if err == nil {
				t.Fatal("the handshake was accepted")
			}
			if response == nil || response.StatusCode != http.StatusForbidden {
				t.Errorf("got the answer %v, want 403", response)
			}
		})
	}
}

func TestTicketIsGoodOnce(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	ticket := h.ticket(h.member("en"))
	first, err := n.tryDial(ticket)
	must(t, err)
	first.expect("hello")
	second, err := n.tryDial(ticket)
	must(t, err)
	second.expectBye(4101)
}

func TestChannelThatMayNotBeFollowedIsRefusedInWords(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	who := h.member("en")
	c := n.open(who)
	h.refuse.Store(h.channel, true)
	c.follow(h.channel, stream.Position{})
	if f := c.expect("refused"); f.Text != "Not for you." || f.Channel != h.channel {
		t.Errorf("got %+v, want the refusal's words", f)
	}
	control := stream.Channel("member/" + h.network + "/" + who.Member)
	c.follow(control, stream.Position{})
	if f := c.expect("refused"); f.Channel != control {
		t.Errorf("got %+v, want a refusal of the control channel", f)
	}
}

func TestFollowingHasALimit(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	c := n.open(h.member("en"))
	for range 20 {
		c.follow(topicIn(h.network), stream.Position{})
	}
	c.follow(h.channel, stream.Position{})
	if f := c.expect("refused"); f.Channel != h.channel {
		t.Errorf("got %+v, want a refusal of the twenty-first channel", f)
	}
}

func TestFrameThatIsNotOfTheProtocolCloses(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	for name, send := range map[string]func(*websocket.Conn) error{
		"not JSON":  func(ws *websocket.Conn) error { return ws.WriteMessage(websocket.TextMessage, []byte("hello")) },
		"unknown":   func(ws *websocket.Conn) error { return ws.WriteJSON(map[string]string{"t": "shout"}) },
		"binary":    func(ws *websocket.Conn) error { return ws.WriteMessage(websocket.BinaryMessage, []byte("{}")) },
		"too large": func(ws *websocket.Conn) error { return ws.WriteMessage(websocket.TextMessage, make([]byte, 64<<10+1)) },
	} {
		t.Run(name, func(t *testing.T) {
			c := n.open(h.member("en"))
			must(t, send(c.ws))
			c.expectBye(4201)
		})
	}
}

func TestTooManyFramesClose(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	c := n.open(h.member("en"))
	for range 100 {
		c.follow(h.channel, stream.Position{})
	}
	c.expectBye(4202)
}

func TestHubThatStopsLetsFollowersComeBack(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	c := n.open(h.member("en"))
	go n.stop()
	c.expectBye(4000)
}

func TestPingIsAnsweredAmongEvents(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	c := n.open(h.member("en"))
	pongs := make(chan string, 1)
	c.ws.SetPongHandler(func(data string) error { pongs <- data; return nil })
	c.follow(h.channel, stream.Position{})
	must(t, c.ws.WriteControl(websocket.PingMessage, []byte("are you there"), time.Now().Add(patient)))
	n.write(1, "a", "")
	c.expectEvents(1, 1)
	go n.write(2, "b", "")
	c.expectEvents(2, 2)
	if got := <-pongs; got != "are you there" {
		t.Errorf("got the pong %q", got)
	}
}

func TestEventThatCannotBeDrawnGetsResync(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	c := n.open(h.member("en"))
	c.follow(h.channel, stream.Position{})
	n.write(1, "a", "")
	c.expectEvents(1, 1)
	n.mu.Lock()
	n.failing = true
	n.mu.Unlock()
	n.write(2, "b", "")
	c.expect("resync")
	n.mu.Lock()
	n.failing = false
	n.mu.Unlock()
	c.follow(h.channel, n.page("en").at)
	n.write(3, "c", "")
	c.expectEvents(3, 3)
}

func TestEventWithNothingToSeePasses(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	c := n.open(h.member("en"))
	c.follow(h.channel, stream.Position{})
	n.tell(h.channel, "quiet", "")
	if f := c.expectEvents(1, 1)[0]; f.Kind != "pass" || f.HTML != "" {
		t.Errorf("got %+v, want a pass", f)
	}
}
