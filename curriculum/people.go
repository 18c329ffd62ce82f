package curriculum

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"tinig/locales"
	"tinig/realtime/stream"
)

// The parts that people have in a cohort. A helper opens and closes a session; a co-facilitator holds it with a trainer; a
// support person is there for who wants somebody, and takes no session.
const (
	Learner       = "learner"
	Helper        = "helper"
	CoFacilitator = "cofacilitator"
	Trainer       = "trainer"
	Support       = "support"
)

// Parts are all parts, in the order in which they are offered.
var Parts = []string{Learner, Helper, CoFacilitator, Trainer, Support}

// How far somebody is in a cohort.
const (
	Asked  = "asked"
	In     = "in"
	Paused = "paused"
)

// PeopleAtMost is how many can be in a cohort, and AskedAtOnce how many names one form takes.
const (
	PeopleAtMost = 500
	AskedAtOnce  = 40
)

// Person is somebody's place in a cohort. OwnPace says that her page doesn't follow the trainer's.
type Person struct {
	Member  string `db:"member_id"`
	Part    string `db:"part"`
	State   string `db:"state"`
	OwnPace bool   `db:"own_pace"`
}

// holds says whether sessions are held by who has this part.
func (p Person) holds() bool { return p.Part == Trainer || p.Part == CoFacilitator }

// For says whom a part of the cohort is for: who learns or helps is of its band, everybody else an adult, and a trainer is one who
// may teach.
func (c Cohort) For(part string) (band string, teaches bool) {
	if part == Learner || part == Helper {
		return c.Band, false
	}
	return adult, part == Trainer
}

// suits says whether a part of the cohort is for the actor.
func (c Cohort) suits(a Actor, part string) bool {
	band, teaches := c.For(part)
	return a.Band == band && (a.Teaches || !teaches)
}

// Ask asks members into a cohort. Who is in it or asked already stays as she is. The caller hands only those whom the part is
// for (Cohort.For).
func (c *Curriculum) Ask(ctx context.Context, a Actor, id, part string, members []string) error {
	if !slices.Contains(Parts, part) {
		return locales.Refuse(locales.Invalid, "cohort.choices_needed")
	}
	return c.change(ctx, a, id, func(tx *stream.Tx, place Place) error {
		people, err := countPeople(ctx, tx.Tx, place.Cohort)
		if err != nil {
			return fmt.Errorf("asking into cohort %s: %w", id, err)
		}
		if people+len(members) > PeopleAtMost {
			return locales.Refuse(locales.TooMany, "cohort.full", "Most", PeopleAtMost)
		}
		asked, err := askPeople(ctx, tx.Tx, place.Cohort, part, members, c.today())
		if err != nil || len(asked) == 0 {
			return err
		}
		return c.Tell(ctx, tx, a.Network, asked, c.today())
	})
}

// Answer is the actor's yes or no to being asked. Nobody is told of a no. Answered already, it changes nothing.
func (c *Curriculum) Answer(ctx context.Context, a Actor, id string, yes bool) error {
	place, err := c.Cohort(ctx, a, id)
	switch {
	case err != nil || place.State != Asked:
		return err
	case yes && place.Ended():
		return locales.Refuse(locales.Gone, "cohort.over")
	case yes && !place.suits(a, place.Part):
		return locales.Refuse(locales.Forbidden, "cohort.not_for_you")
	}
	return c.wrap(c.answer(ctx, a, id, yes), "answering", id)
}

// answer takes an answer that she may give.
func (c *Curriculum) answer(ctx context.Context, a Actor, id string, yes bool) error {
	tx, err := c.streams.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	asked, err := lockAsked(ctx, tx.Tx, a, id)
	if errors.Is(err, errNoRow) {
		return nil // another window of hers was first
	}
	if err != nil {
		return err
	}
	if yes {
		err = updateState(ctx, tx.Tx, a, id, Asked, In)
	} else {
		err = deletePerson(ctx, tx.Tx, a, id)
	}
	if err == nil {
		err = c.Answered(ctx, tx, a.Network, a.Member, asked)
	}
	if err != nil {
		return err
	}
	return tx.Commit()
}

// Rest pauses the actor in a cohort, for as long as she wishes, or brings her back. Her progress is her own and stays.
func (c *Curriculum) Rest(ctx context.Context, a Actor, id string, rests bool) error {
	if _, err := c.Cohort(ctx, a, id); err != nil {
		return err
	}
	from, to := In, Paused
	if !rests {
		from, to = to, from
	}
	return c.wrap(updateState(ctx, c.db, a, id, from, to), "resting in", id)
}

// Pace says whether the actor goes at her own pace. She can say otherwise at any time.
func (c *Curriculum) Pace(ctx context.Context, a Actor, id string, own bool) error {
	if _, err := c.Cohort(ctx, a, id); err != nil {
		return err
	}
	return c.wrap(updatePace(ctx, c.db, a, id, own), "changing the pace in", id)
}

// Leave takes the actor out of a cohort. The last trainer of one that isn't over ends it first, or asks another in.
func (c *Curriculum) Leave(ctx context.Context, a Actor, id string) error {
	place, err := c.Cohort(ctx, a, id)
	if err != nil {
		return err
	}
	if place.State == Asked {
		return c.Answer(ctx, a, id, false)
	}
	if place.Part == Trainer && !place.Ended() {
		return c.change(ctx, a, id, func(tx *stream.Tx, _ Place) error {
			others, err := countTrainers(ctx, tx.Tx, a, id)
			if err != nil {
				return fmt.Errorf("leaving cohort %s: %w", id, err)
			}
			if others == 0 {
				return locales.Refuse(locales.Conflict, "cohort.last_trainer")
			}
			return c.wrap(deletePerson(ctx, tx.Tx, a, id), "leaving", id)
		})
	}
	return c.wrap(deletePerson(ctx, c.db, a, id), "leaving", id)
}

// People lists who is in a cohort, for those who are in it themselves; who is only asked is seen by those who lead, and sees who
// they are.
func (c *Curriculum) People(ctx context.Context, a Actor, id string) ([]Person, error) {
	place, err := c.Cohort(ctx, a, id)
	if err != nil {
		return nil, err
	}
	people, err := readPeople(ctx, c.db, a.Network, id, PeopleAtMost)
	if err != nil {
		return nil, fmt.Errorf("reading who is in cohort %s: %w", id, err)
	}
	if place.Leads() {
		return people, nil
	}
	people = slices.DeleteFunc(people, func(p Person) bool { return p.State == Asked || place.State == Asked && !p.holds() })
	for i := range people { // how the others learn is theirs
		people[i].State, people[i].OwnPace = In, false
	}
	return people, nil
}

// Meets says whether one of these members is in a cohort that the actor is in or asked into: she may not wish to meet her.
func (c *Curriculum) Meets(ctx context.Context, a Actor, id string, members []string) (bool, error) {
	if _, err := c.Cohort(ctx, a, id); err != nil {
		return false, err
	}
	there, err := hasPeople(ctx, c.db, a.Network, id, members)
	if err != nil {
		return false, fmt.Errorf("reading who is in cohort %s: %w", id, err)
	}
	return there, nil
}

// wrap says what was being done with a cohort.
func (c *Curriculum) wrap(err error, doing, id string) error {
	if err != nil {
		return fmt.Errorf("%s cohort %s: %w", doing, id, err)
	}
	return nil
}
