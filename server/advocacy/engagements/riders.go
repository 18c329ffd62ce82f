package engagements

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/networks"
)

// Recordings are what may be kept of what a survivor says: nothing, notes without names, sound that is deleted when it is written down, or
// what she has seen first and agreed to.
var Recordings = []string{"none", "notes", "sound", "shown_first"}

// How long a text of a rider can be, in characters, for how many days its address stands, and how many wrong codes close it.
const (
	RiderLength  = 1500
	RiderDays    = 30
	TriesAtMost  = 5
	signerLength = 80
)

// Rider is what an inviter agrees to before a survivor is asked. Questions are the only ones that will be asked, OffLimits is what nobody
// speaks of.
type Rider struct {
	Network    string     `db:"network_id"`
	Campaign   string     `db:"campaign_id"`
	Engagement string     `db:"engagement_id"`
	Version    int        `db:"version"`
	Lang       string     `db:"lang"`
	Questions  string     `db:"questions"`
	OffLimits  string     `db:"off_limits"`
	Recording  string     `db:"recording"`
	Pay        string     `db:"pay"`
	Support    string     `db:"support"`
	SecretHash []byte     `db:"secret_hash"`
	CodeHash   []byte     `db:"code_hash"`
	Tries      int        `db:"tries"`
	ExpiresOn  *time.Time `db:"expires_on"`
	SignedRole string     `db:"signed_role"`
	SignedBody string     `db:"signed_body"`
	SignedOn   *time.Time `db:"signed_on"`
	TextHash   []byte     `db:"text_hash"`
}

// Signed says whether the inviter has agreed to the rider as it is.
func (r Rider) Signed() bool { return r.SignedOn != nil }

// Waits says whether an address for signing is out.
func (r Rider) Waits(today time.Time) bool {
	return !r.Signed() && r.ExpiresOn != nil && today.Before(*r.ExpiresOn) && r.Tries < TriesAtMost
}

// Mark is by what both sides can compare that they hold the same words: the beginning of their SHA-256.
func (r Rider) Mark() string {
	hash := r.hash()
	return strings.ToUpper(hex.EncodeToString(hash[:6]))
}

// hash is of all that is signed. Each part has its length before it, so that none can run into the next.
func (r Rider) hash() [32]byte {
	var text strings.Builder
	for _, part := range []string{r.Engagement, fmt.Sprint(r.Version), r.Lang, r.Questions, r.OffLimits, r.Recording, r.Pay, r.Support} {
		fmt.Fprintf(&text, "%d:%s\n", len(part), part)
	}
	return sha256.Sum256([]byte(text.String()))
}

func (r Rider) check() (Rider, error) {
	r.Questions, r.OffLimits, r.Pay, r.Support = block(r.Questions), block(r.OffLimits), block(r.Pay), block(r.Support)
	for _, text := range []string{r.Questions, r.OffLimits, r.Pay, r.Support} {
		if text == "" || longer(text, RiderLength) {
			return r, locales.Refuse(locales.Invalid, "rider.words_needed", "Most", RiderLength)
		}
	}
	if !slices.Contains(Recordings, r.Recording) {
		return r, locales.Refuse(locales.Invalid, "target.choices_needed")
	}
	if unknown(r.Lang) {
		return r, locales.Refuse(locales.Invalid, "ask.language_needed")
	}
	return r, nil
}

// Rider is what is agreed for an engagement, for the campaign's working group; version 0 when nothing is written yet.
func (e *Engagements) Rider(ctx context.Context, a networks.Actor, campaign, id string) (Rider, error) {
	place, err := e.advocacy.Place(ctx, a, campaign, "")
	if err != nil {
		return Rider{}, err
	}
	if !place.In() {
		return Rider{}, errAbsent
	}
	rider, err := readRider(ctx, e.db, a.Network, campaign, id)
	if errors.Is(err, sql.ErrNoRows) {
		return Rider{}, nil
	}
	if err != nil {
		return Rider{}, fmt.Errorf("reading the rider of engagement %s: %w", id, err)
	}
	return rider, nil
}

// WriteRider writes what the inviter is to agree to, for who leads. Other words are another version: an address that is out closes, and
// what was signed before isn't signed any more, nor does a yes to it count. When somebody wrote since r.Version, it is a conflict.
func (e *Engagements) WriteRider(ctx context.Context, a networks.Actor, campaign, id string, r Rider) error {
	r, err := r.check()
	if err != nil {
		return err
	}
	return e.change(ctx, a, campaign, id, advocacy.Place.Leads, func(tx *sqlx.Tx, was Engagement) error {
		before, err := readRider(ctx, tx, a.Network, campaign, id)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("reading the rider of engagement %s: %w", id, err)
		}
		if before.Version != r.Version || was.State != Planned {
			return advocacy.ErrChanged
		}
		r.Network, r.Campaign, r.Engagement, r.Version = a.Network, campaign, id, r.Version+1
		if err := upsertRider(ctx, tx, r); err != nil {
			return fmt.Errorf("writing the rider of engagement %s: %w", id, err)
		}
		if err := askAnew(ctx, tx, a.Network, id); err != nil {
			return fmt.Errorf("asking anew for engagement %s: %w", id, err)
		}
		return record(ctx, tx, a, "rider.written", id)
	})
}

