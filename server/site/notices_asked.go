package site

import (
	"context"
	"time"

	"tinig/server/forum"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// since is the day since when something waits for a member; never when nothing does.
type since func(*Site, context.Context, networks.Actor) (time.Time, error)

// never is later than any notice.
var never = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// asking are the kinds of notices that say that something waits for her, each with what says since when. One is shown as long as that
// waits, whenever it came; any other kind says what has been.
var asking = map[inbox.Kind]since{
	inbox.Asked:    (*Site).circleSince,
	inbox.Merger:   (*Site).mergerSince,
	inbox.Handed:   (*Site).handedSince,
	inbox.Cohort:   whenever((*Site).cohortWaits),
	inbox.Seen:     whenever((*Site).wordWaits),
	inbox.Reworded: whenever((*Site).rewordedWaits),
	inbox.Speak:    whenever((*Site).speakingWaits),
	inbox.Alert:    ofKind((*Site).dutySince, inbox.Alert),
	inbox.Duty:     ofKind((*Site).dutySince, inbox.Duty),
	inbox.Person:   ofKind((*Site).dutySince, inbox.Person),
	inbox.Consent:  ofKind((*Site).storySince, inbox.Consent),
	inbox.Guarded:  ofKind((*Site).storySince, inbox.Guarded),
	inbox.Recall:   ofKind((*Site).storySince, inbox.Recall),
	inbox.Settled:  ofKind((*Site).storySince, inbox.Settled),
}

// whenever is for what is told as long as it waits, whenever that began.
func whenever(waits func(*Site, context.Context, networks.Actor) (bool, error)) since {
	return func(s *Site, ctx context.Context, a networks.Actor) (time.Time, error) {
		if there, err := waits(s, ctx, a); err != nil || !there {
			return never, err
		}
		return time.Time{}, nil
	}
}

func ofKind(of func(*Site, context.Context, networks.Actor, inbox.Kind) (time.Time, error), kind inbox.Kind) since {
	return func(s *Site, ctx context.Context, a networks.Actor) (time.Time, error) { return of(s, ctx, a, kind) }
}

// askedSince is by kind the day since when something waits for her, of those kinds that the notices have.
func (s *Site) askedSince(ctx context.Context, a networks.Actor, notices []inbox.Notice) (map[inbox.Kind]time.Time, error) {
	days := map[inbox.Kind]time.Time{}
	for _, n := range notices {
		ask, asks := asking[n.Kind]
		if _, known := days[n.Kind]; known || !asks {
			continue
		}
		day, err := ask(s, ctx, a)
		if err != nil {
			return nil, err
		}
		days[n.Kind] = day
	}
	return days, nil
}

// circleSince is about circles that ask her in: the first to end began first.
func (s *Site) circleSince(ctx context.Context, a networks.Actor) (time.Time, error) {
	invitations, err := s.Forum.Invitations(ctx, a)
	if err != nil || len(invitations) == 0 {
		return never, err
	}
	return invitations[0].Until.AddDate(0, 0, -forum.CircleDays), nil
}

// mergerSince is about a merger of her network: whether she has answered, her keyring knows alone.
func (s *Site) mergerSince(ctx context.Context, a networks.Actor) (time.Time, error) {
	along, _, err := s.Networks.OpenMergers(ctx, a)
	if err != nil || along == nil {
		return never, err
	}
	return along.AskedOn, nil
}

func (s *Site) cohortWaits(ctx context.Context, a networks.Actor) (bool, error) {
	asked, err := s.askedCohorts(ctx, a)
	return len(asked) > 0, err
}

func (s *Site) wordWaits(ctx context.Context, a networks.Actor) (bool, error) {
	return s.Curriculum.WaitsForWord(ctx, learner(a))
}

func (s *Site) speakingWaits(ctx context.Context, a networks.Actor) (bool, error) {
	return s.Engagements.Waits(ctx, a)
}
