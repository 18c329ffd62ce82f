package vault

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/audit"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// Ground is why a contact is to be opened.
type Ground string

// The grounds.
const (
	DangerToLife Ground = "danger_to_life"
	Missing      Ground = "missing"
	WantsIt      Ground = "wants_it"
	Law          Ground = "law"
)

// Grounds are all of them.
var Grounds = []Ground{DangerToLife, Missing, WantsIt, Law}

// Opening is a contact that is to be opened, or was. Member is "" when she has left, as are the custodians who have.
type Opening struct {
	Network    string     `db:"network_id"`
	ID         string     `db:"id"`
	Case       string     `db:"case_id"`
	Member     string     `db:"member_id"`
	Ground     Ground     `db:"ground"`
	AskedBy    string     `db:"asked_by"`
	AskedOn    time.Time  `db:"asked_on"`
	ApprovedBy string     `db:"approved_by"`
	OpensAt    *time.Time `db:"opens_at"`
	OpenedOn   *time.Time `db:"opened_on"`
	TellOn     *time.Time `db:"tell_on"`
	ToldOn     *time.Time `db:"told_on"`
	ReviewedOn *time.Time `db:"reviewed_on"`
}

// Shown is an opening for a custodian, with what she can do about it.
type Shown struct {
	Opening
	Mine                                   bool // she asked
	MayApprove, MayLet, MayHold, MayReview bool
}

// Ask asks that the contact of whom a case is about is opened. The actor is a custodian who works on the case.
func (v *Vault) Ask(ctx context.Context, a networks.Actor, id string, ground Ground) error {
	if _, err := v.custodian(ctx, v.db, a); err != nil {
		return err
	}
	if !slices.Contains(Grounds, ground) {
		return locales.Refuse(locales.Invalid, "vault.ground_needed")
	}
	member, err := v.About(ctx, a, id)
	if err != nil {
		return err
	}
	kept, err := readKept(ctx, v.db, a.Network, member)
	if err = wrap(err, "asking for the contact", member); locales.IsKind(err, locales.NotFound) || err == nil && !kept.Counts() {
		return locales.Refuse(locales.Conflict, "vault.nothing_left")
	}
	if err != nil {
		return err
	}
	o := Opening{Network: a.Network, ID: uuid.NewString(), Case: id, Member: member, Ground: ground, AskedBy: a.Member, AskedOn: v.today()}
	return v.change(ctx, a, "vault.asked", o.ID, func(tx *stream.Tx) error {
		err := insertOpening(ctx, tx.Tx, o)
		if violates(err, "vault_openings_open") {
			return locales.Refuse(locales.Conflict, "vault.asked_already")
		}
		if err != nil {
			return err
		}
		return v.tellCustodians(ctx, tx, a)
	})
}

// handle does something with an opening under its lock, with its record. The member whose contact it is has no part in it.
func (v *Vault) handle(ctx context.Context, a networks.Actor, id string, act audit.Act, do func(*stream.Tx, Custodian, *Opening) error) error {
	return v.change(ctx, a, act, id, func(tx *stream.Tx) error {
		c, err := v.custodian(ctx, tx.Tx, a)
		if err != nil {
			return err
		}
		o, err := lockOpening(ctx, tx.Tx, a.Network, id)
		if err != nil {
			return err
		}
		if o.Member == "" || o.Member == a.Member || slices.Contains(a.Parted, o.Member) || o.ToldOn != nil && act != reviewed {
			return errNotThere
		}
		if err := do(tx, c, &o); err != nil {
			return err
		}
		return updateOpening(ctx, tx.Tx, o)
	})
}

// The records of what custodians do.
const (
	approved audit.Act = "vault.approved"
	opened   audit.Act = "vault.opened"
	heldBack audit.Act = "vault.held"
	reviewed audit.Act = "vault.reviewed"
)

// Approve is the second custodian's word. The day's wait begins; where danger to life is named there is none.
func (v *Vault) Approve(ctx context.Context, a networks.Actor, id string) error {
	return v.handle(ctx, a, id, approved, func(tx *stream.Tx, _ Custodian, o *Opening) error {
		if o.AskedBy == a.Member || o.ApprovedBy != "" {
			return locales.Refuse(locales.Conflict, "vault.another_approves")
		}
		at := v.Now().Truncate(time.Second)
		if o.Ground != DangerToLife {
			at = at.Add(Wait)
		}
		o.ApprovedBy, o.OpensAt = a.Member, &at
		return v.tellCustodians(ctx, tx, a)
	})
}

