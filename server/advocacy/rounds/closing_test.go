package rounds_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tinig/locales"
	"tinig/server/advocacy/rounds"
)

func TestAConsentRoundIsOpenedAnsweredAndClosed(t *testing.T) {
	h := newHouse(t)
	id := h.begin(rounds.Consent)
	objector := h.member()
	must(t, h.answer(objector, id, "", 0))
	must(t, h.answer(objector, id, "Mondays I work.", 3)) // she has thought again
	h.answers(id, 0, 0, 0, 0, 1, 2)
	_, err := h.Result(ctx, h.leader(), id, 0)
	refused(t, err, locales.Forbidden, "round.result_hidden")
	h.close(id)
	result := h.result(id)
	if result.Roll != 7 || !result.Objected || len(result.Said) != 1 || result.Said[0].Words != "Mondays I work." || result.Said[0].Pick != 3 {
		t.Errorf("the result is %+v", result)
	}
	if got := fmt.Sprint(result.Cells); got != "[{[0] 4} {[1 2 3] 3}]" {
		t.Errorf("the numbers are %s", got)
	}
	refused(t, h.answer(h.member(), id, "", 0), locales.Gone, "round.is_over")
	for _, who := range []struct {
		person string
		on     bool
	}{{objector.Member, true}, {h.member().Member, false}} {
		on, err := h.Answered(ctx, objector, of(who.person, id), id)
		must(t, err)
		if on != who.on {
			t.Errorf("on the roll: %v, want %v", on, who.on)
		}
	}
}

func TestARoundTakesOnlyAnswersThatItCanHave(t *testing.T) {
	h := newHouse(t)
	consent, sense := h.begin(rounds.Consent), h.begin(rounds.Sense)
	her := h.member()
	refused(t, h.answer(her, consent, "", 3), locales.Invalid, "round.reason_needed")
	refused(t, h.answer(her, consent, ""), locales.Invalid, "round.answer_needed")
	refused(t, h.answer(her, consent, "", 4), locales.Invalid, "round.answer_needed")
	refused(t, h.answer(her, consent, "", -1), locales.Invalid, "round.answer_needed")
	refused(t, h.answer(her, consent, "", 0, 1), locales.Invalid, "round.answer_needed")
	refused(t, h.answer(her, sense, strings.Repeat("ب", rounds.WordsAtMost+1), 1), locales.Invalid, "round.words_length")
	must(t, h.answer(her, sense, strings.Repeat("😀", rounds.WordsAtMost), 1)) // the longest there is
	refused(t, h.Answer(ctx, her, of(her.Member, sense), sense, 2, rounds.Ballot{Picks: []int{0}}), locales.Conflict, "round.meaning_changed")
}

// What stands in the two tables after closing can't be put side by side: not by transaction, nor by place, nor by a value.
func TestNoAnswerCanBeTiedToARowOfTheRoll(t *testing.T) {
	h := newHouse(t)
	id := h.begin(rounds.Choose, "0", "1", "2", "3", "4", "5", "6", "7", "8", "9")
	const people = 100
	came := map[string]int{} // by nullifier
	for n := range people {
		a := h.member()
		must(t, h.answer(a, id, fmt.Sprintf("%03d", n), n%10))
		came[string(of(a.Member, id))] = n
	}
	lengths := h.count(`SELECT count(DISTINCT length(sealed)) FROM round_roll`)
	if lengths != 1 {
		t.Errorf("sealed answers have %d lengths", lengths)
	}
	h.close(id)
	type row struct {
		Xmin, Ctid string
		Nullifier  []byte
		Words      string
		Sealed     []byte
	}
	var roll, ballots []row
	must(t, h.db.Select(&roll, `SELECT xmin::text, ctid::text, nullifier, sealed FROM round_roll ORDER BY round_roll.ctid`)) // as a dump writes them
	must(t, h.db.Select(&ballots, `SELECT xmin::text, ctid::text, words FROM ballots ORDER BY ballots.ctid`))
	if len(roll) != people || len(ballots) != people {
		t.Fatalf("%d on the roll, %d answers", len(roll), len(ballots))
	}
	var rollOrder, ballotOrder, byPlace []int
	for i := range roll {
		if roll[i].Sealed != nil || roll[i].Xmin != roll[0].Xmin || ballots[i].Xmin != ballots[0].Xmin || roll[i].Xmin == ballots[i].Xmin {
			t.Fatalf("row %d: roll %s, answer %s, sealed %v", i, roll[i].Xmin, ballots[i].Xmin, roll[i].Sealed)
		}
		var n int
		fmt.Sscanf(ballots[i].Words, "%d", &n)
		rollOrder, ballotOrder = append(rollOrder, came[string(roll[i].Nullifier)]), append(ballotOrder, n)
	}
	for i := range people {
		byPlace = append(byPlace, i)
	}
	if !slices.IsSortedFunc(roll, func(a, b row) int { return strings.Compare(string(a.Nullifier), string(b.Nullifier)) }) {
		t.Error("the roll keeps an order of its own")
	}
	for name, pair := range map[string][2][]int{"the roll": {rollOrder, byPlace}, "the answers": {ballotOrder, byPlace}, "one and the other": {rollOrder, ballotOrder}} {
		if r := correlation(pair[0], pair[1]); r > 0.5 || r < -0.5 { // five times what chance does to a hundred
			t.Errorf("%s go along with each other: %.2f", name, r)
		}
		same := 0
		for i := range pair[0] {
			if pair[0][i] == pair[1][i] {
				same++
			}
		}
		if same > 12 { // one by chance
			t.Errorf("%s: %d of %d stand at the same place", name, same, people)
		}
	}
	if left := h.keyFiles(); len(left) != 0 {
		t.Errorf("there are still keys: %v", left)
	}
}

