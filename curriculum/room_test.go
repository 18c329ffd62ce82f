package curriculum_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"tinig/curriculum"
	"tinig/locales"
)

func TestASessionGoesFromItsFirstPartToItsClose(t *testing.T) {
	h := newRoomHouse(t)
	learner := h.joins(curriculum.Learner)
	if h.sees(learner).Open {
		t.Error("a room is open before anybody opened it")
	}
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	for _, block := range []string{"settling-in", "feet", "one-word", "rest", "going"} {
		if v := h.sees(learner); !v.Open || v.Room.Block != block {
			t.Fatalf("she is shown %q, not %q", v.Room.Block, block)
		}
		if block != "going" {
			h.goes(curriculum.Next)
		}
	}
	step := h.sees(h.trainer).Room.Step
	h.refused(h.Go(t.Context(), h.trainer, h.cohort, step, curriculum.Next), locales.Conflict, "room.no_further")
	h.must(h.EndRoom(t.Context(), h.trainer, h.cohort, step))
	if h.sees(learner).Open {
		t.Error("the room is still open")
	}
	h.refused(h.Go(t.Context(), h.trainer, h.cohort, step, curriculum.Next), locales.Gone, "room.over")
}

// Of two who press at once one moves the group, by one part, and the other is told.
func TestTwoPressNextAtOnce(t *testing.T) {
	h := newRoomHouse(t)
	other := h.joins(curriculum.CoFacilitator)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	step := h.sees(h.trainer).Room.Step
	errs := make([]error, 2)
	var both sync.WaitGroup
	for i, a := range []curriculum.Actor{h.trainer, other} {
		both.Go(func() { errs[i] = h.Go(t.Context(), a, h.cohort, step, curriculum.Next) })
	}
	both.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("the answers are %v and %v", errs[0], errs[1])
	}
	for _, err := range errs {
		if err != nil {
			h.refused(err, locales.Conflict, "room.moved_meanwhile")
		}
	}
	if block := h.sees(other).Room.Block; block != "feet" {
		t.Errorf("the group is at %q", block)
	}
}

func TestOpeningTwiceOpensOne(t *testing.T) {
	h := newRoomHouse(t)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	h.goes(curriculum.Next)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	if block := h.sees(h.trainer).Room.Block; block != "feet" {
		t.Errorf("opening it again took the group to %q", block)
	}
	h.must(h.BeHere(t.Context(), h.joins(curriculum.Support), h.cohort, true))
	h.refused(h.OpenRoom(t.Context(), h.trainer, h.cohort, stormSession), locales.Conflict, "room.another_open")
}

func TestASessionWithAContentNoteIsHeldByTwo(t *testing.T) {
	h := newRoomHouse(t)
	support, co, learner := h.joins(curriculum.Support), h.joins(curriculum.CoFacilitator), h.joins(curriculum.Learner)
	open := func() error { return h.OpenRoom(t.Context(), h.trainer, h.cohort, stormSession) }
	h.refused(open(), locales.Conflict, "room.second_needed")
	h.must(h.BeHere(t.Context(), h.trainer, h.cohort, true)) // she herself is no second
	h.refused(h.BeHere(t.Context(), learner, h.cohort, true), locales.NotFound, "curriculum.nothing_here")
	h.refused(open(), locales.Conflict, "room.second_needed")
	h.must(h.BeHere(t.Context(), support, h.cohort, true))
	h.must(h.BeHere(t.Context(), support, h.cohort, false))
	h.refused(open(), locales.Conflict, "room.second_needed")
	h.must(h.BeHere(t.Context(), co, h.cohort, true))
	h.now = h.now.AddDate(0, 0, 1) // she was there yesterday
	h.refused(open(), locales.Conflict, "room.second_needed")
	h.must(h.BeHere(t.Context(), support, h.cohort, true))
	h.must(open())
}

func TestAPartThatIsLeftOutIsPassed(t *testing.T) {
	h := newRoomHouse(t)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	leave := func(block string, out bool) error {
		return h.LeaveOut(t.Context(), h.trainer, h.cohort, h.sees(h.trainer).Room.Step, block, out)
	}
	for _, needed := range []string{"settling-in", "going", "nothing"} {
		h.refused(leave(needed, true), locales.Conflict, "room.needed")
	}
	h.must(leave("feet", true))
	h.goes(curriculum.Next)
	if block := h.sees(h.trainer).Room.Block; block != "one-word" {
		t.Errorf("next led to %q", block)
	}
	if held, err := h.Delivered(t.Context(), h.trainer, h.cohort, walkSession); err != nil || held.Number != 0 || !slices.Equal(held.Dropped, []string{"feet"}) {
		t.Errorf("noting how it was held begins with %+v, %v", held, err)
	}
	h.must(leave("feet", false))
	h.goes(curriculum.Back)
	if block := h.sees(h.trainer).Room.Block; block != "feet" {
		t.Errorf("back led to %q", block)
	}
}

