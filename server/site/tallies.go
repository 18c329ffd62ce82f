package site

import (
	"net/http"
	"strconv"

	"tinig/curriculum"
	"tinig/locales"
)

// posedView is a question with its answers, to choose from. Lang and Dir are those of its words.
type posedView struct {
	Name, Words, Lang, Dir string
	Answers                []string
}

// saidView is what a group said to a question. There are no parts when too few have answered it, and when few said each thing.
type saidView struct {
	Words, Lang, Dir string
	Total            int
	Parts            []partView
}

// partView is a part of what was said: by Count people, or, with Mostly, by most of these.
type partView struct {
	Words  string
	Count  int
	Mostly bool
}

// saidOf puts a result into words. options are those of its answers. One that puts all of them together says nothing.
func saidOf(p *locales.Printer, r curriculum.Result, options []string) (parts []partView) {
	if len(r.Groups) == 1 && len(r.Groups[0].Options) == len(options) {
		return nil
	}
	for _, group := range r.Groups {
		part := partView{Words: options[group.Options[0]], Count: group.Count, Mostly: group.Mostly}
		for _, option := range group.Options[1:] {
			part.Words = p.T("tally.or", "One", part.Words, "Other", options[option])
		}
		parts = append(parts, part)
	}
	return parts
}

// saidOn is what was said with its page's words: what the template "said" draws.
type saidOn struct {
	On   Page
	Said []saidView
}

// Tell is what was said on this page.
func (p Page) Tell(said []saidView) saidOn { return saidOn{p, said} }

// choices reads what was chosen: the number of an answer by a question's name, of those that are asked.
func (v *visit) choices(asked []string) map[string]int {
	chosen := map[string]int{}
	for _, name := range asked {
		if text := v.FormValue("q-" + name); text != "" {
			option, err := strconv.Atoi(text)
			if err != nil {
				option = -1
			}
			chosen[name] = option
		}
	}
	return chosen
}

// feedbackPage is what a cohort is asked about its sessions: those that she can say something of now, and what the group said.
type feedbackPage struct {
	Page
	Place curriculum.Place
	Open  []feedbackView
	Over  []feedbackView
}

// feedbackView is a session and what is asked, or was said, of it.
type feedbackView struct {
	sessionView
	Answered bool
	Asks     []posedView
	Said     []saidView
}

// feedback is GET /cohorts/{cohort}/feedback.
func (s *Site) feedback(w http.ResponseWriter, v *visit) error {
	return s.showFeedback(w, v, http.StatusOK, "")
}

func (s *Site) showFeedback(w http.ResponseWriter, v *visit, code int, refusal string) error {
	cohort, err := s.cohortPage(v)
	if err != nil {
		return err
	}
	all, err := s.Curriculum.Feedback(v.Context(), learner(v.Actor), s.answerNamer(v), cohort.Place.ID)
	if err != nil {
		return err
	}
	page := feedbackPage{Page: cohort.Page, Place: cohort.Place}
	page.Heading, page.Error = v.Printer.T("feedback.heading"), refusal
	if v.FormValue("thanks") != "" {
		page.Notice = v.Printer.T("tally.thanks")
	}
	for _, f := range all {
		view := feedbackView{sessionView: cohort.session(f.Number), Answered: f.Answered}
		switch {
		case f.Open:
			view.Asks = feedbackAsks(v.Printer)
			page.Open = append(page.Open, view)
		case f.Over && f.Any():
			view.Said = feedbackSaid(v.Printer, f.Said)
			page.Over = append(page.Over, view)
		case f.Over:
			page.Over = append(page.Over, view)
		}
	}
	return s.render(w, code, "curriculum/feedback", page)
}

// session is a session of the plan.
func (p cohortPage) session(number int) sessionView {
	for _, session := range append(p.Past, p.Coming...) {
		if session.Number == number {
			return session
		}
	}
	return sessionView{}
}

func feedbackAsks(p *locales.Printer) (asks []posedView) {
	for _, name := range curriculum.FeedbackAsks {
		asks = append(asks, posedView{name, p.T("feedback." + name), p.Tag(), p.Dir(), feedbackAnswers(p, name)})
	}
	return asks
}

func feedbackAnswers(p *locales.Printer, name string) (answers []string) {
	for option := range curriculum.FeedbackOptions {
		answers = append(answers, p.T("feedback."+name+"_"+strconv.Itoa(option)))
	}
	return answers
}

func feedbackSaid(p *locales.Printer, said []curriculum.Answer) (views []saidView) {
	for _, one := range said {
		views = append(views, saidView{p.T("feedback." + one.Name), p.Tag(), p.Dir(), one.Total, saidOf(p, one.Result, feedbackAnswers(p, one.Name))})
	}
	return views
}

// postFeedback is POST /cohorts/{cohort}/feedback.
func (s *Site) postFeedback(w http.ResponseWriter, v *visit) error {
	id, err := v.id("cohort")
	if err != nil {
		return err
	}
	err = s.Curriculum.GiveFeedback(v.Context(), learner(v.Actor), s.answerNamer(v), id, v.number("number"), v.choices(curriculum.FeedbackAsks))
	return s.done(w, v, err, "/cohorts/"+id+"/feedback?thanks=1", s.showFeedback)
}

// answerNamer makes the names under which she has answered.
func (s *Site) answerNamer(v *visit) curriculum.Namer {
	return v.Session.Sealer(v.Actor.Member, "answers")
}
