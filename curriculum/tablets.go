package curriculum

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"tinig/locales"
	"tinig/realtime/stream"
)

// How long the number that pairs a tablet is good, and a ticket of its socket.
const (
	pairingLife = 15 * time.Minute
	ticketLife  = 30 * time.Second
)

// Tablet is a device that is paired with an open room. Seat is who sits at it now, "" for nobody.
type Tablet struct {
	Network string    `db:"network_id"`
	Hash    []byte    `db:"hash"`
	Cohort  string    `db:"cohort_id"`
	Number  int       `db:"number"`
	Seat    string    `db:"seat_id"`
	Name    string    `db:"name"`
	Until   time.Time `db:"until"`
}

// Actor is who sits at the tablet.
func (t Tablet) Actor() Actor { return Actor{Network: t.Network, Seat: t.Seat} }

// Session names the tablet to the live side, as long as the same person sits at it.
func (t Tablet) Session() string { return hex.EncodeToString(t.Hash) }

// errTabletOver is the answer to a tablet that isn't paired with an open room any more.
var errTabletOver = locales.Refuse(locales.Gone, "seat.over")

// errNoCode is the answer to a number that pairs nothing.
var errNoCode = locales.Refuse(locales.NotFound, "seat.wrong_code")

// NewPairing is a number of eight digits that pairs one tablet with the open room, for a quarter of an hour. The one before is void.
func (c *Curriculum) NewPairing(ctx context.Context, a Actor, cohort string) (code string, err error) {
	err = c.change(ctx, a, cohort, func(tx *stream.Tx, _ Place) error {
		room, err := c.openRoom(ctx, tx.Tx, a.Network, cohort)
		if err != nil {
			return err
		}
		n, err := rand.Int(rand.Reader, big.NewInt(1e8))
		if err != nil {
			return fmt.Errorf("pairing a tablet with cohort %s: %w", cohort, err)
		}
		code = fmt.Sprintf("%08d", n)
		if err := upsertPairing(ctx, tx.Tx, room, keyed(c.Secret, "pairing", code), c.Now().Add(pairingLife)); err != nil {
			return fmt.Errorf("pairing a tablet with cohort %s: %w", cohort, err)
		}
		return nil
	})
	return code, err
}

// PairTablet pairs the device that somebody typed a number on, and returns its cookie, 256 random bits, of which only a hash is kept.
func (c *Curriculum) PairTablet(ctx context.Context, code string) (cookie string, err error) {
	digits := strings.Map(digit, code)
	tx, err := c.db.BeginTxx(ctx, nil)
	if err != nil {
		return "", fmt.Errorf("pairing a tablet: %w", err)
	}
	defer tx.Rollback()
	t, err := takePairing(ctx, tx, keyed(c.Secret, "pairing", digits), c.Now())
	if errors.Is(err, errNoRow) {
		return "", errNoCode
	}
	if err != nil {
		return "", fmt.Errorf("pairing a tablet: %w", err)
	}
	cookie, t.Hash = newCookie()
	if err := insertTablet(ctx, tx, t); err != nil {
		return "", fmt.Errorf("pairing a tablet: %w", err)
	}
	return cookie, tx.Commit()
}

// digit keeps the digits of a number as it is typed, whichever way its language writes them.
func digit(r rune) rune {
	for _, zero := range []rune{'0', '٠', '۰'} {
		if r >= zero && r <= zero+9 {
			return '0' + r - zero
		}
	}
	return -1
}

func newCookie() (cookie string, hash []byte) {
	secret := make([]byte, 32)
	rand.Read(secret)
	return base64.RawURLEncoding.EncodeToString(secret), hashOf(secret)
}

func hashOf(secret []byte) []byte {
	sum := sha256.Sum256(secret)
	return sum[:]
}

