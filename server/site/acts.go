package site

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"tinig/locales"
	"tinig/server/audit"
)

// actsPage is what is told to everybody of what is done with the rights of a role: how much of each kind, and who signs the record.
type actsPage struct {
	Page
	Quarters []audit.Quarter
	Council  string // the number of her key; "" while she has none
	Since    time.Time
	Signed   time.Time // the day of the newest checkpoint that she co-signed
	Unsigned bool      // none is
	Until    time.Time // the last day of the quarter that isn't told yet
}

// Told is what may be told of a kind in a quarter.
func (p actsPage) Told(q audit.Quarter, kind audit.Kind) string {
	for _, cell := range q.Cells {
		if cell.Name == string(kind) && !cell.Withheld {
			return fmt.Sprint(cell.Number)
		}
	}
	return p.T("acts.few")
}

// Kinds are all kinds of acts.
func (actsPage) Kinds() []audit.Kind { return audit.Kinds() }

// acts is GET /acts. Nobody needs to sign in.
func (s *Site) acts(w http.ResponseWriter, v *visit) (err error) {
	page := actsPage{Page: s.visited(v), Until: lastOfQuarter(today())}
	page.Heading = v.Printer.T("acts.heading")
	if page.Quarters, err = s.Record.Quarters(v.Context()); err != nil {
		return err
	}
	if page.Council, page.Since, err = s.council(v); err != nil {
		return err
	}
	_, cosigned, err := s.Record.Newest(v.Context())
	if err != nil {
		return err
	}
	page.Signed, page.Unsigned = cosigned.Day, cosigned.Size == 0
	return s.render(w, http.StatusOK, "acts/acts", page)
}

// lastOfQuarter is the last day of a day's quarter.
func lastOfQuarter(day time.Time) time.Time {
	return time.Date(day.Year(), (day.Month()-1)/3*3+4, 0, 0, 0, 0, 0, time.UTC)
}

// council is the number of the council's key, and since when it is hers.
func (s *Site) council(v *visit) (number string, since time.Time, err error) {
	public, since, err := s.Record.Council(v.Context())
	if errors.Is(err, audit.ErrNoCouncil) {
		return "", since, nil
	}
	name, rest, _ := strings.Cut(public, "+")
	number, _, _ = strings.Cut(rest, "+")
	return name + "+" + number, since, err
}

// checkpointPage is where the council takes what she is asked to sign, and gives it back.
type checkpointPage struct {
	Page
	Asked   string
	Council string
	Words   string // what was handed in and not taken
}

// checkpoint is GET /acts/checkpoint.
func (s *Site) checkpoint(w http.ResponseWriter, v *visit) error {
	return s.showCheckpoint(w, v, http.StatusOK, "")
}

func (s *Site) showCheckpoint(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	page := checkpointPage{Page: s.visited(v), Words: v.PostForm.Get("signed")}
	page.Heading, page.Error = v.Printer.T("checkpoint.heading"), refusal
	if v.FormValue("taken") != "" {
		page.Notice = v.Printer.T("checkpoint.taken")
	}
	if page.Council, _, err = s.council(v); err != nil {
		return err
	}
	if page.Asked, err = s.Record.Asked(v.Context()); err != nil && !errors.Is(err, audit.ErrNone) {
		return err
	}
	return s.render(w, code, "acts/checkpoint", page)
}

// postCheckpoint is POST /acts/checkpoint: anybody may carry what the council has signed. It is checked against her key.
func (s *Site) postCheckpoint(w http.ResponseWriter, v *visit) error {
	err := s.Record.Take(v.Context(), v.FormValue("signed"))
	if audit.Unfit(err) {
		err = locales.Refuse(locales.Invalid, "checkpoint.unfit")
	}
	return s.done(w, v, err, "/acts/checkpoint?taken=1", s.showCheckpoint)
}

// actView is an act that concerns her, in words.
type actView struct {
	*locales.Printer
	audit.Proof
}

// did is an act as she reads it: what was done, and in whose name.
type did struct{ what, by string }

// dids are the acts that she is shown: those that she is told of anyway.
var dids = map[string]did{
	"member.confirmed":   {"confirmed", "steward"},
	"member.vouched":     {"vouched", "steward"},
	"role.given.%":       {"role_given", "care"},
	"role.taken.%":       {"role_taken", "steward"},
	"eighteen.agreed":    {"eighteen_agreed", "care"},
	"eighteen.declined":  {"eighteen_declined", "care"},
	"recovery.asked":     {"recovery_asked", "care"},
	"recovery.cancelled": {"recovery_cancelled", "you"},
	"case.decided.%":     {"decided", "moderator"},
	"handing.opened":     {"handing_opened", "lead"},
	"story.opened":       {"story_opened", "trusted"},
	"story.out":          {"story_out", "trusted"},
}

