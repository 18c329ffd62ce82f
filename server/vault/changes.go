package vault

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/networks"
)

// Change is that somebody is to take a custodian's place, or the same custodian a new key. Two custodians agree, First and Second.
type Change struct {
	Network  string     `db:"network_id"`
	ID       string     `db:"id"`
	Function Function   `db:"function"`
	Member   string     `db:"member_id"`
	Key      string     `db:"key"`
	AskedOn  time.Time  `db:"asked_on"`
	First    string     `db:"first_by"`
	Second   string     `db:"second_by"`
	OpensAt  *time.Time `db:"opens_at"`
}

// Change is the one that is under way, nil for none. Let says whether the actor can take it to her machine.
func (v *Vault) Change(ctx context.Context, a networks.Actor) (c *Change, let bool, err error) {
	if err := networks.Allow(a, networks.KeepShare, nil); err != nil {
		return nil, false, err
	}
	found, err := readChange(ctx, v.db, a.Network)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return &found, found.letTo(a.Member, v.Now()), wrap(err, "reading the change", a.Network)
}

// letTo says whether the sealed contacts are let out to a member for the change: to who agreed to it, when its day has passed.
func (c Change) letTo(member string, now time.Time) bool {
	return (c.First == member || c.Second == member) && c.OpensAt != nil && !now.Before(*c.OpensAt)
}

// AskChange asks that the actor takes the place of a custodian, with a public age key of hers. A custodian who has lost her key asks
// for her own place. It takes the place of a change that was asked for before and isn't agreed to.
func (v *Vault) AskChange(ctx context.Context, a networks.Actor, f Function, key string) error {
	if err := networks.Allow(a, networks.KeepShare, nil); err != nil {
		return err
	}
	if err := checkServing(f, key); err != nil {
		return err
	}
	c := Change{Network: a.Network, ID: uuid.NewString(), Function: f, Member: a.Member, Key: key, AskedOn: v.today()}
	return v.change(ctx, a, "vault.change_asked", c.ID, func(tx *stream.Tx) error {
		custodians, err := readCustodians(ctx, tx.Tx, a.Network)
		if err != nil {
			return err
		}
		for _, other := range custodians {
			if other.Key == key || other.Member == a.Member && other.Function != f {
				return locales.Refuse(locales.Conflict, "vault.one_function")
			}
		}
		asked, err := insertChange(ctx, tx.Tx, c)
		if err == nil && !asked {
			return locales.Refuse(locales.Conflict, "vault.change_under_way")
		}
		if violates(err, "vault_changes_network_id_function_fkey") {
			return errNotThere
		}
		if err != nil {
			return err
		}
		return v.tellCustodians(ctx, tx, a)
	})
}

// AgreeChange is a custodian's word for a change. After the second one the wait begins.
func (v *Vault) AgreeChange(ctx context.Context, a networks.Actor, id string) error {
	return v.change(ctx, a, "vault.change_approved", id, func(tx *stream.Tx) error {
		own, err := v.custodian(ctx, tx.Tx, a)
		if err != nil {
			return err
		}
		c, err := readChange(ctx, tx.Tx, a.Network)
		if err != nil {
			return err
		}
		if c.ID != id || c.Member == a.Member || own.Function == c.Function || c.First == a.Member || c.Second != "" {
			return locales.Refuse(locales.Conflict, "vault.another_approves")
		}
		if c.First == "" {
			c.First = a.Member
		} else {
			at := v.Now().Truncate(time.Second).Add(Wait)
			c.Second, c.OpensAt = a.Member, &at
		}
		return updateChange(ctx, tx.Tx, c)
	})
}

// EndChange ends a change that isn't to be: who asked for it and each custodian can.
func (v *Vault) EndChange(ctx context.Context, a networks.Actor, id string) error {
	return v.change(ctx, a, "vault.change_ended", id, func(tx *stream.Tx) error {
		if _, err := v.custodian(ctx, tx.Tx, a); err != nil {
			c, readErr := readChange(ctx, tx.Tx, a.Network)
			if readErr != nil || c.Member != a.Member {
				return err
			}
		}
		return deleteChange(ctx, tx.Tx, a.Network, id)
	})
}

// LetAll lets every sealed contact of the network out to the custodians who renew them. It is recorded before anything is read.
func (v *Vault) LetAll(ctx context.Context, a networks.Actor, id string) (f File, err error) {
	err = v.change(ctx, a, "vault.change_opened", id, func(tx *stream.Tx) error {
		c, err := readChange(ctx, tx.Tx, a.Network)
		if err != nil {
			return err
		}
		if c.ID != id || c.First != a.Member && c.Second != a.Member {
			return errNotThere
		}
		if !c.letTo(a.Member, v.Now()) {
			return locales.Refuse(locales.Conflict, "vault.not_yet")
		}
		return nil
	})
	if err != nil {
		return f, err
	}
	f = File{Tinig: fileKind, For: id, Contacts: []Contact{}}
	f.Contacts, err = readAll(ctx, v.db, a.Network)
	return f, wrap(err, "letting the contacts out", a.Network)
}

// Renewed takes the contacts back that two custodians have renewed: all at once, and only when nobody has left another one meanwhile.
// From then on the new custodian has the place. What is taken is sealed: whoever carries it here sees nothing.
func (v *Vault) Renewed(ctx context.Context, f File) error {
	c, err := readChangeOf(ctx, v.db, f.For)
	if err != nil {
		return wrap(err, "renewing the vault", f.For)
	}
	return v.change(ctx, networks.Actor{Network: c.Network, Member: "system"}, "vault.changed", f.For, func(tx *stream.Tx) error {
		c, err := readChange(ctx, tx.Tx, c.Network)
		if err != nil {
			return err
		}
		if c.ID != f.For || !c.letTo(c.Second, v.Now()) {
			return errNotThere
		}
		if err := renew(ctx, tx.Tx, c, f); err != nil {
			return err
		}
		if err := updateCustodian(ctx, tx.Tx, Custodian{c.Network, c.Function, c.Member, c.Key, v.today()}); err != nil {
			return err
		}
		return deleteChange(ctx, tx.Tx, c.Network, c.ID)
	})
}

// renew puts each renewed contact in the place of the one before.
func renew(ctx context.Context, tx *sqlx.Tx, c Change, f File) error {
	there, err := readAll(ctx, tx, c.Network)
	if err != nil {
		return err
	}
	given := map[string]Contact{}
	for _, contact := range f.Contacts {
		given[contact.Place] = contact
	}
	for _, before := range there {
		contact := given[before.Place]
		if contact.Of != hash(before.Box) || !whole(contact, before) {
			return locales.Refuse(locales.Conflict, "vault.renew_again")
		}
		if err := updateSealed(ctx, tx, c.Network, memberOf(contact.Place), contact.Sealed); err != nil {
			return err
		}
	}
	return nil
}

// whole says whether a renewed contact has what the one before had: a box as long, and each share.
func whole(c, before Contact) bool {
	for _, f := range Functions {
		if len(c.Shares[f]) == 0 || string(c.Shares[f]) == string(before.Shares[f]) {
			return false
		}
	}
	return len(c.Box) == len(before.Box) && len(c.Shares) == len(Functions)
}

// memberOf is whose a place is.
func memberOf(place string) string { return place[len(place)-len(uuid.Nil.String()):] }
