package curriculum

import "slices"

// How many answers there must be before anything is shown of them, and how many a group must have to stand by itself.
const (
	answersNeeded = 5
	groupNeeded   = 3
)

// Group is a part of the answers: Count of them chose one of Options. With Mostly up to two of these chose something else.
type Group struct {
	Options []int `json:"o"`
	Count   int   `json:"n"`
	Mostly  bool  `json:"m,omitempty"`
}

// Result is all that is ever shown of what a room was asked. There are no groups when fewer than five have answered, and Total is
// then 0.
type Result struct {
	Total  int     `json:"t"`
	Groups []Group `json:"g,omitempty"`
}

// fold makes the result of answers counted by option. Each group that it shows is of three or more. Options that fewer have chosen
// are put together; when all of these are still fewer than three they go into the largest group shown, which may look the same
// with none of them. So nobody's answer can be worked out, not by one who knows her own either, and that somebody is alone with
// an answer doesn't show. (In the smallest group they would show: it could end up larger than the next.)
func fold(counts []int) Result {
	total := sum(counts)
	if total < answersNeeded {
		return Result{}
	}
	r := Result{Total: total}
	rest := Group{Count: total}
	for option, n := range counts {
		if n < groupNeeded {
			rest.Options = append(rest.Options, option)
			continue
		}
		r.Groups = append(r.Groups, Group{Options: []int{option}, Count: n})
		rest.Count -= n
	}
	switch {
	case rest.Count >= groupNeeded:
		r.Groups = append(r.Groups, rest)
	case len(rest.Options) > 0:
		largest := 0
		for i, group := range r.Groups {
			if group.Count > r.Groups[largest].Count {
				largest = i
			}
		}
		r.Groups[largest].Count += rest.Count
		r.Groups[largest].Mostly = true
	}
	return r
}

// The faces of a check-in go from the heaviest to the lightest. Only two sides of them are ever shown: which face somebody chose
// can't be worked out by all the others together.
const faces = 5

var sideOf = [faces]int{0, 0, 1, 1, 1}

// sides adds up the faces of each side.
func sides(counts []int) []int {
	added := make([]int, 2)
	for face, n := range counts {
		added[sideOf[face]] += n
	}
	return added
}

// resultOf is the result of what was asked, by its kind.
func resultOf(kind string, counts []int) Result {
	if kind == Faces {
		counts = sides(counts)
	}
	return fold(counts)
}

func sum(counts []int) (total int) {
	for _, n := range counts {
		total += n
	}
	return total
}

// plausible says whether numbers can have been counted on paper in a room.
func plausible(counts []int, options int) bool {
	return len(counts) == options && sum(counts) <= PeopleAtMost && !slices.ContainsFunc(counts, func(n int) bool { return n < 0 || n > PeopleAtMost })
}
