package curriculum

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
)

// EntryLength is how long an entry of a journal can be, in characters.
const EntryLength = 5000

// Entry is what a member wrote at a unit, for herself. Revision counts how often it was kept: a form says with it what it
// began from.
type Entry struct {
	Unit     string    `json:"u"`
	Words    string    `json:"w"`
	Day      time.Time `json:"d"`
	Revision int       `json:"r"`
}

// Sealer seals what one member keeps here under keys that only her open keyring has.
type Sealer interface {
	Seal(ctx context.Context, plain []byte) ([]byte, error)
	Open(ctx context.Context, sealed []byte) ([]byte, error)
	Name(place string) []byte
}

// Write keeps the actor's entry at a unit; an empty one burns it. One that began from another revision than is kept is refused,
// and nothing is lost.
func (c *Curriculum) Write(ctx context.Context, a Actor, s Sealer, e Entry) error {
	if err := a.learns(); err != nil {
		return err
	}
	e.Words = strings.TrimSpace(strings.ReplaceAll(e.Words, "\r\n", "\n"))
	if utf8.RuneCountInString(e.Words) > EntryLength {
		return locales.Refuse(locales.Invalid, "journal.length", "Most", EntryLength)
	}
	tx, err := c.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("writing in the journal of %s: %w", a.Member, err)
	}
	defer tx.Rollback()
	place := s.Name(e.Unit)
	sealed, err := lockEntry(ctx, tx, a, place)
	if err != nil {
		return fmt.Errorf("writing in the journal of %s: %w", a.Member, err)
	}
	kept, err := entryOf(ctx, s, sealed)
	if err != nil {
		return err
	}
	if kept.Revision != e.Revision {
		return locales.Refuse(locales.Conflict, "journal.changed_meanwhile")
	}
	e.Revision, e.Day = e.Revision+1, c.today()
	plain, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("writing in the journal of %s: %w", a.Member, err)
	}
	if e.Words == "" {
		err = deleteEntry(ctx, tx, a, place)
	} else {
		err = c.sealEntry(ctx, tx, a, s, place, plain)
	}
	if err != nil {
		return fmt.Errorf("writing in the journal of %s: %w", a.Member, err)
	}
	return tx.Commit()
}

func (c *Curriculum) sealEntry(ctx context.Context, tx *sqlx.Tx, a Actor, s Sealer, place, plain []byte) error {
	sealed, err := s.Seal(ctx, plain)
	if err != nil {
		return err
	}
	return updateEntry(ctx, tx, a, place, sealed)
}

// Entry is the actor's entry at a unit, the zero Entry when there is none.
func (c *Curriculum) Entry(ctx context.Context, a Actor, s Sealer, unit string) (Entry, error) {
	sealed, err := readEntry(ctx, c.db, a, s.Name(unit))
	if err != nil && !errors.Is(err, errNoRow) {
		return Entry{}, fmt.Errorf("reading the journal of %s: %w", a.Member, err)
	}
	return entryOf(ctx, s, sealed)
}

// Journal is all that the actor has written, the newest day first.
func (c *Curriculum) Journal(ctx context.Context, a Actor, s Sealer) (entries []Entry, err error) {
	if err := a.learns(); err != nil {
		return nil, err
	}
	rows, err := readEntries(ctx, c.db, a)
	if err != nil {
		return nil, fmt.Errorf("reading the journal of %s: %w", a.Member, err)
	}
	for _, sealed := range rows {
		entry, err := entryOf(ctx, s, sealed)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry)
	}
	slices.SortFunc(entries, func(x, y Entry) int {
		if x.Day.Equal(y.Day) {
			return strings.Compare(x.Unit, y.Unit)
		}
		return y.Day.Compare(x.Day)
	})
	return entries, nil
}

// Burn forgets all that the actor has written.
func (c *Curriculum) Burn(ctx context.Context, a Actor) error {
	if err := a.learns(); err != nil {
		return err
	}
	if err := deleteEntries(ctx, c.db, a); err != nil {
		return fmt.Errorf("burning the journal of %s: %w", a.Member, err)
	}
	return nil
}

// entryOf opens an entry; the zero Entry when there is none.
func entryOf(ctx context.Context, s Sealer, sealed []byte) (e Entry, err error) {
	if len(sealed) == 0 {
		return Entry{}, nil
	}
	plain, err := s.Open(ctx, sealed)
	if err != nil {
		return Entry{}, fmt.Errorf("opening an entry of a journal: %w", err)
	}
	if err := json.Unmarshal(plain, &e); err != nil {
		return Entry{}, fmt.Errorf("reading an entry of a journal: %w", err)
	}
	return e, nil
}
