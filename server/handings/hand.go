package handings

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"tinig/locales"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// Takers are the safeguarding leads of her network who take what is handed, by their pseudonyms: none whom a block parts from
// her, and not herself.
func (h *Handings) Takers(ctx context.Context, a networks.Actor) ([]networks.Member, error) {
	if err := networks.Allow(a, networks.HandOver, nil); err != nil {
		return nil, err
	}
	ids, err := readTakers(ctx, h.db, a)
	if err != nil {
		return nil, fmt.Errorf("reading who takes what is handed in %s: %w", a.Network, err)
	}
	return h.networks.Leads(ctx, a.Network, ids)
}

// errNobody refuses a lead who doesn't take anything, or not any more; one whom a block parts from her is refused alike.
var errNobody = locales.Refuse(locales.NotFound, "hand.nobody_there")

// Hand hands a text to a lead, who is told in her inbox that there is something. Handing with the same one-time number again
// is no harm.
func (h *Handings) Hand(ctx context.Context, a networks.Actor, own Sealer, d Draft) error {
	d.Text.Body = strings.TrimSpace(strings.ReplaceAll(d.Text.Body, "\r\n", "\n"))
	switch {
	case d.Text.Body == "":
		return locales.Refuse(locales.Invalid, "hand.words_needed")
	case utf8.RuneCountInString(d.Text.Body) > Length:
		return locales.Refuse(locales.Invalid, "hand.words_length", "Most", Length)
	}
	takers, err := h.Takers(ctx, a)
	if err != nil {
		return err
	}
	for _, lead := range takers {
		if lead.ID == d.Lead {
			return h.hand(ctx, a, own, d)
		}
	}
	return errNobody
}

func (h *Handings) hand(ctx context.Context, a networks.Actor, own Sealer, d Draft) error {
	handing := Handing{Network: a.Network, ID: d.Once, Member: a.Member, Lead: d.Lead, HandedOn: h.today()}
	tx, err := h.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("handing something of %s: %w", a.Member, err)
	}
	defer tx.Rollback()
	public, err := holdKey(ctx, tx.Tx, a.Network, d.Lead)
	if errors.Is(err, errNoRow) {
		return errNobody
	}
	if err != nil {
		return fmt.Errorf("handing something of %s: %w", a.Member, err)
	}
	if err := handing.seal(ctx, own, public, d.Text); err != nil {
		return err
	}
	first, err := insertHanding(ctx, tx.Tx, handing)
	if err != nil {
		return fmt.Errorf("handing something of %s: %w", a.Member, err)
	}
	if !first {
		return nil // pressed twice
	}
	standing, err := countOf(ctx, tx.Tx, a)
	if err != nil {
		return fmt.Errorf("handing something of %s: %w", a.Member, err)
	}
	if standing > Most {
		return locales.Refuse(locales.TooMany, "hand.many", "Most", Most)
	}
	if err := inbox.Tell(ctx, tx, inbox.Notice{Network: a.Network, Member: d.Lead, Kind: inbox.Handed, Day: h.today()}); err != nil {
		return err
	}
	return tx.Commit()
}

// seal closes a text for the lead, and for herself.
func (h *Handing) seal(ctx context.Context, own Sealer, public []byte, t Text) error {
	sealed, err := sealTo(public, t, placeOf(*h))
	if err != nil {
		return err
	}
	if h.Sealed, err = own.Lock(ctx, sealed); err != nil {
		return fmt.Errorf("sealing a text: %w", err)
	}
	plain, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("writing a text: %w", err)
	}
	if h.Own, err = own.Seal(ctx, plain); err != nil {
		return fmt.Errorf("sealing a text: %w", err)
	}
	return nil
}

// Mine is what the actor has handed and not taken back, the newest first.
func (h *Handings) Mine(ctx context.Context, a networks.Actor, own Sealer) (mine []Shown, err error) {
	handings, err := readMine(ctx, h.db, a, h.oldest())
	if err != nil {
		return nil, fmt.Errorf("reading what %s handed: %w", a.Member, err)
	}
	names, err := h.networks.Names(ctx, a.Network, each(handings, func(h Handing) string { return h.Lead }))
	if err != nil {
		return nil, err
	}
	for _, handing := range handings {
		shown := Shown{Handing: handing, Other: names[handing.Lead].Pseudonym}
		plain, err := own.Open(ctx, handing.Own)
		if err != nil {
			return nil, fmt.Errorf("opening what %s handed: %w", a.Member, err)
		}
		if err := json.Unmarshal(plain, &shown.Text); err != nil {
			return nil, fmt.Errorf("reading what %s handed: %w", a.Member, err)
		}
		mine = append(mine, shown)
	}
	return mine, nil
}

// TakeBack takes back what the actor handed: from now on nobody opens it. What isn't there is no harm.
func (h *Handings) TakeBack(ctx context.Context, a networks.Actor, id string) error {
	if err := deleteHanding(ctx, h.db, a, id); err != nil {
		return fmt.Errorf("taking back what %s handed: %w", a.Member, err)
	}
	return nil
}

func each(handings []Handing, id func(Handing) string) (ids []string) {
	for _, h := range handings {
		ids = append(ids, id(h))
	}
	return ids
}
