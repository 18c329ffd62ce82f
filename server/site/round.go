package site

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"tinig/server/advocacy/rounds"
	"tinig/server/counts"
	"tinig/server/networks"
)

// roundPage is a round as one reader sees it. Text is in her language when there is one; Waiting are the languages in which it isn't there
// yet. Picked and Words are what she has just sent.
type roundPage struct {
	Page
	Round         rounds.Round
	Space         spaceView
	Text          rounds.Text
	Waiting       []string
	Offers        string // the language in which she may offer the text now, "" for none
	Typed         rounds.Text
	Options       []optionView
	Over          bool
	MayAnswer     bool
	MayFacilitate bool
	Answered      bool
	Words         string
	Result        *roundResult
	Own           []rounds.SafetyObjection
	Ranks         []string // the places that she has just given the options
	Unsafe        string   // what she found unsafe, as she has just sent it
	Outcome       string
	MayCare       bool // she may change its meaning, or stop it
	Follows       roundFollows
	Safeguards    bool
}

// optionView is something that can be picked. Lang is "" for the page's own.
type optionView struct {
	Pick       int
	Text, Lang string
	Picked     bool
}

// roundResult is a result in words.
type roundResult struct {
	rounds.Result
	Bars  []answerBar
	First [][]optionView // of a ranked round, by place
}

// answerBar is one number of a result. Share is what part of all it is, in hundredths.
type answerBar struct {
	Texts []optionView
	Count int
	Share int
}

// round is GET /rounds/{round}.
func (s *Site) round(w http.ResponseWriter, v *visit) error {
	return s.showRound(w, v, http.StatusOK, "")
}

func (s *Site) showRound(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page, err := s.roundPage(v)
	if err != nil {
		return err
	}
	page.Error = refusal
	if v.FormValue("kept") != "" && refusal == "" {
		page.Notice = v.Printer.T("round.kept")
	}
	return s.render(w, code, "rounds/round", page)
}

func (s *Site) roundPage(v *visit) (page roundPage, err error) {
	id, err := v.id("round")
	if err != nil {
		return page, err
	}
	page.Page = s.page(v)
	if page.Follows, err = s.roundFollows(v, id); err != nil {
		return page, err
	}
	if page.Round, err = s.Rounds.Round(v.Context(), v.Actor, id, networks.Read); err != nil {
		return page, err
	}
	space, err := s.Networks.Space(v.Context(), v.Actor, page.Round.Space, networks.Read)
	if err != nil {
		return page, err
	}
	page.Space = viewSpace(v.Printer, v.Actor, space)
	page.MayFacilitate = networks.Allow(v.Actor, networks.Facilitate, &space) == nil
	page.MayAnswer = networks.Allow(v.Actor, networks.Answer, &space) == nil
	page.Over = !page.Round.ClosesOn.Time.After(today())
	if err := s.fillTexts(v, &page, page.MayFacilitate || networks.Allow(v.Actor, networks.Translate, &space) == nil); err != nil {
		return page, err
	}
	if page.Answered, err = s.Rounds.Answered(v.Context(), v.Actor, nullifier(v, id), id); err != nil {
		return page, err
	}
	page.Words, page.Typed, page.Ranks = v.PostForm.Get("words"), roundText(v), v.PostForm["rank"]
	if err := s.fillCare(v, &page); err != nil {
		return page, err
	}
	if page.Round.State == rounds.Closed {
		err = s.fillResult(v, &page)
	}
	return page, err
}

// nullifier is what stands for her in one round.
func nullifier(v *visit, round string) []byte { return v.Session.Nullifier("round " + round) }

// fillTexts chooses the text that she reads, and tells which are missing.
func (s *Site) fillTexts(v *visit, page *roundPage, mayOffer bool) error {
	texts, err := s.Rounds.Texts(v.Context(), v.Actor, page.Round.ID)
	if err != nil {
		return err
	}
	waiting := slices.Clone(page.Round.Languages)
	for _, text := range texts {
		if page.Text.Lang == "" || text.Lang == v.Printer.Tag() || text.Version > page.Text.Version && page.Text.Lang != v.Printer.Tag() {
			page.Text = text
		}
		if text.Version == page.Round.Version {
			waiting = slices.DeleteFunc(waiting, func(tag string) bool { return tag == text.Lang })
		}
	}
	page.Waiting = waiting
	if mayOffer && page.Round.State == rounds.Preparing && len(waiting) > 0 {
		page.Offers = waiting[0]
		if asked := v.FormValue("lang"); slices.Contains(waiting, asked) {
			page.Offers = asked
		} else if slices.Contains(waiting, v.Printer.Tag()) {
			page.Offers = v.Printer.Tag()
		}
	}
	page.Options = page.options(v.Form["pick"])
	return nil
}

