package rounds_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tinig/locales"
	"tinig/server/advocacy/rounds"
	"tinig/server/networks"
)

func TestARoundStartsWhenItsTextIsThereInEveryLanguage(t *testing.T) {
	h := newHouse(t)
	leader, d := h.leader(), draft(rounds.Consent)
	d.Languages = []string{"en", "ceb", "ar"}
	id, err := h.Begin(ctx, leader, h.space, d)
	must(t, err)
	refused(t, h.answer(h.member(), id, "", 0), locales.Conflict, "round.not_started")
	h.pass(20)
	must(t, h.Offer(ctx, h.member(), id, 1, rounds.Text{Lang: "ceb", Title: "Lunes ba?"}))
	refused(t, h.Offer(ctx, leader, id, 1, rounds.Text{Lang: "sw", Title: "Jumatatu?"}), locales.Invalid, "round.own_language")
	refused(t, h.Offer(ctx, leader, id, 1, rounds.Text{Lang: "ar", Title: " "}), locales.Invalid, "round.text_length")
	if state := h.round(id).State; state != rounds.Preparing {
		t.Errorf("with two of three texts the round is %s", state)
	}
	must(t, h.Offer(ctx, leader, id, 1, rounds.Text{Lang: "ar", Title: "الاثنين؟"}))
	round := h.round(id)
	if started := h.today.Truncate(24 * time.Hour); !round.StartsOn.Time.Equal(started) || !round.ClosesOn.Time.Equal(started.AddDate(0, 0, 7)) {
		t.Errorf("it is open from %v until %v", round.StartsOn.Time, round.ClosesOn.Time)
	}
	refused(t, h.Offer(ctx, leader, id, 1, rounds.Text{Lang: "ar", Title: "الثلاثاء؟"}), locales.Conflict, "round.text_stands")
}

func TestAChangeOfMeaningThrowsAllAnswersAway(t *testing.T) {
	h := newHouse(t)
	leader, d := h.leader(), draft(rounds.Sense)
	d.Languages = []string{"en", "ceb"}
	id, err := h.Begin(ctx, leader, h.space, d)
	must(t, err)
	must(t, h.Offer(ctx, leader, id, 1, rounds.Text{Lang: "ceb", Title: "Lunes ba?"}))
	h.answers(id, 0, 0, 0, 0)
	before := h.keyFiles()
	h.pass(5)
	must(t, h.Reopen(ctx, leader, id, 1, rounds.Text{Lang: "en", Title: "Meet on Fridays?"}))
	refused(t, h.Reopen(ctx, h.leader(), id, 1, rounds.Text{Lang: "en", Title: "Meet on Sundays?"}), locales.Conflict, "round.text_stands")
	if round := h.round(id); round.State != rounds.Preparing || round.Version != 2 || len(h.keyFiles()) != 0 || len(before) != 1 {
		t.Errorf("changed, it is %s in version %d, with the keys %v", round.State, round.Version, h.keyFiles())
	}
	must(t, h.Offer(ctx, leader, id, 2, rounds.Text{Lang: "ceb", Title: "Biyernes ba?"}))
	her := h.member()
	refused(t, h.Answer(ctx, her, of(her.Member, id), id, 1, rounds.Ballot{Picks: []int{0}}), locales.Conflict, "round.meaning_changed")
	h.answers(id, 1, 1, 1)
	h.close(id)
	if got := fmt.Sprint(h.result(id).Cells); got != "[{[0] 0} {[1] 3} {[2] 0}]" {
		t.Errorf("the numbers are %s", got)
	}
	refused(t, h.Reopen(ctx, leader, id, 2, rounds.Text{Lang: "en", Title: "Again?"}), locales.Gone, "round.is_over")
	refused(t, h.Stop(ctx, leader, id, 2), locales.Gone, "round.is_over")
}

func TestARoundWhoseKeyWasLostBeginsAnew(t *testing.T) {
	h := newHouse(t)
	id := h.begin(rounds.Sense)
	h.answers(id, 0)
	h.keys += "-of-another-node"
	h.restart()
	h.pass(7)
	if h.Sweep(ctx) == nil {
		t.Error("counted without a key")
	}
	must(t, h.Reopen(ctx, h.leader(), id, 1, draft(rounds.Sense).Text))
	h.answers(id, 2, 2, 2)
	h.close(id)
	if n := h.result(id).Roll; n != 3 {
		t.Errorf("begun anew, %d answers are counted", n)
	}
}

