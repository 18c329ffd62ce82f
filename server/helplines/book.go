package helplines

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/audit"
	"tinig/server/networks"
)

// Act is what is said about a line.
type Act string

// The acts. Add is about a new line of the network's own, and Remove about one of those; any line can be tried.
const (
	Add    Act = "add"
	Works  Act = "works"
	Fails  Act = "fails"
	Remove Act = "remove"
)

// Change is what one of the staff says about a line. It counts from the day on which another agreed; until then AskedBy is who said it, and
// from then on nobody. Day is when it was tried, or read in Source.
type Change struct {
	Network  string     `db:"network_id"`
	ID       string     `db:"id"`
	Line     string     `db:"line"`
	Act      Act        `db:"act"`
	Name     string     `db:"name"`
	Need     Need       `db:"need"`
	Call     string     `db:"call"` // a number, as it is dialled
	Web      string     `db:"web"`  // an address without https://
	Always   bool       `db:"always"`
	Free     bool       `db:"free"`
	Source   string     `db:"source"`
	Day      time.Time  `db:"day"`
	AskedBy  *string    `db:"asked_by"`
	AgreedOn *time.Time `db:"agreed_on"`
}

// MayAgree says whether the actor can be the second person.
func (c Change) MayAgree(a networks.Actor) bool {
	return networks.Allow(a, networks.KeepLines, nil) == nil && c.AskedBy != nil && *c.AskedBy != a.Member
}

// The most characters of a line's words, and how many lines of its own a network can have, those asked for among them.
const (
	NameLength   = 120
	SourceLength = 120
	OwnAtMost    = 30
)

// Needs are all of them.
var Needs = []Need{Anyone, Child, Trafficking, Police, Images, Report, Emergency, Adult, Behaviour}

