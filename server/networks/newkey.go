package networks

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
)

// keyAskDays is how long what a member of the staff asks for stands, and how long what the two agreed to is good.
const keyAskDays = 7

// KeyAsk is a staff member's word that her passkey is lost. Two others of her network let her set a new one, a steward and a safeguarding
// lead: they know her, and speak with her first. What they say counts in their network alone.
type KeyAsk struct {
	Network   string    `db:"network_id"`
	Member    string    `db:"member_id"`
	First     *string   `db:"first_by"`
	Second    *string   `db:"second_by"`
	ForgetOn  time.Time `db:"forget_on"`
	Pseudonym string    `db:"pseudonym"`
}

// Agreed says whether both have.
func (k KeyAsk) Agreed() bool { return k.Second != nil }

// MayAgree says whether an actor can be one of the two, as far as the ask itself tells.
func (k KeyAsk) MayAgree(a Actor) bool {
	return Allow(a, RecoverMember, nil) == nil && !k.Agreed() && k.Member != a.Member && (k.First == nil || *k.First != a.Member)
}

// AskNewKey is her own word. Asking twice is no harm. Refused to whom no role asks for a passkey.
func (n *Networks) AskNewKey(ctx context.Context, a Actor) error {
	if !a.Roles.Keyed() && !a.Resting.Keyed() {
		return locales.Refuse(locales.Forbidden, "networks.not_allowed")
	}
	return n.recordChange(ctx, a, "passkey.asked", a.Member, func(ctx context.Context, tx *sqlx.Tx, m Member) (bool, error) {
		return insertKeyAsk(ctx, tx, m, n.today(), n.today().AddDate(0, 0, keyAskDays))
	})
}

// OwnKeyAsk is hers; one without a member when there is none.
func (n *Networks) OwnKeyAsk(ctx context.Context, a Actor) (KeyAsk, error) {
	asks, err := readKeyAsks(ctx, n.db, a.Network, a.Member, n.today())
	if err != nil || len(asks) == 0 {
		return KeyAsk{}, err
	}
	return asks[0], nil
}

// KeyAsks lists those that two of the staff haven't answered yet.
func (n *Networks) KeyAsks(ctx context.Context, a Actor) ([]KeyAsk, error) {
	if err := Allow(a, RecoverMember, nil); err != nil {
		return nil, err
	}
	asks, err := readKeyAsks(ctx, n.db, a.Network, "", n.today())
	if err != nil {
		return nil, fmt.Errorf("reading who asks for a new passkey in %s: %w", a.Network, err)
	}
	return asks, nil
}

// AgreeNewKey is the word of one of the two. The second needs the role that the first hasn't.
func (n *Networks) AgreeNewKey(ctx context.Context, a Actor, member string) error {
	return n.changeMember(ctx, a, RecoverMember, "passkey.agreed", member, func(ctx context.Context, tx *sqlx.Tx, m Member) (bool, error) {
		ask, err := lockKeyAsk(ctx, tx, m, n.today())
		if err != nil {
			return false, notFound(err, "networks.key_ask_not_found", "agreeing to a new passkey of %s", member)
		}
		if ask.Agreed() {
			return false, nil
		}
		if !ask.MayAgree(a) {
			return false, locales.Refuse(locales.Forbidden, "networks.key_ask_two")
		}
		if ask.First != nil {
			first, err := readMember(ctx, tx, m.Network, *ask.First)
			if err != nil {
				return false, notFound(err, "networks.key_ask_not_found", "agreeing to a new passkey of %s", member)
			}
			if !together(first.Roles(), a.Roles) {
				return false, locales.Refuse(locales.Forbidden, "networks.key_ask_two")
			}
		}
		return agreeKeyAsk(ctx, tx, ask, a.Member, n.today().AddDate(0, 0, keyAskDays))
	})
}

// together says whether of two people one is a steward and the other a safeguarding lead.
func together(one, other Roles) bool {
	return one.Has(RoleSteward) && other.Has(RoleSafeguardingLead) || other.Has(RoleSteward) && one.Has(RoleSafeguardingLead)
}

// DeclineNewKey takes an ask back: she herself, who may never have asked, or a steward or safeguarding lead.
func (n *Networks) DeclineNewKey(ctx context.Context, a Actor, member string) error {
	if member != a.Member {
		if err := Allow(a, RecoverMember, nil); err != nil {
			return err
		}
	}
	return n.recordChange(ctx, a, "passkey.declined", member, func(ctx context.Context, tx *sqlx.Tx, m Member) (bool, error) {
		return deleteKeyAsk(ctx, tx, m)
	})
}

// UseNewKey spends what the two agreed to, once, and records it: from now on those of her passkeys that she has lost don't count here.
func (n *Networks) UseNewKey(ctx context.Context, a Actor) error {
	return n.recordChange(ctx, a, "passkey.renewed", a.Member, func(ctx context.Context, tx *sqlx.Tx, m Member) (bool, error) {
		ask, err := lockKeyAsk(ctx, tx, m, n.today())
		if err != nil {
			return false, notFound(err, "networks.key_ask_not_found", "using a new passkey of %s", a.Member)
		}
		if !ask.Agreed() {
			return false, locales.Refuse(locales.NotFound, "networks.key_ask_not_found")
		}
		return deleteKeyAsk(ctx, tx, m)
	})
}
