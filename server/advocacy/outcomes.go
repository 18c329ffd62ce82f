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

// Nodes are the steps of the theory of change, in their order: justice systems are stronger, so people trust them, so they dare to speak, so fewer
// children are harmed. Horizons say how soon a change of its kind is looked for.
var (
	Nodes    = []string{"justice", "trust", "confidence", "prevalence"}
	Horizons = []string{"short", "mid", "long"}
)

// OutcomesAtMost is how many outcomes a campaign can have.
const OutcomesAtMost = 300

// Outcome is a change in what somebody does, harvested: who changed what, and what it owes to us and to others. A setback is one too.
// Ask is 0 for none. Topic and Post are the post that it began from, "" and 0 for none.
type Outcome struct {
	ID           string     `db:"id"`
	Shown        bool       `db:"shown"`
	Revision     int        `db:"revision"`
	Node         string     `db:"node"`
	Horizon      string     `db:"horizon"`
	Setback      bool       `db:"setback"`
	Ask          int        `db:"number"`
	HappenedOn   *time.Time `db:"happened_on"`
	Lang         string     `db:"lang"`
	Who          string     `db:"who"`
	What         string     `db:"what"`
	Place        string     `db:"place"`
	Significance string     `db:"significance"`
	Ours         string     `db:"ours"`
	Others       string     `db:"others"`
	Evidence     string     `db:"evidence"`
	Verifier     string     `db:"verifier"`
	Topic        string     `db:"topic_id"`
	Post         int        `db:"post"`
}

// Verified says whether somebody who knows has confirmed it.
func (o Outcome) Verified() bool { return o.Verifier != "" }

// tidy is an outcome with its texts as they are kept, and refuses what can't be kept even in a draft.
func (v *Advocacy) tidy(o Outcome) (Outcome, error) {
	for _, text := range []*string{&o.Who, &o.Place, &o.Verifier} {
		*text = line(*text)
	}
	for _, text := range []*string{&o.What, &o.Significance, &o.Ours, &o.Others, &o.Evidence} {
		*text = block(*text)
	}
	switch {
	case !slices.Contains(Nodes, o.Node) || !slices.Contains(Horizons, o.Horizon):
		return o, locales.Refuse(locales.Invalid, "target.choices_needed")
	case unknown(o.Lang):
		return o, locales.Refuse(locales.Invalid, "ask.language_needed")
	case o.HappenedOn != nil && o.HappenedOn.After(v.today()):
		return o, locales.Refuse(locales.Invalid, "ask.day_needed")
	}
	for _, text := range []string{o.Who, o.What, o.Place, o.Significance, o.Ours, o.Others, o.Evidence, o.Verifier} {
		if utf8.RuneCountInString(text) > 2*NoteLength {
			return o, locales.Refuse(locales.Invalid, "outcome.too_long", "Most", 2*NoteLength)
		}
	}
	return o, nil
}

// whole says whether nothing is missing of what others need to judge it.
func (o Outcome) whole() bool {
	return o.HappenedOn != nil && !slices.Contains([]string{o.Who, o.What, o.Place, o.Significance, o.Ours, o.Others, o.Evidence}, "")
}

// Harvest begins a draft, for the working group. It can begin from a post of the campaign's own space, whose readers are the campaign's:
// from another space it is refused, as its words would reach others than they were written for. Sent twice, it begins one.
func (v *Advocacy) Harvest(ctx context.Context, a networks.Actor, campaign, once, lang string, from Outcome, space string) (id string, err error) {
	err = v.change(ctx, a, campaign, Place.Works, func(tx *sqlx.Tx, was Place) error {
		if from.Topic != "" && (space != was.Space || !was.Leads()) {
			return locales.Refuse(locales.Forbidden, "outcome.other_space")
		}
		id, err = v.begin(ctx, tx, was, once, Outcome{Lang: lang, Topic: from.Topic, Post: from.Post})
		return err
	})
	return id, err
}

// HarvestNote begins a draft from the note of an ask's step, with what stands there, for the working group. Who reads the one reads the other.
// Sent twice, it begins one.
func (v *Advocacy) HarvestNote(ctx context.Context, a networks.Actor, campaign, once string, number, move int) (id string, err error) {
	ask, err := v.Ask(ctx, a, campaign, number, "")
	if err != nil {
		return "", err
	}
	moves, err := v.Moves(ctx, a, ask)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(moves, func(m Move) bool { return m.Number == move && m.Note != "" })
	if i < 0 {
		return "", errAbsent
	}
	err = v.change(ctx, a, campaign, Place.Works, func(tx *sqlx.Tx, was Place) error {
		m := moves[i]
		id, err = v.begin(ctx, tx, was, once, Outcome{Lang: m.Lang, Ask: number, HappenedOn: &m.Day, What: m.Note, Evidence: m.Source})
		return err
	})
	return id, err
}

