package engagements_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/advocacy/engagements"
	"tinig/server/networks"
)

// An inviter without an account signs once, with a code; a look at the address changes nothing.
func TestAnInviterSignsTheRiderOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.planned()
	_, _, err := h.OfferRider(ctx, h.leader, h.campaign, id)
	refused(t, err, locales.Invalid, "rider.words_needed")
	refused(t, h.WriteRider(ctx, h.worker(), h.campaign, id, rider()), locales.Forbidden, "campaign.group_only")
	empty := rider()
	empty.OffLimits = " "
	refused(t, h.WriteRider(ctx, h.leader, h.campaign, id, empty), locales.Invalid, "rider.words_needed")
	must(t, h.WriteRider(ctx, h.leader, h.campaign, id, rider()))
	refused(t, h.WriteRider(ctx, h.leader, h.campaign, id, rider()), locales.Conflict, "campaign.changed")
	old, _, err := h.OfferRider(ctx, h.leader, h.campaign, id)
	must(t, err)
	secret, code, err := h.OfferRider(ctx, h.leader, h.campaign, id)
	must(t, err)
	for _, address := range []string{old, "", "guess"} {
		_, _, err := h.Offered(ctx, address)
		refused(t, err, locales.NotFound, "rider.not_found")
	}
	for range 3 {
		if r, e, err := h.Offered(ctx, secret); err != nil || r.Signed() || r.Version != 1 || e.Title != "A hearing on trees" {
			t.Fatalf("at the address is %+v %+v, %v", r, e, err)
		}
	}
	signs := engagements.Signature{Version: 1, Code: "none", Role: "Clerk", Body: "The committee"}
	refused(t, h.Sign(ctx, secret, signs), locales.Forbidden, "rider.wrong_code")
	signs.Code, signs.Role = code, ""
	refused(t, h.Sign(ctx, secret, signs), locales.Invalid, "rider.signer_needed")
	signs.Role, signs.Version = "Clerk", 7
	refused(t, h.Sign(ctx, secret, signs), locales.Conflict, "campaign.changed")
	signs.Version = 1
	must(t, h.Sign(ctx, secret, signs))
	refused(t, h.Sign(ctx, secret, signs), locales.Conflict, "rider.signed_already")
	r, err := h.Rider(ctx, h.leader, h.campaign, id)
	must(t, err)
	if !r.Signed() || r.SignedRole != "Clerk" || len(r.TextHash) != 32 {
		t.Errorf("signed it is %+v", r)
	}
	mark := r.Mark()
	must(t, h.WriteRider(ctx, h.leader, h.campaign, id, engagements.Rider{Version: 1, Lang: "en", Questions: "Another?", OffLimits: "x", Recording: "none", Pay: "x", Support: "x"}))
	r, err = h.Rider(ctx, h.leader, h.campaign, id)
	must(t, err)
	if r.Signed() || r.SignedRole != "" || r.Mark() == mark {
		t.Errorf("another text is signed: %+v", r)
	}
	_, _, err = h.Offered(ctx, secret)
	refused(t, err, locales.NotFound, "rider.not_found")
	_, err = h.Rider(ctx, h.member(), h.campaign, id)
	refused(t, err, locales.NotFound, "campaign.not_found")
}

func TestAnAddressClosesAfterWrongCodesAndAfterItsDays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.planned()
	must(t, h.WriteRider(ctx, h.leader, h.campaign, id, rider()))
	secret, code, err := h.OfferRider(ctx, h.leader, h.campaign, id)
	must(t, err)
	signs := engagements.Signature{Version: 1, Code: "000", Role: "Clerk", Body: "The committee"}
	for range engagements.TriesAtMost {
		refused(t, h.Sign(ctx, secret, signs), locales.Forbidden, "rider.wrong_code")
	}
	signs.Code = code
	refused(t, h.Sign(ctx, secret, signs), locales.NotFound, "rider.not_found")
	secret, code, err = h.OfferRider(ctx, h.leader, h.campaign, id)
	must(t, err)
	signs.Code = code
	h.pass(engagements.RiderDays)
	refused(t, h.Sign(ctx, secret, signs), locales.NotFound, "rider.not_found")
}

// booking is the one of a member.
func (h *house) booking(a networks.Actor) engagements.Booking {
	h.t.Helper()
	own, err := h.Own(ctx, a)
	must(h.t, err)
	if len(own) != 1 {
		h.t.Fatalf("she has %d bookings", len(own))
	}
	return own[0]
}

