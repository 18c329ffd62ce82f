package curriculum

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/lib/pq"

	"tinig/curriculum/content"
	"tinig/locales"
	"tinig/realtime/stream"
)

// RoomLife is how long a room stays open after whoever leads it pressed something.
const RoomLife = 90 * time.Minute

// Room is a session of a cohort's plan that is held, or was. Block is where the group is; Step counts its moves. Cut says that
// it was ended early. The zero Room is none.
type Room struct {
	Network    string         `db:"network_id"`
	Cohort     string         `db:"cohort_id"`
	Number     int            `db:"number"`
	Unit       string         `db:"unit"`
	Version    string         `db:"version"`
	Block      string         `db:"block"`
	Step       int            `db:"step"`
	LeftOut    pq.StringArray `db:"left_out"`
	Paused     bool           `db:"paused"`
	PauseAsked bool           `db:"pause_asked"`
	Cut        bool           `db:"cut"`
	Day        time.Time      `db:"day"`
	Until      sql.NullTime   `db:"until"`
}

// OpenAt says whether the room is open at a time.
func (r Room) OpenAt(t time.Time) bool { return r.Until.Valid && r.Until.Time.After(t) }

// RoomChannel tells the people of a cohort where the group is. What only those who lead see has LeadsChannel.
func RoomChannel(network, cohort string) stream.Channel {
	return stream.Channel("room/" + network + "/" + cohort)
}

// LeadsChannel tells those who lead a cohort what they see besides.
func LeadsChannel(network, cohort string) stream.Channel {
	return stream.Channel("leads/" + network + "/" + cohort)
}

// OpenNow lists the cohorts of the actor in which a session is held now, to which she could go.
func (c *Curriculum) OpenNow(ctx context.Context, a Actor) ([]string, error) {
	if !a.Learns {
		return nil, nil
	}
	ids, err := readOpenFor(ctx, c.db, a, c.Now())
	if err != nil {
		return nil, fmt.Errorf("reading what is open for %s: %w", a.Member, err)
	}
	return ids, nil
}

// errNoRoom refuses what needs an open room.
var errNoRoom = locales.Refuse(locales.Gone, "room.over")

// OpenRoom opens a session of the plan. Pressed twice, or by two, it opens one; one that was closed today goes on where it was.
// A session with a content note is held by two: another trainer or co-facilitator, or a support person, has said that she is there.
func (c *Curriculum) OpenRoom(ctx context.Context, a Actor, cohort string, number int) error {
	return c.change(ctx, a, cohort, func(tx *stream.Tx, place Place) error {
		session, err := readSession(ctx, tx.Tx, a.Network, cohort, number)
		if errors.Is(err, errNoRow) || err == nil && session.Unit == "" {
			return errAbsent
		}
		if err != nil {
			return fmt.Errorf("opening a room of cohort %s: %w", cohort, err)
		}
		here, err := readRoom(ctx, tx.Tx, a.Network, cohort)
		if err != nil && !errors.Is(err, errNoRow) {
			return fmt.Errorf("opening a room of cohort %s: %w", cohort, err)
		}
		if here.OpenAt(c.Now()) {
			if here.Number == number {
				return nil
			}
			return locales.Refuse(locales.Conflict, "room.another_open")
		}
		var left []stream.Channel
		if here.Until.Valid {
			if left, err = c.empty(ctx, tx, here); err != nil {
				return err
			}
		}
		return c.open(ctx, tx, place, session, left)
	})
}

// open opens a room in which nobody is yet.
func (c *Curriculum) open(ctx context.Context, tx *stream.Tx, place Place, session Session, left []stream.Channel) error {
	course, err := c.courseOf(ctx, place.Version)
	if err != nil {
		return err
	}
	unit, there := course.Unit(session.Unit)
	if !there {
		return errAbsent
	}
	if unit.Heavier() {
		others, err := countHere(ctx, tx.Tx, place, c.today())
		if err != nil {
			return fmt.Errorf("opening a room of cohort %s: %w", place.ID, err)
		}
		if others == 0 {
			return locales.Refuse(locales.Conflict, "room.second_needed")
		}
	}
	room := Room{Network: place.Network, Cohort: place.ID, Number: session.Number, Unit: unit.ID, Version: place.Version,
		Block: unit.Participant(english)[0].ID, Day: c.today(), Until: c.roomUntil()}
	if err := upsertRoom(ctx, tx.Tx, room); err != nil {
		return fmt.Errorf("opening a room of cohort %s: %w", place.ID, err)
	}
	return c.tellAll(ctx, tx, room, left...)
}

// english is the language that every unit is there in.
const english = "en"

func (c *Curriculum) roomUntil() sql.NullTime {
	return sql.NullTime{Time: c.Now().Add(RoomLife).Truncate(time.Minute), Valid: true}
}

