// Package cases is the way from a report to an answer: somebody reports, somebody else looks into it and decides, those whom it
// concerns are told, and who doesn't agree appeals to another person.
//
// Invariants:
//   - A report is of one Subject as it stood then. What stood there, and what the reporter wrote, are sealed under the case's own
//     key, which lies outside the database and is destroyed with the case, after Days.
//   - Nothing that this package hands out names a reporter, but to herself (Mine).
//   - Who is near a case opens it nowhere: who wrote in the same thread, is in a cohort with its member, is parted from her, has
//     marked a conflict, reported it, or decided first. It is asked of every member of her keyring (Self), one at a time, and
//     written down of none. To her the case isn't there.
//   - Reports about staff, or where nobody could look into them, are in the queue of the Global network's safeguarding leads.
//   - An appeal is decided by somebody else: a constraint of the table.
//   - Fixed numbers, no scores: two vouched reporters hide a text until it is looked at, one is enough where somebody is exposed.
//     Who is worried about somebody never hides her words.
//
// Whoever decides acts under her role's name. Each opening and each decision leaves a record in its own transaction.
//
// The package may import networks, audit, inbox, keyfiles, realtime/stream and locales.
package cases

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/keyfiles"
	"tinig/server/networks"
)

// Days is for how long a case, and what was reported, is kept.
const Days = 180

// How long something may wait, by who answers for it, and an appeal.
const (
	UrgentWithin = 15 * time.Minute
	SoonWithin   = 24 * time.Hour
	AppealWithin = 72 * time.Hour
)

// ClaimFor is for how long a case is hers who has taken it.
const ClaimFor = 30 * time.Minute

// Line says who looks into a case first: anybody of the staff, or a safeguarding lead.
type Line string

// The lines.
const (
	FirstLine Line = "first"
	LeadLine  Line = "lead"
)

// Reason is why something is reported.
type Reason string

// The reasons, in the order in which they are offered.
const (
	Danger   Reason = "danger"   // she who reports is in danger
	Worried  Reason = "worried"  // she is worried about somebody
	Exploits Reason = "exploits" // somebody asks for or offers pictures, meetings or money
	Exposes  Reason = "exposes"  // it says who somebody is or where
	Harms    Reason = "harms"    // it hurts or threatens somebody
	Rules    Reason = "rules"    // it isn't for here
	Other    Reason = "other"
)

// Reasons are all of them.
var Reasons = []Reason{Danger, Worried, Exploits, Exposes, Harms, Rules, Other}

// line is who looks into what is reported for a reason.
func (r Reason) line() Line {
	switch r {
	case Danger, Worried, Exploits:
		return LeadLine
	}
	return FirstLine
}

// How many vouched reporters hide a text until it is looked at, and how many where somebody is exposed.
const (
	hideAt        = 2
	hideExposedAt = 1
)

// hides says whether reports for the reason hide anything.
func (r Reason) hides() bool { return r != Danger && r != Worried }

// Case is something that was reported, or an appeal against what was decided about it. Queue is the network that looks into it.
// Member is whose it is, "" when she is gone.
type Case struct {
	Network      string     `db:"network_id"`
	ID           string     `db:"id"`
	Queue        string     `db:"queue_id"`
	FirstCase    string     `db:"first_case"`
	Kind         string     `db:"kind"`
	Subject      string     `db:"subject"`
	Member       string     `db:"member_id"`
	Line         Line       `db:"line"`
	Reason       Reason     `db:"reason"`
	Hidden       bool       `db:"hidden"`
	OpenedAt     time.Time  `db:"opened_at"`
	DueAt        time.Time  `db:"due_at"`
	ClaimedBy    string     `db:"claimed_by"`
	ClaimedUntil *time.Time `db:"claimed_until"`
	Decided      bool       `db:"decided"`
	Sealed       []byte     `db:"sealed"`
	ForgetOn     time.Time  `db:"forget_on"`
}

// Appeal says whether it is against a decision.
func (c Case) Appeal() bool { return c.ID != c.FirstCase }

// Urgent says whether it is one of those that wait for minutes only.
func (c Case) Urgent() bool { return c.Reason.line() == LeadLine && !c.Appeal() }

// held says whether somebody else than this member is looking into it.
func (c Case) held(member string, now time.Time) bool {
	return c.ClaimedBy != "" && c.ClaimedBy != member && c.ClaimedUntil.After(now)
}

// mine says whether this member is looking into it.
func (c Case) mine(member string, now time.Time) bool {
	return c.ClaimedBy == member && c.ClaimedUntil.After(now)
}

// Self is one member of the keyring of who acts.
type Self struct{ Network, Member string }

// Config is what cases are made of. Together says whether two members of a network are in one cohort.
type Config struct {
	Keys     keyfiles.Folder
	Subjects []Subject
	Together func(ctx context.Context, network, one, other string) (bool, error)
	Now      func() time.Time
}

// Cases is the package's door. Make one with New.
type Cases struct {
	db       *sqlx.DB
	streams  *stream.Streams
	networks *networks.Networks
	subjects map[string]Subject
	Config
}

// New serves the cases kept in db. Without a clock it is the machine's.
func New(db *sqlx.DB, streams *stream.Streams, n *networks.Networks, c Config) *Cases {
	if c.Now == nil {
		c.Now = time.Now
	}
	cases := &Cases{db: db, streams: streams, networks: n, subjects: map[string]Subject{}, Config: c}
	for _, subject := range c.Subjects {
		cases.subjects[subject.Kind()] = subject
	}
	return cases
}

func (c *Cases) today() time.Time { return c.Now().UTC().Truncate(24 * time.Hour) }

// notFound turns a missing row into the refusal of what isn't there, and wraps everything else.
func notFound(err error, doing, id string) error {
	if errors.Is(err, errNoRow) {
		return errNotThere
	}
	return fmt.Errorf(doing+" %s: %w", id, err)
}

// errNotThere refuses what isn't there, what isn't hers to see and what she is too near to, alike.
var errNotThere = locales.Refuse(locales.NotFound, "queue.not_there")