var (
	number = regexp.MustCompile(`^\+?[0-9#*][0-9 ()/.-]{1,30}$`)
	site   = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(/[^\s<>"']*)?$`)
)

// Book is what the staff of networks know of helplines. Make one with NewBook.
type Book struct {
	db  *sqlx.DB
	now func() time.Time
}

// NewBook serves what is kept in db. now is the clock; nil means the machine's.
func NewBook(db *sqlx.DB, now func() time.Time) *Book {
	if now == nil {
		now = time.Now
	}
	return &Book{db: db, now: now}
}

func (b *Book) today() time.Time { return b.now().UTC().Truncate(24 * time.Hour) }

// Known is what counts in a network: for All.
func (b *Book) Known(ctx context.Context, network string) ([]Change, error) {
	known, err := readChanges(ctx, b.db, network, true)
	if err != nil {
		return nil, fmt.Errorf("reading the helplines of %s: %w", network, err)
	}
	return known, nil
}

// Asked lists what waits for a second person.
func (b *Book) Asked(ctx context.Context, a networks.Actor) ([]Change, error) {
	if err := networks.Allow(a, networks.KeepLines, nil); err != nil {
		return nil, err
	}
	asked, err := readChanges(ctx, b.db, a.Network, false)
	if err != nil {
		return nil, fmt.Errorf("reading what is asked about the helplines of %s: %w", a.Network, err)
	}
	return asked, nil
}

// Ask says something about a line; of Add the id is the number of its form. What is said already, and waits, is a conflict.
func (b *Book) Ask(ctx context.Context, a networks.Actor, c Change) error {
	c.Network, c.AskedBy, c.AgreedOn = a.Network, &a.Member, nil
	if c.Act == Add {
		c.Line = c.ID
		if err := c.tidy(b.today()); err != nil {
			return err
		}
	} else {
		c = Change{Network: c.Network, ID: uuid.NewString(), Line: c.Line, Act: c.Act, Day: b.today(), AskedBy: c.AskedBy}
	}
	return b.change(ctx, a, "helpline.asked", c.ID, func(ctx context.Context, tx *sqlx.Tx) error {
		known, err := readChanges(ctx, tx, a.Network, true)
		if err != nil {
			return err
		}
		own := func(k Change) bool { return k.Act == Add && k.Line == c.Line }
		switch {
		case c.Act == Add && count(known, Add) >= OwnAtMost:
			return locales.Refuse(locales.TooMany, "lines.too_many", "Most", OwnAtMost)
		case c.Act == Remove && !slices.ContainsFunc(known, own), !slices.ContainsFunc(All(known, b.today()), func(l Line) bool { return l.ID == c.Line }) && c.Act != Add:
			return errNotThere
		}
		if there, err := insertChange(ctx, tx, c); err != nil || there {
			return err
		}
		return locales.Refuse(locales.Conflict, "lines.waits")
	})
}

// Agree is the second person's word: from now on it counts, in the place of what was known before.
func (b *Book) Agree(ctx context.Context, a networks.Actor, id string) error {
	return b.change(ctx, a, "helpline.agreed", id, func(ctx context.Context, tx *sqlx.Tx) error {
		c, err := lockAsked(ctx, tx, a.Network, id)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return errNotThere
		case err != nil:
			return err
		case !c.MayAgree(a):
			return locales.Refuse(locales.Forbidden, "lines.second_person")
		case c.Act == Remove:
			return deleteLine(ctx, tx, a.Network, c.Line)
		}
		return agreeChange(ctx, tx, c, b.today())
	})
}

// Decline takes back what waits: any who could be the second person, and who said it.
func (b *Book) Decline(ctx context.Context, a networks.Actor, id string) error {
	return b.change(ctx, a, "helpline.declined", id, func(ctx context.Context, tx *sqlx.Tx) error {
		if _, err := lockAsked(ctx, tx, a.Network, id); errors.Is(err, sql.ErrNoRows) {
			return errNotThere
		} else if err != nil {
			return err
		}
		return deleteChange(ctx, tx, a.Network, id)
	})
}

// errNotThere refuses what isn't there.
var errNotThere = locales.Refuse(locales.NotFound, "lines.not_there")

// change runs what one who may keep the lines does, with its record.
func (b *Book) change(ctx context.Context, a networks.Actor, act audit.Act, id string, do func(context.Context, *sqlx.Tx) error) error {
	if err := networks.Allow(a, networks.KeepLines, nil); err != nil {
		return err
	}
	tx, err := b.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("%s in %s: %w", act, a.Network, err)
	}
	defer tx.Rollback()
	if err := do(ctx, tx); err != nil {
		return fmt.Errorf("%s in %s: %w", act, a.Network, err)
	}
	if err := audit.Append(ctx, tx, audit.Record{Network: a.Network, Actor: a.Member, Act: act, Subject: id}); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("%s in %s: %w", act, a.Network, err)
	}
	return nil
}

// tidy makes a new line whole, or refuses it.
func (c *Change) tidy(today time.Time) error {
	c.Name, c.Source, c.Call = strings.TrimSpace(c.Name), strings.TrimSpace(c.Source), strings.TrimSpace(c.Call)
	c.Web = strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(c.Web)), "https://"), "/")
	switch {
	case c.Name == "" || utf8.RuneCountInString(c.Name) > NameLength:
		return locales.Refuse(locales.Invalid, "lines.name_wanted")
	case !slices.Contains(Needs, c.Need):
		return locales.Refuse(locales.Invalid, "lines.need_wanted")
	case c.Call == "" && c.Web == "", c.Call != "" && !number.MatchString(c.Call), c.Web != "" && (len(c.Web) > 200 || !site.MatchString(c.Web)):
		return locales.Refuse(locales.Invalid, "lines.way_wanted")
	case c.Source == "" || utf8.RuneCountInString(c.Source) > SourceLength:
		return locales.Refuse(locales.Invalid, "lines.source_wanted")
	case c.Day.IsZero() || c.Day.After(today) || c.Day.Before(today.AddDate(-5, 0, 0)):
		return locales.Refuse(locales.Invalid, "lines.day_wanted")
	}
	return nil
}

func count(all []Change, act Act) (n int) {
	for _, c := range all {
		if c.Act == act {
			n++
		}
	}
	return n
}
