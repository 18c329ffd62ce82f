package site_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/migrations/dbtest"
	"tinig/realtime/stream"
	"tinig/server/accounts"
	"tinig/server/forum"
	"tinig/server/inbox"
	"tinig/server/moderation"
	"tinig/server/networks"
	"tinig/server/site"
)

// bench is a site with one member signed in and one topic of many posts.
type bench struct {
	db     *sqlx.DB
	site   http.Handler
	cookie *http.Cookie
	as     networks.Actor
	topic  string
	posts  int
}

// newBench fills a topic with so many posts.
func newBench(b *testing.B, posts int) *bench {
	b.Helper()
	ctx := context.Background()
	db := dbtest.New(b)
	streams := stream.New(db, nil)
	net, err := networks.New(ctx, db, streams, nil)
	check(b, err)
	f, err := forum.New(ctx, db, streams, net, moderation.New(db, nil), nil)
	check(b, err)
	boxes, err := inbox.New(ctx, db, streams, nil)
	check(b, err)
	people, err := accounts.New(db, streams, accounts.Config{Peppers: [][]byte{make([]byte, 32)}})
	check(b, err)
	s, err := site.New(site.Config{
		Accounts: people, Networks: net, Forum: f, Inbox: boxes, Streams: streams, Secret: make([]byte, 32), Origin: "http://localhost", Log: slog.New(slog.DiscardHandler),
	})
	check(b, err)
	network, err := net.Found(ctx, "system", networks.Local, "Bench", []string{"en"})
	check(b, err)
	invitation, _, err := net.InviteSteward(ctx, network.ID)
	check(b, err)
	claim, hash := accounts.NewClaim()
	member := networks.NewMemberID()
	check(b, net.Redeem(ctx, invitation.Code, invitation.PIN, networks.Joiner{Network: network.ID, Member: member, Pseudonym: "Quiet Harbor", ClaimHash: hash}))
	cookie, _, err := people.Create(ctx, accounts.NewPhrase("en"), accounts.Membership{Network: network.ID, Member: member, Claim: claim}, accounts.Settings{}, accounts.Device{})
	check(b, err)
	as, err := net.Enter(ctx, network.ID, member, hash)
	check(b, err)
	h := &bench{db: db, site: s.Handler(), cookie: &http.Cookie{Name: "s", Value: cookie}, as: as, posts: posts}
	h.fill(b, net)
	return h
}

// fill makes the topic, its posts by twenty members of the same words.
func (h *bench) fill(b *testing.B, net *networks.Networks) {
	b.Helper()
	spaces, err := net.Spaces(context.Background(), h.as)
	check(b, err)
	h.topic = uuid.NewString()
	h.db.MustExec(`INSERT INTO topics (network_id, id, space_id, author_id, title, lang, last_number, active_on, once)
		VALUES ($1, $2, $3, $4, 'A long conversation', 'en', $5, current_date, gen_random_uuid())`, h.as.Network, h.topic, spaces[1].ID, h.as.Member, h.posts)
	for n := range 20 {
		h.db.MustExec(`INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on)
			VALUES ($1, gen_random_uuid(), $2, '', 'adult', 'confirmed', current_date)`, h.as.Network, fmt.Sprintf("Member %d", n))
	}
	h.db.MustExec(`ALTER TABLE posts DISABLE TRIGGER USER`) // nobody searches here, and a million rows would take minutes
	h.db.MustExec(`
		INSERT INTO posts (network_id, topic_id, number, author_id, body, lang, links, written_on, once)
		SELECT $1, $2, n, ids[1 + n % 20], repeat('Words that somebody wrote on a calm day, **some** of them strong. ', 6), 'en', false, current_date, gen_random_uuid()
		FROM generate_series(1, $3::int) n, (SELECT array_agg(id) AS ids FROM members WHERE network_id = $1) m`, h.as.Network, h.topic, h.posts)
	h.db.MustExec(`ANALYZE`)
}

// page gets the topic's page and returns its bytes.
func (h *bench) page(b *testing.B, from int) int {
	b.Helper()
	r := httptest.NewRequest(http.MethodGet, fmt.Sprintf("/t/%s?from=%d", h.topic, from), nil)
	r.AddCookie(h.cookie)
	w := httptest.NewRecorder()
	h.site.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		b.Fatalf("the page answered %d", w.Code)
	}
	return w.Body.Len()
}

// BenchmarkTopicPage draws a topic's page of fifty posts, and prints how its rate compares to its bare queries and bytes
// (aim at least 0.7), and, with a million posts, how its time compares to that with fifty (aim at most 1.2).
func BenchmarkTopicPage(b *testing.B) {
	var small time.Duration
	for _, posts := range []int{50, 1_000_000} {
		b.Run(fmt.Sprintf("posts=%d", posts), func(b *testing.B) {
			h := newBench(b, posts)
			bare := h.prepareBare(b)
			from := max(1, posts/2-forum.PostsAtOnce) // both pages hold as many posts
			size := h.page(b, from)
			var paged, bared time.Duration
			for b.Loop() {
				began := time.Now()
				h.page(b, from)
				paged += time.Since(began)
				began = time.Now()
				bare(from, size)
				bared += time.Since(began)
			}
			each := paged / time.Duration(b.N)
			if posts == 50 {
				small = each
			}
			b.ReportMetric(float64(bared)/float64(paged), "of-bare")
			b.ReportMetric(float64(each)/float64(small), "times-small")
			b.ReportMetric(float64(each.Microseconds()), "µs/page")
			b.ReportMetric(float64(size), "bytes")
		})
	}
}

