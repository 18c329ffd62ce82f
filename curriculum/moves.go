package curriculum

import (
	"context"
	"fmt"
	"slices"

	"tinig/curriculum/content"
	"tinig/locales"
	"tinig/realtime/stream"
)

// Stop is a place in a session where a group can be: a block, and the lighter one that stands beside it.
type Stop struct {
	content.Taught
	Lighter *content.Taught
}

// Stops are a session's, in order, in a language. They hold trainers' notes: Bare takes them out.
func Stops(unit content.Unit, lang string) (stops []Stop) {
	for _, taught := range unit.Trainer(lang) {
		if taught.Block.Heavier != "" && len(stops) > 0 {
			stops[len(stops)-1].Lighter = &taught
			continue
		}
		stops = append(stops, Stop{Taught: taught})
	}
	return stops
}

// Bare is a stop as participants have it.
func (s Stop) Bare() Stop {
	s.Note = nil
	if s.Lighter != nil {
		s.Lighter = &content.Taught{Block: s.Lighter.Block}
	}
	return s
}

// Where is where a group goes from where it is: Next and Back to the stop beside it that isn't left out, ToClose to the
// last one because the session is cut short; anything else is the id of a block.
type Where string

// The ways that have a name.
const (
	Next    Where = ".next"
	Back    Where = ".back"
	ToClose Where = ".close"
)

// Go takes the group of an open room to another stop. It is refused, and the group stays, when the step at which it was pressed
// isn't the room's any more: of two who press at once one moves it, by one.
func (c *Curriculum) Go(ctx context.Context, a Actor, cohort string, step int, where Where) error {
	return c.inRoom(ctx, a, cohort, step, func(tx *stream.Tx, room Room, unit content.Unit) error {
		block, found := room.to(Stops(unit, english), where)
		if !found {
			return locales.Refuse(locales.Conflict, "room.no_further")
		}
		room.Block, room.Cut, room.Paused = block, where == ToClose, false
		if err := forgetShown(ctx, tx.Tx, room); err != nil {
			return fmt.Errorf("moving the room of cohort %s: %w", cohort, err)
		}
		return c.moved(ctx, tx, room)
	})
}

// to is the block where a way leads.
func (r Room) to(stops []Stop, where Where) (block string, found bool) {
	at := func(id string) int { return slices.IndexFunc(stops, func(s Stop) bool { return s.Block.ID == id }) }
	way := map[Where]int{Next: 1, Back: -1}[where]
	if way == 0 {
		i := at(string(where))
		if where == ToClose {
			i = len(stops) - 1
		}
		return stops[max(0, i)].Block.ID, i >= 0
	}
	for i := at(r.Block) + way; i >= 0 && i < len(stops); i += way {
		if !slices.Contains(r.LeftOut, stops[i].Block.ID) {
			return stops[i].Block.ID, true
		}
	}
	return "", false
}

// moved keeps a room's change as its next step, and tells all.
func (c *Curriculum) moved(ctx context.Context, tx *stream.Tx, room Room) error {
	room.Until = c.roomUntil()
	if err := updateRoom(ctx, tx.Tx, room); err != nil {
		return fmt.Errorf("moving the room of cohort %s: %w", room.Cohort, err)
	}
	return c.tellAll(ctx, tx, room)
}

// LeaveOut leaves a block out of the session, or takes it back in. The first and the last are never left out, nor is the one
// where the group is.
func (c *Curriculum) LeaveOut(ctx context.Context, a Actor, cohort string, step int, block string, out bool) error {
	return c.inRoom(ctx, a, cohort, step, func(tx *stream.Tx, room Room, unit content.Unit) error {
		stops := Stops(unit, english)
		i := slices.IndexFunc(stops, func(s Stop) bool { return s.Block.ID == block })
		if i <= 0 || i == len(stops)-1 || block == room.Block {
			return locales.Refuse(locales.Conflict, "room.needed")
		}
		room.LeftOut = slices.DeleteFunc(room.LeftOut, func(id string) bool { return id == block })
		if out {
			room.LeftOut = append(room.LeftOut, block)
		}
		return c.moved(ctx, tx, room)
	})
}

// Pause pauses everybody's page, or lets it go on.
func (c *Curriculum) Pause(ctx context.Context, a Actor, cohort string, step int, on bool) error {
	return c.inRoom(ctx, a, cohort, step, func(tx *stream.Tx, room Room, _ content.Unit) error {
		room.Paused, room.PauseAsked = on, false
		return c.moved(ctx, tx, room)
	})
}
