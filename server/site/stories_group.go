package site

import (
	"net/http"
	"strconv"
	"time"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/advocacy/stories"
)

// storyGroupPage is what a campaign's working group may ask for, what it has asked for, and where stories went.
type storyGroupPage struct {
	Page
	Place   advocacy.Place
	Offered []stories.Grant
	Tasks   []stories.Use
	Open    []stories.Use // not out
	Gone    []stories.Use
	Fields  []string // of the register as a file
	Asking  string   // the grant that she is asking for, with what she has typed
	Draft   stories.UseDraft
}

// storyGroup is GET /campaigns/{campaign}/stories.
func (s *Site) storyGroup(w http.ResponseWriter, v *visit) error {
	return s.showStoryGroup(w, v, http.StatusOK, "")
}

func (s *Site) showStoryGroup(w http.ResponseWriter, v *visit, code int, refusal string) error {
	place, err := s.campaignPlace(v)
	if err != nil {
		return err
	}
	page := storyGroupPage{Page: s.page(v), Place: place, Asking: v.PathValue("grant"), Draft: useDraftOf(v), Fields: registerFields}
	page.Heading, page.Error = v.Printer.T("story_use.heading"), refusal
	if page.Draft.Lang == "" {
		page.Draft.Lang = v.Printer.Tag()
	}
	if page.Offered, err = s.Stories.Offered(v.Context(), v.Actor, place.ID); err != nil {
		return err
	}
	uses, err := s.Stories.Uses(v.Context(), v.Actor, place.ID)
	if err != nil {
		return err
	}
	for _, use := range uses {
		switch use.State {
		case stories.Recall:
			page.Tasks = append(page.Tasks, use)
		case stories.Asked, stories.Allowed:
			page.Open = append(page.Open, use)
		default:
			page.Gone = append(page.Gone, use)
		}
	}
	return s.render(w, code, "stories/group", page)
}

func useDraftOf(v *visit) stories.UseDraft {
	return stories.UseDraft{Once: v.FormValue("once"), Lang: v.FormValue("lang"), Holder: v.FormValue("holder"), About: v.FormValue("about"),
		Recallable: v.FormValue("recallable") == "yes"}
}

// postAskUse is POST /campaigns/{campaign}/stories/{grant}/uses.
func (s *Site) postAskUse(w http.ResponseWriter, v *visit) error {
	if _, err := v.once(); err != nil {
		return err
	}
	grant, err := v.id("grant")
	if err != nil {
		return err
	}
	return s.changeStoryGroup(w, v, func(campaign string) error {
		return s.Stories.Ask(v.Context(), v.Actor, campaign, grant, useDraftOf(v))
	})
}

// changeStoryGroup changes something of a campaign's stories, and shows them again.
func (s *Site) changeStoryGroup(w http.ResponseWriter, v *visit, change func(campaign string) error) error {
	campaign, err := v.id("campaign")
	if err != nil {
		return err
	}
	err = change(campaign)
	if locales.IsKind(err, locales.NotFound) {
		return err
	}
	return s.done(w, v, err, "/campaigns/"+campaign+"/stories", s.showStoryGroup)
}

// storyWordsPage is the words of one use, exactly as they go out.
type storyWordsPage struct {
	Page
	Place advocacy.Place
	Use   stories.Use
	Grant stories.Grant
	Copy  stories.Copy
	Under string // the name under them, "" for none
}

// postOpenUse is POST /campaigns/{campaign}/stories/uses/{use}/open: its words, once the record of it is written.
func (s *Site) postOpenUse(w http.ResponseWriter, v *visit) error {
	place, err := s.campaignPlace(v)
	if err != nil {
		return err
	}
	id, err := v.id("use")
	if err != nil {
		return err
	}
	page := storyWordsPage{Page: s.page(v), Place: place}
	if page.Use, page.Grant, page.Copy, err = s.Stories.Open(v.Context(), v.Actor, place.ID, id); err != nil {
		if locales.IsKind(err, locales.NotFound) {
			return err
		}
		return s.again(w, v, err, s.showStoryGroup)
	}
	page.Heading = v.Printer.T("story_use.words")
	if page.Under, err = s.under(v, page.Grant, page.Copy); err != nil {
		return err
	}
	return s.render(w, http.StatusOK, "stories/words", page)
}

// under is the name under a story as its grant allows it.
func (s *Site) under(v *visit, g stories.Grant, c stories.Copy) (string, error) {
	switch g.Attribution {
	case "name":
		return c.Name, nil
	case "survivor":
		return v.Printer.T("story_attribution.survivor"), nil
	case "pseudonym":
		names, err := s.Networks.Names(v.Context(), g.Network, []string{g.Member})
		return called(v.Printer, names[g.Member]), err
	}
	return "", nil
}

// postUseOut is POST /campaigns/{campaign}/stories/uses/{use}/out.
func (s *Site) postUseOut(w http.ResponseWriter, v *visit) error {
	use, err := v.id("use")
	if err != nil {
		return err
	}
	return s.changeStoryGroup(w, v, func(campaign string) error {
		return s.Stories.SendOut(v.Context(), v.Actor, campaign, use, v.dayOf("day"))
	})
}

// recalls is GET /recalls: leads to the campaign of hers with the oldest recall task, and without one to all campaigns.
func (s *Site) recalls(w http.ResponseWriter, v *visit) error {
	campaign, _, there, err := s.Stories.Task(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	if !there {
		return seeOther(w, v, "/campaigns")
	}
	return seeOther(w, v, "/campaigns/"+campaign+"/stories")
}

// postSettleUse is POST /campaigns/{campaign}/stories/uses/{use}/settle.
func (s *Site) postSettleUse(w http.ResponseWriter, v *visit) error {
	use, err := v.id("use")
	if err != nil {
		return err
	}
	return s.changeStoryGroup(w, v, func(campaign string) error {
		return s.Stories.Settle(v.Context(), v.Actor, campaign, use, v.FormValue("how"))
	})
}

// registerFields are the columns of the register of stories; "register_field.…" says what each means.
var registerFields = []string{"state", "channel", "holder", "about", "recallable", "asked", "out", "consent_ended", "settled", "lang"}

// storyCSV is GET /campaigns/{campaign}/stories/file.csv.
func (s *Site) storyCSV(w http.ResponseWriter, v *visit) error {
	rows, err := s.registered(v)
	if err != nil {
		return err
	}
	return sendCSV(w, registerFields, rows)
}

// storyJSON is GET /campaigns/{campaign}/stories/file.json.
func (s *Site) storyJSON(w http.ResponseWriter, v *visit) error {
	rows, err := s.registered(v)
	if err != nil {
		return err
	}
	return sendJSON(w, v, "register_field.", registerFields, rows)
}

// registered is where stories went and what came of them, for a campaign's working group: who holds them, and never whose they are. On a
// device that others use too there is no file.
func (s *Site) registered(v *visit) (rows []exportRow, err error) {
	if !v.Session.Device.Own {
		return nil, locales.Refuse(locales.Forbidden, "journal.shared")
	}
	campaign, err := v.id("campaign")
	if err != nil {
		return nil, err
	}
	uses, err := s.Stories.Uses(v.Context(), v.Actor, campaign)
	for _, u := range uses {
		rows = append(rows, exportRow{u.State, u.Channel, u.Holder, u.About, strconv.FormatBool(u.Recallable), u.AskedOn.Format(time.DateOnly), dayText(u.OutOn),
			dayText(u.RecallOn), dayText(u.SettledOn), u.Lang})
	}
	return rows, err
}
