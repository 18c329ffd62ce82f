package threads

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/audit"
	"tinig/server/envelopes"
	"tinig/server/networks"
)

// staff are the grown members of a network's staff.
func (t *Threads) staff(ctx context.Context, network string) (ids []string, err error) {
	all, err := t.networks.Staff(ctx, network)
	for _, m := range all {
		if m.Band == networks.Adult {
			ids = append(ids, m.ID)
		}
	}
	return ids, err
}

// guards counts who of some members is of the staff now.
func guards(staff, members []string) (n int) {
	for _, member := range members {
		if slices.Contains(staff, member) {
			n++
		}
	}
	return n
}

// openOrAsk opens a thread for those in it when nobody else has to come in, and asks the staff else.
func (t *Threads) openOrAsk(ctx context.Context, tx *stream.Tx, thread Thread, members []string) error {
	told := members
	var staff []string
	var err error
	if thread.Guarded {
		if staff, err = t.staff(ctx, thread.Network); err != nil {
			return err
		}
	}
	if !thread.Guarded || guards(staff, members) >= staffNeeded {
		if err := t.open(ctx, tx, thread, members); err != nil {
			return err
		}
	} else {
		for _, one := range staff {
			apart, err := t.apart(ctx, thread.Network, one, members)
			if err != nil {
				return err
			}
			if !apart && !slices.Contains(told, one) {
				told = append(told, one)
			}
		}
	}
	return t.tell(ctx, tx, thread.Network, thread.ID, told)
}

// open makes the thread's key, and puts it into an envelope for each.
func (t *Threads) open(ctx context.Context, tx *stream.Tx, thread Thread, members []string) error {
	key := envelopes.NewBoxKey()
	for _, member := range members {
		public, err := readKey(ctx, tx.Tx, thread.Network, member)
		if err != nil {
			return err
		}
		sealed, err := envelopes.Seal(public, key, seatPlace(thread, member))
		if err != nil {
			return err
		}
		if err := updateSeat(ctx, tx.Tx, thread, member, sealed); err != nil {
			return err
		}
	}
	return updateOpened(ctx, tx.Tx, thread, t.today())
}

// seatPlace binds a thread's key to whose envelope it is in.
func seatPlace(thread Thread, member string) string {
	return "thread " + thread.Network + " " + thread.ID + " " + member
}

// apart says whether a block or a mute stands between somebody and one of the others.
func (t *Threads) apart(ctx context.Context, network, member string, others []string) (bool, error) {
	for _, id := range append([]string{member}, others...) {
		a, err := t.networks.Follow(ctx, network, id)
		if locales.IsKind(err, locales.NotFound) {
			return true, nil
		}
		if err != nil {
			return true, err
		}
		if id != member && slices.Contains(a.Parted, member) || id == member && slices.ContainsFunc(others, func(o string) bool { return slices.Contains(a.Parted, o) }) {
			return true, nil
		}
	}
	return false, nil
}

// Asked are the threads that wait for one of the staff, with who asks: those that the actor could come into.
func (t *Threads) Asked(ctx context.Context, a networks.Actor) (list []Thread, err error) {
	if networks.Allow(a, networks.SitInPrivate, nil) != nil {
		return nil, nil
	}
	waiting, err := readWaiting(ctx, t.db, a)
	if err == nil {
		err = t.fillSeats(ctx, a, waiting)
	}
	if err != nil {
		return nil, fmt.Errorf("reading which threads wait in %s: %w", a.Network, err)
	}
	for _, thread := range waiting {
		apart, err := t.apart(ctx, a.Network, a.Member, membersOf(thread))
		if err != nil {
			return nil, err
		}
		if !apart {
			list = append(list, thread)
		}
	}
	return list, nil
}

// membersOf are all others who are in a thread.
func membersOf(thread Thread) (ids []string) {
	for _, seat := range thread.Seats {
		ids = append(ids, seat.Member)
	}
	return ids
}

