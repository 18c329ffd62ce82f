package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/audit"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// Act is what is decided about something that was reported.
type Act string

// The acts, in the order in which they are offered. Talk is a word to its author and nothing else; Upheld and Overturned are about
// an appeal.
const (
	None       Act = "none"
	Talk       Act = "talk"
	NoteAdded  Act = "note"
	EditAsked  Act = "edit"
	Hidden     Act = "hide"
	Removed    Act = "remove"
	Slowed     Act = "slow"
	Silenced   Act = "mute"
	FromSpace  Act = "space"
	Suspended  Act = "suspend"
	Expelled   Act = "out"
	Upheld     Act = "upheld"
	Overturned Act = "overturned"
)

// Acts are those that can be decided about a thing.
var Acts = []Act{None, Talk, NoteAdded, EditAsked, Hidden, Removed, Slowed, Silenced, FromSpace, Suspended, Expelled}

// SealedActs are those that can be decided about words which only those open to whom they were written.
var SealedActs = []Act{None, Talk, Hidden, Removed, Slowed, Silenced, Suspended, Expelled}

// timed are those that end on a day, Days ahead.
var timed = []Act{Slowed, Silenced, FromSpace, Suspended}

// Timed says whether the act ends on a day.
func (a Act) Timed() bool { return slices.Contains(timed, a) }

// hides says whether words that are hidden stay so: a sanction leaves them as they are.
func (a Act) hides() bool { return a == Hidden || a == Removed || a == Expelled || a.Timed() }

// personal says whether the act says or does something to whose words these are, and needs her to be there.
func (a Act) personal() bool { return a == Talk || a == EditAsked || a == Expelled || a.Timed() }

// Follows says whether the act can follow the person to her other members.
func (a Act) Follows() bool { return a == Slowed || a == Silenced || a == Suspended }

// DaysAhead are for how many days an act can hold.
var DaysAhead = []int{1, 7, 30, 90, 180}

// Answers are those about an appeal.
var Answers = []Act{Upheld, Overturned}

// ReasonLength is the most characters of a reason.
const ReasonLength = 1000

// noteLength is the most characters of a content note that is added, as package forum has it.
const noteLength = 100

// Decision is what was decided, as it is told to whom it concerns: under a role, not a name. Appealed says that she has appealed
// against it, and Answer what came of that, if it was decided.
type Decision struct {
	Network  string        `db:"network_id"`
	Case     string        `db:"case_id"`
	First    string        `db:"first_case"`
	By       string        `db:"decided_by"`
	FirstBy  string        `db:"first_by"`
	Role     networks.Role `db:"role"`
	Act      Act           `db:"decision"`
	Reason   string        `db:"reason"`
	Lang     string        `db:"lang"`
	Until    *time.Time    `db:"until"`
	On       time.Time     `db:"decided_on"`
	Kind     string        `db:"kind"`
	Subject  string        `db:"subject"`
	Appealed bool          `db:"appealed"`
	Answer   *Decision     `db:"-"`
}

// Ruling is a decision before it is one. Note is the content note that it adds, Days for how many days it holds. Everywhere asks
// that it follows the person.
type Ruling struct {
	Act          Act
	Reason, Lang string
	Note         string
	Days         int
	Everywhere   bool
}

func (r Ruling) check(allowed []Act) (Ruling, error) {
	r.Reason, r.Note = strings.TrimSpace(r.Reason), strings.TrimSpace(r.Note)
	switch {
	case !slices.Contains(allowed, r.Act):
		return r, locales.Refuse(locales.Invalid, "queue.act_needed")
	case r.Reason == "" || utf8.RuneCountInString(r.Reason) > ReasonLength:
		return r, locales.Refuse(locales.Invalid, "queue.reason_needed", "Most", ReasonLength)
	case r.Act == NoteAdded && (r.Note == "" || utf8.RuneCountInString(r.Note) > noteLength):
		return r, locales.Refuse(locales.Invalid, "queue.note_needed", "Most", noteLength)
	case r.Act.Timed() && !slices.Contains(DaysAhead, r.Days):
		return r, locales.Refuse(locales.Invalid, "queue.days_needed")
	case r.Everywhere && !r.Act.Follows():
		return r, locales.Refuse(locales.Invalid, "queue.act_needed")
	case locales.For(r.Lang).Tag() != r.Lang:
		return r, locales.Refuse(locales.Invalid, "forum.language_unknown")
	}
	return r, nil
}

// errTaken refuses who decides what somebody else has taken, or has been decided.
var errTaken = locales.Refuse(locales.Conflict, "queue.taken")

// Decide decides a case that the actor has taken: it takes effect, it is recorded, and its author and those who reported are
// told. An appeal is upheld or overturned, by another than who decided first.
func (c *Cases) Decide(ctx context.Context, a networks.Actor, selves []Self, id string, r Ruling) error {
	of, err := c.visible(ctx, a, selves, id)
	if err != nil {
		return err
	}
	allowed := c.ActsOn(of)
	if now, err := c.subjects[of.Kind].Now(ctx, of.Network, of.Subject); err == nil && now.Sealed && !of.Appeal() {
		allowed = SealedActs
	}
	if r, err = r.check(allowed); err != nil {
		return err
	}
	if err := c.mayRule(a, of, r); err != nil {
		return err
	}
	tx, err := c.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("deciding case %s: %w", id, err)
	}
	defer tx.Rollback()
	if of, err = lockClaimed(ctx, tx.Tx, of, a.Member, c.Now()); errors.Is(err, errNoRow) {
		return errTaken
	} else if err != nil {
		return fmt.Errorf("deciding case %s: %w", id, err)
	}
	if err := c.decide(ctx, tx, a, of, r); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("deciding case %s: %w", id, err)
	}
	return nil
}

