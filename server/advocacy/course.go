package advocacy

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tinig/server/networks"
)

// Moment is how many of a campaign's asks had each status at the end of a day, in the order of Statuses.
type Moment struct {
	Day    time.Time
	Counts [8]int
}

// MomentsAtMost is how many moments a course has at most.
const MomentsAtMost = 12

// AskMove is a move and whose it is.
type AskMove struct {
	Ask int `db:"ask"`
	Move
}

// AllMoves are the moves of all asks of a campaign, the earliest day first.
func (v *Advocacy) AllMoves(ctx context.Context, a networks.Actor, campaign string) ([]AskMove, error) {
	if _, err := v.Campaign(ctx, a, campaign, ""); err != nil {
		return nil, err
	}
	moves, err := readAllMoves(ctx, v.db, a.Network, campaign)
	if err != nil {
		return nil, fmt.Errorf("reading the moves of campaign %s: %w", campaign, err)
	}
	return moves, nil
}

// Course is how a campaign's asks stood from the first move until a day, at even distances, the last of which is that day. It counts asks,
// never people.
func Course(moves []AskMove, until time.Time) (course []Moment) {
	if len(moves) == 0 {
		return nil
	}
	first := slices.MinFunc(moves, func(a, b AskMove) int { return a.Day.Compare(b.Day) }).Day
	days := int(until.Sub(first).Hours() / 24)
	steps := max(1, min(MomentsAtMost, days+1))
	for i := range steps {
		day := until
		if steps > 1 {
			day = first.AddDate(0, 0, days*i/(steps-1))
		}
		course = append(course, momentOn(moves, day))
	}
	return course
}

// momentOn is how the asks stood on one day: each by the last of its moves that had happened. A draft counts from its first move on,
// whatever day that bears.
func momentOn(moves []AskMove, day time.Time) Moment {
	last := map[int]AskMove{}
	for _, move := range moves {
		if !move.Day.After(day) && move.Number >= last[move.Ask].Number {
			last[move.Ask] = move
		}
	}
	m := Moment{Day: day}
	for _, move := range last {
		m.Counts[slices.Index(Statuses, move.Status)]++
	}
	return m
}
