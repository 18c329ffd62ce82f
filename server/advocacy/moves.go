package advocacy

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// How far an ask is.
const (
	Drafted      = "drafted"
	Adopted      = "adopted"
	Raised       = "raised"
	Acknowledged = "acknowledged"
	InText       = "in_text"
	Enacted      = "enacted"
	InForce      = "in_force"
	Refused      = "refused"
)

// Statuses are all of them, in their order.
var Statuses = []string{Drafted, Adopted, Raised, Acknowledged, InText, Enacted, InForce, Refused}

// NoteLength is how long a note, or the source of something, can be, in characters.
const NoteLength = 500

// Move is a step of an ask: since which day it is so, in the mover's words, and where that can be read. A ask's moves are numbered from 1.
type Move struct {
	Number int       `db:"move"`
	Status string    `db:"status"`
	Day    time.Time `db:"day"`
	Lang   string    `db:"lang"`
	Note   string    `db:"note"`
	Source string    `db:"source"`
}

// follows are the statuses to which an ask can go from each. What was won can be lost again, so every step after Adopted leads to each other.
func follows(status string) []string {
	switch status {
	case Drafted:
		return []string{Adopted}
	case Adopted:
		return []string{Raised}
	}
	return slices.DeleteFunc(slices.Clone(Statuses[2:]), func(s string) bool { return s == status })
}

// Next are the statuses to which the ask can move.
func (a Ask) Next() []string { return follows(a.Status) }

// WordsStand says whether its words were raised, and stay as they are.
func (a Ask) WordsStand() bool { return a.Status != Drafted && a.Status != Adopted }

// MoveDraft is what who leads the campaign says of a step. From is how often the ask had moved when she looked.
type MoveDraft struct {
	From                       int
	Status, Lang, Note, Source string
	Day                        time.Time
}

func (v *Advocacy) checkMove(d MoveDraft) (MoveDraft, error) {
	d.Note, d.Source = block(d.Note), line(d.Source)
	switch {
	case d.Day.IsZero() || d.Day.After(v.today()):
		return d, locales.Refuse(locales.Invalid, "ask.day_needed")
	case d.Source == "" && d.Status != Adopted:
		return d, locales.Refuse(locales.Invalid, "ask.source_needed")
	case utf8.RuneCountInString(d.Note) > NoteLength || utf8.RuneCountInString(d.Source) > NoteLength:
		return d, locales.Refuse(locales.Invalid, "ask.note_too_long", "Most", NoteLength)
	case unknown(d.Lang):
		return d, locales.Refuse(locales.Invalid, "ask.language_needed")
	}
	return d, nil
}

// Move notes a step of an ask, for who leads its campaign. A step outside the group says where it can be read. It isn't before the last
// one. When the ask has moved since d.From, it is ErrChanged.
func (v *Advocacy) Move(ctx context.Context, a networks.Actor, campaign string, number int, d MoveDraft) error {
	d, err := v.checkMove(d)
	if err != nil {
		return err
	}
	var told []inbox.Told
	err = v.changeAsk(ctx, a, campaign, number, Place.Leads, func(tx *sqlx.Tx, ask Ask) error {
		if ask.Moves != d.From {
			return ErrChanged
		}
		if !slices.Contains(ask.Next(), d.Status) {
			return locales.Refuse(locales.Invalid, "ask.no_such_step")
		}
		last, err := readMoves(ctx, tx, ask)
		if err != nil {
			return fmt.Errorf("reading the moves of ask %d of campaign %s: %w", number, campaign, err)
		}
		if d.Day.Before(last[0].Day) && last[0].Number > 1 {
			return locales.Refuse(locales.Invalid, "ask.before_last")
		}
		ask.Status, ask.Moves = d.Status, ask.Moves+1
		if err := insertMove(ctx, tx, ask, Move{ask.Moves, d.Status, d.Day, d.Lang, d.Note, d.Source}); err != nil {
			return fmt.Errorf("moving ask %d of campaign %s: %w", number, campaign, err)
		}
		if err := updateAsk(ctx, tx, ask); err != nil {
			return fmt.Errorf("moving ask %d of campaign %s: %w", number, campaign, err)
		}
		if err := record(ctx, tx, a, "ask.moved", campaign+"/"+strconv.Itoa(number)); err != nil {
			return err
		}
		told, err = v.tell(ctx, tx, a, campaign, moveNews(d.Status))
		return err
	})
	return v.wake(a.Network, told, err)
}

// Moves are the steps of an ask, the last first.
func (v *Advocacy) Moves(ctx context.Context, a networks.Actor, ask Ask) ([]Move, error) {
	if _, err := v.Campaign(ctx, a, ask.Campaign, ""); err != nil {
		return nil, err
	}
	moves, err := readMoves(ctx, v.db, ask)
	if err != nil {
		return nil, fmt.Errorf("reading the moves of ask %d of campaign %s: %w", ask.Number, ask.Campaign, err)
	}
	return moves, nil
}
