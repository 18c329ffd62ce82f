package networks

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/audit"
)

const (
	recoveryWait  = 72 * time.Hour // between the second approval and the first use: time for her to say no
	recoveryShown = 30             // days in which she is told at each sign-in
)

// Recovery is a way back for a member who lost her phrase and her codes: asked for by one of the staff, approved by
// another, good after 72 hours. As long as it isn't used she can cancel it in one press. It replaces her claim; what was
// sealed under her old keyring opens to nobody.
type Recovery struct {
	Network     string     `db:"network_id"`
	ID          string     `db:"id"`
	Member      string     `db:"member_id"`
	AskedBy     string     `db:"asked_by"`
	ApprovedBy  *string    `db:"approved_by"`
	CodeHash    []byte     `db:"code_hash"`
	PINHash     []byte     `db:"pin_hash"`
	WrongPINs   int        `db:"wrong_pins"`
	EffectiveAt *time.Time `db:"effective_at"`
	Used        bool       `db:"used"`
	ForgetOn    time.Time  `db:"forget_on"`
	Pseudonym   string     `db:"pseudonym"`
}

// AskRecovery begins a way back for a member. One that is under way already is a conflict.
func (n *Networks) AskRecovery(ctx context.Context, a Actor, member string) error {
	r := Recovery{Network: a.Network, ID: uuid.NewString(), Member: member, AskedBy: a.Member, ForgetOn: n.today().AddDate(0, 0, recoveryShown)}
	if member == a.Member {
		return locales.Refuse(locales.Invalid, "networks.recovery_own")
	}
	return n.changeRecovery(ctx, a, "recovery.asked", member, func(ctx context.Context, tx *sqlx.Tx) error {
		if _, err := lockMember(ctx, tx, a.Network, member); err != nil {
			return notFound(err, "networks.member_not_found", "recovering %s", member)
		}
		err := insertRecovery(ctx, tx, r)
		if violates(err, "recoveries_one_open") {
			return locales.Refuse(locales.Conflict, "networks.recovery_open")
		}
		return err
	})
}

// ApproveRecovery is the second person's word. It returns the code and PIN, which are shown this once.
func (n *Networks) ApproveRecovery(ctx context.Context, a Actor, id string) (code, pin string, err error) {
	code, pin = newCode(), newPIN()
	err = n.changeRecovery(ctx, a, "recovery.approved", id, func(ctx context.Context, tx *sqlx.Tx) error {
		r, err := lockRecovery(ctx, tx, a.Network, id)
		if err != nil {
			return notFound(err, "networks.recovery_not_found", "approving recovery %s", id)
		}
		if r.ApprovedBy != nil {
			return locales.Refuse(locales.Conflict, "networks.recovery_approved")
		}
		if r.AskedBy == a.Member || r.Member == a.Member {
			return locales.Refuse(locales.Forbidden, "networks.recovery_second_person")
		}
		at := n.now().Add(recoveryWait)
		r.ApprovedBy, r.CodeHash, r.PINHash, r.EffectiveAt = &a.Member, codeHash(code), pinHash(code, pin), &at
		r.ForgetOn = n.today().AddDate(0, 0, recoveryShown)
		return approveRecovery(ctx, tx, r)
	})
	if err != nil {
		return "", "", err
	}
	return code, pin, nil
}

// Recoveries lists the ways back that are under way.
func (n *Networks) Recoveries(ctx context.Context, a Actor) ([]Recovery, error) {
	if err := Allow(a, RecoverMember, nil); err != nil {
		return nil, err
	}
	recoveries, err := readRecoveries(ctx, n.db, a.Network)
	if err != nil {
		return nil, fmt.Errorf("reading the recoveries of %s: %w", a.Network, err)
	}
	return recoveries, nil
}

// RecoveryOpen says whether a way back into the actor's own name is under way or was used in the last thirty days.
func (n *Networks) RecoveryOpen(ctx context.Context, a Actor) (bool, error) {
	open, err := recoveryShownTo(ctx, n.db, a.Network, a.Member)
	if err != nil {
		return false, fmt.Errorf("reading the recovery of %s: %w", a.Member, err)
	}
	return open, nil
}

