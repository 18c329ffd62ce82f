package threads

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/envelopes"
	"tinig/server/networks"
)

// Words is what one of those in a thread wrote. Hidden says that a moderator has put it away; then its body is "".
type Words struct {
	Number int       `db:"number"`
	Author string    `db:"author_id"`
	On     time.Time `db:"said_on"`
	Hidden bool      `db:"hidden"`
	Sealed []byte    `db:"sealed"`
	Body   string    `db:"-"`
}

// wordsPlace binds what is sealed to its row.
func wordsPlace(thread Thread, w Words) string {
	return fmt.Sprintf("thread %s %s %d %s", thread.Network, thread.ID, w.Number, w.Author)
}

// Say writes in a thread that the actor is in. Sending with the same one-time number again is no harm.
func (t *Threads) Say(ctx context.Context, a networks.Actor, s Sealer, id, once, body string) error {
	if err := networks.Allow(a, networks.WritePrivate, nil); err != nil {
		return err
	}
	body = strings.TrimSpace(strings.ReplaceAll(body, "\r\n", "\n"))
	if body == "" || utf8.RuneCountInString(body) > Length {
		return locales.Refuse(locales.Invalid, "private.words_length", "Most", Length)
	}
	tx, err := t.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("writing in thread %s: %w", id, err)
	}
	defer tx.Rollback()
	thread, err := lockThread(ctx, tx.Tx, a, id)
	if err != nil {
		return wrap(err, "writing in thread", id)
	}
	members, err := t.mayWrite(ctx, tx, thread)
	if err != nil {
		return err
	}
	if first, err := t.write(ctx, tx, a, s, thread, once, body); err != nil || !first {
		return wrap(err, "writing in thread", id)
	}
	members = slices.DeleteFunc(members, func(m string) bool { return m == a.Member })
	if err := t.tell(ctx, tx, a.Network, id, members); err != nil {
		return err
	}
	return tx.Commit()
}

// mayWrite refuses words in a thread that isn't open, or that has too few staff now; else it returns who is in it.
func (t *Threads) mayWrite(ctx context.Context, tx *stream.Tx, thread Thread) ([]string, error) {
	if !thread.Open() {
		return nil, locales.Refuse(locales.Conflict, "private.over")
	}
	members, err := t.membersIn(ctx, tx, thread)
	if err != nil || !thread.Guarded {
		return members, err
	}
	staff, err := t.staff(ctx, thread.Network)
	if err == nil && guards(staff, members) < staffNeeded {
		err = locales.Refuse(locales.Conflict, "private.staff_gone")
	}
	return members, err
}

// write is false when these words are there already.
func (t *Threads) write(ctx context.Context, tx *stream.Tx, a networks.Actor, s Sealer, thread Thread, once, body string) (first bool, err error) {
	key, err := t.keyFor(ctx, a, s, thread)
	if err != nil {
		return false, err
	}
	last, err := lastWords(ctx, tx.Tx, thread)
	if err != nil {
		return false, err
	}
	w := Words{Number: last + 1, Author: a.Member, On: t.today()}
	closed, err := envelopes.Close(key, wordsPlace(thread, w), body)
	if err != nil {
		return false, err
	}
	if w.Sealed, err = s.Lock(ctx, closed); err != nil {
		return false, err
	}
	return insertWords(ctx, tx.Tx, thread, w, once)
}

// Read is what stands in a thread before a number, the oldest first and at most WordsAtOnce; 0 is its end. One that isn't open yet has none.
func (t *Threads) Read(ctx context.Context, a networks.Actor, s Sealer, thread Thread, before int) ([]Words, error) {
	if thread.OpenedOn == nil {
		return nil, nil
	}
	words, err := readWords(ctx, t.db, a, thread, before)
	if err != nil {
		return nil, fmt.Errorf("reading thread %s: %w", thread.ID, err)
	}
	slices.Reverse(words)
	key, err := t.keyFor(ctx, a, s, thread)
	if err != nil {
		return nil, wrap(err, "reading thread", thread.ID)
	}
	for i, w := range words {
		if words[i].Body, err = reveal(ctx, s, key, thread, w); err != nil {
			return nil, err
		}
	}
	return words, nil
}

func reveal(ctx context.Context, s Sealer, key []byte, thread Thread, w Words) (string, error) {
	if w.Hidden {
		return "", nil
	}
	closed, err := s.Unlock(ctx, w.Sealed)
	if err != nil {
		return "", fmt.Errorf("reading thread %s: %w", thread.ID, err)
	}
	return envelopes.Reveal(key, wordsPlace(thread, w), closed)
}
