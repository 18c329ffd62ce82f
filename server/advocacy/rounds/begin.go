package rounds

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/audit"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// How long the parts of a round's text are, in letters, and how many days it lasts.
const (
	titleAtMost  = 120
	bodyAtMost   = 4000
	optionAtMost = 100
	DaysAtMost   = 60
)

// Text is what a round asks, in one language. Options stand in the same order in each.
type Text struct {
	Lang    string         `db:"lang"`
	Version int            `db:"version"`
	Title   string         `db:"title"`
	Body    string         `db:"body"`
	Options pq.StringArray `db:"options"`
}

// Draft is a round that somebody wants to begin.
type Draft struct {
	Kind                 Kind
	Languages            []string
	Days                 int
	Text                 Text
	SubjectKind, Subject string
	Once                 string
}

// Begin makes a round in a space. It starts when its text is there in every language: at once when there is only the one. Sending the
// same draft twice begins one round.
func (r *Rounds) Begin(ctx context.Context, a networks.Actor, space string, d Draft) (string, error) {
	if _, err := r.networks.Space(ctx, a, space, networks.Facilitate); err != nil {
		return "", err
	}
	round, err := r.checked(a, space, d)
	if err != nil {
		return "", err
	}
	tx, err := r.db.BeginTxx(ctx, nil)
	if err != nil {
		return "", fmt.Errorf("beginning a round: %w", err)
	}
	defer tx.Rollback()
	id, err := insertRound(ctx, tx, round, d.Once)
	if err != nil {
		return "", fmt.Errorf("beginning a round: %w", err)
	}
	if id != round.ID {
		return id, nil // sent before
	}
	if err := record(ctx, tx, round, a.Member, "round.begun"); err != nil {
		return "", err
	}
	told, err := r.offer(ctx, tx, round, a.Member, tidy(d.Text))
	if err != nil {
		return "", err
	}
	return id, r.wake(a.Network, told, tx.Commit())
}

// checked is the round that a draft makes.
func (r *Rounds) checked(a networks.Actor, space string, d Draft) (Round, error) {
	rule, known := Rules[d.Kind]
	text := tidy(d.Text)
	switch {
	case !known || len(d.Languages) == 0:
		return Round{}, locales.Refuse(locales.Invalid, "round.choices_needed")
	case !slices.Contains(d.Languages, text.Lang):
		return Round{}, locales.Refuse(locales.Invalid, "round.own_language")
	case d.Days < 1 || d.Days > DaysAtMost:
		return Round{}, locales.Refuse(locales.Invalid, "round.days_needed", "Most", DaysAtMost)
	case slices.ContainsFunc(d.Languages, func(tag string) bool { return locales.Match(tag, "") != tag }):
		return Round{}, locales.Refuse(locales.Invalid, "round.choices_needed")
	}
	slices.Sort(d.Languages)
	round := Round{Network: a.Network, ID: uuid.NewString(), Space: space, Kind: d.Kind, SubjectKind: d.SubjectKind, Subject: d.Subject,
		Languages: slices.Compact(d.Languages), Days: d.Days, Version: 1, State: Preparing, Options: rule.options(len(text.Options))}
	return round, round.takes(text)
}

// tidy is a text without what people type around it.
func tidy(t Text) Text {
	t.Title, t.Body = strings.TrimSpace(t.Title), strings.TrimSpace(strings.ReplaceAll(t.Body, "\r\n", "\n"))
	options := pq.StringArray{}
	for _, option := range t.Options {
		if option = strings.TrimSpace(option); option != "" {
			options = append(options, option)
		}
	}
	t.Options = options
	return t
}

