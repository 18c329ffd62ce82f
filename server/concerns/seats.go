package concerns

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/audit"
	"tinig/server/envelopes"
	"tinig/server/networks"
)

func keyOf(s Sealer) (envelopes.Key, error) { return envelopes.KeyOf(s.Name("key")) }

// Ready says whether other leads can give the actor a seat: not before she has said so once, and not after she has lost her sign-in
// words, until she says so again.
func (c *Concerns) Ready(ctx context.Context, a networks.Actor, s Sealer) (bool, error) {
	if err := networks.Allow(a, networks.StandBy, nil); err != nil {
		return false, err
	}
	key, err := keyOf(s)
	if err != nil {
		return false, err
	}
	public, err := readKey(ctx, c.db, a.Network, a.Member)
	if err != nil && !errors.Is(err, errNoRow) {
		return false, fmt.Errorf("reading the key of %s: %w", a.Member, err)
	}
	return bytes.Equal(public, key.Public()), nil
}

// GetReady lets other leads give the actor a seat.
func (c *Concerns) GetReady(ctx context.Context, a networks.Actor, s Sealer) error {
	if err := networks.Allow(a, networks.StandBy, nil); err != nil {
		return err
	}
	key, err := keyOf(s)
	if err != nil {
		return err
	}
	if err := upsertKey(ctx, c.db, a, key.Public()); err != nil {
		return fmt.Errorf("keeping the key of %s: %w", a.Member, err)
	}
	return nil
}

// seatPlace binds a case's key to whose envelope it is in.
func seatPlace(network, id, member string) string {
	return "concern " + network + " " + id + " " + member
}

// seat gives a lead the key of a case. errNotThere is for who is no lead, isn't ready, or mustn't see it.
func (c *Concerns) seat(ctx context.Context, tx *sqlx.Tx, of Concern, lead string, key []byte) error {
	leads, err := c.networks.Leads(ctx, of.Network, []string{lead})
	if err != nil {
		return err
	}
	apart, err := c.apart(ctx, of.Network, of.Member, lead)
	if err != nil {
		return err
	}
	if len(leads) == 0 || apart {
		return errNotThere
	}
	public, err := readKey(ctx, tx, of.Network, lead)
	if err != nil {
		return err
	}
	sealed, err := envelopes.Seal(public, key, seatPlace(of.Network, of.ID, lead))
	if err != nil {
		return err
	}
	return upsertSeat(ctx, tx, of, lead, sealed)
}

// keyFor opens the actor's envelope. A lead who has no seat, or who has lost her keyring since, has none.
func (c *Concerns) keyFor(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, s Sealer, id string) ([]byte, error) {
	sealed, err := readSeat(ctx, q, a, id)
	if err != nil {
		return nil, err
	}
	own, err := keyOf(s)
	if err != nil {
		return nil, err
	}
	key, err := own.Open(sealed, seatPlace(a.Network, id, a.Member))
	if err != nil {
		return nil, locales.Refuse(locales.Gone, "concern.lost")
	}
	return key, nil
}

// Seated are the leads who have a seat in a case of the actor's, and those whom she can give one.
func (c *Concerns) Seated(ctx context.Context, a networks.Actor, id string) (seated, others []networks.Member, err error) {
	of, err := c.Concern(ctx, a, id)
	if err != nil {
		return nil, nil, err
	}
	in, ready, err := readSeated(ctx, c.db, a.Network, id)
	if err != nil {
		return nil, nil, fmt.Errorf("reading who works on case %s: %w", id, err)
	}
	leads, err := c.networks.Leads(ctx, a.Network, append(slices.Clone(in), ready...))
	for _, lead := range leads {
		if slices.Contains(in, lead.ID) {
			seated = append(seated, lead)
		} else if apart, e := c.apart(ctx, a.Network, of.Member, lead.ID); e == nil && !apart {
			others = append(others, lead)
		} else {
			err = errors.Join(err, e)
		}
	}
	return seated, others, err
}

// Others are the leads, but for the actor, whom she can give a seat in a new case.
func (c *Concerns) Others(ctx context.Context, a networks.Actor) ([]networks.Member, error) {
	if err := networks.Allow(a, networks.StandBy, nil); err != nil {
		return nil, err
	}
	_, ready, err := readSeated(ctx, c.db, a.Network, noCase)
	if err != nil {
		return nil, fmt.Errorf("reading who is ready in %s: %w", a.Network, err)
	}
	return c.networks.Leads(ctx, a.Network, slices.DeleteFunc(ready, func(id string) bool { return id == a.Member }))
}

// noCase is the id of no case.
const noCase = "00000000-0000-0000-0000-000000000000"

// Seat gives another lead a seat in a case: from then on she reads what is written. It is recorded.
func (c *Concerns) Seat(ctx context.Context, a networks.Actor, s Sealer, id, lead string) error {
	return c.change(ctx, a, id, "concern.seat_given", func(tx *sqlx.Tx, of Concern) error {
		key, err := c.keyFor(ctx, tx, a, s, id)
		if err != nil {
			return err
		}
		return c.seat(ctx, tx, of, lead, key)
	})
}

// change does something with an open case in which the actor has a seat, under its lock and with its record.
func (c *Concerns) change(ctx context.Context, a networks.Actor, id string, act audit.Act, do func(*sqlx.Tx, Concern) error) error {
	if err := networks.Allow(a, networks.StandBy, nil); err != nil {
		return err
	}
	tx, err := c.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("%s %s: %w", act, id, err)
	}
	defer tx.Rollback()
	of, err := lockConcern(ctx, tx, a, id)
	if err != nil {
		return wrap(err, string(act), id)
	}
	apart, err := c.apart(ctx, of.Network, of.Member, a.Member)
	if err != nil {
		return err
	}
	if apart {
		return errNotThere
	}
	if of.Stage == Closed {
		return locales.Refuse(locales.Conflict, "concern.closed")
	}
	if err := do(tx, of); err != nil {
		return wrap(err, string(act), id)
	}
	if err := audit.Append(ctx, tx, audit.Record{Network: a.Network, Actor: a.Member, Act: act, Subject: id}); err != nil {
		return err
	}
	return tx.Commit()
}
