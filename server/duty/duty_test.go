package duty_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/duty"
	"tinig/server/networks"
)

func TestWhoAsksIsToldTheTruthAboutWhoIsHere(t *testing.T) {
	h := newHouse(t)
	her, lead := h.member(), h.lead()
	must(t, h.AddHours(ctx, lead, duty.Hours{Weekday: time.Wednesday, Begins: 8, Lasts: 4}))
	if a := h.asking(her); a.Here || a.There {
		t.Errorf("because of the rota somebody is here: %+v", a)
	}
	must(t, h.Begin(ctx, lead))
	if !h.asking(her).Here {
		t.Error("nobody is here while a lead is on duty")
	}
	h.now = h.now.Add(duty.HereFor + time.Second)
	if h.asking(her).Here {
		t.Error("a page that has been silent for too long counts")
	}
	if on, err := h.Confirm(ctx, lead, duty.HereFor); err != nil || on {
		t.Errorf("a page that was silent goes on as if nothing had been: %v", err)
	}
	must(t, h.Begin(ctx, lead))
	for range 5 {
		h.now = h.now.Add(duty.Beat)
		if on, err := h.Confirm(ctx, lead, duty.HereFor); err != nil || !on {
			t.Fatalf("she isn't on duty: %v", err)
		}
	}
	if !h.asking(her).Here {
		t.Error("nobody is here while her page says that she is")
	}
	if h.asking(lead).Here {
		t.Error("she is here for herself")
	}
	must(t, h.End(ctx, lead))
	if h.asking(her).Here {
		t.Error("who has ended her duty is here")
	}
}

func TestAnAlertSaysNothingBeforeItIsTaken(t *testing.T) {
	h := newHouse(t)
	her, lead, other := h.member(), h.lead(), h.lead()
	must(t, h.Begin(ctx, lead))
	must(t, h.Raise(ctx, her, duty.Words, "/t/somewhere#p4"))
	if h.rung != 1 || h.notices(lead, "alert") != 1 || h.notices(other, "alert") != 1 || h.notices(her, "alert") != 0 {
		t.Errorf("it was rung %d times", h.rung)
	}
	waiting := h.only(lead)
	if waiting.Member != "" || waiting.Place != "" || waiting.Her.Pseudonym != "" {
		t.Errorf("it says %+v", waiting)
	}
	if a := h.asking(her); !a.There || a.TakenBy != "" {
		t.Errorf("she is told %+v", a)
	}
	refused(t, h.Take(ctx, lead, waiting.ID, "vanish", 15), locales.Invalid, "duty.answer_needed")
	refused(t, h.Take(ctx, lead, waiting.ID, duty.Write, 7), locales.Invalid, "duty.answer_needed")
	must(t, h.Take(ctx, lead, waiting.ID, duty.Write, 15))
	if taken := h.only(lead); !taken.Mine || taken.Her.Pseudonym != her.Pseudonym || taken.Place != "/t/somewhere#p4" {
		t.Errorf("who has taken it sees %+v", taken)
	}
	if theirs := h.only(other); theirs.Mine || theirs.Member != "" || theirs.Place != "" || theirs.Lost {
		t.Errorf("another lead sees %+v", theirs)
	}
	refused(t, h.Take(ctx, other, waiting.ID, duty.Write, 5), locales.Conflict, "duty.taken")
	if a := h.asking(her); a.Answer != duty.Write || a.Minutes != 15 || a.Late {
		t.Errorf("she is told %+v", a)
	}
	if h.notices(her, "person") != 1 {
		t.Error("her inbox doesn't tell her")
	}
	var recorded int
	must(t, h.db.Get(&recorded, `SELECT count(*) FROM audit_records WHERE act = 'duty.alert_taken' AND subject = $1 AND actor = $2`, waiting.ID, lead.Member))
	if recorded != 1 {
		t.Errorf("there are %d records of who has taken it", recorded)
	}
	h.now = h.now.Add(20 * time.Minute)
	if !h.asking(her).Late {
		t.Error("a promise that wasn't kept isn't told")
	}
}

