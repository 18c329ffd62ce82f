package cases

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/networks"
)

// AppealDays is for how long after a decision she can appeal, and AppealLength the most characters that she writes.
const (
	AppealDays   = 20
	AppealLength = 2000
)

// toldAtOnce is how many decisions and reports she is shown.
const toldAtOnce = 50

// Reported is a report of her own: its day, and whether it was looked at, and whether anything was done. What it was isn't told.
type Reported struct {
	Kind    string    `db:"kind"`
	Reason  Reason    `db:"reason"`
	On      time.Time `db:"reported_on"`
	Decided bool      `db:"decided"`
	Acted   bool      `db:"acted"`
}

// Appealable says until when she can appeal against a decision; zero when she can't.
func (c *Cases) Appealable(d Decision) (until time.Time) {
	until = d.On.AddDate(0, 0, AppealDays)
	if d.Appealed || d.Act == None || c.today().After(until) {
		return time.Time{}
	}
	return until
}

// Mine are the actor's own reports, the newest first.
func (c *Cases) Mine(ctx context.Context, a networks.Actor) ([]Reported, error) {
	mine, err := readMine(ctx, c.db, a)
	if err != nil {
		return nil, fmt.Errorf("reading what %s reported: %w", a.Member, err)
	}
	return mine, nil
}

// About are the decisions about the actor's own words, the newest first, with what came of her appeals.
func (c *Cases) About(ctx context.Context, a networks.Actor) ([]Decision, error) {
	about, err := readAbout(ctx, c.db, a)
	if err != nil {
		return nil, fmt.Errorf("reading what was decided about %s: %w", a.Member, err)
	}
	if err := c.answers(ctx, about); err != nil {
		return nil, fmt.Errorf("reading what was decided about %s: %w", a.Member, err)
	}
	return about, nil
}

// answers fills in what came of appeals.
func (c *Cases) answers(ctx context.Context, about []Decision) error {
	for i, d := range about {
		if !d.Appealed {
			continue
		}
		answer, err := readAnswer(ctx, c.db, d)
		if errors.Is(err, errNoRow) {
			continue
		}
		if err != nil {
			return err
		}
		about[i].Answer = &answer
	}
	return nil
}

// Told is one decision about the actor's own words, and these as they stood when they were reported. One about others' isn't there.
func (c *Cases) Told(ctx context.Context, a networks.Actor, id string) (Decision, Item, error) {
	about, err := c.About(ctx, a)
	if err != nil {
		return Decision{}, Item{}, err
	}
	for _, d := range about {
		if d.Case == id {
			item, err := c.snapshot(ctx, Case{Network: a.Network, FirstCase: id})
			return d, item, err
		}
	}
	return Decision{}, Item{}, errNotThere
}

// Appeal asks that somebody else decides once more. It is one per decision, within AppealDays.
func (c *Cases) Appeal(ctx context.Context, a networks.Actor, id, words string) error {
	words = strings.TrimSpace(strings.ReplaceAll(words, "\r\n", "\n"))
	if words == "" || utf8.RuneCountInString(words) > AppealLength {
		return locales.Refuse(locales.Invalid, "appeal.words_needed", "Most", AppealLength)
	}
	first, err := readAnyCase(ctx, c.db, a.Network, id)
	if err != nil || first.Member != a.Member || first.Appeal() {
		return notFound(errors.Join(err, errNoRow), "appealing in", id)
	}
	decision, err := readDecision(ctx, c.db, a.Network, id)
	if err != nil {
		return notFound(err, "appealing in", id)
	}
	if decision.Appealed {
		return nil // pressed twice, or from another device
	}
	if c.Appealable(decision).IsZero() {
		return locales.Refuse(locales.Gone, "appeal.too_late", "Days", AppealDays)
	}
	return c.appeal(ctx, first, words)
}

// appeal opens the case of an appeal, in the queue of those who can look into it. The first case is kept for as long.
func (c *Cases) appeal(ctx context.Context, first Case, words string) error {
	now := c.Now()
	of := Case{Network: first.Network, ID: uuid.NewString(), FirstCase: first.ID, Kind: first.Kind, Subject: first.Subject,
		Member: first.Member, Reason: first.Reason, Line: first.Line, OpenedAt: now, DueAt: now.Add(AppealWithin),
		ForgetOn: c.today().AddDate(0, 0, Days)}
	if err := c.route(ctx, &of, first.Member); err != nil {
		return err
	}
	key, err := c.makeKey(of.ID)
	if err != nil {
		return err
	}
	if of.Sealed, err = seal(key, placeOf(of), words); err != nil {
		return err
	}
	tx, err := c.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("appealing in case %s: %w", first.ID, err)
	}
	defer tx.Rollback()
	err = errors.Join(insertCase(ctx, tx, of), keepUntil(ctx, tx, first, of.ForgetOn))
	if violates(err, "cases_one_appeal") {
		return c.destroyKey(of.ID)
	}
	if err != nil {
		return fmt.Errorf("appealing in case %s: %w", first.ID, err)
	}
	return tx.Commit()
}
