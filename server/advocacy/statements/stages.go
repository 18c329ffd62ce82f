package statements

import (
	"context"
	"database/sql"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/advocacy/rounds"
	"tinig/server/networks"
)

// errNotNow refuses a step that doesn't follow.
var errNotNow = locales.Refuse(locales.Conflict, "statement.not_now")

// Question is what a round about a statement asks: its words in every language of the statement.
type Question struct {
	Once  string
	Days  int
	Texts []rounds.Text
}

// Ask puts a draft to those who read the campaign's space, first as a sense check, and when that is over as a consent round. The
// statement has to be there in all its languages. It returns the round.
func (s *Statements) Ask(ctx context.Context, a networks.Actor, campaign, id string, from int, q Question) (round string, err error) {
	err = s.step(ctx, a, campaign, id, from, func(tx *sqlx.Tx, one *Statement, place advocacy.Place) error {
		kind := rounds.Sense
		switch one.State {
		case Draft, Sense:
			if one.SenseRound.Valid {
				kind = rounds.Consent
				if err := s.over(ctx, a, one.SenseRound.String); err != nil {
					return err
				}
			} else if one.State == Sense {
				return errNotNow
			}
		default:
			return errNotNow
		}
		if err := whole(ctx, tx, *one); err != nil {
			return err
		}
		if round, err = s.beginRound(ctx, a, place.Space, kind, *one, q); err != nil {
			return err
		}
		if kind == rounds.Sense {
			one.State, one.SenseRound.String, one.SenseRound.Valid = Sense, round, true
		} else {
			one.State, one.Round.String, one.Round.Valid = Consent, round, true
		}
		return nil
	})
	return round, err
}

// step is a change by who leads the campaign.
func (s *Statements) step(ctx context.Context, a networks.Actor, campaign, id string, from int, do func(*sqlx.Tx, *Statement, advocacy.Place) error) error {
	return s.change(ctx, a, campaign, id, max(from, 1), advocacy.Place.Leads, do)
}

// whole refuses a statement that has no section, or isn't there in all its languages.
func whole(ctx context.Context, tx *sqlx.Tx, one Statement) error {
	sections, err := sectionsOf(ctx, tx, one)
	if err != nil {
		return err
	}
	if len(sections) < 2 || Lacks(sections, one.Languages) > 0 {
		return locales.Refuse(locales.Conflict, "statement.not_whole")
	}
	return nil
}

// beginRound begins a round with its text in every language. Pressed again with the same number it is the same round.
func (s *Statements) beginRound(ctx context.Context, a networks.Actor, space string, kind rounds.Kind, one Statement, q Question) (string, error) {
	if len(q.Texts) == 0 {
		return "", fmt.Errorf("beginning a round of statement %s: no words", one.ID)
	}
	id, err := s.rounds.Begin(ctx, a, space, rounds.Draft{Kind: kind, Languages: append([]string{}, one.Languages...), Days: q.Days, Text: q.Texts[0],
		SubjectKind: "statement", Subject: one.ID, Once: q.Once})
	if err != nil {
		return "", err
	}
	for _, text := range q.Texts[1:] {
		if err := s.rounds.Offer(ctx, a, id, 1, text); err != nil && !locales.IsKind(err, locales.Conflict) {
			return "", err
		}
	}
	return id, nil
}

// over refuses as long as a round isn't.
func (s *Statements) over(ctx context.Context, a networks.Actor, round string) error {
	now, err := s.rounds.Round(ctx, a, round, networks.Read)
	if err != nil {
		return err
	}
	switch now.State {
	case rounds.Closed:
		return nil
	case rounds.Stopped:
		return locales.Refuse(locales.Conflict, "statement.no_consent")
	}
	return locales.Refuse(locales.Conflict, "statement.round_runs")
}

// Return makes a statement a draft again, before it is open. A round about it that isn't over is stopped, for it asks of words that can
// change now. Consent is asked for anew, and so is a sense check that came to no end.
func (s *Statements) Return(ctx context.Context, a networks.Actor, campaign, id string, from int) error {
	return s.step(ctx, a, campaign, id, from, func(tx *sqlx.Tx, one *Statement, _ advocacy.Place) error {
		if one.State == Draft || one.Reached(Open) {
			return errNotNow
		}
		ended, err := s.stop(ctx, a, *one)
		if err != nil {
			return err
		}
		if one.State == Sense && !ended {
			one.SenseRound = sql.NullString{}
		}
		one.State, one.Hash, one.FrozenOn, one.Round = Draft, nil, nil, sql.NullString{}
		return record(ctx, tx, a, "statement.returned", *one)
	})
}

