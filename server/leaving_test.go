package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// socket opens the live connection as the page's script does.
func (v *visitor) socket() (*websocket.Conn, error) {
	v.t.Helper()
	v.post("/live/ticket", nil)
	var minted struct{ Ticket string }
	if err := json.Unmarshal([]byte(v.body), &minted); err != nil {
		v.t.Fatalf("no ticket: %s", v.body)
	}
	return v.dial(minted.Ticket)
}

func (v *visitor) dial(ticket string) (*websocket.Conn, error) {
	address := strings.Replace(v.origin, "http", "ws", 1) + "/live?ticket=" + ticket
	conn, _, err := websocket.DefaultDialer.Dial(address, http.Header{"Origin": {v.origin}})
	return conn, err
}

// frame reads the next frame; the error carries the close code.
func frame(conn *websocket.Conn) (f map[string]any, err error) {
	conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	err = conn.ReadJSON(&f)
	return f, err
}

// Promise 5: after leaving, the old cookie, a ticket minted before and the open socket all fail, and the socket within a second.
func TestAfterLeavingNothingOldOpensAnything(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	member := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	conn := member.live()
	member.post("/live/ticket", nil)
	var unused struct{ Ticket string }
	if err := json.Unmarshal([]byte(member.body), &unused); err != nil {
		t.Fatal(err)
	}
	thief := newVisitor(t, p)
	thief.client.Jar.SetCookies(mustURL(t, p.origin), member.client.Jar.Cookies(mustURL(t, p.origin)))
	thief.open("/home").sees("Hello")

	left := time.Now()
	member.open("/home").fill("/leave").sees("There are no notes here")
	if got := member.header.Get("Clear-Site-Data"); got != "" && !strings.Contains(got, "storage") {
		t.Errorf("Clear-Site-Data is %q", got)
	}
	for {
		if _, err := frame(conn); err != nil {
			if !websocket.IsCloseError(err, 4200, 4201, 4202) {
				t.Errorf("the open socket ended with %v", err)
			}
			break
		}
	}
	if took := time.Since(left); took > 10*time.Second {
		t.Errorf("the open socket closed after %v", took)
	}
	if thief.open("/home"); thief.path != "/" {
		t.Errorf("the old cookie still opens %s", thief.path)
	}
	late, err := thief.dial(unused.Ticket)
	if err == nil {
		if f, err := frame(late); err == nil && f["t"] != "bye" {
			t.Errorf("an old ticket opened a socket, which said %v", f)
		}
		late.Close()
	}
}

// A socket is refused to pages of other sites, and to programs that say no origin.
func TestTheSocketAsksWhereAPageComesFrom(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	for _, origin := range []string{"", "https://elsewhere.example", "null"} {
		header := http.Header{}
		if origin != "" {
			header.Set("Origin", origin)
		}
		conn, _, err := websocket.DefaultDialer.Dial(strings.Replace(p.origin, "http", "ws", 1)+"/live", header)
		if err == nil {
			conn.Close()
			t.Errorf("a socket from origin %q was opened", origin)
		}
	}
}

// A steward takes a role: the member's open socket has to come back with what she may do now.
func TestAChangeOfRoleClosesTheOpenSocket(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	moderator := newVisitor(t, p).signIn(as["moderator"].Phrase)
	conn := moderator.live()
	moderator.open("/queue").sees("What waits")
	steward := newVisitor(t, p).signIn(as["steward"].Phrase)
	steward.open("/steward/members").open(steward.link("Early Fern"))
	steward.post(steward.path+"/roles", map[string][]string{"role": {"moderator"}, "take": {"1"}})
	for {
		if _, err := frame(conn); err != nil {
			if code := err.(*websocket.CloseError).Code; code < 4100 || code > 4199 {
				t.Errorf("the socket closed with %d, which doesn't say: come back with a new ticket", code)
			}
			break
		}
	}
	if moderator.open("/queue"); moderator.status != http.StatusNotFound {
		t.Errorf("without the role, /held answers %d", moderator.status)
	}
}
