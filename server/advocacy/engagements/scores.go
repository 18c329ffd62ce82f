package engagements

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/counts"
	"tinig/server/networks"
)

// ScoreDays is for how many days those who took part can score an engagement.
const ScoreDays = 14

// Result is how those who took part scored. With Few, too few did so for any number; else Cells are of one or several levels, so that none
// tells of a few.
type Result struct {
	Scored int
	Few    bool
	Cells  []counts.Merged
}

// How what was stated stands to how it was scored.
const (
	GapLess  = "less"
	GapSame  = "same"
	GapMore  = "more"
	GapMixed = "mixed"
)

// Gap says how most who scored found it against what was stated: less, as stated, more, or mixed when no such most can be told.
func (e Engagement) Gap() string {
	stated := slices.Index(Levels, e.Stated)
	if e.Result == nil || e.Result.Few || stated < 0 {
		return ""
	}
	count := map[string]int{}
	for _, cell := range e.Result.Cells {
		switch least, most := slices.Min(cell.Cells), slices.Max(cell.Cells); {
		case most < stated:
			count[GapLess] += cell.Count
		case least > stated:
			count[GapMore] += cell.Count
		case least == stated && most == stated:
			count[GapSame] += cell.Count
		}
	}
	for _, gap := range []string{GapLess, GapSame, GapMore} {
		if 2*count[gap] > e.Result.Scored {
			return gap
		}
	}
	return GapMixed
}

// judge fills in the result that may be shown.
func (e *Engagement) judge() error {
	if e.Merged == nil {
		return nil
	}
	e.Result = new(Result)
	return json.Unmarshal([]byte(*e.Merged), e.Result)
}

// NotedHeld is what the group notes of an engagement that took place.
type NotedHeld struct {
	From               int
	Lang, Note, Source string
}

// Hold notes that an engagement took place, for the working group. Where a level was stated, those who took part can score it from now on.
func (e *Engagements) Hold(ctx context.Context, a networks.Actor, campaign, id string, h NotedHeld) error {
	h.Note, h.Source = block(h.Note), line(h.Source)
	switch {
	case longer(h.Note, NoteLength) || longer(h.Source, NoteLength):
		return locales.Refuse(locales.Invalid, "ask.note_too_long", "Most", NoteLength)
	case unknown(h.Lang):
		return locales.Refuse(locales.Invalid, "ask.language_needed")
	}
	return e.change(ctx, a, campaign, id, advocacy.Place.Works, func(tx *sqlx.Tx, was Engagement) error {
		if was.Revision != h.From || was.State != Planned {
			return advocacy.ErrChanged
		}
		if was.Day.After(e.today()) {
			return locales.Refuse(locales.Invalid, "engagement.not_yet")
		}
		was.State, was.NoteLang, was.Note = Held, h.Lang, h.Note
		if h.Source != "" {
			was.Source = h.Source
		}
		if err := updateState(ctx, tx, was); err != nil {
			return fmt.Errorf("noting engagement %s as held: %w", id, err)
		}
		if was.Stated == "" {
			return nil
		}
		return insertScores(ctx, tx, was, e.today().AddDate(0, 0, ScoreDays))
	})
}

// scores is the row of an engagement's scores.
type scores struct {
	Given  [][]byte
	Counts []int
	Open   bool
}

// Scores says whether an engagement can be scored now, and whether the owner of a nullifier has done so.
func (e *Engagements) Scores(ctx context.Context, nullifier []byte, of Engagement) (open, scored bool, err error) {
	row, err := readScores(ctx, e.db, of, e.today())
	if errors.Is(err, sql.ErrNoRows) {
		return false, false, nil
	}
	if err != nil {
		return false, false, fmt.Errorf("reading the scores of engagement %s: %w", of.ID, err)
	}
	_, scored = slices.BinarySearchFunc(row.Given, nullifier, bytes.Compare)
	return row.Open, scored, nil
}

// errScored refuses a score when its days are over.
var errScored = locales.Refuse(locales.Gone, "score.over")

// Score counts the level at which somebody of the working group took part, once: nullifier is hers for this engagement alone. What she
// has scored can't be changed, for nothing says which score is hers.
func (e *Engagements) Score(ctx context.Context, a networks.Actor, nullifier []byte, campaign, id, level string) error {
	place, err := e.advocacy.Place(ctx, a, campaign, "")
	if err != nil {
		return err
	}
	if !place.In() {
		return locales.Refuse(locales.Forbidden, "campaign.group_only")
	}
	at := slices.Index(Levels, level)
	if at < 0 {
		return locales.Refuse(locales.Invalid, "score.level_needed")
	}
	of, err := e.Engagement(ctx, a, campaign, id)
	if err != nil {
		return err
	}
	tx, err := e.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("scoring engagement %s: %w", id, err)
	}
	defer tx.Rollback()
	row, err := lockScores(ctx, tx, of, e.today())
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return errAbsent
	case err != nil:
		return fmt.Errorf("locking the scores of engagement %s: %w", id, err)
	case !row.Open:
		return errScored
	}
	spot, has := slices.BinarySearchFunc(row.Given, nullifier, bytes.Compare)
	if has {
		return locales.Refuse(locales.Conflict, "score.given")
	}
	row.Given = slices.Insert(row.Given, spot, nullifier)
	row.Counts[at]++
	if err := updateScores(ctx, tx, of, row); err != nil {
		return fmt.Errorf("scoring engagement %s: %w", id, err)
	}
	return tx.Commit()
}

// releasedAtOnce is how many results one transaction makes.
const releasedAtOnce = 100

// Sweep makes the results of engagements whose days for scoring are over, and forgets who scored, and what.
func (e *Engagements) Sweep(ctx context.Context) error {
	for {
		released, err := e.release(ctx)
		if err != nil {
			return fmt.Errorf("releasing how engagements were scored: %w", err)
		}
		if released < releasedAtOnce {
			return nil
		}
	}
}

func (e *Engagements) release(ctx context.Context) (released int, err error) {
	tx, err := e.db.BeginTxx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	over, err := lockOver(ctx, tx, e.today(), releasedAtOnce)
	if err != nil {
		return 0, err
	}
	for _, row := range over {
		merged, err := json.Marshal(resultOf(row.Counts))
		if err != nil {
			return 0, err
		}
		if err := releaseScores(ctx, tx, row, string(merged)); err != nil {
			return 0, err
		}
	}
	return len(over), tx.Commit()
}

// resultOf is what may be shown of scores, for good.
func resultOf(each []int) Result {
	r := Result{}
	for _, count := range each {
		r.Scored += count
	}
	if r.Scored < counts.FewInRoom {
		return Result{Few: true}
	}
	r.Cells = counts.InRoom(r.Scored, each)
	return r
}
