package site

import (
	"cmp"
	"slices"
	"time"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

// queueLine is one thing that waits: a case, words that wait to be posted, or an alert. Href is where she goes on with what is hers, and
// where an alert is answered; Take is where a form takes the rest.
type queueLine struct {
	Title  string
	About  []string
	Urgent bool
	Late   bool
	Href   string
	Take   string
	Answer bool // Href leads to where it is answered
	due    time.Time
}

// queueLines are all that waits for her, what may mean danger first and then by when it is due, and how many wait for others.
func (s *Site) queueLines(v *visit) (lines []queueLine, others int, err error) {
	waiting, others, err := s.Cases.Queue(v.Context(), v.Actor, selves(v))
	if err != nil {
		return nil, 0, err
	}
	for _, c := range waiting {
		lines = append(lines, caseLine(waitingView{v.Printer, c}))
	}
	held, err := s.heldLines(v)
	if err != nil {
		return nil, 0, err
	}
	for _, h := range held {
		if h.Take == "" && h.Href == "" {
			others++
			continue
		}
		lines = append(lines, h)
	}
	alerts, err := s.alertLines(v)
	lines = append(lines, alerts...)
	slices.SortStableFunc(lines, func(a, b queueLine) int {
		if a.Urgent != b.Urgent {
			return cmp.Compare(boolRank(b.Urgent), boolRank(a.Urgent))
		}
		return a.due.Compare(b.due)
	})
	return lines, others, err
}

func boolRank(is bool) int {
	if is {
		return 1
	}
	return 0
}

func caseLine(c waitingView) queueLine {
	line := queueLine{Title: c.T("queue_reason." + string(c.Reason)), Urgent: c.Urgent(), Late: c.Late, due: c.DueAt,
		About: []string{c.T("queue_kind." + c.Kind), c.Age()}}
	if c.Appeal() {
		line.Title = c.T("queue.appeal")
	}
	if c.Reports > 1 {
		line.About = append(line.About, c.N("queue.reports", c.Reports))
	}
	if c.Hidden {
		line.About = append(line.About, c.T("queue.hidden"))
	}
	if c.Mine {
		line.Href = "/queue/" + c.ID
	} else {
		line.Take = "/queue/" + c.ID + "/take"
	}
	return line
}

// heldLines are the words that wait to be posted; what another moderator has taken leads nowhere.
func (s *Site) heldLines(v *visit) (lines []queueLine, err error) {
	held, err := s.Forum.Held(v.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	for _, h := range held {
		line := queueLine{Title: v.Printer.T("held_why." + string(h.Why)), About: []string{v.Printer.T("held.kind"), heldAge(v.Printer, h)},
			Late: !today().Before(h.Due()), due: h.Due()}
		switch {
		case h.Mine:
			line.Href = "/held/" + h.ID
		case !h.Taken:
			line.Take = "/held/" + h.ID + "/take"
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// alertLines are those who may need a person now, for the safeguarding leads: they are answered on their own page.
func (s *Site) alertLines(v *visit) (lines []queueLine, err error) {
	if networks.Allow(v.Actor, networks.StandBy, nil) != nil {
		return nil, nil
	}
	alerts, err := s.Duty.Alerts(v.Context(), v.Actor)
	for _, a := range alerts {
		if a.TakenBy == "" || a.Lost || a.Mine {
			lines = append(lines, queueLine{Title: v.Printer.T("duty_why." + string(a.Why)), About: []string{queueAge(v.Printer, a.RaisedAt)},
				Urgent: true, Late: a.Late(time.Now()), Href: "/duty#alert-" + a.ID, Answer: true, due: a.RaisedAt})
		}
	}
	return lines, err
}

// queueAge is how long something has waited.
func queueAge(p *locales.Printer, since time.Time) string {
	switch waited := time.Since(since); {
	case waited < time.Hour:
		return p.N("queue.minutes", max(1, int(waited.Minutes())))
	case waited < 48*time.Hour:
		return p.N("queue.hours", int(waited.Hours()))
	default:
		return p.N("queue.for_days", int(waited.Hours()/24))
	}
}

// heldAge is since when words wait, in days: nothing finer is kept of them.
func heldAge(p *locales.Printer, h forum.HeldPost) string {
	if days := int(today().Sub(h.WrittenOn).Hours() / 24); days > 0 {
		return p.N("queue.for_days", days)
	}
	return p.T("held.today")
}
