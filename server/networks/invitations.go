package networks

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/audit"
)

// Invitable are the roles that an invitation may carry. One of the Trusted is asked for when she has joined and is known.
var Invitable = []Role{RoleMember, RoleSurvivorLeader, RoleAdvocate}

const (
	invitationDays  = 14
	invitationsADay = 10 // of one steward
	wrongPINs       = 5  // after so many an invitation is gone
)

// InvitationDraft is what a steward decides about an invitation. Once is its form's one-time number.
type InvitationDraft struct {
	Role Role
	Band Band
	Once string
}

// Invitation lets one person join one network, once. There is no note on it: nothing here says whom it is for.
// Code stands on the slip, PIN is spoken; both exist only when the invitation is issued, the database has hashes.
type Invitation struct {
	Network   string    `db:"network_id"`
	ID        string    `db:"id"`
	Role      Role      `db:"role"`
	Band      Band      `db:"band"`
	ExpiresOn time.Time `db:"expires_on"`
	CodeHash  []byte    `db:"code_hash"`
	PINHash   []byte    `db:"pin_hash"`
	WrongPINs int       `db:"wrong_pins"`
	Once      string    `db:"once"`
	Code, PIN string    `db:"-"`
	Recovers  string    `db:"-"` // the member whom a recovery's code brings back; "" for an invitation
}

// Invite issues an invitation. Its code can't be shown again: pressing twice is a conflict, and she revokes and issues
// another. A steward issues ten a day.
func (n *Networks) Invite(ctx context.Context, a Actor, d InvitationDraft) (Invitation, error) {
	if err := Allow(a, Invite, nil); err != nil {
		return Invitation{}, err
	}
	if !slices.Contains(Invitable, d.Role) {
		return Invitation{}, locales.Refuse(locales.Invalid, "networks.invitation_incomplete")
	}
	return n.issue(ctx, a.Network, a.Member, d, func(tx *sqlx.Tx) error {
		counted, err := countInvitation(ctx, tx, a, n.today(), invitationsADay)
		if err != nil {
			return fmt.Errorf("counting an invitation of %s: %w", a.Member, err)
		}
		if !counted {
			return locales.Refuse(locales.TooMany, "networks.invitations_too_many", "Most", invitationsADay)
		}
		return nil
	})
}

// issue makes an invitation, if what is counted of it allows it.
func (n *Networks) issue(ctx context.Context, network, by string, d InvitationDraft, count func(*sqlx.Tx) error) (Invitation, error) {
	if d.Band != Adult && d.Band != Minor {
		return Invitation{}, locales.Refuse(locales.Invalid, "networks.invitation_incomplete")
	}
	code, pin := newCode(), newPIN()
	invitation := Invitation{
		Network: network, ID: uuid.NewString(), Role: d.Role, Band: d.Band, Once: d.Once,
		ExpiresOn: n.today().AddDate(0, 0, invitationDays),
		Code:      code, PIN: pin, CodeHash: codeHash(code), PINHash: pinHash(code, pin),
	}
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return Invitation{}, fmt.Errorf("inviting into %s: %w", network, err)
	}
	defer tx.Rollback()
	if err := count(tx.Tx); err != nil {
		return Invitation{}, err
	}
	if err := insertInvitation(ctx, tx.Tx, invitation); err != nil {
		if violates(err, "invitations_once") || violates(err, "invitations_one_steward") {
			return Invitation{}, locales.Refuse(locales.Conflict, "networks.invitation_already_made")
		}
		return Invitation{}, fmt.Errorf("inviting into %s: %w", network, err)
	}
	record := audit.Record{Network: network, Actor: by, Act: "invitation.issued", Subject: invitation.ID}
	if err := audit.Append(ctx, tx.Tx, record); err != nil {
		return Invitation{}, err
	}
	return invitation, tx.Commit()
}

// Invitations lists a network's open invitations, without their codes.
func (n *Networks) Invitations(ctx context.Context, a Actor) ([]Invitation, error) {
	if err := Allow(a, RunNetwork, nil); err != nil {
		return nil, err
	}
	invitations, err := readInvitations(ctx, n.db, a.Network, n.today())
	if err != nil {
		return nil, fmt.Errorf("reading the invitations of %s: %w", a.Network, err)
	}
	return invitations, nil
}

// Revoke takes an invitation back. One that is gone already is no harm.
func (n *Networks) Revoke(ctx context.Context, a Actor, id string) error {
	if err := Allow(a, RunNetwork, nil); err != nil {
		return err
	}
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("revoking invitation %s: %w", id, err)
	}
	defer tx.Rollback()
	there, err := deleteInvitation(ctx, tx.Tx, a.Network, id)
	if err != nil {
		return fmt.Errorf("revoking invitation %s: %w", id, err)
	}
	if !there {
		return nil
	}
	record := audit.Record{Network: a.Network, Actor: a.Member, Act: "invitation.revoked", Subject: id}
	if err := audit.Append(ctx, tx.Tx, record); err != nil {
		return err
	}
	return tx.Commit()
}

// newCode is 120 random bits in Crockford's base 32 (no letters that look like digits), in four groups of six.
func newCode() string {
	random := make([]byte, 15)
	rand.Read(random)
	letters := crockford.EncodeToString(random)
	return letters[:6] + "-" + letters[6:12] + "-" + letters[12:18] + "-" + letters[18:]
}

var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// newPIN is six random digits, spoken and never written beside the code.
func newPIN() string {
	number, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // crypto/rand does not fail
	}
	return fmt.Sprintf("%06d", number)
}

// codeHash is what the database keeps of a code; from 112 random bits on a plain hash is enough (OWASP ASVS 5.0, 6.5.2).
func codeHash(code string) []byte {
	sum := sha256.Sum256([]byte(plainCode(code)))
	return sum[:]
}

// pinHash covers the code too, which the database doesn't have, so six digits can't be tried against a stolen row.
func pinHash(code, pin string) []byte {
	sum := sha256.Sum256([]byte(plainCode(code) + ":" + latinDigits(strings.TrimSpace(pin))))
	return sum[:]
}

// plainCode forgives how a code was typed: case, spaces, dashes and look-alike letters.
func plainCode(code string) string {
	typed := latinDigits(strings.ToLower(strings.TrimSpace(code)))
	return strings.NewReplacer(" ", "", "-", "", "o", "0", "i", "1", "l", "1").Replace(typed)
}

// latinDigits turns the digits of Arabic and Persian keyboards into those that codes are made of.
func latinDigits(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return '0' + r - '٠'
		case r >= '۰' && r <= '۹':
			return '0' + r - '۰'
		}
		return r
	}, text)
}

func rightPIN(i Invitation, code, pin string) bool {
	return subtle.ConstantTimeCompare(i.PINHash, pinHash(code, pin)) == 1
}