// Tablet is the paired device that a cookie names. One whose room is over is refused.
func (c *Curriculum) Tablet(ctx context.Context, cookie string) (Tablet, error) {
	secret, err := base64.RawURLEncoding.DecodeString(cookie)
	if err != nil {
		return Tablet{}, errTabletOver
	}
	t, err := readTablet(ctx, c.db, hashOf(secret), c.Now())
	if errors.Is(err, errNoRow) {
		return Tablet{}, errTabletOver
	}
	if err != nil {
		return Tablet{}, fmt.Errorf("reading a tablet: %w", err)
	}
	return t, nil
}

// sit has somebody else sit at a tablet: take says who, "" changes nothing. The cookie is another then, so what an earlier page holds opens nothing.
func (c *Curriculum) sit(ctx context.Context, t Tablet, take func(*stream.Tx) (seat string, err error)) (cookie string, err error) {
	tx, err := c.streams.Begin(ctx)
	if err != nil {
		return "", fmt.Errorf("sitting at a tablet of cohort %s: %w", t.Cohort, err)
	}
	defer tx.Rollback()
	seat, err := take(tx)
	if err != nil {
		return "", err
	}
	if seat != "" {
		if cookie, err = c.seatAt(ctx, tx, t, seat); err != nil {
			return "", err
		}
	}
	return cookie, tx.Commit()
}

// seatAt changes who sits at a tablet, "" for nobody. The sockets of who sat there end.
func (c *Curriculum) seatAt(ctx context.Context, tx *stream.Tx, t Tablet, seat string) (cookie string, err error) {
	cookie, hash := newCookie()
	changed, err := updateTablet(ctx, tx.Tx, t, hash, seat)
	if err != nil {
		return "", fmt.Errorf("sitting at a tablet of cohort %s: %w", t.Cohort, err)
	}
	if !changed {
		return "", errTabletOver
	}
	_, err = tx.Append(ctx, sessionChannel(t), "ended", "")
	return cookie, err
}

func sessionChannel(t Tablet) stream.Channel { return stream.Channel("session/" + t.Session()) }

// PassOn has nobody sit at a tablet: it can be given to somebody else.
func (c *Curriculum) PassOn(ctx context.Context, t Tablet) (cookie string, err error) {
	tx, err := c.streams.Begin(ctx)
	if err != nil {
		return "", fmt.Errorf("passing on a tablet of cohort %s: %w", t.Cohort, err)
	}
	defer tx.Rollback()
	if cookie, err = c.seatAt(ctx, tx, t, ""); err != nil {
		return "", err
	}
	return cookie, tx.Commit()
}

// Unpair ends what a tablet is paired with.
func (c *Curriculum) Unpair(ctx context.Context, t Tablet) error {
	tx, err := c.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("unpairing a tablet of cohort %s: %w", t.Cohort, err)
	}
	defer tx.Rollback()
	if err := deleteTablet(ctx, tx.Tx, t); err != nil {
		return fmt.Errorf("unpairing a tablet of cohort %s: %w", t.Cohort, err)
	}
	if _, err := tx.Append(ctx, sessionChannel(t), "ended", ""); err != nil {
		return err
	}
	return tx.Commit()
}

// MintTicket makes a one-time ticket for the socket of who sits at a tablet.
func (c *Curriculum) MintTicket(ctx context.Context, t Tablet) (ticket string, err error) {
	ticket, hash := newCookie()
	if err := insertTabletTicket(ctx, c.db, t, hash, c.Now().Add(ticketLife)); err != nil {
		return "", fmt.Errorf("making a ticket in cohort %s: %w", t.Cohort, err)
	}
	return ticket, nil
}

// RedeemTicket takes a ticket, once, and says whose it is.
func (c *Curriculum) RedeemTicket(ctx context.Context, ticket string) (Tablet, error) {
	secret, err := base64.RawURLEncoding.DecodeString(ticket)
	if err != nil {
		return Tablet{}, errTabletOver
	}
	t, err := takeTabletTicket(ctx, c.db, hashOf(secret), c.Now())
	if errors.Is(err, errNoRow) {
		return Tablet{}, errTabletOver
	}
	if err != nil {
		return Tablet{}, fmt.Errorf("redeeming a ticket: %w", err)
	}
	return t, nil
}