// did finds it, with what follows where the name ends with %.
func (a actView) did() (d did, rest string) {
	for name, d := range dids {
		if stem, open := strings.CutSuffix(name, "%"); open && strings.HasPrefix(string(a.Act), stem) {
			return d, strings.TrimPrefix(string(a.Act), stem)
		}
		if name == string(a.Act) {
			return d, ""
		}
	}
	return d, ""
}

// What is what was done.
func (a actView) What() string {
	d, rest := a.did()
	if strings.HasPrefix(d.what, "role_") {
		return a.T("acts_did."+d.what, "Role", a.T("role."+rest))
	}
	return a.T("acts_did." + d.what)
}

// By is in whose name.
func (a actView) By() string {
	d, _ := a.did()
	if a.Own {
		return a.T("acts_by.you")
	}
	return a.T("acts_by." + d.by)
}

// Stands is whether it can be proved.
func (a actView) Stands() string {
	return a.T("acts_standing."+string(a.Standing), "Day", a.Signed)
}

// Wrong says that the record isn't as it was signed.
func (a actView) Wrong() bool { return a.Standing == audit.Broken }

// ownActsPage lists the acts that concern her.
type ownActsPage struct {
	Page
	Acts  []actView
	Wrong bool
	Next  string
}

// ownActs is GET /me/acts.
func (s *Site) ownActs(w http.ResponseWriter, v *visit) error {
	page := ownActsPage{Page: s.page(v)}
	page.Heading = v.Printer.T("own_acts.heading")
	proofs, more, err := s.concerning(v, int64(v.number("before")))
	if err != nil {
		return err
	}
	for _, p := range proofs {
		page.Acts = append(page.Acts, actView{v.Printer, p})
		page.Wrong = page.Wrong || p.Standing == audit.Broken
	}
	if more {
		page.Next = fmt.Sprintf("/me/acts?before=%d", proofs[len(proofs)-1].Seq)
	}
	return s.render(w, http.StatusOK, "acts/own", page)
}

// concerning are the acts on her, on what was decided about her words, and on what she handed or lent out.
func (s *Site) concerning(v *visit, before int64) ([]audit.Proof, bool, error) {
	subjects := []string{v.Actor.Member}
	about, err := s.Cases.About(v.Context(), v.Actor)
	if err != nil {
		return nil, false, err
	}
	for _, decision := range about {
		subjects = append(subjects, decision.Case)
	}
	handed, err := s.Handings.Mine(v.Context(), v.Actor, s.handSealer(v))
	if err != nil {
		return nil, false, err
	}
	for _, h := range handed {
		subjects = append(subjects, h.ID)
	}
	uses, err := s.Stories.UsesOf(v.Context(), v.Actor)
	if err != nil && !locales.IsKind(err, locales.Forbidden) {
		return nil, false, err
	}
	for _, use := range uses {
		subjects = append(subjects, use.ID, use.Grant)
	}
	var acts []string
	for name := range dids {
		acts = append(acts, name)
	}
	return s.Record.Concerning(v.Context(), v.Actor.Network, v.Actor.Member, subjects, acts, before)
}

// ownAct is one act that concerns her, if there is one of that number.
func (s *Site) ownAct(v *visit) (audit.Proof, error) {
	number := int64(v.number("number"))
	proofs, _, err := s.concerning(v, number+1)
	if err != nil {
		return audit.Proof{}, err
	}
	if len(proofs) == 0 || proofs[0].Seq != number {
		return audit.Proof{}, locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	return proofs[0], nil
}

// actPage is one act, with the proof.
type actPage struct {
	Page
	Act     actView
	Council string
	Since   time.Time
	File    bool // this device is her own
}

// act is GET /me/acts/{number}.
func (s *Site) act(w http.ResponseWriter, v *visit) error {
	proof, err := s.ownAct(v)
	if err != nil {
		return err
	}
	page := actPage{Page: s.page(v), Act: actView{v.Printer, proof}, File: v.Session.Device.Own}
	page.Heading = page.Act.What()
	if page.Council, page.Since, err = s.council(v); err != nil {
		return err
	}
	return s.render(w, http.StatusOK, "acts/act", page)
}

// actFile is GET /me/acts/{number}/file: the proof, for a program that knows no more than the council's key.
func (s *Site) actFile(w http.ResponseWriter, v *visit) error {
	proof, err := s.ownAct(v)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(proof, "", "  ")
	if err != nil {
		return err
	}
	return sendFile(w, v, "notes.json", "application/json; charset=utf-8", append(text, '\n'))
}
