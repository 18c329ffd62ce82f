// Package advocacy is what survivors ask for together: campaigns, the groups that work on them, and their asks, from the first
// words to a law in force.
//
// A campaign belongs to one network and is read by those who read its space. Members come into its working group by their own wish,
// and the group writes; at most two survivor leaders of the group lead it: they move asks, and change the campaign itself. Readers are told
// that something was written or moved, and on which day, never by whom.
//
// A text has versions that never change. A version begins in one language, and the others are added to it. Whoever writes a new one
// names the version that she saw: when there is a newer one, hers is refused as a conflict, and nothing of either is lost.
package advocacy

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/networks"
)

// Advocacy keeps the campaigns of all networks. Make one with New.
type Advocacy struct {
	db       *sqlx.DB
	streams  *stream.Streams
	networks *networks.Networks
	now      func() time.Time
}

// New takes the clock, nil for the real one.
func New(db *sqlx.DB, streams *stream.Streams, n *networks.Networks, now func() time.Time) *Advocacy {
	if now == nil {
		now = time.Now
	}
	return &Advocacy{db: db, streams: streams, networks: n, now: now}
}

// ErrChanged refuses a change to something that somebody else has changed since it was read.
var ErrChanged = locales.Refuse(locales.Conflict, "campaign.changed")

// errAbsent refuses what isn't there, and what the actor may not read, alike.
var errAbsent = locales.Refuse(locales.NotFound, "campaign.not_found")

func (v *Advocacy) today() time.Time { return v.now().UTC().Truncate(24 * time.Hour) }

// absent makes a missing row what isn't there.
func absent(err error, doing string, about ...any) error {
	if errors.Is(err, sql.ErrNoRows) {
		return errAbsent
	}
	return fmt.Errorf(doing+": %w", append(about, err)...)
}

// line is a text without line breaks or space around it.
func line(text string) string { return strings.Join(strings.Fields(text), " ") }

// block is a text with one kind of line break and no space around it.
func block(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }

// unknown says whether we don't speak a language.
func unknown(tag string) bool {
	return !slices.ContainsFunc(locales.Languages(), func(l locales.Language) bool { return l.Tag == tag })
}