// options are what can be picked, in words.
func (p roundPage) options(picked []string) (views []optionView) {
	rule := p.Round.Rule()
	for i, answer := range rule.Answers {
		views = append(views, optionView{Pick: i, Text: p.T("pick." + answer)})
	}
	for i, option := range p.Text.Options {
		view := optionView{Pick: i, Text: option, Lang: p.Text.Lang}
		if rule.Days {
			view.Text, view.Lang = p.dayOption(option), ""
		}
		views = append(views, view)
	}
	for i := range views {
		views[i].Picked = slices.Contains(picked, strconv.Itoa(i))
	}
	return views
}

// fillResult tells what a closed round has come to.
func (s *Site) fillResult(v *visit, page *roundPage) error {
	result, err := s.Rounds.Result(v.Context(), v.Actor, page.Round.ID, v.number("after"))
	if err != nil {
		return err
	}
	page.Result = &roundResult{Result: result}
	for _, merged := range result.Cells {
		page.Result.Bars = append(page.Result.Bars, page.bar(merged, result.Roll))
	}
	for _, place := range result.Order {
		page.Result.First = append(page.Result.First, page.at(place))
	}
	return nil
}

// at are options by their places.
func (p roundPage) at(picks []int) (views []optionView) {
	for _, pick := range picks {
		views = append(views, p.Options[pick])
	}
	return views
}

func (p roundPage) bar(m counts.Merged, of int) answerBar {
	return answerBar{p.at(m.Cells), m.Count, 100 * m.Count / max(of, 1)}
}

// Offered is the text that she may offer, as she typed it.
func (p roundPage) Offered() typedText {
	text := rounds.Text{Lang: p.Offers}
	if p.Typed.Lang == p.Offers {
		text = p.Typed
	}
	return typedText{p.Page, text, p.Round.Rule().Own}
}

// Changed is the text as who cares for the round may change it.
func (p roundPage) Changed() typedText {
	text := p.Text
	if p.Typed.Title != "" && p.Typed.Lang == text.Lang {
		text = p.Typed
	}
	return typedText{p.Page, text, p.Round.Rule().Own}
}

// Others are the other languages in which the text is missing.
func (p roundPage) Others() []string {
	return slices.DeleteFunc(slices.Clone(p.Waiting), func(tag string) bool { return tag == p.Offers })
}

// Objection says whether words came with an objection.
func (p roundPage) Objection(said rounds.Said) bool {
	return said.Pick >= 0 && said.Pick < len(p.Round.Rule().Answers) && p.Round.Rule().Answers[said.Pick] == rounds.Object
}

// Spoken are the names of some languages.
func (roundPage) Spoken(tags []string) string { return languageNames(tags) }

// WordsAtMost is how many letters the words with an answer have.
func (roundPage) WordsAtMost() int { return rounds.WordsAtMost }

// Due says whether the day has come to look at the outcome again.
func (p roundPage) Due() bool { return p.Round.Due(today()) }

// RollHash is by what members can compare that they see the same roll.
func (p roundPage) RollHash() string { return fmt.Sprintf("%X", p.Round.RollHash[:8]) }

// postAnswer is POST /rounds/{round}/answer.
func (s *Site) postAnswer(w http.ResponseWriter, v *visit) error {
	id, err := v.id("round")
	if err != nil {
		return err
	}
	ballot := rounds.Ballot{Words: v.FormValue("words"), Lang: v.Printer.Tag(), Picks: picks(v.Form["pick"])}
	if v.Form.Has("rank") {
		ballot.Picks = ranking(v.Form["rank"])
	}
	err = s.Rounds.Answer(v.Context(), v.Actor, nullifier(v, id), id, v.number("version"), ballot)
	return s.done(w, v, err, "/rounds/"+id+"?kept=1", s.showRound)
}

// picks are the places of what was picked. What is no place is one that no round has.
func picks(fields []string) (places []int) {
	for _, field := range fields {
		place, err := strconv.Atoi(field)
		if err != nil {
			place = -1
		}
		places = append(places, place)
	}
	return places
}

// ranking is the order of the options from the place that each was given, in the form's order; "" is none. Two at one place are no order.
func ranking(ranks []string) (order []int) {
	for place := 1; place <= len(ranks); place++ {
		for option, rank := range ranks {
			if rank == strconv.Itoa(place) {
				order = append(order, option)
			}
		}
	}
	for i := 1; i < len(order); i++ {
		if ranks[order[i]] == ranks[order[i-1]] {
			return nil
		}
	}
	return order
}

// Places are the places that an option of a ranked round can be given.
func (p roundPage) Places() (places []int) {
	for place := range p.Options {
		places = append(places, place+1)
	}
	return places
}

// Ranked says whether she has just given an option a place.
func (p roundPage) Ranked(option, place int) bool {
	return option < len(p.Ranks) && p.Ranks[option] == strconv.Itoa(place)
}

// postRoundText is POST /rounds/{round}/text.
func (s *Site) postRoundText(w http.ResponseWriter, v *visit) error {
	id, err := v.id("round")
	if err != nil {
		return err
	}
	err = s.Rounds.Offer(v.Context(), v.Actor, id, v.number("version"), roundText(v))
	return s.done(w, v, err, "/rounds/"+id, s.showRound)
}
