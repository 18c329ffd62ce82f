package site

import (
	"html/template"
	"net/http"
	"slices"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/moderation/cases"
	"tinig/server/networks"
)

// queueCasePage is one case. Until she has taken it, nothing of it is shown.
type queueCasePage struct {
	Page
	Case    waitingView
	Opened  cases.Opened
	Reports []queueNote
	HTML    template.HTML
	By      string
	Around  []aroundView
	Told    []aroundView // what members offered as translations
	Earlier []decisionView
	Against decisionView
	Acts    []cases.Act
	Act     cases.Act // that she has chosen
	Reason  string
	Tongue  string // of the reason
	Note    string
	Most    int
	Changed bool // other words stand there by now
	Minutes int
	Days    []int // for how many days the act can hold
	For     int   // that she has chosen
	Follows bool  // she can ask that it follows the person
	Follow  bool  // she asks it
	Care    cases.Care
	Unsent  []hiddenField // of a decision that came when her time for the case was over; Reason is its words
}

// queueKeys are the keys that choose the acts, in their order: the same one for an act on every case.
const queueKeys = "1234567890x"

// KeyOf is the key that chooses an act, "" for who wants none.
func (p queueCasePage) KeyOf(act cases.Act) string {
	acts := cases.Acts
	if p.Opened.Appeal() {
		acts = cases.Answers
	}
	at := slices.Index(acts, act)
	if p.Comfort.NoKeys || at < 0 {
		return ""
	}
	return queueKeys[at : at+1]
}

// actGroup are decisions of one sort.
type actGroup struct {
	Heading string
	Acts    []cases.Act
}

// Groups are the decisions about the words and those about the person; of an appeal they are of one sort.
func (p queueCasePage) Groups() []actGroup {
	if p.Opened.Appeal() {
		return []actGroup{{Acts: p.Acts}}
	}
	words, person := actGroup{Heading: p.T("queue.acts_words")}, actGroup{Heading: p.T("queue.acts_person")}
	for _, act := range p.Acts {
		if act.Timed() || act == cases.Expelled {
			person.Acts = append(person.Acts, act)
		} else {
			words.Acts = append(words.Acts, act)
		}
	}
	return []actGroup{words, person}
}

// queueNote is what a reporter said.
type queueNote struct{ Reason, Words string }

// aroundView is a post beside the reported one.
type aroundView struct {
	By, Lang string
	HTML     template.HTML
}

// queueCase is GET /queue/{case}: act is what she is about to decide.
func (s *Site) queueCase(w http.ResponseWriter, v *visit) error {
	return s.showCase(w, v, http.StatusOK, "")
}

func (s *Site) showCase(w http.ResponseWriter, v *visit, code int, refusal string) error {
	id, err := v.id("case")
	if err != nil {
		return err
	}
	opened, err := s.Cases.Open(v.Context(), v.Actor, selves(v), id)
	if err != nil {
		return err
	}
	page := queueCasePage{Page: s.page(v), Case: waitingView{v.Printer, opened.Waiting}, Opened: opened, Most: cases.ReasonLength, Minutes: int(cases.ClaimFor.Minutes())}
	page.Heading, page.Error = v.Printer.T("queue_reason."+string(opened.Reason)), refusal
	if opened.Appeal() {
		page.Heading = v.Printer.T("queue.appeal")
	}
	if !opened.Mine && v.PostForm.Get("body") != "" {
		page.Reason = v.PostForm.Get("body")
		for _, name := range []string{"act", "lang", "note", "days", "everywhere"} {
			if value := v.PostForm.Get(name); value != "" {
				page.Unsent = append(page.Unsent, hiddenField{name, value})
			}
		}
	}
	if opened.Mine {
		if err := s.fillCase(v, &page); err != nil {
			return err
		}
		if page.Care, err = s.Cases.Care(v.Context(), v.Actor); err != nil {
			return err
		}
	}
	return s.render(w, code, "moderation/case", page)
}

// fillCase draws what is shown of a case to who has taken it.
func (s *Site) fillCase(v *visit, page *queueCasePage) error {
	o := page.Opened
	ids := []string{o.Member, o.Now.Member}
	for _, words := range o.Now.Around {
		ids = append(ids, words.Member)
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return id == "" })
	names, err := s.Networks.Names(v.Context(), o.Network, ids)
	if err != nil {
		return err
	}
	whose := func(member string) string {
		if member == "" {
			return ""
		}
		return called(v.Printer, names[member])
	}
	page.HTML, page.By = forum.Render(o.Item.Body, false), whose(o.Now.Member)
	for _, words := range o.Now.Told {
		page.Told = append(page.Told, aroundView{"", words.Lang, forum.Render(words.Body, false)})
	}
	page.Changed = !o.Now.Sealed && (o.Now.Body != o.Item.Body || o.Now.Note != o.Item.Note)
	for _, words := range o.Now.Around {
		page.Around = append(page.Around, aroundView{whose(words.Member), words.Lang, forum.Render(words.Body, false)})
	}
	for _, n := range o.Notes {
		page.Reports = append(page.Reports, queueNote{v.Printer.T("queue_reason." + string(n.Reason)), n.Words})
	}
	for _, d := range o.Earlier {
		page.Earlier = append(page.Earlier, decisionView{Printer: v.Printer, Decision: d})
	}
	slices.SortStableFunc(page.Told, func(a, b aroundView) int { // what she reads comes first
		return boolRank(b.Lang == v.Printer.Tag()) - boolRank(a.Lang == v.Printer.Tag())
	})
	page.Against = decisionView{Printer: v.Printer, Decision: o.Against}
	page.Acts = s.Cases.ActsOn(o.Case)
	page.choices(v)
	return nil
}

// choices are what she can decide, with a draft of the reason in the language of whose words these are.
func (p *queueCasePage) choices(v *visit) {
	if p.Opened.Now.Sealed && !p.Opened.Appeal() {
		p.Acts = cases.SealedActs
	}
	if act := cases.Act(v.FormValue("act")); slices.Contains(p.Acts, act) {
		p.Act = act
	}
	if p.Act.Timed() {
		p.Days = cases.DaysAhead
	}
	p.For, p.Follow = v.number("days"), v.PostForm.Get("everywhere") != ""
	p.Follows = p.Act.Follows() && networks.Allow(v.Actor, networks.Safeguard, nil) == nil
	p.Tongue, p.Reason, p.Note = p.Opened.Item.Lang, v.PostForm.Get("body"), v.PostForm.Get("note")
	if lang := v.FormValue("lang"); locales.For(lang).Tag() == lang {
		p.Tongue = lang
	}
	if p.Tongue == "" { // a name is in no language
		p.Tongue = v.Printer.Tag()
	}
	if p.Act != "" && v.Method == http.MethodGet {
		p.Reason = draftedReason(locales.For(p.Tongue), p.Opened.Case, p.Act)
	}
}

// because are the reasons of reports that a draft tells the author of.
var because = []cases.Reason{cases.Exploits, cases.Exposes, cases.Harms, cases.Rules}

// draftedReason is a draft of what the author is told: what is decided and, unless it is nothing or about an appeal, for what the text was
// reported. Who may be in danger, and who is worried, is nobody's reason.
func draftedReason(p *locales.Printer, of cases.Case, act cases.Act) string {
	draft := p.T("decision_draft." + string(act))
	if act == cases.None || of.Appeal() || !slices.Contains(because, of.Reason) {
		return draft
	}
	return draft + " " + p.T("decision_because."+string(of.Reason))
}
