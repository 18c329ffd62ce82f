package cases

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tinig/server/audit"
	"tinig/server/networks"
)

// CasesAtOnce is how many cases a queue shows.
const CasesAtOnce = 50

// Waiting is a case in a queue, as it stands to the actor.
type Waiting struct {
	Case
	Reports int  // how many reported it
	Mine    bool // she has taken it
	Taken   bool // somebody else has
	Late    bool
}

// Opened is a case with all that is needed to decide it. Item is what was reported, as it stood then; Now is it as it stands.
// Words are an appeal's, and Against the decision that it is against. Earlier are first decisions about the same member, with what came
// of her appeals, and none of her words.
type Opened struct {
	Waiting
	Item    Item
	Now     Item
	Notes   []Note
	Earlier []Decision
	Words   string
	Against Decision
}

// Note is what a reporter said: why, and what she added. Who she is isn't in it.
type Note struct {
	Reason Reason
	Words  string
}

// Queue lists what waits for the actor, the most pressing first, and counts what waits for others. What she is too near to is
// among neither.
func (c *Cases) Queue(ctx context.Context, a networks.Actor, selves []Self) (list []Waiting, others int, err error) {
	if err := networks.Allow(a, networks.Moderate, nil); err != nil {
		return nil, 0, err
	}
	all, err := readQueue(ctx, c.db, a.Network)
	if err != nil {
		return nil, 0, fmt.Errorf("reading the queue of %s: %w", a.Network, err)
	}
	for _, w := range all {
		apart, err := c.apart(ctx, w.Case, selves)
		if err != nil {
			return nil, 0, err
		}
		switch {
		case !apart:
		case !c.may(a, w.Case), w.held(a.Member, c.Now()):
			others++
		default:
			list = append(list, c.standing(a, w))
		}
	}
	return list, others, nil
}

func (c *Cases) standing(a networks.Actor, w Waiting) Waiting {
	now := c.Now()
	w.Taken = w.held(a.Member, now)
	w.Mine = w.mine(a.Member, now)
	w.Late = w.DueAt.Before(now)
	return w
}

// visible is a case that the actor may look into.
func (c *Cases) visible(ctx context.Context, a networks.Actor, selves []Self, id string) (Case, error) {
	w, err := readCase(ctx, c.db, a.Network, id)
	if err != nil {
		return Case{}, notFound(err, "reading case", id)
	}
	if !c.may(a, w.Case) {
		return Case{}, errNotThere
	}
	apart, err := c.apart(ctx, w.Case, selves)
	if err == nil && !apart {
		err = errNotThere
	}
	return w.Case, err
}

// Claim takes a case for ClaimFor and opens it, after a record of it is written. A case that somebody else has taken stays hers. Who has
// looked long enough for today takes nothing more, but what may mean danger.
func (c *Cases) Claim(ctx context.Context, a networks.Actor, selves []Self, id string) error {
	of, err := c.visible(ctx, a, selves, id)
	if err == nil && !of.Urgent() && !of.mine(a.Member, c.Now()) {
		err = c.Fresh(ctx, a)
	}
	if err == nil {
		err = c.Looks(ctx, a)
	}
	if err != nil {
		return err
	}
	tx, err := c.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("taking case %s: %w", id, err)
	}
	defer tx.Rollback()
	if err := claim(ctx, tx, of, a.Member, c.Now(), c.Now().Add(ClaimFor)); errors.Is(err, errNoRow) {
		return errTaken
	} else if err != nil {
		return fmt.Errorf("taking case %s: %w", id, err)
	}
	if err := audit.Append(ctx, tx, audit.Record{Network: of.Network, Actor: a.Member, Act: "case.opened", Subject: id}); err != nil {
		return err
	}
	return tx.Commit()
}

// HandOver lets go a case that the actor has taken: somebody else takes it from here. One that isn't hers is no harm.
func (c *Cases) HandOver(ctx context.Context, a networks.Actor, id string) error {
	if err := networks.Allow(a, networks.Moderate, nil); err != nil {
		return err
	}
	if err := letGo(ctx, c.db, a, id); err != nil {
		return fmt.Errorf("handing over case %s: %w", id, err)
	}
	return nil
}

// Open shows a case that the actor has taken.
func (c *Cases) Open(ctx context.Context, a networks.Actor, selves []Self, id string) (o Opened, err error) {
	if _, err := c.visible(ctx, a, selves, id); err != nil {
		return o, err
	}
	w, err := readCase(ctx, c.db, a.Network, id)
	if err != nil {
		return o, notFound(err, "opening case", id)
	}
	o.Waiting = c.standing(a, w)
	if !o.Mine {
		return o, nil
	}
	return o, errors.Join(c.Looks(ctx, a), c.fill(ctx, &o))
}

// fill opens what is sealed, and reads what there is besides.
func (c *Cases) fill(ctx context.Context, o *Opened) (err error) {
	first := o.Case
	if o.Appeal() {
		if first, err = c.firstOf(ctx, o); err != nil {
			return err
		}
	}
	key, err := c.keyOf(first.ID)
	if err != nil {
		return err
	}
	if err := open(key, placeOf(first), first.Sealed, &o.Item); err != nil {
		return err
	}
	reports, err := readReports(ctx, c.db, first)
	if err != nil {
		return fmt.Errorf("reading the reports of case %s: %w", first.ID, err)
	}
	for _, r := range reports {
		note := Note{Reason: r.Reason}
		if err := open(key, "report of "+placeOf(first), r.Sealed, &note.Words); err != nil {
			return err
		}
		o.Notes = append(o.Notes, note)
	}
	if o.Now, err = c.subjects[o.Kind].Now(ctx, o.Network, o.Subject); err != nil {
		return err
	}
	if o.Member == "" {
		return nil
	}
	if o.Earlier, err = readDecisionsOn(ctx, c.db, o.Network, o.Member, o.FirstCase); err == nil {
		err = c.answers(ctx, o.Earlier)
	}
	if err != nil {
		return fmt.Errorf("reading the earlier cases of %s: %w", o.Member, err)
	}
	return nil
}

// firstOf is the case that an appeal is about; it puts its decision and the words of the appeal into o.
func (c *Cases) firstOf(ctx context.Context, o *Opened) (Case, error) {
	first, err := readAnyCase(ctx, c.db, o.Network, o.FirstCase)
	if err != nil {
		return first, notFound(err, "opening case", o.FirstCase)
	}
	if o.Against, err = readDecision(ctx, c.db, o.Network, o.FirstCase); err != nil {
		return first, notFound(err, "opening case", o.FirstCase)
	}
	key, err := c.keyOf(o.ID)
	if err != nil {
		return first, err
	}
	return first, open(key, placeOf(o.Case), o.Sealed, &o.Words)
}

// Since is how long a case has waited, in whole hours.
func (w Waiting) Since(now time.Time) int { return int(now.Sub(w.OpenedAt).Hours()) }
