package moderation

import (
	"context"
	"fmt"
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

// The most that a network watches for, and for how many days a phrase is watched until somebody is to look at it again.
const (
	WatchedAtMost = 1000
	ReviewDays    = 180
)

// Watched is a phrase that a network watches for: whole words, or the beginning or end of one where a * stands. It is found in whatever
// letters it is written. Role is whose it was to set it, never who did.
type Watched struct {
	ID       string    `db:"id"`
	Phrase   string    `db:"phrase"`
	Pattern  string    `db:"pattern"`
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

// Watch has the network watch for a phrase; one that it watches for already gets the new reason and day. It refuses a phrase of less than two
// letters, which would stop everybody.
func (m *Moderation) Watch(ctx context.Context, a networks.Actor, phrase, act, why string) error {
	phrase, why = strings.Join(strings.Fields(phrase), " "), strings.Join(strings.Fields(why), " ")
	today := m.now().UTC().Truncate(24 * time.Hour)
	w := Watched{ID: uuid.NewString(), Phrase: phrase, Pattern: patternOf(phrase), Act: act, Why: why, Role: string(networks.RoleSteward),
		SetOn: today, ReviewOn: today.AddDate(0, 0, ReviewDays)}
	if utf8.RuneCountInString(strings.TrimSpace(w.Pattern)) < 2 || utf8.RuneCountInString(w.Pattern) < 3 || utf8.RuneCountInString(phrase) > 80 ||
		why == "" || utf8.RuneCountInString(why) > 200 || !strings.Contains(" "+strings.Join(WatchedActs, " ")+" ", " "+act+" ") {
		return locales.Refuse(locales.Invalid, "watched.incomplete")
	}
	return m.changeWatched(ctx, a, "phrase.watched", a.Network, func(tx *sqlx.Tx) (bool, error) {
		kept, err := insertWatched(ctx, tx, a.Network, w)
		if err == nil && !kept {
			return false, locales.Refuse(locales.TooMany, "watched.full", "Most", WatchedAtMost)
		}
		return kept, err
	})
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
	return m.watched(ctx, a)
}

func (m *Moderation) watched(ctx context.Context, a networks.Actor) ([]Watched, error) {
	if a.Network == "" {
		return nil, nil
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
	changed, err := change(tx)
	if err != nil || !changed {
		return err
	}
	if err := audit.Append(ctx, tx, audit.Record{Network: a.Network, Actor: a.Member, Act: act, Subject: subject}); err != nil {
		return err
	}
	return tx.Commit()
}

// caught are the phrases that stand in texts.
func caught(all []Watched, texts []string) (some []Watched) {
	if len(all) == 0 {
		return nil
	}
	var lines, runs strings.Builder
	for _, text := range texts {
		words := spaced(text)
		lines.WriteString(words + "\n")
		runs.WriteString(apart(words))
	}
	for _, w := range all {
		bare := strings.ReplaceAll(w.Pattern, " ", "")
		if strings.Contains(lines.String(), w.Pattern) || len(bare) > 3 && strings.Contains(runs.String(), bare) {
			some = append(some, w)
		}
	}
	return some
}

// apart are the letters that stand apart in a text, four or more in a row, put together; a row of them a line.
func apart(words string) string {
	fields := strings.Fields(words)
	var out strings.Builder
	for i := 0; i < len(fields); i++ {
		j := i
		for j < len(fields) && utf8.RuneCountInString(fields[j]) == 1 {
			j++
		}
		if j-i > 3 {
			out.WriteString(strings.Join(fields[i:j], "") + "\n")
		}
		i = max(i, j)
	}
	return out.String()
}

// InDanger says whether somebody who writes this may be in danger: by Crisis, or by what her network watches for.
func (m *Moderation) InDanger(ctx context.Context, a networks.Actor, texts ...string) (bool, error) {
	if Crisis(texts...) {
		return true, nil
	}
	all, err := m.watched(ctx, a)
	for _, w := range caught(all, texts) {
		if w.Act == Danger {
			return true, err
		}
	}
	return false, err
}
