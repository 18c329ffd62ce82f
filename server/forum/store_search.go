package forum

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/server/networks"
)

// group is words that must all be there, each under any of its forms.
type group [][]string

// finding is what is looked for, and where.
type finding struct {
	spaces []string
	rooms  []string // the spaces, and the reader's circles in them
	lang   string
	groups []group
}

const lookedForSQL = `SELECT forms FROM looked_for($1)`

func readGroup(ctx context.Context, lookedFor *sqlx.Stmt, typed string) (g group, err error) {
	var words []pq.StringArray
	err = lookedFor.SelectContext(ctx, &words, typed)
	for _, forms := range words {
		g = append(g, forms)
	}
	return g, err
}

// query says what is looked for in a row of the network's drawers, as PostgreSQL's tsquery writes it. Every word is looked
// for in each room: see the functions drawers and room.
func (w finding) query(network string, r row) string {
	var drawers, groups []string
	for n := range r.count {
		drawers = append(drawers, lexeme(fmt.Sprintf("#%.8s%c%d", network, "wq"[r.span/quarter], r.last-n)))
	}
	for _, g := range w.groups {
		var words []string
		for _, forms := range g {
			words = append(words, oneOf(w.shelved(forms)))
		}
		groups = append(groups, strings.Join(words, " & "))
	}
	query := oneOf(drawers) + " & " + oneOf(groups)
	if w.lang != "" {
		query += " & " + lexeme("#"+w.lang)
	}
	return query
}

func (w finding) shelved(forms []string) (shelved []string) {
	for _, room := range w.rooms {
		for _, form := range forms {
			shelved = append(shelved, lexeme(room[:4]+form))
		}
	}
	return shelved
}

func oneOf(all []string) string { return "(" + strings.Join(all, " | ") + ")" }

func lexeme(word string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(word) + "'"
}

// forms are all that is marked.
func (w finding) forms() (all pq.StringArray) {
	for _, g := range w.groups {
		for _, forms := range g {
			all = append(all, forms...)
		}
	}
	return all
}

// searchSQL finds posts by the index of words, puts them in order, and asks of each, in that order and until there are
// enough, whether its reader may read it. Day and network are written so that no other index serves: it would be read whole
// for its network, beside the few posts in the drawers. What is looked for isn't told to the planner, which would make a plan
// of its own for it, for longer than the search takes.
//
// A translation is found when it is the one that its post's page shows the reader in its language. Of a post that is found more than
// once the original comes first, and is the hit.
var searchSQL = `
		SELECT DISTINCT ON (found.day, found.topic_id, found.number) p.topic_id, p.number, p.author_id, p.body, p.note, p.lang, p.revision, p.written_on,
			t.space_id, t.author_id AS began_by, t.title, t.lang AS topic_lang,
			coalesce(CASE WHEN told.number > 0 THEN nullif(told.note, '') END, nullif(p.note, ''), nullif(told.note, ''), t.note) AS noted,
			coalesce(told.lang, '') AS told_lang, coalesce(told.body, '') AS told_body, coalesce(told.number = 0, false) AS told_title,
			coalesce(told.stale, false) AS told_stale,
			ARRAY(
				SELECT DISTINCT coalesce(word, lexeme)
				FROM (SELECT CASE WHEN told.lang IS NOT NULL THEN words_of(told.body)
					ELSE words_of(p.body) || CASE p.number WHEN 1 THEN words_of(t.title) ELSE '{}' END END) AS its (words)
				CROSS JOIN LATERAL unnest(its.words, lexemes('', coalesce(told.lang, p.lang), its.words)) AS its_words (word, lexeme)
				WHERE lexeme = ANY($7)
				LIMIT 50
			) AS marks
		FROM (
			SELECT network_id, topic_id, number, day, translation
			FROM post_words
			WHERE words @@ (SELECT $2::tsquery)
			AND (day - DATE '2001-01-01', topic_id, number) < ($3::date - DATE '2001-01-01', $4::uuid, $5::int)
			ORDER BY day DESC, topic_id DESC, number DESC, translation
			OFFSET 0
		) found
		JOIN posts p ON p.network_id = found.network_id AND p.topic_id = found.topic_id AND p.number = found.number
		JOIN topics t ON t.network_id = found.network_id AND t.id = found.topic_id
		LEFT JOIN LATERAL (
			SELECT o.lang, o.number, o.body, o.note, shown.stale
			FROM translations o
			CROSS JOIN LATERAL (
				SELECT t.id, t.source <> source.hash AS stale
				FROM translations t` + sourceJoin + `
				WHERE t.network_id = o.network_id
				AND t.topic_id = o.topic_id
				AND t.number = o.number
				AND t.lang = o.lang
				AND t.author_id <> ALL($8::uuid[])
				ORDER BY ` + shownFirst + `
				LIMIT 1
			) shown
			WHERE found.translation <> '00000000-0000-0000-0000-000000000000'
			AND o.network_id = found.network_id
			AND o.topic_id = found.topic_id
			AND o.number IN (found.number, 0)
			AND o.id = found.translation
			AND o.id = shown.id
		) told ON true
		WHERE found.network_id = $1
		AND (found.translation = '00000000-0000-0000-0000-000000000000' OR told.lang IS NOT NULL)
		AND t.space_id = ANY($6::uuid[])
		AND t.author_id <> ALL($8::uuid[])
		AND p.author_id <> ALL($8::uuid[])
		AND NOT p.gone
		AND ` + strings.ReplaceAll(InCircleSQL, "$2", "$10") + `
		ORDER BY found.day DESC, found.topic_id DESC, found.number DESC, found.translation
		LIMIT $9`

