package site

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"slices"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/forum"
)

// outcomesPage is what came of a campaign, along the theory of change: each node with its outcomes and the link that leads on.
type outcomesPage struct {
	Page
	Place    advocacy.Place
	Nodes    []nodeView
	Verdicts []string
}

// nodeView is a step of the theory of change. Link leads to the next, and is nil for the last; Next is that next node.
type nodeView struct {
	Node     string
	Outcomes []advocacy.Outcome
	Link     *advocacy.Link
	Next     string
	Tried    *advocacy.Link // what she wrote of the link, when it was refused
}

// outcomes is GET /campaigns/{campaign}/outcomes.
func (s *Site) outcomes(w http.ResponseWriter, v *visit) error {
	return s.showOutcomes(nil)(w, v, http.StatusOK, "")
}

func (s *Site) showOutcomes(tried *advocacy.Link) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		place, err := s.campaignPlace(v)
		if err != nil {
			return err
		}
		page := outcomesPage{Page: s.page(v), Place: place, Verdicts: advocacy.Verdicts}
		page.Heading, page.Error = v.Printer.T("outcome.heading"), refusal
		if page.Nodes, err = s.nodes(v, place.ID); err != nil {
			return err
		}
		if tried != nil && tried.Place > 0 && tried.Place < len(page.Nodes) {
			page.Nodes[tried.Place-1].Tried = tried
		}
		return s.render(w, code, "advocacy/outcomes", page)
	}
}

// nodes is the theory of change with what came of a campaign along it.
func (s *Site) nodes(v *visit, campaign string) (views []nodeView, err error) {
	all, err := s.Advocacy.Outcomes(v.Context(), v.Actor, campaign)
	if err != nil {
		return nil, err
	}
	links, err := s.Advocacy.Links(v.Context(), v.Actor, campaign)
	if err != nil {
		return nil, err
	}
	for i, node := range advocacy.Nodes {
		view := nodeView{Node: node}
		for _, outcome := range all {
			if outcome.Node == node {
				view.Outcomes = append(view.Outcomes, outcome)
			}
		}
		if i < len(links) {
			view.Link, view.Next = &links[i], advocacy.Nodes[i+1]
		}
		views = append(views, view)
	}
	return views, nil
}

// postLink is POST /campaigns/{campaign}/links/{number}.
func (s *Site) postLink(w http.ResponseWriter, v *visit) error {
	id, err := v.id("campaign")
	if err != nil {
		return err
	}
	link := advocacy.Link{Place: v.number("number"), Lang: v.FormValue("lang"), Assumption: v.FormValue("assumption"), Verdict: v.FormValue("verdict"), Revision: v.number("from")}
	if day := v.dayOf("day"); !day.IsZero() {
		link.TestedOn = &day
	}
	return s.done(w, v, s.Advocacy.Test(v.Context(), v.Actor, id, link), "/campaigns/"+id+"/outcomes", s.showOutcomes(&link))
}

// outcomePage is one outcome. Post is the one that it began from, "" when it can't be read here any more.
type outcomePage struct {
	Page
	Place          advocacy.Place
	Outcome        advocacy.Outcome
	Draft          advocacy.Outcome
	Asks           []advocacy.Ask
	Post           template.HTML
	PostLang       string
	Others         []difference
	Nodes, Horizon []string
	Send           string
}

// outcome is GET /campaigns/{campaign}/outcomes/{outcome}.
func (s *Site) outcome(w http.ResponseWriter, v *visit) error {
	return s.drawOutcome("advocacy/outcome", nil, false)(w, v, http.StatusOK, "")
}

// editOutcome is GET /campaigns/{campaign}/outcomes/{outcome}/edit.
func (s *Site) editOutcome(w http.ResponseWriter, v *visit) error {
	return s.drawOutcome("advocacy/outcome_form", nil, false)(w, v, http.StatusOK, "")
}

// drawOutcome draws a page of an outcome with what she has written of it, nil for nothing, and, when somebody else has saved meanwhile, what
// differs.
func (s *Site) drawOutcome(name string, draft *advocacy.Outcome, raced bool) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		place, err := s.campaignPlace(v)
		if err != nil {
			return err
		}
		page := outcomePage{Page: s.page(v), Place: place, Nodes: advocacy.Nodes, Horizon: advocacy.Horizons, Send: v.Printer.T("forum.save")}
		page.Error = refusal
		if page.Outcome, err = s.Advocacy.Outcome(v.Context(), v.Actor, place.ID, v.PathValue("outcome")); err != nil {
			return err
		}
		if page.Asks, err = s.Advocacy.Asks(v.Context(), v.Actor, place.ID, v.Printer.Tag()); err != nil {
			return err
		}
		if place.Works() {
			s.beganFrom(v, &page)
		}
		page.Draft = page.Outcome
		if draft != nil {
			page.Draft, page.Draft.Revision = *draft, page.Outcome.Revision
		}
		if raced {
			page.Send, page.Others = v.Printer.T("forum.save_over"), outcomeDiffers(v.Printer, page.Outcome, page.Draft)
		}
		return s.render(w, code, name, page)
	}
}

func outcomeDiffers(p *locales.Printer, there, here advocacy.Outcome) (all []difference) {
	facts := func(o advocacy.Outcome) string {
		text := p.T("node."+o.Node) + "\n" + p.T("horizon."+o.Horizon)
		if o.Setback {
			text += "\n" + p.T("outcome.setback")
		}
		if o.HappenedOn != nil {
			text += "\n" + p.Day(*o.HappenedOn)
		}
		return text
	}
	if slices.Contains(advocacy.Nodes, here.Node) && slices.Contains(advocacy.Horizons, here.Horizon) {
		all = append(all, differ(p, p.Tag(), facts(there), facts(here)))
	}
	for _, pair := range [][2]string{{there.Who, here.Who}, {there.What, here.What}, {there.Place, here.Place}, {there.Significance, here.Significance},
		{there.Ours, here.Ours}, {there.Others, here.Others}, {there.Evidence, here.Evidence}, {there.Verifier, here.Verifier}} {
		all = append(all, differ(p, there.Lang, pair[0], pair[1]))
	}
	return all
}

