package advocacy

import (
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/networks"
)

// Untested is the verdict on a link that nobody has looked at yet.
const Untested = "untested"

// Verdicts are what a look at a link can find.
var Verdicts = []string{Untested, "as_expected", "otherwise", "did_not"}

// Link leads from one node of the theory of change to the next: Place 1 from the first. It stands on an assumption, which is tested.
type Link struct {
	Place      int        `db:"place"`
	Lang       string     `db:"lang"`
	Assumption string     `db:"assumption"`
	Verdict    string     `db:"verdict"`
	TestedOn   *time.Time `db:"tested_on"`
	Revision   int        `db:"revision"`
}

// Links are the links of a campaign's theory of change, in their order; one of which nothing is said has revision 0.
func (v *Advocacy) Links(ctx context.Context, a networks.Actor, campaign string) ([]Link, error) {
	if _, err := v.Campaign(ctx, a, campaign, ""); err != nil {
		return nil, err
	}
	said, err := readLinks(ctx, v.db, a.Network, campaign)
	if err != nil {
		return nil, fmt.Errorf("reading the links of campaign %s: %w", campaign, err)
	}
	return wholeChain(said), nil
}

// wholeChain fills in the links of which nothing is said.
func wholeChain(said []Link) (links []Link) {
	for place := 1; place < len(Nodes); place++ {
		link := Link{Place: place, Verdict: Untested}
		if i := slices.IndexFunc(said, func(l Link) bool { return l.Place == place }); i >= 0 {
			link = said[i]
		}
		links = append(links, link)
	}
	return links
}

// Test says on which assumption a link stands and what was found, for who leads. l.Revision is the one she saw: when there is a newer one,
// it is ErrChanged.
func (v *Advocacy) Test(ctx context.Context, a networks.Actor, campaign string, l Link) error {
	l.Assumption = block(l.Assumption)
	switch {
	case l.Place < 1 || l.Place >= len(Nodes):
		return errAbsent
	case l.Assumption == "" || utf8.RuneCountInString(l.Assumption) > NoteLength:
		return locales.Refuse(locales.Invalid, "link.assumption_needed", "Most", NoteLength)
	case !slices.Contains(Verdicts, l.Verdict):
		return locales.Refuse(locales.Invalid, "target.choices_needed")
	case l.Verdict != Untested && (l.TestedOn == nil || l.TestedOn.After(v.today())):
		return locales.Refuse(locales.Invalid, "ask.day_needed")
	case unknown(l.Lang):
		return locales.Refuse(locales.Invalid, "ask.language_needed")
	}
	if l.Verdict == Untested {
		l.TestedOn = nil
	}
	return v.change(ctx, a, campaign, Place.Leads, func(tx *sqlx.Tx, _ Place) error {
		said, err := readLinks(ctx, tx, a.Network, campaign)
		if err != nil {
			return fmt.Errorf("reading the links of campaign %s: %w", campaign, err)
		}
		if wholeChain(said)[l.Place-1].Revision != l.Revision {
			return ErrChanged
		}
		return upsertLink(ctx, tx, a.Network, campaign, l)
	})
}
