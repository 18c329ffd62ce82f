// Package duty is who of the safeguarding leads is there when somebody needs a person now: a rota of days and hours by the
// network's clock, who is on duty this minute, and the alerts that reach her.
//
// Invariants:
//   - On duty is who has begun, and whose open page has said so within HereFor. The rota says who means to be there and nothing
//     more: nobody is told that somebody is here because a rota says so.
//   - An alert says nothing until a lead has taken it: no name, no words, no place. What she sees then was recorded before. Only
//     she and who asked read what the two write to each other; it is sealed under the alert's key (see keyfiles).
//   - Who asked always has a true answer: nobody is here, somebody is, or somebody has seen it and says what she does until when.
//   - A lead from whom a block parts her isn't told of her, nor counted as being here for her.
//   - A lead who has taken something doesn't go off duty with it: she closes it or hands over. When her page is gone, another one
//     can take it.
//   - Who is on duty is known to the leads of the network, and to nobody else.
//
// The package may import networks, audit, inbox, keyfiles, realtime/stream and locales.
package duty

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/keyfiles"
	"tinig/server/networks"
)

// An open page says every Beat that its lead is there; she is for HereFor after that, and for WritingFor while she writes on a page
// that can't say so by itself.
const (
	Beat       = 30 * time.Second
	HereFor    = 100 * time.Second
	WritingFor = 5 * time.Minute
)

// Days is for how long an alert is kept, taken or not.
const Days = 30

// Why is what raised an alert.
type Why string

// The reasons: words that may say that she is in danger, or that she asked.
const (
	Words Why = "words"
	Asked Why = "asked"
)

// Answer is what a lead says that she will do.
type Answer string

// The answers.
const (
	Write Answer = "write" // write to her here
	Talk  Answer = "talk"  // talk with her, where she is
	Call  Answer = "call"  // stay with it while she calls a helpline
)

// Answers are all of them, and Within the minutes that a lead can promise.
var (
	Answers = []Answer{Write, Talk, Call}
	Within  = []int{5, 15, 30, 60}
)

// Alert is that somebody may need a person now. TakenBy is "" as long as nobody has taken it; ByAt is until when she who did
// does what Answer says.
type Alert struct {
	Network  string     `db:"network_id"`
	ID       string     `db:"id"`
	Member   string     `db:"member_id"`
	Why      Why        `db:"why"`
	Place    string     `db:"place"`
	RaisedAt time.Time  `db:"raised_at"`
	TakenBy  string     `db:"taken_by"`
	Answer   Answer     `db:"answer"`
	ByAt     *time.Time `db:"by_at"`
}

// Late says whether the time that was promised has passed.
func (a Alert) Late(now time.Time) bool { return a.ByAt != nil && a.ByAt.Before(now) }

// Config is what duty is made of. Ring is called after each alert, with nothing: it must not take long. Nil is nothing.
type Config struct {
	Keys keyfiles.Folder
	Ring func()
	Now  func() time.Time
}

// Duty is the package's door. Make one with New.
type Duty struct {
	db       *sqlx.DB
	streams  *stream.Streams
	networks *networks.Networks
	Config
}

// New serves the duty kept in db. Without a clock it is the machine's.
func New(db *sqlx.DB, streams *stream.Streams, n *networks.Networks, c Config) *Duty {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Ring == nil {
		c.Ring = func() {}
	}
	return &Duty{db: db, streams: streams, networks: n, Config: c}
}

func (d *Duty) today() time.Time { return d.Now().UTC().Truncate(24 * time.Hour) }

// Channel tells the leads of a network that something has changed: what, each page asks for itself.
func Channel(network string) stream.Channel {
	return stream.Channel("duty/" + network + "/" + network)
}

// errNotThere refuses what isn't there and what isn't hers to see alike.
var errNotThere = locales.Refuse(locales.NotFound, "duty.not_there")

var errNoRow = sql.ErrNoRows

// leads are the safeguarding leads of a network.
func (d *Duty) leads(ctx context.Context, network string) (leads []networks.Member, err error) {
	staff, err := d.networks.Staff(ctx, network)
	for _, m := range staff {
		if m.Roles().Has(networks.RoleSafeguardingLead) {
			leads = append(leads, m)
		}
	}
	return leads, err
}

// leadsFor are those to whom somebody's alert can go: not herself, and none who is parted from her.
func (d *Duty) leadsFor(ctx context.Context, her networks.Actor) ([]networks.Member, error) {
	leads, err := d.leads(ctx, her.Network)
	return slices.DeleteFunc(leads, func(m networks.Member) bool {
		return m.ID == her.Member || slices.Contains(her.Parted, m.ID)
	}), err
}
