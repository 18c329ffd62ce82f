package site

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"tinig/locales"
	"tinig/server/accounts"
	"tinig/server/advocacy/stories"
	"tinig/server/networks"
)

// recordPage is what she keeps of what she helped to change, for herself alone. Offered is what stands elsewhere and that she may take over.
type recordPage struct {
	Page
	Kept    []stories.Contribution
	Offered []stories.Contribution
	What    string // what she has just typed
	Words   string
	Several bool // she is in several networks
}

// Today is the day of the form.
func (recordPage) Today() string { return today().Format(time.DateOnly) }

// record is GET /record.
func (s *Site) record(w http.ResponseWriter, v *visit) error {
	return s.showRecord(w, v, http.StatusOK, "")
}

func (s *Site) showRecord(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	page := recordPage{Page: s.page(v), What: v.PostForm.Get("title"), Words: v.PostForm.Get("body"), Several: len(v.Session.Memberships) > 1}
	page.Heading, page.Error = v.Printer.T("record.heading"), refusal
	if page.Kept, err = s.Stories.Record(v.Context(), v.Actor, recordSealer(v.Session, v.Actor)); err != nil {
		return err
	}
	offered, err := s.recordOffers(v)
	if err != nil {
		return err
	}
	for _, offer := range offered {
		if !slices.ContainsFunc(page.Kept, func(c stories.Contribution) bool { return c.About == offer.About }) {
			page.Offered = append(page.Offered, offer)
		}
	}
	return s.render(w, code, "stories/record", page)
}

// recordSealer seals the record of one of her members.
func recordSealer(session *accounts.Session, a networks.Actor) stories.Sealer {
	return session.Keeper(a.Member, "record")
}

// recordOffers are what she may take over: the campaigns in whose groups she is, what came of them, and where her stories went.
func (s *Site) recordOffers(v *visit) (offers []stories.Contribution, err error) {
	works, err := s.Advocacy.WorksOn(v.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	for _, id := range works {
		campaign, err := s.Advocacy.Campaign(v.Context(), v.Actor, id, v.Printer.Tag())
		if locales.IsKind(err, locales.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		offers = append(offers, stories.Contribution{About: "campaign " + id, Day: earlier(campaign.StartsOn, today()), Title: campaign.Title,
			Words: v.Printer.T("record.in_group"), Lang: campaign.Lang})
		outcomes, err := s.Advocacy.Outcomes(v.Context(), v.Actor, id)
		if err != nil {
			return nil, err
		}
		for _, o := range outcomes {
			if o.Shown && !o.Setback {
				offers = append(offers, stories.Contribution{About: "outcome " + o.ID, Day: *o.HappenedOn, Title: o.Who, Words: o.What, Lang: o.Lang})
			}
		}
	}
	uses, err := s.storyUses(v, "")
	if err != nil {
		return nil, err
	}
	for _, use := range uses {
		if use.OutOn != nil {
			offers = append(offers, stories.Contribution{About: "use " + use.ID, Day: *use.OutOn, Title: use.Holder, Words: use.About, Lang: use.Lang})
		}
	}
	return offers, nil
}

func earlier(x, y time.Time) time.Time {
	if x.Before(y) {
		return x
	}
	return y
}

// postContribution is POST /record: an entry in her own words, or one that was offered.
func (s *Site) postContribution(w http.ResponseWriter, v *visit) error {
	about := v.FormValue("about")
	entry := stories.Contribution{About: about, Day: v.dayOf("day"), Title: v.FormValue("title"), Words: v.FormValue("body"), Lang: v.Printer.Tag()}
	if about == "" {
		once, err := v.once()
		if err != nil {
			return err
		}
		entry.About = "own " + once
	} else {
		offered, err := s.recordOffers(v)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(offered, func(c stories.Contribution) bool { return c.About == about })
		if i < 0 {
			return locales.Refuse(locales.NotFound, "site.nothing_here")
		}
		entry = offered[i]
	}
	err := s.Stories.Note(v.Context(), v.Actor, recordSealer(v.Session, v.Actor), entry)
	return s.done(w, v, err, "/record#kept", s.showRecord)
}

// postUncontribution is POST /record/remove.
func (s *Site) postUncontribution(w http.ResponseWriter, v *visit) error {
	err := s.Stories.Unnote(v.Context(), v.Actor, recordSealer(v.Session, v.Actor), v.FormValue("about"))
	return s.done(w, v, err, "/record#kept", s.showRecord)
}

// recordFile is a member's record as a file, under a name of her choosing.
type recordFile struct {
	*locales.Printer `json:"-"`
	Name             string        `json:"name,omitempty"`
	Entries          []recordEntry `json:"entries"`
}

// recordEntry is one entry of it.
type recordEntry struct {
	Day   string `json:"day"`
	Title string `json:"title"`
	Words string `json:"words,omitempty"`
	Lang  string `json:"lang"`
	Dir   string `json:"-"`
}

// postRecordFile is POST /record/file: her record to keep, for other programs or to read; of this network, or, when she says so, of all of
// hers together.
func (s *Site) postRecordFile(w http.ResponseWriter, v *visit) error {
	if !v.Session.Device.Own {
		return s.again(w, v, locales.Refuse(locales.Forbidden, "journal.shared"), s.showRecord)
	}
	file := recordFile{Printer: v.Printer, Name: strings.Join(strings.Fields(v.FormValue("name")), " ")}
	kept, err := s.recordsOf(v, v.FormValue("of") == "all")
	if err != nil {
		return err
	}
	for _, c := range kept {
		file.Entries = append(file.Entries, recordEntry{c.Day.Format(time.DateOnly), c.Title, c.Words, c.Lang, dirOf(c.Lang)})
	}
	var out bytes.Buffer
	if v.FormValue("as") == "json" {
		encoder := json.NewEncoder(&out)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(file); err != nil {
			return err
		}
		return sendFile(w, v, "notes.json", "application/json; charset=utf-8", out.Bytes())
	}
	if err := s.pages["stories/record_file"].ExecuteTemplate(&out, "layout", file); err != nil {
		return err
	}
	return sendFile(w, v, "notes.html", "text/html; charset=utf-8", out.Bytes())
}

// recordsOf are the entries of the member that she is here, or of all that she is, the newest day first. One network is asked after the other.
func (s *Site) recordsOf(v *visit, all bool) (kept []stories.Contribution, err error) {
	add := func(a networks.Actor) error {
		of, err := s.Stories.Record(v.Context(), a, recordSealer(v.Session, a))
		kept = append(kept, of...)
		if locales.IsKind(err, locales.Forbidden) { // a newcomer there has none
			return nil
		}
		return err
	}
	if !all {
		err := add(v.Actor)
		return kept, err
	}
	for _, membership := range v.Session.Memberships {
		actor, err := s.actorOf(v, membership)
		if errors.Is(err, errOver) {
			continue
		}
		if err == nil {
			err = add(actor)
		}
		if err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(kept, func(x, y stories.Contribution) int { return y.Day.Compare(x.Day) })
	return kept, nil
}
