package site

import (
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"tinig/server/advocacy"
	"tinig/server/forum"
	"tinig/server/networks"
)

// campaignsPage lists campaigns.
type campaignsPage struct {
	Page
	Campaigns []campaignLine
	Leads     bool // she may begin one
	Next      string
}

// campaignLine is a campaign in a list.
type campaignLine struct {
	advocacy.Campaign
	Stage string
}

// campaigns is GET /campaigns.
func (s *Site) campaigns(w http.ResponseWriter, v *visit) error {
	after := afterOf(v.FormValue("after"))
	list, err := s.Advocacy.Campaigns(v.Context(), v.Actor, v.Printer.Tag(), advocacy.After{Day: after.Day, ID: after.ID})
	if err != nil {
		return err
	}
	page := campaignsPage{Page: s.page(v), Leads: networks.Allow(v.Actor, networks.LeadCampaigns, nil) == nil}
	page.Heading = v.Printer.T("campaign.heading")
	for _, c := range list {
		page.Campaigns = append(page.Campaigns, campaignLine{c, c.Stage(today())})
	}
	if len(list) == advocacy.CampaignsAtOnce {
		last := list[len(list)-1]
		page.Next = fmt.Sprintf("/campaigns?after=%s_%s", last.StartsOn.Format(time.DateOnly), last.ID)
	}
	return s.render(w, http.StatusOK, "advocacy/index", page)
}

// campaignPage is one campaign. People are all whom she may see of its group.
type campaignPage struct {
	Page
	Place  advocacy.Place
	Stage  string
	Goal   template.HTML
	Spoken string
	Space  spaceView
	Asks   []advocacy.Ask
	Due    []promiseView // what is promised and not settled
	Laws   []policyView
	People []groupMember
	Meets  bool // somebody whom she has blocked is in the group
}

// groupMember is somebody in a working group, by her name here.
type groupMember struct {
	advocacy.Person
	Named, Emblem string
	Self          bool
	CouldLead     bool // the reader can let her lead it too
}

// campaign is GET /campaigns/{campaign}.
func (s *Site) campaign(w http.ResponseWriter, v *visit) error {
	return s.showCampaign(w, v, http.StatusOK, "")
}

func (s *Site) showCampaign(w http.ResponseWriter, v *visit, code int, refusal string) error {
	place, err := s.campaignPlace(v)
	if err != nil {
		return err
	}
	page := campaignPage{Page: s.page(v), Place: place, Stage: place.Stage(today()), Spoken: languageNames(place.Languages), Goal: forum.Render(place.Goal, false)}
	page.Error = refusal
	if page.Space, err = s.campaignSpace(v, place.Space); err != nil {
		return err
	}
	if page.Asks, err = s.Advocacy.Asks(v.Context(), v.Actor, place.ID, v.Printer.Tag()); err != nil {
		return err
	}
	if page.Due, err = s.promises(v, place.ID); err != nil {
		return err
	}
	page.Due = slices.DeleteFunc(page.Due, func(p promiseView) bool { return p.State != advocacy.Open })
	if page.Laws, err = s.policyViews(v, place.ID); err != nil {
		return err
	}
	if page.People, err = s.group(v, place); err != nil {
		return err
	}
	if page.Meets, err = s.meetsInGroup(v, place); err != nil {
		return err
	}
	return s.render(w, code, "advocacy/campaign", page)
}

// campaignPlace is the campaign of the path, in her language.
func (s *Site) campaignPlace(v *visit) (advocacy.Place, error) {
	id, err := v.id("campaign")
	if err != nil {
		return advocacy.Place{}, err
	}
	return s.Advocacy.Place(v.Context(), v.Actor, id, v.Printer.Tag())
}

func (s *Site) campaignSpace(v *visit, id string) (spaceView, error) {
	space, err := s.Networks.Space(v.Context(), v.Actor, id, networks.Read)
	return viewSpace(v.Printer, v.Actor, space), err
}

// group are those of a working group whom she may see, who lead first: everybody sees who leads, and the group sees itself. Whom
// blocks part from her isn't shown.
func (s *Site) group(v *visit, place advocacy.Place) (views []groupMember, err error) {
	var ids []string
	for _, person := range place.People {
		if (person.Facilitates || place.In()) && !slices.Contains(v.Actor.Parted, person.Member) {
			ids = append(ids, person.Member)
		}
	}
	names, err := s.Networks.Names(v.Context(), v.Actor.Network, ids)
	if err != nil {
		return nil, err
	}
	could, err := s.Advocacy.CouldLead(v.Context(), place)
	if err != nil {
		return nil, err
	}
	for _, person := range place.People {
		if member, ok := names[person.Member]; ok {
			views = append(views, groupMember{Person: person, Named: called(v.Printer, member), Emblem: member.Emblem,
				Self: person.Member == v.Actor.Member, CouldLead: slices.Contains(could, person.Member)})
		}
	}
	slices.SortStableFunc(views, func(a, b groupMember) int {
		if a.Facilitates != b.Facilitates {
			return map[bool]int{true: -1, false: 1}[a.Facilitates]
		}
		return strings.Compare(a.Named, b.Named)
	})
	return views, nil
}

// meetsInGroup says whether somebody whom she has blocked is in a group. The other isn't told anything.
func (s *Site) meetsInGroup(v *visit, place advocacy.Place) (bool, error) {
	blocked, err := s.Networks.Blocked(v.Context(), v.Actor)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(place.People, func(p advocacy.Person) bool {
		return slices.ContainsFunc(blocked, func(m networks.Member) bool { return m.ID == p.Member })
	}), nil
}

// changeCampaign changes something of a campaign, and shows it again.
func (s *Site) changeCampaign(w http.ResponseWriter, v *visit, change func(id string) error) error {
	id, err := v.id("campaign")
	if err != nil {
		return err
	}
	return s.done(w, v, change(id), "/campaigns/"+id, s.showCampaign)
}

// postJoinCampaign is POST /campaigns/{campaign}/join.
func (s *Site) postJoinCampaign(w http.ResponseWriter, v *visit) error {
	return s.changeCampaign(w, v, func(id string) error { return s.Advocacy.Join(v.Context(), v.Actor, id) })
}

// postLeaveCampaign is POST /campaigns/{campaign}/leave.
func (s *Site) postLeaveCampaign(w http.ResponseWriter, v *visit) error {
	return s.changeCampaign(w, v, func(id string) error { return s.Advocacy.Leave(v.Context(), v.Actor, id) })
}

// postGiveCampaign is POST /campaigns/{campaign}/people/{member}: somebody of the group leads it too.
func (s *Site) postGiveCampaign(w http.ResponseWriter, v *visit) error {
	member, err := v.id("member")
	if err != nil {
		return err
	}
	return s.changeCampaign(w, v, func(id string) error { return s.Advocacy.Give(v.Context(), v.Actor, id, member) })
}

// postEndCampaign is POST /campaigns/{campaign}/end.
func (s *Site) postEndCampaign(w http.ResponseWriter, v *visit) error {
	return s.changeCampaign(w, v, func(id string) error { return s.Advocacy.End(v.Context(), v.Actor, id) })
}