// One of hers is open at a time: words join it in silence, to ask is told again, and a promise that wasn't kept is let go.
func TestAskingAgainIsToldAgain(t *testing.T) {
	h := newHouse(t)
	her, lead := h.member(), h.lead()
	must(t, h.Raise(ctx, her, duty.Words, ""))
	must(t, h.Raise(ctx, her, duty.Words, "/t/x"))
	if h.rung != 1 {
		t.Errorf("words that follow rang %d times", h.rung)
	}
	must(t, h.Raise(ctx, her, duty.Asked, ""))
	must(t, h.Raise(ctx, her, duty.Asked, ""))
	if h.rung != 2 || h.only(lead).Why != duty.Asked {
		t.Errorf("it rang %d times", h.rung)
	}
	id := h.only(lead).ID
	must(t, h.Take(ctx, lead, id, duty.Talk, 5))
	if h.only(lead).Place != "/t/x" {
		t.Error("it doesn't say where her words are")
	}
	must(t, h.Raise(ctx, her, duty.Asked, ""))
	if h.asking(her).TakenBy == "" {
		t.Error("asking within the time takes it away from who answers")
	}
	h.now = h.now.Add(6 * time.Minute)
	must(t, h.Raise(ctx, her, duty.Asked, ""))
	if h.asking(her).TakenBy != "" || h.rung != 3 {
		t.Error("asking after it doesn't")
	}
}

func TestABlockPartsHerFromALeadOnDuty(t *testing.T) {
	h := newHouse(t)
	her, lead, other := h.member(), h.lead(), h.lead()
	must(t, h.Begin(ctx, lead))
	her, lead = h.block(her, lead)
	if h.asking(her).Here {
		t.Error("whom she has blocked is here for her")
	}
	must(t, h.Raise(ctx, her, duty.Asked, ""))
	if len(h.alerts(lead)) != 0 || h.notices(lead, "alert") != 0 {
		t.Error("whom she has blocked is told of her")
	}
	id := h.only(other).ID
	refused(t, h.Take(ctx, lead, id, duty.Write, 5), locales.NotFound, "duty.not_there")
	must(t, h.Raise(ctx, other, duty.Asked, ""))
	for _, alert := range h.alerts(other) {
		if alert.ID != id {
			t.Error("a lead sees her own alert as a lead")
		}
	}
}

func TestOnlyLeadsAreOnDuty(t *testing.T) {
	h := newHouse(t)
	her, lead := h.member(), h.lead()
	must(t, h.Raise(ctx, her, duty.Asked, ""))
	id := h.only(lead).ID
	for _, role := range []networks.Role{networks.RoleModerator, networks.RoleSteward, networks.RoleTrainer} {
		a := h.member(role)
		for _, err := range []error{h.Begin(ctx, a), h.Take(ctx, a, id, duty.Write, 5), h.AddHours(ctx, a, duty.Hours{Lasts: 1}), h.Close(ctx, a, id), h.Say(ctx, a, id, uuid.NewString(), "x")} {
			refused(t, err, locales.Forbidden, "networks.not_allowed")
		}
		if _, err := h.Alerts(ctx, a); err == nil {
			t.Errorf("a %s sees what waits", role)
		}
	}
}

func TestADutyIsHandedOverWithWhatWasTaken(t *testing.T) {
	h := newHouse(t)
	her, lead, other := h.member(), h.lead(), h.lead()
	must(t, h.Begin(ctx, lead))
	must(t, h.Raise(ctx, her, duty.Asked, ""))
	id := h.only(lead).ID
	must(t, h.Take(ctx, lead, id, duty.Write, 15))
	must(t, h.Say(ctx, lead, id, uuid.NewString(), "I am with you."))
	refused(t, h.End(ctx, lead), locales.Conflict, "duty.end_taken")
	refused(t, h.TakeOver(ctx, other, lead.Member), locales.Conflict, "duty.not_handed")
	refused(t, h.HandOver(ctx, lead, her.Member), locales.NotFound, "duty.not_there")
	must(t, h.HandOver(ctx, lead, other.Member))
	state, err := h.State(ctx, other)
	must(t, err)
	if state.Here || state.From.ID != lead.Member || h.notices(other, "duty") != 1 || !h.asking(her).Here {
		t.Errorf("before it is taken over: %+v", state)
	}
	must(t, h.HandOver(ctx, lead, ""))
	refused(t, h.TakeOver(ctx, other, lead.Member), locales.Conflict, "duty.not_handed")
	must(t, h.HandOver(ctx, lead, other.Member))
	must(t, h.TakeOver(ctx, other, lead.Member))
	if state, err = h.State(ctx, lead); err != nil || state.Here {
		t.Errorf("who has handed over is on duty: %v", err)
	}
	if taken := h.only(other); !taken.Mine || len(taken.Words) != 1 || taken.Words[0].Body != "I am with you." {
		t.Errorf("who has taken over sees %+v", taken)
	}
	if taken := h.only(lead); taken.Mine || taken.Member != "" {
		t.Errorf("who has handed over still sees %+v", taken)
	}
}

