package networks

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
)

// Sanction keeps a member from something. Who decided it, and why, is not known here: its id is that of the decision's case.
// AskedBy is the safeguarding lead who asked that it follows the person; it does when AgreedBy, somebody else, is there.
type Sanction struct {
	Network  string     `db:"network_id"`
	ID       string     `db:"id"`
	Member   string     `db:"member_id"`
	Kind     Restraint  `db:"kind"`
	Space    string     `db:"space_id"`
	Until    *time.Time `db:"until"` // nil for none
	AskedBy  string     `db:"asked_by"`
	AgreedBy string     `db:"agreed_by"`
}

// Restraint is what a sanction keeps from.
type Restraint string

// The restraints.
const (
	Slow      Restraint = "slow"    // she writes once an hour
	Silence   Restraint = "mute"    // she reads, and writes nothing
	SpaceOut  Restraint = "space"   // one space isn't there for her
	Suspend   Restraint = "suspend" // nothing is, for a time
	Expulsion Restraint = "out"     // nothing is, for good
)

// slowEvery is how often a member writes who is slowed.
const slowEvery = time.Hour

// speaking are the acts that who is silenced is kept from.
var speaking = []Act{Write, PostUnheld, Translate, StartCircle, React, Answer, Facilitate, WorkOnCampaigns, LeadCampaigns, OpenPrivate, WritePrivate, SitInPrivate}

// openAlways are the acts that no sanction keeps from: to ask for help, and to have what is one's own.
var openAlways = []Act{Report, HandOver, AskForPerson, Block, Learn, KeepStory}

// restrained refuses what a sanction keeps the actor from.
func (a Actor) restrained(act Act) error {
	switch {
	case a.Suspended && !slices.Contains(openAlways, act):
		return ErrSuspended
	case a.Silenced && slices.Contains(speaking, act):
		return locales.Refuse(locales.Forbidden, "networks.silenced")
	}
	return nil
}

// ErrSuspended refuses who is out of the network, for a time or for good.
var ErrSuspended = locales.Refuse(locales.Forbidden, "networks.suspended")

// Restrain adds to what the actor is kept from: by a sanction of hers, or by one that follows her from another of her members.
func (a *Actor) Restrain(kind Restraint, space string) {
	switch kind {
	case Slow:
		a.Slowed = true
	case Silence:
		a.Silenced = true
	case SpaceOut:
		a.Out = append(a.Out, space)
	case Suspend, Expulsion:
		a.Suspended = true
	}
}

// restrainAll takes sanctions as enteringSQL reads them, "kind space".
func (a *Actor) restrainAll(sanctions []string) {
	for _, s := range sanctions {
		kind, space, _ := strings.Cut(s, " ")
		a.Restrain(Restraint(kind), space)
	}
}

// Impose lets a sanction begin, within the transaction of the decision. What it returns tells her open sockets, and comes after
// the inboxes.
func (n *Networks) Impose(ctx context.Context, tx *stream.Tx, s Sanction) (tell func() error, err error) {
	if err := insertSanction(ctx, tx.Tx, s); err != nil {
		return nil, fmt.Errorf("imposing sanction %s: %w", s.ID, err)
	}
	return tellsHer(ctx, tx, s), nil
}

// Lift ends a sanction before its time. One that isn't there is no harm.
func (n *Networks) Lift(ctx context.Context, tx *stream.Tx, network, id, member string) (tell func() error, err error) {
	if err := deleteSanction(ctx, tx.Tx, network, id); err != nil {
		return nil, fmt.Errorf("lifting sanction %s: %w", id, err)
	}
	return tellsHer(ctx, tx, Sanction{Network: network, Member: member}), nil
}

func tellsHer(ctx context.Context, tx *stream.Tx, s Sanction) func() error {
	return func() error {
		_, err := tx.Append(ctx, Control(s.Network, s.Member), "changed", "")
		return err
	}
}

// Following are the sanctions of one member that follow the person.
func (n *Networks) Following(ctx context.Context, network, member string) ([]Sanction, error) {
	following, err := readFollowing(ctx, n.db, network, member)
	if err != nil {
		return nil, fmt.Errorf("reading what follows %s: %w", member, err)
	}
	return following, nil
}

// Unseconded are the sanctions of a network of which somebody has asked that they follow the person, and nobody else has agreed.
func (n *Networks) Unseconded(ctx context.Context, networks []string) ([]Sanction, error) {
	asked, err := readUnseconded(ctx, n.db, networks)
	if err != nil {
		return nil, fmt.Errorf("reading which sanctions need a second person: %w", err)
	}
	return asked, nil
}

// Second is the second person's word that a sanction follows the person: she isn't who asked.
func (n *Networks) Second(ctx context.Context, tx *sqlx.Tx, network, id, member string) error {
	agreed, err := agreeSanction(ctx, tx, network, id, member)
	if err != nil {
		return fmt.Errorf("agreeing to sanction %s: %w", id, err)
	}
	if !agreed {
		return locales.Refuse(locales.Forbidden, "networks.not_allowed")
	}
	return nil
}

// unrestrained refuses that who is sanctioned begins anew: the sanction would stay behind.
func unrestrained(ctx context.Context, tx *sqlx.Tx, m Member) error {
	sanctioned, err := readSanctioned(ctx, tx, m)
	if err != nil {
		return err
	}
	if sanctioned {
		return locales.Refuse(locales.Conflict, "networks.sanctioned_renews")
	}
	return nil
}
