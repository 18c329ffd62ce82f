package forum

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/audit"
	"tinig/server/networks"
)

// ReasonLength is the most characters that the reason of an act of care may have.
const ReasonLength = 200

// PinsAtMost is how many topics of a space may stand first.
const PinsAtMost = 5

// Care is the form of every act of topic care: why it is done, in words and a language that members will read, and the
// form's one-time number. The same form sent twice acts once.
type Care struct {
	Reason, Lang, Once string
}

// Act is something that was done with a topic. Role is whose name it was done under: who it was isn't told. Other is the
// topic that posts went to or came from, "" for none. Reason is "" where time or the authors decided.
type Act struct {
	Network string        `db:"network_id"`
	Topic   string        `db:"topic_id"`
	Number  int           `db:"number"`
	Act     string        `db:"act"`
	Role    networks.Role `db:"role"`
	Reason  string        `db:"reason"`
	Lang    string        `db:"lang"`
	Other   string        `db:"other_id"`
	Day     time.Time     `db:"day"`
	Once    string        `db:"once"`
}

// careRun is an act of care as it runs: the topic under its lock, and what is done with it so far.
type careRun struct {
	*stream.Tx
	actor networks.Actor
	topic Topic
	space networks.Space
	act   Act
	tell  []telling
}

// telling is an event that a change appends in the end.
type telling struct {
	channel   stream.Channel
	kind, ref string
}

// errNothing ends an act that changes nothing: it leaves no trace.
var errNothing = errors.New("nothing to change")

// Pin lets a topic stand first in its space, or no longer. At most PinsAtMost do.
func (f *Forum) Pin(ctx context.Context, a networks.Actor, topicID string, pinned bool, c Care) error {
	return f.care(ctx, a, topicID, either(pinned, "pinned", "unpinned"), c, func(run *careRun) error {
		if run.topic.Pinned == pinned {
			return errNothing
		}
		if pinned {
			if run.topic.Circle {
				return locales.Refuse(locales.Conflict, "care.circle")
			}
			pins, err := countPins(ctx, run.Tx.Tx, run.topic)
			if err != nil {
				return err
			}
			if pins >= PinsAtMost {
				return locales.Refuse(locales.Conflict, "care.pins", "Most", PinsAtMost)
			}
		}
		run.topic.Pinned = pinned
		return updateHead(ctx, run.Tx.Tx, run.topic)
	})
}

// Lock closes a topic to replies, or opens it again.
func (f *Forum) Lock(ctx context.Context, a networks.Actor, topicID string, locked bool, c Care) error {
	return f.care(ctx, a, topicID, either(locked, "locked", "unlocked"), c, func(run *careRun) error {
		if run.topic.Locked == locked {
			return errNothing
		}
		if run.topic.MergedInto != "" {
			return locales.Refuse(locales.Conflict, "care.merged")
		}
		run.topic.Locked = locked
		return updateHead(ctx, run.Tx.Tx, run.topic)
	})
}

// Slow lets each member write in a topic once in ten minutes, or no longer: where it runs hot, and nobody is to be silenced.
func (f *Forum) Slow(ctx context.Context, a networks.Actor, topicID string, slow bool, c Care) error {
	return f.care(ctx, a, topicID, either(slow, "slowed", "unslowed"), c, func(run *careRun) error {
		if run.topic.Slow == slow {
			return errNothing
		}
		run.topic.Slow = slow
		return updateHead(ctx, run.Tx.Tx, run.topic)
	})
}

// Rename gives a topic another title and content note.
func (f *Forum) Rename(ctx context.Context, a networks.Actor, topicID, title, note string, c Care) error {
	title, note = clean(title), clean(note)
	if err := errors.Join(checkTitle(title), checkNote(note)); err != nil {
		return err
	}
	return f.care(ctx, a, topicID, "renamed", c, func(run *careRun) error {
		if run.topic.Title == title && run.topic.Note == note {
			return errNothing
		}
		run.topic.Title, run.topic.Note = title, note
		return updateHead(ctx, run.Tx.Tx, run.topic)
	})
}

