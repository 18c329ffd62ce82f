package forum

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/networks"
)

// HitsAtOnce is how many hits a page of a search shows.
const HitsAtOnce = 20

// SearchLength is how many characters can be looked for.
const SearchLength = 100

// Look is what a member looks for: posts that hold all of these words, each in whatever form its language gives it, or whose
// translation holds them. Space and Lang narrow it to one space and to words in one language; "" is all.
type Look struct{ Words, Space, Lang string }

// Onward is where a search goes on: after this post. The zero value is the beginning.
type Onward struct {
	Day time.Time
	Place
}

// Hit is a post that was found, with its topic. Note is what it is noted for, or its topic. Told is the translation that was found in
// its stead, if it was. Marks are the words in it that were looked for, as words_of gives them.
type Hit struct {
	Post  Post
	Topic Topic
	Note  string
	Told  Retold
	Marks []string
}

// Retold is a translation of a post, or of its topic's title, as a search finds it: the zero value when it found the original. Stale
// says that the original has changed since.
type Retold struct {
	Lang, Body     string
	OfTitle, Stale bool
}

// Found is a page of a search, the newest day first. Also is what was looked for besides: the terms that are preferred now
// to one that stands in her words. It says whether there is more, and never how much.
type Found struct {
	Hits []Hit
	Also []string
	More bool
}

// Check refuses what can't be looked for.
func (l Look) Check() error {
	switch {
	case !strings.ContainsFunc(l.Words, isOfWord):
		return locales.Refuse(locales.Invalid, "search.words_needed")
	case utf8.RuneCountInString(l.Words) > SearchLength:
		return locales.Refuse(locales.Invalid, "search.too_long", "Most", SearchLength)
	}
	return nil
}

// Search finds posts that the actor may read, by their words and, a topic's first post, by those of its title, or by those of the
// translations that she is shown. A post is found once. It refuses a
// search without a word in it, and a space that she may not read as if it weren't there.
func (f *Forum) Search(ctx context.Context, a networks.Actor, look Look, after Onward) (Found, error) {
	spaces, err := f.searchable(ctx, a, look.Space)
	if err != nil {
		return Found{}, err
	}
	if err := look.Check(); err != nil {
		return Found{}, err
	}
	groups, also, err := f.groups(ctx, look.Words)
	if err != nil {
		return Found{}, err
	}
	if len(spaces) == 0 {
		return Found{Also: also}, nil
	}
	hits, err := f.find(ctx, a, finding{spaces: spaces, lang: look.Lang, groups: groups}, after)
	if err != nil {
		return Found{}, fmt.Errorf("searching for %s: %w", a.Member, err)
	}
	more := len(hits) > HitsAtOnce
	return Found{Hits: hits[:min(len(hits), HitsAtOnce)], Also: also, More: more}, nil
}

// searchable are the spaces that are looked in.
func (f *Forum) searchable(ctx context.Context, a networks.Actor, only string) (ids []string, err error) {
	if only != "" {
		space, err := f.networks.Space(ctx, a, only, networks.Read)
		return []string{space.ID}, err
	}
	return f.readable(ctx, a)
}

// groups are what is looked for: the words themselves, and, where an old term stands in them, the same with the preferred
// one in its place. Any of the groups will do.
func (f *Forum) groups(ctx context.Context, words string) (groups []group, also []string, err error) {
	also = locales.Preferred(words)
	for _, text := range append([]string{words}, also...) {
		g, err := readGroup(ctx, f.hot.lookedFor, text)
		if err != nil {
			return nil, nil, fmt.Errorf("taking a search apart: %w", err)
		}
		if len(g) == 0 {
			return nil, nil, locales.Refuse(locales.Invalid, "search.words_needed")
		}
		groups = append(groups, g)
	}
	return groups, also, nil
}

// find opens one row of drawers after the other, the newest first, until there is a page and one hit more.
func (f *Forum) find(ctx context.Context, a networks.Actor, what finding, after Onward) (hits []Hit, err error) {
	shelf, err := readShelf(ctx, f.hot.shelf, a, what.spaces)
	if err != nil {
		return nil, err
	}
	what.rooms = slices.Concat(what.spaces, shelf.Circles)
	for r, after := range f.rows(after, shelf.Oldest) {
		more, err := readHits(ctx, f.hot.search, a, what, r, after, HitsAtOnce+1-len(hits))
		if err != nil {
			return nil, err
		}
		if hits = append(hits, more...); len(hits) > HitsAtOnce {
			break
		}
	}
	return hits, nil
}

// rows are the rows of drawers from a place on, down to the one with the oldest day, and from where in each of them.
func (f *Forum) rows(after Onward, oldest time.Time) iter.Seq2[row, Onward] {
	newest := f.today().AddDate(0, 0, 1) // by the clock of another node
	if after.Topic == "" || after.Day.After(newest) {
		after = Onward{newest, Place{Topic: uuid.Max.String()}}
	}
	return func(yield func(row, Onward) bool) {
		day := after.Day
		for i := 0; !day.Before(oldest); i++ {
			r := kinds[min(i, len(kinds)-1)].upTo(day)
			if !yield(r, after) {
				return
			}
			day = r.begin().AddDate(0, 0, -1)
			after = Onward{r.begin(), Place{Topic: uuid.Nil.String()}} // the first of that day, which is looked through
		}
	}
}

// The spans of a drawer, in days from firstDay on: see the function drawers in the database.
const (
	week    = 7
	quarter = 13 * week
)

var firstDay = time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)

// row is drawers that are opened together: how many, each of a span of days, and the number of the last one.
type row struct{ count, span, last int }

// kinds are the rows that are opened one after the other while too little is found, the last kind again and again: first single
// weeks, in which a frequent word is found often enough; what is rare, or isn't said any more, comes after that by the
// quarter and the half year. So nothing ever reads more at once than a week's posts, or a half year's that hold the words.
var kinds = []row{{count: 1, span: week}, {count: 1, span: week}, {count: 4, span: week},
	{count: 1, span: quarter}, {count: 2, span: quarter}}

// upTo is such a row whose last drawer holds a day. It may hold days that were looked through already, which the place to
// go on from leaves out.
func (r row) upTo(day time.Time) row {
	r.last = int(day.Sub(firstDay)/(24*time.Hour)) / r.span
	return r
}

func (r row) begin() time.Time { return firstDay.AddDate(0, 0, (r.last-r.count+1)*r.span) }

// Onward is where a search goes on after this hit.
func (h Hit) Onward() Onward {
	return Onward{h.Post.WrittenOn, Place{h.Post.Topic, h.Post.Number}}
}
