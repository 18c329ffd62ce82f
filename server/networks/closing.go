package networks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
)

// KeptClosed is how many whole days a closed network is kept, so that everybody can take her copy and any steward open it again. Then it is
// erased with all that is in it, but for the record of what its staff did.
const KeptClosed = 90

// ErasedOn is the day on which a network that was closed on a day is erased.
func ErasedOn(closed time.Time) time.Time { return closed.AddDate(0, 0, KeptClosed+1) }

// Closing is the end of a Local network: one steward has asked for it, and when another has agreed, it is closed. In a closed
// network everybody reads and leaves as before, and nobody writes or joins. The Global one, which holds the others in trust, isn't closed.
type Closing struct {
	Network  string    `db:"network_id"`
	AskedBy  string    `db:"asked_by"`
	AgreedBy *string   `db:"agreed_by"`
	AskedOn  time.Time `db:"asked_on"`
}

// MayAgree says whether the actor can be the second steward.
func (c Closing) MayAgree(a Actor) bool {
	return c.AskedBy != "" && c.AgreedBy == nil && c.AskedBy != a.Member && Allow(a, CloseNetwork, nil) == nil
}

// Closing reads how far a network's end has come; the zero Closing is one that nobody asked for.
func (n *Networks) Closing(ctx context.Context, a Actor) (Closing, error) {
	if err := Allow(a, RunNetwork, nil); err != nil {
		return Closing{}, err
	}
	closing, err := readClosing(ctx, n.db, a.Network)
	if err != nil && !errors.Is(err, errNoRow) {
		return Closing{}, fmt.Errorf("reading the end of network %s: %w", a.Network, err)
	}
	return closing, nil
}

// AskClosing is the first steward's word. Asking twice is no harm.
func (n *Networks) AskClosing(ctx context.Context, a Actor) error {
	if err := Allow(a, CloseNetwork, nil); err != nil {
		return err
	}
	return n.changeNetwork(ctx, a, "network.closing_asked", func(ctx context.Context, tx *sqlx.Tx, network Network) (bool, error) {
		return insertClosing(ctx, tx, Closing{Network: network.ID, AskedBy: a.Member, AskedOn: n.today()})
	})
}

// AgreeClosing is the second steward's word: the network is closed from now on. There is no wait in the place of a second
// steward: a network that has one alone isn't closed.
func (n *Networks) AgreeClosing(ctx context.Context, a Actor) error {
	if err := Allow(a, CloseNetwork, nil); err != nil {
		return err
	}
	return n.changeNetwork(ctx, a, "network.closed", func(ctx context.Context, tx *sqlx.Tx, network Network) (bool, error) {
		closing, err := readClosing(ctx, tx, network.ID)
		if errors.Is(err, errNoRow) {
			return false, locales.Refuse(locales.NotFound, "networks.closing_not_found")
		}
		if err != nil || closing.AgreedBy != nil {
			return false, err
		}
		if !closing.MayAgree(a) {
			return false, locales.Refuse(locales.Forbidden, "networks.role_second_person")
		}
		return true, closeNetwork(ctx, tx, network.ID, a.Member, n.today())
	})
}

// StayOpen takes back what was asked, or opens a closed network again: any one steward can. It only gives back what was taken.
func (n *Networks) StayOpen(ctx context.Context, a Actor) error {
	return n.changeNetwork(ctx, a, "network.opened", func(ctx context.Context, tx *sqlx.Tx, network Network) (bool, error) {
		return openNetwork(ctx, tx, network.ID)
	})
}

// eraseClosed erases the networks that have been closed for their days.
func (n *Networks) eraseClosed(ctx context.Context) error {
	tx, err := n.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("erasing closed networks: %w", err)
	}
	defer tx.Rollback()
	if err := deleteClosed(ctx, tx, n.today().AddDate(0, 0, -KeptClosed)); err != nil {
		return fmt.Errorf("erasing closed networks: %w", err)
	}
	return tx.Commit()
}
