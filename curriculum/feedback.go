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
		w := feedbackOn(place.Part, session)
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
			return c.give(ctx, a, n, cohort, feedbackOn(place.Part, session), answers)
		}
	}
	return errAbsent
}

// FeedbackAt is what who sits at a tablet sees of what is asked of the session of its room. Afterwards she has no page of ours: she says it
// before the tablet is put away, and what the group said is shown to those with a page.
func (c *Curriculum) FeedbackAt(ctx context.Context, t Tablet, n Namer) (f Feedback, err error) {
	session, w, err := c.askedAt(ctx, t)
	if err != nil {
		return f, err
	}
	said, err := c.tally(ctx, t.Actor(), n, t.Cohort, w)
	return Feedback{session, said}, err
}

// GiveFeedbackAt counts what who sits at a tablet says of the session of its room, once.
func (c *Curriculum) GiveFeedbackAt(ctx context.Context, t Tablet, n Namer, answers map[string]int) error {
	_, w, err := c.askedAt(ctx, t)
	if err != nil {
		return err
	}
	return c.give(ctx, t.Actor(), n, t.Cohort, w, answers)
}

// askedAt is the session of a tablet's room, and when it can be said something of.
func (c *Curriculum) askedAt(ctx context.Context, t Tablet) (Session, window, error) {
	sessions, err := readSessions(ctx, c.db, t.Network, t.Cohort)
	if err != nil {
		return Session{}, window{}, fmt.Errorf("reading the plan of cohort %s: %w", t.Cohort, err)
	}
	for _, session := range sessions {
		if session.Number == t.Number && t.Seat != "" {
			return session, feedbackOn(Learner, session), nil
		}
	}
	return Session{}, window{}, errAbsent
}

// feedbackOn is when a session can be said something of, and by whom: those who learn.
func feedbackOn(part string, session Session) window {
	return window{about: aboutSession(session.Number), opens: session.Day, closes: session.AskedUntil,
		names: FeedbackAsks, options: FeedbackOptions, wants: part == Learner}
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