// Pinned lists the topics that stand first in a space.
func (f *Forum) Pinned(ctx context.Context, a networks.Actor, space string) ([]Line, error) {
	if _, err := f.networks.Space(ctx, a, space, networks.Read); err != nil {
		return nil, err
	}
	lines, err := readPinned(ctx, f.db, a, space)
	if err != nil {
		return nil, fmt.Errorf("reading the pinned topics of %s: %w", space, err)
	}
	return lines, nil
}

// Acts lists what was done with a topic, the last first, to everybody who may read it.
func (f *Forum) Acts(ctx context.Context, a networks.Actor, topicID string) (Topic, []Act, error) {
	topic, _, err := f.topic(ctx, a, topicID, networks.Read)
	if err != nil {
		return Topic{}, nil, err
	}
	acts, err := readActs(ctx, f.db, topic)
	if err != nil {
		return Topic{}, nil, fmt.Errorf("reading what was done with %s: %w", topicID, err)
	}
	return topic, acts, nil
}

// care runs one act of care with its record, its trace and its events. It locks in the order that held.go tells: audit
// chain, topic, channels. An act that is told by events of its own has put them into tell; every other changes the head.
func (f *Forum) care(ctx context.Context, a networks.Actor, topicID, name string, c Care, change func(*careRun) error) error {
	c, err := c.check()
	if err != nil {
		return err
	}
	topic, space, err := f.topic(ctx, a, topicID, networks.CareTopic)
	if err != nil {
		return err
	}
	err = f.runCare(ctx, a, topic, name, func(run *careRun) error {
		run.space = space
		run.act.Reason, run.act.Lang, run.act.Once = c.Reason, c.Lang, c.Once
		if run.topic.Space != topic.Space { // moved since it was read, perhaps to where she may not care for it
			return locales.Refuse(locales.Conflict, "care.changed")
		}
		if err := change(run); err != nil {
			return err
		}
		return insertAct(ctx, run.Tx.Tx, run.act)
	})
	if errors.Is(err, errNothing) || violates(err, "topic_acts_once") {
		return nil
	}
	return err
}

// runCare runs a change of a topic under its lock, recorded as its actor's.
func (f *Forum) runCare(ctx context.Context, a networks.Actor, topic Topic, name string, change func(*careRun) error) error {
	tx, err := f.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("caring for topic %s: %w", topic.ID, err)
	}
	defer tx.Rollback()
	record := audit.Record{Network: topic.Network, Actor: a.Member, Act: audit.Act("topic." + name), Subject: topic.ID}
	if err := audit.Append(ctx, tx.Tx, record); err != nil {
		return err
	}
	run := &careRun{Tx: tx, actor: a, act: Act{Network: topic.Network, Topic: topic.ID, Act: name, Role: a.Roles.Acting(),
		Day: f.today(), Once: uuid.NewString()}}
	if run.topic, err = lockTopic(ctx, tx.Tx, topic.Network, topic.ID); err != nil {
		return fmt.Errorf("caring for topic %s: %w", topic.ID, err)
	}
	if err := change(run); err != nil {
		return fmt.Errorf("caring for topic %s: %w", topic.ID, err)
	}
	if len(run.tell) == 0 {
		run.tell = []telling{{Channel(topic.Network, topic.ID), Headed, headRef}}
	}
	if err := tellAll(ctx, tx, run.tell); err != nil {
		return fmt.Errorf("caring for topic %s: %w", topic.ID, err)
	}
	return tx.Commit()
}

// tellAll appends events, each channel's in their order and the channels sorted.
func tellAll(ctx context.Context, tx *stream.Tx, events []telling) error {
	slices.SortStableFunc(events, func(a, b telling) int { return cmp.Compare(a.channel, b.channel) })
	for _, event := range events {
		if _, err := tx.Append(ctx, event.channel, event.kind, event.ref); err != nil {
			return err
		}
	}
	return nil
}

// check refuses a form without a reason.
func (c Care) check() (Care, error) {
	c.Reason = clean(c.Reason)
	if c.Reason == "" || utf8.RuneCountInString(c.Reason) > ReasonLength {
		return c, locales.Refuse(locales.Invalid, "care.reason_needed", "Most", ReasonLength)
	}
	if locales.For(c.Lang).Tag() != c.Lang {
		return c, locales.Refuse(locales.Invalid, "forum.language_unknown")
	}
	return c, nil
}

func either(first bool, one, other string) string {
	if first {
		return one
	}
	return other
}
