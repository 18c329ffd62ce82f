package realtime_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
	"github.com/jmoiron/sqlx"
	"golang.org/x/sys/unix"

	"tinig/migrations/dbtest"
	"tinig/realtime"
	"tinig/realtime/stream"
)

const (
	origin  = "https://house.example"
	patient = 20 * time.Second // how long a test waits for what must come
)

// house is a domain with one kind of thing in it, notes, on one database, with any number of nodes.
type house struct {
	t       testing.TB
	db      *sqlx.DB
	url     string
	network string
	channel stream.Channel
	tickets sync.Map // ticket → realtime.Follower
	refuse  sync.Map // channels that nobody may follow
}

// node is one process of the house.
type node struct {
	house   *house
	streams *stream.Streams
	hub     *realtime.Hub
	server  *httptest.Server
	stop    func()
	mu      sync.Mutex
	drawn   map[string]int    // "lang seq" → how often
	with    map[string]string // reference → who else has words in it
	failing bool              // drawing fails
}

var errRefused = errors.New("refused")

func newHouse(t *testing.T) *house {
	t.Parallel() // Tests here wait more than they work.
	url := dbtest.URL(t)
	db, err := sqlx.Connect("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.MustExec(`CREATE TABLE notes (channel text, number int, body text NOT NULL, author text NOT NULL, PRIMARY KEY (channel, number))`)
	must(t, stream.New(db, nil).Renew(context.Background())) // As every program does at its start.
	network := uuid.NewString()
	return &house{t: t, db: db, url: url, network: network, channel: topicIn(network)}
}

func topicIn(network string) stream.Channel {
	return stream.Channel("topic/" + network + "/" + uuid.NewString())
}

// node starts a node that listens to bus, and ends with the test.
func (h *house) node(bus stream.Bus) *node {
	n := &node{house: h, streams: stream.New(h.db, bus), drawn: make(map[string]int), with: make(map[string]string)}
	n.hub = realtime.NewHub(n.streams, realtime.Config{
		Origins: []string{origin},
		Redeem:  h.redeem,
		May:     h.may,
		Refused: func(_ string, err error) (string, bool) { return "Not for you.", errors.Is(err, errRefused) },
		Draw:    n.draw,
		Log:     slog.New(slog.NewTextHandler(h.t.Output(), nil)),
	})
	n.server = httptest.NewUnstartedServer(n.hub)
	n.server.Listener = listenWithSmallBuffers(h.t)
	n.server.Start()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := n.hub.Run(ctx); err != nil {
			h.t.Errorf("the hub ended: %v", err)
		}
	}()
	n.stop = sync.OnceFunc(func() {
		cancel()
		<-ended
		n.server.Close()
	})
	h.t.Cleanup(n.stop)
	return n
}

// listenWithSmallBuffers listens so that a client who doesn't read is soon noticed.
func listenWithSmallBuffers(t testing.TB) net.Listener {
	small := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		var err error
		c.Control(func(fd uintptr) { err = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_SNDBUF, 16<<10) })
		return err
	}}
	l, err := small.Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	return l
}

func (h *house) redeem(_ context.Context, ticket string) (realtime.Follower, error) {
	f, ok := h.tickets.LoadAndDelete(ticket)
	if !ok {
		return realtime.Follower{}, errRefused
	}
	return f.(realtime.Follower), nil
}

func (h *house) may(_ context.Context, f realtime.Follower, ch stream.Channel) error {
	if _, closed := h.refuse.Load(ch); closed || ch.Network() != f.Network {
		return errRefused
	}
	return nil
}

// draw shows a note as "number|body|lang". A note that is gone shows as empty; kind "quiet" shows nothing.
func (n *node) draw(ctx context.Context, ch stream.Channel, e stream.Event, lang string) (realtime.Drawn, error) {
	n.mu.Lock()
	n.drawn[fmt.Sprintf("%s %s %d", ch, lang, e.Seq)]++
	failing, with := n.failing, n.with[e.Ref]
	n.mu.Unlock()
	if failing {
		return realtime.Drawn{}, errors.New("no ink")
	}
	if e.Kind == "quiet" {
		return realtime.Drawn{}, nil
	}
	var note struct{ Body, Author string }
	err := n.house.db.GetContext(ctx, &note, `SELECT body, author FROM notes WHERE channel = $1 AND number = $2`, ch, e.Ref)
	if err != nil {
		return realtime.Drawn{}, err
	}
	return realtime.Drawn{HTML: []byte(e.Ref + "|" + note.Body + "|" + lang), By: note.Author, With: with}, nil
}

// member is a follower nobody knows yet.
func (h *house) member(lang string) realtime.Follower {
	return realtime.Follower{
		Session: strings.ReplaceAll(uuid.NewString()+uuid.NewString(), "-", ""),
		Network: h.network,
		Member:  uuid.NewString(),
		Lang:    lang,
	}
}

func (h *house) ticket(f realtime.Follower) string {
	ticket := uuid.NewString()
	h.tickets.Store(ticket, f)
	return ticket
}

// write puts a note, tells of it, and returns its event's number.
func (n *node) write(number int, body, author string) int64 {
	n.house.t.Helper()
	return n.writeIn(n.house.channel, number, body, author)
}

