package networks

import (
	"context"
	"crypto/subtle"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/audit"
)

// Actor is who acts: one member of one network, with what she may do there now. It is made by Enter and passed explicitly.
type Actor struct {
	Network     string
	Kind        Kind
	NetworkName string
	Member      string
	Pseudonym   string
	Emblem      string // what her sign is drawn from
	Band        Band
	Standing    Standing
	Vouched     bool
	Held        bool      // her next words wait for a moderator
	MustAgree   bool      // the agreement has changed since she agreed: she reads, and writes when she has agreed
	Closed      bool      // the network is: she reads, and leaves, and nobody writes
	CalmUntil   time.Time // the end of the quiet days; zero when there are none
	Quiet       Quiet     // the network's quiet hours, for who hasn't set her own
	Countries   []string  // whose helplines she sees first
	Roles       Roles     // empty for a newcomer
	Resting     Roles     // those that would count if she used her passkey, or had one
	KeyBy       time.Time // the first day on which roles of hers rest unless she has set a passkey; zero when she needs none or has one
	Slowed      bool      // a sanction lets her write once an hour
	Silenced    bool      // a sanction keeps her from writing
	Suspended   bool      // a sanction keeps her out of the network
	Out         []string  // the spaces that a sanction keeps her out of
	Parted      []string  // whose words she doesn't see: those she blocked and, unless she is staff, those who blocked her and those she muted
}

// Member is a pseudonym in a network, as other members see it, and, for stewards, how far she has come.
type Member struct {
	Network   string         `db:"network_id"`
	ID        string         `db:"id"`
	Pseudonym string         `db:"pseudonym"` // "" when she has left
	Emblem    string         `db:"emblem"`    // what her sign is drawn from, "" when she has left
	Band      Band           `db:"band"`
	Standing  Standing       `db:"standing"`
	Vouched   bool           `db:"vouched"`
	ToHold    int            `db:"to_hold"`
	JoinedOn  time.Time      `db:"joined_on"`
	RoleNames pq.StringArray `db:"roles"`
}

// Roles are her effective roles: none while she is a newcomer.
func (m Member) Roles() Roles {
	if m.Standing != Confirmed {
		return nil
	}
	roles := Roles{RoleMember}
	for _, name := range m.RoleNames {
		roles = append(roles, Role(name))
	}
	return roles
}

// Enter is EnterBy for who has no passkey.
func (n *Networks) Enter(ctx context.Context, network, member string, claimHash []byte) (Actor, error) {
	return n.EnterBy(ctx, network, member, claimHash, NoKey)
}

// EnterBy returns the actor for a member to whom somebody presents the hash of her claim secret. An unknown member, a
// wrong claim and one who left are refused alike. Which of her roles count depends on her key.
func (n *Networks) EnterBy(ctx context.Context, network, member string, claimHash []byte, key Key) (Actor, error) {
	row, err := readEntering(ctx, n.hot.entering, network, member)
	if err != nil {
		return Actor{}, notFound(err, "networks.member_not_found", "entering as %s", member)
	}
	if subtle.ConstantTimeCompare(row.ClaimHash, claimHash) != 1 || row.Standing == Left {
		return Actor{}, locales.Refuse(locales.NotFound, "networks.member_not_found")
	}
	return row.actor(n.now(), key), nil
}

// Follow returns the actor that a member would be, with all her roles: for what is decided about her, and not by her.
func (n *Networks) Follow(ctx context.Context, network, member string) (Actor, error) {
	return n.FollowBy(ctx, network, member, KeyIsShown)
}

// FollowBy returns the actor for an open socket, whose claim was checked when its ticket was made, as her key was then.
func (n *Networks) FollowBy(ctx context.Context, network, member string, key Key) (Actor, error) {
	row, err := readEntering(ctx, n.hot.entering, network, member)
	if err != nil {
		return Actor{}, notFound(err, "networks.member_not_found", "following as %s", member)
	}
	if row.Standing == Left {
		return Actor{}, locales.Refuse(locales.NotFound, "networks.member_not_found")
	}
	return row.actor(n.now(), key), nil
}