// tellAll tells everybody in a room that it is otherwise now, and tablets that aren't paired with it any more. It comes last in a
// transaction.
func (c *Curriculum) tellAll(ctx context.Context, tx *stream.Tx, r Room, tablets ...stream.Channel) error {
	if err := c.tellLeads(ctx, tx, r); err != nil {
		return err
	}
	if _, err := tx.Append(ctx, RoomChannel(r.Network, r.Cohort), "stage", ""); err != nil {
		return err
	}
	for _, tablet := range tablets {
		if _, err := tx.Append(ctx, tablet, "changed", ""); err != nil {
			return err
		}
	}
	return nil
}

// tellLeads tells those who lead alone.
func (c *Curriculum) tellLeads(ctx context.Context, tx *stream.Tx, r Room) error {
	_, err := tx.Append(ctx, LeadsChannel(r.Network, r.Cohort), "panel", "")
	return err
}

// EndRoom ends the session that is open, when its group is at the close. What was pressed in it goes. Pressed twice, it ends once.
func (c *Curriculum) EndRoom(ctx context.Context, a Actor, cohort string, step int) error {
	return c.inRoom(ctx, a, cohort, step, func(tx *stream.Tx, room Room, unit content.Unit) error {
		stops := Stops(unit, english)
		if room.Block != stops[len(stops)-1].Block.ID {
			return locales.Refuse(locales.Conflict, "room.close_first")
		}
		left, err := c.empty(ctx, tx, room)
		if err != nil {
			return err
		}
		return c.tellAll(ctx, tx, room, left...)
	})
}

// empty closes a room and forgets what was pressed in it, but for who would like somebody. It returns the channels of the tablets
// that were paired with it.
func (c *Curriculum) empty(ctx context.Context, tx *stream.Tx, r Room) (left []stream.Channel, err error) {
	if err := closeRoom(ctx, tx.Tx, r); err != nil {
		return nil, fmt.Errorf("closing a room of cohort %s: %w", r.Cohort, err)
	}
	if err := forgetPressed(ctx, tx.Tx, r); err != nil {
		return nil, fmt.Errorf("closing a room of cohort %s: %w", r.Cohort, err)
	}
	hashes, err := deleteTablets(ctx, tx.Tx, r)
	if err != nil {
		return nil, fmt.Errorf("closing a room of cohort %s: %w", r.Cohort, err)
	}
	for _, hash := range hashes {
		left = append(left, sessionChannel(Tablet{Hash: hash}))
	}
	return left, nil
}

// inRoom changes the room that is open in a cohort, for whoever leads it and pressed at a step that holds still.
func (c *Curriculum) inRoom(ctx context.Context, a Actor, cohort string, step int, do func(*stream.Tx, Room, content.Unit) error) error {
	return c.change(ctx, a, cohort, func(tx *stream.Tx, _ Place) error {
		room, err := readRoom(ctx, tx.Tx, a.Network, cohort)
		if errors.Is(err, errNoRow) || err == nil && !room.OpenAt(c.Now()) {
			return errNoRoom
		}
		if err != nil {
			return fmt.Errorf("reading the room of cohort %s: %w", cohort, err)
		}
		if room.Step != step {
			return locales.Refuse(locales.Conflict, "room.moved_meanwhile")
		}
		unit, err := c.UnitIn(ctx, room)
		if err != nil {
			return err
		}
		return do(tx, room, unit)
	})
}

// UnitIn is what is taught in a room, as its cohort keeps it.
func (c *Curriculum) UnitIn(ctx context.Context, r Room) (content.Unit, error) {
	course, err := c.courseOf(ctx, r.Version)
	if err != nil {
		return content.Unit{}, err
	}
	unit, there := course.Unit(r.Unit)
	if !there {
		return content.Unit{}, fmt.Errorf("course %s has no unit %s", r.Version, r.Unit)
	}
	return unit, nil
}

// roomsAtOnce is how many rooms a sweep ends at a time.
const roomsAtOnce = 100

// Sweep ends the rooms whose time is over, forgets what was for one day, and makes the results that are due (Release).
func (c *Curriculum) Sweep(ctx context.Context) error {
	over, err := readExpired(ctx, c.db, c.Now(), roomsAtOnce)
	if err != nil {
		return fmt.Errorf("looking for rooms whose time is over: %w", err)
	}
	for _, room := range over {
		if err := c.expire(ctx, room); err != nil {
			return err
		}
	}
	return errors.Join(c.Release(ctx), deleteAnswered(ctx, c.db, c.Now(), c.today()), deletePassed(ctx, c.db, c.Now(), c.today()))
}

// expire ends a room whose time is over, unless somebody has pressed something meanwhile.
func (c *Curriculum) expire(ctx context.Context, r Room) error {
	tx, err := c.streams.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := lockCohort(ctx, tx.Tx, r.Network, r.Cohort); err != nil {
		return fmt.Errorf("ending a room of cohort %s: %w", r.Cohort, err)
	}
	now, err := readRoom(ctx, tx.Tx, r.Network, r.Cohort)
	if err != nil || !now.Until.Valid || now.OpenAt(c.Now()) {
		return err
	}
	left, err := c.empty(ctx, tx, now)
	if err != nil {
		return err
	}
	if err := c.tellAll(ctx, tx, now, left...); err != nil {
		return err
	}
	return tx.Commit()
}