// correlation is Spearman's: how far two orders of the same numbers go along with each other.
func correlation(a, b []int) float64 {
	n, sum := float64(len(a)), 0.0
	for i := range a {
		d := float64(a[i] - b[i])
		sum += d * d
	}
	return 1 - 6*sum/(n*(n*n-1))
}

// A process that ends after any step loses nothing and counts nothing twice: the next goes on from there.
func TestClosingGoesOnFromWhereverItStopped(t *testing.T) {
	for steps := range rounds.Steps + 1 {
		h := newHouse(t)
		id := h.begin(rounds.Sense)
		h.answers(id, 0, 0, 0, 1, 1, 1, 1)
		h.pass(7)
		for range steps {
			must(t, rounds.Step(ctx, h.Rounds, h.network.ID, id))
		}
		h.restart()
		must(t, h.Sweep(ctx))
		must(t, h.Sweep(ctx))
		if got := fmt.Sprint(h.result(id).Cells); got != "[{[0] 3} {[1] 4} {[2] 0}]" {
			t.Errorf("stopped after %d steps, the numbers are %s", steps, got)
		}
		if n := h.count(`SELECT count(*) FROM round_roll WHERE sealed IS NOT NULL`); n != 0 || len(h.keyFiles()) != 0 {
			t.Errorf("stopped after %d steps, %d sealed answers are left and the keys %v", steps, n, h.keyFiles())
		}
		if n := h.count(`SELECT count(*) FROM audit_records WHERE act = 'round.closed' AND subject = $1`, id); n != 1 {
			t.Errorf("stopped after %d steps, closing is recorded %d times", steps, n)
		}
	}
}

func TestTwoNodesCloseARoundOnce(t *testing.T) {
	h := newHouse(t)
	id := h.begin(rounds.Sense)
	h.answers(id, 0, 0, 0)
	h.pass(7)
	errs := make(chan error)
	for range 4 {
		go func() { errs <- h.Sweep(ctx) }()
	}
	for range 4 {
		must(t, <-errs)
	}
	if got := fmt.Sprint(h.result(id).Roll, h.count(`SELECT count(*) FROM ballots`), h.count(`SELECT count(*) FROM audit_records WHERE act = 'round.closed'`)); got != "3 3 1" {
		t.Errorf("closed four times at once: %s", got)
	}
}

func TestWithoutItsKeyARoundTakesAndCountsNothing(t *testing.T) {
	h := newHouse(t)
	id := h.begin(rounds.Sense)
	h.answers(id, 0, 1)
	aside := h.keys + ".aside"
	must(t, os.Rename(h.keys, aside))
	if err := h.answer(h.member(), id, "", 0); err == nil {
		t.Error("an answer was taken without a key")
	}
	must(t, os.Mkdir(h.keys, 0o700))
	must(t, os.WriteFile(h.keys+"/"+id+".1", make([]byte, 32), 0o600))
	if err := h.answer(h.member(), id, "", 0); err == nil {
		t.Error("an answer was taken under another key")
	}
	must(t, os.RemoveAll(h.keys))
	h.pass(7)
	if err := h.Sweep(ctx); err == nil {
		t.Error("a round was counted without its key")
	}
	must(t, os.Rename(aside, h.keys))
	must(t, h.Sweep(ctx))
	if n := h.result(id).Roll; n != 2 {
		t.Errorf("with its key back, %d answers are counted", n)
	}
}

func TestAKeyIsReadByNobodyElse(t *testing.T) {
	h := newHouse(t)
	h.begin(rounds.Sense)
	for _, path := range []string{h.keys, h.keys + "/" + h.keyFiles()[0]} {
		info, err := os.Stat(path)
		must(t, err)
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is open to others: %v", path, info.Mode())
		}
	}
}

// An answer that was taken is counted, and one that came too late is told so: nothing is lost between the two.
func TestWhatIsAnsweredWhileARoundClosesIsCountedOrRefused(t *testing.T) {
	h := newHouse(t)
	id, her := h.begin(rounds.Sense), h.member()
	later := h.today.AddDate(0, 0, 7)
	closing := rounds.New(h.db, h.streams, h.networks, rounds.Keys(h.keys), func() time.Time { return later })
	var taken atomic.Int32
	var all sync.WaitGroup
	for n := range 60 {
		all.Go(func() {
			if n == 30 {
				if err := closing.Sweep(ctx); err != nil {
					t.Error(err)
				}
				return
			}
			err := h.Answer(ctx, her, of(fmt.Sprint(n), id), id, 1, rounds.Ballot{Picks: []int{n % 3}})
			switch {
			case err == nil:
				taken.Add(1)
			case !locales.IsKind(err, locales.Gone):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := h.result(id).Roll; got != int(taken.Load()) {
		t.Errorf("%d answers were taken and %d are counted", taken.Load(), got)
	}
}
