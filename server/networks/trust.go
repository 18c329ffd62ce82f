package networks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/audit"
)

// A steward is free to leave, the last one too. Then a Local network is in trust of the Global network's stewards: they see
// that nobody runs it and can look for somebody, and none of them reads a word of it. Its members read and write as before,
// its moderators go on, and whatever a steward must do waits. Nobody becomes steward by staying last: roles that she had
// asked for are asked for no more, and nobody joins, for nobody could say no to whom she had invited.
//
// Whoever comes as the first steward reads what stewards read. Where words stand already, one person alone doesn't let her
// in: one steward of the Global network asks, and another makes the invitation.

// Unrun is a network that nobody runs. Used says that somebody has been a member of it; AskedBy is the steward of the Global
// network who has asked for another first steward, "" for none.
type Unrun struct {
	Network
	Used    bool      `db:"used"`
	AskedBy string    `db:"asked_by"`
	AskedOn time.Time `db:"asked_on"`
}

// MayInvite says whether the actor, a steward of the Global network, can make the invitation of a first steward.
func (u Unrun) MayInvite(a Actor) bool { return !u.Used || u.AskedBy != "" && u.AskedBy != a.Member }

// errHasSteward refuses the invitation of a first steward into a network that somebody runs: from then on she invites.
var errHasSteward = locales.Refuse(locales.Conflict, "networks.has_steward")

// LeaveInTrust is Leave for a member who has been told what it means if she is the only steward: then a Local network is in
// trust from now on. The Global network, which holds the others in trust, is never without a steward.
func (n *Networks) LeaveInTrust(ctx context.Context, a Actor, words Words) error {
	return n.leave(ctx, a, words, entrust)
}

// entrust lets the last steward go. By her asking alone nothing comes about any more.
func entrust(ctx context.Context, tx *sqlx.Tx, m Member) error {
	network, err := readNetwork(ctx, tx, m.Network)
	if err != nil {
		return err
	}
	if network.Kind == Global {
		return locales.Refuse(locales.Conflict, "networks.last_steward_global")
	}
	return audit.Append(ctx, tx, audit.Record{Network: m.Network, Actor: m.ID, Act: "network.entrusted", Subject: m.Network})
}

// stays refuses the last steward's going who hasn't been told what it means.
func stays(context.Context, *sqlx.Tx, Member) error {
	return locales.Refuse(locales.Conflict, "networks.last_steward_leaves")
}

// hasRole refuses that the last steward begins anew: her roles would stay behind with nobody.
func hasRole(context.Context, *sqlx.Tx, Member) error {
	return locales.Refuse(locales.Conflict, "networks.last_steward_renews")
}

// OnlySteward says whether the actor is the only steward of her network.
func (n *Networks) OnlySteward(ctx context.Context, a Actor) (only bool, err error) {
	if !a.Roles.Has(RoleSteward) {
		return false, nil
	}
	if only, err = readOnlySteward(ctx, n.db, a); err != nil {
		return false, fmt.Errorf("reading whether %s is the only steward: %w", a.Member, err)
	}
	return only, nil
}

// Unrun says whether nobody runs the actor's network.
func (n *Networks) Unrun(ctx context.Context, a Actor) (bool, error) {
	unrun, err := withoutSteward(ctx, n.db, a.Network)
	if err != nil {
		return false, fmt.Errorf("reading whether anybody runs %s: %w", a.Network, err)
	}
	return unrun, nil
}

// WithoutSteward lists, for a steward of the Global network, the networks that nobody runs, by name.
func (n *Networks) WithoutSteward(ctx context.Context, a Actor) ([]Unrun, error) {
	if err := Allow(a, FoundNetwork, nil); err != nil {
		return nil, err
	}
	networks, err := readWithoutSteward(ctx, n.db)
	if err != nil {
		return nil, fmt.Errorf("reading the networks without a steward: %w", err)
	}
	return networks, nil
}

// AskFirstSteward is the first word for another first steward of a network in which words stand. Asking twice is no harm.
func (n *Networks) AskFirstSteward(ctx context.Context, a Actor, network string) error {
	if err := Allow(a, FoundNetwork, nil); err != nil {
		return err
	}
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("asking for a steward of %s: %w", network, err)
	}
	defer tx.Rollback()
	if _, err := lockUnrun(ctx, tx.Tx, network); err != nil {
		return notFound(err, "networks.network_not_found", "asking for a steward of %s", network)
	}
	asked, err := insertFirstStewardAsk(ctx, tx.Tx, network, a, n.today())
	if err != nil {
		return fmt.Errorf("asking for a steward of %s: %w", network, err)
	}
	if !asked {
		return nil
	}
	record := audit.Record{Network: network, Actor: a.Member, Act: "first_steward.asked", Subject: network}
	if err := audit.Append(ctx, tx.Tx, record); err != nil {
		return err
	}
	return tx.Commit()
}

// InviteSteward issues the invitation of a network's first steward, on behalf of the operator; earlier ones are taken back.
// A network that has a steward needs none.
func (n *Networks) InviteSteward(ctx context.Context, network string) (i Invitation, needed bool, err error) {
	i, err = n.inviteSteward(ctx, network, bySystem, func(Unrun) error { return nil })
	if errors.Is(err, errHasSteward) {
		return Invitation{}, false, nil
	}
	return i, err == nil, err
}

// InviteFirstSteward is the same on behalf of a steward of the Global network: as often as it takes while nobody has come,
// for the slip can be lost; and where somebody has been, each time as the second of two. A network that has a steward is a
// conflict.
func (n *Networks) InviteFirstSteward(ctx context.Context, a Actor, network string) (Invitation, error) {
	if err := Allow(a, FoundNetwork, nil); err != nil {
		return Invitation{}, err
	}
	return n.inviteSteward(ctx, network, a.Member, func(u Unrun) error {
		if !u.MayInvite(a) {
			return locales.Refuse(locales.Forbidden, "networks.role_second_person")
		}
		return nil
	})
}

// inviteSteward takes back all invitations of the network: whoever invited them isn't there any more, and who comes begins
// with none that she doesn't know. They first, then the network: whoever joins holds them in this order.
func (n *Networks) inviteSteward(ctx context.Context, network, by string, may func(Unrun) error) (Invitation, error) {
	draft := InvitationDraft{Role: RoleSteward, Band: Adult, Once: uuid.NewString()}
	return n.issue(ctx, network, by, draft, func(tx *sqlx.Tx) error {
		if err := forgetInvitations(ctx, tx, network); err != nil {
			return fmt.Errorf("inviting a steward into %s: %w", network, err)
		}
		unrun, err := lockUnrun(ctx, tx, network)
		if err != nil {
			return notFound(err, "networks.network_not_found", "inviting a steward into %s", network)
		}
		if err := may(unrun); err != nil {
			return err
		}
		return deleteFirstStewardAsk(ctx, tx, network)
	})
}
