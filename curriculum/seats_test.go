package curriculum_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tinig/curriculum"
	"tinig/locales"
)

// pairs is a tablet in the open room.
func (h *roomHouse) pairs() curriculum.Tablet {
	h.t.Helper()
	code, err := h.NewPairing(h.t.Context(), h.trainer, h.cohort)
	h.must(err)
	cookie, err := h.PairTablet(h.t.Context(), code[:4]+" "+code[4:])
	h.must(err)
	return h.tablet(cookie)
}

func (h *roomHouse) tablet(cookie string) curriculum.Tablet {
	h.t.Helper()
	t, err := h.Tablet(h.t.Context(), cookie)
	h.must(err)
	return t
}

func TestANumberPairsOneTabletForOneRoom(t *testing.T) {
	h := newRoomHouse(t)
	_, err := h.NewPairing(t.Context(), h.trainer, h.cohort)
	h.refused(err, locales.Gone, "room.over")
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	_, err = h.NewPairing(t.Context(), h.joins(curriculum.Helper), h.cohort)
	h.refused(err, locales.NotFound, "curriculum.nothing_here")
	void, err := h.NewPairing(t.Context(), h.trainer, h.cohort)
	h.must(err)
	code, err := h.NewPairing(t.Context(), h.trainer, h.cohort)
	h.must(err)
	if strings.Contains(h.dump(), code) {
		t.Error("the number stands in the database")
	}
	for _, wrong := range []string{void, "", "1234", "00000000"} {
		_, err := h.PairTablet(t.Context(), wrong)
		h.refused(err, locales.NotFound, "seat.wrong_code")
	}
	cookie, err := h.PairTablet(t.Context(), arabic(code))
	h.must(err)
	_, err = h.PairTablet(t.Context(), code)
	h.refused(err, locales.NotFound, "seat.wrong_code")
	late, err := h.NewPairing(t.Context(), h.trainer, h.cohort)
	h.must(err)
	h.now = h.now.Add(16 * time.Minute)
	_, err = h.PairTablet(t.Context(), late)
	h.refused(err, locales.NotFound, "seat.wrong_code")
	h.tablet(cookie)
	h.now = h.now.Add(curriculum.RoomLife)
	_, err = h.Tablet(t.Context(), cookie)
	h.refused(err, locales.Gone, "seat.over")
}

// arabic writes a number in the digits of Arabic, as its keyboards do.
func arabic(code string) string {
	return strings.Map(func(r rune) rune { return r - '0' + '٠' }, code)
}

func TestASeatIsTakenByItsNameAndPictures(t *testing.T) {
	h := newRoomHouse(t)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	tablet := h.pairs()
	id, pictures := curriculum.NewSeatID(), []int{2, 5, 9}
	cookie, err := h.NewSeat(t.Context(), tablet, id, "Lúz Azul", pictures)
	h.must(err)
	_, err = h.PassOn(t.Context(), tablet)
	h.refused(err, locales.Gone, "seat.over") // the cookie from before opens nothing
	sits := h.tablet(cookie)
	if sits.Seat != id || sits.Name != "Lúz Azul" {
		t.Fatalf("at it sits %+v", sits)
	}
	h.must(h.VisitRoom(t.Context(), sits.Actor(), h.sees(sits.Actor()).Room))
	h.must(h.MarkRoom(t.Context(), sits.Actor(), h.cohort, curriculum.Done))
	h.must(h.Raise(t.Context(), sits.Actor(), h.cohort, true))
	if said := h.lead().Said; len(said) != 1 || said[0].Seat != "Lúz Azul" {
		t.Errorf("those who lead see %+v", said)
	}
	cookie, err = h.PassOn(t.Context(), sits)
	h.must(err)
	free := h.tablet(cookie)
	for _, wrong := range []struct {
		name     string
		pictures []int
	}{{"Luz Azul", []int{2, 5, 8}}, {"Nobody", pictures}, {"Luz Azul", nil}, {"Luz Azul", []int{2, 5, 9, 1}}} {
		_, _, err := h.TakeSeat(t.Context(), free, wrong.name, wrong.pictures)
		h.refused(err, locales.Forbidden, "seat.no_match")
	}
	cookie, _, err = h.TakeSeat(t.Context(), free, " luz  AZUL", []int{9, 2, 5})
	h.must(err)
	if again := h.tablet(cookie); again.Seat != id || h.sees(again.Actor()).Said.Hand == 0 {
		t.Errorf("back at her seat she finds %+v", h.sees(again.Actor()).Said)
	}
	_, err = h.NewSeat(t.Context(), h.pairs(), curriculum.NewSeatID(), "LUZ AZUL", pictures)
	h.refused(err, locales.Conflict, "seat.name_taken")
}

