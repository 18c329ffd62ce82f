package rounds

import (
	"context"
	"fmt"

	"tinig/locales"
	"tinig/server/counts"
	"tinig/server/networks"
)

// WordsAtOnce is how many answers' words are shown at once.
const WordsAtOnce = 100

// Result is what a round has come to, as the group sees it. Cells are of one or several options, so that none tells of a few.
type Result struct {
	Roll     int  // how many answered
	Few      bool // too few for any number
	Cells    []counts.Merged
	Order    [][]int // of a ranked round: the first first, those that stand alike together
	Objected bool    // in a consent round somebody objects
	Said     []Said
}

// Said are the words with an answer. Pick is -1 where nothing was picked.
type Said struct {
	Number int    `db:"number"`
	Pick   int    `db:"pick"`
	Words  string `db:"words"`
	Lang   string `db:"lang"`
}

// cell is how many answers picked an option.
type cell struct {
	Pick  int `db:"pick"`
	Count int `db:"count"`
}

// Result tells what a round has come to. Before it is closed there is none, for nobody.
func (r *Rounds) Result(ctx context.Context, a networks.Actor, id string, after int) (Result, error) {
	round, err := r.Round(ctx, a, id, networks.Read)
	if err != nil {
		return Result{}, err
	}
	if round.State != Closed {
		return Result{}, locales.Refuse(locales.Forbidden, "round.result_hidden")
	}
	cells, err := readCells(ctx, r.db, a.Network, id)
	if err != nil {
		return Result{}, fmt.Errorf("counting round %s: %w", id, err)
	}
	said, err := readWords(ctx, r.db, a.Network, id, after, WordsAtOnce)
	if err != nil {
		return Result{}, fmt.Errorf("reading the words of round %s: %w", id, err)
	}
	result := round.result(cells, said)
	if round.Rule().Ordered && !result.Few {
		if result.Order, err = r.order(ctx, round); err != nil {
			return Result{}, fmt.Errorf("counting round %s: %w", id, err)
		}
	}
	return result, nil
}

// order is what a ranked round's answers come to. Of the numbers behind it nothing is told: whose order of many options was this?
func (r *Rounds) order(ctx context.Context, round Round) ([][]int, error) {
	rankings, err := readRankings(ctx, r.db, round.Network, round.ID)
	if err != nil {
		return nil, err
	}
	var ballots [][]int
	for _, picks := range rankings {
		ballot := make([]int, len(picks))
		for i, pick := range picks {
			ballot[i] = int(pick)
		}
		ballots = append(ballots, ballot)
	}
	return schulze(round.Options, ballots), nil
}

// result merges what would tell of a few.
func (r Round) result(cells []cell, said []Said) Result {
	each := make([]int, r.Options)
	for _, c := range cells {
		each[c.Pick] = c.Count
	}
	result := Result{Roll: int(r.Roll.Int32), Said: said}
	result.Few = result.Roll < counts.FewInRoom
	if !result.Few && r.Options > 0 && !r.Rule().Ordered {
		result.Cells = counts.InRoom(result.Roll, each)
	}
	if r.Kind == Consent {
		result.Objected = each[3] > 0
	}
	return result
}
