// Package stream keeps the events of every channel in PostgreSQL: durable, in order, without holes.
//
// # Writing
//
// An event is appended in the transaction of the change it tells of, as its last act. Its number is taken
// under the channel's row lock, so the order of numbers is the order of commits, and a transaction rolled
// back leaves no hole. (A global serial isn't commit-ordered: a reader at position n may never see n-1.)
// Events carry references, never words: erasing a post leaves nothing behind here. Nothing finer than a
// day is stored.
//
//	tx, err := streams.Begin(ctx)
//	defer tx.Rollback()
//	... the change ...
//	number, err := tx.Append(ctx, channel, "post.new", ref)
//	return tx.Commit()
//
// A hot path may call the SQL function stream_append(channel, kind, ref) inside its own single statement,
// referring to its result (PostgreSQL leaves out a SELECT in WITH that nothing refers to), and then say Wake.
// A transaction that appends to several channels does so in their sorted order, or two could wait for each other.
//
// # Reading
//
// A page is drawn together with Head, read in the same snapshot: its Position. A reader follows from there with Since.
// A position is a number and an epoch. The epoch belongs to the whole database, so a channel that was never
// written has a position too, number 0, that stays good when the first event comes. It changes when the
// database turns out to be another one than before (a restored backup, a promoted replica), where the same numbers
// may stand for other events. After restoring a copy of the data folder, which can't be told apart, say
//
//	UPDATE stream_epoch SET epoch = gen_random_uuid()
//
// Since and Read answer ErrTooOld for a position that can't be continued. The one way on is to read the page anew.
//
// # Waking
//
// After a commit Wake tells this process at once and other nodes by the Bus that a channel is now at a number,
// and nothing else. It is only a hint: a lost one costs the listener a poll of Heads, never an event. It is never sent
// inside the transaction, where NOTIFY would make all commits of the database wait for each other.
//
// Events are kept for seven days; Sweep forgets older ones.
//
// The package imports nothing of ours.
package stream

import (
	"errors"
	"strings"
	"sync"

	"github.com/jmoiron/sqlx"
)

// Channel names an ordered sequence of events with one audience: its kind, its network and what it is about,
// "topic/<network uuid>/<topic uuid>". Control channels are "member/<network>/<member>" and "session/<hash hex>".
type Channel string

// Event is one thing that happened. Ref says to what: an id or a number, never words.
type Event struct {
	Channel Channel
	Seq     int64
	Kind    string
	Ref     string
}

// Position is a place in a channel: after the event numbered Seq. An empty Epoch stands for whichever is current.
type Position struct {
	Seq   int64
	Epoch string
}

// ErrTooOld says that what follows a position can't be told any more: its events are past retention,
// or it belongs to another epoch, or it lies ahead of the channel.
var ErrTooOld = errors.New("the position can't be continued")

// Streams appends to and reads the channels of one database. It is safe for concurrent use.
type Streams struct {
	db  *sqlx.DB
	bus Bus

	preparing sync.Mutex
	since     *sqlx.Stmt

	mu        sync.Mutex
	listeners map[*listener]struct{}
	unsent    map[Channel]int64
	sending   bool
}

// New returns the streams of db. A nil bus tells no other node: right for a test or a program that runs alone.
func New(db *sqlx.DB, bus Bus) *Streams {
	return &Streams{
		db:        db,
		bus:       bus,
		listeners: make(map[*listener]struct{}),
		unsent:    make(map[Channel]int64),
	}
}

const noNetwork = "00000000-0000-0000-0000-000000000000"

// Kind is the channel's first part: "topic".
func (c Channel) Kind() string {
	kind, _, _ := strings.Cut(string(c), "/")
	return kind
}

// Network is the id of the network the channel belongs to. A session's channel belongs to none: the nil uuid.
func (c Channel) Network() string {
	kind, rest, _ := strings.Cut(string(c), "/")
	if kind == "session" {
		return noNetwork
	}
	network, _, _ := strings.Cut(rest, "/")
	return network
}
