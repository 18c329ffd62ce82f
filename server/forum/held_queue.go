package forum

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tinig/locales"
	"tinig/server/audit"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// HeldClaimFor is for how long words that wait are hers who has taken them.
const HeldClaimFor = 30 * time.Minute

// heldLateDays is how many whole days words may wait besides that on which they were written: a day and a part of one.
const heldLateDays = 1

// Due is the day on which words have waited too long.
func (h HeldPost) Due() time.Time { return h.WrittenOn.AddDate(0, 0, heldLateDays+1) }

// Held lists what waits in the spaces where the actor may review, the oldest first and without its words: those she reads when she
// has taken it (OpenHeld). What she wrote herself, what somebody wrote whom she has blocked, and what somebody wrote with whom she said
// that she has to do, isn't there.
func (f *Forum) Held(ctx context.Context, a networks.Actor) ([]HeldPost, error) {
	spaces, err := f.networks.Spaces(ctx, a)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, space := range spaces {
		if networks.Allow(a, networks.ReviewHeld, &space) == nil {
			ids = append(ids, space.ID)
		}
	}
	if len(ids) == 0 {
		return nil, locales.Refuse(locales.Forbidden, "networks.not_allowed")
	}
	near, err := f.nearTo(ctx, a)
	if err != nil {
		return nil, err
	}
	held, err := readHeld(ctx, f.db, a, f.now(), ids, near)
	if err != nil {
		return nil, fmt.Errorf("reading what is held in %s: %w", a.Network, err)
	}
	return held, nil
}

// nearTo are those whose words wait for other moderators than the actor, herself among them.
func (f *Forum) nearTo(ctx context.Context, a networks.Actor) ([]string, error) {
	near := append([]string{a.Member}, a.Parted...)
	if f.desk == nil {
		return near, nil
	}
	marked, err := f.desk.Marked(ctx, a)
	return append(near, marked...), err
}

// errHeldTaken refuses who decides what another moderator has taken.
var errHeldTaken = locales.Refuse(locales.Conflict, "queue.taken")

// TakeHeld takes what waits for HeldClaimFor and opens it, after a record of it is written. Who has looked long enough for today takes
// nothing more.
func (f *Forum) TakeHeld(ctx context.Context, a networks.Actor, id string) error {
	_, err := f.reviewed(ctx, a, id)
	if err == nil && f.desk != nil {
		if err = f.desk.Fresh(ctx, a); err == nil {
			err = f.desk.Looks(ctx, a)
		}
	}
	if err != nil {
		return err
	}
	tx, err := f.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("taking held post %s: %w", id, err)
	}
	defer tx.Rollback()
	if err := claimHeld(ctx, tx, a, id, f.now(), f.now().Add(HeldClaimFor)); errors.Is(err, errNoRow) {
		return errHeldTaken
	} else if err != nil {
		return fmt.Errorf("taking held post %s: %w", id, err)
	}
	if err := audit.Append(ctx, tx, audit.Record{Network: a.Network, Actor: a.Member, Act: "held.read", Subject: id}); err != nil {
		return err
	}
	return tx.Commit()
}

// OpenHeld is what waits, with its words when the actor has taken it.
func (f *Forum) OpenHeld(ctx context.Context, a networks.Actor, id string) (HeldPost, error) {
	held, err := f.reviewed(ctx, a, id)
	if !held.Mine {
		held.Title, held.Body, held.Note = "", "", ""
	} else if f.desk != nil {
		err = errors.Join(err, f.desk.Looks(ctx, a))
	}
	return held, err
}

// HandHeldOn lets go what the actor has taken: another moderator takes it from here. What isn't hers is no harm.
func (f *Forum) HandHeldOn(ctx context.Context, a networks.Actor, id string) error {
	if err := networks.Allow(a, networks.Moderate, nil); err != nil {
		return err
	}
	if err := letGoHeld(ctx, f.db, a, id); err != nil {
		return fmt.Errorf("handing on held post %s: %w", id, err)
	}
	return nil
}

// HandAllHeldOn lets go all that the actor has taken.
func (f *Forum) HandAllHeldOn(ctx context.Context, a networks.Actor) error {
	if err := networks.Allow(a, networks.Moderate, nil); err != nil {
		return err
	}
	if err := letGoAllHeld(ctx, f.db, a); err != nil {
		return fmt.Errorf("handing on all of %s: %w", a.Member, err)
	}
	return nil
}

// reviewed reads a held post that the actor may decide on. It comes before the decision's transaction: one that asked for a second
// connection while it holds its own could wait for itself.
func (f *Forum) reviewed(ctx context.Context, a networks.Actor, id string) (held HeldPost, err error) {
	held, err = readWaiting(ctx, f.db, a, f.now(), id)
	if err != nil {
		return HeldPost{}, notFound(err, "forum.held_not_found", "deciding on held post %s", id)
	}
	_, err = f.networks.Space(ctx, a, held.Space, networks.ReviewHeld)
	if locales.IsKind(err, locales.NotFound) { // where she can't read, nothing waits
		return HeldPost{}, locales.Refuse(locales.NotFound, "forum.held_not_found")
	}
	if err != nil {
		return HeldPost{}, err
	}
	if held.Author == a.Member {
		return HeldPost{}, locales.Refuse(locales.Forbidden, "networks.not_allowed")
	}
	near, err := f.nearTo(ctx, a)
	if err == nil && slices.Contains(near, held.Author) {
		return HeldPost{}, locales.Refuse(locales.NotFound, "forum.held_not_found")
	}
	return held, err
}

// sweepHeld forgets claims that are over, and tells stewards once of words that have waited too long.
func (f *Forum) sweepHeld(ctx context.Context) error {
	if err := forgetHeldClaims(ctx, f.db, f.now()); err != nil {
		return fmt.Errorf("forgetting claims that are over: %w", err)
	}
	before := f.today().AddDate(0, 0, -heldLateDays)
	late, err := readHeldOverdue(ctx, f.db, before)
	if err != nil {
		return fmt.Errorf("reading what has waited too long: %w", err)
	}
	for _, network := range late {
		err = errors.Join(err, f.tellHeldLate(ctx, network, before))
	}
	return err
}

func (f *Forum) tellHeldLate(ctx context.Context, network string, before time.Time) error {
	stewards, err := f.networks.With(ctx, network, networks.RoleSteward)
	if err != nil {
		return err
	}
	tx, err := f.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("telling stewards of %s what is late: %w", network, err)
	}
	defer tx.Rollback()
	if err := markHeldTold(ctx, tx.Tx, network, before); err != nil {
		return fmt.Errorf("telling stewards of %s what is late: %w", network, err)
	}
	var notices []inbox.Notice
	for _, steward := range stewards {
		notices = append(notices, inbox.Notice{Network: network, Member: steward.ID, Kind: inbox.Overdue, Day: f.today()})
	}
	if err := inbox.Tell(ctx, tx, notices...); err != nil {
		return err
	}
	return tx.Commit()
}
