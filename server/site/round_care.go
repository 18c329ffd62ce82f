package site

import (
	"net/http"
	"time"

	"tinig/locales"
	"tinig/server/advocacy/rounds"
	"tinig/server/networks"
)

// safetyNullifier is what stands for her when she finds a round unsafe: another than on its roll.
func safetyNullifier(v *visit, round string) []byte {
	return v.Session.Nullifier("safety of round " + round)
}

// postRoundSafety is POST /rounds/{round}/safety.
func (s *Site) postRoundSafety(w http.ResponseWriter, v *visit) error {
	id, err := v.id("round")
	if err != nil {
		return err
	}
	objection := rounds.SafetyObjection{Words: v.FormValue("unsafe"), Lang: v.Printer.Tag()}
	err = s.Rounds.ObjectForSafety(v.Context(), v.Actor, safetyNullifier(v, id), id, objection)
	return s.done(w, v, err, "/rounds/"+id, s.showRound)
}

// postReopenRound is POST /rounds/{round}/reopen.
func (s *Site) postReopenRound(w http.ResponseWriter, v *visit) error {
	id, err := v.id("round")
	if err != nil {
		return err
	}
	err = s.Rounds.Reopen(v.Context(), v.Actor, id, v.number("version"), roundText(v))
	return s.done(w, v, err, "/rounds/"+id, s.showRound)
}

// postStopRound is POST /rounds/{round}/stop.
func (s *Site) postStopRound(w http.ResponseWriter, v *visit) error {
	id, err := v.id("round")
	if err != nil {
		return err
	}
	err = s.Rounds.Stop(v.Context(), v.Actor, id, v.number("version"))
	return s.done(w, v, err, "/rounds/"+id, s.showRound)
}

// postRoundOutcome is POST /rounds/{round}/outcome.
func (s *Site) postRoundOutcome(w http.ResponseWriter, v *visit) error {
	id, err := v.id("round")
	if err != nil {
		return err
	}
	outcome := rounds.Outcome{Words: v.FormValue("outcome"), Lang: v.Printer.Tag(), ReviewOn: v.dayOf("review")}
	err = s.Rounds.SetOutcome(v.Context(), v.Actor, id, v.number("revision"), outcome)
	return s.done(w, v, err, "/rounds/"+id, s.showRound)
}

// Soon is a day on which a group may look again at what it decided.
func (roundPage) Soon() string { return today().AddDate(0, 3, 0).Format(time.DateOnly) }

// safetyPage is what waits for a safeguarding lead.
type safetyPage struct {
	Page
	Waiting []rounds.SafetyObjection
	Word    string // what she has just typed, and to which
	To      string
}

// safety is GET /safety.
func (s *Site) safety(w http.ResponseWriter, v *visit) error {
	return s.showSafety(w, v, http.StatusOK, "")
}

func (s *Site) showSafety(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	page := safetyPage{Page: s.page(v), Word: v.FormValue("word"), To: v.PathValue("objection")}
	page.Heading, page.Error = v.Printer.T("safety.heading"), refusal
	if page.Waiting, err = s.Rounds.SafetyObjections(v.Context(), v.Actor); err != nil {
		return err
	}
	return s.render(w, code, "rounds/safety", page)
}

// postSafety is POST /safety/{objection}.
func (s *Site) postSafety(w http.ResponseWriter, v *visit) error {
	id, err := v.id("objection")
	if err != nil {
		return err
	}
	err = s.Rounds.DecideSafety(v.Context(), v.Actor, id, v.FormValue("decided"), v.FormValue("word"))
	if locales.IsKind(err, locales.NotFound) {
		return err
	}
	return s.done(w, v, err, "/safety", s.showSafety)
}

// fillCare adds what she found unsafe herself, and what who cares for the round can do.
func (s *Site) fillCare(v *visit, page *roundPage) (err error) {
	page.Unsafe, page.Outcome = v.PostForm.Get("unsafe"), v.PostForm.Get("outcome")
	if page.Outcome == "" {
		page.Outcome = page.Round.Outcome
	}
	page.MayCare = page.MayFacilitate && page.Round.State != rounds.Counted && page.Round.State != rounds.Closed && page.Round.State != rounds.Stopped
	page.Safeguards = networks.Allow(v.Actor, networks.Safeguard, nil) == nil
	page.Own, err = s.Rounds.OwnObjections(v.Context(), v.Actor, safetyNullifier(v, page.Round.ID), page.Round.ID)
	return err
}
