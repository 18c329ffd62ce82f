// Package engagements is how a campaign speaks with those who decide: letters, meetings, hearings, forums, webinars and media, and who of
// the survivors speaks there.
//
// # What others see
//
// What is planned is the working group's alone, and no place is ever kept: a day and a place at which survivors will be is what somebody
// who looks for one of them would want. What was held is read by all who read the campaign.
//
// # Participation
//
// The levels are those of the WeProtect Global Alliance's mapping of participation (consultation, collaboration, co-production, led), and
// below them one more: being told only, as IAP2's spectrum begins. Without it a survivor who was invited to "co-produce" and was only
// shown a finished text could not say so. Who invites states a level before; those who took part score it afterwards, without names, for
// ScoreDays. Nobody sees a score before these are over, and then everybody sees the same, once and for good: small groups merged
// (server/counts). Who scored stands under a value that only her own keyring makes, and that goes when the days are over.
//
// # Speaking
//
// An inviter signs a rider before anybody is asked. She does so at a one-time address without an account: of her the role and the body
// are kept. Another text of the rider is unsigned again. A member is asked only when she has said herself what she would speak at, when
// her rest is over, while nothing of hers rests (server/resting), and while she has no other booking open; who doesn't fit isn't on the list, and the list says nothing of why.
// Under 18 nobody is on it. Her wishes are seen by those who lead a campaign in whose working group she is, and by nobody else; who
// speaks where is known to these and to her. Her yes counts after CoolingDays, and until the booking is closed she can take it back without a
// word. A booking can't be closed without the day of the talk afterwards and the day of the pay, and she can strike out either of them.
//
// The package may import advocacy, networks, inbox, counts, resting, audit, realtime/stream and locales.
package engagements

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/advocacy"
	"tinig/server/audit"
	"tinig/server/networks"
	"tinig/server/resting"
)

// Kinds are how a campaign speaks with those who decide; Spoken are those at which somebody speaks.
var (
	Kinds  = []string{"letter", "meeting", "hearing", "forum", "webinar", "media"}
	Spoken = Kinds[1:]
)

// Levels are how far survivors take part, the least first.
var Levels = []string{"informed", "consulted", "collaborated", "coproduced", "led"}

// The states of an engagement.
const (
	Planned   = "planned"
	Held      = "held"
	CalledOff = "called_off"
)

// How long the words of an engagement can be, in characters, and how many a campaign has.
const (
	TitleLength = advocacy.TitleLength
	NoteLength  = 1000
	AtMost      = 200
)

// Engagement is one time at which a campaign speaks with those who decide. Body is who invites, or who is written to, by its office.
// Stated is the level that it states, "" for none; Ask is what it is about, 0 for none. Result is nil until its scores may be shown.
type Engagement struct {
	Network  string        `db:"network_id"`
	Campaign string        `db:"campaign_id"`
	ID       string        `db:"id"`
	Kind     string        `db:"kind"`
	Title    string        `db:"title"`
	Lang     string        `db:"lang"`
	Body     string        `db:"body"`
	Day      time.Time     `db:"day"`
	Number   sql.NullInt32 `db:"number"`
	Stated   string        `db:"stated"`
	Source   string        `db:"source"`
	State    string        `db:"state"`
	NoteLang string        `db:"note_lang"`
	Note     string        `db:"note"`
	Revision int           `db:"revision"`
	ClosesOn *time.Time    `db:"closes_on"`
	Merged   *string       `db:"merged"`
	Result   *Result       `db:"-"`
}

// Ask is the number of the ask that it is about, 0 for none.
func (e Engagement) Ask() int { return int(e.Number.Int32) }

// Speaks says whether somebody can speak there.
func (e Engagement) Speaks() bool { return slices.Contains(Spoken, e.Kind) }

// Draft is what somebody writes of an engagement. From is the revision that she saw, 0 for a new one.
type Draft struct {
	Once                                    string
	From, Ask                               int
	Kind, Title, Lang, Body, Stated, Source string
	Day                                     time.Time
}

// Engagements keeps the engagements of all campaigns. Make one with New.
type Engagements struct {
	db       *sqlx.DB
	advocacy *advocacy.Advocacy
	networks *networks.Networks
	resting  resting.Folder
	now      func() time.Time
}

// New takes where it stands who rests, and the clock, nil for the real one.
func New(db *sqlx.DB, v *advocacy.Advocacy, n *networks.Networks, rest resting.Folder, now func() time.Time) *Engagements {
	if now == nil {
		now = time.Now
	}
	return &Engagements{db: db, advocacy: v, networks: n, resting: rest, now: now}
}

func (e *Engagements) today() time.Time { return e.now().UTC().Truncate(24 * time.Hour) }

// errAbsent refuses what isn't there, and what the actor may not read, alike.
var errAbsent = locales.Refuse(locales.NotFound, "campaign.not_found")

func line(text string) string { return strings.Join(strings.Fields(text), " ") }

func block(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }

func longer(text string, most int) bool { return utf8.RuneCountInString(text) > most }

func unknown(tag string) bool { return locales.Match(tag, "") != tag }

func (d Draft) check() (Draft, error) {
	d.Title, d.Body, d.Source = line(d.Title), line(d.Body), line(d.Source)
	switch {
	case d.Title == "" || d.Body == "" || longer(d.Title, TitleLength) || longer(d.Body, TitleLength) || longer(d.Source, NoteLength):
		return d, locales.Refuse(locales.Invalid, "engagement.words_needed", "Most", TitleLength)
	case !slices.Contains(Kinds, d.Kind) || d.Stated != "" && !slices.Contains(Levels, d.Stated):
		return d, locales.Refuse(locales.Invalid, "target.choices_needed")
	case d.Day.IsZero():
		return d, locales.Refuse(locales.Invalid, "engagement.day_needed")
	case unknown(d.Lang):
		return d, locales.Refuse(locales.Invalid, "ask.language_needed")
	}
	return d, nil
}

