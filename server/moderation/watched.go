package moderation

import (
	"context"
	"fmt"
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

// What happens when a watched phrase is written.
const (
	Suggest = "suggest" // she is shown it with the reason, and decides
	Hold    = "hold"    // a moderator looks first; where words can't wait, it is shown to her until it is out
	Block   = "block"   // it can't be posted, and she is told why
	Danger  = "crisis"  // it is posted, and she sees whom she can call
)

// WatchedActs are all of them.
var WatchedActs = []string{Suggest, Hold, Block, Danger}

// The most that a network watches for, and for how many days a phrase is watched until somebody is to look at it again, if she who sets
// it doesn't say, and at most.
const (
	WatchedAtMost = 1000
	ReviewDays    = 180
	ReviewAtMost  = 400
)

// Watched is a phrase that a network watches for: whole words, or the beginning or end of one where a * stands. It is found in whatever
// letters it is written, and whatever language the text says it is in: Lang, "" for none, is for those who look after the list. Role is
// whose it was to set it, never who did.
type Watched struct {
	ID       string    `db:"id"`
	Phrase   string    `db:"phrase"`
	Pattern  string    `db:"pattern"`
	Lang     string    `db:"lang"`
	Act      string    `db:"act"`
	Why      string    `db:"why"`
	Role     string    `db:"role"`
	SetOn    time.Time `db:"set_on"`
	ReviewOn time.Time `db:"review_on"`
}

// Overdue says whether somebody was to look at it again before today.
func (w Watched) Overdue(today time.Time) bool { return w.ReviewOn.Before(today) }

// patternOf is a phrase as it is looked for in a text whose words stand between blanks.
func patternOf(phrase string) string {
	pattern := spaced(phrase)
	if strings.HasPrefix(phrase, "*") {
		pattern = pattern[1:]
	}
	if strings.HasSuffix(phrase, "*") {
		pattern = pattern[:len(pattern)-1]
	}
	return pattern
}

// check returns a phrase as it is kept from today on, and refuses one of less than two letters, which would stop everybody, and one without a reason.
func (w Watched) check(today time.Time) (Watched, error) {
	w.Phrase, w.Why = strings.Join(strings.Fields(w.Phrase), " "), strings.Join(strings.Fields(w.Why), " ")
	w.ID, w.Pattern, w.Role = uuid.NewString(), patternOf(w.Phrase), string(networks.RoleSteward)
	w.SetOn = today
	if w.ReviewOn.IsZero() {
		w.ReviewOn = today.AddDate(0, 0, ReviewDays)
	}
	switch {
	case utf8.RuneCountInString(strings.TrimSpace(w.Pattern)) < 2, utf8.RuneCountInString(w.Pattern) < 3, utf8.RuneCountInString(w.Phrase) > 80,
		w.Why == "", utf8.RuneCountInString(w.Why) > 200, !slices.Contains(WatchedActs, w.Act), w.Lang != "" && locales.For(w.Lang).Tag() != w.Lang:
		return w, locales.Refuse(locales.Invalid, "watched.incomplete")
	case !w.ReviewOn.After(today), w.ReviewOn.After(today.AddDate(0, 0, ReviewAtMost)):
		return w, locales.Refuse(locales.Invalid, "watched.review_day", "Days", ReviewAtMost)
	}
	return w, nil
}

// Watch has the network watch for phrases, all of them or none: one that it watches for already gets the new reason and day. A day of
// review that is zero is ReviewDays from today. Of each it reads Phrase, Lang, Act, Why and ReviewOn.
func (m *Moderation) Watch(ctx context.Context, a networks.Actor, phrases ...Watched) error {
	for i, w := range phrases {
		checked, err := w.check(m.now().UTC().Truncate(24 * time.Hour))
		if err != nil && len(phrases) > 1 {
			return locales.Refuse(locales.Invalid, "watched.row", "Row", i+1, "Phrase", w.Phrase)
		}
		if err != nil {
			return err
		}
		phrases[i] = checked
	}
	return m.changeWatched(ctx, a, "phrase.watched", a.Network, func(tx *sqlx.Tx) (bool, error) {
		for _, w := range phrases {
			kept, err := insertWatched(ctx, tx, a.Network, w)
			if err != nil {
				return false, err
			}
			if !kept {
				return false, locales.Refuse(locales.TooMany, "watched.full", "Most", WatchedAtMost)
			}
		}
		return len(phrases) > 0, nil
	})
}

// Catching says which texts a network would catch if it watched for the phrase. It keeps nothing.
func (m *Moderation) Catching(a networks.Actor, phrase string) (func(text string) bool, error) {
	if err := networks.Allow(a, networks.RunNetwork, nil); err != nil {
		return nil, err
	}
	w, err := Watched{Phrase: phrase, Act: Suggest, Why: "-"}.check(m.now().UTC().Truncate(24 * time.Hour))
	if err != nil {
		return nil, err
	}
	n := weave(0, []Watched{w})
	return func(text string) bool { return len(n.caught(text)) > 0 }, nil
}

// Unwatch ends it. Ending it twice is no harm.
func (m *Moderation) Unwatch(ctx context.Context, a networks.Actor, id string) error {
	return m.changeWatched(ctx, a, "phrase.unwatched", id, func(tx *sqlx.Tx) (bool, error) { return deleteWatched(ctx, tx, a, id) })
}

// Watched lists what the network watches for.
func (m *Moderation) Watched(ctx context.Context, a networks.Actor) ([]Watched, error) {
	if err := networks.Allow(a, networks.RunNetwork, nil); err != nil {
		return nil, err
	}
	all, err := readWatched(ctx, m.db, a.Network)
	if err != nil {
		return nil, fmt.Errorf("reading what %s watches for: %w", a.Network, err)
	}
	return all, nil
}

// changeWatched runs one change with its record.
func (m *Moderation) changeWatched(ctx context.Context, a networks.Actor, act audit.Act, subject string, change func(*sqlx.Tx) (bool, error)) error {
	if err := networks.Allow(a, networks.RunNetwork, nil); err != nil {
		return err
	}
	tx, err := m.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("changing what %s watches for: %w", a.Network, err)
	}
	defer tx.Rollback()
	if err := nextRevision(ctx, tx, a.Network); err != nil {
		return fmt.Errorf("changing what %s watches for: %w", a.Network, err)
	}
	changed, err := change(tx)
	if err != nil || !changed {
		return err
	}
	if err := audit.Append(ctx, tx, audit.Record{Network: a.Network, Actor: a.Member, Act: act, Subject: subject}); err != nil {
		return err
	}
	return tx.Commit()
}

// InDanger says whether somebody who writes this may be in danger: by Crisis, or by what her network watches for.
func (m *Moderation) InDanger(ctx context.Context, a networks.Actor, texts ...string) (bool, error) {
	if Crisis(texts...) {
		return true, nil
	}
	n, err := m.net(ctx, a)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(n.caught(texts...), func(w Watched) bool { return w.Act == Danger }), nil
}

// Caught are the phrases for which the network watches and that stand in the texts, for a moderator who looks at these.
func (m *Moderation) Caught(ctx context.Context, a networks.Actor, texts ...string) ([]Watched, error) {
	if err := networks.Allow(a, networks.Moderate, nil); err != nil {
		return nil, err
	}
	n, err := m.net(ctx, a)
	if err != nil {
		return nil, err
	}
	return n.caught(texts...), nil
}
