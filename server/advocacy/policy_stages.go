package advocacy

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/networks"
)

// checkStage tidies what somebody notes of a stage. What has happened isn't still to come, and what is expected isn't over.
func (v *Advocacy) checkStage(s Stage) (Stage, error) {
	s.Note, s.Source = block(s.Note), line(s.Source)
	switch {
	case s.Precision == "" || !s.Expected && s.Day.After(v.today()) || s.Expected && s.Last().Before(v.today()):
		return s, locales.Refuse(locales.Invalid, "process.date_needed")
	case s.Source == "":
		return s, locales.Refuse(locales.Invalid, "ask.source_needed")
	case utf8.RuneCountInString(s.Note) > NoteLength || utf8.RuneCountInString(s.Source) > NoteLength:
		return s, locales.Refuse(locales.Invalid, "ask.note_too_long", "Most", NoteLength)
	case unknown(s.Lang):
		return s, locales.Refuse(locales.Invalid, "ask.language_needed")
	}
	return s, nil
}

// changeProcess runs a change of one process under its campaign's lock, for whom may says.
func (v *Advocacy) changeProcess(ctx context.Context, a networks.Actor, campaign, id string, may func(Place) bool, do func(*sqlx.Tx, Process) error) error {
	return v.change(ctx, a, campaign, may, func(tx *sqlx.Tx, _ Place) error {
		all, err := wholeProcesses(ctx, tx, a.Network, campaign)
		if err != nil {
			return fmt.Errorf("reading the processes of campaign %s: %w", campaign, err)
		}
		process, err := processIn(all, id)
		if err != nil {
			return err
		}
		return do(tx, process)
	})
}

// NoteStage notes a stage to which a process came, or is expected to come, for the working group. It needs a source. What was expected
// of the same stage before goes. Sent twice, it is noted once.
func (v *Advocacy) NoteStage(ctx context.Context, a networks.Actor, campaign, once string, s Stage) error {
	s, err := v.checkStage(s)
	if err != nil {
		return err
	}
	return v.changeProcess(ctx, a, campaign, s.Process, Place.Works, func(tx *sqlx.Tx, was Process) error {
		template, _ := templateOf(was.Template)
		if !template.has(s.Stage) {
			return locales.Refuse(locales.Invalid, "target.choices_needed")
		}
		for _, before := range was.Stages {
			s.Step = max(s.Step, before.Step)
		}
		if s.Step++; s.Step > StagesAtMost {
			return locales.Refuse(locales.Forbidden, "process.too_many", "Most", StagesAtMost)
		}
		noted, err := insertStage(ctx, tx, was, once, s)
		if err != nil || !noted {
			return err
		}
		for _, before := range was.Stages {
			if before.Stage == s.Stage && before.Expected {
				if err := deleteStage(ctx, tx, was, before.Step); err != nil {
					return fmt.Errorf("removing what was expected of process %s: %w", was.ID, err)
				}
			}
		}
		return nil
	})
}

// RemoveStage takes away a stage that was noted by mistake, with what its text said, for who leads.
func (v *Advocacy) RemoveStage(ctx context.Context, a networks.Actor, campaign, process string, step int) error {
	return v.changeProcess(ctx, a, campaign, process, Place.Leads, func(tx *sqlx.Tx, was Process) error {
		if err := deleteStage(ctx, tx, was, step); err != nil {
			return fmt.Errorf("removing stage %d of process %s: %w", step, process, err)
		}
		return record(ctx, tx, a, "stage.removed", process)
	})
}

// NoteClause notes what the text says of an ask at a stage, for the working group. What somebody else has noted of both stands: it is
// refused as a conflict.
func (v *Advocacy) NoteClause(ctx context.Context, a networks.Actor, campaign string, c Clause) error {
	c.Place, c.Note = line(c.Place), block(c.Note)
	switch {
	case !slices.Contains(Fits, c.Fit):
		return locales.Refuse(locales.Invalid, "target.choices_needed")
	case c.Place == "" && c.Fit != "none":
		return locales.Refuse(locales.Invalid, "clause.place_needed")
	case utf8.RuneCountInString(c.Note) > NoteLength || utf8.RuneCountInString(c.Place) > TitleLength:
		return locales.Refuse(locales.Invalid, "ask.note_too_long", "Most", TitleLength)
	case unknown(c.Lang):
		return locales.Refuse(locales.Invalid, "ask.language_needed")
	}
	return v.changeProcess(ctx, a, campaign, c.Process, Place.Works, func(tx *sqlx.Tx, was Process) error {
		i := slices.IndexFunc(was.Stages, func(s Stage) bool { return s.Step == c.Step })
		if i < 0 || was.Stages[i].Expected {
			return locales.Refuse(locales.Invalid, "target.choices_needed")
		}
		err := insertClause(ctx, tx, was, c)
		switch {
		case violates(err, "clauses_pkey"):
			return locales.Refuse(locales.Conflict, "clause.noted_already")
		case violates(err, "clauses_ask"):
			return errAbsent
		}
		return err
	})
}

// RemoveClause takes away what was noted of an ask at a stage, for the working group, who can then note it anew.
func (v *Advocacy) RemoveClause(ctx context.Context, a networks.Actor, campaign string, c Clause) error {
	return v.changeProcess(ctx, a, campaign, c.Process, Place.Works, func(tx *sqlx.Tx, was Process) error {
		if err := deleteClause(ctx, tx, was, c); err != nil {
			return fmt.Errorf("removing a clause of process %s: %w", was.ID, err)
		}
		return nil
	})
}
