package counts_test

import (
	"fmt"
	"testing"

	"tinig/server/counts"
)

func TestARoomSeesItsOwnResultWithoutCellsOfAFew(t *testing.T) {
	for _, c := range []struct {
		cells []int
		want  string
	}{
		{[]int{5, 4, 3}, "[{[0] 5} {[1] 4} {[2] 3}]"},
		{[]int{8, 0, 0}, "[{[0] 8} {[1] 0} {[2] 0}]"},
		{[]int{8, 0, 1}, "[{[0 2] 9} {[1] 0}]"},
		{[]int{4, 1, 1, 1}, "[{[0] 4} {[1 2 3] 3}]"},
		{[]int{1, 1, 9}, "[{[0 1 2] 11}]"},
		{[]int{1, 1, 0}, "[{[0 1] 2} {[2] 0}]"},
		{[]int{20, 9, 6}, "[{[0] 20} {[1 2] 15}]"}, // a large room: the usual floor
		{[]int{0, 0}, "[{[0] 0} {[1] 0}]"},
		{nil, "[]"},
	} {
		all := 0
		for _, n := range c.cells {
			all += n
		}
		if got := fmt.Sprint(counts.InRoom(all, c.cells)); got != c.want {
			t.Errorf("of %v a room of %d sees %s, want %s", c.cells, all, got, c.want)
		}
	}
}

// Whatever was answered: nothing is lost, nothing stands twice, and no number is a few unless it is all there is.
func TestNoCellOfARoomIsAFew(t *testing.T) {
	for n := range 7 * 7 * 7 * 7 {
		cells := []int{n % 7, n / 7 % 7, n / 49 % 7, n / 343}
		all, seen, shown := 0, map[int]bool{}, 0
		for _, count := range cells {
			all += count
		}
		for _, m := range counts.InRoom(all, cells) {
			shown += m.Count
			for _, cell := range m.Cells {
				if seen[cell] {
					t.Fatalf("%v: cell %d stands twice", cells, cell)
				}
				seen[cell] = true
			}
			if m.Count > 0 && m.Count < counts.FewInRoom && m.Count != all {
				t.Fatalf("%v: %v tells of %d", cells, m.Cells, m.Count)
			}
		}
		if shown != all || len(seen) != len(cells) {
			t.Fatalf("%v: %d of %d are shown", cells, shown, all)
		}
	}
}