// Let lets the sealed contact out, for the custodian who asked and the one who approved, as often as they need it while it is open. Each
// time is recorded, for good, before anything is read.
func (v *Vault) Let(ctx context.Context, a networks.Actor, id string) (f File, err error) {
	var of Opening
	err = v.handle(ctx, a, id, opened, func(tx *stream.Tx, _ Custodian, o *Opening) error {
		if o.AskedBy != a.Member && o.ApprovedBy != a.Member {
			return errNotThere
		}
		if !o.open(v.Now()) {
			return locales.Refuse(locales.Conflict, "vault.not_yet")
		}
		today, tell := v.today(), v.today().AddDate(0, 0, TellDays-1)
		if o.OpenedOn == nil {
			o.OpenedOn, o.TellOn = &today, &tell
		}
		of = *o
		return nil
	})
	if err != nil {
		return f, err
	}
	sealed, err := readContact(ctx, v.db, of.Network, of.Member)
	if err != nil {
		return f, wrap(err, "letting the contact out", id)
	}
	return File{Tinig: fileKind, For: of.ID, Contacts: []Contact{{Place: place(of.Network, of.Member), Sealed: sealed}}}, nil
}

func (o Opening) open(now time.Time) bool {
	return o.ApprovedBy != "" && o.OpensAt != nil && !now.Before(*o.OpensAt)
}

// Hold is the word of the survivor council's custodian that telling the member now would put her in danger: she is told TellDays from
// today, unless it is said again.
func (v *Vault) Hold(ctx context.Context, a networks.Actor, id string) error {
	return v.handle(ctx, a, id, heldBack, func(_ *stream.Tx, c Custodian, o *Opening) error {
		if c.Function != Council || o.OpenedOn == nil {
			return locales.Refuse(locales.Forbidden, "vault.council_holds")
		}
		tell := v.today().AddDate(0, 0, TellDays)
		o.TellOn = &tell
		return nil
	})
}

// Review is the word of the third custodian, who had no part in it, that she has looked at an opening that didn't wait.
func (v *Vault) Review(ctx context.Context, a networks.Actor, id string) error {
	return v.handle(ctx, a, id, reviewed, func(tx *stream.Tx, _ Custodian, o *Opening) error {
		if o.Ground != DangerToLife || o.OpenedOn == nil || o.ReviewedOn != nil || o.AskedBy == a.Member || o.ApprovedBy == a.Member {
			return errNotThere
		}
		today := v.today()
		o.ReviewedOn = &today
		return updateReviewed(ctx, tx.Tx, *o, a.Member)
	})
}

// openingsAtMost is how many openings a custodian sees.
const openingsAtMost = 100

// Openings are those of the network that aren't long over, the newest first, but for hers.
func (v *Vault) Openings(ctx context.Context, a networks.Actor) (list []Shown, err error) {
	c, err := v.custodian(ctx, v.db, a)
	if err != nil {
		return nil, err
	}
	all, err := readOpenings(ctx, v.db, a.Network)
	for _, o := range all {
		if o.Member == a.Member || o.Member == "" || slices.Contains(a.Parted, o.Member) {
			continue
		}
		mine, two := o.AskedBy == a.Member, o.AskedBy == a.Member || o.ApprovedBy == a.Member
		list = append(list, Shown{Opening: o, Mine: mine,
			MayApprove: !mine && o.ApprovedBy == "", MayLet: two && o.ToldOn == nil && o.open(v.Now()),
			MayHold:   c.Function == Council && o.OpenedOn != nil && o.ToldOn == nil,
			MayReview: !two && o.Ground == DangerToLife && o.OpenedOn != nil && o.ReviewedOn == nil})
	}
	return list, wrap(err, "reading the openings", a.Network)
}

// Sweep tells members whose time it is, and erases what is over.
func (v *Vault) Sweep(ctx context.Context) error {
	due, err := readDue(ctx, v.db, v.today())
	if err != nil {
		return wrap(err, "telling members", "the vault")
	}
	for _, o := range due {
		if err := v.tell(ctx, o); err != nil {
			return wrap(err, "telling the member", o.ID)
		}
	}
	return wrap(deleteOver(ctx, v.db, v.today()), "erasing what is over", "the vault")
}

// tell tells a member that her contact was let out.
func (v *Vault) tell(ctx context.Context, o Opening) error {
	tx, err := v.streams.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	first, err := updateTold(ctx, tx.Tx, o, v.today())
	if err != nil || !first {
		return err
	}
	if err := audit.Append(ctx, tx.Tx, audit.Record{Network: o.Network, Actor: "system", Act: "vault.told", Subject: o.ID, Day: v.today()}); err != nil {
		return err
	}
	if o.Member != "" {
		if err := inbox.Tell(ctx, tx, inbox.Notice{Network: o.Network, Member: o.Member, Kind: inbox.Unsealed, Day: v.today()}); err != nil {
			return err
		}
	}
	return tx.Commit()
}
