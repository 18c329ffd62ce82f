package forum

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/realtime/stream"
	"tinig/server/moderation/cases"
)

// How long, in days, a post that was removed is kept from everybody before it is erased, so that an appeal can bring it back, and
// how long an author who was asked to change her words can.
const (
	removedDays  = 30
	reopenedDays = 14
)

// hiddenPost is what a post said before it was hidden, and the topic's title if it was the first.
type hiddenPost struct {
	Network   string     `db:"network_id"`
	Topic     string     `db:"topic_id"`
	Number    int        `db:"number"`
	Body      string     `db:"body"`
	Note      string     `db:"note"`
	Welcomes  bool       `db:"welcomes"`
	Title     string     `db:"title"`
	TitleNote string     `db:"title_note"`
	EraseOn   *time.Time `db:"erase_on"`
}

// act does with a post what was decided about it, wherever it went meanwhile. What is erased stays erased.
func (f *Forum) act(ctx context.Context, tx *stream.Tx, network string, at Place, e cases.Effect) (cases.Tell, error) {
	topic, err := lockTopic(ctx, tx.Tx, network, at.Topic)
	if err != nil {
		return nil, fmt.Errorf("acting on a post of %s: %w", at.Topic, err)
	}
	post, err := lockPost(ctx, tx.Tx, network, at.Topic, at.Number)
	if err != nil {
		return nil, fmt.Errorf("acting on a post of %s: %w", at.Topic, err)
	}
	if post.MovedTopic != "" {
		return f.act(ctx, tx, network, Place{post.MovedTopic, post.MovedNumber}, e)
	}
	if post.Gone && !post.Hidden {
		return func() error { return nil }, nil
	}
	retitled, err := f.doWith(ctx, tx.Tx, topic, post, e)
	if err != nil {
		return nil, fmt.Errorf("acting on a post of %s: %w", at.Topic, err)
	}
	events := []telling{{Channel(network, at.Topic), Edited, strconv.Itoa(at.Number)}}
	if retitled {
		events = append(events, telling{Channel(network, at.Topic), Headed, headRef})
	}
	return func() error { return tellAll(ctx, tx, events) }, nil
}

// doWith says whether the topic's title has changed too.
func (f *Forum) doWith(ctx context.Context, tx *sqlx.Tx, topic Topic, p Post, e cases.Effect) (retitled bool, err error) {
	switch e.Do {
	case cases.Hide:
		return f.hide(ctx, tx, topic, p, nil)
	case cases.Remove:
		day := f.today().AddDate(0, 0, removedDays)
		return f.hide(ctx, tx, topic, p, &day)
	case cases.Show:
		return f.unhide(ctx, tx, topic, p)
	case cases.Mark:
		return false, f.mark(ctx, tx, p, e.Note)
	case cases.Reopen:
		return false, reopenPost(ctx, tx, p, f.today().AddDate(0, 0, reopenedDays))
	}
	return false, fmt.Errorf("nothing of the kind %q is done with a post", e.Do)
}

// hide puts a post's words away; one that is hidden already only gets another last day.
func (f *Forum) hide(ctx context.Context, tx *sqlx.Tx, topic Topic, p Post, eraseOn *time.Time) (retitled bool, err error) {
	if p.Hidden {
		return false, setEraseOn(ctx, tx, p, eraseOn)
	}
	away := hiddenPost{Network: p.Network, Topic: p.Topic, Number: p.Number, Body: p.Body, Note: p.Note, Welcomes: p.Welcomes, EraseOn: eraseOn}
	if p.Number == 1 && !topic.TitleGone() {
		away.Title, away.TitleNote = topic.Title, topic.Note
		topic.Title, topic.Note = titleGone, ""
		if err := updateHead(ctx, tx, topic); err != nil {
			return false, err
		}
	}
	p.Body, p.Note, p.Welcomes, p.Gone, p.Hidden, p.Revision = "", "", false, true, true, p.Revision+1
	return away.Title != "", errors.Join(insertHidden(ctx, tx, away), updatePost(ctx, tx, p))
}

// unhide brings a post's words back; one that isn't hidden stays as it is.
func (f *Forum) unhide(ctx context.Context, tx *sqlx.Tx, topic Topic, p Post) (retitled bool, err error) {
	if !p.Hidden {
		return false, nil
	}
	away, err := takeHidden(ctx, tx, p)
	if err != nil {
		return false, err
	}
	if away.Title != "" {
		topic.Title, topic.Note = away.Title, away.TitleNote
		if err := updateHead(ctx, tx, topic); err != nil {
			return false, err
		}
	}
	p.Body, p.Note, p.Welcomes, p.Gone, p.Hidden, p.Revision = away.Body, away.Note, away.Welcomes, false, false, p.Revision+1
	return away.Title != "", updatePost(ctx, tx, p)
}

// mark gives a post another content note; the words with the earlier one are kept as an edit keeps them.
func (f *Forum) mark(ctx context.Context, tx *sqlx.Tx, p Post, note string) error {
	if p.Gone || p.Note == note {
		return nil
	}
	if err := insertVersion(ctx, tx, p); err != nil {
		return err
	}
	p.Note, p.Revision = note, p.Revision+1
	return updatePost(ctx, tx, p)
}

// eraseRemoved erases removed posts whose days are over.
func (f *Forum) eraseRemoved(ctx context.Context) error {
	for {
		over, err := readToErase(ctx, f.db, f.today(), fadingAtOnce)
		if err != nil {
			return fmt.Errorf("reading which removed posts are over: %w", err)
		}
		for _, p := range over {
			if err := f.erase(ctx, p.Network, p.Topic, p.Number, false); err != nil {
				return err
			}
		}
		if len(over) < fadingAtOnce {
			return nil
		}
	}
}
