package advocacy_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/networks"
)

// process is a bill that somebody of the group has noted.
func (h *house) process(by networks.Actor, campaign, template string) string {
	h.t.Helper()
	id, err := h.AddProcess(ctx, by, campaign, advocacy.ProcessDraft{Once: uuid.NewString(), Template: template, Name: "The bill of trees", Lang: "en", Source: "bills.example/7"})
	must(h.t, err)
	return id
}

// stage is one that happened today.
func (h *house) stage(process, stage string) advocacy.Stage {
	return advocacy.Stage{Process: process, Stage: stage, Lang: "en", Source: "bills.example/7", When: advocacy.When{Day: h.day(0), Precision: advocacy.ByDay}}
}

func (h *house) note(by networks.Actor, campaign string, s advocacy.Stage) {
	h.t.Helper()
	must(h.t, h.NoteStage(ctx, by, campaign, uuid.NewString(), s))
}

func (h *house) followed(by networks.Actor, campaign, process string) advocacy.Process {
	h.t.Helper()
	p, err := h.Process(ctx, by, campaign, process)
	must(h.t, err)
	return p
}

// The group notes a bill's stages and what its text says of an ask; every reader of the campaign reads them.
func TestABillIsFollowedFromStageToStage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	worker, reader, number := h.joined(id), h.member(), h.ask(leader, id)
	draft := advocacy.ProcessDraft{Once: uuid.NewString(), Template: "uk_bill", Name: "The bill of trees", Lang: "en"}
	_, err := h.AddProcess(ctx, reader, id, draft)
	refused(t, err, locales.Forbidden, "campaign.group_only")
	bill, err := h.AddProcess(ctx, worker, id, draft)
	must(t, err)
	if again, err := h.AddProcess(ctx, worker, id, draft); err != nil || again != bill {
		t.Errorf("sent twice it notes %s, %v", again, err)
	}
	h.note(worker, id, h.stage(bill, "first_reading"))
	to := h.stage(bill, "committee")
	to.Expected, to.When = true, advocacy.When{Day: h.day(0).AddDate(0, 0, 20), Precision: advocacy.ByDay}
	h.note(worker, id, to)
	if p := h.followed(reader, id, bill); !p.Came("first_reading") || p.Came("committee") || p.Now().Stage != "first_reading" || len(p.Stages) != 2 {
		t.Errorf("it is followed as %+v", p)
	}
	h.pass(21)
	if p := h.followed(reader, id, bill); !p.Stages[1].Late(h.day(0)) {
		t.Error("what was expected yesterday isn't late")
	}
	h.note(worker, id, h.stage(bill, "committee"))
	p := h.followed(reader, id, bill)
	if len(p.Stages) != 2 || p.Now().Stage != "committee" {
		t.Fatalf("when it came, what was expected stands: %+v", p.Stages)
	}
	clause := advocacy.Clause{Process: bill, Step: p.Now().Step, Ask: number, Fit: "part", Place: "Clause 12", Lang: "en"}
	refused(t, h.NoteClause(ctx, reader, id, clause), locales.Forbidden, "campaign.group_only")
	must(t, h.NoteClause(ctx, worker, id, clause))
	clause.Fit = "full"
	refused(t, h.NoteClause(ctx, leader, id, clause), locales.Conflict, "clause.noted_already")
	if said := h.followed(reader, id, bill).Says(number); said == nil || said.Fit != "part" || said.Place != "Clause 12" {
		t.Errorf("the text says %+v", said)
	}
	must(t, h.RemoveClause(ctx, worker, id, clause))
	must(t, h.NoteClause(ctx, worker, id, clause))
	refused(t, h.RemoveStage(ctx, worker, id, bill, p.Now().Step), locales.Forbidden, "campaign.group_only")
	must(t, h.RemoveStage(ctx, leader, id, bill, p.Now().Step))
	if p := h.followed(reader, id, bill); len(p.Stages) != 1 || p.Says(number) != nil {
		t.Errorf("without its stage it is %+v", p)
	}
	refused(t, h.RemoveProcess(ctx, worker, id, bill), locales.Forbidden, "campaign.group_only")
	must(t, h.RemoveProcess(ctx, leader, id, bill))
	_, err = h.Process(ctx, reader, id, bill)
	refused(t, err, locales.NotFound, "campaign.not_found")
}

