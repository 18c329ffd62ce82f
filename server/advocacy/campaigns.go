package advocacy

import (
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/locales"
	"tinig/server/audit"
	"tinig/server/networks"
)

// How long the words of a campaign can be, in characters, and how many campaigns are shown at once.
const (
	TitleLength     = 120
	GoalLength      = 2000
	SloganLength    = 80
	CampaignsAtOnce = 30
)

// The stages of a campaign, which its days tell.
const (
	Coming   = "coming"
	UnderWay = "under_way"
	Over     = "over"
)

// Campaign is what members of a network want to change together. GroupUntil is the last day on which its working group writes.
type Campaign struct {
	Network    string         `db:"network_id"`
	ID         string         `db:"id"`
	Space      string         `db:"space_id"`
	Languages  pq.StringArray `db:"languages"`
	Version    int            `db:"version"`
	Revision   int            `db:"revision"`
	StartsOn   time.Time      `db:"starts_on"`
	EndsOn     *time.Time     `db:"ends_on"`
	GroupUntil time.Time      `db:"group_until"`
	EndedOn    *time.Time     `db:"ended_on"`
	Text       `db:"text"`
}

// Text is what a campaign says of itself in one language. First says that its version was written in it.
type Text struct {
	Version int       `db:"version"`
	Lang    string    `db:"lang"`
	First   bool      `db:"first"`
	Title   string    `db:"title"`
	Goal    string    `db:"goal"`
	Slogan  string    `db:"slogan"`
	Day     time.Time `db:"day"`
}

// Draft is what somebody writes about a campaign. From is the revision that she saw, 0 for a new one; Once is her form's one-time number.
type Draft struct {
	Once, Space                  string
	From                         int
	Lang, Title, Goal, Slogan    string
	Languages                    []string
	StartsOn, EndsOn, GroupUntil time.Time
}

// Stage is how far a campaign is on a day.
func (c Campaign) Stage(today time.Time) string {
	switch {
	case c.EndedOn != nil || c.EndsOn != nil && c.EndsOn.Before(today):
		return Over
	case c.StartsOn.After(today):
		return Coming
	}
	return UnderWay
}

// check tidies a draft, and refuses one in which something is missing.
func (d Draft) check() (Draft, error) {
	d.Title, d.Slogan, d.Goal = line(d.Title), line(d.Slogan), block(d.Goal)
	switch {
	case d.Title == "" || d.Goal == "":
		return d, locales.Refuse(locales.Invalid, "campaign.words_needed")
	case utf8.RuneCountInString(d.Title) > TitleLength || utf8.RuneCountInString(d.Goal) > GoalLength || utf8.RuneCountInString(d.Slogan) > SloganLength:
		return d, locales.Refuse(locales.Invalid, "campaign.too_long")
	case unknown(d.Lang) || len(d.Languages) == 0 || slices.ContainsFunc(d.Languages, unknown) || !slices.Contains(d.Languages, d.Lang):
		return d, locales.Refuse(locales.Invalid, "campaign.languages_needed")
	case d.StartsOn.IsZero() || d.GroupUntil.IsZero() || d.GroupUntil.Before(d.StartsOn) || !d.EndsOn.IsZero() && d.EndsOn.Before(d.StartsOn):
		return d, locales.Refuse(locales.Invalid, "campaign.days_needed")
	}
	return d, nil
}

// campaign is a draft as a campaign.
func (d Draft) campaign(network, id string, today time.Time) Campaign {
	c := Campaign{Network: network, ID: id, Space: d.Space, Languages: d.Languages, StartsOn: d.StartsOn, GroupUntil: d.GroupUntil, Version: 1, Revision: 1,
		Text: Text{Version: 1, Lang: d.Lang, First: true, Title: d.Title, Goal: d.Goal, Slogan: d.Slogan, Day: today}}
	if !d.EndsOn.IsZero() {
		c.EndsOn = &d.EndsOn
	}
	return c
}

// Begin begins a campaign, which the actor leads, in a space that all members read. Sent twice, it begins one.
func (v *Advocacy) Begin(ctx context.Context, a networks.Actor, d Draft) (id string, err error) {
	if err := networks.Allow(a, networks.LeadCampaigns, nil); err != nil {
		return "", err
	}
	if d, err = d.check(); err != nil {
		return "", err
	}
	space, err := v.networks.Space(ctx, a, d.Space, networks.Read)
	if err != nil {
		return "", err
	}
	if space.Reads != networks.Members {
		return "", locales.Refuse(locales.Invalid, "campaign.space_needed")
	}
	c := d.campaign(a.Network, uuid.NewString(), v.today())
	tx, err := v.db.BeginTxx(ctx, nil)
	if err != nil {
		return "", fmt.Errorf("beginning campaign %s: %w", c.ID, err)
	}
	defer tx.Rollback()
	existing, err := insertCampaign(ctx, tx, c, d.Once)
	if err != nil {
		return "", fmt.Errorf("beginning campaign %s: %w", c.ID, err)
	}
	if existing != c.ID {
		return existing, nil
	}
	if err := insertText(ctx, tx, c); err != nil {
		return "", fmt.Errorf("writing campaign %s: %w", c.ID, err)
	}
	if err := insertPerson(ctx, tx, c, a.Member, true); err != nil {
		return "", fmt.Errorf("leading campaign %s: %w", c.ID, err)
	}
	if err := record(ctx, tx, a, "campaign.begun", c.ID); err != nil {
		return "", err
	}
	return c.ID, tx.Commit()
}

