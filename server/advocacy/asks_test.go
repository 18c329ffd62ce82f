package advocacy_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/advocacy"
)

func TestAnAskGoesAllTheWay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	number := h.ask(leader, id)
	h.moveTo(leader, id, number, advocacy.Adopted, advocacy.Raised, advocacy.Acknowledged, advocacy.InText, advocacy.Refused, advocacy.Raised, advocacy.Enacted, advocacy.InForce)
	ask := h.read(leader, id, number, "en")
	moves, err := h.Moves(ctx, leader, ask)
	must(t, err)
	if ask.Status != advocacy.InForce || len(moves) != 9 || moves[0].Status != advocacy.InForce || moves[0].Source != "records.example/7" || moves[8].Status != advocacy.Drafted {
		t.Errorf("it is %s after %+v", ask.Status, moves)
	}
}

func TestAStepThatDoesNotFollowIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	number := h.ask(leader, id)
	for _, status := range []string{advocacy.Raised, advocacy.Drafted, advocacy.InForce, "", "won"} {
		refused(t, h.Move(ctx, leader, id, number, h.step(leader, id, number, status)), locales.Invalid, "ask.no_such_step")
	}
	h.moveTo(leader, id, number, advocacy.Adopted)
	for refusal, spoil := range map[string]func(*advocacy.MoveDraft){
		"ask.day_needed":      func(d *advocacy.MoveDraft) { d.Day = h.day(1) },
		"ask.source_needed":   func(d *advocacy.MoveDraft) { d.Source = "  " },
		"ask.note_too_long":   func(d *advocacy.MoveDraft) { d.Note = strings.Repeat("a", advocacy.NoteLength+1) },
		"ask.language_needed": func(d *advocacy.MoveDraft) { d.Lang = "tree" },
		"ask.before_last":     func(d *advocacy.MoveDraft) { d.Day = h.day(-1) },
	} {
		step := h.step(leader, id, number, advocacy.Raised)
		spoil(&step)
		refused(t, h.Move(ctx, leader, id, number, step), locales.Invalid, refusal)
	}
	refused(t, h.Move(ctx, leader, id, 7, h.step(leader, id, number, advocacy.Raised)), locales.NotFound, "campaign.not_found")
}

// Two who lead note a step at once: one is noted, the other is told.
func TestOfTwoStepsAtOnceOneIsNoted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	number := h.ask(leader, id)
	h.moveTo(leader, id, number, advocacy.Adopted)
	step := h.step(leader, id, number, advocacy.Raised)
	var all sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		all.Go(func() { errs[i] = h.Move(ctx, leader, id, number, step) })
	}
	all.Wait()
	noted := 0
	for _, err := range errs {
		if err == nil {
			noted++
			continue
		}
		refused(t, err, locales.Conflict, "campaign.changed")
	}
	if moves := h.read(leader, id, number, "").Moves; noted != 1 || moves != 3 {
		t.Errorf("%d were noted, %d moves", noted, moves)
	}
}

// Two of the group write at once: the later one is refused, and both versions can be read when she saves over it.
func TestALaterRewordingIsAConflictAndNothingIsLost(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	number := h.ask(leader, id)
	first, second := askDraft(), askDraft()
	first.From, first.Body = 1, "The city plants two trees."
	second.From, second.Body = 1, "The city plants three trees."
	must(t, h.Reword(ctx, leader, id, number, first))
	refused(t, h.Reword(ctx, leader, id, number, second), locales.Conflict, "campaign.changed")
	second.From = 2
	must(t, h.Reword(ctx, leader, id, number, second))
	texts, err := h.AskTexts(ctx, leader, h.read(leader, id, number, "en"))
	must(t, err)
	if len(texts) != 3 || texts[0].Body != second.Body || texts[1].Body != first.Body {
		t.Errorf("its words were %+v", texts)
	}
}

func TestOtherWordsAreAdoptedAnewAndRaisedWordsStay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	number := h.ask(leader, id)
	h.moveTo(leader, id, number, advocacy.Adopted)
	draft := askDraft()
	draft.From, draft.Body = 1, "The city plants four trees."
	must(t, h.Reword(ctx, leader, id, number, draft))
	if ask := h.read(leader, id, number, "en"); ask.Status != advocacy.Drafted || ask.Moves != 3 {
		t.Errorf("with other words it is %s, move %d", ask.Status, ask.Moves)
	}
	h.moveTo(leader, id, number, advocacy.Adopted, advocacy.Raised)
	draft.From = 2
	refused(t, h.Reword(ctx, leader, id, number, draft), locales.Forbidden, "ask.words_raised")
}

func TestAnAskIsReadInHerLanguage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	number := h.ask(leader, id)
	words := advocacy.AskDraft{From: 1, Lang: "sw", Title: "Panda mti", Body: "Jiji lipande mti mmoja."}
	must(t, h.TranslateAsk(ctx, leader, id, number, words))
	refused(t, h.TranslateAsk(ctx, leader, id, number, words), locales.Conflict, "campaign.changed")
	if ask := h.read(leader, id, number, "sw"); ask.Title != "Panda mti" {
		t.Errorf("in Swahili it is %q", ask.Title)
	}
	if ask := h.read(leader, id, number, "es"); ask.Title != "Plant a tree" {
		t.Errorf("in Spanish it is %q", ask.Title)
	}
	words.From = 0
	refused(t, h.TranslateAsk(ctx, leader, id, number, words), locales.Conflict, "campaign.changed")
}

func TestWritingAnAskTwiceWritesOneAndThereIsAMost(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	draft := askDraft()
	for range 2 {
		number, err := h.Draft(ctx, leader, id, draft)
		must(t, err)
		if number != 1 {
			t.Errorf("it is ask %d", number)
		}
	}
	for range advocacy.AsksAtMost - 1 {
		draft.Once = uuid.NewString()
		_, err := h.Draft(ctx, leader, id, draft)
		must(t, err)
	}
	draft.Once = uuid.NewString()
	_, err := h.Draft(ctx, leader, id, draft)
	refused(t, err, locales.Forbidden, "ask.too_many")
	for refusal, spoil := range map[string]func(*advocacy.AskDraft){
		"ask.words_needed":    func(d *advocacy.AskDraft) { d.Body = " " },
		"ask.too_long":        func(d *advocacy.AskDraft) { d.Body = strings.Repeat("a", advocacy.AskLength+1) },
		"ask.language_needed": func(d *advocacy.AskDraft) { d.Lang = "" },
	} {
		spoilt := askDraft()
		spoil(&spoilt)
		_, err := h.Draft(ctx, leader, id, spoilt)
		refused(t, err, locales.Invalid, refusal)
	}
}

// What is kept of who did what: an audit record, and nothing in the tables of the campaign.
func TestStepsAreRecorded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	number := h.ask(leader, id)
	h.moveTo(leader, id, number, advocacy.Adopted)
	must(t, h.End(ctx, leader, id))
	var acts []string
	must(t, h.db.Select(&acts, `SELECT act FROM audit_records WHERE network_id = $1 AND actor = $2 ORDER BY seq`, h.network.ID, leader.Member))
	if got := strings.Join(acts, " "); got != "campaign.begun ask.moved campaign.ended" {
		t.Errorf("recorded is %s", got)
	}
}
