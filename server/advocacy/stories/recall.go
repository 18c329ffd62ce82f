package stories

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/advocacy"
	"tinig/server/audit"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// askBack lets lapse what isn't out under a grant that has ended, makes what is out a task, and tells who leads the campaign.
func (s *Stories) askBack(ctx context.Context, tx *stream.Tx, network, grant string) error {
	campaign, tasks, err := endUses(ctx, tx.Tx, network, grant, s.today())
	if err != nil {
		return fmt.Errorf("asking back what is out under grant %s: %w", grant, err)
	}
	if tasks == 0 {
		return nil
	}
	leaders, err := advocacy.Leaders(ctx, tx.Tx, network, campaign)
	if err != nil {
		return err
	}
	var notices []inbox.Notice
	for _, leader := range leaders {
		notices = append(notices, inbox.Notice{Network: network, Member: leader, Kind: inbox.Recall, Day: s.today()})
	}
	return inbox.Tell(ctx, tx, notices...)
}

// Settle notes what came of a recall task: Recalled or Stays. Whoever is in the working group may, also when the campaign is over. She whose
// story it is is told that there is news. Of two who settle at once the second changes nothing.
func (s *Stories) Settle(ctx context.Context, a networks.Actor, campaign, id, how string) error {
	if _, err := s.group(ctx, a, campaign); err != nil {
		return err
	}
	if how != Recalled && how != Stays {
		return locales.Refuse(locales.Invalid, "site.form_incomplete")
	}
	tx, err := s.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("settling use %s: %w", id, err)
	}
	defer tx.Rollback()
	use, err := lockUse(ctx, tx.Tx, a.Network, id)
	if err != nil {
		return absent(err, "locking use %s", id)
	}
	switch {
	case use.Campaign != campaign:
		return errAbsent
	case use.State == Recalled || use.State == Stays:
		return nil
	case use.State != Recall:
		return locales.Refuse(locales.Conflict, "story.no_task")
	}
	if err := settleUse(ctx, tx.Tx, use, how, s.today()); err != nil {
		return fmt.Errorf("settling use %s: %w", id, err)
	}
	var settled []inbox.Notice
	if g, err := readGrant(ctx, tx, a.Network, use.Grant); err == nil {
		if err := s.note(ctx, tx, g, how); err != nil {
			return err
		}
		settled = append(settled, inbox.Notice{Network: a.Network, Member: g.Member, Kind: inbox.Settled, Day: s.today()})
	}
	if err := audit.Append(ctx, tx.Tx, audit.Record{Network: a.Network, Actor: a.Member, Act: audit.Act("story." + how), Subject: id}); err != nil {
		return err
	}
	if err := inbox.Tell(ctx, tx, settled...); err != nil {
		return err
	}
	return tx.Commit()
}

// SettledSince is the first day on which it was noted what came of asking a story of the actor's back; false while nothing was.
func (s *Stories) SettledSince(ctx context.Context, a networks.Actor) (day time.Time, settled bool, err error) {
	uses, err := readUsesOf(ctx, s.db, a)
	if err != nil {
		return day, false, fmt.Errorf("reading the uses of what %s gave: %w", a.Member, err)
	}
	for _, use := range uses {
		if use.SettledOn != nil && (use.State == Recalled || use.State == Stays) && (!settled || use.SettledOn.Before(day)) {
			day, settled = *use.SettledOn, true
		}
	}
	return day, settled, nil
}

// Task is the oldest recall task of the campaigns that the actor works on: of which campaign, and since when; false when there is none.
func (s *Stories) Task(ctx context.Context, a networks.Actor) (campaign string, since time.Time, there bool, err error) {
	works, err := s.campaigns.WorksOn(ctx, a)
	if err != nil {
		return "", since, false, err
	}
	use, err := readTask(ctx, s.db, a.Network, works)
	if errors.Is(err, sql.ErrNoRows) {
		return "", since, false, nil
	}
	if err != nil {
		return "", since, false, fmt.Errorf("reading which task %s has: %w", a.Member, err)
	}
	return use.Campaign, *use.RecallOn, true, nil
}

// Sweep ends the grants whose days are over, asks back what is out under those that are gone, allows what needs no asking, and destroys
// the keys that no grant needs any more. What fails doesn't keep the rest waiting.
func (s *Stories) Sweep(ctx context.Context) error {
	return errors.Join(s.endOver(ctx), s.askBackGone(ctx), s.allowStanding(ctx), s.destroySpent(ctx))
}

func (s *Stories) endOver(ctx context.Context) (failed error) {
	over, err := readOver(ctx, s.db, s.today())
	if err != nil {
		return fmt.Errorf("reading which grants are over: %w", err)
	}
	for _, g := range over {
		failed = errors.Join(failed, s.end(ctx, g.Network, g.ID, "over", nil))
	}
	return failed
}

// askBackGone is for grants that went with their member.
func (s *Stories) askBackGone(ctx context.Context) (failed error) {
	gone, err := readGone(ctx, s.db)
	if err != nil {
		return fmt.Errorf("reading which grants are gone: %w", err)
	}
	for _, g := range gone {
		failed = errors.Join(failed, s.askBackOne(ctx, g))
	}
	return failed
}

func (s *Stories) askBackOne(ctx context.Context, g Grant) error {
	tx, err := s.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("asking back what is out under grant %s: %w", g.ID, err)
	}
	defer tx.Rollback()
	if err := s.askBack(ctx, tx, g.Network, g.ID); err != nil {
		return err
	}
	return tx.Commit()
}

// allowStanding allows what was asked before today under grants that need no asking, unless they rest.
func (s *Stories) allowStanding(ctx context.Context) (failed error) {
	uses, err := readStanding(ctx, s.db, s.today())
	if err != nil {
		return fmt.Errorf("reading what needs no asking: %w", err)
	}
	for _, use := range uses {
		failed = errors.Join(failed, s.changeUse(ctx, use.Network, use.ID, func(tx *stream.Tx, g Grant, was Use) error {
			there, aside, err := s.keys.Has(g.ID)
			if err != nil || !there || aside || g.Asks || was.State != Asked || s.alive(ctx, networks.Actor{}, g) != nil {
				return err
			}
			return s.answer(ctx, tx, g, was, Allowed)
		}))
	}
	return failed
}

// spent is how old a key is that no grant needs before it is destroyed: one that was just made may be about to be given.
const spent = time.Hour

func (s *Stories) destroySpent(ctx context.Context) (failed error) {
	names, err := s.keys.Before(time.Now().Add(-spent))
	if err != nil {
		return fmt.Errorf("reading the folder of keys: %w", err)
	}
	needed, err := readNeeded(ctx, s.db, names)
	if err != nil {
		return fmt.Errorf("reading which keys are needed: %w", err)
	}
	for _, name := range names {
		if !needed[name] {
			failed = errors.Join(failed, s.keys.Destroy(name))
		}
	}
	return failed
}