func (h *house) booked(id string) engagements.Booking {
	h.t.Helper()
	all, err := h.Bookings(ctx, h.leader, h.campaign, id)
	must(h.t, err)
	if len(all) != 1 {
		h.t.Fatalf("%d are booked", len(all))
	}
	return all[0]
}

// A booking goes from the signed rider to its close: nobody is asked before, and none is closed without the talk and the pay.
func TestABookingIsClosedOnlyAfterTheTalkAndThePay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, her := h.planned(), h.willing()
	refused(t, h.Ask(ctx, h.leader, h.campaign, id, her.Member), locales.Forbidden, "speaking.sign_first")
	h.signed(id)
	refused(t, h.Ask(ctx, h.leader, h.campaign, id, h.worker().Member), locales.Conflict, "speaking.not_free")
	must(t, h.Ask(ctx, h.leader, h.campaign, id, her.Member))
	refused(t, h.Ask(ctx, h.leader, h.campaign, id, her.Member), locales.Conflict, "speaking.not_free")
	b := h.booking(her)
	refused(t, h.Answer(ctx, h.worker(), b.ID, true, nil), locales.NotFound, "campaign.not_found")
	refused(t, h.Answer(ctx, her, b.ID, true, []string{"a horse"}), locales.Invalid, "target.choices_needed")
	must(t, h.Answer(ctx, her, b.ID, true, []string{"screen", "breaks"}))
	if seen := h.booked(id); seen.State != engagements.Asked || len(seen.Needs) != 0 {
		t.Errorf("before it counts, her yes is seen: %+v", seen)
	}
	refused(t, h.NoteDay(ctx, h.leader, h.campaign, id, b.ID, "prepared", h.day(0)), locales.Conflict, "speaking.no_yes")
	h.pass(engagements.CoolingDays)
	if seen := h.booked(id); seen.State != engagements.Accepted || len(seen.Needs) != 2 {
		t.Errorf("her yes is seen as %+v", seen)
	}
	must(t, h.NoteDay(ctx, h.leader, h.campaign, id, b.ID, "prepared", h.day(0)))
	refused(t, h.NoteDay(ctx, h.leader, h.campaign, id, b.ID, "debriefed", h.day(0)), locales.Invalid, "speaking.day_needed")
	h.held(id)
	refused(t, h.Answer(ctx, her, b.ID, false, nil), locales.Gone, "speaking.too_late")
	refused(t, h.Close(ctx, h.leader, h.campaign, id, b.ID), locales.Forbidden, "speaking.not_whole")
	must(t, h.NoteDay(ctx, h.leader, h.campaign, id, b.ID, "debriefed", h.day(0)))
	refused(t, h.Close(ctx, h.leader, h.campaign, id, b.ID), locales.Forbidden, "speaking.not_whole")
	must(t, h.NoteDay(ctx, h.leader, h.campaign, id, b.ID, "paid", h.day(0)))
	must(t, h.Close(ctx, h.leader, h.campaign, id, b.ID))
	refused(t, h.Answer(ctx, her, b.ID, false, nil), locales.Gone, "speaking.is_closed")
	must(t, h.StrikeOut(ctx, her, b.ID, "paid"))
	if seen := h.booked(id); seen.State != engagements.Accepted || seen.PaidOn != nil {
		t.Errorf("when she says that she wasn't paid it is %+v", seen)
	}
	refused(t, h.Close(ctx, h.leader, h.campaign, id, b.ID), locales.Forbidden, "speaking.not_whole")
	if _, err := h.Bookings(ctx, h.worker(), h.campaign, id); !locales.IsKind(err, locales.NotFound) {
		t.Errorf("the group reads who speaks: %v", err)
	}
}

