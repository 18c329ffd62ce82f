package vault

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/networks"
)

// Kept is that a member has left a contact. AgreedOn is nil while it waits for the agreement that somebody under 18 needs.
type Kept struct {
	Network  string     `db:"network_id"`
	Member   string     `db:"member_id"`
	LeftOn   time.Time  `db:"left_on"`
	Minor    bool       `db:"minor"`
	AgreedOn *time.Time `db:"agreed_on"`
}

// Counts says whether it can be opened.
func (k Kept) Counts() bool { return !k.Minor || k.AgreedOn != nil }

// place is whose a contact is.
func place(network, member string) string { return network + "/" + member }

// Agreed is who may agree for somebody under 18.
var Agreed = []string{"welfare_office", "facility"}

// Own is how it stands with what the actor has left. Ready says whether she can leave something; Kept is nil for nothing; and Let says
// on which day it was let out the last time that she is told of.
type Own struct {
	Ready bool
	Kept  *Kept
	Let   *time.Time
}

// Own says how it stands with the actor's contact.
func (v *Vault) Own(ctx context.Context, a networks.Actor) (own Own, err error) {
	if err := networks.Allow(a, networks.LeaveContact, nil); err != nil {
		return own, err
	}
	custodians, err := v.Custodians(ctx, a.Network)
	if err != nil {
		return own, err
	}
	_, own.Ready = keysOf(custodians)
	kept, err := readKept(ctx, v.db, a.Network, a.Member)
	if err == nil {
		own.Kept = &kept
	} else if !errors.Is(err, sql.ErrNoRows) {
		return own, wrap(err, "reading the contact", a.Member)
	}
	own.Let, err = readTold(ctx, v.db, a.Network, a.Member)
	return own, wrap(err, "reading the openings", a.Member)
}

// Leave seals a contact of the actor's, in place of the one before. It is in clear in this request's memory, and nowhere else.
func (v *Vault) Leave(ctx context.Context, a networks.Actor, contact string) error {
	if err := networks.Allow(a, networks.LeaveContact, nil); err != nil {
		return err
	}
	contact = strings.TrimSpace(contact)
	if contact == "" || utf8.RuneCountInString(contact) > ContactLength || !utf8.ValidString(contact) {
		return locales.Refuse(locales.Invalid, "vault.contact_length", "Most", ContactLength)
	}
	tx, err := v.db.BeginTxx(ctx, nil)
	if err != nil {
		return wrap(err, "leaving the contact", a.Member)
	}
	defer tx.Rollback()
	if err := lockVault(ctx, tx, a.Network); err != nil {
		return wrap(err, "leaving the contact", a.Member)
	}
	custodians, err := readCustodians(ctx, tx, a.Network)
	if err != nil {
		return wrap(err, "leaving the contact", a.Member)
	}
	keys, ready := keysOf(custodians)
	if !ready {
		return locales.Refuse(locales.Conflict, "vault.not_ready")
	}
	sealed, err := Seal(place(a.Network, a.Member), contact, keys)
	if err != nil {
		return wrap(err, "sealing the contact", a.Member)
	}
	if err := insertContact(ctx, tx, Kept{Network: a.Network, Member: a.Member, LeftOn: v.today(), Minor: a.Band != networks.Adult}, sealed); err != nil {
		return wrap(err, "leaving the contact", a.Member)
	}
	return tx.Commit()
}

// TakeBack erases the actor's contact. What nobody has left is taken back as well.
func (v *Vault) TakeBack(ctx context.Context, a networks.Actor) error {
	if err := networks.Allow(a, networks.LeaveContact, nil); err != nil {
		return err
	}
	return wrap(deleteContact(ctx, v.db, a.Network, a.Member), "taking back the contact", a.Member)
}

// waitingAtMost is how many contacts are shown that wait for an agreement.
const waitingAtMost = 100

// Waiting are the members under 18 whose contact waits for the agreement, for a safeguarding lead.
func (v *Vault) Waiting(ctx context.Context, a networks.Actor) (list []Kept, err error) {
	if err := networks.Allow(a, networks.Safeguard, nil); err != nil {
		return nil, err
	}
	all, err := readWaiting(ctx, v.db, a.Network)
	for _, k := range all {
		if k.Member != a.Member {
			list = append(list, k)
		}
	}
	return list, wrap(err, "reading what waits for an agreement", a.Network)
}

// Agree is a safeguarding lead's word that the welfare office or the facility agreed to what somebody under 18 has left, on a day.
// Apart is her word that whoever agreed has nothing to do with the case.
func (v *Vault) Agree(ctx context.Context, a networks.Actor, member, agreed string, apart bool) error {
	if err := networks.Allow(a, networks.Safeguard, nil); err != nil {
		return err
	}
	if !apart || agreed != Agreed[0] && agreed != Agreed[1] {
		return locales.Refuse(locales.Invalid, "vault.agreement_needed")
	}
	if member == a.Member {
		return errNotThere
	}
	return v.change(ctx, a, "vault.agreed", member, func(tx *stream.Tx) error {
		there, err := updateAgreed(ctx, tx.Tx, a.Network, member, agreed, v.today())
		if err == nil && !there {
			return errNotThere
		}
		return err
	})
}