// record keeps what somebody did who leads a campaign.
func record(ctx context.Context, tx *sqlx.Tx, a networks.Actor, act audit.Act, subject string) error {
	return audit.Append(ctx, tx, audit.Record{Network: a.Network, Actor: a.Member, Act: act, Subject: subject})
}

// After is where a list of campaigns goes on. The zero value is the beginning.
type After struct {
	Day time.Time
	ID  string
}

// Campaigns lists the campaigns that the actor may read, the one that began last first, in the language nearest to lang.
func (v *Advocacy) Campaigns(ctx context.Context, a networks.Actor, lang string, after After) ([]Campaign, error) {
	if err := networks.Allow(a, networks.ReadCampaigns, nil); err != nil {
		return nil, err
	}
	spaces, err := v.networks.Spaces(ctx, a)
	if err != nil {
		return nil, err
	}
	if after.ID == "" {
		after = After{Day: v.today().AddDate(100, 0, 0), ID: uuid.Max.String()}
	}
	var ids []string
	for _, space := range spaces {
		ids = append(ids, space.ID)
	}
	list, err := readCampaigns(ctx, v.db, a.Network, ids, lang, after)
	if err != nil {
		return nil, fmt.Errorf("reading the campaigns of %s: %w", a.Network, err)
	}
	return list, nil
}

// Campaign is a campaign that the actor may read, in the language nearest to lang: that one, else the one in which it was written.
// Another isn't there.
func (v *Advocacy) Campaign(ctx context.Context, a networks.Actor, id, lang string) (Campaign, error) {
	if networks.Allow(a, networks.ReadCampaigns, nil) != nil {
		return Campaign{}, errAbsent
	}
	c, err := readCampaign(ctx, v.db, a.Network, id, lang)
	if err != nil {
		return Campaign{}, absent(err, "reading campaign %s", id)
	}
	if _, err := v.networks.Space(ctx, a, c.Space, networks.Read); err != nil {
		if locales.IsKind(err, locales.NotFound) {
			return Campaign{}, errAbsent
		}
		return Campaign{}, err
	}
	return c, nil
}

// Texts are all that a campaign has said of itself, the newest version first.
func (v *Advocacy) Texts(ctx context.Context, a networks.Actor, id string) ([]Text, error) {
	if _, err := v.Campaign(ctx, a, id, ""); err != nil {
		return nil, err
	}
	texts, err := readTexts(ctx, v.db, a.Network, id)
	if err != nil {
		return nil, fmt.Errorf("reading the texts of campaign %s: %w", id, err)
	}
	return texts, nil
}

// Change changes a campaign's words, languages and days, for who leads it. Other words are a new version. It stays in its space.
// When it was changed since d.From, it is ErrChanged.
func (v *Advocacy) Change(ctx context.Context, a networks.Actor, id string, d Draft) error {
	d, err := d.check()
	if err != nil {
		return err
	}
	return v.change(ctx, a, id, Place.Leads, func(tx *sqlx.Tx, was Place) error {
		if was.Revision != d.From {
			return ErrChanged
		}
		c := d.campaign(a.Network, id, v.today())
		c.Version, c.Text.Version = was.Version, was.Version
		now, err := readTextIn(ctx, tx, was.Campaign, d.Lang)
		if err != nil {
			return fmt.Errorf("reading the text of campaign %s: %w", id, err)
		}
		if now.Title != d.Title || now.Goal != d.Goal || now.Slogan != d.Slogan {
			c.Version, c.Text.Version = was.Version+1, was.Version+1
			if err := insertText(ctx, tx, c); err != nil {
				return fmt.Errorf("writing campaign %s: %w", id, err)
			}
		}
		if err := updateCampaign(ctx, tx, c); err != nil {
			return fmt.Errorf("changing campaign %s: %w", id, err)
		}
		return record(ctx, tx, a, "campaign.changed", id)
	})
}

// Translate adds a language to the version that counts now, for the working group. When there is a newer version than d.From, or the
// language is there already, it is ErrChanged.
func (v *Advocacy) Translate(ctx context.Context, a networks.Actor, id string, d Draft) error {
	d.Title, d.Slogan, d.Goal = line(d.Title), line(d.Slogan), block(d.Goal)
	return v.change(ctx, a, id, Place.Works, func(tx *sqlx.Tx, was Place) error {
		full := d
		full.Languages, full.StartsOn, full.GroupUntil = append([]string{d.Lang}, was.Languages...), was.StartsOn, was.GroupUntil
		if _, err := full.check(); err != nil {
			return err
		}
		if was.Version != d.From {
			return ErrChanged
		}
		c := d.campaign(a.Network, id, v.today())
		c.Text.Version, c.First = was.Version, false
		err := insertText(ctx, tx, c)
		if violates(err, "campaign_texts_pkey") {
			return ErrChanged
		}
		return err
	})
}

// End ends a campaign: it is read as before, and nothing is written any more.
func (v *Advocacy) End(ctx context.Context, a networks.Actor, id string) error {
	return v.change(ctx, a, id, Place.Leads, func(tx *sqlx.Tx, was Place) error {
		if err := endCampaign(ctx, tx, was.Campaign, v.today()); err != nil {
			return fmt.Errorf("ending campaign %s: %w", id, err)
		}
		return record(ctx, tx, a, "campaign.ended", id)
	})
}
