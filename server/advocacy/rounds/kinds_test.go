package rounds_test

import (
	"fmt"
	"strings"
	"testing"

	"tinig/locales"
	"tinig/server/advocacy/rounds"
)

// The examples are Schulze's own (2011, sections 3.1 and 3.2), and one of Tideman's kind in which the first of most loses.
func TestRankedChoiceIsCountedAsSchulzeSays(t *testing.T) {
	for _, c := range []struct {
		options string
		ballots map[string]int
		want    string
	}{
		{"ABCDE", map[string]int{"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}, "[[4] [0] [2] [1] [3]]"}, // E A C B D
		{"ABCD", map[string]int{"ACDB": 8, "BADC": 2, "CDBA": 4, "DBAC": 4, "DCBA": 3}, "[[3] [0] [2] [1]]"},                                               // D A C B
		{"ABCD", map[string]int{"ABCD": 42, "BCDA": 26, "CDBA": 15, "DCBA": 17}, "[[1] [2] [3] [0]]"},                                                      // the capital of Tennessee: Nashville
		{"ABC", map[string]int{"A": 2, "B": 2}, "[[0 1] [2]]"},
		{"AB", map[string]int{"BA": 1, "AB": 1}, "[[0 1]]"},
		{"AB", nil, "[[0 1]]"},
	} {
		var ballots [][]int
		for order, times := range c.ballots {
			var picks []int
			for _, letter := range order {
				picks = append(picks, strings.IndexRune(c.options, letter))
			}
			for range times {
				ballots = append(ballots, picks)
			}
		}
		if got := fmt.Sprint(rounds.Schulze(len(c.options), ballots)); got != c.want {
			t.Errorf("%v: got %s, want %s", c.ballots, got, c.want)
		}
	}
}

func TestARankedRoundTellsItsOrderAndNoNumber(t *testing.T) {
	h := newHouse(t)
	id := h.begin(rounds.Ranked, "Reading", "Walking", "Singing")
	for _, picks := range [][]int{{1, 0}, {1, 2, 0}, {0, 1}, {2}} {
		must(t, h.answer(h.member(), id, "", picks...))
	}
	refused(t, h.answer(h.member(), id, "", 1, 1), locales.Invalid, "round.answer_needed")
	refused(t, h.answer(h.member(), id, "Because.", 1), locales.Invalid, "round.answer_needed")
	h.close(id)
	if result := h.result(id); fmt.Sprint(result.Order) != "[[1] [0 2]]" || result.Cells != nil {
		t.Errorf("the result is %+v", result)
	}
}

func TestTheOtherKindsAreCounted(t *testing.T) {
	h := newHouse(t)
	choose, days := h.begin(rounds.Choose, "a", "b", "c"), h.begin(rounds.Time, "2026-12-01", "2026-12-02")
	in, question := h.begin(rounds.OptIn), h.begin(rounds.Question)
	for n := range 4 {
		must(t, h.answer(h.member(), choose, "", 0, 2))
		must(t, h.answer(h.member(), days, "", n%2, 1-n%2))
		must(t, h.answer(h.member(), in, "", n/3))
		must(t, h.answer(h.member(), question, fmt.Sprintf("answer %d", n)))
	}
	refused(t, h.answer(h.member(), question, ""), locales.Invalid, "round.answer_needed")
	refused(t, h.answer(h.member(), in, "I, Heron.", 0), locales.Invalid, "round.answer_needed")
	h.close(choose)
	for id, want := range map[string]string{choose: "[{[0] 4} {[1] 0} {[2] 4}]", days: "[{[0] 4} {[1] 4}]", in: "[{[0 1] 4}]", question: "[]"} {
		if got := fmt.Sprint(h.result(id).Cells); got != want {
			t.Errorf("the numbers of a %s round are %s, want %s", h.round(id).Kind, got, want)
		}
	}
	if said := h.result(question).Said; len(said) != 4 || said[0].Pick != -1 {
		t.Errorf("what was said is %+v", said)
	}
}
