package stories_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tinig/locales"
	"tinig/server/advocacy/stories"
	"tinig/server/networks"
)

// teller is a member with what she has allowed, as the test keeps count of it.
type teller struct {
	networks.Actor
	resting bool
	gone    bool
	story   string
	grants  []*lent
	over    []*lent // she has ended them
}

// lent is a grant, and what was asked of it.
type lent struct {
	by          *teller
	id          string
	from, until time.Time
	agreed      bool // or of age
	ended       bool
	uses        []string
}

// walk is one random sequence of what tellers, the group, the lead, the days and the sweep do.
type walk struct {
	*house
	rand    *rand.Rand
	lead    networks.Actor
	tellers []*teller
	talks   *teller
	said    []string
	shown   int
	out     int
}

// Whatever tellers, the group, the lead and the days do in whatever order: words are shown, and a use is noted as having gone out, only under
// a grant that lives at that moment; and where everybody has allowed it, the words are shown.
func TestNoUseIsShownOrNotedWithoutALivingGrant(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	lead := h.member(networks.Adult, networks.RoleSafeguardingLead)
	shown, out := 0, 0
	for seed := range uint64(12) {
		w := &walk{house: h, rand: rand.New(rand.NewPCG(seed, 5)), lead: lead}
		for range 3 {
			w.tellers = append(w.tellers, &teller{Actor: h.member([]networks.Band{networks.Adult, networks.Adult, networks.Minor}[len(w.tellers)])})
		}
		for range 250 {
			w.step()
			if t.Failed() {
				t.Fatalf("seed %d: %v", seed, w.said)
			}
		}
		w.atTheEnd()
		shown, out = shown+w.shown, out+w.out
	}
	if shown < 8 || out < 8 {
		t.Errorf("only %d were shown and %d went out: the test sees too little", shown, out)
	}
}

func (w *walk) say(format string, args ...any) { w.said = append(w.said, fmt.Sprintf(format, args...)) }

func (w *walk) step() {
	if w.talks == nil || w.talks.gone || w.rand.IntN(10) == 0 {
		w.talks = w.tellers[w.rand.IntN(len(w.tellers))]
	}
	she := w.talks // mostly the same one for a while
	if she.gone {
		return
	}
	if len(she.grants) == 0 {
		w.give(she)
		return
	}
	g := she.grants[w.rand.IntN(len(she.grants))]
	if n := len(she.over); n > 0 && w.rand.IntN(6) == 0 {
		g = she.over[n-1]
	}
	steps := []func(*teller, *lent){w.ask, w.ask, w.answer, w.answer, w.answer, w.answer, w.open, w.open, w.open, w.sendOut, w.sendOut, w.agree, w.pass, w.rest, w.wake, w.end, w.leave}
	if n := w.rand.IntN(len(steps) + 3); n < len(steps) && (n < len(steps)-2 || w.rand.IntN(8) == 0) {
		steps[n](she, g)
		return
	}
	if w.rand.IntN(2) == 0 && len(she.grants) < 3 {
		w.give(she)
		return
	}
	must(w.t, w.Sweep(ctx))
	w.say("sweep")
}

// lives is the rule, said once more.
func (w *walk) lives(g *lent) bool {
	today := w.day(0)
	return g.agreed && !g.ended && !g.by.resting && !g.by.gone && !today.Before(g.from) && !today.After(g.until)
}

func (w *walk) give(she *teller) {
	if she.resting {
		return // she is nowhere but at the page of her rest
	}
	if she.story == "" {
		she.story = w.story(she.Actor)
	}
	d := w.draft()
	d.Asks = w.rand.IntN(2) == 0
	d.FromOn = w.day(w.rand.IntN(2))
	d.UntilOn = d.FromOn.AddDate(0, 0, 3+w.rand.IntN(30))
	err := w.Give(ctx, she.Actor, keysOf(she.Actor), she.story, d)
	if locales.IsKind(err, locales.TooMany) {
		return
	}
	must(w.t, err)
	she.grants = append(she.grants, &lent{by: she, id: d.Once, from: d.FromOn, until: d.UntilOn, agreed: she.Band == networks.Adult})
	w.say("give %s (asks %v)", d.Once[:4], d.Asks)
}

func (w *walk) ask(_ *teller, g *lent) {
	d := useDraft()
	err := w.Ask(ctx, w.leader, w.campaign, g.id, d)
	resting := g.by.resting
	g.by.resting = false
	lives := w.lives(g)
	g.by.resting = resting
	if (err == nil) != lives {
		w.t.Errorf("asking for %s: %v, though it lives or rests: %v", g.id[:4], err, lives)
	}
	if err == nil {
		g.uses = append(g.uses, d.Once)
		w.say("ask %s %s", g.id[:4], d.Once[:4])
	}
}

