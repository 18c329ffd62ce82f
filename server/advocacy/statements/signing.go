package statements

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/networks"
)

// The ways in which a signature shows.
const (
	Pseudonym = "pseudonym" // her name here, on the list outside
	RoleShown = "role"      // a role and a country, on the list outside
	Counted   = "counted"   // as one more
	Internal  = "internal"  // her name, to members of her network; nothing outside
	withdrawn = "withdrawn"
)

// Ways are those that can be chosen, Roles what can stand for a name.
var (
	Ways  = []string{Counted, RoleShown, Pseudonym, Internal}
	Roles = []string{"survivor", "survivor_leader", "trainer", "advocate"}
)

// Hand is what stands for her in one statement: Once for her as a person, As for her as this member. Only her keyring makes them.
type Hand struct{ Once, As []byte }

// Choice is how a signature shows.
type Choice struct{ Shows, Role, Country string }

// Signature is somebody's own.
type Signature struct {
	Network string    `db:"network_id"`
	Bound   []byte    `db:"bound"`
	Hash    []byte    `db:"hash"`
	Day     time.Time `db:"day"`
	Choice  `db:"choice"`
}

// Stands says whether it hasn't been withdrawn.
func (s Signature) Stands() bool { return s.Shows != "" && s.Shows != withdrawn }

// WaysOf are those that the actor can choose.
func WaysOf(a networks.Actor) []string {
	if a.Band != networks.Adult {
		return []string{Internal}
	}
	return Ways
}

// check refuses a choice that isn't the actor's.
func (c Choice) check(a networks.Actor, countries []string) (Choice, error) {
	switch {
	case !slices.Contains(Ways, c.Shows):
		return c, locales.Refuse(locales.Invalid, "signature.way_needed")
	case !slices.Contains(WaysOf(a), c.Shows):
		return c, locales.Refuse(locales.Forbidden, "signature.under_18")
	case c.Shows != RoleShown:
		return Choice{Shows: c.Shows}, nil
	case !slices.Contains(Roles, c.Role) || !slices.Contains(countries, c.Country):
		return c, locales.Refuse(locales.Invalid, "signature.role_needed")
	}
	return c, nil
}

// Signed is the actor's own signature; the zero one when she has none. One that stands in another of her networks, or under another
// name of hers, isn't shown: it isn't this member's.
func (s *Statements) Signed(ctx context.Context, a networks.Actor, hand Hand, statement string) (Signature, error) {
	own, err := readSignature(ctx, s.db, statement, hand.Once, "")
	if errors.Is(err, sql.ErrNoRows) || err == nil && !own.by(a, hand) {
		return Signature{}, nil
	}
	if err != nil {
		return Signature{}, fmt.Errorf("reading a signature of statement %s: %w", statement, err)
	}
	return own, nil
}

func (s Signature) by(a networks.Actor, hand Hand) bool {
	return s.Network == a.Network && subtle.ConstantTimeCompare(s.Bound, hand.As) == 1
}

// Sign signs a statement that the actor's network carries, or, when again is set, shows her signature in another way. hash is that of the
// text that she read; countries are those that can stand for a name.
func (s *Statements) Sign(ctx context.Context, a networks.Actor, hand Hand, statement, hash string, choice Choice, countries []string, again bool) error {
	if err := networks.Allow(a, networks.SignStatements, nil); err != nil {
		return err
	}
	choice, err := choice.check(a, countries)
	if err != nil {
		return err
	}
	return s.sign(ctx, statement, func(tx *sqlx.Tx, one Statement) error {
		if err := s.signable(ctx, tx, a, one, hash); err != nil {
			return err
		}
		was, err := readSignature(ctx, tx, statement, hand.Once, " FOR UPDATE OF s")
		switch {
		case errors.Is(err, sql.ErrNoRows) && again:
			return locales.Refuse(locales.Conflict, "signature.none")
		case errors.Is(err, sql.ErrNoRows):
			return s.put(ctx, tx, a, hand, one, choice, insertSignature)
		case err != nil:
			return fmt.Errorf("reading a signature of statement %s: %w", statement, err)
		case !was.by(a, hand):
			return locales.Refuse(locales.Conflict, "signature.as_another")
		case was.Stands() && !again:
			return locales.Refuse(locales.Conflict, "signature.stands")
		case !was.Stands() && again:
			return locales.Refuse(locales.Conflict, "signature.none")
		}
		return s.put(ctx, tx, a, hand, one, choice, updateSignature)
	})
}

