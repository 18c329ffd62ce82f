// Package forum keeps topics and the posts in them.
//
// Posts stand flat in their topic, numbered from 1 without holes that mean anything; a number is never used twice. Every
// change of a topic (a post, an edit, an erasure, a reaction) is one event of its channel, appended in the change's own transaction,
// so that an old page and the events after it make the fresh page. Words of newcomers, and in held spaces everybody's,
// wait for a moderator and get their number when they are released.
//
// A draft is sealed, and kept for ninety days since it was last saved. Fifty of one member are kept; beyond that the oldest
// goes. Ten posts of one member may wait at a time; what a moderator gave back is kept for ninety days.
//
// Words whose author has left are erased, or stay under one member for the whole network (Settle): nothing tells then which
// of them were one person's, and nobody can change them any more.
//
// What a member writes is kept as she wrote it, in Markdown; Render makes it safe HTML at every drawing.
//
// The package may import networks, moderation, inbox, counts, audit, realtime/stream and locales.
package forum

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/moderation"
	"tinig/server/networks"
)

// Forum is the package's door. Make one with New.
type Forum struct {
	db       *sqlx.DB
	streams  *stream.Streams
	networks *networks.Networks
	screens  *moderation.Moderation
	now      func() time.Time
	hot      statements
	desk     Desk
}

// New serves the forum kept in db and prepares its hot statements. What is written is screened by m. now is the clock; nil means the machine's.
func New(ctx context.Context, db *sqlx.DB, streams *stream.Streams, n *networks.Networks, m *moderation.Moderation, now func() time.Time) (*Forum, error) {
	if now == nil {
		now = time.Now
	}
	hot, err := prepare(ctx, db)
	if err != nil {
		return nil, fmt.Errorf("preparing the forum's statements: %w", err)
	}
	return &Forum{db: db, streams: streams, networks: n, screens: m, now: now, hot: hot}, nil
}

// Desk is where a moderator's work is looked after. Marked are those with whom she said that she has to do: what these wrote waits for
// others. Fresh refuses whoever has looked long enough for today, and Looks counts that she looks at something.
type Desk interface {
	Marked(context.Context, networks.Actor) ([]string, error)
	Fresh(context.Context, networks.Actor) error
	Looks(context.Context, networks.Actor) error
}

// LookedAfter has the forum ask there. Without it nobody is kept from anything.
func (f *Forum) LookedAfter(d Desk) { f.desk = d }

// Channel is the live channel of a topic.
func Channel(network, topic string) stream.Channel {
	return stream.Channel("topic/" + network + "/" + topic)
}

// The kinds of event in a topic's channel. The reference of the first three is the post's number, of the others headRef.
const (
	Posted  = "post"
	Edited  = "edit"
	Erased  = "remove"
	Reacted = "reaction"
	Headed  = "head"  // the topic's head has changed: title, note, what it is told to be
	Moved   = "moved" // who may read has changed, or more than an event can tell: whoever follows asks again
)

// headRef stands where a post's number would: it is Title.
const headRef = "0"

func (f *Forum) today() time.Time { return f.now().UTC().Truncate(24 * time.Hour) }

// notFound turns a missing row into a refusal, and wraps everything else.
func notFound(err error, message, doing, id string) error {
	if errors.Is(err, errNoRow) {
		return locales.Refuse(locales.NotFound, message)
	}
	return fmt.Errorf(doing+": %w", id, err)
}