// actor leaves those who blocked her out of Parted when she is staff: by blocking all moderators one could write unseen.
// Nor do her own mutes count then: who answers for what is written reads it.
func (e entering) actor(now time.Time, key Key) Actor {
	a := e.Member.actor()
	a.keyed(key, e.KeyedSince, now.UTC().Truncate(24*time.Hour))
	a.Held = e.ToHold > 0 && !a.Roles.Has(staffRoles...)
	staff := a.Roles.Has(staffRoles...)
	a.Kind, a.NetworkName, a.MustAgree, a.Closed = e.Kind, e.NetworkName, e.Agreed < e.Agreement, e.ClosedOn != nil
	a.Quiet, a.Countries = e.Quiet, e.Countries
	if e.CalmUntil != nil && now.Before(*e.CalmUntil) {
		a.CalmUntil = *e.CalmUntil
		a.Held = a.Held || a.Standing == Newcomer
	}
	a.restrainAll(e.Sanctions)
	a.Parted = append([]string{}, e.Blocked...) // never nil: to SQL that would be "parted from nobody knows whom"
	if !staff {
		a.Parted = append(append(a.Parted, e.BlockedBy...), e.Muted...)
	}
	return a
}

// actor is she as far as her own row says.
func (m Member) actor() Actor {
	return Actor{
		Network: m.Network, Member: m.ID, Pseudonym: m.Pseudonym, Emblem: m.Emblem, Band: m.Band, Standing: m.Standing, Vouched: m.Vouched,
		Roles: m.Roles(),
	}
}

// Member reads a member of the actor's network, also one who has left.
func (n *Networks) Member(ctx context.Context, a Actor, id string) (Member, error) {
	member, err := readMember(ctx, n.db, a.Network, id)
	if err != nil {
		return Member{}, notFound(err, "networks.member_not_found", "reading member %s", id)
	}
	return member, nil
}

// Names returns members of one network by id, for showing who wrote: who they are, and nothing of what they may. Unknown
// ids are missing from the map.
func (n *Networks) Names(ctx context.Context, network string, ids []string) (map[string]Member, error) {
	names, err := readNames(ctx, n.hot.names, network, ids)
	if err != nil {
		return nil, fmt.Errorf("reading members of %s: %w", network, err)
	}
	return names, nil
}

// Members lists the members of a standing for stewards, by pseudonym, a page at a time after the given pseudonym.
func (n *Networks) Members(ctx context.Context, a Actor, standing Standing, after string) ([]Member, error) {
	if err := Allow(a, ConfirmMember, nil); err != nil {
		return nil, err
	}
	members, err := readMembers(ctx, n.db, a.Network, standing, after)
	if err != nil {
		return nil, fmt.Errorf("reading members of %s: %w", a.Network, err)
	}
	return members, nil
}

// Confirm lets a newcomer into the network. Confirming twice is no harm.
func (n *Networks) Confirm(ctx context.Context, a Actor, member string) error {
	return n.changeMember(ctx, a, ConfirmMember, "member.confirmed", member, confirmMember)
}

// Vouch says that a confirmed member is known: her addresses become links. A newcomer is refused; twice is no harm.
func (n *Networks) Vouch(ctx context.Context, a Actor, member string) error {
	return n.changeMember(ctx, a, ConfirmMember, "member.vouched", member, func(ctx context.Context, tx *sqlx.Tx, m Member) (bool, error) {
		if m.Standing != Confirmed {
			return false, locales.Refuse(locales.Forbidden, "networks.not_allowed")
		}
		return vouchMember(ctx, tx, m)
	})
}

