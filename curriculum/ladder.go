package curriculum

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tinig/locales"
)

// TrainerOfTrainers is the last level of the ladder. The others are called like the parts of a cohort.
const TrainerOfTrainers = "trainer_of_trainers"

// Ladder is all levels, from the first.
var Ladder = []string{Learner, Helper, CoFacilitator, Trainer, TrainerOfTrainers}

// Asks is what a step to a level asks for: sessions held in a part, or one that carries more; observations of them that she has
// agreed to; and days of rest since her step before. Adult says that it waits until she is of age.
type Asks struct {
	Part         string
	Sessions     int
	Observations int
	Rest         int
	Adult        bool
}

// asks is the one table of the ladder.
var asks = map[string]Asks{
	Helper:            {Part: Helper, Sessions: 2, Observations: 1},
	CoFacilitator:     {Part: Helper, Sessions: 4, Observations: 2, Rest: 14, Adult: true},
	Trainer:           {Part: CoFacilitator, Sessions: 4, Observations: 2, Rest: 28, Adult: true},
	TrainerOfTrainers: {Part: Trainer, Sessions: 6, Observations: 2, Rest: 28, Adult: true},
}

// supervisedDays is how long a level stays awake after a talk, an observation or the step itself. Then it rests, until the next.
const supervisedDays = 182

// Standing is where somebody stands on the ladder, and what there is of what her next step asks. Next is "" at the ladder's end.
// Resting says that nobody has talked with her about her practice for half a year. Furthest is where she has been, for herself.
type Standing struct {
	Level, Furthest        string
	Resting                bool
	Next                   string
	Asks                   Asks
	Sessions, Observations int
	RestsUntil             time.Time
	PreparedBy             string // a member, "" for nobody or who has left

	since time.Time
}

// Ready says whether all is there that the next step asks, but her own yes.
func (s Standing) Ready(band string, today time.Time) bool {
	return s.Next != "" && s.Sessions >= s.Asks.Sessions && s.Observations >= s.Asks.Observations && !today.Before(s.RestsUntil) && (band == adult || !s.Asks.Adult)
}

// rung is how high a level or a part stands.
func rung(level string) int { return slices.Index(Ladder, level) }

// from are the parts that carry as much as one, or more.
func from(part string) []string { return []string{Helper, CoFacilitator, Trainer}[rung(part)-1:] }

// Standing is where the actor stands.
func (c *Curriculum) Standing(ctx context.Context, a Actor) (Standing, error) {
	if err := a.learns(); err != nil {
		return Standing{}, err
	}
	return c.standing(ctx, a.Network, a.Member, a.Teaches)
}

// StandingOf is where a member stands, for those who run the network: her level and what there is, not how far she once was.
// Teaches says whether that member may hold cohorts.
func (c *Curriculum) StandingOf(ctx context.Context, a Actor, member string, teaches bool) (Standing, error) {
	if !a.Runs {
		return Standing{}, errAbsent
	}
	s, err := c.standing(ctx, a.Network, member, teaches)
	s.Furthest = s.Level
	return s, err
}

// standing reads it. Who holds cohorts and whom nobody has prepared stands on the ladder as a trainer: somebody is the first.
func (c *Curriculum) standing(ctx context.Context, network, member string, teaches bool) (s Standing, err error) {
	s, seen, err := readStanding(ctx, c.db, network, member)
	if errors.Is(err, errNoRow) {
		s, seen, err = Standing{Level: Learner, Furthest: Learner}, time.Time{}, nil
		if teaches {
			s.Level, s.Furthest = Trainer, Trainer
		}
	}
	if err != nil {
		return s, fmt.Errorf("reading the level of %s: %w", member, err)
	}
	s.Resting = s.Level != Learner && !s.since.IsZero() && c.today().Sub(seen) > supervisedDays*24*time.Hour
	if rung(s.Level) == len(Ladder)-1 {
		return s, nil
	}
	s.Next = Ladder[rung(s.Level)+1]
	s.Asks = asks[s.Next]
	if !s.since.IsZero() {
		s.RestsUntil = s.since.AddDate(0, 0, s.Asks.Rest)
	}
	s.Sessions, s.Observations, err = countPractice(ctx, c.db, network, member, from(s.Asks.Part))
	if err != nil {
		return s, fmt.Errorf("counting the practice of %s: %w", member, err)
	}
	return s, nil
}

// Step is the actor's own yes to her next level. Nobody else takes a step for her. Whose observation was the last stands beside it
// as who prepared her.
func (c *Curriculum) Step(ctx context.Context, a Actor, to string) error {
	s, err := c.Standing(ctx, a)
	switch {
	case err != nil:
		return err
	case s.Level == to:
		return nil // pressed twice
	case s.Next != to || !s.Ready(a.Band, c.today()):
		return locales.Refuse(locales.Conflict, "ladder.not_yet")
	}
	if err := upsertLevel(ctx, c.db, a, s.Level, to, c.today()); err != nil {
		return fmt.Errorf("a step of %s: %w", a.Member, err)
	}
	return nil
}

// StepBack puts the actor one level down, for no reason that anybody asks. What she has done stays, and so does the way back up.
func (c *Curriculum) StepBack(ctx context.Context, a Actor, from string) error {
	s, err := c.Standing(ctx, a)
	if err != nil || s.Level != from || s.Level == Learner {
		return err
	}
	if err := updateLevel(ctx, c.db, a, s.Level, Ladder[rung(s.Level)-1], s.Furthest, c.today()); err != nil {
		return fmt.Errorf("a step back of %s: %w", a.Member, err)
	}
	return nil
}

// ComeBack puts the actor back to the furthest level on which she has been, at once.
func (c *Curriculum) ComeBack(ctx context.Context, a Actor) error {
	s, err := c.Standing(ctx, a)
	if err != nil || s.Level == s.Furthest {
		return err
	}
	if err := updateLevel(ctx, c.db, a, s.Level, s.Furthest, s.Furthest, c.today()); err != nil {
		return fmt.Errorf("coming back of %s: %w", a.Member, err)
	}
	return nil
}

// Prepared lists whom the actor has prepared for the level on which they stand, in an order that tells nothing.
func (c *Curriculum) Prepared(ctx context.Context, a Actor) ([]string, error) {
	if err := a.learns(); err != nil {
		return nil, err
	}
	members, err := readPrepared(ctx, c.db, a)
	if err != nil {
		return nil, fmt.Errorf("reading whom %s prepared: %w", a.Member, err)
	}
	return members, nil
}