// stop stops the round that runs about a statement. It is true when there was an end to it already.
func (s *Statements) stop(ctx context.Context, a networks.Actor, one Statement) (ended bool, err error) {
	id := one.Round.String
	if one.State == Sense {
		id = one.SenseRound.String
	}
	round, err := s.rounds.Round(ctx, a, id, networks.Read)
	if err != nil || round.State == rounds.Closed {
		return true, err
	}
	if round.State == rounds.Stopped {
		return false, nil
	}
	return false, s.rounds.Stop(ctx, a, id, round.Version)
}

// Freeze freezes a statement that the group has consented to: the round is over, somebody has answered, and nobody objects.
func (s *Statements) Freeze(ctx context.Context, a networks.Actor, campaign, id string, from int) error {
	return s.step(ctx, a, campaign, id, from, func(tx *sqlx.Tx, one *Statement, _ advocacy.Place) error {
		if one.State != Consent {
			return errNotNow
		}
		if err := s.consented(ctx, a, one.Round.String); err != nil {
			return err
		}
		sections, err := sectionsOf(ctx, tx, *one)
		if err != nil {
			return err
		}
		today := s.today()
		one.Version++
		canonical := freeze(*one, sections).Canonical()
		one.State, one.Hash, one.FrozenOn = Ready, Hash(canonical), &today
		if err := insertFrozen(ctx, tx, *one, canonical); err != nil {
			return fmt.Errorf("freezing statement %s: %w", id, err)
		}
		return record(ctx, tx, a, "statement.frozen", *one)
	})
}

func (s *Statements) consented(ctx context.Context, a networks.Actor, round string) error {
	if err := s.over(ctx, a, round); err != nil {
		return err
	}
	result, err := s.rounds.Result(ctx, a, round, 0)
	if locales.IsKind(err, locales.Forbidden) || err == nil && (result.Objected || result.Roll == 0) {
		return locales.Refuse(locales.Conflict, "statement.no_consent")
	}
	return err
}

// Release opens a frozen statement for signature, and lets it be read outside. hash is that of the text on the mirror page that she saw.
func (s *Statements) Release(ctx context.Context, a networks.Actor, campaign, id string, from int, hash string) error {
	return s.step(ctx, a, campaign, id, from, func(tx *sqlx.Tx, one *Statement, _ advocacy.Place) error {
		if one.State != Ready {
			return errNotNow
		}
		if !one.Is(hash) {
			return ErrChanged
		}
		today := s.today()
		one.State, one.OpenedOn = Open, &today
		if err := insertCarrier(ctx, tx, a.Network, *one, today); err != nil {
			return fmt.Errorf("opening statement %s: %w", id, err)
		}
		return record(ctx, tx, a, "statement.opened", *one)
	})
}

// Is says whether a hash, as it is written, is the statement's.
func (s Statement) Is(hash string) bool { return s.Hash != nil && fmt.Sprintf("%x", s.Hash) == hash }

// Close ends signing. For CoolingHours who signed can still withdraw, and nothing is delivered.
func (s *Statements) Close(ctx context.Context, a networks.Actor, campaign, id string, from int) error {
	return s.step(ctx, a, campaign, id, from, func(tx *sqlx.Tx, one *Statement, _ advocacy.Place) error {
		if one.State != Open {
			return errNotNow
		}
		until := s.now().UTC().Add(CoolingHours * time.Hour)
		one.State, one.CoolsUntil = Cooling, &until
		return record(ctx, tx, a, "statement.closed", *one)
	})
}

// Deliver notes to whom a statement was delivered, today.
func (s *Statements) Deliver(ctx context.Context, a networks.Actor, campaign, id string, from int, to string) error {
	to = line(to)
	if to == "" || utf8.RuneCountInString(to) > TitleLength {
		return locales.Refuse(locales.Invalid, "statement.to_needed", "Most", TitleLength)
	}
	return s.step(ctx, a, campaign, id, from, func(tx *sqlx.Tx, one *Statement, _ advocacy.Place) error {
		if one.State != Cooling {
			return errNotNow
		}
		if one.WithheldOn != nil {
			return locales.Refuse(locales.Conflict, "statement.withheld")
		}
		if s.now().Before(*one.CoolsUntil) {
			return locales.Refuse(locales.Conflict, "statement.still_cooling")
		}
		today := s.today()
		one.State, one.CoolsUntil, one.DeliveredTo, one.DeliveredOn = Delivered, nil, to, &today
		return record(ctx, tx, a, "statement.delivered", *one)
	})
}

// Settle notes what was answered.
func (s *Statements) Settle(ctx context.Context, a networks.Actor, campaign, id string, from int, answer Words) error {
	answer, err := answer.check(1, []string{answer.Lang})
	if err != nil {
		return err
	}
	return s.step(ctx, a, campaign, id, from, func(tx *sqlx.Tx, one *Statement, _ advocacy.Place) error {
		if one.State != Delivered {
			return errNotNow
		}
		today := s.today()
		one.State, one.Answer, one.AnswerLang, one.AnsweredOn = Answered, answer.Body, answer.Lang, &today
		return record(ctx, tx, a, "statement.answered", *one)
	})
}
