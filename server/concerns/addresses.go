package concerns

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/audit"
	"tinig/server/envelopes"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// AddressLength is the most characters of an address, addressesAtMost how many a network takes in a day, and AddressDays for how long one waits.
const (
	AddressLength   = 500
	addressesAtMost = 50
	AddressDays     = 30
)

// addressSize is what addresses are padded to.
const addressSize = 2048

// Address is one that waits: where pictures or films of children being hurt are said to stand. What it says is read once.
type Address struct {
	ID     string    `db:"id"`
	ToldOn time.Time `db:"told_on"`
}

// errNoLead refuses an address for which there is nobody.
var errNoLead = locales.Refuse(locales.Conflict, "address.nobody")

// TellAddress keeps an address, as text, for the leads who bring it to an authority's reporting line, and tells them that there is one. Who
// told of it isn't kept. Sending with the same one-time number again is no harm.
func (c *Concerns) TellAddress(ctx context.Context, a networks.Actor, once, text string) error {
	if err := networks.Allow(a, networks.Report, nil); err != nil {
		return err
	}
	text = strings.TrimSpace(text)
	if text == "" || utf8.RuneCountInString(text) > AddressLength || strings.ContainsFunc(text, unicode.IsControl) {
		return locales.Refuse(locales.Invalid, "address.length", "Most", AddressLength)
	}
	leads, err := c.ready(ctx, a.Network)
	if err != nil {
		return err
	}
	tx, err := c.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("keeping an address: %w", err)
	}
	defer tx.Rollback()
	if err := c.keepAddress(ctx, tx, a.Network, once, text, leads); err != nil {
		return wrap(err, "keeping address", once)
	}
	return tx.Commit()
}

// ready are the leads of a network to whom something can be sealed.
func (c *Concerns) ready(ctx context.Context, network string) ([]networks.Member, error) {
	_, ids, err := readSeated(ctx, c.db, network, noCase)
	if err != nil {
		return nil, fmt.Errorf("reading who is ready in %s: %w", network, err)
	}
	return c.networks.Leads(ctx, network, ids)
}

func (c *Concerns) keepAddress(ctx context.Context, tx *stream.Tx, network, id, text string, leads []networks.Member) error {
	if len(leads) == 0 {
		return errNoLead
	}
	told, err := countAddresses(ctx, tx.Tx, network, c.today())
	if err != nil {
		return err
	}
	if told >= addressesAtMost {
		return locales.Refuse(locales.TooMany, "address.many")
	}
	first, err := insertAddress(ctx, tx.Tx, network, Address{id, c.today()})
	if err != nil || !first {
		return err
	}
	var notices []inbox.Notice
	for _, lead := range leads {
		public, err := readKey(ctx, tx, network, lead.ID)
		if err != nil {
			return err
		}
		plain := append([]byte(text), make([]byte, addressSize-len(text))...)
		sealed, err := envelopes.Seal(public, plain, addressPlace(network, id, lead.ID))
		if err != nil {
			return err
		}
		if err := insertAddressSeal(ctx, tx.Tx, network, id, lead.ID, sealed); err != nil {
			return err
		}
		notices = append(notices, inbox.Notice{Network: network, Member: lead.ID, Kind: inbox.Address, Day: c.today()})
	}
	return inbox.Tell(ctx, tx, notices...)
}

// addressPlace binds an address to whose envelope it is in.
func addressPlace(network, id, member string) string {
	return "address " + network + " " + id + " " + member
}

// Addresses are those that wait for the actor, the oldest first.
func (c *Concerns) Addresses(ctx context.Context, a networks.Actor) ([]Address, error) {
	if err := networks.Allow(a, networks.StandBy, nil); err != nil {
		return nil, err
	}
	list, err := readAddresses(ctx, c.db, a)
	if err != nil {
		return nil, fmt.Errorf("reading the addresses of %s: %w", a.Network, err)
	}
	return list, nil
}

// TakeAddress reads an address, after a record of it is written, and lets it go: it is shown this once and never again. One that the actor's
// keyring doesn't open stays for the other leads.
func (c *Concerns) TakeAddress(ctx context.Context, a networks.Actor, s Sealer, id string) (string, error) {
	if err := networks.Allow(a, networks.StandBy, nil); err != nil {
		return "", err
	}
	tx, err := c.db.BeginTxx(ctx, nil)
	if err != nil {
		return "", fmt.Errorf("taking address %s: %w", id, err)
	}
	defer tx.Rollback()
	sealed, err := lockAddress(ctx, tx, a, id)
	if errors.Is(err, errNoRow) {
		return "", locales.Refuse(locales.NotFound, "address.not_there")
	}
	if err != nil {
		return "", fmt.Errorf("taking address %s: %w", id, err)
	}
	own, err := keyOf(s)
	if err != nil {
		return "", err
	}
	plain, err := own.Open(sealed, addressPlace(a.Network, id, a.Member))
	if err != nil {
		return "", locales.Refuse(locales.Gone, "address.lost")
	}
	if err := audit.Append(ctx, tx, audit.Record{Network: a.Network, Actor: a.Member, Act: "address.opened", Subject: id}); err != nil {
		return "", err
	}
	if err := deleteAddress(ctx, tx, a.Network, id); err != nil {
		return "", fmt.Errorf("taking address %s: %w", id, err)
	}
	if err := tx.Commit(); err != nil {
		return "", fmt.Errorf("taking address %s: %w", id, err)
	}
	return string(plain[:lastSign(plain)]), nil
}

// lastSign is where the padding begins.
func lastSign(plain []byte) int {
	if end := slices.Index(plain, 0); end >= 0 {
		return end
	}
	return len(plain)
}