// OfferRider makes a one-time address at which the inviter signs, and a code that is told another way; both can't be shown again, for
// only their hashes are kept. An address that was out before closes.
func (e *Engagements) OfferRider(ctx context.Context, a networks.Actor, campaign, id string) (secret, code string, err error) {
	number, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", "", fmt.Errorf("making a code: %w", err)
	}
	secret, code = rand.Text()+rand.Text(), fmt.Sprintf("%06d", number)
	err = e.change(ctx, a, campaign, id, advocacy.Place.Leads, func(tx *sqlx.Tx, was Engagement) error {
		rider, err := readRider(ctx, tx, a.Network, campaign, id)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return locales.Refuse(locales.Invalid, "rider.words_needed", "Most", RiderLength)
		case err != nil:
			return fmt.Errorf("reading the rider of engagement %s: %w", id, err)
		case rider.Signed() || was.State != Planned:
			return advocacy.ErrChanged
		}
		if err := offerRider(ctx, tx, rider, hashed(secret), hashed(secret+code), e.today().AddDate(0, 0, RiderDays)); err != nil {
			return fmt.Errorf("offering the rider of engagement %s: %w", id, err)
		}
		return record(ctx, tx, a, "rider.offered", id)
	})
	return secret, code, err
}

// hashed is what is kept of a secret that is too long to be guessed, and of a code together with it.
func hashed(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// errNoRider refuses an address that isn't any more exactly like one that never was.
var errNoRider = locales.Refuse(locales.NotFound, "rider.not_found")

// Offered is what is to be signed at a one-time address: the rider, and the engagement's title, day and body. Reading changes nothing.
// Once it is signed it says only that it was, and on which day.
func (e *Engagements) Offered(ctx context.Context, secret string) (Rider, Engagement, error) {
	rider, err := readOffered(ctx, e.db, hashed(secret), false)
	return e.offered(ctx, e.db, rider, err)
}

func (e *Engagements) offered(ctx context.Context, q sqlx.QueryerContext, rider Rider, err error) (Rider, Engagement, error) {
	if errors.Is(err, sql.ErrNoRows) || err == nil && !rider.Signed() && !rider.Waits(e.today()) {
		return Rider{}, Engagement{}, errNoRider
	}
	if err != nil {
		return Rider{}, Engagement{}, fmt.Errorf("reading an offered rider: %w", err)
	}
	of, err := readEngagement(ctx, q, rider.Network, rider.Campaign, rider.Engagement)
	if err != nil {
		return Rider{}, Engagement{}, fmt.Errorf("reading engagement %s: %w", rider.Engagement, err)
	}
	return rider, of, nil
}

// Signature is what an inviter gives: the code that she was told, her role and her body. Version is that of the words that she read.
type Signature struct {
	Version          int
	Code, Role, Body string
}

// Sign has an inviter agree to a rider, once. A wrong code is counted; after TriesAtMost the address is closed, for good.
func (e *Engagements) Sign(ctx context.Context, secret string, s Signature) error {
	s.Role, s.Body = line(s.Role), line(s.Body)
	if s.Role == "" || s.Body == "" || longer(s.Role, signerLength) || longer(s.Body, signerLength) {
		return locales.Refuse(locales.Invalid, "rider.signer_needed", "Most", signerLength)
	}
	tx, err := e.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("signing a rider: %w", err)
	}
	defer tx.Rollback()
	found, err := readOffered(ctx, tx, hashed(secret), true)
	rider, of, err := e.offered(ctx, tx, found, err)
	if err != nil {
		return err
	}
	right := subtle.ConstantTimeCompare(rider.CodeHash, hashed(secret+strings.TrimSpace(s.Code))) == 1
	switch {
	case rider.Signed() || of.State != Planned:
		return locales.Refuse(locales.Conflict, "rider.signed_already")
	case rider.Version != s.Version:
		return advocacy.ErrChanged
	case !right:
		if err := countTry(ctx, tx, rider); err != nil {
			return fmt.Errorf("counting a code for the rider of engagement %s: %w", rider.Engagement, err)
		}
		if err := tx.Commit(); err != nil {
			return err
		}
		return locales.Refuse(locales.Forbidden, "rider.wrong_code", "Left", TriesAtMost-rider.Tries-1)
	}
	hash := rider.hash()
	rider.SignedRole, rider.SignedBody, rider.TextHash = s.Role, s.Body, hash[:]
	if err := signRider(ctx, tx, rider, e.today()); err != nil {
		return fmt.Errorf("signing the rider of engagement %s: %w", rider.Engagement, err)
	}
	if err := record(ctx, tx, networks.Actor{Network: rider.Network, Member: "inviter"}, "rider.signed", rider.Engagement); err != nil {
		return err
	}
	return tx.Commit()
}