// sign runs a change of a signature while the statement stays as it is.
func (s *Statements) sign(ctx context.Context, statement string, do func(*sqlx.Tx, Statement) error) error {
	tx, err := s.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("signing statement %s: %w", statement, err)
	}
	defer tx.Rollback()
	one, err := holdStatement(ctx, tx, statement)
	if err != nil {
		return absent(err, "holding statement %s", statement)
	}
	if err := do(tx, one); err != nil {
		if violates(err, "signatures_once") || violates(err, "signatures_pkey") {
			return locales.Refuse(locales.Conflict, "signature.stands")
		}
		return err
	}
	return tx.Commit()
}

// signable refuses what can't be signed, and a text that isn't the one she read.
func (s *Statements) signable(ctx context.Context, tx *sqlx.Tx, a networks.Actor, one Statement, hash string) error {
	carried, err := isCarried(ctx, tx, a.Network, one)
	switch {
	case err != nil:
		return fmt.Errorf("reading who carries statement %s: %w", one.ID, err)
	case !carried:
		return errAbsent
	case one.WithheldOn != nil:
		return locales.Refuse(locales.Conflict, "statement.withheld")
	case one.State != Open:
		return locales.Refuse(locales.Gone, "signature.over")
	case !one.Is(hash):
		return locales.Refuse(locales.Conflict, "signature.other_text")
	}
	return nil
}

// row is a signature as it is written.
type row struct {
	Signature
	Statement string
	Nullifier []byte
	Member    *string
	Mark      []byte
}

func (s *Statements) put(ctx context.Context, tx *sqlx.Tx, a networks.Actor, hand Hand, one Statement, c Choice, write func(context.Context, *sqlx.Tx, row) error) error {
	r := row{Signature{a.Network, hand.As, one.Hash, s.today(), c}, one.ID, hand.Once, nil, nil}
	if c.Shows == Pseudonym || c.Shows == Internal {
		r.Member, r.Mark = &a.Member, nameMark(a.Member, a.Pseudonym)
	}
	if err := write(ctx, tx, r); err != nil {
		return fmt.Errorf("signing statement %s: %w", one.ID, err)
	}
	return s.grant(ctx, tx, r)
}

// nameMark is of one name of one member.
func nameMark(member, name string) []byte {
	sum := sha256.Sum256([]byte(member + "\n" + name))
	return sum[:]
}

// grant ends what she allowed before, and notes what she allows now: nothing when she has withdrawn.
func (s *Statements) grant(ctx context.Context, tx *sqlx.Tx, r row) error {
	if err := endGrants(ctx, tx, r); err != nil {
		return fmt.Errorf("ending what was allowed with statement %s: %w", r.Statement, err)
	}
	if r.Shows == withdrawn {
		return nil
	}
	if err := insertGrant(ctx, tx, r); err != nil {
		return fmt.Errorf("noting what is allowed with statement %s: %w", r.Statement, err)
	}
	return nil
}

// Withdraw takes the actor's signature back at any time. Where there is none it does nothing. After delivery it leaves every list and
// count here; what was handed over can't be called back.
func (s *Statements) Withdraw(ctx context.Context, a networks.Actor, hand Hand, statement string) error {
	return s.sign(ctx, statement, func(tx *sqlx.Tx, one Statement) error {
		was, err := readSignature(ctx, tx, statement, hand.Once, " FOR UPDATE OF s")
		if errors.Is(err, sql.ErrNoRows) || err == nil && (!was.by(a, hand) || !was.Stands()) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading a signature of statement %s: %w", statement, err)
		}
		return s.put(ctx, tx, a, hand, one, Choice{Shows: withdrawn}, updateSignature)
	})
}