// Who has spoken rests for as long as she wishes, and until her booking is closed she isn't asked at all.
func TestSheRestsBetweenTwoBookings(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, her := h.planned(), h.willing()
	h.signed(first)
	must(t, h.Ask(ctx, h.leader, h.campaign, first, her.Member))
	must(t, h.Answer(ctx, her, h.booking(her).ID, true, nil))
	soon, late := h.draft(), h.draft()
	soon.Day, late.Day = h.day(80), h.day(120)
	near, err := h.Plan(ctx, h.leader, h.campaign, soon)
	must(t, err)
	far, err := h.Plan(ctx, h.leader, h.campaign, late)
	must(t, err)
	if got := h.onRoster(far); len(got) != 0 {
		t.Error("she is offered while a booking is open")
	}
	h.held(first)
	b := h.booking(her)
	for _, what := range []string{"debriefed", "paid"} {
		must(t, h.NoteDay(ctx, h.leader, h.campaign, first, b.ID, what, h.day(0)))
	}
	must(t, h.Close(ctx, h.leader, h.campaign, first, b.ID))
	if got := h.onRoster(near); len(got) != 0 {
		t.Error("she is offered before her rest is over")
	}
	if got := h.onRoster(far); len(got) != 1 {
		t.Error("she isn't offered after her rest")
	}
}

// Her no needs no reason, and with another text of the rider she is asked anew.
// A rest looks like any other reason for which somebody isn't on the roster.
func TestWhoRestsIsNotOnTheRoster(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, her := h.planned(), h.willing()
	h.signed(id)
	roster := func(want int) {
		t.Helper()
		if fit, err := h.Roster(ctx, h.leader, h.campaign, id); err != nil || len(fit) != want {
			t.Errorf("on the roster are %v, %v", fit, err)
		}
	}
	roster(1)
	must(t, h.resting.Begin(her.Member))
	roster(0)
	refused(t, h.Ask(ctx, h.leader, h.campaign, id, her.Member), locales.Conflict, "speaking.not_free")
	must(t, h.resting.End(h.now(), her.Member))
	roster(0)
	h.pass(1)
	roster(1)
}

func TestAYesCanBeTakenBackAndIsForOneText(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, her := h.planned(), h.willing()
	h.signed(id)
	must(t, h.Ask(ctx, h.leader, h.campaign, id, her.Member))
	b := h.booking(her)
	must(t, h.Answer(ctx, her, b.ID, true, nil))
	again := rider()
	again.Version = 1
	must(t, h.WriteRider(ctx, h.leader, h.campaign, id, again))
	if b = h.booking(her); b.State != engagements.Asked || b.AcceptedOn != nil {
		t.Errorf("her yes to another text stands: %+v", b)
	}
	refused(t, h.Answer(ctx, her, b.ID, true, nil), locales.Conflict, "speaking.sign_first")
	must(t, h.Answer(ctx, her, b.ID, false, nil))
	if b = h.booking(her); b.State != engagements.Declined {
		t.Errorf("her no is %+v", b)
	}
	if got := h.onRoster(id); len(got) != 0 {
		t.Error("who said no is offered again")
	}
	h.pass(40)
	refused(t, h.Answer(ctx, her, b.ID, true, nil), locales.Conflict, "speaking.sign_first")
}

func TestOfTwoWhoAskHerAtOnceOneIsTold(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.willing()
	ids := []string{h.planned(), h.planned(), h.planned()}
	for _, id := range ids {
		h.signed(id)
	}
	var asking sync.WaitGroup
	problems := make([]error, len(ids))
	for i, id := range ids {
		asking.Go(func() { problems[i] = h.Ask(ctx, h.leader, h.campaign, id, her.Member) })
	}
	asking.Wait()
	var asked int
	for _, err := range problems {
		if err == nil {
			asked++
		} else {
			refused(t, err, locales.Conflict, "speaking.not_free")
		}
	}
	if asked != 1 {
		t.Errorf("%d asked her", asked)
	}
}

// Nothing of an inviter but her role and her body stays anywhere.
func TestOfAnInviterTheRoleAndTheBodyAreKept(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.planned()
	h.signed(id)
	var row string
	must(t, h.db.Get(&row, `SELECT riders::text FROM riders WHERE engagement_id = $1`, id))
	for _, kept := range []string{"Clerk", "The committee"} {
		if !strings.Contains(row, kept) {
			t.Errorf("%q isn't kept", kept)
		}
	}
	var by string
	must(t, h.db.Get(&by, `SELECT actor FROM audit_records WHERE network_id = $1 AND act = 'rider.signed'`, h.network.ID))
	if by != "inviter" {
		t.Errorf("the record names %q", by)
	}
	if _, err := h.Plan(ctx, h.leader, uuid.NewString(), h.draft()); !locales.IsKind(err, locales.NotFound) {
		t.Errorf("of a campaign that isn't there: %v", err)
	}
}