func TestASafetyObjectionPausesAndTellsNobodyButTheLead(t *testing.T) {
	h := newHouse(t)
	lead, facilitator, her := h.lead(), h.leader(), h.member()
	id := h.begin(rounds.Consent)
	h.answers(id, 0, 0)
	h.pass(2)
	ends := h.round(id).ClosesOn.Time
	object := func(words string) error {
		return h.ObjectForSafety(ctx, her, of(her.Member, "safety "+id), id, rounds.SafetyObjection{Words: words, Lang: "en"})
	}
	refused(t, object(" "), locales.Invalid, "safety.words_needed")
	must(t, object("The place can be found out."))
	refused(t, object("And more."), locales.TooMany, "safety.enough")
	if !h.round(id).Paused() {
		t.Fatal("the round goes on")
	}
	refused(t, h.answer(h.member(), id, "", 0), locales.Conflict, "round.paused")
	for _, other := range []networks.Actor{facilitator, her, h.member(networks.RoleSteward), h.member(networks.RoleModerator)} {
		_, err := h.SafetyObjections(ctx, other)
		refused(t, err, locales.Forbidden, "networks.not_allowed")
		own, err := h.OwnObjections(ctx, other, of(other.Member, "safety "+id), id)
		must(t, err)
		if (len(own) == 1) != (other.Member == her.Member) {
			t.Errorf("%v reads %v", other.Roles, own)
		}
	}
	if n := h.count(`SELECT count(*) FROM notices WHERE kind = 'safety' AND member_id = $1`, lead.Member); n != 1 {
		t.Errorf("the lead was told %d times", n)
	}
	if n := h.count(`SELECT count(*) FROM audit_records WHERE act = 'round.paused' AND actor = 'system' AND subject = $1`, id); n != 1 {
		t.Errorf("pausing is recorded %d times", n)
	}
	if n := h.count(`SELECT count(*) FROM safety_objections o JOIN round_roll r ON r.nullifier = o.nullifier`); n != 0 {
		t.Error("an objection can be found on the roll")
	}
	h.pass(10)
	must(t, h.Sweep(ctx)) // its clock rests too
	waiting, err := h.SafetyObjections(ctx, lead)
	must(t, err)
	if len(waiting) != 1 || waiting[0].Words != "The place can be found out." || waiting[0].Title != "Meet on Mondays?" {
		t.Fatalf("the lead reads %+v", waiting)
	}
	if n := h.count(`SELECT count(*) FROM audit_records WHERE act = 'objection.read' AND actor = $1 AND subject = $2`, lead.Member, waiting[0].ID); n != 1 {
		t.Errorf("her reading it is recorded %d times", n)
	}
	refused(t, h.DecideSafety(ctx, lead, waiting[0].ID, rounds.Released, ""), locales.Invalid, "safety.word_needed")
	refused(t, h.DecideSafety(ctx, facilitator, waiting[0].ID, rounds.Released, "No."), locales.Forbidden, "networks.not_allowed")
	must(t, h.DecideSafety(ctx, lead, waiting[0].ID, rounds.Released, "The place was taken out."))
	refused(t, h.DecideSafety(ctx, h.lead(), waiting[0].ID, rounds.StoppedFor, "Stop."), locales.Conflict, "safety.decided_already")
	round := h.round(id)
	if round.Paused() || !round.ClosesOn.Time.Equal(ends.AddDate(0, 0, 10)) {
		t.Errorf("released, it ends on %v instead of ten days after %v", round.ClosesOn.Time, ends)
	}
	own, err := h.OwnObjections(ctx, her, of(her.Member, "safety "+id), id)
	must(t, err)
	if len(own) != 1 || own[0].Answer != "The place was taken out." {
		t.Errorf("she reads %+v", own)
	}
	h.answers(id, 0)
	h.close(id)
	if h.result(id).Roll != 3 {
		t.Error("answers from before the pause are lost")
	}
	h.pass(40)
	must(t, h.Sweep(ctx))
	if n := h.count(`SELECT count(*) FROM safety_objections`); n != 0 {
		t.Errorf("%d objections are kept for ever", n)
	}
}

func TestALeadStopsARoundForEverybodyWhoObjected(t *testing.T) {
	h := newHouse(t)
	lead, id := h.lead(), h.begin(rounds.Consent)
	h.answers(id, 0, 1, 2)
	for _, her := range []networks.Actor{h.member(), h.member()} {
		must(t, h.ObjectForSafety(ctx, her, of(her.Member, "safety "+id), id, rounds.SafetyObjection{Words: "It tells who was there.", Lang: "en"}))
	}
	waiting, err := h.SafetyObjections(ctx, lead)
	must(t, err)
	must(t, h.DecideSafety(ctx, lead, waiting[0].ID, rounds.Released, "Looked at."))
	if !h.round(id).Paused() {
		t.Error("released while somebody else still objects")
	}
	must(t, h.DecideSafety(ctx, lead, waiting[1].ID, rounds.StoppedFor, "You are right."))
	if round := h.round(id); round.State != rounds.Stopped || round.Paused() {
		t.Errorf("stopped, it is %s", round.State)
	}
	if n := h.count(`SELECT count(*) FROM round_roll`); n != 0 || len(h.keyFiles()) != 0 {
		t.Errorf("%d answers are left, and the keys %v", n, h.keyFiles())
	}
	_, err = h.Result(ctx, lead, id, 0)
	refused(t, err, locales.Forbidden, "round.result_hidden")
}

