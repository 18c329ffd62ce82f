package site

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/helplines"
)

// kitPage is what a campaign gives to those who speak for it in public.
type kitPage struct {
	Page
	Place     advocacy.Place
	Kit       advocacy.Kit
	Messages  []kitMessage
	Hotlines  []helpedBy
	Days      []kitDay
	Countries []string
	Words     string // as she has just typed them
	On        string
	Draft     struct{ Lang string }
}

// kitMessage is a text as it is posted: with the slogan in its language, and the hashtags.
type kitMessage struct {
	advocacy.Message
	Whole string
}

// kitDay is a day of the year that begins today. Source is where it was proclaimed, ID that of one of the campaign's own, "" for others.
type kitDay struct {
	Day                     time.Time
	Words, Lang, Source, ID string
}

// kit is GET /campaigns/{campaign}/kit.
func (s *Site) kit(w http.ResponseWriter, v *visit) error {
	return s.showKit(w, v, http.StatusOK, "")
}

func (s *Site) showKit(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page, err := s.kitPage(v)
	if err != nil {
		return err
	}
	page.Error = refusal
	if tags, sent := v.PostForm["hashtags"]; sent {
		page.Kit.Hashtags, page.Kit.Countries = tags[0], v.PostForm["country"]
	}
	page.Words, page.On, page.Draft.Lang = v.PostForm.Get("words"), v.PostForm.Get("day"), v.Printer.Tag()
	return s.render(w, code, "advocacy/kit", page)
}

func (s *Site) kitPage(v *visit) (page kitPage, err error) {
	place, err := s.campaignPlace(v)
	if err != nil {
		return page, err
	}
	page = kitPage{Page: s.page(v), Place: place, Countries: helplines.Countries()}
	page.Heading = v.Printer.T("kit.heading")
	if page.Kit, err = s.Advocacy.Kit(v.Context(), v.Actor, place.ID); err != nil {
		return page, err
	}
	texts, err := s.Advocacy.Texts(v.Context(), v.Actor, place.ID)
	if err != nil {
		return page, err
	}
	for _, message := range page.Kit.Messages {
		page.Messages = append(page.Messages, kitMessage{message, wholeMessage(message, slogan(texts, place.Version, message.Lang), page.Kit.Hashtags)})
	}
	for _, country := range page.Kit.Countries {
		lines := slices.DeleteFunc(helplines.For(country, today()), func(l helplines.Line) bool { return l.Country != country })
		page.Hotlines = append(page.Hotlines, helpedBy{country, lines})
	}
	page.Days = kitDays(v.Printer, page.Kit)
	return page, nil
}

// slogan is a campaign's slogan in a language, as it counts now, "" for none.
func slogan(texts []advocacy.Text, version int, lang string) string {
	for _, text := range texts {
		if text.Version == version && text.Lang == lang {
			return text.Slogan
		}
	}
	return ""
}

// wholeMessage is a message with its slogan and hashtags, a line each.
func wholeMessage(m advocacy.Message, slogan, hashtags string) string {
	var lines []string
	for _, line := range []string{m.Words, slogan, hashtags} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// kitDays are the world's days and the campaign's own from today on, the next first.
func kitDays(p *locales.Printer, k advocacy.Kit) (days []kitDay) {
	for _, day := range advocacy.WorldDays {
		days = append(days, kitDay{Day: day.Next(today()), Words: p.T("world_day." + day.ID), Lang: p.Tag(), Source: day.Source})
	}
	for _, day := range k.Days {
		if !day.Day.Before(today()) {
			days = append(days, kitDay{Day: day.Day, Words: day.Words, Lang: day.Lang, ID: day.ID})
		}
	}
	slices.SortStableFunc(days, func(a, b kitDay) int { return a.Day.Compare(b.Day) })
	return days
}

// changeKit changes something of the kit of the path, and shows it again.
func (s *Site) changeKit(w http.ResponseWriter, v *visit, change func(campaign string) error) error {
	id, err := v.id("campaign")
	if err != nil {
		return err
	}
	return s.done(w, v, change(id), "/campaigns/"+id+"/kit", s.showKit)
}

// postKit is POST /campaigns/{campaign}/kit: its hashtags and countries.
func (s *Site) postKit(w http.ResponseWriter, v *visit) error {
	kit := advocacy.Kit{Hashtags: v.FormValue("hashtags"), Countries: v.PostForm["country"], Revision: v.number("revision")}
	return s.changeKit(w, v, func(campaign string) error {
		return s.Advocacy.SetKit(v.Context(), v.Actor, campaign, kit, helplines.Countries())
	})
}

// postKitMessage is POST /campaigns/{campaign}/kit/messages.
func (s *Site) postKitMessage(w http.ResponseWriter, v *visit) error {
	once, err := v.once()
	if err != nil {
		return err
	}
	return s.changeKit(w, v, func(campaign string) error {
		return s.Advocacy.AddMessage(v.Context(), v.Actor, campaign, once, advocacy.Message{Lang: v.FormValue("lang"), Words: v.FormValue("words")})
	})
}

// postKitDay is POST /campaigns/{campaign}/kit/days.
func (s *Site) postKitDay(w http.ResponseWriter, v *visit) error {
	once, err := v.once()
	if err != nil {
		return err
	}
	return s.changeKit(w, v, func(campaign string) error {
		return s.Advocacy.AddDay(v.Context(), v.Actor, campaign, once, advocacy.OwnDay{Day: v.dayOf("day"), Lang: v.FormValue("lang"), Words: v.FormValue("words")})
	})
}

// postKitRemove is POST /campaigns/{campaign}/kit/remove.
func (s *Site) postKitRemove(w http.ResponseWriter, v *visit) error {
	item, err := v.formID("item")
	if err != nil {
		return err
	}
	return s.changeKit(w, v, func(campaign string) error { return s.Advocacy.RemoveFromKit(v.Context(), v.Actor, campaign, item) })
}

// kitCalendar is GET /campaigns/{campaign}/kit/notes.ics: the days as a calendar (RFC 5545), each with the same neutral title and
// private, as those of a cohort are. What day it is stands on the page. On a device that others use too none is made.
func (s *Site) kitCalendar(w http.ResponseWriter, v *visit) error {
	page, err := s.kitPage(v)
	if err != nil {
		return err
	}
	if !v.Session.Device.Own {
		return locales.Refuse(locales.Forbidden, "journal.shared")
	}
	title := v.Printer.T("calendar.event")
	cal := ics.NewCalendar()
	cal.SetProductId("-//Notes//EN")
	cal.SetXWRCalName(title)
	for _, day := range page.Days {
		event := cal.AddEvent(uuid.NewString())
		event.SetDtStampTime(today())
		event.SetAllDayStartAt(day.Day)
		event.SetAllDayEndAt(day.Day.Add(24 * time.Hour))
		event.SetSummary(title)
		event.SetClass(ics.ClassificationPrivate)
		event.SetTimeTransparency(ics.TransparencyTransparent)
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="notes.ics"`)
	_, err = io.WriteString(w, cal.Serialize(ics.WithNewLineWindows))
	return err
}
