package advocacy

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/locales"
	"tinig/server/networks"
)

// How long the parts of a kit are, in characters, and how many of each a campaign has.
const (
	HashtagsAtMost   = 5
	HashtagLength    = 40
	MessageLength    = 280
	MessagesAtMost   = 60
	DaysAtMost       = 60
	CountriesAtMost  = 10
	kitDayLength     = TitleLength
	hashtagsInColumn = HashtagsAtMost * (HashtagLength + 2)
)

// Kit is what a campaign gives to those who speak for it in public. Countries are those whose hotlines it names: which these are is
// the records' to say. Revision is 0 when nothing was said yet.
type Kit struct {
	Hashtags  string         `db:"hashtags"`
	Countries pq.StringArray `db:"countries"`
	Revision  int            `db:"revision"`
	Messages  []Message      `db:"-"`
	Days      []OwnDay       `db:"-"`
}

// Message is a text to post, without its hashtags.
type Message struct {
	ID    string `db:"id"`
	Lang  string `db:"lang"`
	Words string `db:"words"`
}

// OwnDay is a day of the campaign's own.
type OwnDay struct {
	ID    string    `db:"id"`
	Day   time.Time `db:"day"`
	Lang  string    `db:"lang"`
	Words string    `db:"words"`
}

// Names says whether the kit names a country's hotlines.
func (k Kit) Names(country string) bool { return slices.Contains(k.Countries, country) }

// WorldDay is a day that is kept all over the world each year. Source is where it was proclaimed.
type WorldDay struct {
	ID     string
	Month  time.Month
	Day    int
	Source string
}

// WorldDays are those that a campaign of survivors may use, by the resolutions of the United Nations General Assembly (A/RES), and one of
// the International Labour Organization.
var WorldDays = []WorldDay{
	{"innocent_children", time.June, 4, "A/RES/ES-7/8"},
	{"child_labour", time.June, 12, "ILO, 2002"},
	{"trafficking", time.July, 30, "A/RES/68/192"},
	{"youth", time.August, 12, "A/RES/54/120"},
	{"girl", time.October, 11, "A/RES/66/170"},
	{"healing", time.November, 18, "A/RES/77/8"},
	{"children", time.November, 20, "A/RES/836 (IX)"},
	{"women", time.November, 25, "A/RES/54/134"},
	{"human_rights", time.December, 10, "A/RES/423 (V)"},
}

// Next is the day in the year that begins today.
func (d WorldDay) Next(today time.Time) time.Time {
	day := time.Date(today.Year(), d.Month, d.Day, 0, 0, 0, 0, time.UTC)
	if day.Before(today) {
		day = day.AddDate(1, 0, 0)
	}
	return day
}

// Kit is a campaign's kit, for whoever reads the campaign.
func (v *Advocacy) Kit(ctx context.Context, a networks.Actor, campaign string) (Kit, error) {
	if _, err := v.Campaign(ctx, a, campaign, ""); err != nil {
		return Kit{}, err
	}
	return v.kit(ctx, v.db, a.Network, campaign)
}

func (v *Advocacy) kit(ctx context.Context, q sqlx.QueryerContext, network, campaign string) (k Kit, err error) {
	if k, err = readKit(ctx, q, network, campaign); err != nil {
		return k, fmt.Errorf("reading the kit of campaign %s: %w", campaign, err)
	}
	if k.Messages, err = readMessages(ctx, q, network, campaign); err != nil {
		return k, fmt.Errorf("reading the messages of campaign %s: %w", campaign, err)
	}
	if k.Days, err = readOwnDays(ctx, q, network, campaign); err != nil {
		return k, fmt.Errorf("reading the days of campaign %s: %w", campaign, err)
	}
	return k, nil
}

// hashtags is a line of hashtags as they are kept: "#one #two", letters and digits only.
func hashtags(text string) (string, bool) {
	var tags []string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '#' }) {
		for _, r := range word {
			if !unicode.In(r, unicode.L, unicode.M, unicode.N) && r != '_' {
				return "", false
			}
		}
		if utf8.RuneCountInString(word) > HashtagLength {
			return "", false
		}
		if tag := "#" + word; !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	line := strings.Join(tags, " ")
	return line, len(tags) <= HashtagsAtMost && utf8.RuneCountInString(line) <= hashtagsInColumn
}

