package concerns

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/audit"
	"tinig/server/envelopes"
	"tinig/server/networks"
)

// Draft is a case before it is one. Once is the form's one-time number, and becomes its id; About is the member; Seats are other
// leads who work on it from the beginning; Note is the first.
type Draft struct {
	Once, About, Note string
	Seats             []string
}

// Begin opens a case. The actor has a seat in it. Sending with the same one-time number again is no harm.
func (c *Concerns) Begin(ctx context.Context, a networks.Actor, s Sealer, d Draft) error {
	if err := networks.Allow(a, networks.StandBy, nil); err != nil {
		return err
	}
	note, err := noteOf(d.Note)
	if err != nil {
		return err
	}
	her, err := c.networks.Member(ctx, a, d.About)
	if err != nil {
		return err
	}
	apart, err := c.apart(ctx, a.Network, d.About, a.Member)
	if err != nil {
		return err
	}
	if apart || her.Standing == networks.Left {
		return errNobody
	}
	if err := c.GetReady(ctx, a, s); err != nil {
		return err
	}
	of := Concern{Network: a.Network, ID: d.Once, Member: d.About, Minor: her.Band != networks.Adult, Stage: Raised, OpenedOn: c.today(), ReviewOn: c.today().AddDate(0, 0, reviewDays)}
	tx, err := c.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("opening a case: %w", err)
	}
	defer tx.Rollback()
	first, err := insertConcern(ctx, tx, of)
	if err != nil || !first {
		return wrap(err, "opening case", of.ID)
	}
	key := envelopes.NewBoxKey()
	for _, lead := range append([]string{a.Member}, d.Seats...) {
		if err := c.seat(ctx, tx, of, lead, key); err != nil {
			return wrap(err, "opening case", of.ID)
		}
	}
	if err := c.write(ctx, tx, a, of, key, Note{Body: note}, d.Once); err != nil {
		return wrap(err, "opening case", of.ID)
	}
	if err := audit.Append(ctx, tx, audit.Record{Network: a.Network, Actor: a.Member, Act: "concern.opened", Subject: of.ID}); err != nil {
		return err
	}
	return tx.Commit()
}

// errNobody refuses somebody about whom the actor opens no case: whoever isn't there, alike.
var errNobody = locales.Refuse(locales.Invalid, "concern.nobody")

// Note is what a lead wrote. Contact says that it is about somebody who was spoken to.
type Note struct {
	Number  int       `db:"number"`
	Author  string    `db:"author_id"`
	Contact bool      `db:"contact"`
	Stage   Stage     `db:"stage"`
	On      time.Time `db:"written_on"`
	Sealed  []byte    `db:"sealed"`
	Body    string    `db:"-"`
}

func noteOf(body string) (string, error) {
	body = strings.TrimSpace(strings.ReplaceAll(body, "\r\n", "\n"))
	if body == "" || utf8.RuneCountInString(body) > NoteLength {
		return "", locales.Refuse(locales.Invalid, "concern.note_length", "Most", NoteLength)
	}
	return body, nil
}

// Write adds a note to a case. Sending with the same one-time number again is no harm.
func (c *Concerns) Write(ctx context.Context, a networks.Actor, s Sealer, id, once, body string, contact bool) error {
	body, err := noteOf(body)
	if err != nil {
		return err
	}
	return c.change(ctx, a, id, "concern.note_written", func(tx *sqlx.Tx, of Concern) error {
		key, err := c.keyFor(ctx, tx, a, s, id)
		if err != nil {
			return err
		}
		return c.write(ctx, tx, a, of, key, Note{Body: body, Contact: contact}, once)
	})
}

func (c *Concerns) write(ctx context.Context, tx *sqlx.Tx, a networks.Actor, of Concern, key []byte, n Note, once string) error {
	last, err := lastNote(ctx, tx, of)
	if err != nil {
		return err
	}
	n.Number, n.Author, n.Stage, n.On = last+1, a.Member, of.Stage, c.today()
	if n.Number > notesAtMost {
		return locales.Refuse(locales.TooMany, "concern.notes_many")
	}
	if n.Sealed, err = envelopes.Close(key, notePlace(of, n), n.Body); err != nil {
		return err
	}
	return insertNote(ctx, tx, of, n, once)
}

// notePlace binds a note to its row.
func notePlace(of Concern, n Note) string {
	return fmt.Sprintf("note %s %s %d %s %t", of.Network, of.ID, n.Number, n.Author, n.Contact)
}

