package networks

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
)

// Joiner is the member that somebody is about to become. Her id and claim are made before, so that redeeming twice
// with the same ones, after a line that broke, is the same as once.
type Joiner struct {
	Network   string
	Member    string
	Pseudonym string
	Emblem    string // as NewEmblem makes it; "" for any
	ClaimHash []byte
	Agreed    int // the version of the agreement that she was shown
}

// NewMemberID returns an id for a Joiner.
func NewMemberID() string { return uuid.NewString() }

// Check says whether code and PIN open an invitation, without using it. Unknown, expired and used codes and wrong PINs
// are refused alike; a wrong PIN counts, and after five the invitation is gone.
func (n *Networks) Check(ctx context.Context, code, pin string) (Invitation, error) {
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return Invitation{}, fmt.Errorf("checking an invitation: %w", err)
	}
	defer tx.Rollback()
	invitation, err := n.open(ctx, tx, code, pin)
	if errors.Is(err, errNoRow) {
		return n.checkRecovery(ctx, tx, code, pin)
	}
	if err != nil {
		return Invitation{}, err
	}
	return invitation, tx.Commit()
}

// checkRecovery looks for the code among the ways back: what it opens says whose.
func (n *Networks) checkRecovery(ctx context.Context, tx *stream.Tx, code, pin string) (Invitation, error) {
	r, err := n.openRecovery(ctx, tx, code, pin)
	if err != nil {
		return Invitation{}, err
	}
	return Invitation{Network: r.Network, ID: r.ID, Recovers: r.Member}, tx.Commit()
}

// Redeem makes the joiner a member and the invitation's row go. A pseudonym in use by now is a conflict: she takes
// another. Redeeming again for the same joiner succeeds.
func (n *Networks) Redeem(ctx context.Context, code, pin string, j Joiner) error {
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("redeeming an invitation: %w", err)
	}
	defer tx.Rollback()
	if err := lockCode(ctx, tx.Tx, codeHash(code)); err != nil {
		return fmt.Errorf("redeeming an invitation: %w", err)
	}
	joined, err := readJoined(ctx, tx.Tx, j)
	if err != nil {
		return fmt.Errorf("redeeming an invitation: %w", err)
	}
	if joined {
		return nil
	}
	invitation, err := n.open(ctx, tx, code, pin)
	if errors.Is(err, errNoRow) {
		if err := n.regain(ctx, tx, code, pin, j); err != nil {
			return err
		}
		return tx.Commit()
	}
	if err != nil {
		return err
	}
	if invitation.Network != j.Network {
		return locales.Refuse(locales.Invalid, "networks.invitation_not_good")
	}
	if err := n.admit(ctx, tx.Tx, invitation, j); err != nil {
		return err
	}
	return tx.Commit()
}

// open finds and locks the invitation; errNoRow when no invitation has this code. A wrong PIN is counted and committed
// before it is refused.
func (n *Networks) open(ctx context.Context, tx *stream.Tx, code, pin string) (Invitation, error) {
	invitation, err := lockInvitation(ctx, tx.Tx, codeHash(code), n.today())
	if err != nil {
		return Invitation{}, fmt.Errorf("opening an invitation: %w", err)
	}
	if rightPIN(invitation, code, pin) {
		return invitation, n.admits(ctx, tx.Tx, invitation)
	}
	if err := countWrongPIN(ctx, tx.Tx, invitation, wrongPINs); err != nil {
		return Invitation{}, fmt.Errorf("counting a wrong PIN for %s: %w", invitation.ID, err)
	}
	if err := tx.Commit(); err != nil {
		return Invitation{}, fmt.Errorf("counting a wrong PIN for %s: %w", invitation.ID, err)
	}
	return Invitation{}, locales.Refuse(locales.Invalid, "networks.invitation_not_good")
}

// admit inserts the member and deletes the invitation. A network's first steward has nobody to confirm her, so she is confirmed.
func (n *Networks) admit(ctx context.Context, tx *sqlx.Tx, i Invitation, j Joiner) error {
	member := Member{
		Network: i.Network, ID: j.Member, Pseudonym: j.Pseudonym,
		Band: i.Band, Standing: Newcomer, ToHold: 3, JoinedOn: n.today(),
	}
	stewards, err := countStewards(ctx, tx, i.Network)
	if err != nil {
		return fmt.Errorf("joining %s: %w", i.Network, err)
	}
	if stewards == 0 && i.Role == RoleSteward {
		member.Standing, member.Vouched, member.ToHold = Confirmed, true, 0
	}
	if err := nameTaken(ctx, tx, i.Network, j.Pseudonym, insertMember(ctx, tx, member, j)); err != nil {
		return fmt.Errorf("joining %s: %w", i.Network, err)
	}
	if i.Role != RoleMember {
		if _, err := insertRole(ctx, tx, member, i.Role, n.today()); err != nil {
			return fmt.Errorf("joining %s: %w", i.Network, err)
		}
	}
	if _, err := deleteInvitation(ctx, tx, i.Network, i.ID); err != nil {
		return fmt.Errorf("joining %s: %w", i.Network, err)
	}
	return n.brakeAfterJoining(ctx, tx, i.Network)
}
