package site

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/duty"
)

// dutyPage is where a safeguarding lead is there for who needs a person: what waits while she is on duty, and the rota.
type dutyPage struct {
	Page
	Now   dutyNow
	Days  []dutyDay
	Mine  []dutyHours
	Hours []hourChoice
	Clock string // the network's, as minutes from UTC
	Beat  int    // seconds
}

// dutyNow is what changes on the page: what the template "duty_now" draws, in the page and by itself.
type dutyNow struct {
	*locales.Printer
	State   duty.State
	Alerts  []dutyAlert
	Channel stream.Channel
	Head    stream.Position
	Waiting int
	Low     bool
	Writing bool // in one of them
}

// dutyAlert is an alert on the page. Writing says that she is about to write in it.
type dutyAlert struct {
	*locales.Printer
	duty.Shown
	Writing bool
	Body    string
	Most    int
}

// Once is a fresh one-time number for the form.
func (dutyAlert) Once() string { return uuid.NewString() }

// Age is how long it has waited.
func (a dutyAlert) Age() string { return queueAge(a.Printer, a.RaisedAt) }

// Open says whether it waits for somebody.
func (a dutyAlert) Open() bool { return a.TakenBy == "" || a.Lost }

// Left are the minutes until what she promised; 0 when they are over.
func (a dutyAlert) Left() int { return max(0, int(time.Until(*a.ByAt).Round(time.Minute).Minutes())) }

// dutyChoice is something to choose in the form that takes an alert.
type dutyChoice struct {
	Value, Text string
	Chosen      bool
}

// Answers are what she can say that she will do.
func (a dutyAlert) Answers() (choices []dutyChoice) {
	for _, answer := range duty.Answers {
		choices = append(choices, dutyChoice{string(answer), a.T("duty_answer." + string(answer)), answer == a.Answer})
	}
	return choices
}

// Within are the times until which she can promise it.
func (a dutyAlert) Within() (choices []dutyChoice) {
	for _, minutes := range duty.Within {
		choices = append(choices, dutyChoice{fmt.Sprint(minutes), a.N("duty.within", minutes), minutes == 15})
	}
	return choices
}

// dutyDay is a day of the week with who is on the rota and the hours for which nobody is, in their order.
type dutyDay struct {
	Name  string
	Hours []dutyHours
}

// dutyHours are hours of the rota, or those for which no lead is on it.
type dutyHours struct {
	ID, Lead, When string
	begins         int
}

// onDuty is GET /duty. While she is on duty, opening it says that she is there: without a script it opens itself again and again.
func (s *Site) onDuty(w http.ResponseWriter, v *visit) error {
	lasts := duty.HereFor
	if v.FormValue("write") != "" {
		lasts = duty.WritingFor
	}
	if _, err := s.Duty.Confirm(v.Context(), v.Actor, lasts); err != nil {
		return err
	}
	return s.showDuty(w, v, http.StatusOK, "")
}

func (s *Site) showDuty(w http.ResponseWriter, v *visit, code int, refusal string) error {
	now, err := s.dutyNowOf(v)
	if err != nil {
		return err
	}
	page := dutyPage{Page: s.page(v), Now: now, Beat: int(duty.Beat.Seconds())}
	page.Heading, page.Error = v.Printer.T("duty.heading"), refusal
	if err := s.fillRota(v, &page); err != nil {
		return err
	}
	return s.render(w, code, "duty/duty", page)
}

func (s *Site) dutyNowOf(v *visit) (now dutyNow, err error) {
	now = dutyNow{Printer: v.Printer, Channel: duty.Channel(v.Actor.Network), Low: v.Session.Settings.Comfort.Low}
	heads, epoch, err := s.Streams.Heads(v.Context(), []stream.Channel{now.Channel})
	if err != nil {
		return now, err
	}
	now.Head = stream.Position{Seq: heads[now.Channel], Epoch: epoch}
	if now.State, err = s.Duty.State(v.Context(), v.Actor); err != nil {
		return now, err
	}
	alerts, err := s.Duty.Alerts(v.Context(), v.Actor)
	if err != nil {
		return now, err
	}
	for _, shown := range alerts {
		alert := dutyAlert{Printer: v.Printer, Shown: shown, Most: duty.SaidLength}
		if alert.Writing = alert.Mine && v.FormValue("write") == shown.ID; alert.Writing {
			now.Writing, alert.Body = true, v.PostForm.Get("body")
		}
		if now.Alerts = append(now.Alerts, alert); alert.Open() {
			now.Waiting++
		}
	}
	return now, nil
}