// Give gives a member a role. One of the Trusted is only asked for: it counts when a second person has agreed (AgreeRole).
// Giving twice is no harm.
func (n *Networks) Give(ctx context.Context, a Actor, member string, role Role) error {
	if !givable(role) {
		return locales.Refuse(locales.Invalid, "networks.role_unknown")
	}
	if slices.Contains(Trusted, role) {
		return n.askRole(ctx, a, member, role)
	}
	return n.changeMember(ctx, a, GiveRole, "role.given."+audit.Act(role), member, func(ctx context.Context, tx *sqlx.Tx, m Member) (bool, error) {
		return insertRole(ctx, tx, m, role, n.today())
	})
}

// Take takes a role from a member, at once; one that she hasn't is no harm. The last steward's is refused: a network is
// never left without one.
func (n *Networks) Take(ctx context.Context, a Actor, member string, role Role) error {
	if !givable(role) {
		return locales.Refuse(locales.Invalid, "networks.role_unknown")
	}
	return n.changeMember(ctx, a, GiveRole, "role.taken."+audit.Act(role), member, func(ctx context.Context, tx *sqlx.Tx, m Member) (bool, error) {
		taken, err := deleteRole(ctx, tx, m, role)
		if err != nil || !taken {
			return false, err
		}
		if _, err := deleteRoleAsk(ctx, tx, m, role); err != nil {
			return false, err
		}
		return true, refuseWithoutSteward(ctx, tx, m.Network)
	})
}

// changeMember runs one privileged change of a member, if the actor may.
func (n *Networks) changeMember(ctx context.Context, a Actor, act Act, name audit.Act, member string,
	change func(ctx context.Context, tx *sqlx.Tx, m Member) (changed bool, err error)) error {
	if err := Allow(a, act, nil); err != nil {
		return err
	}
	return n.recordChange(ctx, a, name, member, change)
}

// recordChange changes a member with its record, and tells her, and her open sockets that her rights changed. What changes
// nothing leaves no record.
func (n *Networks) recordChange(ctx context.Context, a Actor, name audit.Act, member string,
	change func(ctx context.Context, tx *sqlx.Tx, m Member) (changed bool, err error)) error {
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("changing member %s: %w", member, err)
	}
	defer tx.Rollback()
	m, err := lockMember(ctx, tx.Tx, a.Network, member)
	if err != nil {
		return notFound(err, "networks.member_not_found", "changing member %s", member)
	}
	changed, err := change(ctx, tx.Tx, m)
	if err != nil {
		return fmt.Errorf("changing member %s: %w", member, err)
	}
	if !changed {
		return nil
	}
	if err := audit.Append(ctx, tx.Tx, audit.Record{Network: a.Network, Actor: a.Member, Act: name, Subject: member}); err != nil {
		return err
	}
	if err := n.tellHer(ctx, tx, name, a.Network, member); err != nil {
		return err
	}
	if _, err := tx.Append(ctx, Control(a.Network, member), "changed", ""); err != nil {
		return fmt.Errorf("telling member %s: %w", member, err)
	}
	return tx.Commit()
}

// Released counts down the posts of a newcomer that a moderator must still see, within the releasing transaction.
func (n *Networks) Released(ctx context.Context, tx *sqlx.Tx, network, member string) error {
	if err := countReleased(ctx, tx, network, member); err != nil {
		return fmt.Errorf("counting a released post of %s: %w", member, err)
	}
	return nil
}

// Control is the channel that tells a member's open sockets that her rights changed.
func Control(network, member string) stream.Channel {
	return stream.Channel("member/" + network + "/" + member)
}

func refuseWithoutSteward(ctx context.Context, tx *sqlx.Tx, network string) error {
	stewards, err := countStewards(ctx, tx, network)
	if err != nil {
		return err
	}
	if stewards == 0 {
		return locales.Refuse(locales.Conflict, "networks.last_steward")
	}
	return nil
}

func givable(role Role) bool {
	for _, known := range AllRoles[1:] {
		if role == known {
			return true
		}
	}
	return false
}