func (d Draft) engagement(network, campaign, id string) Engagement {
	return Engagement{Network: network, Campaign: campaign, ID: id, Kind: d.Kind, Title: d.Title, Lang: d.Lang, Body: d.Body, Day: d.Day,
		Number: sql.NullInt32{Int32: int32(d.Ask), Valid: d.Ask > 0}, Stated: d.Stated, Source: d.Source, State: Planned, Revision: 1}
}

// Plan notes an engagement, for the working group. Sent twice, it notes one.
func (e *Engagements) Plan(ctx context.Context, a networks.Actor, campaign string, d Draft) (id string, err error) {
	if d, err = d.check(); err != nil {
		return "", err
	}
	err = e.advocacy.Alter(ctx, a, campaign, advocacy.Place.Works, func(tx *stream.Tx, _ advocacy.Place) error {
		count, err := countEngagements(ctx, tx.Tx, a.Network, campaign)
		if err != nil {
			return fmt.Errorf("counting the engagements of campaign %s: %w", campaign, err)
		}
		if count >= AtMost {
			return locales.Refuse(locales.Forbidden, "process.too_many", "Most", AtMost)
		}
		id, err = insertEngagement(ctx, tx.Tx, d.engagement(a.Network, campaign, uuid.NewString()), d.Once)
		return noted(err, campaign)
	})
	return id, err
}

// noted refuses an engagement about an ask that isn't there.
func noted(err error, campaign string) error {
	if violates(err, "engagements_ask") {
		return errAbsent
	}
	if err != nil {
		return fmt.Errorf("noting an engagement of campaign %s: %w", campaign, err)
	}
	return nil
}

// Change changes what is planned, for the working group. When it was changed since d.From, or is planned no more, it is a conflict.
func (e *Engagements) Change(ctx context.Context, a networks.Actor, campaign, id string, d Draft) error {
	d, err := d.check()
	if err != nil {
		return err
	}
	return e.change(ctx, a, campaign, id, advocacy.Place.Works, func(tx *sqlx.Tx, was Engagement) error {
		if was.Revision != d.From || was.State != Planned {
			return advocacy.ErrChanged
		}
		return noted(updateEngagement(ctx, tx, d.engagement(a.Network, campaign, id)), campaign)
	})
}

// change runs a change of one engagement under its campaign's lock, for whom may says.
func (e *Engagements) change(ctx context.Context, a networks.Actor, campaign, id string, may func(advocacy.Place) bool, do func(*sqlx.Tx, Engagement) error) error {
	return e.alter(ctx, a, campaign, id, may, func(tx *stream.Tx, was Engagement) error { return do(tx.Tx, was) })
}

// alter is change for what tells somebody, too.
func (e *Engagements) alter(ctx context.Context, a networks.Actor, campaign, id string, may func(advocacy.Place) bool, do func(*stream.Tx, Engagement) error) error {
	return e.advocacy.Alter(ctx, a, campaign, may, func(tx *stream.Tx, _ advocacy.Place) error {
		was, err := readEngagement(ctx, tx, a.Network, campaign, id)
		if errors.Is(err, sql.ErrNoRows) {
			return errAbsent
		}
		if err != nil {
			return fmt.Errorf("reading engagement %s: %w", id, err)
		}
		return do(tx, was)
	})
}

// Engagements are those of a campaign, the latest first: what is planned for its working group only.
func (e *Engagements) Engagements(ctx context.Context, a networks.Actor, campaign string) ([]Engagement, error) {
	place, err := e.advocacy.Place(ctx, a, campaign, "")
	if err != nil {
		return nil, err
	}
	all, err := readEngagements(ctx, e.db, a.Network, campaign, place.In())
	if err != nil {
		return nil, fmt.Errorf("reading the engagements of campaign %s: %w", campaign, err)
	}
	for i := range all {
		if err := all[i].judge(); err != nil {
			return nil, fmt.Errorf("reading the scores of engagement %s: %w", all[i].ID, err)
		}
	}
	return all, nil
}

// Engagement is one of a campaign's engagements.
func (e *Engagements) Engagement(ctx context.Context, a networks.Actor, campaign, id string) (Engagement, error) {
	all, err := e.Engagements(ctx, a, campaign)
	if err != nil {
		return Engagement{}, err
	}
	i := slices.IndexFunc(all, func(one Engagement) bool { return one.ID == id })
	if i < 0 {
		return Engagement{}, errAbsent
	}
	return all[i], nil
}

// CallOff calls off what was planned, for who leads.
func (e *Engagements) CallOff(ctx context.Context, a networks.Actor, campaign, id string) error {
	return e.change(ctx, a, campaign, id, advocacy.Place.Leads, func(tx *sqlx.Tx, was Engagement) error {
		if was.State != Planned {
			return advocacy.ErrChanged
		}
		was.State = CalledOff
		if err := updateState(ctx, tx, was); err != nil {
			return fmt.Errorf("calling off engagement %s: %w", id, err)
		}
		if err := deleteAsked(ctx, tx, a.Network, id); err != nil {
			return fmt.Errorf("calling off engagement %s: %w", id, err)
		}
		return record(ctx, tx, a, "engagement.called_off", id)
	})
}

// record keeps what somebody did who leads a campaign.
func record(ctx context.Context, tx *sqlx.Tx, a networks.Actor, act audit.Act, subject string) error {
	return audit.Append(ctx, tx, audit.Record{Network: a.Network, Actor: a.Member, Act: act, Subject: subject})
}