// fillRota is the week, from Monday.
func (s *Site) fillRota(v *visit, page *dutyPage) error {
	rota, err := s.Duty.Rota(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	open := duty.Open(rota)
	for i := range 7 {
		weekday := time.Weekday((i + 1) % 7)
		day := dutyDay{Name: v.Printer.T("duty_day." + weekdays[weekday]), Hours: stretches(v.Printer, open[weekday])}
		for _, h := range rota {
			if h.Weekday != weekday {
				continue
			}
			hours := dutyHours{h.ID, h.Lead, hoursFrom(v.Printer, h.Begins, h.Ends()), h.Begins}
			day.Hours = append(day.Hours, hours)
			if h.Member == v.Actor.Member {
				hours.Lead = day.Name
				page.Mine = append(page.Mine, hours)
			}
		}
		slices.SortStableFunc(day.Hours, func(a, b dutyHours) int { return cmp.Compare(a.begins, b.begins) })
		page.Days = append(page.Days, day)
	}
	for hour := range 24 {
		page.Hours = append(page.Hours, hourChoice{hour, clock(v.Printer, 60*hour), hour == 18})
	}
	sign, offset := "+", v.Actor.Quiet.Offset
	if offset < 0 {
		sign, offset = "−", -offset
	}
	page.Clock = fmt.Sprintf("UTC%s%d:%02d", sign, offset/60, offset%60)
	return nil
}

func hoursFrom(p *locales.Printer, from, until int) string {
	return p.T("duty.from_until", "From", clock(p, 60*from), "Until", clock(p, 60*until))
}

// stretches are the hours of nobody, those in a row as "22:00 to 00:00".
func stretches(p *locales.Printer, hours []int) (open []dutyHours) {
	if len(hours) == 24 {
		return []dutyHours{{When: p.T("duty.all_day")}}
	}
	for len(hours) > 0 {
		n := 1
		for n < len(hours) && hours[n] == hours[0]+n {
			n++
		}
		open = append(open, dutyHours{When: hoursFrom(p, hours[0], (hours[0]+n)%24), begins: hours[0]})
		hours = hours[n:]
	}
	return open
}

// Weekdays are what she chooses a day of the rota from.
func (p dutyPage) Weekdays() (choices []dutyChoice) {
	for i := range 7 {
		day := (i + 1) % 7
		choices = append(choices, dutyChoice{fmt.Sprint(day), p.T("duty_day." + weekdays[day]), i == 0})
	}
	return choices
}

// Lasting are for how many hours she can be on the rota at once.
func (p dutyPage) Lasting() (choices []dutyChoice) {
	for _, hours := range []int{1, 2, 3, 4, 6, 8, 12, 24} {
		choices = append(choices, dutyChoice{fmt.Sprint(hours), p.N("queue.hours", hours), hours == 4})
	}
	return choices
}

// postDutyHere is POST /duty/here: her page is open. It is answered with what waits now.
func (s *Site) postDutyHere(w http.ResponseWriter, v *visit) error {
	if _, err := s.Duty.Confirm(v.Context(), v.Actor, duty.HereFor); err != nil {
		return err
	}
	now, err := s.dutyNowOf(v)
	if err != nil {
		return err
	}
	return s.renderPart(w, "duty/duty", "duty_now", now)
}

// postDutyBegin is POST /duty/begin.
func (s *Site) postDutyBegin(w http.ResponseWriter, v *visit) error {
	return s.done(w, v, s.Duty.Begin(v.Context(), v.Actor), "/duty", s.showDuty)
}

// postDutyEnd is POST /duty/end.
func (s *Site) postDutyEnd(w http.ResponseWriter, v *visit) error {
	return s.done(w, v, s.Duty.End(v.Context(), v.Actor), "/duty", s.showDuty)
}

// postDutyHandOver is POST /duty/hand-over: to another lead, or to nobody after all.
func (s *Site) postDutyHandOver(w http.ResponseWriter, v *visit) error {
	to := v.FormValue("lead")
	if to != "" && !isID(to) {
		return s.again(w, v, locales.Refuse(locales.Invalid, "site.form_incomplete"), s.showDuty)
	}
	return s.done(w, v, s.Duty.HandOver(v.Context(), v.Actor, to), "/duty", s.showDuty)
}

// postDutyTakeOver is POST /duty/take-over.
func (s *Site) postDutyTakeOver(w http.ResponseWriter, v *visit) error {
	from, err := v.formID("lead")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Duty.TakeOver(v.Context(), v.Actor, from), "/duty", s.showDuty)
}

// postDutyHours is POST /duty/rota.
func (s *Site) postDutyHours(w http.ResponseWriter, v *visit) error {
	days := strings.Split("0 1 2 3 4 5 6", " ")
	hours := duty.Hours{Weekday: time.Weekday(slices.Index(days, v.FormValue("weekday"))), Begins: v.number("from"), Lasts: v.number("lasts")}
	return s.done(w, v, s.Duty.AddHours(v.Context(), v.Actor, hours), "/duty#rota", s.showDuty)
}

// postDutyHoursGone is POST /duty/rota/{hours}/remove.
func (s *Site) postDutyHoursGone(w http.ResponseWriter, v *visit) error {
	id, err := v.id("hours")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Duty.RemoveHours(v.Context(), v.Actor, id), "/duty#rota", s.showDuty)
}

// postTakeAlert is POST /duty/{alert}.
func (s *Site) postTakeAlert(w http.ResponseWriter, v *visit) error {
	id, err := v.id("alert")
	if err != nil {
		return err
	}
	err = s.Duty.Take(v.Context(), v.Actor, id, duty.Answer(v.FormValue("answer")), v.number("within"))
	return s.done(w, v, err, "/duty", s.showDuty)
}

// postAlertWords is POST /duty/{alert}/words.
func (s *Site) postAlertWords(w http.ResponseWriter, v *visit) error {
	id, err := v.id("alert")
	if err != nil {
		return err
	}
	once, err := v.once()
	if err == nil {
		err = s.Duty.Say(v.Context(), v.Actor, id, once, v.FormValue("body"))
	}
	v.crisis = false // these are a lead's words
	return s.done(w, v, err, "/duty#alert-"+id, s.showDuty)
}

// postCloseAlert is POST /duty/{alert}/close.
func (s *Site) postCloseAlert(w http.ResponseWriter, v *visit) error {
	id, err := v.id("alert")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Duty.Close(v.Context(), v.Actor, id), "/duty", s.showDuty)
}
