// Package statements is what a campaign says to others in numbered sections: drafted by its working group in several languages, agreed
// to, frozen, signed, delivered and answered.
//
// # The way
//
// draft → sense (a sense check) → consent (a consent round) → frozen → open for signature → cooling → delivered → answered. Who leads the
// campaign takes each step, from the revision that she saw: of two at once the second is told. Until it is open a statement can go
// back to draft, and what is frozen then is another version. From then on its words stand: other words are another statement, which
// can begin from the words of one that was delivered (see Anew).
//
// # The frozen text
//
// Freezing writes the words of all languages as one text (see Frozen.Canonical for its form) with its SHA-256. What is shown outside is
// read from that text, so that nobody is shown what wasn't signed. The database refuses to change it.
//
// # Signatures
//
// A confirmed member signs in her own network, once as a person: the row stands under a nullifier that her keyring makes for this
// statement alone, and is bound to her as one member by a second such value. It is never removed: who withdrew, or whose name went
// with her, can't sign again as somebody else, for then two backups would show both under one value. Only a row that shows
// her name says who she is. What she allows is a grant of its own, for one text and one way of showing.
//
// Outside it is told of signers only from ten on, of signatures of yesterday and before, once a day. Those who show on the list are counted as
// they are, for anybody can count them; those who are only counted pass counts by themselves, or the list, taken from the whole, would
// tell of a few. Who withdraws is gone from the list at once. A name that has changed since, and of who has left, isn't shown: nobody allowed that.
//
// While everything of hers rests, what shows her leaves every list, outside and in, and comes back the day after she wakes, as if she had withdrawn and
// signed again. Who is only counted stays counted: what doesn't move tells nothing.
//
// Somebody under 18 signs inside her network only: nothing of it is counted or shown outside.
//
// # Withheld
//
// When a moderator decides on a section of a frozen text, all of it leaves display, and its hash stands: see Withhold.
//
// The package may import networks, advocacy, rounds, counts, resting, audit and locales.
package statements

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/advocacy/rounds"
	"tinig/server/audit"
	"tinig/server/networks"
	"tinig/server/resting"
)

// How long words can be, in characters; how many sections a statement has, and statements a campaign, at most.
const (
	TitleLength      = 120
	SectionLength    = 4000
	SectionsAtMost   = 60
	StatementsAtMost = 20
)

// CoolingHours is how long signing has been over before a statement can be delivered. Who signed can withdraw meanwhile.
const CoolingHours = 72

// State is how far a statement is.
type State string

// The states, in their order.
const (
	Draft     State = "draft"
	Sense     State = "sense"
	Consent   State = "consent"
	Ready     State = "frozen"
	Open      State = "open"
	Cooling   State = "cooling"
	Delivered State = "delivered"
	Answered  State = "answered"
)

// States are all of them.
var States = []State{Draft, Sense, Consent, Ready, Open, Cooling, Delivered, Answered}

// Statement is one. Title is in the language nearest to the reader's. Revision counts every change of it.
type Statement struct {
	Network     string         `db:"network_id"`
	ID          string         `db:"id"`
	Campaign    string         `db:"campaign_id"`
	Public      string         `db:"public_id"`
	Languages   pq.StringArray `db:"languages"`
	State       State          `db:"state"`
	Revision    int            `db:"revision"`
	Version     int            `db:"version"`
	Hash        []byte         `db:"hash"`
	SenseRound  sql.NullString `db:"sense_round"`
	Round       sql.NullString `db:"consent_round"`
	FrozenOn    *time.Time     `db:"frozen_on"`
	OpenedOn    *time.Time     `db:"opened_on"`
	CoolsUntil  *time.Time     `db:"cools_until"`
	DeliveredTo string         `db:"delivered_to"`
	DeliveredOn *time.Time     `db:"delivered_on"`
	Answer      string         `db:"answer"`
	AnswerLang  string         `db:"answer_lang"`
	AnsweredOn  *time.Time     `db:"answered_on"`
	WithheldOn  *time.Time     `db:"withheld_on"`
	After       sql.NullString `db:"after_id"` // the statement whose words it began from
	Title       string         `db:"title"`
	TitleLang   string         `db:"title_lang"`
}

// Out says whether a statement is read outside.
func (s Statement) Out() bool { return s.at() >= s.State.place(Open) && s.WithheldOn == nil }

// WordsStand says whether its words can't be changed now.
func (s Statement) WordsStand() bool { return s.State != Draft }

// Reached says whether a step is behind the statement, or where it is now.
func (s Statement) Reached(step State) bool { return s.at() >= s.State.place(step) }

