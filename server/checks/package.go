// Package checks keeps care checks: how a member finds each of the six Domains of Care at the moment, in her own words, for
// nobody but herself. There is no number, no score and no total, and nothing is compared.
//
// A check is one domain on one day: one of three answers, and a note if she wants. Checking again on the same day replaces
// it. What she keeps in one month is one row, sealed under keys that only her open keyring has (Sealer); its name is sealed
// too, so that neither a day, nor an answer, nor a word stands in the database. What can be seen there is how many months a
// member has kept anything in, and how long it is to the power of two.
//
// Nobody else ever reads it, so nobody comes because of it: whoever shows a check says so.
//
// The package may import networks and locales.
package checks

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// Domain is one of the six Domains of Care.
type Domain string

// The domains.
const (
	Safety   Domain = "safety"
	Legal    Domain = "legal_protection"
	Mental   Domain = "mental_wellbeing"
	Economic Domain = "economic_empowerment"
	Social   Domain = "social_support"
	Physical Domain = "physical_wellbeing"
)

// Domains are all six, in the order in which they are shown.
var Domains = []Domain{Safety, Legal, Mental, Economic, Social, Physical}

// Answer is how it is.
type Answer string

// The answers. None is worth more than another.
const (
	Alright Answer = "alright"
	Change  Answer = "change"
	Help    Answer = "help"
)

// Answers are all three, in the order in which they are shown.
var Answers = []Answer{Alright, Change, Help}

// NoteLength is how long a note can be, in characters.
const NoteLength = 2000

// monthsLookedAt is how far back what she kept is looked for.
const monthsLookedAt = 60

// Check is one domain on one day. Revision counts how often it was kept: a form says with it what it began from.
type Check struct {
	Day      time.Time `json:"d"`
	Domain   Domain    `json:"o"`
	Answer   Answer    `json:"a"`
	Note     string    `json:"n,omitempty"`
	Revision int       `json:"r"`
}

// Sealer seals what one member keeps here under keys that only her open keyring has.
type Sealer interface {
	Seal(ctx context.Context, plain []byte) ([]byte, error)
	Open(ctx context.Context, sealed []byte) ([]byte, error)
	Name(place string) []byte
}

// Checks is the package's door. Make one with New.
type Checks struct {
	db  *sqlx.DB
	now func() time.Time
}

// New serves the care checks kept in db. now is the clock; nil means the machine's.
func New(db *sqlx.DB, now func() time.Time) *Checks {
	if now == nil {
		now = time.Now
	}
	return &Checks{db: db, now: now}
}

func (c *Checks) today() time.Time { return c.now().UTC().Truncate(24 * time.Hour) }

func monthOf(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC)
}

func placeOf(s Sealer, day time.Time) []byte { return s.Name(day.Format("2006-01")) }
