package site

import (
	"net/http"
	"slices"
	"time"

	"tinig/locales"
	"tinig/server/checks"
	"tinig/server/helplines"
)

// checksPage shows the six domains, each with what she last kept.
type checksPage struct {
	Page
	Domains []checkView
	Kept    bool
}

// checkView is a domain with a check of it; Check.Answer is "" when there is none.
type checkView struct {
	Domain checks.Domain
	Check  checks.Check
}

// checks is GET /me/checks.
func (s *Site) checks(w http.ResponseWriter, v *visit) error {
	latest, err := s.Checks.Latest(v.Context(), v.Actor, s.checkSealer(v))
	if err != nil {
		return err
	}
	page := checksPage{Page: s.page(v), Kept: len(latest) > 0}
	page.Heading = v.Printer.T("check.heading")
	for _, domain := range checks.Domains {
		page.Domains = append(page.Domains, checkView{domain, latest[domain]})
	}
	return s.render(w, http.StatusOK, "checks/index", page)
}

// checkPage is one domain: today's check, and what may help. Stored is what another window kept meanwhile.
type checkPage struct {
	Page
	Domain  checks.Domain
	Answers []checks.Answer
	Check   checks.Check
	Kept    bool
	Stored  checks.Check
	Ideas   []string // message ids
	Helped  help
}

// ideas are what may help in each domain, as message ids.
var ideas = map[checks.Domain][]string{
	checks.Safety:   {"check.safety_one", "check.safety_two", "check.safety_three"},
	checks.Legal:    {"check.legal_protection_one", "check.legal_protection_two"},
	checks.Mental:   {"check.mental_wellbeing_one", "check.mental_wellbeing_two", "check.mental_wellbeing_three"},
	checks.Economic: {"check.economic_empowerment_one", "check.economic_empowerment_two"},
	checks.Social:   {"check.social_support_one", "check.social_support_two"},
	checks.Physical: {"check.physical_wellbeing_one", "check.physical_wellbeing_two"},
}

// needs are what the lines are for that may help in each domain.
var needs = map[checks.Domain][]helplines.Need{
	checks.Safety:   {helplines.Anyone, helplines.Child, helplines.Trafficking, helplines.Police, helplines.Emergency},
	checks.Legal:    {helplines.Trafficking, helplines.Police, helplines.Images, helplines.Report},
	checks.Mental:   {helplines.Anyone, helplines.Child},
	checks.Economic: {helplines.Anyone, helplines.Child, helplines.Trafficking},
	checks.Social:   {helplines.Anyone, helplines.Child},
	checks.Physical: {helplines.Anyone, helplines.Child, helplines.Emergency},
}

// check is GET /me/checks/{domain}.
func (s *Site) check(w http.ResponseWriter, v *visit) error {
	return s.showCheck(w, v, http.StatusOK, "")
}

func (s *Site) showCheck(w http.ResponseWriter, v *visit, code int, refusal string) error {
	domain := checks.Domain(v.PathValue("domain"))
	if !slices.Contains(checks.Domains, domain) {
		return locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	stored, err := s.Checks.Today(v.Context(), v.Actor, s.checkSealer(v), domain)
	if err != nil {
		return err
	}
	page := checkPage{Page: s.page(v), Domain: domain, Answers: checks.Answers, Check: stored, Ideas: ideas[domain],
		Helped: s.helped(v).by(needs[domain]...)}
	page.Heading, page.Error = v.Printer.T("check."+string(domain)), refusal
	page.Kept = refusal == "" && stored.Answer != ""
	if refusal != "" {
		page.Check = checkOf(v)
		if page.Check.Revision != stored.Revision {
			page.Stored, page.Check.Revision = stored, stored.Revision
		}
	}
	return s.render(w, code, "checks/domain", page)
}

// checkOf reads the form of a check.
func checkOf(v *visit) checks.Check {
	return checks.Check{Domain: checks.Domain(v.PathValue("domain")), Answer: checks.Answer(v.FormValue("answer")),
		Note: v.FormValue("note"), Revision: v.number("revision")}
}

// postCheck is POST /me/checks/{domain}.
func (s *Site) postCheck(w http.ResponseWriter, v *visit) error {
	check := checkOf(v)
	err := s.Checks.Keep(v.Context(), v.Actor, s.checkSealer(v), check)
	if locales.IsKind(err, locales.NotFound) {
		return err
	}
	return s.done(w, v, err, "/me/checks/"+string(check.Domain), s.showCheck)
}

// checkDaysPage is what she kept in one month, a heading for each day, and the months before and after.
type checkDaysPage struct {
	Page
	Days          []checkDay
	Newer, Older  string
	AnythingAtAll bool
}

// checkDay is what she kept on one day.
type checkDay struct {
	Date   time.Time
	Checks []checks.Check
}

// checkDays is GET /me/checks/days.
func (s *Site) checkDays(w http.ResponseWriter, v *visit) error {
	months, err := s.Checks.Months(v.Context(), v.Actor, s.checkSealer(v))
	if err != nil {
		return err
	}
	page := checkDaysPage{Page: s.page(v), AnythingAtAll: len(months) > 0}
	page.Heading = v.Printer.T("check.days_heading")
	if len(months) > 0 {
		i := max(0, slices.IndexFunc(months, func(m time.Time) bool { return m.Format(monthForm) == v.FormValue("month") }))
		checks, err := s.Checks.Month(v.Context(), v.Actor, s.checkSealer(v), months[i])
		if err != nil {
			return err
		}
		page.Days = checksByDay(checks)
		if i > 0 {
			page.Newer = months[i-1].Format(monthForm)
		}
		if i+1 < len(months) {
			page.Older = months[i+1].Format(monthForm)
		}
	}
	return s.render(w, http.StatusOK, "checks/days", page)
}

const monthForm = "2006-01"

func checksByDay(checks []checks.Check) (days []checkDay) {
	for _, check := range checks {
		if len(days) == 0 || !days[len(days)-1].Date.Equal(check.Day) {
			days = append(days, checkDay{Date: check.Day})
		}
		days[len(days)-1].Checks = append(days[len(days)-1].Checks, check)
	}
	return days
}

// postDeleteCheck is POST /me/checks/{domain}/{day}/delete.
func (s *Site) postDeleteCheck(w http.ResponseWriter, v *visit) error {
	day, err := time.Parse(time.DateOnly, v.PathValue("day"))
	if err != nil {
		return locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	if err := s.Checks.Delete(v.Context(), v.Actor, s.checkSealer(v), day, checks.Domain(v.PathValue("domain"))); err != nil {
		return err
	}
	return seeOther(w, v, "/me/checks/days?month="+day.Format(monthForm))
}

// postDeleteChecks is POST /me/checks/delete.
func (s *Site) postDeleteChecks(w http.ResponseWriter, v *visit) error {
	if err := s.Checks.DeleteAll(v.Context(), v.Actor); err != nil {
		return err
	}
	return seeOther(w, v, "/me/checks")
}

func (s *Site) checkSealer(v *visit) checks.Sealer {
	return v.Session.Keeper(v.Actor.Member, "check")
}
