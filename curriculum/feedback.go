package curriculum

import (
	"context"
	"fmt"
	"strconv"
)

// FeedbackAsks are what learners are asked after a session, and FeedbackOptions how many answers each has. There is no room for words:
// one could be known by them.
var FeedbackAsks = []string{"choice", "pace", "use"}

// FeedbackOptions is how many answers each of FeedbackAsks has.
const FeedbackOptions = 3

// feedbackDays is for how many days a session can be said something of. Its result comes on the day after, so that nobody can choose
// the hour of it.
const feedbackDays = 7

// Feedback is what the actor sees of what a group says of one session.
type Feedback struct {
	Session
	Tally
}

// Feedback lists what the actor sees of what is said of each session of her cohort that has begun to be.
func (c *Curriculum) Feedback(ctx context.Context, a Actor, n Namer, cohort string) (all []Feedback, err error) {
	place, err := c.within(ctx, a, cohort)
	if err != nil {
		return nil, err
	}
	sessions, err := c.Sessions(ctx, a, cohort)
	if err != nil {
		return nil, err
	}
	rows, err := readTallies(ctx, c.db, a.Network, cohort)
	if err != nil {
		return nil, fmt.Errorf("reading what cohort %s said: %w", cohort, err)
	}
	by := map[string]*tallyRow{}
	for i := range rows {
		by[rows[i].About] = &rows[i]
	}
	for _, session := range sessions {
		w := feedbackOn(place, session)
		t, err := c.tallyOf(w, by[w.about], nullifier(n, cohort, w.about))
		if err != nil {
			return nil, fmt.Errorf("reading what cohort %s said: %w", cohort, err)
		}
		if !c.today().Before(session.Day) || t.Over { // one moved to a later day stays where it was shown
			all = append(all, Feedback{session, t})
		}
	}
	return all, nil
}

// GiveFeedback counts what the actor says of a session, once. Nobody can find out what she said, nor that she did, and there is no way
// to take it back: it would have to be known which is hers.
func (c *Curriculum) GiveFeedback(ctx context.Context, a Actor, n Namer, cohort string, number int, answers map[string]int) error {
	place, err := c.within(ctx, a, cohort)
	if err != nil {
		return err
	}
	sessions, err := c.Sessions(ctx, a, cohort)
	if err != nil {
		return err
	}
	for _, session := range sessions {
		if session.Number == number {
			return c.give(ctx, a, n, cohort, feedbackOn(place, session), answers)
		}
	}
	return errAbsent
}

// feedbackOn is when a session can be said something of, and by whom: those who learn.
func feedbackOn(place Place, session Session) window {
	return window{about: aboutSession(session.Number), opens: session.Day, closes: session.AskedUntil,
		names: FeedbackAsks, options: FeedbackOptions, wants: place.Part == Learner}
}

// aboutSession names what is said of a session.
func aboutSession(number int) string { return "session " + strconv.Itoa(number) }

// within is a cohort that the actor is in, not only asked into.
func (c *Curriculum) within(ctx context.Context, a Actor, id string) (Place, error) {
	place, err := c.Cohort(ctx, a, id)
	if err == nil && place.State == Asked {
		err = errAbsent
	}
	return place, err
}
