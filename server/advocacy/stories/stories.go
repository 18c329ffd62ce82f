// Package stories is a member's own story, and what she allows others to do with it.
//
// A story belongs to her alone: it lies sealed under her keyring's keys. What she allows is a grant: one for each permission, with
// what it is for, who may come to read it, how it goes there, in which language, under which name, whether it may be shortened, from when
// until when, and whether she is asked each time. A grant carries a copy of the words under a key of its own, outside the database. When
// consent ends the key is destroyed, so that the copy opens no more, in yesterday's backup neither.
//
// Invariants:
//   - Words are shown to a campaign's working group, and a use is noted as having gone out, only under a grant that lives: it is between its
//     days, she hasn't ended it, she is still here, she doesn't rest, and, where she was under 18, the safeguarding lead and her legal
//     custodian have agreed.
//   - What is asked of her grants looks the same to the group whether she hasn't answered, takes her time, or everything of hers rests. A use
//     under a grant that needs no asking is allowed from the next day on, and never while she rests. That she rests stands in the folder of
//     keys and not in the database: marked there on one day, her members in several networks could be known as one person's.
//   - When consent ends, for whatever reason, what isn't out lapses and what is out becomes a recall task, which stays until it is settled.
//   - What happened to a grant is added to and never changed. Who asked, opened or settled isn't told; each opening of the words leaves
//     a record.
//   - A grant doesn't follow her under another name: nothing of it would link the two. It ends, and what is out is asked back.
//
// The package may import networks, advocacy, audit, inbox, keyfiles, realtime/stream and locales.
package stories

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/advocacy"
	"tinig/server/keyfiles"
	"tinig/server/networks"
)

// How long words can be, in characters; how many stories a member keeps; how many grants of hers live at once.
const (
	TitleLength  = 120
	WordsLength  = 10000
	LimitsLength = 500
	NameLength   = 60
	StoriesEach  = 10
	GrantsEach   = 30
)

// The choices of a grant.
var (
	Purposes     = []string{"law", "training", "awareness", "research"}
	Audiences    = []string{"group", "network", "officials", "public"}
	Channels     = []string{"letter", "meeting", "report", "web", "press"}
	Attributions = []string{"none", "survivor", "pseudonym", "name"}
	Custodians   = []string{"welfare_office", "facility"}
)

// Words are what a story says. Revision counts her changes.
type Words struct {
	Title string `json:"t"`
	Body  string `json:"b"`
	Lang  string `json:"l"`
}

// Story is a member's own.
type Story struct {
	ID       string
	Revision int
	Words
}

// Terms are what a grant allows.
type Terms struct {
	Purpose     string    `db:"purpose"`
	Audience    string    `db:"audience"`
	Channel     string    `db:"channel"`
	Attribution string    `db:"attribution"`
	Lang        string    `db:"lang"`
	Edits       bool      `db:"edits"`
	Asks        bool      `db:"asks"`
	FromOn      time.Time `db:"from_on"`
	UntilOn     time.Time `db:"until_on"`
}

// Copy is the words as she gave them with a grant. Name is what stands under them when it isn't her name here; Limits is what she wants kept to.
type Copy struct {
	Words
	Name   string `json:"n,omitempty"`
	Limits string `json:"m,omitempty"`
}

// Grant is one permission. LeadOn and Custodian say, of one that is guarded, when the safeguarding lead and which custodian agreed.
type Grant struct {
	Network  string `db:"network_id"`
	ID       string `db:"id"`
	Story    string `db:"story_id"`
	Member   string `db:"member_id"`
	Campaign string `db:"campaign_id"`
	Terms
	GivenOn     time.Time      `db:"given_on"`
	Guarded     bool           `db:"guarded"`
	LeadOn      *time.Time     `db:"lead_on"`
	Custodian   sql.NullString `db:"custodian"`
	CustodianOn *time.Time     `db:"custodian_on"`
	EndedOn     *time.Time     `db:"ended_on"`
	Sealed      []byte         `db:"sealed"`
}

// The states of a grant.
const (
	Waits  = "waits"  // for the safeguarding lead and her custodian
	Coming = "coming" // its first day is still to come
	Living = "living"
	Ended  = "ended"
)

// State is how a grant stands on a day.
func (g Grant) State(today time.Time) string {
	switch {
	case g.EndedOn != nil || today.After(g.UntilOn):
		return Ended
	case g.Guarded && g.LeadOn == nil:
		return Waits
	case today.Before(g.FromOn):
		return Coming
	}
	return Living
}

// Event is something that happened to a grant.
type Event struct {
	Grant  string    `db:"grant_id"`
	Number int       `db:"number"`
	Kind   string    `db:"kind"`
	Day    time.Time `db:"day"`
}

// Sealer seals what one member keeps here under keys that only her open keyring has.
type Sealer interface {
	Seal(ctx context.Context, plain []byte) ([]byte, error)
	Open(ctx context.Context, sealed []byte) ([]byte, error)
	Name(place string) []byte
}

// Stories is the package's door. Make one with New.
type Stories struct {
	db        *sqlx.DB
	streams   *stream.Streams
	networks  *networks.Networks
	campaigns *advocacy.Advocacy
	keys      keyfiles.Folder
	now       func() time.Time
}

// New serves the stories kept in db, whose grants' keys lie in a folder. now is the clock; nil means the machine's.
func New(db *sqlx.DB, streams *stream.Streams, n *networks.Networks, c *advocacy.Advocacy, keys keyfiles.Folder, now func() time.Time) *Stories {
	if now == nil {
		now = time.Now
	}
	return &Stories{db: db, streams: streams, networks: n, campaigns: c, keys: keys, now: now}
}

func (s *Stories) today() time.Time { return s.now().UTC().Truncate(24 * time.Hour) }

// errAbsent refuses what isn't there, and what isn't the actor's to see, alike.
var errAbsent = locales.Refuse(locales.NotFound, "story.not_found")

// errEnded refuses to use a story under a grant that doesn't live, for whatever reason.
var errEnded = locales.Refuse(locales.Gone, "story.no_consent")

// absent makes a missing row what isn't there.
func absent(err error, doing string, about ...any) error {
	if errors.Is(err, sql.ErrNoRows) {
		return errAbsent
	}
	return fmt.Errorf(doing+": %w", append(about, err)...)
}

func line(text string) string { return strings.Join(strings.Fields(text), " ") }

func block(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }

func unknown(tag string) bool {
	return !slices.ContainsFunc(locales.Languages(), func(l locales.Language) bool { return l.Tag == tag })
}