// A page that is gone keeps nobody waiting.
func TestWhatALostLeadHadTakenIsTakenByAnother(t *testing.T) {
	h := newHouse(t)
	her, lead, other := h.member(), h.lead(), h.lead()
	must(t, h.Raise(ctx, her, duty.Asked, ""))
	must(t, h.Take(ctx, lead, h.only(lead).ID, duty.Write, 15))
	h.now = h.now.Add(duty.HereFor + time.Second)
	lost := h.only(other)
	if !lost.Lost {
		t.Fatal("it doesn't say that who had taken it is gone")
	}
	must(t, h.Take(ctx, other, lost.ID, duty.Write, 15))
	if !h.only(other).Mine || h.only(lead).Mine {
		t.Error("it isn't hers who took it last")
	}
}

func TestWhatTheTwoWriteIsSealedAndGoesWhenItIsClosed(t *testing.T) {
	h := newHouse(t)
	her, lead, other := h.member(), h.lead(), h.lead()
	must(t, h.Raise(ctx, her, duty.Asked, ""))
	id, once := h.only(lead).ID, uuid.NewString()
	must(t, h.Say(ctx, her, "", once, "Marker of hers"))
	must(t, h.Say(ctx, her, "", once, "Marker of hers"))
	refused(t, h.Say(ctx, lead, id, uuid.NewString(), "Marker"), locales.NotFound, "duty.not_there")
	must(t, h.Take(ctx, lead, id, duty.Write, 15))
	must(t, h.Say(ctx, lead, id, uuid.NewString(), "Marker of the lead"))
	refused(t, h.Say(ctx, lead, id, uuid.NewString(), " "), locales.Invalid, "duty.words_length")
	refused(t, h.Say(ctx, lead, id, uuid.NewString(), strings.Repeat("x", duty.SaidLength+1)), locales.Invalid, "duty.words_length")
	refused(t, h.Say(ctx, other, id, uuid.NewString(), "Marker"), locales.NotFound, "duty.not_there")
	for _, words := range [][]duty.Said{h.asking(her).Words, h.only(lead).Words} {
		if len(words) != 2 || words[0].Body != "Marker of hers" || words[0].ByLead || words[1].Body != "Marker of the lead" || !words[1].ByLead {
			t.Errorf("they read %+v", words)
		}
	}
	if len(h.only(other).Words) != 0 {
		t.Error("another lead reads it")
	}
	var clear int
	must(t, h.db.Get(&clear, `SELECT count(*) FROM alert_words WHERE encode(sealed, 'escape') LIKE '%Marker%'`))
	if clear > 0 {
		t.Error("it stands in the database")
	}
	refused(t, h.Close(ctx, other, id), locales.NotFound, "duty.not_there")
	must(t, h.Close(ctx, lead, id))
	if there, _, err := h.keys.Has(id); err != nil || there {
		t.Errorf("its key is there: %v", err)
	}
	var raised time.Time
	must(t, h.db.Get(&raised, `SELECT raised_at FROM alerts WHERE id = $1`, id))
	if !raised.Equal(raised.Truncate(24 * time.Hour)) {
		t.Errorf("it keeps the moment: %v", raised)
	}
	if h.asking(her).There || len(h.alerts(lead)) != 0 {
		t.Error("it is still there")
	}
	must(t, h.Raise(ctx, her, duty.Asked, ""))
}

func TestHelpIsAskedForWhateverSheIsKeptFrom(t *testing.T) {
	h := newHouse(t)
	her := h.member()
	her.Restrain(networks.Suspend, "")
	her.Restrain(networks.Silence, "")
	must(t, h.Raise(ctx, her, duty.Asked, ""))
	must(t, h.Say(ctx, her, "", uuid.NewString(), "Please."))
}

