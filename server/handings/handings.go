// Package handings is how a member hands words of hers to a support person: a safeguarding lead of her network who has said
// that she takes them. It is not a conversation. Nothing is answered here, and nothing is handed by itself.
//
// Invariants:
//   - What the lead reads is the text that the member handed, and nothing else: this package can't name what she keeps for
//     herself.
//   - The text, and what it is about, are sealed twice: for the lead to a key that only her open keyring has (HPKE, RFC 9180),
//     and for the member under her own keys, so that she sees what she handed. Neither stands in the database.
//   - Each opening leaves a record before anything is shown, and the member sees the day of the first one. The record names
//     the handing and not the member: it outlives both.
//   - A handing goes when she takes it back, after Days, when either of the two leaves or begins anew, and when the lead lays
//     down her role.
//
// What can be seen in the database is who handed something to whom, on which day, whether it was opened, and how long it is to
// the power of two.
//
// The package may import networks, audit, inbox, realtime/stream and locales.
package handings

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/realtime/stream"
	"tinig/server/networks"
)

// Days is for how long what was handed stands.
const Days = 30

// Length is how long a text can be, in characters.
const Length = 3000

// Most is how many of hers stand at once.
const Most = 10

// takersAtMost is how many leads of a network are offered, and handingsAtMost how many handings a lead is shown.
const (
	takersAtMost   = 20
	handingsAtMost = 200
)

// Text is what was handed. About is the part of life that it belongs to, "" for none.
type Text struct {
	About string `json:"a,omitempty"`
	Body  string `json:"b"`
}

// Handing is words that a member handed to a lead, sealed. OpenedOn is nil as long as the lead hasn't opened it.
type Handing struct {
	Network  string     `db:"network_id"`
	ID       string     `db:"id"`
	Member   string     `db:"member_id"`
	Lead     string     `db:"lead_id"`
	HandedOn time.Time  `db:"handed_on"`
	OpenedOn *time.Time `db:"opened_on"`
	Sealed   []byte     `db:"sealed"`
	Own      []byte     `db:"own"`
}

// Opened is the day on which the lead first opened it, zero when she hasn't.
func (h Handing) Opened() (day time.Time) {
	if h.OpenedOn != nil {
		day = *h.OpenedOn
	}
	return day
}

// Until is the last day on which it stands.
func (h Handing) Until() time.Time { return h.HandedOn.AddDate(0, 0, Days) }

// Shown is a handing for one of its two people: Other is the pseudonym of the other one.
type Shown struct {
	Handing
	Other string
	Text  Text
}

// Draft is a handing before it is one. Once is the form's one-time number.
type Draft struct {
	Once, Lead string
	Text       Text
}

// Sealer seals what one member keeps here under keys that only her open keyring has, and each thing under a key of its own besides, which is
// erased with it. Lock does the latter alone, for what is sealed to another.
type Sealer interface {
	Seal(ctx context.Context, plain []byte) ([]byte, error)
	Open(ctx context.Context, sealed []byte) ([]byte, error)
	Name(place string) []byte
	Lock(ctx context.Context, text []byte) ([]byte, error)
	Unlock(ctx context.Context, locked []byte) ([]byte, error)
}

// Handings is the package's door. Make one with New.
type Handings struct {
	db       *sqlx.DB
	streams  *stream.Streams
	networks *networks.Networks
	now      func() time.Time
}

// New serves the handings kept in db. now is the clock; nil means the machine's.
func New(db *sqlx.DB, streams *stream.Streams, n *networks.Networks, now func() time.Time) *Handings {
	if now == nil {
		now = time.Now
	}
	return &Handings{db: db, streams: streams, networks: n, now: now}
}

func (h *Handings) today() time.Time { return h.now().UTC().Truncate(24 * time.Hour) }
