package statements

import (
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/networks"
)

// How long a reason and a comment can be, and how many suggestions that wait, and comments, a section has at most.
const (
	ReasonLength      = 500
	CommentLength     = 1000
	SuggestionsAtMost = 50
	CommentsAtMost    = 200
)

// What becomes of a suggestion.
const (
	Accepted = "accepted"
	Declined = "declined"
)

// Suggestion is another wording of a section in its own language. Of is the version that it was written over.
type Suggestion struct {
	ID      string     `db:"id"`
	Number  int        `db:"number"`
	Of      int        `db:"of_version"`
	Lang    string     `db:"lang"`
	Body    string     `db:"body"`
	Day     time.Time  `db:"day"`
	Decided string     `db:"decided"`
	Reason  string     `db:"reason"`
	On      *time.Time `db:"decided_on"`
}

// Comment is what somebody of the group says to a section.
type Comment struct {
	ID     string    `db:"id"`
	Member string    `db:"member_id"`
	Lang   string    `db:"lang"`
	Body   string    `db:"body"`
	Day    time.Time `db:"day"`
}

// Suggest suggests another wording of a section in its own language, for the working group. Sent twice, it is suggested once.
func (s *Statements) Suggest(ctx context.Context, a networks.Actor, campaign, id string, number int, w Words) error {
	return s.redraft(ctx, a, campaign, id, advocacy.Place.Works, func(tx *sqlx.Tx, one Statement) error {
		section, err := readSection(ctx, tx, one, number)
		if err != nil {
			return absent(err, "reading section %d of statement %s", number, id)
		}
		if w, err = w.check(number, []string{section.Lang}); err != nil {
			return err
		}
		if section.Version != w.Of {
			return ErrChanged
		}
		waiting, err := countWaiting(ctx, tx, one, number)
		if err != nil {
			return fmt.Errorf("counting suggestions for statement %s: %w", id, err)
		}
		if waiting >= SuggestionsAtMost {
			return locales.Refuse(locales.TooMany, "suggestion.many", "Most", SuggestionsAtMost)
		}
		return insertSuggestion(ctx, tx, one, Suggestion{ID: w.Once, Number: number, Of: w.Of, Lang: w.Lang, Body: w.Body, Day: s.today()})
	})
}

// Decide accepts a suggestion, which becomes the section's next version, or declines it with a reason, for who leads the campaign. One
// that was written over other words isn't accepted: it is ErrChanged.
func (s *Statements) Decide(ctx context.Context, a networks.Actor, campaign, id, suggestion, decided, reason string) error {
	reason = block(reason)
	switch {
	case decided != Accepted && decided != Declined:
		return locales.Refuse(locales.Invalid, "suggestion.choose")
	case decided == Declined && reason == "" || utf8.RuneCountInString(reason) > ReasonLength:
		return locales.Refuse(locales.Invalid, "suggestion.reason_needed", "Most", ReasonLength)
	}
	return s.redraft(ctx, a, campaign, id, advocacy.Place.Leads, func(tx *sqlx.Tx, one Statement) error {
		its, err := readSuggestion(ctx, tx, one, suggestion)
		if err != nil {
			return absent(err, "reading suggestion %s", suggestion)
		}
		section, err := readSection(ctx, tx, one, its.Number)
		if err != nil {
			return absent(err, "reading section %d of statement %s", its.Number, id)
		}
		if its.Decided != "" || decided == Accepted && its.Of != section.Version {
			return ErrChanged
		}
		if decided == Accepted {
			reason = ""
			if err := s.newVersion(ctx, tx, one, section, its.Body); err != nil {
				return err
			}
		}
		if err := decideSuggestion(ctx, tx, one, suggestion, decided, reason, s.today()); err != nil {
			return fmt.Errorf("deciding suggestion %s: %w", suggestion, err)
		}
		return record(ctx, tx, a, "statement.suggestion_decided", one)
	})
}

// Suggestions are a section's, those that wait first.
func (s *Statements) Suggestions(ctx context.Context, one Statement, number int) ([]Suggestion, error) {
	list, err := readSuggestions(ctx, s.db, one, number)
	if err != nil {
		return nil, fmt.Errorf("reading the suggestions for statement %s: %w", one.ID, err)
	}
	return list, nil
}

// Comment says something to a section, for the working group, also when its words stand. Sent twice, it is said once.
func (s *Statements) Comment(ctx context.Context, a networks.Actor, campaign, id string, number int, w Words) error {
	w.Body = block(w.Body)
	if w.Body == "" || utf8.RuneCountInString(w.Body) > CommentLength {
		return locales.Refuse(locales.Invalid, "comment.length", "Most", CommentLength)
	}
	return s.change(ctx, a, campaign, id, 0, advocacy.Place.Works, func(tx *sqlx.Tx, one *Statement, _ advocacy.Place) error {
		if _, err := readSection(ctx, tx, *one, number); err != nil {
			return absent(err, "reading section %d of statement %s", number, id)
		}
		one.Revision-- // what is said changes nothing of the statement
		return insertComment(ctx, tx, *one, number, Comment{ID: w.Once, Member: a.Member, Lang: w.Lang, Body: w.Body, Day: s.today()})
	})
}

// Unsay takes back what the actor said.
func (s *Statements) Unsay(ctx context.Context, a networks.Actor, comment string) error {
	if err := deleteComment(ctx, s.db, a.Network, comment, a.Member); err != nil {
		return fmt.Errorf("taking comment %s back: %w", comment, err)
	}
	return nil
}

// Comments are what is said to a section, the oldest first, without those from whom the actor is parted: none, unless she is of the group.
func (s *Statements) Comments(ctx context.Context, a networks.Actor, one Statement, number int) ([]Comment, error) {
	place, err := s.campaigns.Place(ctx, a, one.Campaign, "")
	if err != nil || !place.In() {
		return nil, err
	}
	list, err := readComments(ctx, s.db, one, number)
	if err != nil {
		return nil, fmt.Errorf("reading what is said to statement %s: %w", one.ID, err)
	}
	return slices.DeleteFunc(list, func(c Comment) bool { return slices.Contains(a.Parted, c.Member) }), nil
}
