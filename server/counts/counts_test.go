package counts_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/migrations/dbtest"
	"tinig/server/counts"
)

var (
	ctx   = context.Background()
	today = time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// release releases counts in a transaction of their own, cells named a, b, c.
func release(t testing.TB, db *sqlx.DB, network string, day time.Time, numbers ...int) counts.Table {
	t.Helper()
	tx := db.MustBegin()
	defer tx.Rollback()
	table, err := counts.Release(ctx, tx, network, "members", day, cells(numbers)...)
	must(t, err)
	must(t, tx.Commit())
	return table
}

func cells(numbers []int) (all []counts.Cell) {
	for i, n := range numbers {
		all = append(all, counts.Cell{Name: string(rune('a' + i)), Count: n})
	}
	return all
}

// said is a table as a reader sees it: "10 - 25, 45".
func said(t counts.Table) string {
	var words []string
	for _, s := range append(t.Cells, t.Total) {
		if s.Withheld {
			words = append(words, "-")
		} else {
			words = append(words, fmt.Sprint(s.Number))
		}
	}
	return strings.Join(words, " ")
}

func TestWhatIsShownOfATable(t *testing.T) {
	for numbers, want := range map[[3]int]string{
		{0, 0, 0}:      "- - - -",
		{9, 0, 0}:      "- - - -",
		{3, 3, 3}:      "- - - -",
		{4, 3, 3}:      "- - - 10",
		{12, 13, 14}:   "10 15 15 40",
		{40, 50, 63}:   "40 50 65 155",
		{40, 50, 3}:    "- 50 - 95", // the first is withheld for the last one's sake, whatever the two count
		{50, 40, 3}:    "- 40 - 95",
		{3, 50, 40}:    "- - 40 95",
		{2, 1, 40}:     "- - - 45", // else the first two would be two to seven
		{2, 9, 40}:     "- - 40 50",
		{10, 10, 1000}: "10 10 1000 1020",
	} {
		table, fresh := counts.Decide(nil, cells(numbers[:]))
		if got := said(table); got != want || !fresh {
			t.Errorf("of %v it shows %q, want %q", numbers, got, want)
		}
	}
}

func TestASeriesThatMovesByAFewStandsAsItWas(t *testing.T) {
	db, network := dbtest.New(t), uuid.NewString()
	for i, step := range []struct {
		count int
		want  string
		day   int // since when it says so
	}{
		{8, "- -", 0}, {10, "10 10", 1}, {12, "10 10", 1}, {16, "10 10", 1}, {19, "20 20", 4}, {24, "20 20", 4}, {17, "20 20", 4},
		{9, "- -", 7}, {30, "30 30", 8}, {25, "30 30", 8}, {22, "20 20", 10},
	} {
		got := release(t, db, network, today.AddDate(0, 0, i), step.count)
		if said(got) != step.want || !got.Day.Equal(today.AddDate(0, 0, step.day)) {
			t.Errorf("of %d it shows %q since %s, want %q since day %d", step.count, said(got), got.Day.Format(time.DateOnly), step.want, step.day)
		}
	}
}

func TestSeriesAndNetworksMindTheirOwn(t *testing.T) {
	db, one, other := dbtest.New(t), uuid.NewString(), uuid.NewString()
	release(t, db, one, today, 100)
	if got := said(release(t, db, other, today, 104)); got != "105 105" {
		t.Errorf("another network shows %q", got)
	}
}

func TestASeriesKeepsItsCells(t *testing.T) {
	db, network := dbtest.New(t), uuid.NewString()
	release(t, db, network, today, 100, 50)
	for _, wrong := range [][]counts.Cell{
		nil, {{Name: "a", Count: 1}}, {{Name: "a", Count: 1}, {Name: "x", Count: 1}}, {{Name: "a", Count: 1}, {Name: "a", Count: 1}}, {{Count: 1}},
		cells(make([]int, 11)),
	} {
		tx := db.MustBegin()
		if _, err := counts.Release(ctx, tx, network, "members", today, wrong...); !errors.Is(err, counts.ErrCells) {
			t.Errorf("%v: got %v", wrong, err)
		}
		tx.Rollback()
	}
}

func TestManyWhoReleaseAtOnceReleaseOneAfterTheOther(t *testing.T) {
	db, network := dbtest.New(t), uuid.NewString()
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() { release(t, db, network, today, 100+i) })
	}
	all.Wait()
	var n int
	must(t, db.Get(&n, `SELECT max(number) FROM released`))
	if n != 1 {
		t.Errorf("%d numbers within ten of each other were released", n)
	}
}

// Promise 15, for somebody who knows this program: she has seen every answer, and goes through all histories that there
// could have been, running the rule on each. Of those that give the same answers some must have had nobody, or at least
// the floor, or nobody coming and going, wherever one had a few.
func TestWhoKnowsTheRuleAndAllAnswersLearnsOfNoFew(t *testing.T) {
	for _, world := range []world{{1, 37, 3}, {2, 27, 2}, {3, 12, 2}, {3, 52, 1}, {4, 27, 1}} {
		t.Run(fmt.Sprint(world), func(t *testing.T) {
			learned := map[string]*lesson{}
			world.each(func(history [][]int) {
				answers := world.answers(history)
				if learned[answers] == nil {
					learned[answers] = &lesson{}
				}
				learned[answers].take(history)
			})
			for answers, lesson := range learned {
				if what := lesson.few(); what != "" {
					t.Errorf("after %q she knows that %s", answers, what)
				}
			}
			if len(learned) < 10 {
				t.Errorf("there are only %d sequences of answers", len(learned))
			}
		})
	}
}