func TestWhatIsNotedOfABillIsCheckedFirst(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	bill := h.process(leader, id, "eu_regulation")
	for _, c := range []struct {
		change func(*advocacy.Stage)
		kind   locales.Kind
		want   string
	}{
		{func(s *advocacy.Stage) { s.When = advocacy.When{} }, locales.Invalid, "process.date_needed"},
		{func(s *advocacy.Stage) { s.Day = h.day(1) }, locales.Invalid, "process.date_needed"},
		{func(s *advocacy.Stage) { s.Expected, s.Day = true, h.day(-1) }, locales.Invalid, "process.date_needed"},
		{func(s *advocacy.Stage) { s.Source = " " }, locales.Invalid, "ask.source_needed"},
		{func(s *advocacy.Stage) { s.Note = strings.Repeat("a", 501) }, locales.Invalid, "ask.note_too_long"},
		{func(s *advocacy.Stage) { s.Lang = "xx" }, locales.Invalid, "ask.language_needed"},
		{func(s *advocacy.Stage) { s.Stage = "royal_assent" }, locales.Invalid, "target.choices_needed"},
		{func(s *advocacy.Stage) { s.Process = uuid.NewString() }, locales.NotFound, "campaign.not_found"},
	} {
		stage := h.stage(bill, "trilogue")
		c.change(&stage)
		refused(t, h.NoteStage(ctx, leader, id, uuid.NewString(), stage), c.kind, c.want)
	}
	once := uuid.NewString()
	for range 2 {
		must(t, h.NoteStage(ctx, leader, id, once, h.stage(bill, "withdrawn")))
	}
	if p := h.followed(leader, id, bill); len(p.Stages) != 1 {
		t.Errorf("sent twice it notes %d", len(p.Stages))
	}
	clause := advocacy.Clause{Process: bill, Step: 1, Ask: 7, Fit: "part", Place: "Clause 12", Lang: "en"}
	refused(t, h.NoteClause(ctx, leader, id, clause), locales.NotFound, "campaign.not_found")
	clause.Fit = "perhaps"
	refused(t, h.NoteClause(ctx, leader, id, clause), locales.Invalid, "target.choices_needed")
	clause.Fit, clause.Place = "part", ""
	refused(t, h.NoteClause(ctx, leader, id, clause), locales.Invalid, "clause.place_needed")
	clause.Place, clause.Step = "Clause 12", 9
	refused(t, h.NoteClause(ctx, leader, id, clause), locales.Invalid, "target.choices_needed")
	for range advocacy.ProcessesAtMost - 1 {
		h.process(leader, id, "guideline")
	}
	_, err := h.AddProcess(ctx, leader, id, advocacy.ProcessDraft{Once: uuid.NewString(), Template: "guideline", Name: "One more", Lang: "en"})
	refused(t, err, locales.Forbidden, "process.too_many")
	_, err = h.Processes(ctx, newHouse(t).leader(), id)
	refused(t, err, locales.NotFound, "campaign.not_found")
}

func TestADateIsAsPreciseAsItIsKnown(t *testing.T) {
	t.Parallel()
	at := func(year, month, day int) time.Time {
		return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	}
	for typed, want := range map[[3]int]struct {
		first, last time.Time
		precision   string
	}{
		{2027, 0, 0}:  {at(2027, 1, 1), at(2027, 12, 31), advocacy.ByYear},
		{2028, 2, 0}:  {at(2028, 2, 1), at(2028, 2, 29), advocacy.ByMonth},
		{2027, 3, 14}: {at(2027, 3, 14), at(2027, 3, 14), advocacy.ByDay},
	} {
		w, err := advocacy.NewWhen(typed[0], typed[1], typed[2])
		if err != nil || !w.Day.Equal(want.first) || !w.Last().Equal(want.last) || w.Precision != want.precision {
			t.Errorf("%v is %+v until %s, %v", typed, w, w.Last(), err)
		}
	}
	for _, typed := range [][3]int{{0, 0, 0}, {2027, 13, 0}, {2027, 0, 5}, {2027, 2, 30}, {12, 1, 1}, {2027, 1, 32}} {
		_, err := advocacy.NewWhen(typed[0], typed[1], typed[2])
		refused(t, err, locales.Invalid, "process.date_needed")
	}
}
