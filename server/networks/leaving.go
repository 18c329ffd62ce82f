package networks

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/audit"
)

// Words is what becomes of all that a member wrote when she leaves, or begins anew.
type Words string

// They stay under "a member who left", together with those of all who ever left, or they are erased.
const (
	WordsStay   Words = "stay"
	WordsErased Words = "erase"
)

// Leave takes a member out of her network for good. Her pseudonym, claim, roles, blocks and whatever waits for her
// (a way back, a question) go at once, and from now on whatever she wrote shows as by a member who left; what becomes of it
// then, words says, and Departed tells those who keep words. The last steward is refused (see LeaveInTrust).
//
// Invitations that she gave out are the network's and stay good: nothing says who gave them. Records of what she decided
// keep her id, which now leads nowhere.
func (n *Networks) Leave(ctx context.Context, a Actor, words Words) error {
	return n.leave(ctx, a, words, stays)
}

// leave says by last what is to be when she is the last steward.
func (n *Networks) leave(ctx context.Context, a Actor, words Words, last lastSteward) error {
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("leaving as %s: %w", a.Member, err)
	}
	defer tx.Rollback()
	m, err := lockMember(ctx, tx.Tx, a.Network, a.Member)
	if err != nil {
		return notFound(err, "networks.member_not_found", "leaving as %s", a.Member)
	}
	if err := depart(ctx, tx.Tx, m, words, last); err != nil {
		return fmt.Errorf("leaving as %s: %w", m.ID, err)
	}
	if err := deleteBlocks(ctx, tx.Tx, m.Network, m.ID); err != nil {
		return fmt.Errorf("leaving as %s: %w", m.ID, err)
	}
	if err := tellChanged(ctx, tx, m.Network, []string{m.ID}); err != nil {
		return fmt.Errorf("leaving as %s: %w", m.ID, err)
	}
	return tx.Commit()
}

// lastSteward lets the last steward go, within the transaction in which she would, or refuses it.
type lastSteward func(ctx context.Context, tx *sqlx.Tx, m Member) error

// depart leaves of a member a row without a name, for her words to refer to, and records each role that she lays down.
// The way back first, then the steward's count: it locks the network, which others do while they hold a member.
func depart(ctx context.Context, tx *sqlx.Tx, m Member, words Words, last lastSteward) error {
	if words != WordsStay && words != WordsErased {
		return locales.Refuse(locales.Invalid, "networks.words_needed")
	}
	if err := insertFormer(ctx, tx, m); err != nil {
		return err
	}
	if err := deleteWaiting(ctx, tx, m.Network, m.ID); err != nil {
		return err
	}
	if err := layDown(ctx, tx, m, last); err != nil {
		return err
	}
	return departMember(ctx, tx, m, words)
}

// layDown takes all her roles. What she alone had asked for as a steward is asked for no more.
func layDown(ctx context.Context, tx *sqlx.Tx, m Member, last lastSteward) error {
	for _, name := range m.RoleNames {
		if _, err := deleteRole(ctx, tx, m, Role(name)); err != nil {
			return err
		}
	}
	if m.Roles().Has(RoleSteward) {
		stewards, err := countStewards(ctx, tx, m.Network)
		if err != nil {
			return err
		}
		if err := deleteAsked(ctx, tx, m); err != nil {
			return err
		}
		if stewards == 0 {
			if err := last(ctx, tx, m); err != nil {
				return err
			}
		}
	}
	for _, name := range m.RoleNames {
		record := audit.Record{Network: m.Network, Actor: m.ID, Act: "role.taken." + audit.Act(name), Subject: m.ID}
		if err := audit.Append(ctx, tx, record); err != nil {
			return err
		}
	}
	return nil
}

// Departed is somebody who has left and whose words wait to be seen to.
type Departed struct {
	Network string `db:"network_id"`
	Member  string `db:"id"`
	Words   Words  `db:"words"`
}

// DepartedAtOnce is how many Departed lists at once.
const DepartedAtOnce = 200

// Departed lists those who have left and whose words wait to be seen to, after the given one, on behalf of those who keep
// words. The zero value is the beginning.
func (n *Networks) Departed(ctx context.Context, after Departed) ([]Departed, error) {
	if after.Member == "" {
		after.Network, after.Member = uuid.Nil.String(), uuid.Nil.String()
	}
	departed, err := readDeparted(ctx, n.db, after)
	if err != nil {
		return nil, fmt.Errorf("reading who has left: %w", err)
	}
	return departed, nil
}

// Nobody is the id of the one member of a network under whom all words stand that stay: "a member who left".
func (n *Networks) Nobody(ctx context.Context, network string) (string, error) {
	if err := insertNobody(ctx, n.db, network); err != nil {
		return "", fmt.Errorf("making nobody of %s: %w", network, err)
	}
	return network, nil
}

// Forget deletes what is left of somebody who has left, when nothing refers to it any more. While something does it stays
// among the Departed.
func (n *Networks) Forget(ctx context.Context, d Departed) error {
	if err := n.streams.End(ctx, d.Network, d.Member); err != nil {
		return err
	}
	err := deleteDeparted(ctx, n.db, d)
	if err != nil && !refersTo(err) {
		return fmt.Errorf("forgetting %s: %w", d.Member, err)
	}
	return nil
}

// Former is a pseudonym that nobody has any more.
type Former struct {
	Network   string `db:"network_id"`
	Pseudonym string `db:"pseudonym"`
}

// Mentioned lists pseudonyms that nobody has any more and that members' words may still mention, on behalf of those who keep
// words.
func (n *Networks) Mentioned(ctx context.Context) ([]Former, error) {
	former, err := readMentioned(ctx, n.db)
	if err != nil {
		return nil, fmt.Errorf("reading former pseudonyms: %w", err)
	}
	return former, nil
}

// Unmentioned says that no words mention a former pseudonym any more.
func (n *Networks) Unmentioned(ctx context.Context, f Former) error {
	if err := unmention(ctx, n.db, f); err != nil {
		return fmt.Errorf("noting a former pseudonym of %s: %w", f.Network, err)
	}
	return nil
}
