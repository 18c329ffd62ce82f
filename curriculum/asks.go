package curriculum

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"tinig/curriculum/content"
	"tinig/locales"
	"tinig/realtime/stream"
)

// What a room is asked: five faces, or what a block lets one choose.
const (
	Faces = "faces"
	Poll  = "poll"
)

// Question is something that a room is asked, as everybody sees it. Pages is the result of what was pressed, Paper of what was counted
// on paper; they are there when it is closed, until the group goes on, and apart: who counted the paper knows it, and could
// take it off a sum.
type Question struct {
	ID     string
	Kind   string
	Block  string
	Open   bool
	Pages  *Result
	Paper  *Result
	Enough bool // five or more have answered on their pages
}

// results are what is kept of a closed question, until the group goes on.
type results struct {
	Pages Result `json:"pages"`
	Paper Result `json:"paper"`
}

// Namer makes a name for a place that only one person's keys can make.
type Namer interface{ Name(place string) []byte }

// errAnswered refuses a second answer.
var errAnswered = locales.Refuse(locales.Conflict, "room.answered_already")

// AskRoom asks an open room something: Faces, or Poll at a block where one chooses. At one block each is asked once:
// two results that differ by one answer would show it.
func (c *Curriculum) AskRoom(ctx context.Context, a Actor, cohort string, step int, kind string) error {
	return c.inRoom(ctx, a, cohort, step, func(tx *stream.Tx, room Room, unit content.Unit) error {
		options, err := optionsOf(unit, kind, room.Block)
		if err != nil {
			return err
		}
		asked, err := insertQuestion(ctx, tx.Tx, room, uuid.NewString(), kind, options)
		if err != nil {
			return fmt.Errorf("asking the room of cohort %s: %w", cohort, err)
		}
		if !asked {
			return locales.Refuse(locales.Conflict, "room.asked_already")
		}
		return c.moved(ctx, tx, room)
	})
}

// optionsOf is how many answers a question has.
func optionsOf(unit content.Unit, kind, block string) (int, error) {
	if kind == Faces {
		return faces, nil
	}
	for _, b := range unit.Participant(english) {
		if b.ID == block && b.Kind == content.Choose && kind == Poll && len(b.Choices()) > 1 {
			return len(b.Choices()), nil
		}
	}
	return 0, locales.Refuse(locales.Invalid, "room.no_choices")
}

// AnswerRoom counts the actor's answer to a question, once: a second one is refused. What is kept is the sum, and that somebody
// has answered under a name that says nothing of who.
func (c *Curriculum) AnswerRoom(ctx context.Context, a Actor, n Namer, cohort, question string, option int) error {
	return c.attend(ctx, a, cohort, func(tx *stream.Tx, room Room) error {
		q, err := lockQuestion(ctx, tx.Tx, room, question)
		if errors.Is(err, errNoRow) || err == nil && q.State != "open" {
			return locales.Refuse(locales.Gone, "room.question_over")
		}
		if err != nil {
			return fmt.Errorf("answering in cohort %s: %w", cohort, err)
		}
		if option < 0 || option >= len(q.Counts) {
			return locales.Refuse(locales.Invalid, "room.answer_needed")
		}
		first, err := insertAnswered(ctx, tx.Tx, room, question, n.Name(question))
		if err != nil {
			return fmt.Errorf("answering in cohort %s: %w", cohort, err)
		}
		if !first {
			return errAnswered
		}
		q.Counts[option]++
		if err := updateCounts(ctx, tx.Tx, room, question, q.Counts); err != nil {
			return fmt.Errorf("answering in cohort %s: %w", cohort, err)
		}
		if sum(ints(q.Counts)) == answersNeeded { // those who lead are told that there are enough, and of no other answer
			return c.tellLeads(ctx, tx, room)
		}
		return nil
	})
}

// CountPaper keeps what was counted on paper for an open question, in place of what was before.
func (c *Curriculum) CountPaper(ctx context.Context, a Actor, cohort, question string, counts []int) error {
	return c.question(ctx, a, cohort, question, func(tx *stream.Tx, room Room, q questionRow) error {
		if q.State != "open" || !plausible(counts, len(q.Counts)) {
			return locales.Refuse(locales.Invalid, "room.paper_needed", "Most", PeopleAtMost)
		}
		if err := updatePaper(ctx, tx.Tx, room, question, counts); err != nil {
			return fmt.Errorf("counting paper in cohort %s: %w", cohort, err)
		}
		return c.tellLeads(ctx, tx, room)
	})
}

// CloseQuestion closes a question and shows its result to all. The answers are forgotten then. Pressed twice, it closes once.
func (c *Curriculum) CloseQuestion(ctx context.Context, a Actor, cohort, question string) error {
	return c.question(ctx, a, cohort, question, func(tx *stream.Tx, room Room, q questionRow) error {
		if q.State != "open" {
			return nil
		}
		made, err := json.Marshal(results{resultOf(q.Kind, ints(q.Counts)), resultOf(q.Kind, ints(q.Paper))})
		if err != nil {
			return fmt.Errorf("closing a question of cohort %s: %w", cohort, err)
		}
		if err := closeQuestion(ctx, tx.Tx, room, question, made); err != nil {
			return fmt.Errorf("closing a question of cohort %s: %w", cohort, err)
		}
		return c.tellAll(ctx, tx, room)
	})
}

// question changes a question of an open room, for whoever leads it. It asks for no step: a question is closed once, wherever
// the group is.
func (c *Curriculum) question(ctx context.Context, a Actor, cohort, id string, do func(*stream.Tx, Room, questionRow) error) error {
	return c.change(ctx, a, cohort, func(tx *stream.Tx, _ Place) error {
		room, err := c.openRoom(ctx, tx.Tx, a.Network, cohort)
		if err != nil {
			return err
		}
		q, err := lockQuestion(ctx, tx.Tx, room, id)
		if errors.Is(err, errNoRow) {
			return locales.Refuse(locales.Gone, "room.question_over")
		}
		if err != nil {
			return fmt.Errorf("reading a question of cohort %s: %w", cohort, err)
		}
		return do(tx, room, q)
	})
}

// shown is a question as everybody sees it.
func (q questionRow) shown() (Question, error) {
	s := Question{ID: q.ID, Kind: q.Kind, Block: q.Block, Open: q.State == "open", Enough: q.Enough}
	if q.State != "shown" {
		return s, nil
	}
	var r results
	if err := json.Unmarshal(q.Result, &r); err != nil {
		return s, fmt.Errorf("reading a result: %w", err)
	}
	s.Pages = &r.Pages
	if r.Paper.Total > 0 {
		s.Paper = &r.Paper
	}
	return s, nil
}

func ints(of []int64) []int {
	all := make([]int, len(of))
	for i, n := range of {
		all[i] = int(n)
	}
	return all
}
