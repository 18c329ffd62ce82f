// Package concerns is what safeguarding leads do when somebody may be in danger, stage by stage: a concern, triage, a plan, the
// contacts that were made, a review, closed. Their notes are sealed to those who work on it, and to nobody else.
//
// Invariants:
//   - A case has a key of its own. It stands nowhere but in an envelope for each lead who has a seat in the case (see envelopes):
//     the server opens notes only while such a lead's keyring is open. Who has a seat gives another lead one.
//   - Each reading of the notes leaves a record before anything is shown.
//   - A lead without a seat doesn't learn whom a case is about. She whom it is about, and a lead from whom a block parts her, have
//     none, and the case isn't there for them.
//   - Whom it is about being under 18, no step beyond triage is one person's: another lead with a seat agrees. The database says so.
//   - An address at which abuse is said to be shown is text, sealed to the leads: one of them is shown it once, for the authority's
//     reporting line, after a record is written, and then it is gone. Nobody here opens it.
//   - A case has a day on which it is looked at again. It goes Days after it is closed, with its notes.
//
// The package may import networks, audit, inbox, envelopes, realtime/stream and locales.
package concerns

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/networks"
)

// Days is for how long a case is kept after it is closed.
const Days = 180

// reviewDays is when a case is looked at again, unless a lead says another day; longestReview is the last she can say.
const (
	reviewDays    = 7
	longestReview = 90
)

// NoteLength is the most characters of a note, and notesAtMost how many a case has.
const (
	NoteLength  = 4000
	notesAtMost = 500
)

// concernsAtMost is how many cases a lead sees.
const concernsAtMost = 200

// Stage is how far a case is.
type Stage string

// The stages.
const (
	Raised   Stage = "concern"
	Triage   Stage = "triage"
	Plan     Stage = "plan"
	Contacts Stage = "contacts"
	Review   Stage = "review"
	Closed   Stage = "closed"
)

// Stages are all of them, in their order.
var Stages = []Stage{Raised, Triage, Plan, Contacts, Review, Closed}

// next are the stages that can follow one.
var next = map[Stage][]Stage{
	Raised:   {Triage},
	Triage:   {Plan, Closed},
	Plan:     {Contacts},
	Contacts: {Review},
	Review:   {Plan, Closed},
}

// Next are the stages that can follow now.
func (c Concern) Next() []Stage { return next[c.Stage] }

// Concern is a case. Member is whom it is about, "" when she is gone. Asked is the stage to which AskedBy would have it moved when
// another lead agrees; "" for none.
type Concern struct {
	Network  string     `db:"network_id"`
	ID       string     `db:"id"`
	Member   string     `db:"member_id"`
	Minor    bool       `db:"minor"`
	Stage    Stage      `db:"stage"`
	OpenedOn time.Time  `db:"opened_on"`
	ReviewOn time.Time  `db:"review_on"`
	ClosedOn *time.Time `db:"closed_on"`
	Asked    Stage      `db:"asked"`
	AskedBy  string     `db:"asked_by"`
}

// Sealer is where a lead's key comes from: her open keyring.
type Sealer interface {
	Name(place string) []byte
}

// Concerns is the package's door. Make one with New.
type Concerns struct {
	db       *sqlx.DB
	streams  *stream.Streams
	networks *networks.Networks
	now      func() time.Time
}

// New serves the cases kept in db. now is the clock; nil means the machine's.
func New(db *sqlx.DB, streams *stream.Streams, n *networks.Networks, now func() time.Time) *Concerns {
	if now == nil {
		now = time.Now
	}
	return &Concerns{db: db, streams: streams, networks: n, now: now}
}

func (c *Concerns) today() time.Time { return c.now().UTC().Truncate(24 * time.Hour) }

var errNoRow = sql.ErrNoRows

// errNotThere refuses what isn't there and what isn't hers to see alike.
var errNotThere = locales.Refuse(locales.NotFound, "concern.not_there")

// wrap says where something failed; a refusal stays as it is, and a row that isn't there is refused.
func wrap(err error, doing, id string) error {
	if errors.Is(err, errNoRow) {
		return errNotThere
	}
	if refusal := (*locales.Refusal)(nil); err == nil || errors.As(err, &refusal) {
		return err
	}
	return fmt.Errorf("%s %s: %w", doing, id, err)
}

// apart says whether somebody's case isn't for a lead: she is it herself, or a block of either parts them.
func (c *Concerns) apart(ctx context.Context, network, about, lead string) (bool, error) {
	if about == "" {
		return false, nil
	}
	if about == lead {
		return true, nil
	}
	for _, pair := range [][2]string{{about, lead}, {lead, about}} {
		a, err := c.networks.Follow(ctx, network, pair[0])
		if locales.IsKind(err, locales.NotFound) {
			continue
		}
		if err != nil || slices.Contains(a.Parted, pair[1]) {
			return true, err
		}
	}
	return false, nil
}