// beganFrom reads the post that an outcome began from, as she may read it now.
func (s *Site) beganFrom(v *visit, page *outcomePage) {
	if page.Outcome.Topic == "" {
		return
	}
	if _, post, err := s.Forum.Post(v.Context(), v.Actor, page.Outcome.Topic, page.Outcome.Post); err == nil {
		page.Post, page.PostLang = forum.Render(post.Body, false), post.Lang
	}
}

func outcomeOf(v *visit) advocacy.Outcome {
	o := advocacy.Outcome{ID: v.PathValue("outcome"), Revision: v.number("from"), Node: v.FormValue("node"), Horizon: v.FormValue("horizon"),
		Setback: v.FormValue("setback") == "yes", Ask: v.number("ask"), Lang: v.FormValue("lang"), Who: v.FormValue("who"), What: v.FormValue("what"),
		Place: v.FormValue("place"), Significance: v.FormValue("significance"), Ours: v.FormValue("ours"), Others: v.FormValue("others"),
		Evidence: v.FormValue("evidence"), Verifier: v.FormValue("verifier")}
	if day := v.dayOf("day"); !day.IsZero() {
		o.HappenedOn = &day
	}
	return o
}

func outcomePath(campaign, id string) string {
	return fmt.Sprintf("/campaigns/%s/outcomes/%s", campaign, id)
}

// postOutcome is POST /campaigns/{campaign}/outcomes: begins a draft.
func (s *Site) postOutcome(w http.ResponseWriter, v *visit) error {
	campaign, err := v.id("campaign")
	if err != nil {
		return err
	}
	return s.harvest(w, v, campaign, advocacy.Outcome{}, "", s.showOutcomes(nil))
}

// postHarvest is POST /t/{topic}/p/{number}/outcome: begins a draft from a post.
func (s *Site) postHarvest(w http.ResponseWriter, v *visit) error {
	topic, err := v.id("topic")
	if err != nil {
		return err
	}
	campaign, err := v.formID("campaign")
	if err != nil {
		return err
	}
	in, post, err := s.Forum.Post(v.Context(), v.Actor, topic, v.number("number"))
	if err != nil {
		return err
	}
	space := in.Space
	if in.Circle {
		space = "" // a circle's readers are fewer
	}
	show := func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		return s.showPost(w, v, code, nil, refusal)
	}
	return s.harvest(w, v, campaign, advocacy.Outcome{Topic: topic, Post: post.Number}, space, show)
}

// postHarvestNote is POST /campaigns/{campaign}/asks/{number}/moves/{move}/outcome: begins a draft from a step's note.
func (s *Site) postHarvestNote(w http.ResponseWriter, v *visit) error {
	campaign, err := v.id("campaign")
	if err != nil {
		return err
	}
	once, err := v.once()
	if err != nil {
		return err
	}
	id, err := s.Advocacy.HarvestNote(v.Context(), v.Actor, campaign, once, v.number("number"), v.number("move"))
	if err != nil {
		return err
	}
	return seeOther(w, v, outcomePath(campaign, id)+"/edit")
}

func (s *Site) harvest(w http.ResponseWriter, v *visit, campaign string, from advocacy.Outcome, space string, show view) error {
	once, err := v.once()
	if err != nil {
		return err
	}
	id, err := s.Advocacy.Harvest(v.Context(), v.Actor, campaign, once, v.Printer.Tag(), from, space)
	return s.done(w, v, err, outcomePath(campaign, id)+"/edit", show)
}

// postDescribe is POST /campaigns/{campaign}/outcomes/{outcome}.
func (s *Site) postDescribe(w http.ResponseWriter, v *visit) error {
	draft := outcomeOf(v)
	return s.changeOutcome(w, v, "advocacy/outcome_form", &draft, func(campaign, _ string) error {
		return s.Advocacy.Describe(v.Context(), v.Actor, campaign, draft)
	})
}

// postShowOutcome is POST /campaigns/{campaign}/outcomes/{outcome}/show.
func (s *Site) postShowOutcome(w http.ResponseWriter, v *visit) error {
	return s.changeOutcome(w, v, "advocacy/outcome", nil, func(campaign, id string) error { return s.Advocacy.Show(v.Context(), v.Actor, campaign, id) })
}

func (s *Site) changeOutcome(w http.ResponseWriter, v *visit, page string, draft *advocacy.Outcome, change func(campaign, id string) error) error {
	campaign, err := v.id("campaign")
	if err != nil {
		return err
	}
	id, err := v.id("outcome")
	if err != nil {
		return err
	}
	err = change(campaign, id)
	return s.done(w, v, err, outcomePath(campaign, id), s.drawOutcome(page, draft, errors.Is(err, advocacy.ErrChanged)))
}

// postDiscardOutcome is POST /campaigns/{campaign}/outcomes/{outcome}/discard.
func (s *Site) postDiscardOutcome(w http.ResponseWriter, v *visit) error {
	campaign, err := v.id("campaign")
	if err != nil {
		return err
	}
	err = s.Advocacy.Discard(v.Context(), v.Actor, campaign, v.PathValue("outcome"))
	return s.done(w, v, err, "/campaigns/"+campaign+"/outcomes", s.showOutcomes(nil))
}