// prepareBare is what any way of making this page asks, each kind of row by one prepared statement of its own, looked up by
// its key: her session and its keyring, who she is (her roles, her network and whom she must not see are in it), her draft,
// the topic with what she has read of it, the heads of its channel and of her inbox's, the posts, the space, the names of
// their twenty authors, what of hers waits for a moderator, and what is new in her inbox. It scans the rows and writes as many bytes as the page has, and does nothing else: it
// opens nothing that is sealed, asks for no right and reads the head in no snapshot.
func (h *bench) prepareBare(b *testing.B) func(from, size int) {
	b.Helper()
	var session, keyring, space string
	check(b, h.db.Get(&session, `SELECT encode(hash, 'hex') FROM sessions`))
	check(b, h.db.Get(&keyring, `SELECT encode(id, 'hex') FROM keyrings`))
	check(b, h.db.Get(&space, `SELECT space_id FROM topics`))
	var authors []string
	check(b, h.db.Select(&authors, `SELECT DISTINCT author_id FROM posts`))
	always := func(args ...any) func(int) []any { return func(int) []any { return args } }
	queries := []struct {
		query string
		args  func(from int) []any
	}{
		{`SELECT sealed, idle_until, ends_at FROM sessions WHERE hash = decode($1, 'hex')`, always(session)},
		{`SELECT sealed FROM keyrings WHERE id = decode($1, 'hex')`, always(keyring)},
		{`SELECT m.*, n.*, ARRAY(SELECT role FROM member_roles r WHERE r.network_id = $1 AND r.member_id = $2),
			ARRAY(SELECT blocked_id FROM blocks WHERE network_id = $1 AND member_id = $2),
			ARRAY(SELECT member_id FROM blocks WHERE network_id = $1 AND blocked_id = $2),
			ARRAY(SELECT muted_id FROM mutes WHERE network_id = $1 AND member_id = $2)
			FROM members m JOIN networks n ON n.id = m.network_id WHERE m.network_id = $1 AND m.id = $2`, always(h.as.Network, h.as.Member)},
		{`SELECT sealed FROM drafts WHERE network_id = $1 AND member_id = $2 AND place = $3`, always(h.as.Network, h.as.Member, []byte{0})},
		{`SELECT t.*, r.seen FROM topics t LEFT JOIN reads r ON r.network_id = t.network_id AND r.topic_id = t.id AND r.member_id = $3 WHERE t.network_id = $1 AND t.id = $2`,
			always(h.as.Network, h.topic, h.as.Member)},
		{`SELECT seq FROM stream_channels WHERE network_id = $1 AND channel = ANY($2)`,
			always(h.as.Network, pq.Array([]string{string(forum.Channel(h.as.Network, h.topic)), string(inbox.Channel(h.as.Network, h.as.Member))}))},
		{`SELECT * FROM posts WHERE network_id = $1 AND topic_id = $2 AND number >= $3 AND number < $3 + 50 ORDER BY number`,
			func(from int) []any { return []any{h.as.Network, h.topic, from} }},
		{`SELECT * FROM spaces WHERE network_id = $1 AND id = $2`, always(h.as.Network, space)},
		{`SELECT id, pseudonym FROM members WHERE network_id = $1 AND id = ANY($2)`, always(h.as.Network, pq.Array(authors))},
		{`SELECT * FROM held_posts WHERE network_id = $1 AND author_id = $2`, always(h.as.Network, h.as.Member)},
		{`SELECT n.* FROM notices n LEFT JOIN notice_reads r USING (network_id, member_id)
			WHERE n.network_id = $1 AND n.member_id = $2 AND NOT coalesce(r.seen @> n.number, false)
			ORDER BY n.number DESC LIMIT 100`, always(h.as.Network, h.as.Member)},
	}
	var statements []*sqlx.Stmt
	for _, q := range queries {
		statement, err := h.db.Preparex(q.query)
		check(b, err)
		b.Cleanup(func() { statement.Close() })
		statements = append(statements, statement)
	}
	return func(from, size int) {
		for i, q := range queries {
			rows, err := statements[i].Queryx(q.args(from)...)
			check(b, err)
			for rows.Next() {
				if _, err := rows.SliceScan(); err != nil {
					b.Fatal(err)
				}
			}
			check(b, rows.Err())
		}
		httptest.NewRecorder().Body.Write(make([]byte, size))
	}
}

func check(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
