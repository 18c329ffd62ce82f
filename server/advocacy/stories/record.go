package stories

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tinig/locales"
	"tinig/server/networks"
)

// ContributionsEach is how many entries a member's record can have.
const ContributionsEach = 300

// Contribution is an entry of a member's own record of what she helped to change: sealed, seen by her alone, and written by her or taken over
// by her from what stands elsewhere. About is what it was taken over from, or its own number: of one there is one entry.
type Contribution struct {
	About string    `json:"a"`
	Day   time.Time `json:"d"`
	Title string    `json:"t"`
	Words string    `json:"w,omitempty"`
	Lang  string    `json:"l"`
}

// Note keeps an entry in the actor's record. Kept twice it is one.
func (s *Stories) Note(ctx context.Context, a networks.Actor, own Sealer, c Contribution) error {
	if err := networks.Allow(a, networks.KeepStory, nil); err != nil {
		return err
	}
	c.Title, c.Words = line(c.Title), block(c.Words)
	switch {
	case c.Title == "":
		return locales.Refuse(locales.Invalid, "record.title_needed")
	case utf8.RuneCountInString(c.Title) > 2*TitleLength || utf8.RuneCountInString(c.Words) > 2*LimitsLength:
		return locales.Refuse(locales.Invalid, "story.too_long", "Most", 2*LimitsLength)
	case c.Day.IsZero() || c.Day.After(s.today()):
		return locales.Refuse(locales.Invalid, "record.day_needed")
	}
	plain, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("writing an entry: %w", err)
	}
	sealed, err := own.Seal(ctx, plain)
	if err != nil {
		return fmt.Errorf("sealing an entry of %s: %w", a.Member, err)
	}
	tx, err := s.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("keeping an entry of %s: %w", a.Member, err)
	}
	defer tx.Rollback()
	count, err := insertContribution(ctx, tx, a, own.Name(c.About), sealed)
	if err != nil {
		return fmt.Errorf("keeping an entry of %s: %w", a.Member, err)
	}
	if count > ContributionsEach {
		return locales.Refuse(locales.TooMany, "record.many", "Most", ContributionsEach)
	}
	return tx.Commit()
}

// Record is what the actor has kept, the newest day first.
func (s *Stories) Record(ctx context.Context, a networks.Actor, own Sealer) (all []Contribution, err error) {
	if err := networks.Allow(a, networks.KeepStory, nil); err != nil {
		return nil, err
	}
	rows, err := readContributions(ctx, s.db, a)
	if err != nil {
		return nil, fmt.Errorf("reading the record of %s: %w", a.Member, err)
	}
	for _, sealed := range rows {
		plain, err := own.Open(ctx, sealed)
		if err != nil {
			return nil, fmt.Errorf("opening an entry of %s: %w", a.Member, err)
		}
		var c Contribution
		if err := json.Unmarshal(plain, &c); err != nil {
			return nil, fmt.Errorf("reading an entry of %s: %w", a.Member, err)
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(x, y Contribution) int {
		if x.Day.Equal(y.Day) {
			return strings.Compare(x.About, y.About)
		}
		return y.Day.Compare(x.Day)
	})
	return all, nil
}

// Unnote takes an entry out of the actor's record. One that isn't there is no harm.
func (s *Stories) Unnote(ctx context.Context, a networks.Actor, own Sealer, about string) error {
	if err := deleteContribution(ctx, s.db, a, own.Name(about)); err != nil {
		return fmt.Errorf("taking out an entry of %s: %w", a.Member, err)
	}
	return nil
}