// any is a use of a grant, "" when there is none.
func (w *walk) any(g *lent) string {
	if len(g.uses) == 0 {
		return ""
	}
	return g.uses[len(g.uses)-1-w.rand.IntN(min(2, len(g.uses)))]
}

func (w *walk) answer(she *teller, g *lent) {
	use, word := w.any(g), []string{stories.Yes, stories.Yes, stories.Yes, stories.No, stories.TakesTime}[w.rand.IntN(5)]
	if use == "" || she.resting {
		return
	}
	w.say("answer %s %s: %v", use[:4], word, w.Answer(ctx, she.Actor, use, word))
}

func (w *walk) open(_ *teller, g *lent) {
	use := w.any(g)
	if use == "" {
		return
	}
	var state string
	must(w.t, w.db.Get(&state, `SELECT state FROM story_uses WHERE id = $1`, use))
	_, _, c, err := w.Open(ctx, w.leader, w.campaign, use)
	w.say("open %s (%s): %v", use[:4], state, err)
	if err == nil && (!w.lives(g) || state != stories.Allowed) {
		w.t.Errorf("the words of %s are shown, which is %s, its grant living %v", use[:4], state, w.lives(g))
	}
	if err != nil && (c.Body != "" || w.lives(g) && state == stories.Allowed) {
		w.t.Errorf("the words of %s aren't shown: %v, %q", use[:4], err, c.Body)
	}
	if err == nil {
		w.shown++
	}
}

func (w *walk) sendOut(_ *teller, g *lent) {
	use := w.any(g)
	if use == "" {
		return
	}
	lives := w.lives(g)
	before := w.count(`SELECT count(*) FROM story_uses WHERE id = $1 AND out_on IS NOT NULL`, use)
	err := w.SendOut(ctx, w.leader, w.campaign, use, w.day(0))
	went := w.count(`SELECT count(*) FROM story_uses WHERE id = $1 AND out_on IS NOT NULL`, use) - before
	w.say("out %s: %v", use[:4], err)
	if went > 0 && !lives {
		w.t.Errorf("%s went out, and its grant doesn't live", use[:4])
	}
	w.out += went
}

func (w *walk) agree(_ *teller, g *lent) {
	err := w.Agree(ctx, w.lead, g.id, stories.Agreement{Custodian: "facility", On: w.day(0), Apart: true})
	if err == nil && g.by.Band == networks.Minor {
		g.agreed = true
		w.say("agree %s", g.id[:4])
	}
}

func (w *walk) pass(*teller, *lent) {
	w.house.pass(1)
	w.say("days pass")
}

func (w *walk) rest(she *teller, _ *lent) {
	must(w.t, w.Rest(ctx, she.Actor))
	she.resting = true
	w.say("rest")
}

func (w *walk) wake(she *teller, _ *lent) {
	must(w.t, w.Wake(ctx, she.Actor))
	she.resting = false
	w.say("wake")
}

func (w *walk) end(she *teller, g *lent) {
	if !she.resting {
		must(w.t, w.End(ctx, she.Actor, g.id))
		g.ended = true
		she.grants = slices.DeleteFunc(she.grants, func(other *lent) bool { return other == g })
		she.over = append(she.over, g)
		w.say("end %s", g.id[:4])
	}
}

// leave is what stays of somebody who has left: nothing.
func (w *walk) leave(she *teller, _ *lent) {
	w.db.MustExec(`DELETE FROM members WHERE network_id = $1 AND id = $2`, w.network.ID, she.Member)
	she.gone = true
	w.say("leave")
}

// atTheEnd everything has ended, and a sweep later nothing is out without being asked back, and no key is left that opens anything.
func (w *walk) atTheEnd() {
	w.house.pass(400)
	must(w.t, w.Sweep(ctx))
	for _, she := range w.tellers {
		for _, g := range append(she.grants, she.over...) {
			if there, _, err := w.keys.Has(g.id); !she.gone && there || err != nil {
				w.t.Errorf("the key of %s is left: %v", g.id[:4], err)
			}
			for _, use := range g.uses {
				if state := w.seen(w.leader, use).State; state == stories.Asked || state == stories.Allowed || state == stories.Out {
					w.t.Errorf("%s stands as %s, and its consent is over", use[:4], state)
				}
			}
		}
	}
}
