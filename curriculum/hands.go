package curriculum

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
)

// What somebody says of herself in a room: that she may share something, that she listens, or that she wants to be asked later. "" is nothing.
const (
	MayShare = "share"
	Listens  = "listen"
	AskLater = "later"
)

// Shares are all that can be said, in the order in which it is offered.
var Shares = []string{MayShare, Listens, AskLater}

// Said is what one person in a room has said of herself. Seat is her name when she sits at a tablet, "" for a member.
type Said struct {
	Who   string `db:"who"`
	Seat  string `db:"seat"`
	Hand  int    `db:"hand"` // its place among the hands, 0 for none
	Share string `db:"share"`
}

// attend changes something of the actor's own in the open room of a cohort.
func (c *Curriculum) attend(ctx context.Context, a Actor, cohort string, do func(*stream.Tx, Room) error) error {
	if _, err := c.present(ctx, a, cohort); err != nil {
		return err
	}
	tx, err := c.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("being in the room of cohort %s: %w", cohort, err)
	}
	defer tx.Rollback()
	room, err := c.openRoom(ctx, tx.Tx, a.Network, cohort)
	if err != nil {
		return err
	}
	if err := do(tx, room); err != nil {
		return err
	}
	return tx.Commit()
}

// Raise raises the actor's hand, behind those that are up, or takes it down. Those who lead see it.
func (c *Curriculum) Raise(ctx context.Context, a Actor, cohort string, up bool) error {
	return c.attend(ctx, a, cohort, func(tx *stream.Tx, room Room) error {
		if err := upsertHand(ctx, tx.Tx, room, a, up); err != nil {
			return fmt.Errorf("raising a hand in cohort %s: %w", cohort, err)
		}
		return c.tellLeads(ctx, tx, room)
	})
}

// Lower takes somebody's hand down, for whoever leads.
func (c *Curriculum) Lower(ctx context.Context, a Actor, cohort, who string) error {
	return c.change(ctx, a, cohort, func(tx *stream.Tx, place Place) error {
		if err := lowerHand(ctx, tx.Tx, place.Cohort, who); err != nil {
			return fmt.Errorf("lowering a hand in cohort %s: %w", cohort, err)
		}
		return c.tellLeads(ctx, tx, Room{Network: a.Network, Cohort: cohort})
	})
}

// Share says whether the actor may share something today. She can say otherwise at any time.
func (c *Curriculum) Share(ctx context.Context, a Actor, cohort, share string) error {
	if share != "" && !slices.Contains(Shares, share) {
		return locales.Refuse(locales.Invalid, "room.answer_needed")
	}
	return c.attend(ctx, a, cohort, func(tx *stream.Tx, room Room) error {
		if err := upsertShare(ctx, tx.Tx, room, a, share); err != nil {
			return fmt.Errorf("saying how one is in cohort %s: %w", cohort, err)
		}
		return c.tellLeads(ctx, tx, room)
	})
}

// AskPause tells those who lead that somebody would like a pause: never who.
func (c *Curriculum) AskPause(ctx context.Context, a Actor, cohort string) error {
	return c.attend(ctx, a, cohort, func(tx *stream.Tx, room Room) error {
		if room.Paused || room.PauseAsked {
			return nil
		}
		if err := updatePauseAsked(ctx, tx.Tx, room); err != nil {
			return fmt.Errorf("asking for a pause in cohort %s: %w", cohort, err)
		}
		return c.tellLeads(ctx, tx, room)
	})
}

// openRoom is the room that is open in a cohort, locked until the transaction ends.
func (c *Curriculum) openRoom(ctx context.Context, tx *sqlx.Tx, network, cohort string) (Room, error) {
	room, err := lockRoom(ctx, tx, network, cohort, c.Now())
	if errors.Is(err, errNoRow) {
		return Room{}, errNoRoom
	}
	if err != nil {
		return Room{}, fmt.Errorf("reading the room of cohort %s: %w", cohort, err)
	}
	return room, nil
}