// world is all histories of so many steps in which the cells count up to so many together. That most is the last that is
// rounded as it is, so that whatever gives the same answers lies in the world too.
type world struct{ cells, most, steps int }

func (w world) each(do func(history [][]int)) {
	flat := make([]int, w.cells*w.steps)
	for {
		history := slices.Collect(slices.Chunk(flat, w.cells))
		if !slices.ContainsFunc(history, func(numbers []int) bool { return sum(numbers) > w.most }) {
			do(history)
		}
		i := 0
		for ; i < len(flat) && flat[i] == w.most; i++ {
			flat[i] = 0
		}
		if i == len(flat) {
			return
		}
		flat[i]++
	}
}

func (w world) answers(history [][]int) string {
	var before []counts.Table
	var all []string
	for _, numbers := range history {
		if now, fresh := counts.Decide(before, cells(numbers)); fresh {
			before = append(before, now)
		}
		all = append(all, said(before[len(before)-1]))
	}
	return strings.Join(all, "; ")
}

func sum(numbers []int) (total int) {
	for _, n := range numbers {
		total += n
	}
	return total
}

// lesson is what the histories with the same answers have in common: the least and the most of every quantity.
type lesson struct{ least, most []int }

func (l *lesson) take(history [][]int) {
	quantities := quantitiesOf(history)
	if l.least == nil {
		l.least, l.most = append([]int{}, quantities...), append([]int{}, quantities...)
	}
	for i, q := range quantities {
		l.least[i], l.most[i] = min(l.least[i], q), max(l.most[i], q)
	}
}

func (l *lesson) few() string {
	for i := range l.least {
		if l.least[i] >= 1 && l.most[i] <= 9 || l.least[i] >= -9 && l.most[i] <= -1 {
			return fmt.Sprintf("quantity %d lies between %d and %d", i, l.least[i], l.most[i])
		}
	}
	return ""
}

// quantitiesOf are all that could be told of few: every union of cells at every step, and its growth since each step before.
func quantitiesOf(history [][]int) (all []int) {
	for union := 1; union < 1<<len(history[0]); union++ {
		var sums []int
		for _, numbers := range history {
			sum := 0
			for cell, n := range numbers {
				sum += n * (union >> cell & 1)
			}
			for _, before := range sums {
				all = append(all, sum-before)
			}
			sums = append(sums, sum)
		}
		all = append(all, sums...)
	}
	return all
}

// The same for long histories, by a reader who takes only the numbers that she sees: for each release she tries all counts
// that fit it.
func TestOverLongHistoriesTheNumbersTellOfNoFew(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	released := 0
	for range 150 {
		numbers := make([]int, 1+chance.IntN(3))
		var before []counts.Table
		var ranges [][][2]int
		for range 40 {
			for i := range numbers {
				numbers[i] = max(0, min(45, numbers[i]+chance.IntN(25)-12))
			}
			now, fresh := counts.Decide(before, cells(numbers))
			if !fresh {
				continue
			}
			released++
			fits := fitting(now)
			for union, r := range fits {
				if r[0] >= 1 && r[1] <= 9 {
					t.Fatalf("%q tells that union %d is %v", said(now), union+1, r)
				}
				for n, then := range ranges {
					least, most := r[0]-then[union][1], r[1]-then[union][0]
					if least >= 1 && most <= 9 || least >= -9 && most <= -1 {
						t.Fatalf("%q and then %q tell that union %d grew by %d to %d", said(before[n]), said(now), union+1, least, most)
					}
				}
			}
			before, ranges = append(before, now), append(ranges, fits)
		}
	}
	if released < 300 {
		t.Errorf("only %d tables were released: that tests little", released)
	}
}

// fitting tries all counts up to 60 and returns the least and the most of every union among those that fit a table.
func fitting(table counts.Table) (ranges [][2]int) {
	fits := func(s counts.Shown, n int) bool {
		if s.Withheld {
			return true
		}
		return n >= 10 && n >= s.Number-2 && n <= s.Number+2
	}
	numbers := make([]int, len(table.Cells))
	var try func(cell, total int)
	try = func(cell, total int) {
		if cell < len(numbers) {
			for n := range 61 {
				if fits(table.Cells[cell], n) {
					numbers[cell] = n
					try(cell+1, total+n)
				}
			}
			return
		}
		if !fits(table.Total, total) || table.Total.Withheld && total >= 10 {
			return
		}
		for i, sum := range quantitiesOf([][]int{numbers}) {
			if len(ranges) == i {
				ranges = append(ranges, [2]int{sum, sum})
			}
			ranges[i] = [2]int{min(ranges[i][0], sum), max(ranges[i][1], sum)}
		}
	}
	try(0, 0)
	return ranges
}