func TestWhoDoesNotLeadMovesNothing(t *testing.T) {
	h := newRoomHouse(t)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	step := h.sees(h.trainer).Room.Step
	for _, part := range []string{curriculum.Learner, curriculum.Helper, curriculum.Support} {
		a := h.joins(part)
		for _, err := range []error{
			h.OpenRoom(t.Context(), a, h.cohort, walkSession), h.Go(t.Context(), a, h.cohort, step, curriculum.Next),
			h.LeaveOut(t.Context(), a, h.cohort, step, "feet", true), h.Pause(t.Context(), a, h.cohort, step, true),
			h.EndRoom(t.Context(), a, h.cohort, step), h.MayFollow(t.Context(), a, h.cohort, true),
		} {
			h.refused(err, locales.NotFound, "curriculum.nothing_here")
		}
		h.must(h.MayFollow(t.Context(), a, h.cohort, false))
	}
	_, err := h.View(t.Context(), h.member(), ring("k"), h.cohort)
	h.refused(err, locales.NotFound, "curriculum.nothing_here")
}

// A room that everybody has walked away from ends by itself; before the sweep has come it is over too.
func TestARoomEndsByItself(t *testing.T) {
	h := newRoomHouse(t)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	h.now = h.now.Add(curriculum.RoomLife - time.Minute)
	h.must(h.Sweep(t.Context()))
	h.goes(curriculum.Next) // every press lets it last
	h.now = h.now.Add(curriculum.RoomLife - time.Minute)
	if !h.sees(h.trainer).Open {
		t.Error("the room ended though somebody pressed something")
	}
	h.now = h.now.Add(2 * time.Minute)
	step := h.sees(h.trainer).Room.Step
	if h.sees(h.trainer).Open {
		t.Error("the room is open when its time is over")
	}
	h.refused(h.Go(t.Context(), h.trainer, h.cohort, step, curriculum.Next), locales.Gone, "room.over")
	before := h.sees(h.trainer).Head
	h.must(h.Sweep(t.Context()))
	h.must(h.Sweep(t.Context()))
	if after := h.sees(h.trainer).Head; after.Seq != before.Seq+1 {
		t.Errorf("those in it were told %d times", after.Seq-before.Seq)
	}
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession)) // the same day: where it was
	if block := h.sees(h.trainer).Room.Block; block != "feet" {
		t.Errorf("opened again it is at %q", block)
	}
}

func TestASessionThatIsCutShortGoesToItsClose(t *testing.T) {
	h := newRoomHouse(t)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	h.refused(h.EndRoom(t.Context(), h.trainer, h.cohort, h.sees(h.trainer).Room.Step), locales.Conflict, "room.close_first")
	h.goes(curriculum.ToClose)
	if room := h.sees(h.trainer).Room; room.Block != "going" || !room.Cut {
		t.Errorf("it is at %q, cut short: %t", room.Block, room.Cut)
	}
	h.goes(curriculum.Back)
	if h.sees(h.trainer).Room.Cut {
		t.Error("it is taken back, and still cut short")
	}
}

func TestWhoRestsIsNotInTheRoom(t *testing.T) {
	h := newRoomHouse(t)
	learner := h.joins(curriculum.Learner)
	h.must(h.Rest(t.Context(), learner, h.cohort, true))
	_, err := h.View(t.Context(), learner, ring("k"), h.cohort)
	h.refused(err, locales.Forbidden, "room.resting")
	asked := h.member()
	h.must(h.Ask(t.Context(), h.trainer, h.cohort, curriculum.Learner, []string{asked.Member}))
	_, err = h.View(t.Context(), asked, ring("k"), h.cohort)
	h.refused(err, locales.NotFound, "curriculum.nothing_here")
}

// A cohort keeps its course when the newest one changes while a room is open.
func TestARoomKeepsItsVersion(t *testing.T) {
	h := newRoomHouse(t)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	version := h.sees(h.trainer).Room.Version
	h.must(h.Renew(t.Context(), h.trainer, h.cohort))
	if v := h.sees(h.trainer); v.Room.Version != version {
		t.Error("the room changed its course while it was open")
	}
}

// refused fails unless err is this refusal.
func (h *roomHouse) refused(err error, kind locales.Kind, id string) {
	h.t.Helper()
	if !locales.IsKind(err, kind) || err.Error() != id {
		h.t.Errorf("it is not refused as %s but ends with %v", id, err)
	}
}

// Those in a cohort are told of its open session, and nobody else is.
func TestAnOpenSessionIsKnownToWhoIsInTheCohort(t *testing.T) {
	h := newRoomHouse(t)
	her, rests, stranger := h.joins(curriculum.Learner), h.joins(curriculum.Learner), h.member()
	h.must(h.Rest(t.Context(), rests, h.cohort, true))
	open := func(a curriculum.Actor) int {
		ids, err := h.OpenNow(t.Context(), a)
		h.must(err)
		return len(ids)
	}
	if open(her) != 0 {
		t.Error("before it is opened it is open")
	}
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	if open(h.trainer) != 1 || open(her) != 1 || open(rests) != 0 || open(stranger) != 0 {
		t.Errorf("it is open for %d, %d, %d, %d", open(h.trainer), open(her), open(rests), open(stranger))
	}
	h.now = h.now.Add(curriculum.RoomLife)
	if open(her) != 0 {
		t.Error("when its time is over it is open still")
	}
}
