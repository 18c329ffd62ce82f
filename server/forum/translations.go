package forum

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/moderation"
	"tinig/server/networks"
)

// Title is the number under which a topic's title and its note are translated.
const Title = 0

// Translation is a post, or a topic's title, in another language: offered by a vouched member, and agreed to by a second
// reader when somebody else found it true. The original is never replaced by it.
type Translation struct {
	Network   string    `db:"network_id"`
	Topic     string    `db:"topic_id"`
	Number    int       `db:"number"`
	Lang      string    `db:"lang"`
	ID        string    `db:"id"`
	Author    string    `db:"author_id"`
	Named     bool      `db:"named"`   // its author wants to be named
	Machine   bool      `db:"machine"` // it began as a machine's draft
	Body      string    `db:"body"`
	Note      string    `db:"note"`
	Agreed    bool      `db:"agreed"`
	Stale     bool      `db:"stale"` // the words have changed since
	WrittenOn time.Time `db:"written_on"`
	Once      string    `db:"once"`
}

// TranslationDraft is a translation as it is offered. Source says which words she had before her (Post.Source,
// Topic.Source). Once is its form's one-time number.
type TranslationDraft struct {
	Lang, Body, Note, Source, Once string
	Named, Machine                 bool

	Hers moderation.Hers
}

// Source names the words of a post: it changes when they do.
func (p Post) Source() string { return original{Body: p.Body, Note: p.Note}.source() }

// Source names the words of a topic's title.
func (t Topic) Source() string { return original{Body: t.Title, Note: t.Note}.source() }

// Translate offers a translation of a post, or of a topic's title, that the actor may read. Offering the same draft twice
// offers once. What she offered before into the same language is replaced.
func (f *Forum) Translate(ctx context.Context, a networks.Actor, topicID string, number int, d TranslationDraft) error {
	of, err := f.translatable(ctx, a, topicID, number)
	if err != nil {
		return err
	}
	if d, err = d.check(of, number); err != nil {
		return err
	}
	if verdict, err := f.screens.Screen(ctx, a, moderation.Writing{Texts: []string{d.Body, d.Note}, Hers: d.Hers}); err != nil {
		return err
	} else if verdict.Hold {
		return locales.Refuse(locales.Invalid, "screen.edit_waits")
	}
	t := Translation{
		Network: a.Network, Topic: topicID, Number: number, Lang: d.Lang, ID: uuid.NewString(), Author: a.Member,
		Named: d.Named, Machine: d.Machine, Body: d.Body, Note: d.Note, WrittenOn: f.today(), Once: d.Once,
	}
	return f.retell(ctx, t, func(tx *stream.Tx) error {
		now, err := lockOriginal(ctx, tx.Tx, t)
		if err != nil && !errors.Is(err, errNoRow) {
			return err
		}
		if now.source() != d.Source { // changed or erased since she began
			return locales.Refuse(locales.Conflict, "translation.changed_meanwhile")
		}
		if err := deleteOwnTranslations(ctx, tx.Tx, t); err != nil {
			return err
		}
		return insertTranslation(ctx, tx.Tx, t, now)
	})
}

// Agree says, as a second reader, that a translation tells what the original says. One's own is refused, and so is one of
// words that have changed since. Agreeing twice is no harm.
func (f *Forum) Agree(ctx context.Context, a networks.Actor, topicID string, number int, id string) error {
	if _, err := f.translatable(ctx, a, topicID, number); err != nil {
		return err
	}
	t, err := readTranslation(ctx, f.db, a.Network, topicID, id)
	if err != nil || parted(a, t.Author) {
		return missingTranslation(err, id)
	}
	switch {
	case t.Author == a.Member:
		return locales.Refuse(locales.Forbidden, "translation.own")
	case t.Stale:
		return locales.Refuse(locales.Conflict, "translation.stale")
	}
	return f.retell(ctx, t, func(tx *stream.Tx) error { return agreeToTranslation(ctx, tx.Tx, t, a.Member) })
}

// TakeBack takes one's own translation away. One that is gone already is no harm.
func (f *Forum) TakeBack(ctx context.Context, a networks.Actor, topicID, id string) error {
	t, err := readTranslation(ctx, f.db, a.Network, topicID, id)
	if errors.Is(err, errNoRow) {
		return nil
	}
	if err != nil || t.Author != a.Member {
		return missingTranslation(err, id)
	}
	return f.retell(ctx, t, func(tx *stream.Tx) error { return deleteOwnTranslations(ctx, tx.Tx, t) })
}

// Translations lists all translations of a post, or of a topic's title, that the actor may read: in each language the one
// that is shown first.
func (f *Forum) Translations(ctx context.Context, a networks.Actor, topicID string, number int) ([]Translation, error) {
	list, err := readTranslations(ctx, f.db, a, topicID, number)
	if err != nil {
		return nil, fmt.Errorf("reading translations of a post of %s: %w", topicID, err)
	}
	return list, nil
}