// hitRow is a hit as it is read.
type hitRow struct {
	Post
	Space     string         `db:"space_id"`
	BeganBy   string         `db:"began_by"`
	Title     string         `db:"title"`
	TopicLang string         `db:"topic_lang"`
	Noted     string         `db:"noted"`
	ToldLang  string         `db:"told_lang"`
	ToldBody  string         `db:"told_body"`
	ToldTitle bool           `db:"told_title"`
	ToldStale bool           `db:"told_stale"`
	Marks     pq.StringArray `db:"marks"`
}

// arguments are those of searchSQL.
func (w finding) arguments(a networks.Actor, r row, after Onward, most int) []any {
	return []any{a.Network, w.query(a.Network, r), after.Day, after.Topic, after.Number, pq.Array(w.spaces), w.forms(), partedFrom(a), most, a.Member}
}

func readHits(ctx context.Context, search *sqlx.Stmt, a networks.Actor, w finding, r row, after Onward, most int) (hits []Hit, err error) {
	var found []hitRow
	err = search.SelectContext(ctx, &found, w.arguments(a, r, after, most)...)
	for _, h := range found {
		h.Network = a.Network
		topic := Topic{Network: a.Network, ID: h.Topic, Space: h.Space, Author: h.BeganBy, Title: h.Title, Lang: h.TopicLang}
		told := Retold{Lang: h.ToldLang, Body: h.ToldBody, OfTitle: h.ToldTitle, Stale: h.ToldStale}
		hits = append(hits, Hit{h.Post, topic, h.Noted, told, h.Marks})
	}
	return hits, err
}

const shelfSQL = `
		SELECT coalesce((SELECT min(day) FROM post_words WHERE network_id = $1), DATE '9999-01-01') AS oldest,
			ARRAY(
				SELECT t.id
				FROM circle_members c
				JOIN topics t ON t.network_id = c.network_id AND t.id = c.topic_id
				WHERE c.network_id = $1
				AND c.member_id = $2
				AND t.circle
				AND t.space_id = ANY($3::uuid[])
				AND ` + InCircleSQL + `
			) AS circles`

// shelf is what a search needs to know of its network and reader: the day of the oldest post, after every day when there is
// none, and the circles that she is in.
type shelf struct {
	Oldest  time.Time      `db:"oldest"`
	Circles pq.StringArray `db:"circles"`
}

func readShelf(ctx context.Context, stmt *sqlx.Stmt, a networks.Actor, spaces []string) (s shelf, err error) {
	err = stmt.GetContext(ctx, &s, a.Network, a.Member, pq.Array(spaces))
	return s, err
}
