package main

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"tinig/curriculum"
	"tinig/server/accounts"
	"tinig/server/networks"
)

// demoCohort began so many days ago, held by its trainer.
type demoCohort struct {
	Network, Name, Trainer  string
	Band, Mode, Track, Plan string
	Languages               []string
	Day                     int
	People                  []demoPerson
	Held                    []demoHeld
}

// demoHeld is how one of its first sessions was held. What its trainer saw of one of them are scores in the rubric's order; she
// agrees to them, or hasn't read them yet. Step is what she says yes to then.
type demoHeld struct {
	Lang        string
	By, Dropped []string
	Seen        string
	Scores      []int
	Agrees      bool
	Step        string
}

// demoPerson is asked into a cohort, and comes in unless she waits. Came and Steps are how she was at its first sessions, and what she
// said of their units.
type demoPerson struct {
	Name, Part   string
	Waits, Rests bool
	Came         []string
	Steps        []curriculum.State
}

// demoEntry is something that a member wrote for herself at a unit.
type demoEntry struct{ Unit, Words string }

// learn begins a cohort and lets its people come in and learn.
func (s *seeder) learn(ctx context.Context, plan demoCohort) error {
	s.day = time.Now().AddDate(0, 0, -plan.Day)
	trainer, err := s.pupil(ctx, plan.Network, plan.Trainer)
	if err != nil {
		return err
	}
	id, err := s.school.Begin(ctx, trainer, curriculum.Draft{Once: uuid.NewString(), Name: plan.Name, Band: plan.Band, Mode: plan.Mode,
		Track: plan.Track, Plan: plan.Plan, Languages: plan.Languages, StartsOn: s.day})
	if err != nil {
		return err
	}
	sessions, err := s.school.Sessions(ctx, trainer, id)
	if err != nil {
		return err
	}
	for _, person := range plan.People {
		if err := s.comeIn(ctx, trainer, plan.Network, id, person); err != nil {
			return fmt.Errorf("%s coming in: %w", person.Name, err)
		}
	}
	for i, session := range sessions {
		s.day = session.Day
		if err := s.hold(ctx, trainer, plan, id, i, session); err != nil {
			return fmt.Errorf("session %d: %w", session.Number, err)
		}
		if i < len(plan.Held) {
			if err := s.passOn(ctx, trainer, plan.Network, id, session.Number, plan.Held[i]); err != nil {
				return fmt.Errorf("what was held in session %d: %w", session.Number, err)
			}
		}
	}
	return nil
}

// passOn notes how a session was held, and what its trainer saw.
func (s *seeder) passOn(ctx context.Context, trainer curriculum.Actor, network, id string, number int, held demoHeld) error {
	d := curriculum.Delivery{Number: number, Lang: held.Lang, Dropped: held.Dropped}
	for _, name := range held.By {
		her, err := s.pupil(ctx, network, name)
		if err != nil {
			return err
		}
		d.By = append(d.By, her.Member)
	}
	if err := s.school.Deliver(ctx, trainer, id, d); err != nil || held.Seen == "" {
		return err
	}
	rubric, scored := s.school.Course.Rubric("en"), curriculum.Examples{}
	for _, example := range rubric.Examples {
		scored[example.ID] = example.Scores
	}
	if err := s.school.Calibrate(ctx, trainer, scored); err != nil {
		return err
	}
	her, err := s.pupil(ctx, network, held.Seen)
	if err != nil {
		return err
	}
	o := curriculum.Observation{Cohort: id, Number: number, Member: her.Member, Scores: curriculum.Scores{}}
	for i, score := range held.Scores {
		o.Scores[rubric.Criteria[i].ID] = score
	}
	if err := s.school.Observe(ctx, trainer, o); err != nil || !held.Agrees {
		return err
	}
	if err := s.school.AnswerObservation(ctx, her, id, number, true); err != nil || held.Step == "" {
		return err
	}
	return s.school.Step(ctx, her, held.Step)
}

// pupil is a member as the curriculum knows her.
func (s *seeder) pupil(ctx context.Context, network, name string) (curriculum.Actor, error) {
	a, err := s.actor(ctx, network, name)
	may := func(act networks.Act) bool { return networks.Allow(a, act, nil) == nil }
	return curriculum.Actor{Network: a.Network, Member: a.Member, Band: string(a.Band), Learns: may(networks.Learn), Teaches: may(networks.Teach),
		Adapts: may(networks.AdaptSessions)}, err
}

func (s *seeder) comeIn(ctx context.Context, trainer curriculum.Actor, network, id string, person demoPerson) error {
	her, err := s.pupil(ctx, network, person.Name)
	if err != nil {
		return err
	}
	if err := s.school.Ask(ctx, trainer, id, person.Part, []string{her.Member}); err != nil || person.Waits {
		return err
	}
	if err := s.school.Answer(ctx, her, id, true); err != nil || !person.Rests {
		return err
	}
	return s.school.Rest(ctx, her, id, true)
}

// hold notes who came to one session, and lets each learner say what she says of its unit.
func (s *seeder) hold(ctx context.Context, trainer curriculum.Actor, plan demoCohort, id string, i int, session curriculum.Session) error {
	var came []curriculum.Presence
	for _, person := range plan.People {
		her, err := s.pupil(ctx, plan.Network, person.Name)
		if err != nil {
			return err
		}
		if i < len(person.Came) {
			came = append(came, curriculum.Presence{Number: session.Number, Member: her.Member, Presence: person.Came[i]})
		}
		if i < len(person.Steps) && session.Unit != "" {
			if err := s.school.Mark(ctx, her, session.Unit, person.Steps[i]); err != nil {
				return err
			}
		}
	}
	if len(came) == 0 {
		return nil
	}
	return s.school.Attend(ctx, trainer, id, session.Number, came)
}

// write keeps what a member wrote for herself.
func (s *seeder) write(ctx context.Context, session *accounts.Session, plan demoAccount) error {
	her, err := s.pupil(ctx, plan.Network, plan.Pseudonym)
	if err != nil {
		return err
	}
	for _, entry := range plan.Journal {
		sealer := session.Keeper(her.Member, "journal")
		if err := s.school.Write(ctx, her, sealer, curriculum.Entry{Unit: entry.Unit, Words: entry.Words}); err != nil {
			return err
		}
	}
	return nil
}
