package cases

import (
	"context"
	"errors"
	"fmt"

	"tinig/server/inbox"
	"tinig/server/networks"
)

// sweptAtOnce is how many cases are forgotten, or told of, at once.
const sweptAtOnce = 200

// Sweep forgets cases whose time is over, the key first, claims that are over, and how long who looked before today.
func (c *Cases) Sweep(ctx context.Context) error {
	return errors.Join(c.forget(ctx), forgetClaims(ctx, c.db, c.Now()), forgetLooked(ctx, c.db, c.today()))
}

func (c *Cases) forget(ctx context.Context) error {
	for {
		old, err := readOld(ctx, c.db, c.today())
		if err != nil {
			return fmt.Errorf("reading which cases are over: %w", err)
		}
		for _, of := range old {
			if err := c.destroyKey(of.ID); err != nil {
				return err
			}
			if err := deleteCase(ctx, c.db, of); err != nil {
				return fmt.Errorf("forgetting case %s: %w", of.ID, err)
			}
		}
		if len(old) < sweptAtOnce {
			return nil
		}
	}
}

// TellOverdue tells the stewards, once, of each case that nobody has decided in time. Where minutes count, it is to be called each minute.
func (c *Cases) TellOverdue(ctx context.Context) error {
	late, err := readOverdue(ctx, c.db, c.Now())
	if err != nil {
		return fmt.Errorf("reading what has waited too long: %w", err)
	}
	var failed error
	for _, of := range late {
		failed = errors.Join(failed, c.tellStewards(ctx, of))
	}
	return failed
}

func (c *Cases) tellStewards(ctx context.Context, of Case) error {
	staff, err := c.networks.Staff(ctx, of.Queue)
	if err != nil {
		return err
	}
	tx, err := c.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("telling that case %s is late: %w", of.ID, err)
	}
	defer tx.Rollback()
	if err := markOverdueTold(ctx, tx.Tx, of); err != nil {
		return fmt.Errorf("telling that case %s is late: %w", of.ID, err)
	}
	var notices []inbox.Notice
	for _, m := range staff {
		if m.ID != of.Member && m.Roles().Has(networks.RoleSteward) {
			notices = append(notices, inbox.Notice{Network: of.Queue, Member: m.ID, Kind: inbox.Overdue, Day: c.today()})
		}
	}
	if err := inbox.Tell(ctx, tx, notices...); err != nil {
		return err
	}
	return tx.Commit()
}