// Told returns what is shown of a page of posts in a language: of its title, and of PostsAtOnce posts from a number on, which
// the caller has found readable. Those by somebody parted from the reader are left out.
func (f *Forum) Told(ctx context.Context, a networks.Actor, topicID, lang string, from int) ([]Translation, error) {
	list, err := readTold(ctx, f.hot.told, a.Network, topicID, lang, from, from+PostsAtOnce-1, partedFrom(a))
	if err != nil {
		return nil, fmt.Errorf("reading translations in %s: %w", topicID, err)
	}
	return list, nil
}

// DrawTold is what is shown of one post in a language to those who are parted from nobody.
func (f *Forum) DrawTold(ctx context.Context, network, topic, lang string, number int) (t Translation, ok bool, err error) {
	list, err := readTold(ctx, f.hot.told, network, topic, lang, number, number, nobody)
	if err != nil {
		return t, false, fmt.Errorf("drawing a translation in %s: %w", topic, err)
	}
	for _, t := range list {
		if t.Number == number {
			return t, true, nil
		}
	}
	return t, false, nil
}

// TellTitles puts into lines what is shown of their titles in a language. Lines that are in it already ask for nothing.
func (f *Forum) TellTitles(ctx context.Context, a networks.Actor, lang string, lines []Line) error {
	at := make(map[string]int)
	for i, line := range lines {
		if line.Lang != lang {
			at[line.ID] = i
		}
	}
	if len(at) == 0 {
		return nil
	}
	titles, err := readTitles(ctx, f.db, a, lang, slices.Collect(maps.Keys(at)))
	if err != nil {
		return fmt.Errorf("reading translated titles: %w", err)
	}
	for _, t := range titles {
		lines[at[t.Topic]].Told = t.Body
	}
	return nil
}

// original is what is translated: a post, or a title as if it were one.
type original struct {
	Body string `db:"body"`
	Note string `db:"note"`
	Lang string `db:"lang"`
}

// source is what words_hash says in the database, in hex.
func (o original) source() string {
	sum := sha256.Sum256([]byte(o.Body + "\n" + o.Note))
	return hex.EncodeToString(sum[:])
}

// translatable reads what is to be translated, where the actor may.
func (f *Forum) translatable(ctx context.Context, a networks.Actor, topicID string, number int) (original, error) {
	topic, _, err := f.topic(ctx, a, topicID, networks.Translate)
	if err != nil {
		return original{}, err
	}
	if number == Title && topic.TitleGone() {
		return original{}, locales.Refuse(locales.NotFound, "forum.post_not_found")
	}
	if number == Title {
		return original{topic.Title, topic.Note, topic.Lang}, nil
	}
	_, post, err := f.Post(ctx, a, topicID, number)
	if err != nil {
		return original{}, err
	}
	return original{post.Body, post.Note, post.Lang}, nil
}

// check refuses what can't be offered. A content note stays: where the original has one, so must the translation.
func (d TranslationDraft) check(of original, number int) (TranslationDraft, error) {
	d.Body, d.Note = clean(d.Body), clean(d.Note)
	most := BodyLength
	if number == Title {
		most = TitleLength
	}
	switch {
	case locales.For(d.Lang).Tag() != d.Lang:
		return d, locales.Refuse(locales.Invalid, "forum.language_unknown")
	case d.Lang == of.Lang:
		return d, locales.Refuse(locales.Invalid, "translation.same_language")
	case d.Body == "" || utf8.RuneCountInString(d.Body) > most:
		return d, locales.Refuse(locales.Invalid, "translation.length", "Most", most)
	case (of.Note == "") != (d.Note == "") || utf8.RuneCountInString(d.Note) > NoteLength:
		return d, locales.Refuse(locales.Invalid, "translation.note", "Most", NoteLength)
	}
	return d, nil
}

// retell runs one change of a translation with the event that draws its post anew.
func (f *Forum) retell(ctx context.Context, t Translation, change func(*stream.Tx) error) error {
	tx, err := f.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("translating in %s: %w", t.Topic, err)
	}
	defer tx.Rollback()
	if err := change(tx); err != nil {
		if violates(err, "translations_once") {
			return nil
		}
		return fmt.Errorf("translating in %s: %w", t.Topic, err)
	}
	if _, err := tx.Append(ctx, Channel(t.Network, t.Topic), Edited, fmt.Sprint(t.Number)); err != nil {
		return fmt.Errorf("telling of a translation in %s: %w", t.Topic, err)
	}
	return tx.Commit()
}

func missingTranslation(err error, id string) error {
	if err != nil && !errors.Is(err, errNoRow) {
		return fmt.Errorf("reading translation %s: %w", id, err)
	}
	return locales.Refuse(locales.NotFound, "translation.not_found")
}