func TestAKeyThatCouldNotBeDestroyedGoesWithTheNextSweep(t *testing.T) {
	h := newHouse(t)
	id := h.begin(rounds.Sense)
	h.db.MustExec(`UPDATE rounds SET state = 'stopped', spent = 1, key_name = NULL WHERE id = $1`, id) // as a crash right after the commit leaves it
	must(t, h.Sweep(ctx))
	if len(h.keyFiles()) != 0 || h.round(id).Spent.Valid {
		t.Errorf("there are still the keys %v", h.keyFiles())
	}
}

func TestAnOutcomeComesBackOnItsDay(t *testing.T) {
	h := newHouse(t)
	leader := h.leader()
	id, later := h.begin(rounds.Consent), h.begin(rounds.Sense)
	h.answers(id, 0, 0, 0)
	refused(t, h.SetOutcome(ctx, leader, id, 0, rounds.Outcome{Words: "We meet.", Lang: "en"}), locales.Conflict, "round.result_hidden")
	h.close(id)
	review := h.today.Truncate(24*time.Hour).AddDate(0, 1, 0)
	refused(t, h.SetOutcome(ctx, leader, id, 0, rounds.Outcome{Words: "We meet.", Lang: "en", ReviewOn: h.today.AddDate(0, 0, -1)}), locales.Invalid, "round_outcome.day_to_come")
	refused(t, h.SetOutcome(ctx, leader, id, 0, rounds.Outcome{Words: " ", Lang: "en"}), locales.Invalid, "round_outcome.words_needed")
	must(t, h.SetOutcome(ctx, leader, id, 0, rounds.Outcome{Words: "We meet.", Lang: "en", ReviewOn: review}))
	refused(t, h.SetOutcome(ctx, h.leader(), id, 0, rounds.Outcome{Words: "We don't.", Lang: "en"}), locales.Conflict, "round_outcome.changed")
	refused(t, h.SetOutcome(ctx, h.member(), id, 1, rounds.Outcome{Words: "We don't.", Lang: "en"}), locales.Forbidden, "networks.not_allowed")
	lines, err := h.Rounds.Rounds(ctx, leader, h.space, "en", rounds.After{})
	must(t, err)
	if len(lines) != 2 || lines[0].Again() || lines[1].Again() {
		t.Errorf("before its day the list is %+v", lines)
	}
	h.today = review
	lines, err = h.Rounds.Rounds(ctx, leader, h.space, "en", rounds.After{})
	must(t, err)
	if lines[0].ID != id || !lines[0].Again() || lines[1].ID != later {
		t.Errorf("on its day the list is %+v", lines)
	}
}

func TestOnlyWhoMayFacilitateBeginsARound(t *testing.T) {
	h := newHouse(t)
	for _, a := range []networks.Actor{h.member(), h.member(networks.RoleTrainer)} {
		_, err := h.Begin(ctx, a, h.space, draft(rounds.Consent))
		refused(t, err, locales.Forbidden, "networks.not_allowed")
	}
	d := draft(rounds.Consent)
	first, err := h.Begin(ctx, h.leader(), h.space, d)
	must(t, err)
	if again, err := h.Begin(ctx, h.leader(), h.space, d); err != nil || again != first {
		t.Errorf("sent twice: %s and %s, %v", first, again, err)
	}
	for want, change := range map[string]func(*rounds.Draft){
		"round.choices_needed":   func(d *rounds.Draft) { d.Kind = "shout" },
		"round.own_language":     func(d *rounds.Draft) { d.Text.Lang = "sw" },
		"round.days_needed":      func(d *rounds.Draft) { d.Days = 61 },
		"round.text_length":      func(d *rounds.Draft) { d.Text.Title = strings.Repeat("x", 121) },
		"round.options_needed":   func(d *rounds.Draft) { d.Kind, d.Text.Options = rounds.Choose, []string{"one"} },
		"round.options_differ":   func(d *rounds.Draft) { d.Kind, d.Text.Options = rounds.Choose, []string{"one", "one "} },
		"round.options_are_days": func(d *rounds.Draft) { d.Kind, d.Text.Options = rounds.Time, []string{"Monday", "2026-12-01"} },
	} {
		d := draft(rounds.Consent)
		change(&d)
		_, err := h.Begin(ctx, h.leader(), h.space, d)
		refused(t, err, locales.Invalid, want)
	}
	staffRoom := ""
	must(t, h.db.Get(&staffRoom, `SELECT id FROM spaces WHERE network_id = $1 AND purpose = 'staff'`, h.network.ID))
	id, err := h.Begin(ctx, h.member(networks.RoleModerator), staffRoom, draft(rounds.Consent))
	must(t, err)
	_, err = h.Round(ctx, h.member(), id, networks.Read)
	refused(t, err, locales.NotFound, "round.not_found")
}
