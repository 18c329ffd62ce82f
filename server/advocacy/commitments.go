package advocacy

import (
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// What can become of a promise.
const (
	Open    = "open"
	Kept    = "kept"
	InPart  = "in_part"
	NotKept = "not_kept"
)

// Results are what can be noted of a promise.
var Results = []string{Kept, InPart, NotKept}

// CommitmentsAtMost is how many promises are kept of one campaign.
const CommitmentsAtMost = 300

// Commitment is what a target has promised on an ask, and what it did. Target and Kind name it in its own language.
type Commitment struct {
	ID         string     `db:"id"`
	Campaign   string     `db:"campaign_id"`
	Ask        int        `db:"number"`
	Target     string     `db:"target"`
	TargetLang string     `db:"target_lang"`
	Kind       string     `db:"kind"`
	Lang       string     `db:"lang"`
	Words      string     `db:"words"`
	Source     string     `db:"source"`
	SaidOn     time.Time  `db:"said_on"`
	DueOn      *time.Time `db:"due_on"`
	State      string     `db:"state"`
	DidLang    string     `db:"did_lang"`
	Did        string     `db:"did"`
	DidSource  string     `db:"did_source"`
	DidOn      *time.Time `db:"did_on"`
}

// Overdue says whether the promise is still open after the day by which it was to be kept.
func (c Commitment) Overdue(today time.Time) bool {
	return c.State == Open && c.DueOn != nil && c.DueOn.Before(today)
}

// CommitmentDraft is what was promised, by whom and by when; DueOn is zero when no day was named.
type CommitmentDraft struct {
	Once, Target, Lang, Words, Source string
	SaidOn, DueOn                     time.Time
}

func (v *Advocacy) checkCommitment(d CommitmentDraft) (CommitmentDraft, error) {
	d.Words, d.Source = block(d.Words), line(d.Source)
	switch {
	case d.Words == "" || d.Source == "":
		return d, locales.Refuse(locales.Invalid, "promise.words_needed")
	case utf8.RuneCountInString(d.Words) > NoteLength || utf8.RuneCountInString(d.Source) > NoteLength:
		return d, locales.Refuse(locales.Invalid, "ask.note_too_long", "Most", NoteLength)
	case d.SaidOn.IsZero() || d.SaidOn.After(v.today()) || !d.DueOn.IsZero() && d.DueOn.Before(d.SaidOn):
		return d, locales.Refuse(locales.Invalid, "promise.days_needed")
	case unknown(d.Lang):
		return d, locales.Refuse(locales.Invalid, "ask.language_needed")
	}
	return d, nil
}

// Promise notes what a target has promised on an ask, for the working group. Sent twice, it notes one.
func (v *Advocacy) Promise(ctx context.Context, a networks.Actor, campaign string, ask int, d CommitmentDraft) error {
	d, err := v.checkCommitment(d)
	if err != nil {
		return err
	}
	return v.changeAsk(ctx, a, campaign, ask, Place.Works, func(tx *sqlx.Tx, ask Ask) error {
		all, err := readCommitments(ctx, tx, a.Network, campaign)
		if err != nil {
			return fmt.Errorf("reading the promises of campaign %s: %w", campaign, err)
		}
		if len(all) >= CommitmentsAtMost {
			return locales.Refuse(locales.Forbidden, "promise.too_many", "Most", CommitmentsAtMost)
		}
		err = insertCommitment(ctx, tx, ask, uuid.NewString(), d)
		if violates(err, "commitments_target") {
			return locales.Refuse(locales.Invalid, "promise.target_needed")
		}
		return err
	})
}

// Commitments are what was promised to a campaign, for whoever reads it: what is due first comes first, and what has no day last.
func (v *Advocacy) Commitments(ctx context.Context, a networks.Actor, campaign string) ([]Commitment, error) {
	if _, err := v.Campaign(ctx, a, campaign, ""); err != nil {
		return nil, err
	}
	all, err := readCommitments(ctx, v.db, a.Network, campaign)
	if err != nil {
		return nil, fmt.Errorf("reading the promises of campaign %s: %w", campaign, err)
	}
	return all, nil
}

// Result is what a target did about a promise, since a day.
type Result struct {
	State, Lang, Did, Source string
	Day                      time.Time
}

func (v *Advocacy) checkResult(r Result) (Result, error) {
	r.Did, r.Source = block(r.Did), line(r.Source)
	switch {
	case !slices.Contains(Results, r.State):
		return r, locales.Refuse(locales.Invalid, "promise.result_needed")
	case r.Source == "":
		return r, locales.Refuse(locales.Invalid, "ask.source_needed")
	case utf8.RuneCountInString(r.Did) > NoteLength || utf8.RuneCountInString(r.Source) > NoteLength:
		return r, locales.Refuse(locales.Invalid, "ask.note_too_long", "Most", NoteLength)
	case r.Day.IsZero() || r.Day.After(v.today()):
		return r, locales.Refuse(locales.Invalid, "ask.day_needed")
	case unknown(r.Lang):
		return r, locales.Refuse(locales.Invalid, "ask.language_needed")
	}
	return r, nil
}

// Settle notes what became of a promise, for the working group. What was noted before is ErrChanged.
func (v *Advocacy) Settle(ctx context.Context, a networks.Actor, campaign, id string, r Result) error {
	r, err := v.checkResult(r)
	if err != nil {
		return err
	}
	var told []inbox.Told
	err = v.change(ctx, a, campaign, Place.Works, func(tx *sqlx.Tx, _ Place) error {
		all, err := readCommitments(ctx, tx, a.Network, campaign)
		if err != nil {
			return fmt.Errorf("reading the promises of campaign %s: %w", campaign, err)
		}
		i := slices.IndexFunc(all, func(c Commitment) bool { return c.ID == id })
		switch {
		case i < 0:
			return errAbsent
		case all[i].State != Open:
			return ErrChanged
		case r.Day.Before(all[i].SaidOn):
			return locales.Refuse(locales.Invalid, "promise.days_needed")
		}
		if err := settleCommitment(ctx, tx, a.Network, campaign, id, r); err != nil {
			return fmt.Errorf("settling promise %s: %w", id, err)
		}
		told, err = v.tell(ctx, tx, a, campaign, "promise_"+r.State)
		return err
	})
	return v.wake(a.Network, told, err)
}

// Unpromise takes away a promise that was noted by mistake, for who leads.
func (v *Advocacy) Unpromise(ctx context.Context, a networks.Actor, campaign, id string) error {
	return v.change(ctx, a, campaign, Place.Leads, func(tx *sqlx.Tx, _ Place) error {
		if err := deleteCommitment(ctx, tx, a.Network, campaign, id); err != nil {
			return fmt.Errorf("removing promise %s: %w", id, err)
		}
		return record(ctx, tx, a, "commitment.removed", id)
	})
}
