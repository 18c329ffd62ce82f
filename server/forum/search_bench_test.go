package forum_test

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"

	"tinig/server/forum"
	"tinig/server/networks"
)

// shelve gives a network of its own database posts over three years, past the forum, as people write: few words often, many
// seldom. w0 stands in nearly all of them, "heron" in one of each space that members read, "hidden" in all posts of the
// staff's space and nowhere else.
func (h *house) shelve(posts int) {
	h.t.Helper()
	author := h.crowd(1)[0]
	steps := []string{
		`DROP INDEX post_words_words`,
		`ALTER TABLE posts DROP CONSTRAINT posts_network_id_topic_id_fkey, DROP CONSTRAINT posts_network_id_author_id_fkey, DISABLE TRIGGER USER`,
		`SELECT setseed(0.5)`,
		`INSERT INTO topics (network_id, id, space_id, author_id, title, lang, last_number, active_on, once)
			SELECT $1, gen_random_uuid(), s.id, $2, 'A title', 'fil', 50, $3, gen_random_uuid()
			FROM generate_series(1, $4::int / 250), spaces s WHERE s.network_id = $1`,
		`INSERT INTO posts (network_id, topic_id, number, author_id, body, lang, links, written_on, once)
			SELECT $1, t.id, number, $2, body, 'fil', false, $3::date - ((1 - number / 50.0) * 30 + t.at % 1060)::int, gen_random_uuid()
			FROM (SELECT id, space_id, row_number() OVER (ORDER BY id) AS at FROM topics WHERE network_id = $1 AND last_number = 50) t
			JOIN spaces s ON s.id = t.space_id
			CROSS JOIN generate_series(1, 50) AS number
			CROSS JOIN LATERAL (
				SELECT string_agg('w' || (30000 * random() ^ 4)::int, ' ') || CASE WHEN s.purpose = 'staff' THEN ' hidden' ELSE '' END AS body
				FROM generate_series(1, 20 + (number + t.at) % 40)
			) words`,
		`UPDATE posts SET body = body || ' heron' WHERE number = 9 AND topic_id IN (
			SELECT min(t.id::text)::uuid FROM topics t JOIN spaces s ON s.id = t.space_id WHERE s.purpose <> 'staff' GROUP BY s.id)`,
		`INSERT INTO post_words
			SELECT p.network_id, p.topic_id, p.number, p.written_on, array_to_tsvector(
				lexemes(room(t.space_id, t.id, false), 'fil', string_to_array(p.body, ' ')) || drawers(p.network_id, p.written_on, 'fil'))
			FROM posts p JOIN topics t ON t.network_id = p.network_id AND t.id = p.topic_id WHERE p.network_id = $1`,
		`CREATE INDEX post_words_words ON post_words USING gin (words) WITH (fastupdate = on, gin_pending_list_limit = 1024)`,
		`ALTER TABLE posts ENABLE TRIGGER USER`,
		`ANALYZE posts`, `ANALYZE topics`, `ANALYZE post_words`,
	}
	for _, step := range steps {
		step = strings.NewReplacer("$1", pq.QuoteLiteral(h.network.ID), "$2", pq.QuoteLiteral(author),
			"$3", pq.QuoteLiteral(h.now().Format(time.DateOnly)), "$4", strconv.Itoa(posts)).Replace(step)
		_, err := h.db.Exec(step)
		must(h.t, err)
	}
}

// BenchmarkSearch compares a search among a million posts with its bare statements: prepared, and their rows not looked at.
// The aim is 0.8 of their rate.
func BenchmarkSearch(b *testing.B) {
	h := alone(b)
	reader := h.member()
	h.shelve(1_000_000)
	spaces, lookedFor := h.bare(`SELECT * FROM spaces WHERE network_id = $1`), h.bare(forum.LookedForSQL)
	shelf, search := h.bare(forum.ShelfSQL), h.bare(forum.SearchSQL)
	for _, c := range []struct {
		name, word string
		hits, rows int
	}{{"frequent", "w0", forum.HitsAtOnce, 1}, {"rare", "heron", 4, 99}, {"absent", "nowhere", 0, 99}, {"hidden", "hidden", 0, 99}} {
		b.Run(c.name, func(b *testing.B) {
			asked, err := h.Asked(ctx, reader, c.word, h.now().AddDate(-3, 0, 0), c.rows)
			must(b, err)
			compare(b,
				func() {
					if found := h.search(reader, forum.Look{Words: c.word}); len(found.Hits) != c.hits {
						b.Fatalf("%d were found, not %d", len(found.Hits), c.hits)
					}
				},
				func() {
					spaces(h.network.ID)
					lookedFor(c.word)
					shelf(h.network.ID, reader.Member, pq.StringArray{})
					for _, arguments := range asked {
						search(arguments...)
					}
				})
		})
	}
}

// bare prepares a statement, and runs it without looking at its rows.
func (h *house) bare(query string) func(...any) {
	statement, err := h.db.Preparex(query)
	must(h.t, err)
	h.t.Cleanup(func() { statement.Close() })
	return func(arguments ...any) {
		rows, err := statement.Queryx(arguments...)
		must(h.t, err)
		for rows.Next() {
		}
		must(h.t, rows.Close())
	}
}

// A word that stands in nearly every post is found in the newest week's posts; one that stands in none, or in a space that
// she may not read, costs a look into each row of drawers; and nothing goes through a table.
func TestASearchLooksAtAWeekOfPostsAndNotAtAllOfThem(t *testing.T) {
	t.Parallel()
	h := alone(t)
	reader := h.member()
	h.shelve(20_000)
	for _, c := range []struct {
		word string
		rows float64 // more than that of the index are never looked at, in all rows of drawers together
	}{{"w0", 500}, {"nowhere", 0}, {"hidden", 0}} {
		t.Run(c.word, func(t *testing.T) {
			most := 99
			if c.word == "w0" {
				most = 2
			}
			asked, err := h.Asked(ctx, reader, c.word, h.now().AddDate(-3, 0, 0), most)
			must(t, err)
			looked := 0.0
			for _, arguments := range asked {
				looked += h.looksAt(t, arguments)
			}
			if looked > c.rows {
				t.Errorf("it looks at %v posts", looked)
			}
		})
	}
	if found := h.search(reader, forum.Look{Words: "heron"}); len(found.Hits) != 4 {
		t.Errorf("%d herons were found", len(found.Hits))
	}
	if found := h.search(h.member(networks.RoleModerator), forum.Look{Words: "hidden"}); !found.More {
		t.Error("staff don't find what stands in their space")
	}
}

// looksAt is how many posts one statement of a search looks at, which the index of words alone leads it to.
func (h *house) looksAt(t *testing.T, arguments []any) (looked float64) {
	t.Helper()
	args := make([]any, len(arguments))
	for i, arg := range arguments {
		args[i] = literal(arg)
	}
	for _, p := range h.run(forAny, forum.SearchSQL, args...).all() {
		if p.Type == "Seq Scan" && strings.HasPrefix(p.Table, "post") || strings.HasPrefix(p.Index, "post_words") && p.Index != "post_words_words" {
			t.Errorf("it goes by a %s of %s%s", p.Type, p.Table, p.Index)
		}
		if p.Index == "post_words_words" {
			looked += p.Rows
		}
	}
	return looked
}

// literal is an argument as its text.
func literal(arg any) string {
	switch arg := arg.(type) {
	case time.Time:
		return arg.Format(time.DateOnly)
	case driver.Valuer:
		value, err := arg.Value()
		if err != nil {
			return err.Error()
		}
		return fmt.Sprint(value)
	}
	return fmt.Sprint(arg)
}
