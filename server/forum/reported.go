package forum

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/moderation/cases"
	"tinig/server/networks"
)

// ReportedPosts are posts as cases look into them. A ref is the topic's id, "_" and the post's number.
type ReportedPosts struct{ *Forum }

// PostRef names a post for a report.
func PostRef(topic string, number int) string { return topic + "_" + strconv.Itoa(number) }

// besideReported is how many posts on each side of a reported one are shown to who looks into it.
const besideReported = 2

func placeOfRef(ref string) (at Place, err error) {
	topic, number, _ := strings.Cut(ref, "_")
	id, err := uuid.Parse(topic)
	if err == nil {
		at.Topic = id.String()
		at.Number, err = strconv.Atoi(number)
	}
	if err != nil || at.Number < 1 || PostRef(at.Topic, at.Number) != ref {
		return at, locales.Refuse(locales.NotFound, "forum.post_not_found")
	}
	return at, nil
}

// Kind is "post".
func (ReportedPosts) Kind() string { return "post" }

// Seen is a post as the actor may read it.
func (f ReportedPosts) Seen(ctx context.Context, a networks.Actor, ref string) (cases.Item, error) {
	at, err := placeOfRef(ref)
	if err != nil {
		return cases.Item{}, err
	}
	topic, post, err := f.Post(ctx, a, at.Topic, at.Number)
	return itemOf(topic, post), err
}

func itemOf(t Topic, p Post) cases.Item {
	item := cases.Item{Member: p.Author, Note: p.Note, Body: p.Body, Lang: p.Lang, Space: t.Space, Gone: p.Gone,
		Path: fmt.Sprintf("/t/%s/p/%d", p.Topic, p.Number)}
	if p.Number == 1 && !t.TitleGone() {
		item.Title = t.Title
	}
	return item
}

// Now is a post as it stands, hidden or not, with what stands beside it; of a circle, which who looks into it doesn't read,
// nothing stands beside it.
func (f ReportedPosts) Now(ctx context.Context, network, ref string) (cases.Item, error) {
	at, err := placeOfRef(ref)
	if err != nil {
		return cases.Item{}, err
	}
	post, err := readPost(ctx, f.db, network, at.Topic, at.Number)
	if err != nil {
		return cases.Item{}, notFound(err, "forum.post_not_found", "reading a post of %s", at.Topic)
	}
	if post.MovedTopic != "" {
		return f.Now(ctx, network, PostRef(post.MovedTopic, post.MovedNumber))
	}
	topic, err := f.DrawHead(ctx, network, post.Topic)
	if err != nil {
		return cases.Item{}, err
	}
	item := itemOf(topic, post)
	var told []Translation
	if post.Hidden {
		if told, err = f.putAway(ctx, post, &item); err != nil {
			return item, err
		}
	}
	if topic.Circle {
		item.Path = ""
		return item, nil
	}
	around, err := readAround(ctx, f.db, post, besideReported)
	if err != nil {
		return item, fmt.Errorf("reading beside a post of %s: %w", post.Topic, err)
	}
	for _, p := range around {
		item.Around = append(item.Around, cases.Words{Member: p.Author, Body: p.Body, Lang: p.Lang})
	}
	if !post.Hidden {
		told, err = readTranslations(ctx, f.db, networks.Actor{Network: network}, post.Topic, post.Number)
	}
	if err != nil {
		return item, fmt.Errorf("reading the translations of a post of %s: %w", post.Topic, err)
	}
	for _, t := range told {
		if !t.Stale {
			item.Told = append(item.Told, cases.Words{Member: t.Author, Body: t.Body, Lang: t.Lang})
		}
	}
	return item, nil
}

// putAway fills in the words of a post that nobody else reads for now, and their translations.
func (f ReportedPosts) putAway(ctx context.Context, p Post, item *cases.Item) ([]Translation, error) {
	away, err := readHidden(ctx, f.db, p)
	if errors.Is(err, errNoRow) { // it was erased in this moment
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading a hidden post of %s: %w", p.Topic, err)
	}
	item.Body, item.Note = away.Body, away.Note
	if away.Title != "" {
		item.Title = away.Title
	}
	told, err := readTranslationsOfHidden(ctx, f.db, p)
	if err != nil {
		return nil, fmt.Errorf("reading the translations of a hidden post of %s: %w", p.Topic, err)
	}
	return told, nil
}

// Near says whether a member took part in the post's topic.
func (f ReportedPosts) Near(ctx context.Context, network, ref, member string) (bool, error) {
	at, err := placeOfRef(ref)
	if err != nil {
		return false, err
	}
	near, err := readTookPart(ctx, f.db, network, at.Topic, member)
	if err != nil {
		return false, fmt.Errorf("reading who wrote in %s: %w", at.Topic, err)
	}
	return near, nil
}

// Act hides a post, shows it, removes it, gives it a content note or lets its author change it once more.
func (f ReportedPosts) Act(ctx context.Context, tx *stream.Tx, network, ref string, e cases.Effect) (cases.Tell, error) {
	at, err := placeOfRef(ref)
	if err != nil {
		return nil, err
	}
	return f.act(ctx, tx, network, at, e)
}