// CancelRecovery is the member's own no. One that was used already can't be cancelled.
func (n *Networks) CancelRecovery(ctx context.Context, a Actor) error {
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("cancelling a recovery of %s: %w", a.Member, err)
	}
	defer tx.Rollback()
	there, err := deleteRecovery(ctx, tx.Tx, a.Network, a.Member)
	if err != nil {
		return fmt.Errorf("cancelling a recovery of %s: %w", a.Member, err)
	}
	if !there {
		return nil
	}
	record := audit.Record{Network: a.Network, Actor: a.Member, Act: "recovery.cancelled", Subject: a.Member}
	if err := audit.Append(ctx, tx.Tx, record); err != nil {
		return err
	}
	return tx.Commit()
}

// changeRecovery runs one staff act about a recovery with its record. When a member is the subject she is told.
func (n *Networks) changeRecovery(ctx context.Context, a Actor, act audit.Act, subject string, change func(context.Context, *sqlx.Tx) error) error {
	if err := Allow(a, RecoverMember, nil); err != nil {
		return err
	}
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("changing recovery of %s: %w", subject, err)
	}
	defer tx.Rollback()
	if err := change(ctx, tx.Tx); err != nil {
		return fmt.Errorf("changing recovery of %s: %w", subject, err)
	}
	if err := audit.Append(ctx, tx.Tx, audit.Record{Network: a.Network, Actor: a.Member, Act: act, Subject: subject}); err != nil {
		return err
	}
	if err := n.tellHer(ctx, tx, act, a.Network, subject); err != nil {
		return err
	}
	return tx.Commit()
}

// openRecovery finds and locks the recovery of a code, as Networks.open does for invitations, and refuses like it.
// Before its time it says so: whoever has code and PIN may know.
func (n *Networks) openRecovery(ctx context.Context, tx *stream.Tx, code, pin string) (Recovery, error) {
	refusal := locales.Refuse(locales.Invalid, "networks.invitation_not_good")
	r, err := lockRecoveryByCode(ctx, tx.Tx, codeHash(code), n.today())
	if errors.Is(err, errNoRow) {
		return Recovery{}, refusal
	}
	if err != nil {
		return Recovery{}, fmt.Errorf("opening a recovery: %w", err)
	}
	if subtle.ConstantTimeCompare(r.PINHash, pinHash(code, pin)) != 1 {
		if err := countWrongRecoveryPIN(ctx, tx.Tx, r, wrongPINs); err != nil {
			return Recovery{}, fmt.Errorf("counting a wrong PIN for %s: %w", r.ID, err)
		}
		if err := tx.Commit(); err != nil {
			return Recovery{}, fmt.Errorf("counting a wrong PIN for %s: %w", r.ID, err)
		}
		return Recovery{}, refusal
	}
	if n.now().Before(*r.EffectiveAt) {
		return Recovery{}, locales.Refuse(locales.Conflict, "networks.recovery_not_yet", "Day", *r.EffectiveAt)
	}
	return r, nil
}

// regain gives the recovered member her new claim, and records that it was done.
func (n *Networks) regain(ctx context.Context, tx *stream.Tx, code, pin string, j Joiner) error {
	r, err := n.openRecovery(ctx, tx, code, pin)
	if err != nil {
		return err
	}
	if r.Network != j.Network || r.Member != j.Member {
		return locales.Refuse(locales.Invalid, "networks.invitation_not_good")
	}
	if err := replaceClaim(ctx, tx.Tx, r, j.ClaimHash); err != nil {
		return fmt.Errorf("recovering %s: %w", j.Member, err)
	}
	record := audit.Record{Network: r.Network, Actor: r.Member, Act: "recovery.used", Subject: r.ID}
	if err := audit.Append(ctx, tx.Tx, record); err != nil {
		return err
	}
	if _, err := tx.Append(ctx, Control(r.Network, r.Member), "changed", ""); err != nil {
		return fmt.Errorf("recovering %s: %w", j.Member, err)
	}
	return nil
}
