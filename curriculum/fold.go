package curriculum

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

func sum(counts []int) (total int) {
	for _, n := range counts {
		total += n
	}
	return total
}
