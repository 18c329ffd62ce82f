package handings

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"tinig/locales"
	"tinig/server/audit"
	"tinig/server/networks"
)

// Takes says whether the lead has said that she takes what is handed. After she has lost her sign-in words she hasn't: what
// would be sealed to her old key she couldn't open.
func (h *Handings) Takes(ctx context.Context, a networks.Actor, s Sealer) (bool, error) {
	if err := networks.Allow(a, networks.OpenHanded, nil); err != nil {
		return false, err
	}
	key, err := keyOf(s)
	if err != nil {
		return false, err
	}
	public, err := readKey(ctx, h.db, a.Network, a.Member)
	if err != nil && !errors.Is(err, errNoRow) {
		return false, fmt.Errorf("reading whether %s takes what is handed: %w", a.Member, err)
	}
	return bytes.Equal(public, key.Public()), nil
}

// Take is the lead's word that from now on members may hand her something.
func (h *Handings) Take(ctx context.Context, a networks.Actor, s Sealer) error {
	if err := networks.Allow(a, networks.OpenHanded, nil); err != nil {
		return err
	}
	key, err := keyOf(s)
	if err != nil {
		return err
	}
	if err := writeKey(ctx, h.db, a, key.Public()); err != nil {
		return fmt.Errorf("taking what is handed, as %s: %w", a.Member, err)
	}
	return nil
}

// Rest is her word that nobody hands her anything more. What she was handed before stands.
func (h *Handings) Rest(ctx context.Context, a networks.Actor) error {
	if err := networks.Allow(a, networks.OpenHanded, nil); err != nil {
		return err
	}
	if err := deleteKey(ctx, h.db, a); err != nil {
		return fmt.Errorf("taking nothing more, as %s: %w", a.Member, err)
	}
	return nil
}

// Handed is what members have handed to the lead, the oldest first, without their words. To who is no lead it is nothing.
func (h *Handings) Handed(ctx context.Context, a networks.Actor) (list []Shown, err error) {
	if networks.Allow(a, networks.OpenHanded, nil) != nil {
		return nil, nil
	}
	handings, err := readHanded(ctx, h.db, a, h.oldest())
	if err != nil {
		return nil, fmt.Errorf("reading what was handed to %s: %w", a.Member, err)
	}
	names, err := h.networks.Names(ctx, a.Network, each(handings, func(h Handing) string { return h.Member }))
	if err != nil {
		return nil, err
	}
	for _, handing := range handings {
		if m := names[handing.Member]; m.Standing == networks.Confirmed || m.Standing == networks.Newcomer {
			list = append(list, Shown{Handing: handing, Other: m.Pseudonym})
		}
	}
	return list, nil
}

// errGone refuses what isn't handed to her, or not any more.
var errGone = locales.Refuse(locales.NotFound, "hand.gone")

// Open shows a lead the words that she was handed, after a record of it is written. What was handed to another, was taken back,
// or is of somebody who has left is refused alike.
func (h *Handings) Open(ctx context.Context, a networks.Actor, s Sealer, id string) (shown Shown, err error) {
	if err := networks.Allow(a, networks.OpenHanded, nil); err != nil {
		return shown, err
	}
	tx, err := h.streams.Begin(ctx)
	if err != nil {
		return shown, fmt.Errorf("opening handing %s: %w", id, err)
	}
	defer tx.Rollback()
	if shown.Handing, err = markOpened(ctx, tx.Tx, a, id, h.oldest(), h.today()); errors.Is(err, errNoRow) {
		return shown, errGone
	}
	if err != nil {
		return shown, fmt.Errorf("opening handing %s: %w", id, err)
	}
	names, err := h.networks.Names(ctx, a.Network, []string{shown.Member})
	if err != nil {
		return shown, err
	}
	if m := names[shown.Member]; m.Standing != networks.Confirmed && m.Standing != networks.Newcomer {
		return shown, errGone
	}
	shown.Other = names[shown.Member].Pseudonym
	if shown.Text, err = openAs(ctx, s, shown.Sealed, placeOf(shown.Handing)); err != nil {
		return shown, locales.Refuse(locales.Gone, "hand.lost")
	}
	if err := audit.Append(ctx, tx.Tx, audit.Record{Network: a.Network, Actor: a.Member, Act: "handing.opened", Subject: id}); err != nil {
		return Shown{}, err
	}
	if err := tx.Commit(); err != nil {
		return Shown{}, fmt.Errorf("opening handing %s: %w", id, err)
	}
	return shown, nil
}

// oldest is the first day on which what was handed still stands.
func (h *Handings) oldest() time.Time { return h.today().AddDate(0, 0, -Days) }

// Sweep lets go what has stood its days, and what was handed to who is no lead any more.
func (h *Handings) Sweep(ctx context.Context) error {
	if err := deleteOld(ctx, h.db, h.oldest()); err != nil {
		return fmt.Errorf("letting go what was handed: %w", err)
	}
	for after := (lead{}); ; {
		leads, err := readLeads(ctx, h.db, after)
		if err != nil {
			return fmt.Errorf("reading to whom something was handed: %w", err)
		}
		for _, l := range leads {
			still, err := h.networks.Leads(ctx, l.Network, []string{l.Lead})
			if err != nil {
				return err
			}
			if len(still) > 0 {
				continue
			}
			if err := deleteOfLead(ctx, h.db, l); err != nil {
				return fmt.Errorf("letting go what was handed to %s: %w", l.Lead, err)
			}
		}
		if len(leads) < leadsAtOnce {
			return nil
		}
		after = leads[len(leads)-1]
	}
}