// takes refuses a text that can't be this round's.
func (r Round) takes(t Text) error {
	rule := r.Rule()
	switch {
	case !slices.Contains(r.Languages, t.Lang):
		return locales.Refuse(locales.Invalid, "round.own_language")
	case t.Title == "" || letters(t.Title) > titleAtMost || letters(t.Body) > bodyAtMost:
		return locales.Refuse(locales.Invalid, "round.text_length", "Title", titleAtMost, "Body", bodyAtMost)
	case !rule.Own && len(t.Options) > 0:
		return locales.Refuse(locales.Invalid, "round.choices_needed")
	case rule.Own && (r.Options < OptionsAtLeast || r.Options > OptionsAtMost):
		return locales.Refuse(locales.Invalid, "round.options_needed", "Least", OptionsAtLeast, "Most", OptionsAtMost)
	case rule.Own && len(t.Options) != r.Options:
		return locales.Refuse(locales.Invalid, "round.options_alike", "Options", r.Options)
	}
	for i, option := range t.Options {
		if letters(option) > optionAtMost || slices.Contains(t.Options[:i], option) {
			return locales.Refuse(locales.Invalid, "round.options_differ", "Most", optionAtMost)
		}
		if _, err := time.Parse(time.DateOnly, option); rule.Days && err != nil {
			return locales.Refuse(locales.Invalid, "round.options_are_days")
		}
	}
	return nil
}

func letters(text string) int { return len([]rune(text)) }

// Offer gives the text of a round in one of its languages, and starts it when that was the last. version is the meaning that it was
// written for. Once the round has started its text stands: see Reopen.
func (r *Rounds) Offer(ctx context.Context, a networks.Actor, id string, version int, text Text) error {
	round, err := r.Round(ctx, a, id, networks.Read)
	if err != nil {
		return err
	}
	if r.allowed(ctx, a, round, networks.Facilitate) != nil {
		if err := r.allowed(ctx, a, round, networks.Translate); err != nil {
			return err
		}
	}
	var told []inbox.Told
	err = r.change(ctx, a.Network, id, func(tx *stream.Tx, round Round) error {
		if round.State != Preparing || round.Version != version {
			return locales.Refuse(locales.Conflict, "round.text_stands")
		}
		if told, err = r.offer(ctx, tx.Tx, round, a.Member, tidy(text)); err != nil {
			return err
		}
		return tell(ctx, tx, round)
	})
	return r.wake(a.Network, told, err)
}

// offer keeps a text, and starts the round when it is ready. It comes after every other change.
func (r *Rounds) offer(ctx context.Context, tx *sqlx.Tx, round Round, by string, text Text) ([]inbox.Told, error) {
	if err := round.takes(text); err != nil {
		return nil, err
	}
	text.Version = round.Version
	if err := writeText(ctx, tx, round, text); err != nil {
		return nil, fmt.Errorf("keeping a text of round %s: %w", round.ID, err)
	}
	ready, err := countReady(ctx, tx, round)
	if err != nil {
		return nil, fmt.Errorf("counting the texts of round %s: %w", round.ID, err)
	}
	if ready < len(round.Languages) {
		return nil, nil
	}
	return r.start(ctx, tx, round, by)
}

// start opens a round, and tells those who follow its space at everything. Its key is made before: a round without one is never seen.
func (r *Rounds) start(ctx context.Context, tx *sqlx.Tx, round Round, by string) ([]inbox.Told, error) {
	key, err := r.keys.make(round)
	if err != nil {
		return nil, err
	}
	today := r.today()
	if err := openRound(ctx, tx, round, today, today.AddDate(0, 0, round.Days), keyName(key)); err != nil {
		return nil, fmt.Errorf("starting round %s: %w", round.ID, err)
	}
	return inbox.News(ctx, tx, inbox.Event{Network: round.Network, By: by, Space: round.Space, Followed: round.Space, Place: round.ID,
		Kind: inbox.Round, Day: today})
}

// wake wakes the inboxes of those who were told, when all went well.
func (r *Rounds) wake(network string, told []inbox.Told, err error) error {
	if err == nil {
		inbox.Wake(r.streams, network, told)
	}
	return err
}

// Texts are a round's texts as they are, also of a meaning before: those wait for somebody to write them anew.
func (r *Rounds) Texts(ctx context.Context, a networks.Actor, id string) ([]Text, error) {
	if _, err := r.Round(ctx, a, id, networks.Read); err != nil {
		return nil, err
	}
	texts, err := readTexts(ctx, r.db, a.Network, id)
	if err != nil {
		return nil, fmt.Errorf("reading the texts of round %s: %w", id, err)
	}
	return texts, nil
}

// record notes a privileged act on a round.
func record(ctx context.Context, tx *sqlx.Tx, round Round, by string, act audit.Act) error {
	return audit.Append(ctx, tx, audit.Record{Network: round.Network, Actor: by, Act: act, Subject: round.ID})
}
