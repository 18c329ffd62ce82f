package forum

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// A small circle is a topic for chosen members. Who is to be in it is named when it begins, and each must say yes before she
// reads a word and before the others read her name. Nobody comes in later: those in it knew, when they wrote, who could.
//
// Nothing here tells who may not be put into a circle, and why: unknown names, newcomers, those not vouched for, those who
// may not read the space and those whom a block parts from its beginner are passed over in silence, as if they had not said
// yes. A minor and an adult are asked together only when two trained adults are in the circle already.

// CircleAtMost is how many members can be named for a circle.
const CircleAtMost = 20

// CircleDays is for how many days those named may still come in.
const CircleDays = 14

// FadeChoices are after how many days the posts of a circle can go; 0 is never.
var FadeChoices = []int{0, 7, 30, 90}

// InCircleSQL is the one rule of who reads a circle, as a condition on a topic t, for the reader whose id is the parameter
// $2: every statement that reads topics or their posts for somebody says it, besides what Allow says of the space.
const InCircleSQL = `(NOT t.circle OR EXISTS (
			SELECT
			FROM circle_members c
			WHERE c.network_id = t.network_id
			AND c.topic_id = t.id
			AND c.member_id = $2
			AND c.accepted
		))`

// Invitation is a circle that a member is asked into. Author began it.
type Invitation struct {
	Topic    string    `db:"id"`
	Space    string    `db:"space_id"`
	Author   string    `db:"author_id"`
	FadeDays int       `db:"fade_days"`
	Until    time.Time `db:"asked_until"`
}

// startCircle begins a circle. Who isn't vouched for may not, nor where words wait for a moderator, who isn't in it.
func (f *Forum) startCircle(ctx context.Context, a networks.Actor, s Sealer, room networks.Space, d Draft) (Started, error) {
	if networks.Allow(a, networks.StartCircle, &room) != nil {
		return Started{}, locales.Refuse(locales.Forbidden, "circles.not_yet")
	}
	names := networks.NamesIn(d.With)
	if n := len(names) + len(d.Members); n == 0 || n > CircleAtMost || !slices.Contains(FadeChoices, d.FadeDays) {
		return Started{}, locales.Refuse(locales.Invalid, "circles.names_needed", "Most", CircleAtMost)
	}
	asked, err := f.networks.Companions(ctx, a, room, names, d.Members)
	if err != nil {
		return Started{}, err
	}
	topic := f.newTopic(a, room.ID, d)
	topic.Circle, topic.FadeDays = true, d.FadeDays
	topic.AskedUntil.Time, topic.AskedUntil.Valid = f.today().AddDate(0, 0, CircleDays), true
	id, err := f.start(ctx, a, topic, asked, room, d, s.Name(room.ID))
	return Started{Topic: id}, err
}

// invitationsTo are the notices for those who are asked into a circle. They say neither which one nor who asks: both can stop
// being hers to know before she looks.
func (f *Forum) invitationsTo(circle Topic, asked []string) (notices []inbox.Notice) {
	for _, member := range asked {
		notices = append(notices, inbox.Notice{Network: circle.Network, Member: member, Kind: inbox.Asked, Day: f.today()})
	}
	return notices
}

// askedInto is the notice of a circle that the actor could come into until a day.
func askedInto(a networks.Actor, until time.Time) inbox.Notice {
	return inbox.Notice{Network: a.Network, Member: a.Member, Kind: inbox.Asked, Day: until.AddDate(0, 0, -CircleDays)}
}

// Invitations lists the circles that the actor is asked into.
func (f *Forum) Invitations(ctx context.Context, a networks.Actor) ([]Invitation, error) {
	spaces, err := f.readable(ctx, a)
	if err != nil {
		return nil, err
	}
	asked, err := readInvitations(ctx, f.db, a, spaces, f.today())
	if err != nil {
		return nil, fmt.Errorf("reading what %s is asked into: %w", a.Member, err)
	}
	return asked, nil
}

// readable are the ids of the spaces that the actor may read.
func (f *Forum) readable(ctx context.Context, a networks.Actor) (ids []string, err error) {
	spaces, err := f.networks.Spaces(ctx, a)
	for _, space := range spaces {
		ids = append(ids, space.ID)
	}
	return ids, err
}

