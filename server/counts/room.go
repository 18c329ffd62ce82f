package counts

import "slices"

// Inside a room a group sees its own result, once and for good. FewInRoom is the floor of a room in which fewer than SmallRoom
// answered: with the usual one such a room would see nothing. In a room of more the floor is 10.
const (
	FewInRoom = 3
	SmallRoom = 30
)

// Merged is the count of one or several cells together, by their places.
type Merged struct {
	Cells []int
	Count int
}

// InRoom tells a room of so many its own result. A cell below the floor that isn't empty goes together with the next larger one that
// isn't, until none is a few. An empty cell stands as it is: that nobody picked something is what a room decides by. Where people may be in
// several cells the counts say less, not more.
func InRoom(answered int, cells []int) (merged []Merged) {
	least := FewInRoom
	if answered >= SmallRoom {
		least = floor
	}
	for i, count := range cells {
		merged = append(merged, Merged{[]int{i}, count})
	}
	for {
		slices.SortStableFunc(merged, func(a, b Merged) int { return a.Count - b.Count })
		first := slices.IndexFunc(merged, func(m Merged) bool { return m.Count > 0 })
		if first < 0 || merged[first].Count >= least || first == len(merged)-1 {
			break
		}
		next := merged[first+1]
		next.Cells, next.Count = append(next.Cells, merged[first].Cells...), next.Count+merged[first].Count
		slices.Sort(next.Cells)
		merged[first+1] = next
		merged = slices.Delete(merged, first, first+1)
	}
	slices.SortFunc(merged, func(a, b Merged) int { return a.Cells[0] - b.Cells[0] })
	return merged
}
