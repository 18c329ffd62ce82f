package curriculum

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"tinig/locales"
	"tinig/realtime/stream"
)

// Answers to who would like somebody: when.
var Whens = []string{"now", "break", "after", "today"}

// Request is that somebody would like a person after a session. Seat is her name when she sits at a tablet. Answer says when;
// "" is that nobody has answered yet.
type Request struct {
	Who    string `db:"who"`
	Seat   string `db:"seat"`
	Answer string `db:"answer"`
}

// Ask for somebody. It goes to the support persons who are there today, and to nobody else: no channel tells of it, and who
// leads the session can't see it. Pressed twice it is one.
func (c *Curriculum) WishSomebody(ctx context.Context, a Actor, cohort string) error {
	return c.attend(ctx, a, cohort, func(tx *stream.Tx, room Room) error {
		there, err := hasSupport(ctx, tx.Tx, a, cohort, c.today())
		if err != nil {
			return fmt.Errorf("wishing for somebody in cohort %s: %w", cohort, err)
		}
		if !there {
			return locales.Refuse(locales.Conflict, "room.no_support")
		}
		if err := insertRequest(ctx, tx.Tx, room, a); err != nil {
			return fmt.Errorf("wishing for somebody in cohort %s: %w", cohort, err)
		}
		return nil
	})
}

// UnwishSomebody takes the actor's wish back; nobody can tell that there was one.
func (c *Curriculum) UnwishSomebody(ctx context.Context, a Actor, cohort string) error {
	if _, err := c.present(ctx, a, cohort); err != nil {
		return err
	}
	if err := deleteRequest(ctx, c.db, a, cohort); err != nil {
		return fmt.Errorf("taking back a wish in cohort %s: %w", cohort, err)
	}
	return nil
}

// OwnRequest is the actor's wish, nil for none.
func (c *Curriculum) OwnRequest(ctx context.Context, a Actor, cohort string) (*Request, error) {
	r, err := readOwnRequest(ctx, c.db, a, cohort)
	if errors.Is(err, errNoRow) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading a wish in cohort %s: %w", cohort, err)
	}
	return &r, nil
}

// supports refuses whoever isn't a support person who is there today.
func (c *Curriculum) supports(ctx context.Context, a Actor, cohort string) error {
	place, err := c.present(ctx, a, cohort)
	if err != nil {
		return err
	}
	here, err := readHere(ctx, c.db, a, cohort, c.today())
	if err != nil {
		return fmt.Errorf("reading who is there for cohort %s: %w", cohort, err)
	}
	if place.Part != Support || !here {
		return errAbsent
	}
	return nil
}

// Requests are who would like somebody, for a support person who is there today.
func (c *Curriculum) Requests(ctx context.Context, a Actor, cohort string) ([]Request, error) {
	if err := c.supports(ctx, a, cohort); err != nil {
		return nil, err
	}
	list, err := readRequests(ctx, c.db, a.Network, cohort)
	if err != nil {
		return nil, fmt.Errorf("reading the wishes of cohort %s: %w", cohort, err)
	}
	return list, nil
}

// AnswerRequest tells who would like somebody when. It can be said otherwise as long as the wish is there.
func (c *Curriculum) AnswerRequest(ctx context.Context, a Actor, cohort, who, when string) error {
	if err := c.supports(ctx, a, cohort); err != nil {
		return err
	}
	if !slices.Contains(Whens, when) {
		return locales.Refuse(locales.Invalid, "room.answer_needed")
	}
	if err := updateRequest(ctx, c.db, a.Network, cohort, who, when); err != nil {
		return fmt.Errorf("answering a wish in cohort %s: %w", cohort, err)
	}
	return nil
}
