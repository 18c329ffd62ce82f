package site

import (
	"context"
	"strings"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/advocacy/rounds"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// newsPlaces are what notices point to, of what their reader may read now: campaigns by their ids, and the rounds that take answers.
type newsPlaces struct {
	campaigns map[string]advocacy.Campaign
	rounds    map[string]bool
}

// has says whether a notice points to one of them, or to no such place at all.
func (p newsPlaces) has(n inbox.Notice) bool {
	switch n.Kind {
	case inbox.Campaign:
		return p.campaigns[n.Place].ID != ""
	case inbox.Round:
		return p.rounds[n.Place]
	}
	return true
}

// readablePlaces asks the domains, with the reader's rights of this moment.
func (s *Site) readablePlaces(ctx context.Context, a networks.Actor, lang string, notices []inbox.Notice) (p newsPlaces, err error) {
	var ids []string
	p.rounds = map[string]bool{}
	for _, n := range notices {
		switch _, known := p.rounds[n.Place]; {
		case n.Kind == inbox.Campaign:
			ids = append(ids, n.Place)
		case n.Kind == inbox.Round && !known:
			round, err := s.Rounds.Round(ctx, a, n.Place, networks.Answer)
			if err != nil && !locales.IsKind(err, locales.NotFound) && !locales.IsKind(err, locales.Forbidden) {
				return p, err
			}
			p.rounds[n.Place] = err == nil && round.State == rounds.Open
		}
	}
	p.campaigns, err = s.Advocacy.Among(ctx, a, ids, lang)
	return p, err
}

// campaignNewsPath is the page on which news of a campaign stand.
func campaignNewsPath(campaign, about string) string {
	path := "/campaigns/" + campaign
	switch {
	case strings.HasPrefix(about, "promise_"):
		return path + "/progress"
	case about == "outcome_shown":
		return path + "/outcomes"
	}
	return path + "#asks"
}

// campaignFollow is a campaign as a place that she follows or not: its working group is told until somebody chooses otherwise, unless
// its space is muted.
func (s *Site) campaignFollow(v *visit) (place, error) {
	id, err := v.id("campaign")
	if err != nil {
		return place{}, err
	}
	campaign, err := s.Advocacy.Place(v.Context(), v.Actor, id, v.Printer.Tag())
	if err != nil {
		return place{}, err
	}
	at := place{topic: id, path: "/campaigns/" + id, named: campaign.Title, nameLang: campaign.Lang, about: "campaign_news.follow",
		levels: []inbox.Level{inbox.Everything, inbox.Muted}, unset: inbox.Muted}
	around, err := s.Inbox.Level(v.Context(), v.Actor.Network, v.Actor.Member, campaign.Space, "")
	if campaign.In() && around != inbox.Muted {
		at.unset = inbox.Everything
	}
	return at, err
}
