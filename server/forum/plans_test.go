package forum_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/lib/pq"

	"tinig/server/forum"
	"tinig/server/networks"
)

// step is a node of a plan as it was run, with those beneath it.
type step struct {
	Type    string  `json:"Node Type"`
	Table   string  `json:"Relation Name"`
	Index   string  `json:"Index Name"`
	Rows    float64 `json:"Actual Rows"`
	Loops   float64 `json:"Actual Loops"`
	Removed float64 `json:"Rows Removed by Filter"`
	Hit     int     `json:"Shared Hit Blocks"`
	Read    int     `json:"Shared Read Blocks"`
	Plans   []step
}

// The two ways in which a statement is planned: for any arguments, as a prepared one in the end is, or for these.
const (
	forAny   = "force_generic_plan"
	forThese = "force_custom_plan"
)

// run explains a statement as it runs.
func (h *house) run(mode, query string, args ...any) step {
	h.t.Helper()
	literals := make([]string, len(args))
	for i, arg := range args {
		literals[i] = pq.QuoteLiteral(fmt.Sprint(arg))
	}
	tx := h.db.MustBegin()
	defer tx.Rollback()
	tx.MustExec(`SET LOCAL plan_cache_mode = ` + mode)
	tx.MustExec(`PREPARE explained AS ` + query)
	defer tx.MustExec(`DEALLOCATE explained`)
	var text string
	must(h.t, tx.Get(&text, `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE explained (`+strings.Join(literals, ", ")+`)`))
	var plans []struct{ Plan step }
	must(h.t, json.Unmarshal([]byte(text), &plans))
	return plans[0].Plan
}

// all are the node and every one beneath it.
func (s step) all() (steps []step) {
	steps = []step{s}
	for _, p := range s.Plans {
		steps = append(steps, p.all()...)
	}
	return steps
}

// cheap fails the test when a plan goes through a whole table, looks at more rows than these, or at more blocks.
func (s step) cheap(t *testing.T, indexes []string, rows float64, blocks int) {
	t.Helper()
	var seen []string
	var looked float64
	for _, p := range s.all() {
		if strings.Contains(p.Type, "Seq Scan") && p.Table != "" && p.Table != "stream_epoch" { // which is one row
			t.Errorf("it goes through all %s", p.Table)
		}
		if p.Index != "" {
			seen = append(seen, p.Index)
			looked += (p.Rows + p.Removed) * p.Loops
		}
	}
	for _, index := range indexes {
		if !slices.Contains(seen, index) {
			t.Errorf("it uses %v, not %s", seen, index)
		}
	}
	if looked > rows || s.Hit+s.Read > blocks {
		t.Errorf("it looks at %v rows in %d blocks, more than %v in %d", looked, s.Hit+s.Read, rows, blocks)
	}
}

func TestAPageOfATopicOf100000PostsTouchesAboutAPageOfRows(t *testing.T) {
	t.Parallel()
	h := alone(t)
	writer, reader, blocked := h.member(), h.member(), h.member()
	h.begin(writer, 500)
	topic := h.topic(writer)
	h.reply(blocked, topic, "Words.")
	h.fill(topic, 100_000, h.crowd(200)...)
	must(t, h.MarkRead(ctx, reader, topic, []int{1, 3, 5}))
	parted := `{` + blocked.Member + `}`
	channel := string(forum.Channel(h.network.ID, topic))
	for _, mode := range []string{forAny, forThese} {
		t.Run("page, "+mode, func(t *testing.T) {
			h.run(mode, forum.PageSQL, h.network.ID, reader.Member, parted, topic, 70_000, forum.PostsAtOnce, channel, `\x00`).
				cheap(t, []string{"posts_pkey", "topics_pkey", "reads_pkey"}, 60, 80) // and the network's few spaces; posts_of counts in the blocks
		})
	}
	t.Run("topic", func(t *testing.T) {
		h.run(forAny, forum.TopicSQL, h.network.ID, reader.Member, topic).cheap(t, []string{"topics_pkey"}, 8, 10)
	})
	r, err := h.Read(ctx, h.enter(reader.Member), topic, 70_000)
	must(t, err)
	if len(r.Posts) != 50 || r.Unread != 99_997 || r.FirstUnread != 2 {
		t.Errorf("the page has %d posts, %d unread from %d", len(r.Posts), r.Unread, r.FirstUnread)
	}
}

func TestAListOfTopicsTouchesAboutAPageOfThem(t *testing.T) {
	t.Parallel()
	h := alone(t)
	writer, reader := h.member(), h.member()
	h.begin(writer, 5000)
	everyday := h.space(networks.PurposeEveryday)
	t.Run("a page", func(t *testing.T) {
		after := h.now().AddDate(0, 0, -7).Format("2006-01-02")
		h.run(forThese, forum.TopicsSQL, h.network.ID, reader.Member, `{}`, everyday, after, networks.NewMemberID(), forum.TopicsAtOnce).
			cheap(t, []string{"topics_by_day"}, 31, 400)
	})
	t.Run("unread", func(t *testing.T) {
		since := h.now().AddDate(0, 0, -30).Format("2006-01-02")
		h.db.MustExec(`
			INSERT INTO reads (network_id, member_id, topic_id, seen)
			SELECT network_id, reader, id, '{[1,2)}'
			FROM topics, unnest($1::uuid[]) AS reader`, pq.Array(append(h.crowd(9), reader.Member)))
		h.db.MustExec(`ANALYZE reads`)
		plan := h.run(forThese, forum.UnreadSQL, h.network.ID, reader.Member, `{}`, `{`+everyday+`}`, since, 100, 8, `{}`)
		plan.cheap(t, []string{"topics_by_day", "reads_pkey"}, 200, 1500)
		if plan.Rows != 0 {
			t.Errorf("who has read it all has %v topics to read", plan.Rows)
		}
	})
}