// Enter lets the actor into a circle that she is asked into. An invitation that isn't hers, or not any more, isn't there.
func (f *Forum) Enter(ctx context.Context, a networks.Actor, topicID string) error {
	spaces, err := f.readable(ctx, a)
	if err != nil {
		return err
	}
	return f.changeCircle(ctx, a, topicID, func(tx *stream.Tx) error {
		until, err := acceptCircle(ctx, tx.Tx, a, topicID, spaces, f.today())
		if err != nil {
			return err
		}
		return inbox.Answered(ctx, tx, askedInto(a, until))
	})
}

// Decline takes the actor out of a circle that she is asked into. Nobody learns of it. Declining twice is no harm.
func (f *Forum) Decline(ctx context.Context, a networks.Actor, topicID string) error {
	tx, err := f.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("declining circle %s: %w", topicID, err)
	}
	defer tx.Rollback()
	until, err := deleteInvitation(ctx, tx.Tx, a, topicID)
	if errors.Is(err, errNoRow) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("declining circle %s: %w", topicID, err)
	}
	if err := inbox.Answered(ctx, tx, askedInto(a, until)); err != nil {
		return err
	}
	return tx.Commit()
}

// Leave takes the actor out of a circle that she is in: she can't come back. Her open pages stop hearing of it.
func (f *Forum) Leave(ctx context.Context, a networks.Actor, topicID string) error {
	if _, _, err := f.topic(ctx, a, topicID, networks.Read); err != nil {
		return err
	}
	return f.changeCircle(ctx, a, topicID, func(tx *stream.Tx) error {
		if err := leaveCircle(ctx, tx.Tx, a, topicID); err != nil {
			return err
		}
		_, err := tx.Append(ctx, networks.Control(a.Network, a.Member), "changed", "")
		return err
	})
}

// changeCircle changes who is in a circle, under its topic's lock: who comes in is judged by who is in it then.
func (f *Forum) changeCircle(ctx context.Context, a networks.Actor, topicID string, change func(*stream.Tx) error) error {
	tx, err := f.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("changing circle %s: %w", topicID, err)
	}
	defer tx.Rollback()
	if _, err := lockTopic(ctx, tx.Tx, a.Network, topicID); err != nil {
		return notFound(err, "circles.not_asked", "changing circle %s", topicID)
	}
	if err := change(tx); err != nil {
		return notFound(err, "circles.not_asked", "changing circle %s", topicID)
	}
	return tx.Commit()
}

// Companions are the members of a circle that the actor is in, but for those parted from her.
func (f *Forum) Companions(ctx context.Context, a networks.Actor, topicID string) ([]string, error) {
	topic, _, err := f.topic(ctx, a, topicID, networks.Read)
	if err != nil || !topic.Circle {
		return nil, err
	}
	members, err := readCompanions(ctx, f.db, a, topicID)
	if err != nil {
		return nil, fmt.Errorf("reading who is in the circle %s: %w", topicID, err)
	}
	return members, nil
}

// Circles lists the circles that the actor is in, the last active day first.
func (f *Forum) Circles(ctx context.Context, a networks.Actor, after After) ([]Line, error) {
	spaces, err := f.readable(ctx, a)
	if err != nil {
		return nil, err
	}
	if after.ID == "" {
		after = After{Day: f.today().AddDate(1, 0, 0), ID: uuid.Max.String()}
	}
	lines, err := readCircles(ctx, f.db, a, spaces, after, TopicsAtOnce)
	if err != nil {
		return nil, fmt.Errorf("reading the circles of %s: %w", a.Member, err)
	}
	return lines, nil
}

// InAnyCircle says whether the actor is in a circle.
func (f *Forum) InAnyCircle(ctx context.Context, a networks.Actor) (bool, error) {
	in, err := readInAnyCircle(ctx, f.db, a)
	if err != nil {
		return false, fmt.Errorf("reading whether %s is in a circle: %w", a.Member, err)
	}
	return in, nil
}