// Read opens the notes of a case, the oldest first, after a record of it is written. A closed one can be read, too.
func (c *Concerns) Read(ctx context.Context, a networks.Actor, s Sealer, id string) ([]Note, error) {
	of, err := c.Concern(ctx, a, id)
	if err != nil {
		return nil, err
	}
	tx, err := c.db.BeginTxx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("reading case %s: %w", id, err)
	}
	defer tx.Rollback()
	key, err := c.keyFor(ctx, tx, a, s, id)
	if err != nil {
		return nil, wrap(err, "reading case", id)
	}
	if err := audit.Append(ctx, tx, audit.Record{Network: a.Network, Actor: a.Member, Act: "concern.read", Subject: id}); err != nil {
		return nil, err
	}
	notes, err := readNotes(ctx, tx, of)
	if err != nil {
		return nil, fmt.Errorf("reading case %s: %w", id, err)
	}
	if err := tx.Commit(); err != nil {
		return nil, fmt.Errorf("reading case %s: %w", id, err)
	}
	for i, n := range notes {
		if notes[i].Body, err = envelopes.Reveal(key, notePlace(of, n), n.Sealed); err != nil {
			return nil, err
		}
	}
	return notes, nil
}

// Concern is a case in which the actor has a seat.
func (c *Concerns) Concern(ctx context.Context, a networks.Actor, id string) (of Concern, err error) {
	if err := networks.Allow(a, networks.StandBy, nil); err != nil {
		return of, err
	}
	if of, err = readConcern(ctx, c.db, a, id); err != nil {
		return of, wrap(err, "reading case", id)
	}
	apart, err := c.apart(ctx, of.Network, of.Member, a.Member)
	if err == nil && apart {
		err = errNotThere
	}
	return of, err
}

// List is the cases in which the actor has a seat, those to look at first before the others and closed ones last; and how many more
// there are that other leads work on.
func (c *Concerns) List(ctx context.Context, a networks.Actor) (list []Concern, others int, err error) {
	if err := networks.Allow(a, networks.StandBy, nil); err != nil {
		return nil, 0, err
	}
	all, err := readConcerns(ctx, c.db, a)
	if err != nil {
		return nil, 0, fmt.Errorf("reading the cases of %s: %w", a.Member, err)
	}
	for _, of := range all {
		apart, err := c.apart(ctx, of.Network, of.Member, a.Member)
		if err != nil {
			return nil, 0, err
		}
		if !apart {
			list = append(list, of)
		}
	}
	others, err = countOthers(ctx, c.db, a)
	if err != nil {
		return nil, 0, fmt.Errorf("counting the cases of %s: %w", a.Network, err)
	}
	return list, others, nil
}

// Move brings a case to another stage, to be looked at again on a day; the zero day is in a week. Of somebody under 18 it is asked for
// first, but for triage: see Agree.
func (c *Concerns) Move(ctx context.Context, a networks.Actor, id string, to Stage, review time.Time) error {
	return c.change(ctx, a, id, "concern.moved", func(tx *sqlx.Tx, of Concern) error {
		if !slices.Contains(of.Next(), to) {
			return locales.Refuse(locales.Conflict, "concern.not_next")
		}
		if review.IsZero() {
			review = c.today().AddDate(0, 0, reviewDays)
		}
		if review.Before(c.today()) || review.After(c.today().AddDate(0, 0, longestReview)) {
			return locales.Refuse(locales.Invalid, "concern.review_day", "Most", longestReview)
		}
		of.ReviewOn = review
		if of.Minor && to != Triage {
			of.Asked, of.AskedBy = to, a.Member
			return updateConcern(ctx, tx, of)
		}
		return c.move(ctx, tx, of, to, a.Member, "")
	})
}

// Agree is another lead's word to a step that was asked for.
func (c *Concerns) Agree(ctx context.Context, a networks.Actor, id string) error {
	return c.change(ctx, a, id, "concern.agreed", func(tx *sqlx.Tx, of Concern) error {
		if of.Asked == "" || of.AskedBy == "" || !slices.Contains(of.Next(), of.Asked) {
			return locales.Refuse(locales.Conflict, "concern.nothing_asked")
		}
		if of.AskedBy == a.Member {
			return locales.Refuse(locales.Conflict, "concern.another")
		}
		return c.move(ctx, tx, of, of.Asked, of.AskedBy, a.Member)
	})
}

func (c *Concerns) move(ctx context.Context, tx *sqlx.Tx, of Concern, to Stage, by, agreed string) error {
	of.Stage, of.Asked, of.AskedBy = to, "", ""
	if to == Closed {
		today := c.today()
		of.ClosedOn = &today
	}
	if err := insertMove(ctx, tx, of, by, agreed, c.today()); err != nil {
		return err
	}
	return updateConcern(ctx, tx, of)
}

// Sweep lets go what was closed long ago.
func (c *Concerns) Sweep(ctx context.Context) error {
	if err := deleteClosed(ctx, c.db, c.today().AddDate(0, 0, -Days)); err != nil {
		return fmt.Errorf("letting go cases: %w", err)
	}
	if err := deleteOldAddresses(ctx, c.db, c.today().AddDate(0, 0, -AddressDays)); err != nil {
		return fmt.Errorf("letting go addresses: %w", err)
	}
	return nil
}