func TestTheRotaIsOfWhoIsALeadNow(t *testing.T) {
	h := newHouse(t)
	her, lead, other := h.member(), h.lead(), h.lead()
	for _, wrong := range []duty.Hours{{Weekday: 7, Begins: 1, Lasts: 1}, {Weekday: -1, Lasts: 1}, {Begins: 24, Lasts: 1}, {Begins: 1}, {Begins: 1, Lasts: 25}} {
		refused(t, h.AddHours(ctx, lead, wrong), locales.Invalid, "duty.hours_needed")
	}
	must(t, h.AddHours(ctx, lead, duty.Hours{Weekday: time.Wednesday, Begins: 22, Lasts: 2}))
	must(t, h.AddHours(ctx, lead, duty.Hours{Weekday: time.Wednesday, Begins: 22, Lasts: 4}))
	must(t, h.AddHours(ctx, other, duty.Hours{Weekday: time.Wednesday, Begins: 18, Lasts: 2}))
	rota, err := h.Rota(ctx, lead)
	must(t, err)
	if len(rota) != 2 || rota[1].Lasts != 4 || rota[1].Ends() != 2 {
		t.Fatalf("the rota is %+v", rota)
	}
	if at := h.asking(her).Next; !at.Equal(time.Date(2026, 3, 4, 18, 0, 0, 0, time.UTC)) {
		t.Errorf("the next one is here from %v", at)
	}
	must(t, h.RemoveHours(ctx, lead, rota[0].ID)) // of another
	h.db.MustExec(`DELETE FROM member_roles WHERE member_id = $1`, other.Member)
	if rota, err = h.Rota(ctx, lead); err != nil || len(rota) != 1 || rota[0].Member != lead.Member {
		t.Errorf("the rota is %+v (%v)", rota, err)
	}
	must(t, h.Sweep(ctx))
	var rows int
	must(t, h.db.Get(&rows, `SELECT count(*) FROM duty_rota`))
	if rows != 1 {
		t.Errorf("%d rows are left", rows)
	}
	must(t, h.RemoveHours(ctx, lead, rota[0].ID))
	if !h.asking(her).Next.IsZero() {
		t.Error("somebody means to be here")
	}
}

// However the rota is made and whatever the clock, an hour is open exactly if nobody covers it, and the next one is never past.
func TestTheWeekIsCoveredAsTheRotaSays(t *testing.T) {
	for range 300 {
		var rota []duty.Hours
		var covered [168]bool
		for range rand.IntN(6) {
			h := duty.Hours{Weekday: time.Weekday(rand.IntN(7)), Begins: rand.IntN(24), Lasts: 1 + rand.IntN(24)}
			rota = append(rota, h)
			for i := range h.Lasts {
				covered[(24*int(h.Weekday)+h.Begins+i)%168] = true
			}
		}
		n := 0
		for day, hours := range duty.Open(rota) {
			for _, hour := range hours {
				if n++; covered[24*day+hour] {
					t.Fatalf("%d of %d is open and covered by %v", hour, day, rota)
				}
			}
		}
		for _, is := range covered {
			if is {
				n++
			}
		}
		if n != 168 {
			t.Fatalf("%d hours are told of with %v", n, rota)
		}
	}
}

func TestWhatIsOverIsSwept(t *testing.T) {
	h := newHouse(t)
	her, lead := h.member(), h.lead()
	h.now = time.Now()
	must(t, h.Begin(ctx, lead))
	must(t, h.Raise(ctx, her, duty.Asked, ""))
	must(t, h.Say(ctx, her, "", uuid.NewString(), "Marker"))
	id := h.only(lead).ID
	h.now = h.now.Add(2 * time.Hour)
	must(t, h.Sweep(ctx))
	if there, _, err := h.keys.Has(id); err != nil || !there {
		t.Fatalf("the key of an open alert is gone: %v", err)
	}
	var here int
	must(t, h.db.Get(&here, `SELECT count(*) FROM duty_here`))
	if here != 0 {
		t.Error("who has long gone is on duty")
	}
	h.now = h.now.AddDate(0, 0, duty.Days+1)
	must(t, h.Sweep(ctx))
	if there, _, err := h.keys.Has(id); err != nil || there {
		t.Errorf("its key outlives it: %v", err)
	}
	if len(h.alerts(lead)) != 0 {
		t.Error("it outlives its days")
	}
}
