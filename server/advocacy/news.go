package advocacy

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// Those of the working group, and whoever follows the campaign, are told that something happened in it: of what kind, and on which day.
// News are an ask adopted, raised, answered or come further, a promise that was kept or wasn't, and an outcome that is shown.

// moveNews are what kind of news a step of an ask is.
func moveNews(status string) string {
	switch status {
	case Adopted, Raised:
		return "ask_" + status
	case Acknowledged, Refused:
		return "ask_answered"
	}
	return "ask_further"
}

// tell tells of what happened in a campaign, after every other change. See inbox.News.
func (v *Advocacy) tell(ctx context.Context, tx *sqlx.Tx, by networks.Actor, campaign, about string) ([]inbox.Told, error) {
	c, err := readCampaign(ctx, tx, by.Network, campaign, "")
	if err != nil {
		return nil, absent(err, "reading campaign %s", campaign)
	}
	people, err := readPeople(ctx, tx, by.Network, campaign)
	if err != nil {
		return nil, fmt.Errorf("reading the group of campaign %s: %w", campaign, err)
	}
	members := []string{}
	for _, person := range people {
		members = append(members, person.Member)
	}
	return inbox.News(ctx, tx, inbox.Event{Network: c.Network, By: by.Member, Members: members, Space: c.Space, Followed: c.ID, Place: c.ID,
		Kind: inbox.Campaign, About: about, Day: v.today()})
}

// wake wakes the inboxes of those who were told, when all went well.
func (v *Advocacy) wake(network string, told []inbox.Told, err error) error {
	if err == nil {
		inbox.Wake(v.streams, network, told)
	}
	return err
}

// Among are those of some campaigns that the actor may read, by their ids, in the language nearest to lang.
func (v *Advocacy) Among(ctx context.Context, a networks.Actor, ids []string, lang string) (map[string]Campaign, error) {
	among := map[string]Campaign{}
	for _, id := range ids {
		if _, known := among[id]; known {
			continue
		}
		c, err := v.Campaign(ctx, a, id, lang)
		if err == nil {
			among[id] = c
		} else if !locales.IsKind(err, locales.NotFound) {
			return nil, err
		}
	}
	return among, nil
}
