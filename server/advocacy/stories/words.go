package stories

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/networks"
)

// tidy is words as they are kept, and refuses what can't be kept.
func (w Words) tidy() (Words, error) {
	w.Title, w.Body = line(w.Title), block(w.Body)
	switch {
	case w.Title == "" || w.Body == "":
		return w, locales.Refuse(locales.Invalid, "story.words_needed")
	case utf8.RuneCountInString(w.Title) > TitleLength || utf8.RuneCountInString(w.Body) > WordsLength:
		return w, locales.Refuse(locales.Invalid, "story.too_long", "Most", WordsLength)
	case unknown(w.Lang):
		return w, locales.Refuse(locales.Invalid, "ask.language_needed")
	}
	return w, nil
}

// Keep keeps the actor's story. One of Revision 0 is new, under the form's one-time number; another is changed, unless it was changed
// since that revision: then it is refused, and nothing is lost. Copies that she gave before stay as they are.
func (s *Stories) Keep(ctx context.Context, a networks.Actor, own Sealer, story Story) (err error) {
	if err := networks.Allow(a, networks.KeepStory, nil); err != nil {
		return err
	}
	if story.Words, err = story.tidy(); err != nil {
		return err
	}
	plain, err := json.Marshal(story.Words)
	if err != nil {
		return fmt.Errorf("writing a story: %w", err)
	}
	sealed, err := own.Seal(ctx, plain)
	if err != nil {
		return fmt.Errorf("sealing story %s: %w", story.ID, err)
	}
	if story.Revision > 0 {
		return s.rewrite(ctx, a, story, sealed)
	}
	tx, err := s.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("keeping story %s: %w", story.ID, err)
	}
	defer tx.Rollback()
	if err := insertStory(ctx, tx, a, story.ID, sealed); err != nil {
		return fmt.Errorf("keeping story %s: %w", story.ID, err)
	}
	count, err := countStories(ctx, tx, a)
	if err != nil {
		return fmt.Errorf("counting the stories of %s: %w", a.Member, err)
	}
	if count > StoriesEach {
		return locales.Refuse(locales.TooMany, "story.many", "Most", StoriesEach)
	}
	return tx.Commit()
}

func (s *Stories) rewrite(ctx context.Context, a networks.Actor, story Story, sealed []byte) error {
	changed, err := updateStory(ctx, s.db, a, story, sealed)
	if err != nil {
		return fmt.Errorf("keeping story %s: %w", story.ID, err)
	}
	if changed {
		return nil
	}
	if _, _, err := readStory(ctx, s.db, a, story.ID); err != nil {
		return absent(err, "reading story %s", story.ID)
	}
	return locales.Refuse(locales.Conflict, "story.changed_meanwhile")
}

// Mine are the actor's stories.
func (s *Stories) Mine(ctx context.Context, a networks.Actor, own Sealer) (mine []Story, err error) {
	if err := networks.Allow(a, networks.KeepStory, nil); err != nil {
		return nil, err
	}
	rows, err := readStories(ctx, s.db, a)
	if err != nil {
		return nil, fmt.Errorf("reading the stories of %s: %w", a.Member, err)
	}
	for _, row := range rows {
		words, err := wordsOf(ctx, own, row.Sealed)
		if err != nil {
			return nil, err
		}
		mine = append(mine, Story{ID: row.ID, Revision: row.Revision, Words: words})
	}
	return mine, nil
}

// Story is one of the actor's stories.
func (s *Stories) Story(ctx context.Context, a networks.Actor, own Sealer, id string) (Story, error) {
	if err := networks.Allow(a, networks.KeepStory, nil); err != nil {
		return Story{}, err
	}
	revision, sealed, err := readStory(ctx, s.db, a, id)
	if err != nil {
		return Story{}, absent(err, "reading story %s", id)
	}
	words, err := wordsOf(ctx, own, sealed)
	return Story{ID: id, Revision: revision, Words: words}, err
}

// Forget ends everything that the actor allowed with a story, and forgets it.
func (s *Stories) Forget(ctx context.Context, a networks.Actor, id string) error {
	grants, err := s.Grants(ctx, a, id)
	if err != nil {
		return err
	}
	for _, g := range grants {
		if err := s.End(ctx, a, g.ID); err != nil {
			return err
		}
	}
	if err := deleteStory(ctx, s.db, a, id); err != nil {
		return fmt.Errorf("forgetting story %s: %w", id, err)
	}
	return nil
}

// Follow moves what a member keeps here to the member that she has become. Her sealers stay the same. Her grants don't come along.
func (s *Stories) Follow(ctx context.Context, tx *sqlx.Tx, network, from, to string) error {
	if err := errors.Join(deleteGrants(ctx, tx, network, from), moveStories(ctx, tx, network, from, to), moveContributions(ctx, tx, network, from, to)); err != nil {
		return fmt.Errorf("moving the stories of %s: %w", from, err)
	}
	return nil
}

func wordsOf(ctx context.Context, own Sealer, sealed []byte) (w Words, err error) {
	plain, err := own.Open(ctx, sealed)
	if err != nil {
		return w, fmt.Errorf("opening a story: %w", err)
	}
	if err := json.Unmarshal(plain, &w); err != nil {
		return w, fmt.Errorf("reading a story: %w", err)
	}
	return w, nil
}
