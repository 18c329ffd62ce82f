package site_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
	"github.com/jmoiron/sqlx"

	"tinig/curriculum"
	taught "tinig/curriculum/content"
	"tinig/migrations/dbtest"
	"tinig/realtime/stream"
	"tinig/server/accounts"
	"tinig/server/networks"
	"tinig/server/site"
)

// roomBench is a site with one open room, and who sits at its tablets.
type roomBench struct {
	db      *sqlx.DB
	site    *site.Site
	server  *httptest.Server
	school  *curriculum.Curriculum
	trainer curriculum.Actor
	cohort  string
	tablets []curriculum.Tablet
	cookie  *http.Cookie
	step    int
}

func newRoomBench(b *testing.B) *roomBench {
	b.Helper()
	ctx := b.Context()
	h := &roomBench{db: dbtest.New(b)}
	streams := stream.New(h.db, nil)
	people, err := networks.New(ctx, h.db, streams, nil)
	check(b, err)
	keys, err := accounts.New(h.db, streams, accounts.Config{Peppers: [][]byte{make([]byte, 32)}})
	check(b, err)
	course, err := taught.Load(taught.Files)
	check(b, err)
	h.school, err = curriculum.New(ctx, h.db, streams, curriculum.Config{Course: course, Secret: make([]byte, 32),
		Tell:     func(context.Context, *stream.Tx, string, []string, time.Time) error { return nil },
		Answered: func(context.Context, *stream.Tx, string, string, time.Time) error { return nil }})
	check(b, err)
	var listening net.Listener
	listening, err = net.Listen("tcp", "127.0.0.1:0")
	check(b, err)
	h.site, err = site.New(site.Config{Accounts: keys, Networks: people, Curriculum: h.school, Streams: streams, Secret: make([]byte, 32),
		Origin: "http://" + listening.Addr().String(), Log: slog.New(slog.DiscardHandler)})
	check(b, err)
	h.server = &httptest.Server{Listener: listening, Config: &http.Server{Handler: h.site.Handler()}}
	h.server.Start()
	b.Cleanup(h.server.Close)
	live, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- h.site.Hub().Run(live) }()
	b.Cleanup(func() { stop(); <-ended })
	h.open(b, people)
	return h
}

// tablets is at how many one sits: a tablet has a few sockets at most.
const tablets = 20

// open opens a session, and lets people sit at tablets in it.
func (h *roomBench) open(b *testing.B, people *networks.Networks) {
	b.Helper()
	ctx := b.Context()
	network, err := people.Found(ctx, "system", networks.Local, "Bench", []string{"en"})
	check(b, err)
	h.trainer = curriculum.Actor{Network: network.ID, Member: uuid.NewString(), Band: "adult", Learns: true, Teaches: true}
	h.db.MustExec(`INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on)
		VALUES ($1, $2, 'Quiet Harbor', '', 'adult', 'confirmed', current_date)`, h.trainer.Network, h.trainer.Member)
	h.cohort, err = h.school.Begin(ctx, h.trainer, curriculum.Draft{Once: uuid.NewString(), Name: "Mango", Band: "adult", Mode: curriculum.Both,
		Track: "course", Plan: curriculum.Weekly, Languages: []string{"en"}, StartsOn: time.Now().UTC().Truncate(24 * time.Hour)})
	check(b, err)
	check(b, h.school.OpenRoom(ctx, h.trainer, h.cohort, 1))
	for i := range tablets {
		h.sits(b, fmt.Sprint("Fern ", i))
	}
}

// sits has somebody sit at a tablet of her own.
func (h *roomBench) sits(b *testing.B, name string) {
	b.Helper()
	ctx := b.Context()
	code, err := h.school.NewPairing(ctx, h.trainer, h.cohort)
	check(b, err)
	paired, err := h.school.PairTablet(ctx, code)
	check(b, err)
	free, err := h.school.Tablet(ctx, paired)
	check(b, err)
	seated, err := h.school.NewSeat(ctx, free, curriculum.NewSeatID(), name, []int{1, 2, 3})
	check(b, err)
	tablet, err := h.school.Tablet(ctx, seated)
	check(b, err)
	h.tablets = append(h.tablets, tablet)
	h.cookie = &http.Cookie{Name: "t", Value: seated}
}

// moves takes the group to one block and another, by turns.
func (h *roomBench) moves(b *testing.B) {
	b.Helper()
	where := []curriculum.Where{curriculum.Next, curriculum.Back}[h.step%2]
	check(b, h.school.Go(context.Background(), h.trainer, h.cohort, h.at(b), where))
	h.step++
}

func (h *roomBench) at(b *testing.B) int {
	b.Helper()
	stage, err := h.school.Stage(context.Background(), h.trainer.Network, h.cohort)
	check(b, err)
	return stage.Room.Step
}

// crowd are sockets of one server. Each tells arrived of every event.
type crowd struct {
	arrived chan int // its bytes
}

func (c *crowd) joins(b *testing.B, url string, first any) {
	b.Helper()
	conn, _, err := websocket.DefaultDialer.Dial(strings.Replace(url, "http", "ws", 1), http.Header{"Origin": {url[:strings.LastIndex(url, "/")]}})
	check(b, err)
	b.Cleanup(func() { conn.Close() })
	_, _, err = conn.ReadMessage() // the greeting
	check(b, err)
	check(b, conn.WriteJSON(first))
	go func() {
		for {
			_, text, err := conn.ReadMessage()
			if err != nil {
				return
			}
			if strings.Contains(string(text), `"t":"event"`) {
				c.arrived <- len(text)
			}
		}
	}()
}