func (s Statement) at() int { return s.State.place(s.State) }

func (State) place(of State) int { return slices.Index(States, of) }

// Statements is the package's door. Make one with New.
type Statements struct {
	db        *sqlx.DB
	networks  *networks.Networks
	campaigns *advocacy.Advocacy
	rounds    *rounds.Rounds
	resting   resting.Folder
	now       func() time.Time
}

// New serves the statements kept in db. rest is where it stands who rests; now is the clock; nil means the machine's.
func New(db *sqlx.DB, n *networks.Networks, c *advocacy.Advocacy, r *rounds.Rounds, rest resting.Folder, now func() time.Time) *Statements {
	if now == nil {
		now = time.Now
	}
	return &Statements{db: db, networks: n, campaigns: c, rounds: r, resting: rest, now: now}
}

func (s *Statements) today() time.Time { return s.now().UTC().Truncate(24 * time.Hour) }

// ErrChanged refuses a change to something that somebody else has changed since it was read.
var ErrChanged = locales.Refuse(locales.Conflict, "statement.changed")

// errAbsent refuses what isn't there, and what isn't the actor's to see, alike.
var errAbsent = locales.Refuse(locales.NotFound, "statement.not_found")

// absent makes a missing row what isn't there.
func absent(err error, doing string, about ...any) error {
	if errors.Is(err, sql.ErrNoRows) {
		return errAbsent
	}
	return fmt.Errorf(doing+": %w", append(about, err)...)
}

func violates(err error, constraint string) bool {
	var problem *pq.Error
	return errors.As(err, &problem) && problem.Constraint == constraint
}

func line(text string) string { return strings.Join(strings.Fields(text), " ") }

func block(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }

// Statement is a statement of a campaign that the actor may read, in the language nearest to lang.
func (s *Statements) Statement(ctx context.Context, a networks.Actor, campaign, id, lang string) (Statement, error) {
	if _, err := s.campaigns.Campaign(ctx, a, campaign, lang); err != nil {
		return Statement{}, err
	}
	one, err := readStatement(ctx, s.db, a.Network, id, lang)
	if err != nil {
		return Statement{}, absent(err, "reading statement %s", id)
	}
	if one.Campaign != campaign {
		return Statement{}, errAbsent
	}
	return one, nil
}

// Statements are a campaign's, the newest first.
func (s *Statements) Statements(ctx context.Context, a networks.Actor, campaign, lang string) ([]Statement, error) {
	if _, err := s.campaigns.Campaign(ctx, a, campaign, lang); err != nil {
		return nil, err
	}
	list, err := readStatements(ctx, s.db, a.Network, campaign, lang)
	if err != nil {
		return nil, fmt.Errorf("reading the statements of campaign %s: %w", campaign, err)
	}
	return list, nil
}

// change runs a change under the statement's lock, for whom may says. From is the revision that she saw; 0 is any.
func (s *Statements) change(ctx context.Context, a networks.Actor, campaign, id string, from int, may func(advocacy.Place) bool,
	do func(*sqlx.Tx, *Statement, advocacy.Place) error) error {
	place, err := s.campaigns.Place(ctx, a, campaign, "")
	if err != nil {
		return err
	}
	if !may(place) {
		return refusal(a, place)
	}
	tx, err := s.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("changing statement %s: %w", id, err)
	}
	defer tx.Rollback()
	one, err := lockStatement(ctx, tx, a.Network, id)
	if err != nil {
		return absent(err, "locking statement %s", id)
	}
	if one.Campaign != campaign {
		return errAbsent
	}
	if from != 0 && one.Revision != from {
		return ErrChanged
	}
	if err := do(tx, &one, place); err != nil {
		return err
	}
	one.Revision++
	if err := updateStatement(ctx, tx, one); err != nil {
		return fmt.Errorf("changing statement %s: %w", id, err)
	}
	return tx.Commit()
}

// refusal says why somebody who reads a campaign may not change it.
func refusal(a networks.Actor, place advocacy.Place) error {
	if err := networks.Allow(a, networks.WorkOnCampaigns, nil); err != nil {
		return err
	}
	if place.EndedOn != nil {
		return locales.Refuse(locales.Gone, "campaign.is_over")
	}
	return locales.Refuse(locales.Forbidden, "campaign.group_only")
}

// record keeps what somebody did who leads a campaign.
func record(ctx context.Context, tx *sqlx.Tx, a networks.Actor, act audit.Act, one Statement) error {
	return audit.Append(ctx, tx, audit.Record{Network: a.Network, Actor: a.Member, Act: act, Subject: one.ID})
}
