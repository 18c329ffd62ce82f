package curriculum

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"tinig/curriculum/content"
	"tinig/locales"
	"tinig/realtime/stream"
)

// The states of an offer.
const (
	Offered  = "offered"
	Accepted = "accepted"
	Declined = "declined"
)

// ReasonLength is how long the reason of an answer can be, in characters.
const ReasonLength = 1000

// Offer is a version that a network offers to the source, and what it was answered.
type Offer struct {
	Network    string     `db:"network_id"`
	Unit       string     `db:"unit"`
	Number     int        `db:"number"`
	State      string     `db:"state"`
	Reason     string     `db:"reason"`
	OfferedOn  time.Time  `db:"offered_on"`
	AnsweredOn *time.Time `db:"answered_on"`
}

// Offer offers the last version that the actor's network has published of a session to the source. Offered before, it stays so.
func (c *Curriculum) Offer(ctx context.Context, a Actor, unit string) error {
	return c.withAdaptation(ctx, a, unit, func(tx *stream.Tx, is Adaptation) error {
		if is.Number == 0 || is.Withdrawn {
			return locales.Refuse(locales.Conflict, "adapt.publish_first")
		}
		fresh, err := insertOffer(ctx, tx.Tx, is, c.today())
		if err != nil {
			return fmt.Errorf("offering %s of %s: %w", unit, a.Network, err)
		}
		if !fresh {
			return nil
		}
		return c.Record(ctx, tx.Tx, a, "session.offered", unit)
	})
}

// OffersOf are what the actor's network has offered of a session, the last first.
func (c *Curriculum) OffersOf(ctx context.Context, a Actor, unit string) ([]Offer, error) {
	if err := a.adapts(); err != nil {
		return nil, err
	}
	offers, err := readOffersOf(ctx, c.db, a.Network, unit)
	if err != nil {
		return nil, fmt.Errorf("reading what %s has offered: %w", a.Network, err)
	}
	return offers, nil
}

// Offers are what networks offer, for who answers: those that wait, the first offered first, and then the last answered.
func (c *Curriculum) Offers(ctx context.Context, a Actor) ([]Offer, error) {
	if !a.Takes {
		return nil, errAbsent
	}
	offers, err := readOffers(ctx, c.db)
	if err != nil {
		return nil, fmt.Errorf("reading what networks offer: %w", err)
	}
	return offers, nil
}

// Proposal is an offer with what it says: Now is the source as it is.
type Proposal struct {
	Offer
	Base, Text, Now Sheets
}

// Proposal is one of them with what it says.
func (c *Curriculum) Proposal(ctx context.Context, a Actor, network, unit string, number int) (p Proposal, err error) {
	if !a.Takes {
		return p, errAbsent
	}
	p.Offer, err = readOffer(ctx, c.db, network, unit, number)
	if errors.Is(err, errNoRow) {
		return p, errAbsent
	}
	if err != nil {
		return p, fmt.Errorf("reading an offer of %s: %w", network, err)
	}
	version, err := readVersionOf(ctx, c.db, network, unit, number)
	if err != nil {
		return p, fmt.Errorf("reading an offer of %s: %w", network, err)
	}
	p.Base, p.Text, p.Now = version.Base, version.Text, Sheets(c.Course.Sheets(unit))
	return p, nil
}

// Files are a proposal as files of the course, by name, for whoever takes it into the source: what the network left as it was is there
// as it is now.
func (c *Curriculum) Files(p Proposal) map[string]string {
	return c.Course.UnitFiles(p.Unit, content.Onto(p.Base, p.Text, p.Now))
}

// AnswerOffer says yes or no to an offer, and why. Answered before, it stays so.
func (c *Curriculum) AnswerOffer(ctx context.Context, a Actor, o Offer) error {
	if !a.Takes {
		return errAbsent
	}
	o.Reason = strings.TrimSpace(strings.ReplaceAll(o.Reason, "\r\n", "\n"))
	switch {
	case o.State != Accepted && o.State != Declined:
		return locales.Refuse(locales.Invalid, "adapt.answer_needed")
	case o.Reason == "" || utf8.RuneCountInString(o.Reason) > ReasonLength:
		return locales.Refuse(locales.Invalid, "adapt.reason_needed", "Most", ReasonLength)
	}
	tx, err := c.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("answering an offer of %s: %w", o.Network, err)
	}
	defer tx.Rollback()
	answered, err := updateOffer(ctx, tx, o, c.today())
	if err != nil {
		return fmt.Errorf("answering an offer of %s: %w", o.Network, err)
	}
	if !answered {
		return locales.Refuse(locales.Conflict, "adapt.answered_before")
	}
	if err := c.Record(ctx, tx, a, "offer."+o.State, o.Network+" "+o.Unit); err != nil {
		return err
	}
	return tx.Commit()
}
