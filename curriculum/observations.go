package curriculum

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tinig/curriculum/content"
	"tinig/locales"
	"tinig/realtime/stream"
)

// Scores are scores by criterion.
type Scores map[string]int

// Value is how scores are kept.
func (s Scores) Value() (driver.Value, error) { return asJSON(s) }

// Scan reads them.
func (s *Scores) Scan(from any) error { return scanJSON(from, s) }

// Examples are the scores of a rubric's examples, by example.
type Examples map[string]Scores

// Value is how they are kept.
func (e Examples) Value() (driver.Value, error) { return asJSON(e) }

// Scan reads them.
func (e *Examples) Scan(from any) error { return scanJSON(from, e) }

func asJSON(scores any) (driver.Value, error) {
	text, err := json.Marshal(scores)
	return string(text), err
}

func scanJSON(from, into any) error {
	text, ok := from.([]byte)
	if !ok {
		return fmt.Errorf("scores are kept as %T", from)
	}
	return json.Unmarshal(text, into)
}

// whole says whether each criterion has a score that it knows.
func (s Scores) whole(r content.Rubric) bool {
	for _, criterion := range r.Criteria {
		if score, there := s[criterion.ID]; !there || score < 0 || score >= len(criterion.Options) {
			return false
		}
	}
	return len(s) == len(r.Criteria)
}

// Calibrate keeps how the actor scored the rubric's examples, all of them at once. Then she sees how far she is from the scores that
// their authors agreed on, and may observe. There is no passing or failing. Nobody else sees it.
func (c *Curriculum) Calibrate(ctx context.Context, a Actor, e Examples) error {
	if !a.Teaches {
		return errAbsent
	}
	r := c.Course.Rubric("en")
	for _, example := range r.Examples {
		if !e[example.ID].whole(r) {
			return locales.Refuse(locales.Invalid, "observation.all_needed")
		}
	}
	if len(e) != len(r.Examples) {
		return locales.Refuse(locales.Invalid, "observation.all_needed")
	}
	if err := upsertCalibration(ctx, c.db, a, r.Version, e); err != nil {
		return fmt.Errorf("keeping how %s scored: %w", a.Member, err)
	}
	return nil
}

// Calibration is how the actor scored the examples of the rubric as it is now, nil when she hasn't.
func (c *Curriculum) Calibration(ctx context.Context, a Actor) (Examples, error) {
	if !a.Teaches {
		return nil, errAbsent
	}
	e, err := readCalibration(ctx, c.db, a, c.Course.Rubric("en").Version)
	if errors.Is(err, errNoRow) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading how %s scored: %w", a.Member, err)
	}
	return e, nil
}

// Observation is what was seen of somebody's part in a session. Observer is "" once she has left.
type Observation struct {
	Cohort   string    `db:"cohort_id"`
	Number   int       `db:"number"`
	Member   string    `db:"member_id"`
	Observer string    `db:"observer_id"`
	Rubric   int       `db:"rubric"`
	Scores   Scores    `db:"scores"`
	Day      time.Time `db:"day"`
	Agreed   bool      `db:"agreed"`
}

// Observe keeps what the actor, a trainer of the cohort who has scored the examples, saw of somebody in a session that is noted as
// held by her. Until that one agrees it can be seen anew; then it stays.
func (c *Curriculum) Observe(ctx context.Context, a Actor, o Observation) error {
	if err := c.mayGuide(ctx, a, o.Cohort, o.Member); err != nil {
		return err
	}
	scored, err := c.Calibration(ctx, a)
	if err != nil {
		return err
	}
	r := c.Course.Rubric("en")
	switch {
	case scored == nil:
		return locales.Refuse(locales.Conflict, "observation.examples_first")
	case !o.Scores.whole(r):
		return locales.Refuse(locales.Invalid, "observation.all_needed")
	}
	o.Observer, o.Rubric, o.Day = a.Member, r.Version, c.today()
	return c.observing(ctx, o.Cohort, func(tx *stream.Tx) error {
		was, waited, err := lockObservation(ctx, tx.Tx, a.Network, o)
		if err != nil {
			return err
		}
		kept, err := upsertObservation(ctx, tx.Tx, a.Network, o)
		switch {
		case err != nil:
			return err
		case !kept:
			return locales.Refuse(locales.Conflict, "observation.agreed_already")
		case waited:
			if err := c.Heard(ctx, tx, a.Network, o.Member, was.Day); err != nil {
				return err
			}
		}
		return c.Seen(ctx, tx, a.Network, o.Member, o.Day)
	})
}

// observing changes an observation of a cohort.
func (c *Curriculum) observing(ctx context.Context, id string, do func(*stream.Tx) error) error {
	tx, err := c.streams.Begin(ctx)
	if err != nil {
		return c.wrap(err, "changing an observation in", id)
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return c.wrap(err, "changing an observation in", id)
	}
	return tx.Commit()
}

// Observations are what was seen of the actor, what waits for her first.
func (c *Curriculum) Observations(ctx context.Context, a Actor) ([]Observation, error) {
	if err := a.learns(); err != nil {
		return nil, err
	}
	all, err := readObservations(ctx, c.db, a)
	if err != nil {
		return nil, fmt.Errorf("reading what was seen of %s: %w", a.Member, err)
	}
	return all, nil
}

// WaitsForWord says whether something that was seen of the actor waits for her word.
func (c *Curriculum) WaitsForWord(ctx context.Context, a Actor) (bool, error) {
	all, err := readObservations(ctx, c.db, a)
	if err != nil {
		return false, fmt.Errorf("reading what was seen of %s: %w", a.Member, err)
	}
	return len(all) > 0 && !all[0].Agreed, nil
}

// AnswerObservation is the actor's word on what was seen of her: with yes it counts and its observer is told that somebody agreed, with
// no it is gone, whenever she says so, and nobody is told.
func (c *Curriculum) AnswerObservation(ctx context.Context, a Actor, id string, number int, yes bool) error {
	if err := a.learns(); err != nil {
		return err
	}
	return c.observing(ctx, id, func(tx *stream.Tx) error {
		was, waited, err := lockObservation(ctx, tx.Tx, a.Network, Observation{Cohort: id, Number: number, Member: a.Member})
		if err != nil {
			return err
		}
		do := deleteObservation
		if yes {
			do = agreeObservation
		}
		if err := do(ctx, tx.Tx, a, id, number); err != nil || !waited {
			return err
		}
		return c.tellAnswer(ctx, tx, a, was, yes)
	})
}

// tellAnswer tells two inboxes, in the order of their channels.
func (c *Curriculum) tellAnswer(ctx context.Context, tx *stream.Tx, a Actor, was Observation, yes bool) error {
	hers := func() error { return c.Heard(ctx, tx, a.Network, a.Member, was.Day) }
	if !yes || was.Observer == "" {
		return hers()
	}
	theirs := func() error { return c.Agreed(ctx, tx, a.Network, was.Observer, c.today()) }
	if was.Observer < a.Member {
		hers, theirs = theirs, hers
	}
	if err := hers(); err != nil {
		return err
	}
	return theirs()
}