// begin keeps a new draft, unless there is one of this number.
func (v *Advocacy) begin(ctx context.Context, tx *sqlx.Tx, was Place, once string, draft Outcome) (id string, err error) {
	all, err := readOutcomes(ctx, tx, was.Network, was.ID, true)
	if err != nil {
		return "", fmt.Errorf("reading the outcomes of campaign %s: %w", was.ID, err)
	}
	if len(all) >= OutcomesAtMost {
		return "", locales.Refuse(locales.Forbidden, "outcome.too_many", "Most", OutcomesAtMost)
	}
	draft.ID, draft.Node, draft.Horizon = uuid.NewString(), Nodes[0], Horizons[0]
	if draft, err = v.tidy(draft); err != nil {
		return "", err
	}
	if id, err = insertOutcome(ctx, tx, was.Campaign, draft, once); err != nil {
		return "", fmt.Errorf("harvesting for campaign %s: %w", was.ID, err)
	}
	return id, nil
}

// Outcomes are what came of a campaign, what happened last first; drafts are among them for its working group only.
func (v *Advocacy) Outcomes(ctx context.Context, a networks.Actor, campaign string) ([]Outcome, error) {
	place, err := v.Place(ctx, a, campaign, "")
	if err != nil {
		return nil, err
	}
	all, err := readOutcomes(ctx, v.db, a.Network, campaign, place.In())
	if err != nil {
		return nil, fmt.Errorf("reading the outcomes of campaign %s: %w", campaign, err)
	}
	return all, nil
}

// Outcome is one outcome. A draft isn't there for who isn't in the working group.
func (v *Advocacy) Outcome(ctx context.Context, a networks.Actor, campaign, id string) (Outcome, error) {
	all, err := v.Outcomes(ctx, a, campaign)
	if err != nil {
		return Outcome{}, err
	}
	return find(all, id)
}

func find(all []Outcome, id string) (Outcome, error) {
	i := slices.IndexFunc(all, func(o Outcome) bool { return o.ID == id })
	if i < 0 {
		return Outcome{}, errAbsent
	}
	return all[i], nil
}

// Describe changes what is said of an outcome, for the working group. o.Revision is the one she saw: when there is a newer one, it is
// ErrChanged. One that is shown stays whole.
func (v *Advocacy) Describe(ctx context.Context, a networks.Actor, campaign string, o Outcome) error {
	o, err := v.tidy(o)
	if err != nil {
		return err
	}
	return v.changeOutcome(ctx, a, campaign, o.ID, Place.Works, func(tx *sqlx.Tx, was Outcome) error {
		if was.Revision != o.Revision {
			return ErrChanged
		}
		if was.Shown && !o.whole() {
			return locales.Refuse(locales.Invalid, "outcome.not_whole")
		}
		err := updateOutcome(ctx, tx, a.Network, campaign, o)
		if violates(err, "outcomes_ask") {
			return errAbsent
		}
		return err
	})
}

// Show lets all who read the campaign read an outcome, for who leads it. It says what others need to judge it.
func (v *Advocacy) Show(ctx context.Context, a networks.Actor, campaign, id string) error {
	var told []inbox.Told
	err := v.changeOutcome(ctx, a, campaign, id, Place.Leads, func(tx *sqlx.Tx, was Outcome) (err error) {
		switch {
		case !was.whole():
			return locales.Refuse(locales.Invalid, "outcome.not_whole")
		case was.Shown:
			return nil
		}
		if err := showOutcome(ctx, tx, a.Network, campaign, id); err != nil {
			return fmt.Errorf("showing outcome %s: %w", id, err)
		}
		if err := record(ctx, tx, a, "outcome.shown", id); err != nil {
			return err
		}
		told, err = v.tell(ctx, tx, a, campaign, "outcome_shown")
		return err
	})
	return v.wake(a.Network, told, err)
}

// Discard takes an outcome away, for who leads.
func (v *Advocacy) Discard(ctx context.Context, a networks.Actor, campaign, id string) error {
	return v.changeOutcome(ctx, a, campaign, id, Place.Leads, func(tx *sqlx.Tx, _ Outcome) error {
		if err := deleteOutcome(ctx, tx, a.Network, campaign, id); err != nil {
			return fmt.Errorf("discarding outcome %s: %w", id, err)
		}
		return record(ctx, tx, a, "outcome.discarded", id)
	})
}

func (v *Advocacy) changeOutcome(ctx context.Context, a networks.Actor, campaign, id string, may func(Place) bool, do func(*sqlx.Tx, Outcome) error) error {
	return v.change(ctx, a, campaign, may, func(tx *sqlx.Tx, _ Place) error {
		all, err := readOutcomes(ctx, tx, a.Network, campaign, true)
		if err != nil {
			return fmt.Errorf("reading the outcomes of campaign %s: %w", campaign, err)
		}
		was, err := find(all, id)
		if err != nil {
			return err
		}
		return do(tx, was)
	})
}