// decide writes the decision, its record, tells, and lets it take effect, in the order in which everybody locks.
func (c *Cases) decide(ctx context.Context, tx *stream.Tx, a networks.Actor, of Case, r Ruling) error {
	d := Decision{Network: of.Network, Case: of.ID, First: of.FirstCase, By: a.Member, FirstBy: a.Member, Role: a.Roles.Acting(),
		Act: r.Act, Reason: r.Reason, Lang: r.Lang, On: c.today()}
	first, err := readFirst(ctx, tx, of)
	if err != nil {
		return fmt.Errorf("deciding case %s: %w", of.ID, err)
	}
	if of.Appeal() {
		d.FirstBy = first.By
	}
	if r.Act.Timed() {
		until := c.today().AddDate(0, 0, r.Days)
		d.Until = &until
	}
	err = errors.Join(insertDecision(ctx, tx.Tx, d), closeCase(ctx, tx.Tx, of))
	if violates(err, "appeals_are_decided_by_another") {
		return errNotThere
	}
	if err != nil {
		return fmt.Errorf("deciding case %s: %w", of.ID, err)
	}
	record := audit.Record{Network: of.Network, Actor: a.Member, Act: audit.Act("case.decided." + r.Act), Subject: of.ID}
	if err := audit.Append(ctx, tx.Tx, record); err != nil {
		return err
	}
	tell, err := c.carryOut(ctx, tx, of, first, r)
	if err != nil {
		return fmt.Errorf("deciding case %s: %w", of.ID, err)
	}
	tellHer, err := c.restrain(ctx, tx, of, first, d, r)
	if err != nil {
		return err
	}
	if err := c.tell(ctx, tx, of, r); err != nil {
		return err
	}
	if err := tellHer(); err != nil {
		return err
	}
	return tell()
}

// tell tells whose it is, unless nothing came of it that she could notice, and those who reported.
func (c *Cases) tell(ctx context.Context, tx *stream.Tx, of Case, r Ruling) error {
	var notices []inbox.Notice
	if of.Member != "" && (r.Act != None || of.Hidden) {
		notices = append(notices, inbox.Notice{Network: of.Network, Member: of.Member, Kind: inbox.Decided, Day: c.today()})
	}
	if !of.Appeal() {
		reporters, err := readReporters(ctx, tx, of)
		if err != nil {
			return fmt.Errorf("telling of case %s: %w", of.ID, err)
		}
		for _, reporter := range reporters {
			notices = append(notices, inbox.Notice{Network: of.Network, Member: reporter, Kind: inbox.Looked, Day: c.today()})
		}
	}
	return inbox.Tell(ctx, tx, notices...)
}

// effects are what acts do to a thing; the others leave it as it is, and show it again if it was hidden meanwhile.
var effects = map[Act]Doing{NoteAdded: Mark, EditAsked: Reopen, Hidden: Hide, Removed: Remove}

func (c *Cases) carryOut(ctx context.Context, tx *stream.Tx, of Case, first Decision, r Ruling) (Tell, error) {
	effect, acts := Effect{Do: effects[r.Act], Note: r.Note}, effects[r.Act] != ""
	switch {
	case r.Act == Overturned:
		var err error
		if effect, acts, err = c.undoing(ctx, of, first); err != nil {
			return nil, err
		}
	case of.Hidden && !r.Act.hides() && !of.Appeal():
		tell, err := c.act(ctx, tx, of, Effect{Do: Show})
		if err != nil || !acts {
			return tell, err
		}
		more, err := c.act(ctx, tx, of, effect)
		return func() error { return errors.Join(tell(), more()) }, err
	}
	if !acts {
		return Silent, nil
	}
	return c.act(ctx, tx, of, effect)
}

func (c *Cases) act(ctx context.Context, tx *stream.Tx, of Case, e Effect) (Tell, error) {
	return c.subjects[of.Kind].Act(ctx, tx, of.Network, of.Subject, e)
}

// undoing is what takes back what was decided first.
func (c *Cases) undoing(ctx context.Context, of Case, first Decision) (e Effect, acts bool, err error) {
	if first.Act == NoteAdded {
		item, err := c.snapshot(ctx, of)
		return Effect{Do: Mark, Note: item.Note}, true, err
	}
	return Effect{Do: Show}, first.Act.hides(), nil
}

// snapshot is what was reported first.
func (c *Cases) snapshot(ctx context.Context, of Case) (item Item, err error) {
	first, err := readAnyCase(ctx, c.db, of.Network, of.FirstCase)
	if err != nil {
		return item, notFound(err, "opening case", of.FirstCase)
	}
	key, err := c.keyOf(first.ID)
	if err != nil {
		return item, err
	}
	return item, open(key, placeOf(first), first.Sealed, &item)
}
