package curriculum

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/lib/pq"

	"tinig/locales"
)

// Answer is what a group said to one question, by its name.
type Answer struct {
	Name string `json:"q"`
	Result
}

// Tally is what the actor sees of something that a group is asked for some days: whether it is open and she has answered, and when its
// days are over, what the group said. Before that nothing is shown, not even how many have answered. What is shown never changes.
type Tally struct {
	Open, Answered, Over bool
	Said                 []Answer
}

// Any says whether something may be shown: five or more have answered one of the questions.
func (t Tally) Any() bool {
	return slices.ContainsFunc(t.Said, func(s Answer) bool { return s.Total > 0 })
}

// window is something that a group is asked, with its days: the first, and the first on which it is over. They never depend on whether
// anybody has answered, so that they say nothing of it. Options is how many answers each question has.
type window struct {
	about         string
	opens, closes time.Time
	names         []string
	options       int
	wants         bool // the actor is one of those who are asked
}

// nullifier is the name under which the actor has answered: always the same for one thing that is asked, made by her own keys alone, and
// hers also when she begins anew.
func nullifier(n Namer, cohort, about string) []byte {
	return n.Name("answered " + cohort + " " + about)
}

// tallyOf is what the actor sees of a window, whose row is nil when nobody has answered.
func (c *Curriculum) tallyOf(w window, row *tallyRow, given []byte) (t Tally, err error) {
	if row != nil {
		t.Answered = slices.ContainsFunc(row.Given, func(g []byte) bool { return bytes.Equal(g, given) })
	}
	today := c.today()
	t.Over = !today.Before(w.closes)
	t.Open = w.wants && !t.Over && !today.Before(w.opens)
	if t.Over && row != nil {
		t.Said, err = row.said()
	}
	return t, err
}

// said is the result of a row: as it is kept, or as it will be.
func (r tallyRow) said() (all []Answer, err error) {
	if r.Result != nil {
		err = json.Unmarshal([]byte(*r.Result), &all)
		return all, err
	}
	options := len(r.Counts) / max(1, len(r.Names))
	for i, name := range r.Names {
		counts := make([]int, options)
		for option := range counts {
			counts[option] = int(r.Counts[i*options+option])
		}
		all = append(all, Answer{name, fold(counts)})
	}
	return all, nil
}

// errTallied refuses an answer when its days are over.
var errTallied = locales.Refuse(locales.Gone, "tally.over")

// give counts the actor's answers, once. Answers are options by the question's name; what she leaves out counts nowhere.
func (c *Curriculum) give(ctx context.Context, a Actor, n Namer, cohort string, w window, answers map[string]int) error {
	today := c.today()
	switch {
	case !w.wants || today.Before(w.opens):
		return errAbsent
	case !today.Before(w.closes):
		return errTallied
	case len(answers) == 0:
		return locales.Refuse(locales.Invalid, "tally.answer_needed")
	}
	tx, err := c.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("answering in cohort %s: %w", cohort, err)
	}
	defer tx.Rollback()
	row, err := lockTally(ctx, tx, a.Network, cohort, w)
	if err != nil {
		return fmt.Errorf("answering in cohort %s: %w", cohort, err)
	}
	if row.Result != nil {
		return errTallied
	}
	if err := row.add(nullifier(n, cohort, w.about), answers); err != nil {
		return err
	}
	if err := updateTally(ctx, tx, row); err != nil {
		return fmt.Errorf("answering in cohort %s: %w", cohort, err)
	}
	return tx.Commit()
}

// add adds one person's answers to a row, in whose order hers has no place of its own.
func (r *tallyRow) add(given []byte, answers map[string]int) error {
	at, has := slices.BinarySearchFunc(r.Given, given, bytes.Compare)
	if has {
		return locales.Refuse(locales.Conflict, "tally.answered")
	}
	r.Given = slices.Insert(r.Given, at, given)
	options := len(r.Counts) / len(r.Names)
	for name, option := range answers {
		i := slices.Index(r.Names, name)
		if i < 0 || option < 0 || option >= options {
			return locales.Refuse(locales.Invalid, "tally.answer_needed")
		}
		r.Counts[i*options+option]++
	}
	return nil
}

// tally reads what the actor sees of a window in a cohort.
func (c *Curriculum) tally(ctx context.Context, a Actor, n Namer, cohort string, w window) (Tally, error) {
	row, err := readTally(ctx, c.db, a.Network, cohort, w.about)
	if errors.Is(err, errNoRow) {
		return c.tallyOf(w, nil, nil)
	}
	if err != nil {
		return Tally{}, fmt.Errorf("reading what cohort %s said: %w", cohort, err)
	}
	return c.tallyOf(w, &row, nullifier(n, cohort, w.about))
}

// releasedAtOnce is how many tallies one transaction releases.
const releasedAtOnce = 100

// Release makes the results of all tallies whose days are over, and forgets who answered and what.
func (c *Curriculum) Release(ctx context.Context) error {
	for {
		released, err := c.releaseSome(ctx)
		if err != nil {
			return fmt.Errorf("releasing what cohorts said: %w", err)
		}
		if released < releasedAtOnce {
			return nil
		}
	}
}

func (c *Curriculum) releaseSome(ctx context.Context) (released int, err error) {
	tx, err := c.db.BeginTxx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	rows, err := lockOver(ctx, tx, c.today(), releasedAtOnce)
	if err != nil {
		return 0, err
	}
	for _, row := range rows {
		said, err := row.said()
		if err != nil {
			return 0, err
		}
		made, err := json.Marshal(said)
		if err != nil {
			return 0, err
		}
		result := string(made)
		row.Result, row.Counts, row.Given = &result, pq.Int64Array{}, pq.ByteaArray{}
		if err := updateTally(ctx, tx, row); err != nil {
			return 0, err
		}
	}
	return len(rows), tx.Commit()
}
