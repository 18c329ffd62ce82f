package curriculum

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"unicode"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"tinig/locales"
	"tinig/realtime/stream"
)

// Pictures is how many pictures there are, PicturesTaken how many are a seat's.
const (
	Pictures      = 12
	PicturesTaken = 3
)

// triesAtMost is how often in a row wrong pictures can be taken for a seat. Then it waits for the trainer; there are 220 threes.
const triesAtMost = 4

// Seat is a place in a cohort for who has no phone. Waits says that wrong pictures were taken too often; New that she is given new
// ones when she comes next.
type Seat struct {
	ID    string `db:"id"`
	Name  string `db:"name"`
	Waits bool   `db:"waits"`
	New   bool   `db:"new"`
}

// errNoMatch is one answer to a wrong name, to wrong pictures, and to a seat that waits: it says nothing of who else has one.
var errNoMatch = locales.Refuse(locales.Forbidden, "seat.no_match")

// NewPictures draws the pictures of a seat, in ascending order.
func NewPictures() (drawn []int) {
	for len(drawn) < PicturesTaken {
		n, err := rand.Int(rand.Reader, big.NewInt(Pictures))
		if err != nil {
			panic(err) // the system has no randomness
		}
		if picture := int(n.Int64()); !slices.Contains(drawn, picture) {
			drawn = append(drawn, picture)
		}
	}
	slices.Sort(drawn)
	return drawn
}

// NewSeatID is an id for a seat that isn't there yet.
func NewSeatID() string { return uuid.NewString() }

// hashed is what is kept of a seat's pictures: without the instance's secret there would be only a few to try.
func (c *Curriculum) hashed(seat string, pictures []int) []byte {
	return keyed(c.Secret, "pictures", inAnyOrder(seat, pictures))
}

// areOf says whether pictures are a seat's, under the secret of now or one of before.
func (c *Curriculum) areOf(seat seatRow, pictures []int) bool {
	for _, secret := range append([][]byte{c.Secret}, c.Older...) {
		if hmac.Equal(seat.Pictures, keyed(secret, "pictures", inAnyOrder(seat.ID, pictures))) {
			return true
		}
	}
	return false
}

func inAnyOrder(seat string, pictures []int) string {
	pictures = slices.Clone(pictures)
	slices.Sort(pictures)
	return fmt.Sprint(seat, slices.Compact(pictures))
}

func keyed(secret []byte, purpose, text string) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(purpose + "\x00" + text))
	return mac.Sum(nil)
}

// folded is a name as it is compared: who types it needs no capitals and no accents.
func folded(name string) string {
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(name))
	return strings.Join(strings.Fields(bare), " ")
}

// NewSeat makes a seat with a name and pictures that were offered, and has who sits at the tablet take it. Sent twice it is one seat.
func (c *Curriculum) NewSeat(ctx context.Context, t Tablet, id, name string, pictures []int) (cookie string, err error) {
	return c.sit(ctx, t, func(tx *stream.Tx) (string, error) {
		count, err := countSeats(ctx, tx.Tx, t)
		if err != nil {
			return "", fmt.Errorf("making a seat in cohort %s: %w", t.Cohort, err)
		}
		if count >= PeopleAtMost {
			return "", locales.Refuse(locales.TooMany, "cohort.full", "Most", PeopleAtMost)
		}
		there, err := insertSeat(ctx, tx.Tx, t, id, name, folded(name), c.hashed(id, pictures))
		if err != nil {
			return "", fmt.Errorf("making a seat in cohort %s: %w", t.Cohort, err)
		}
		if there != id {
			return "", locales.Refuse(locales.Conflict, "seat.name_taken")
		}
		return id, nil
	})
}

// TakeSeat has who sits at the tablet take her seat by its name and pictures. fresh is its id instead, and no cookie is given, when
// she is to be given new pictures first (RenewSeat).
func (c *Curriculum) TakeSeat(ctx context.Context, t Tablet, name string, pictures []int) (cookie, fresh string, err error) {
	var refusal error
	cookie, err = c.sit(ctx, t, func(tx *stream.Tx) (string, error) {
		seat, err := lockSeat(ctx, tx.Tx, t, folded(name))
		switch {
		case errors.Is(err, errNoRow):
			return "", errNoMatch
		case err != nil:
			return "", fmt.Errorf("taking a seat in cohort %s: %w", t.Cohort, err)
		case seat.Pictures == nil:
			fresh = seat.ID
			return "", nil
		case seat.Tries < triesAtMost && c.areOf(seat, pictures):
			return seat.ID, updateTaken(ctx, tx.Tx, t, seat.ID, c.hashed(seat.ID, pictures))
		}
		refusal = errNoMatch
		return "", c.missed(ctx, tx, t, seat)
	})
	return cookie, fresh, errors.Join(err, refusal)
}

// missed counts a wrong try, and tells those who lead when the seat waits for them from now on.
func (c *Curriculum) missed(ctx context.Context, tx *stream.Tx, t Tablet, seat seatRow) error {
	if seat.Tries == triesAtMost {
		return nil
	}
	if err := updateTries(ctx, tx.Tx, t, seat.ID, seat.Tries+1); err != nil {
		return fmt.Errorf("counting tries in cohort %s: %w", t.Cohort, err)
	}
	if seat.Tries+1 < triesAtMost {
		return nil
	}
	return c.tellLeads(ctx, tx, Room{Network: t.Network, Cohort: t.Cohort})
}

// RenewSeat gives a seat new pictures, when the trainer has said so, and has who sits at the tablet take it.
func (c *Curriculum) RenewSeat(ctx context.Context, t Tablet, id string, pictures []int) (cookie string, err error) {
	return c.sit(ctx, t, func(tx *stream.Tx) (string, error) {
		given, err := updatePictures(ctx, tx.Tx, t, id, c.hashed(id, pictures))
		if err != nil {
			return "", fmt.Errorf("renewing a seat in cohort %s: %w", t.Cohort, err)
		}
		if !given {
			return "", errNoMatch
		}
		return id, nil
	})
}

// Seats are the seats of a cohort, for those who lead it.
func (c *Curriculum) Seats(ctx context.Context, a Actor, cohort string) ([]Seat, error) {
	if _, err := c.led(ctx, a, cohort); err != nil {
		return nil, err
	}
	seats, err := readSeats(ctx, c.db, a.Network, cohort)
	if err != nil {
		return nil, fmt.Errorf("reading the seats of cohort %s: %w", cohort, err)
	}
	return seats, nil
}

// FreeSeat lets who waits at a seat try again; with new pictures she is given others when she comes next.
func (c *Curriculum) FreeSeat(ctx context.Context, a Actor, cohort, seat string, newPictures bool) error {
	return c.change(ctx, a, cohort, func(tx *stream.Tx, place Place) error {
		if err := freeSeat(ctx, tx.Tx, place.Cohort, seat, newPictures); err != nil {
			return fmt.Errorf("freeing a seat in cohort %s: %w", cohort, err)
		}
		return c.tellLeads(ctx, tx, Room{Network: a.Network, Cohort: cohort})
	})
}
