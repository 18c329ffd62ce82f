package curriculum_test

import (
	"fmt"
	"slices"
	"testing"

	"tinig/curriculum"
)

// every calls do with every way in which so many people can choose among so many options, as counts.
func every(people, options int, do func(counts []int)) {
	counts := make([]int, options)
	var fill func(at, left int)
	fill = func(at, left int) {
		if at == options-1 {
			counts[at] = left
			do(slices.Clone(counts))
			return
		}
		for n := range left + 1 {
			counts[at] = n
			fill(at+1, left-n)
		}
	}
	fill(0, people)
}

func shown(r curriculum.Result) string { return fmt.Sprintf("%+v", r) }

func TestNothingIsShownOfFewerThanFive(t *testing.T) {
	for people := range 5 {
		every(people, 5, func(counts []int) {
			for _, kind := range []string{curriculum.Faces, curriculum.Poll} {
				if r := curriculum.ResultOf(kind, counts); r.Total != 0 || len(r.Groups) != 0 {
					t.Errorf("%v shows %+v", counts, r)
				}
			}
		})
	}
}

func TestEveryGroupShownIsOfThreeOrMore(t *testing.T) {
	for people := 5; people <= 12; people++ {
		for options := 2; options <= 6; options++ {
			every(people, options, func(counts []int) {
				r, sum := curriculum.ResultOf(curriculum.Poll, counts), 0
				for _, group := range r.Groups {
					sum += group.Count
					if group.Count < 3 {
						t.Errorf("%v shows %+v", counts, r)
					}
				}
				if r.Total != people || sum != people {
					t.Errorf("%v of %d shows %+v", counts, people, r)
				}
			})
		}
	}
}

// Nobody's answer can be worked out from a result, not by somebody who answered too and knows her own: what another chose could
// be something else, and all would look the same.
func TestNoAnswerCanBeWorkedOutByOneWhoAnswered(t *testing.T) {
	for people := 5; people <= 9; people++ {
		for options := 2; options <= 5; options++ {
			could := map[string][][]int{} // what may stand behind a result
			every(people, options, func(counts []int) {
				r := shown(curriculum.ResultOf(curriculum.Poll, counts))
				could[r] = append(could[r], counts)
			})
			for r, all := range could {
				for own := range options {
					others := map[int]bool{} // what somebody else may have chosen
					for _, counts := range all {
						for option, n := range counts {
							if counts[own] > 0 && (n > 1 || n == 1 && option != own) {
								others[option] = true
							}
						}
					}
					if len(others) == 1 {
						t.Errorf("who chose %d of %d, among %d, knows what all others chose from %s", own, options, people, r)
					}
				}
			}
		}
	}
}

// Of five faces only two sides are shown: all the others together can't work out which face somebody chose. A sixth answer doesn't
// show itself either: whatever the five were, there is another face with which the six look the same.
func TestNoFaceCanBeWorkedOutByAllTheOthers(t *testing.T) {
	for people := 5; people <= 8; people++ {
		every(people-1, 5, func(known []int) {
			looks := map[string][]int{}
			for face := range 5 {
				counts := slices.Clone(known)
				counts[face]++
				r := shown(curriculum.ResultOf(curriculum.Faces, counts))
				looks[r] = append(looks[r], face)
			}
			for r, faces := range looks {
				if len(faces) == 1 {
					t.Errorf("knowing that the others chose %v, %s tells face %d", known, r, faces[0])
				}
			}
		})
	}
}

// That somebody is alone with an answer, or one of two, doesn't show: whenever they could be, there could be nobody.
func TestWhoIsAloneDoesNotShow(t *testing.T) {
	for people := 5; people <= 12; people++ {
		for options := 2; options <= 5; options++ {
			alone, nobody := map[string]bool{}, map[string]bool{}
			every(people, options, func(counts []int) {
				r := curriculum.ResultOf(curriculum.Poll, counts)
				few, rest := slices.ContainsFunc(counts, func(n int) bool { return n > 0 && n < 3 }), 0
				for _, n := range counts {
					if n < 3 {
						rest += n
					}
				}
				if rest < 3 {
					alone[shown(r)] = alone[shown(r)] || few
					nobody[shown(r)] = nobody[shown(r)] || !few
				}
			})
			for r := range alone {
				if alone[r] && !nobody[r] {
					t.Errorf("among %d with %d to choose from, %s says that somebody is alone", people, options, r)
				}
			}
		}
	}
	of := func(counts ...int) string { return shown(curriculum.ResultOf(curriculum.Faces, counts)) }
	if none, one, two := of(0, 0, 2, 3, 2), of(1, 0, 2, 2, 2), of(1, 1, 1, 2, 2); none != one || one != two {
		t.Errorf("with nobody, one and two on the heavier side it shows\n%s\n%s\n%s", none, one, two)
	}
}