// SetKit says a kit's hashtags and countries, for who leads; k.Revision is the one she saw: when there is a newer one, it is ErrChanged.
// known are the countries of which there are records.
func (v *Advocacy) SetKit(ctx context.Context, a networks.Actor, campaign string, k Kit, known []string) error {
	tags, fits := hashtags(k.Hashtags)
	if !fits {
		return locales.Refuse(locales.Invalid, "kit.hashtags_needed", "Most", HashtagsAtMost)
	}
	if len(k.Countries) > CountriesAtMost || slices.ContainsFunc(k.Countries, func(c string) bool { return !slices.Contains(known, c) }) {
		return locales.Refuse(locales.Invalid, "target.choices_needed")
	}
	countries := append(pq.StringArray{}, k.Countries...)
	slices.Sort(countries)
	k.Hashtags, k.Countries = tags, slices.Compact(countries)
	return v.change(ctx, a, campaign, Place.Leads, func(tx *sqlx.Tx, _ Place) error {
		was, err := readKit(ctx, tx, a.Network, campaign)
		if err != nil {
			return fmt.Errorf("reading the kit of campaign %s: %w", campaign, err)
		}
		if was.Revision != k.Revision {
			return ErrChanged
		}
		if err := upsertKit(ctx, tx, a.Network, campaign, k); err != nil {
			return fmt.Errorf("changing the kit of campaign %s: %w", campaign, err)
		}
		return nil
	})
}

// AddMessage adds a text to post, for the working group. Sent twice, it adds one.
func (v *Advocacy) AddMessage(ctx context.Context, a networks.Actor, campaign, once string, m Message) error {
	m.Words = block(m.Words)
	switch {
	case m.Words == "" || utf8.RuneCountInString(m.Words) > MessageLength:
		return locales.Refuse(locales.Invalid, "kit.words_needed", "Most", MessageLength)
	case unknown(m.Lang):
		return locales.Refuse(locales.Invalid, "ask.language_needed")
	}
	return v.change(ctx, a, campaign, Place.Works, func(tx *sqlx.Tx, _ Place) error {
		k, err := v.kit(ctx, tx, a.Network, campaign)
		if err != nil {
			return err
		}
		if len(k.Messages) >= MessagesAtMost {
			return locales.Refuse(locales.Forbidden, "process.too_many", "Most", MessagesAtMost)
		}
		m.ID = uuid.NewString()
		if err := insertMessage(ctx, tx, a.Network, campaign, once, m); err != nil {
			return fmt.Errorf("adding a message of campaign %s: %w", campaign, err)
		}
		return nil
	})
}

// AddDay adds a day of the campaign's own, for the working group. Sent twice, it adds one.
func (v *Advocacy) AddDay(ctx context.Context, a networks.Actor, campaign, once string, d OwnDay) error {
	d.Words = line(d.Words)
	switch {
	case d.Words == "" || utf8.RuneCountInString(d.Words) > kitDayLength:
		return locales.Refuse(locales.Invalid, "kit.words_needed", "Most", kitDayLength)
	case d.Day.Before(v.today()):
		return locales.Refuse(locales.Invalid, "kit.day_needed")
	case unknown(d.Lang):
		return locales.Refuse(locales.Invalid, "ask.language_needed")
	}
	return v.change(ctx, a, campaign, Place.Works, func(tx *sqlx.Tx, _ Place) error {
		k, err := v.kit(ctx, tx, a.Network, campaign)
		if err != nil {
			return err
		}
		if len(k.Days) >= DaysAtMost {
			return locales.Refuse(locales.Forbidden, "process.too_many", "Most", DaysAtMost)
		}
		d.ID = uuid.NewString()
		if err := insertOwnDay(ctx, tx, a.Network, campaign, once, d); err != nil {
			return fmt.Errorf("adding a day of campaign %s: %w", campaign, err)
		}
		return nil
	})
}

// RemoveFromKit takes a message or a day away, for the working group. What is gone already stays so.
func (v *Advocacy) RemoveFromKit(ctx context.Context, a networks.Actor, campaign, id string) error {
	return v.change(ctx, a, campaign, Place.Works, func(tx *sqlx.Tx, _ Place) error {
		if err := deleteFromKit(ctx, tx, a.Network, campaign, id); err != nil {
			return fmt.Errorf("removing from the kit of campaign %s: %w", campaign, err)
		}
		return nil
	})
}