// After four wrong threes in a row a seat waits for the trainer, and says so no more than to somebody who has no seat.
func TestASeatWaitsKindly(t *testing.T) {
	h := newRoomHouse(t)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	id, right := curriculum.NewSeatID(), []int{0, 1, 2}
	cookie, err := h.NewSeat(t.Context(), h.pairs(), id, "Fern", right)
	h.must(err)
	cookie, err = h.PassOn(t.Context(), h.tablet(cookie))
	h.must(err)
	tablet := h.tablet(cookie)
	try := func(pictures []int) error {
		_, _, err := h.TakeSeat(t.Context(), tablet, "Fern", pictures)
		return err
	}
	for range 4 {
		if h.lead().Seats[0].Waits {
			t.Fatal("it waits too early")
		}
		h.refused(try([]int{3, 4, 5}), locales.Forbidden, "seat.no_match")
	}
	h.refused(try(right), locales.Forbidden, "seat.no_match")
	if seat := h.lead().Seats[0]; !seat.Waits || seat.Name != "Fern" {
		t.Errorf("those who lead see %+v", seat)
	}
	h.refused(h.FreeSeat(t.Context(), h.joins(curriculum.Learner), h.cohort, id, false), locales.NotFound, "curriculum.nothing_here")
	h.must(h.FreeSeat(t.Context(), h.trainer, h.cohort, id, true))
	_, fresh, err := h.TakeSeat(t.Context(), tablet, "Fern", nil)
	h.must(err)
	if fresh != id {
		t.Fatalf("she is not given new pictures, but %q", fresh)
	}
	cookie, err = h.RenewSeat(t.Context(), tablet, id, []int{6, 7, 8})
	h.must(err)
	if h.tablet(cookie).Seat != id {
		t.Error("with new pictures she doesn't sit")
	}
	_, err = h.RenewSeat(t.Context(), h.tablet(cookie), id, right)
	h.refused(err, locales.Forbidden, "seat.no_match") // once: nobody else gives her others
}

// When the room is over tablets open nothing, what was done at a seat is kept, and it goes on another day.
func TestSeatsCloseWithTheRoomAndComeBack(t *testing.T) {
	h := newRoomHouse(t)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	id := curriculum.NewSeatID()
	cookie, err := h.NewSeat(t.Context(), h.pairs(), id, "Fern", []int{0, 1, 2})
	h.must(err)
	sits := h.tablet(cookie)
	ticket, err := h.MintTicket(t.Context(), sits)
	h.must(err)
	redeemed, err := h.RedeemTicket(t.Context(), ticket)
	h.must(err)
	if redeemed.Seat != id {
		t.Errorf("the ticket is %+v's", redeemed)
	}
	_, err = h.RedeemTicket(t.Context(), ticket)
	h.refused(err, locales.Gone, "seat.over")
	h.must(h.MarkRoom(t.Context(), sits.Actor(), h.cohort, curriculum.NotToday))
	h.must(h.MayFollow(t.Context(), sits.Actor(), h.cohort, false))
	h.refused(h.MayFollow(t.Context(), sits.Actor(), h.cohort, true), locales.NotFound, "curriculum.nothing_here")
	h.goes(curriculum.ToClose)
	h.must(h.EndRoom(t.Context(), h.trainer, h.cohort, h.sees(h.trainer).Room.Step))
	_, err = h.Tablet(t.Context(), cookie)
	h.refused(err, locales.Gone, "seat.over")
	if !strings.Contains(h.dump(), "not_today") || !strings.Contains(h.dump(), fmt.Sprintf("session/%s", sits.Session())) {
		t.Error("what she did isn't kept, or her socket isn't told")
	}
	h.now = h.now.AddDate(0, 0, 7)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	if _, _, err = h.TakeSeat(t.Context(), h.pairs(), "fern", []int{0, 1, 2}); err != nil {
		t.Error(err)
	}
}

// When the instance's secret was replaced, every seat would have been lost.
func TestASeatOutlivesTheSecretThatItWasMadeUnder(t *testing.T) {
	h := newRoomHouse(t)
	h.Secret = []byte("the first secret")
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	pictures := []int{2, 5, 9}
	_, err := h.NewSeat(t.Context(), h.pairs(), curriculum.NewSeatID(), "Fern", pictures)
	h.must(err)
	for _, secrets := range [][][]byte{{[]byte("the second"), []byte("the first secret")}, {[]byte("the second")}} {
		h.Secret, h.Older = secrets[0], secrets[1:]
		_, _, err := h.TakeSeat(t.Context(), h.pairs(), "Fern", pictures)
		h.must(err)
	}
	h.Secret, h.Older = []byte("the third"), nil
	_, _, err = h.TakeSeat(t.Context(), h.pairs(), "Fern", pictures)
	h.refused(err, locales.Forbidden, "seat.no_match")
}