// SitIn puts the actor into a thread that waits for one of the staff. It is recorded. When they are two it opens.
func (t *Threads) SitIn(ctx context.Context, a networks.Actor, s Sealer, id string) error {
	if err := networks.Allow(a, networks.SitInPrivate, nil); err != nil {
		return err
	}
	if err := t.ready(ctx, t.db, a, s); err != nil {
		return err
	}
	tx, err := t.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("coming into thread %s: %w", id, err)
	}
	defer tx.Rollback()
	thread, err := lockWaiting(ctx, tx.Tx, a, id)
	if err != nil {
		return wrap(err, "coming into thread", id)
	}
	members, err := t.membersIn(ctx, tx, thread)
	if err != nil {
		return err
	}
	apart, err := t.apart(ctx, a.Network, a.Member, members)
	if err != nil {
		return err
	}
	if apart || slices.Contains(members, a.Member) {
		return errNotThere
	}
	if err := insertSeat(ctx, tx.Tx, thread, Seat{Member: a.Member, Staff: true}); err != nil {
		return fmt.Errorf("coming into thread %s: %w", id, err)
	}
	if err := audit.Append(ctx, tx.Tx, audit.Record{Network: a.Network, Actor: a.Member, Act: "thread.opened", Subject: id}); err != nil {
		return err
	}
	if err := t.openOrAsk(ctx, tx, thread, append(members, a.Member)); err != nil {
		return wrap(err, "coming into thread", id)
	}
	return tx.Commit()
}

// membersIn are all who are in a thread.
func (t *Threads) membersIn(ctx context.Context, tx *stream.Tx, thread Thread) (ids []string, err error) {
	seats, err := readSeats(ctx, tx.Tx, thread.Network, []string{thread.ID})
	if err != nil {
		return nil, fmt.Errorf("reading who is in thread %s: %w", thread.ID, err)
	}
	for _, seat := range seats {
		ids = append(ids, seat.Member)
	}
	return ids, nil
}

// keyFor opens the actor's envelope. Who has lost her keyring since has none.
func (t *Threads) keyFor(ctx context.Context, a networks.Actor, s Sealer, thread Thread) ([]byte, error) {
	sealed, err := readSealed(ctx, t.db, a, thread.ID)
	if err != nil {
		return nil, err
	}
	own, err := envelopes.KeyOf(s.Name("key"))
	if err != nil {
		return nil, err
	}
	key, err := own.Open(sealed, seatPlace(thread, a.Member))
	if err != nil {
		return nil, errLost
	}
	return key, nil
}

// errLost refuses to open what is sealed to a keyring that is gone.
var errLost = locales.Refuse(locales.Gone, "private.lost")

// Lost says whether a thread can't be read because it is sealed to a keyring that is gone.
func Lost(err error) bool { return errors.Is(err, errLost) }

// End ends a thread for all in it; who came in as one of the staff leaves it alone. Twice is no harm.
func (t *Threads) End(ctx context.Context, a networks.Actor, id string) error {
	tx, err := t.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("ending thread %s: %w", id, err)
	}
	defer tx.Rollback()
	thread, err := lockThread(ctx, tx.Tx, a, id)
	if err != nil {
		return wrap(err, "ending thread", id)
	}
	switch {
	case thread.EndedOn != nil:
		return nil
	case thread.Staff:
		err = deleteSeat(ctx, tx.Tx, a, id)
	case thread.OpenedOn == nil:
		err = deleteThread(ctx, tx.Tx, thread)
	default:
		err = updateEnded(ctx, tx.Tx, thread, t.today())
	}
	if err == nil && thread.Staff {
		err = audit.Append(ctx, tx.Tx, audit.Record{Network: a.Network, Actor: a.Member, Act: "thread.left", Subject: id})
	}
	if err == nil {
		_, err = tx.Append(ctx, Channel(a.Network, id), "changed", "")
	}
	if err != nil {
		return fmt.Errorf("ending thread %s: %w", id, err)
	}
	return tx.Commit()
}

// Sweep ends threads of which one of the two is gone, and lets go what has ended long ago, what has waited too long, and old codes.
func (t *Threads) Sweep(ctx context.Context) error {
	today := t.today()
	if err := endLonely(ctx, t.db, today); err != nil {
		return fmt.Errorf("ending threads of one: %w", err)
	}
	if err := deleteEnded(ctx, t.db, today.AddDate(0, 0, -Days)); err != nil {
		return fmt.Errorf("letting go threads: %w", err)
	}
	if err := deleteUnopened(ctx, t.db, today.AddDate(0, 0, -waitDays)); err != nil {
		return fmt.Errorf("letting go threads that nobody opened: %w", err)
	}
	if err := deleteEntered(ctx, t.db, today.AddDate(0, 0, -waitDays)); err != nil {
		return fmt.Errorf("letting go codes that were entered: %w", err)
	}
	if err := deleteCodes(ctx, t.db, today); err != nil {
		return fmt.Errorf("letting go codes: %w", err)
	}
	return nil
}
