package advocacy_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"tinig/server/advocacy"
)

// Whatever the moves: a course ends on its day with every ask where it stands, its days rise, and no ask is counted twice.
func TestACourseCountsEachAskOnceAndEndsWhereTheyStand(t *testing.T) {
	t.Parallel()
	until := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	for range 300 {
		var moves []advocacy.AskMove
		want, asks := map[string]int{}, rand.IntN(6)
		for ask := 1; ask <= asks; ask++ {
			day, status := until.AddDate(0, 0, -rand.IntN(400)), advocacy.Drafted
			for number := 1; number <= 1+rand.IntN(8); number++ {
				if number > 1 {
					status = advocacy.Statuses[rand.IntN(len(advocacy.Statuses))]
					day = day.AddDate(0, 0, rand.IntN(1+int(until.Sub(day).Hours()/24)))
				}
				moves = append(moves, advocacy.AskMove{Ask: ask, Move: advocacy.Move{Number: number, Status: status, Day: day}})
			}
			want[status]++
		}
		course := advocacy.Course(moves, until)
		if asks == 0 {
			if course != nil {
				t.Fatal("a campaign without asks has a course")
			}
			continue
		}
		if len(course) == 0 || len(course) > advocacy.MomentsAtMost || !course[len(course)-1].Day.Equal(until) {
			t.Fatalf("the course is %+v", course)
		}
		before := 0
		for i, moment := range course {
			total := 0
			for _, n := range moment.Counts {
				total += n
			}
			if total < before || total > asks || i > 0 && moment.Day.Before(course[i-1].Day) {
				t.Fatalf("of %d asks %d are counted on %s, before it %d", asks, total, moment.Day, before)
			}
			before = total
		}
		for i, status := range advocacy.Statuses {
			if got := course[len(course)-1].Counts[i]; got != want[status] {
				t.Fatalf("at the end %d are %s, want %d", got, status, want[status])
			}
		}
	}
}
