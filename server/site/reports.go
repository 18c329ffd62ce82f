package site

import (
	"html/template"
	"net/http"
	"time"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/helplines"
	"tinig/server/moderation/cases"
	"tinig/server/networks"
)

// reportPage is where she says that something isn't right, or that somebody needs help.
type reportPage struct {
	Page
	Kind   string
	Action string // of the form: where the thing is reported
	Item   cases.Item
	HTML   template.HTML
	By     string
	Own    bool
	Note   string
	Most   int
	Days   int
	Back   string
	Few    bool // so few read it that whose words they are may guess who reports
}

// What opens the reported words.
func (p reportPage) What() string {
	switch {
	case p.Kind == "pseudonym":
		return p.T("report.what_name", "Name", p.By)
	case p.Item.Member == "":
		return p.T("report.what_suggested")
	case p.Kind == "section":
		return p.T("queue_kind.section")
	}
	return p.T("report.what", "Name", p.By)
}

// Reasons are those that she can choose: of her own words only that she is in danger.
func (p reportPage) Reasons() []cases.Reason {
	if p.Own {
		return []cases.Reason{cases.Danger}
	}
	return cases.Reasons
}

// report is GET /report/{kind}/{ref}.
func (s *Site) report(w http.ResponseWriter, v *visit) error {
	return s.showReport(w, v, http.StatusOK, "")
}

func (s *Site) showReport(w http.ResponseWriter, v *visit, code int, refusal string) error {
	item, err := s.Cases.Reportable(v.Context(), v.Actor, v.PathValue("kind"), v.PathValue("ref"))
	if err != nil {
		return err
	}
	return s.drawReport(w, v, code, refusal, item)
}

func (s *Site) drawReport(w http.ResponseWriter, v *visit, code int, refusal string, item cases.Item) (err error) {
	var names map[string]networks.Member
	if item.Member != "" {
		if names, err = s.Networks.Names(v.Context(), v.Actor.Network, []string{item.Member}); err != nil {
			return err
		}
	}
	page := reportPage{Page: s.page(v), Kind: v.PathValue("kind"), Action: v.URL.Path, Item: item, HTML: forum.Render(item.Body, false), By: called(v.Printer, names[item.Member]),
		Own: item.Member == v.Actor.Member, Note: v.PostForm.Get("note"), Most: cases.NoteLength, Days: cases.Days, Back: item.Path, Few: item.Sealed}
	page.Heading, page.Error = v.Printer.T("report.heading"), refusal
	return s.render(w, code, "moderation/report", page)
}

// postReport is POST /report/{kind}/{ref}.
func (s *Site) postReport(w http.ResponseWriter, v *visit) error {
	draft := reportOf(v, v.PathValue("kind"), v.PathValue("ref"))
	return s.done(w, v, s.Cases.Report(v.Context(), v.Actor, draft), sentPath(draft), s.showReport)
}

func reportOf(v *visit, kind, ref string) cases.Draft {
	return cases.Draft{Kind: kind, Ref: ref, Reason: cases.Reason(v.FormValue("reason")), Note: v.FormValue("note")}
}

// sentPath is where she comes to who has reported.
func sentPath(d cases.Draft) string {
	if d.Reason == cases.Danger || d.Reason == cases.Worried {
		return "/reports?sent=help"
	}
	return "/reports?sent=yes"
}

// reportsPage is what was decided about her own words, and what she has reported. Helped is whom she can call, when she has just
// said that somebody may be in danger.
type reportsPage struct {
	Page
	Sent    bool
	Kept    bool // a sanction keeps her from everything else
	Help    bool
	Helped  help
	Decided []decisionView
	Mine    []cases.Reported
}

// decisionView is a decision as whom it concerns reads it: under the role's name.
type decisionView struct {
	*locales.Printer
	cases.Decision
	AppealUntil time.Time
}

// Told is what was decided, in words.
func (d decisionView) Told() string { return d.T("decision." + string(d.Act)) }

// MayAppeal says whether she can appeal against it.
func (d decisionView) MayAppeal() bool { return !d.AppealUntil.IsZero() }

// reports is GET /reports.
func (s *Site) reports(w http.ResponseWriter, v *visit) error {
	page := reportsPage{Page: s.page(v), Sent: v.FormValue("sent") != "", Help: v.FormValue("sent") == "help"}
	page.Heading, page.Kept = v.Printer.T("reports.heading"), v.Actor.Suspended
	if page.Help {
		page.Helped = s.helped(v).by(helplines.Emergency, helplines.Anyone, helplines.Child)
	}
	about, err := s.Cases.About(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	for _, d := range about {
		page.Decided = append(page.Decided, decisionView{v.Printer, d, s.Cases.Appealable(d)})
	}
	if page.Mine, err = s.Cases.Mine(v.Context(), v.Actor); err != nil {
		return err
	}
	return s.render(w, http.StatusOK, "moderation/reports", page)
}

// decisionPage is one decision about her own words, with these, and her appeal.
type decisionPage struct {
	Page
	Decision decisionView
	Item     cases.Item
	HTML     template.HTML
	Path     string // where she can change her words
	Words    string
	Most     int
	Hours    int
}

// Answered is what came of her appeal.
func (p decisionPage) Answered() decisionView {
	return decisionView{Printer: p.Printer, Decision: *p.Decision.Answer}
}

// decision is GET /reports/{case}.
func (s *Site) decision(w http.ResponseWriter, v *visit) error {
	return s.showDecision(w, v, http.StatusOK, "")
}

func (s *Site) showDecision(w http.ResponseWriter, v *visit, code int, refusal string) error {
	id, err := v.id("case")
	if err != nil {
		return err
	}
	d, item, err := s.Cases.Told(v.Context(), v.Actor, id)
	if err != nil {
		return err
	}
	page := decisionPage{Page: s.page(v), Decision: decisionView{v.Printer, d, s.Cases.Appealable(d)}, Item: item, HTML: forum.Render(item.Body, false),
		Path: item.Path, Words: v.PostForm.Get("body"), Most: cases.AppealLength, Hours: int(cases.AppealWithin.Hours())}
	page.Heading, page.Error = page.Decision.Told(), refusal
	return s.render(w, code, "moderation/decision", page)
}

// postAppeal is POST /reports/{case}/appeal.
func (s *Site) postAppeal(w http.ResponseWriter, v *visit) error {
	id, err := v.id("case")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Cases.Appeal(v.Context(), v.Actor, id, v.FormValue("body")), "/reports/"+id, s.showDecision)
}

// selves are all members of her open keyring: who is near to a case by any of them opens it by none.
func selves(v *visit) (all []cases.Self) {
	for _, m := range v.Session.Memberships {
		if m.Member != "" {
			all = append(all, cases.Self{Network: m.Network, Member: m.Member})
		}
	}
	return all
}