// waits is how long after began the last of so many events was there.
func (c *crowd) waits(b *testing.B, began time.Time, sockets int) (took time.Duration, size int) {
	b.Helper()
	for range sockets {
		select {
		case size = <-c.arrived:
		case <-time.After(30 * time.Second):
			b.Fatal("an event is missing")
		}
	}
	return time.Since(began), size
}

// bareRoom holds sockets and writes to one after the other what it is given.
type bareRoom struct {
	sync.Mutex
	conns []*websocket.Conn
}

func (r *bareRoom) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, request, nil)
	if err != nil {
		return
	}
	conn.WriteMessage(websocket.TextMessage, []byte("{}"))
	conn.ReadMessage()
	r.Lock()
	defer r.Unlock()
	r.conns = append(r.conns, conn)
}

func (r *bareRoom) tells(b *testing.B, text []byte) {
	b.Helper()
	r.Lock()
	defer r.Unlock()
	for _, conn := range r.conns {
		check(b, conn.WriteMessage(websocket.TextMessage, text))
	}
}

// BenchmarkRoom has 500 participants in one room, in three languages: from the trainer's press to the last delivery, its change and
// its drawing included. The baseline, in turns with it, writes as many bytes to as many sockets and does nothing else. It prints the
// medians, and their ratio.
func BenchmarkRoom(b *testing.B) {
	const sockets, rounds = 500, 21
	h := newRoomBench(b)
	bare := &bareRoom{}
	other := httptest.NewServer(bare)
	b.Cleanup(other.Close)
	room, plain := &crowd{make(chan int, sockets)}, &crowd{make(chan int, sockets)}
	head, epoch := h.head(b)
	for i := range sockets {
		ticket, err := h.school.MintTicket(b.Context(), h.tablets[i%tablets])
		check(b, err)
		lang := []string{"en", "fil", "ceb"}[i%3]
		room.joins(b, fmt.Sprintf("%s/live?ticket=t.%s.%s", h.server.URL, lang, ticket),
			map[string]any{"t": "follow", "channel": curriculum.RoomChannel(h.trainer.Network, h.cohort), "after": head, "epoch": epoch})
		plain.joins(b, other.URL+"/live", struct{}{})
	}
	h.moves(b)
	room.waits(b, time.Now(), sockets) // all follow
	var held, bared []float64
	for range rounds {
		began := time.Now()
		h.moves(b)
		took, size := room.waits(b, began, sockets)
		held = append(held, float64(took.Microseconds())/1e3)
		text := []byte(`{"t":"event","html":"` + strings.Repeat("x", max(0, size-23)) + `"}`)
		began = time.Now()
		bare.tells(b, text)
		took, _ = plain.waits(b, began, sockets)
		bared = append(bared, float64(took.Microseconds())/1e3)
	}
	report(b, held, bared)
}

func (h *roomBench) head(b *testing.B) (seq int64, epoch string) {
	b.Helper()
	view, err := h.school.View(b.Context(), h.tablets[0].Actor(), nobody{}, h.cohort)
	check(b, err)
	return view.Head.Seq, view.Head.Epoch
}

// nobody has answered nothing.
type nobody struct{}

func (nobody) Name(string) []byte { return []byte("nobody") }

// BenchmarkRoomPage draws the page of an open session for who sits at a tablet. The baseline, in turns with it, reads the rows that
// any way of making it reads, and writes as many bytes.
func BenchmarkRoomPage(b *testing.B) {
	h := newRoomBench(b)
	var drawn, bared []float64
	var size int
	for range 200 {
		began := time.Now()
		size = h.page(b)
		drawn = append(drawn, float64(time.Since(began).Microseconds())/1e3)
		began = time.Now()
		h.bare(b, size)
		bared = append(bared, float64(time.Since(began).Microseconds())/1e3)
	}
	b.ReportMetric(float64(size), "bytes")
	report(b, drawn, bared)
}

func (h *roomBench) page(b *testing.B) int {
	b.Helper()
	r := httptest.NewRequest(http.MethodGet, "/cohorts/"+h.cohort+"/room", nil)
	r.AddCookie(h.cookie)
	w := httptest.NewRecorder()
	h.site.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		b.Fatalf("the page answered %d", w.Code)
	}
	return w.Body.Len()
}

func (h *roomBench) bare(b *testing.B, size int) {
	b.Helper()
	for _, query := range []string{
		`SELECT * FROM tablets WHERE network_id = $1 AND cohort_id = $2`, `SELECT * FROM cohorts WHERE network_id = $1 AND id = $2`,
		`SELECT * FROM rooms WHERE network_id = $1 AND cohort_id = $2`, `SELECT * FROM seats WHERE network_id = $1 AND cohort_id = $2`,
	} {
		rows, err := h.db.Queryx(query, h.trainer.Network, h.cohort)
		check(b, err)
		for rows.Next() {
			_, err := rows.SliceScan()
			check(b, err)
		}
		check(b, rows.Err())
	}
	httptest.NewRecorder().Body.Write(make([]byte, size))
}

// report prints the medians, in milliseconds, and their ratio.
func report(b *testing.B, measured, bare []float64) {
	slices.Sort(measured)
	slices.Sort(bare)
	m, n := measured[len(measured)/2], bare[len(bare)/2]
	b.ReportMetric(m, "ms")
	b.ReportMetric(n, "bare-ms")
	b.ReportMetric(m/n, "times-bare")
	b.ReportMetric(0, "ns/op")
}
