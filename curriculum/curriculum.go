// Package curriculum is who learns what is taught in tinig/curriculum/content: cohorts, their plans, how far each learner
// is, journals, attendance, and how those who learn come to teach.
//
// # Who sees what
//
// A learner's progress is hers. It has four states (not begun, visited, done for me, not today) and a day, and nothing
// else: no time spent, no lateness, no streak, no score, no rank. "Not today" counts as done everywhere. Trainers see one
// thing of a learner and a unit: whether she is through with it, in either of the two ways (Roll); nothing that leaves this
// package for a trainer can tell them apart.
//
// A journal is sealed under keys that only its writer's open keyring has (Sealer), and so is how sure somebody feels (Confidence).
//
// What a group is asked, of a session (Feedback) and of what it knows (Knowledge), is kept as sums, with the names of those who
// have answered, which only their own keys can make: no row, no place in one and no transaction is somebody's. Nothing is shown
// before its days are over, not even how many have answered; then what was said is shown once and for all, from five answers on and
// in groups of three or more (fold), and answers and names are forgotten (Release).
//
// # Passing it on
//
// A member stands on the Ladder of her network. A step asks for practice (Deliver), observations by a trainer who has scored the
// rubric's examples first (Calibrate, Observe) and to which she who was observed agrees, a rest, and her own yes (Step). Nobody
// gives a level or takes it. Stepping back is one press; the level is all that others see of it. A level of somebody with whom
// nobody has talked about her practice for half a year rests, and wakes with the next talk.
//
// The ladder gives no rights. Who may hold cohorts is decided by whoever gives Actor.Teaches (a role, which a steward gives): the
// ladder shows that steward what is there, and asks the same Actor who may observe. Who was prepared by whom stays within a network
// and goes with either of the two.
//
// # Members
//
// The package knows members as opaque ids. What a member may do here, the caller says (Actor). Whoever calls it may hand it
// what it can't name (Config).
//
// # Content
//
// A cohort keeps the version of the course that it began with, until a trainer takes the newest one. Courses are read once
// and kept.
//
// A network can rewrite a session (Fork, Rewrite). What it has written is looked at by the rules of the content; a second person
// publishes it (AskToPublish, Publish), and cohorts that begin can take it. Such a cohort keeps a course of its own, so that everything which
// reads a unit reads what was rewritten, marked (Unit.Adapted), without knowing. A fix in the source of what keeps people safe stands in the
// place of the network's words until somebody has looked at it (Look); what else changes there waits as an offer. A network can offer what it
// has published to the source (Offer), which those of the Global network who may answer it (AnswerOffer).
//
// The package may import curriculum/content, realtime/stream and locales.
package curriculum

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/curriculum/content"
	"tinig/locales"
	"tinig/realtime/stream"
)

// Actor is who acts, and what she may do: Learns is taking sessions and keeping a journal, Teaches is holding cohorts, Runs is
// seeing all cohorts of the network, Adapts rewriting sessions for it, Takes answering what networks offer to the source. Band is
// "minor" or "adult".
type Actor struct {
	Network, Member, Band string
	Seat                  string // who sits at a tablet, and then there is no member
	Learns, Teaches, Runs bool
	Adapts, Takes         bool
}

// errAbsent refuses what isn't there, and what isn't for the actor, in the same words.
var errAbsent = locales.Refuse(locales.NotFound, "curriculum.nothing_here")

// learns is a refusal for who may not take sessions.
func (a Actor) learns() error {
	if !a.Learns {
		return errAbsent
	}
	return nil
}

// Config is what the package needs and can't name.
type Config struct {
	Course *content.Course // the newest
	// Tell tells members today that they are asked into a cohort, within the transaction that asks them, after every other change.
	Tell func(ctx context.Context, tx *stream.Tx, network string, members []string, today time.Time) error
	// Answered takes that back when one who was asked on a day has answered, within the transaction that takes her answer.
	Answered func(ctx context.Context, tx *stream.Tx, network, member string, asked time.Time) error
	// Seen tells a member that what was seen of her waits for her word, and Agreed its observer that somebody agreed; Heard takes the
	// first back when she has answered what was seen on a day. They come last in their transactions.
	Seen, Agreed, Heard func(ctx context.Context, tx *stream.Tx, network, member string, day time.Time) error
	// Second tells those of a network who may agree, but for the member who asks, that a rewritten session waits for a second person.
	Second func(ctx context.Context, tx *stream.Tx, network, asker string, day time.Time) error
	// LetOut lets out what may be told of a table that is counted over the network.
	LetOut LetOut
	Record Record
	Now    func() time.Time // nil is the machine's clock
	// Secret keys the hashes of what has few values: pictures, numbers. It is the same on all nodes.
	Secret []byte
	// Older are the secrets that it had before Secret: a seat whose pictures were hashed under one is still taken by them.
	Older [][]byte
}

// Curriculum is the package's door. Make one with New.
type Curriculum struct {
	Config
	db      *sqlx.DB
	streams *stream.Streams

	mu    sync.Mutex
	older map[string]*content.Course // by version, those that cohorts began with

	newest memo[newestUnit]      // published versions on the newest course
	with   memo[*content.Course] // the newest course with some of them
	linted memo[[]content.Found] // what is wrong with what networks write, by revision
}

// New serves the cohorts kept in db, and keeps its newest course there.
func New(ctx context.Context, db *sqlx.DB, streams *stream.Streams, c Config) (*Curriculum, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	cur := &Curriculum{Config: c, db: db, streams: streams, older: map[string]*content.Course{}}
	if err := cur.keep(ctx); err != nil {
		return nil, fmt.Errorf("keeping the course: %w", err)
	}
	return cur, nil
}

func (c *Curriculum) today() time.Time { return c.Now().UTC().Truncate(24 * time.Hour) }