func (n *node) writeIn(ch stream.Channel, number int, body, author string) int64 {
	n.house.t.Helper()
	tx, err := n.streams.Begin(context.Background())
	must(n.house.t, err)
	defer tx.Rollback()
	_, err = tx.Exec(`
		INSERT INTO notes (channel, number, body, author) VALUES ($1, $2, $3, $4)
		ON CONFLICT (channel, number) DO UPDATE SET body = excluded.body`, ch, number, body, author)
	must(n.house.t, err)
	seq, err := tx.Append(context.Background(), ch, "note", fmt.Sprint(number))
	must(n.house.t, err)
	must(n.house.t, tx.Commit())
	return seq
}

// tell appends an event alone.
func (n *node) tell(ch stream.Channel, kind, ref string) int64 {
	n.house.t.Helper()
	tx, err := n.streams.Begin(context.Background())
	must(n.house.t, err)
	defer tx.Rollback()
	seq, err := tx.Append(context.Background(), ch, kind, ref)
	must(n.house.t, err)
	must(n.house.t, tx.Commit())
	return seq
}

// page is what a reader sees: each note drawn, and the position it was drawn at.
type page struct {
	notes map[string]string // by number
	at    stream.Position
}

// page draws the house's channel anew.
func (n *node) page(lang string) page {
	n.house.t.Helper()
	return n.pageOf(n.house.channel, lang, nil)
}

// pageOf draws a channel anew, in one snapshot, without the notes of certain authors.
func (n *node) pageOf(ch stream.Channel, lang string, without []string) page {
	n.house.t.Helper()
	ctx := context.Background()
	tx, err := n.house.db.Beginx()
	must(n.house.t, err)
	defer tx.Rollback()
	tx.MustExec(`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY`)
	p := page{notes: make(map[string]string)}
	p.at, err = n.streams.Head(ctx, tx, ch)
	must(n.house.t, err)
	rows, err := tx.Query(`SELECT number, body, author FROM notes WHERE channel = $1`, ch)
	must(n.house.t, err)
	defer rows.Close()
	for rows.Next() {
		var number, body, author string
		must(n.house.t, rows.Scan(&number, &body, &author))
		if !slices.Contains(without, author) {
			p.notes[number] = number + "|" + body + "|" + lang
		}
	}
	must(n.house.t, rows.Err())
	return p
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// frame is any frame of the server's.
type frame struct {
	T       string
	Channel stream.Channel
	Seq     int64
	Kind    string
	HTML    string
	Text    string
	Code    int
}

// client is a socket as a browser has it.
type client struct {
	t  testing.TB
	ws *websocket.Conn
}

// dial opens a socket, which ends with the test, and leaves the greeting to be read.
func (n *node) dial(f realtime.Follower) *client {
	n.house.t.Helper()
	c, err := n.tryDial(n.house.ticket(f))
	must(n.house.t, err)
	return c
}

func (n *node) tryDial(ticket string) (*client, error) {
	url := "ws" + strings.TrimPrefix(n.server.URL, "http") + "/live?ticket=" + ticket
	ws, _, err := websocket.DefaultDialer.Dial(url, map[string][]string{"Origin": {origin}})
	if err != nil {
		return nil, err
	}
	n.house.t.Cleanup(func() { ws.Close() })
	return &client{n.house.t, ws}, nil
}

// open is dial, and the greeting.
func (n *node) open(f realtime.Follower) *client {
	n.house.t.Helper()
	c := n.dial(f)
	c.expect("hello")
	return c
}

func (c *client) follow(ch stream.Channel, at stream.Position) {
	c.t.Helper()
	must(c.t, c.ws.WriteJSON(map[string]any{"t": "follow", "channel": ch, "after": at.Seq, "epoch": at.Epoch}))
}

// next is the next frame.
func (c *client) next() (frame, error) {
	c.ws.SetReadDeadline(time.Now().Add(patient))
	_, text, err := c.ws.ReadMessage()
	if err != nil {
		return frame{}, err
	}
	var f frame
	return f, json.Unmarshal(text, &f)
}

// expect is the next frame, which must be of this type.
func (c *client) expect(t string) frame {
	c.t.Helper()
	f, err := c.next()
	must(c.t, err)
	if f.T != t {
		c.t.Fatalf("got the frame %+v, want %q", f, t)
	}
	return f
}

// expectEvents are the next frames, which must be the events numbered from first to last.
func (c *client) expectEvents(first, last int64) []frame {
	c.t.Helper()
	var events []frame
	for seq := first; seq <= last; seq++ {
		f := c.expect("event")
		if f.Seq != seq {
			c.t.Fatalf("got event %d, want %d", f.Seq, seq)
		}
		events = append(events, f)
	}
	return events
}

// expectBye is the end of the socket, with this code in its frame and in its close frame.
func (c *client) expectBye(code int) {
	c.t.Helper()
	if f := c.expect("bye"); f.Code != code {
		c.t.Fatalf("got the bye %d, want %d", f.Code, code)
	}
	_, err := c.next()
	if !websocket.IsCloseError(err, code) {
		c.t.Fatalf("got the end %v, want the close code %d", err, code)
	}
}
