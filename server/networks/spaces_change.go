package networks

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/audit"
)

const (
	mostSpaces    = 60  // of one network
	toldAtOnce    = 500 // members are read so many at a time
	spaceNameSize = 60  // letters
)

// SpaceDraft is what a steward decides about a space. Revision is the one she began from, when she changes it; Once is
// the one-time number of the form that opens one.
type SpaceDraft struct {
	Name, Lang    string
	Reads, Writes Level
	Posting       Posting
	Band          Band
	Languages     []string
	Place         int
	Sensitive     bool
	Revision      int
	Once          string
}

// OpenSpace makes a space with a name of its own. Sending the same form twice opens one.
func (n *Networks) OpenSpace(ctx context.Context, a Actor, d SpaceDraft) (id string, err error) {
	space := d.on(Space{Network: a.Network, ID: uuid.NewString(), Purpose: PurposeOwn, Once: d.Once})
	if err := Allow(a, RunNetwork, nil); err != nil {
		return "", err
	}
	if err := space.check(); err != nil {
		return "", err
	}
	if space.Posting == Closed {
		return "", locales.Refuse(locales.Invalid, "networks.space_incomplete")
	}
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return "", fmt.Errorf("opening a space in %s: %w", a.Network, err)
	}
	defer tx.Rollback()
	if err := audit.Append(ctx, tx.Tx, audit.Record{Network: a.Network, Actor: a.Member, Act: "space.opened", Subject: space.ID}); err != nil {
		return "", err
	}
	if spaces, err := countSpaces(ctx, tx.Tx, a.Network); err != nil || spaces >= mostSpaces {
		return "", tooMany(err, a.Network)
	}
	id, err = insertSpace(ctx, tx.Tx, space)
	if err != nil {
		return "", fmt.Errorf("opening a space in %s: %w", a.Network, err)
	}
	if id != space.ID { // sent twice: what it opened before is there, and recorded
		return id, nil
	}
	return id, tx.Commit()
}

func tooMany(err error, network string) error {
	if err != nil {
		return fmt.Errorf("counting the spaces of %s: %w", network, err)
	}
	return locales.Refuse(locales.Conflict, "networks.spaces_too_many", "Most", mostSpaces)
}

// ChangeSpace changes a space. Where words stand, or wait, who reads it is only ever narrowed (promise 9): wider is a new
// space. What is sensitive stays so. One that was changed since its revision d.Revision is a conflict. Whoever can read it
// no more loses it on her open pages too.
func (n *Networks) ChangeSpace(ctx context.Context, a Actor, id string, d SpaceDraft) error {
	return n.changeSpace(ctx, a, id, "space.changed", func(was Space) (Space, error) {
		if was.Revision != d.Revision {
			return Space{}, locales.Refuse(locales.Conflict, "networks.space_changed")
		}
		return d.on(was), nil
	})
}

// CloseSpace ends all writing in a space. What stands there is read as before. Closing twice is no harm; ChangeSpace,
// with another way of posting, opens it again.
func (n *Networks) CloseSpace(ctx context.Context, a Actor, id string) error {
	return n.changeSpace(ctx, a, id, "space.closed", func(was Space) (Space, error) {
		was.Posting = Closed
		return was, nil
	})
}

// changeSpace runs one change of a space with its record. The record comes first: whoever writes what waited locks the
// network's chain before the space too.
func (n *Networks) changeSpace(ctx context.Context, a Actor, id string, act audit.Act, change func(was Space) (Space, error)) error {
	if err := Allow(a, RunNetwork, nil); err != nil {
		return err
	}
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("changing space %s: %w", id, err)
	}
	defer tx.Rollback()
	if err := audit.Append(ctx, tx.Tx, audit.Record{Network: a.Network, Actor: a.Member, Act: act, Subject: id}); err != nil {
		return err
	}
	was, err := lockSpace(ctx, tx.Tx, a.Network, id)
	if err != nil {
		return notFound(err, "networks.space_not_found", "changing space %s", id)
	}
	now, err := change(was)
	if err != nil {
		return err
	}
	if err := now.mayFollow(was); err != nil {
		return err
	}
	err = updateSpace(ctx, tx.Tx, now)
	if violates(err, "spaces_never_widen") {
		return locales.Refuse(locales.Conflict, "networks.space_not_wider")
	}
	if err != nil {
		return fmt.Errorf("changing space %s: %w", id, err)
	}
	if err := n.tellWhoLoses(ctx, tx, was, now); err != nil {
		return fmt.Errorf("telling who can't read space %s any more: %w", id, err)
	}
	return tx.Commit()
}

// on is the space as the draft has it. Spaces that every network has keep their names, which each reader has in her language.
func (d SpaceDraft) on(s Space) Space {
	if s.Purpose == PurposeOwn {
		s.Name, s.Lang = strings.Join(strings.Fields(d.Name), " "), d.Lang
	}
	s.Reads, s.Writes, s.Posting, s.Band = d.Reads, d.Writes, d.Posting, d.Band
	s.Languages, s.Place, s.Sensitive = append(pq.StringArray{}, d.Languages...), d.Place, d.Sensitive // never NULL
	return s
}

// Draft is the space as a steward's form begins with it.
func (s Space) Draft() SpaceDraft {
	return SpaceDraft{Name: s.Name, Lang: s.Lang, Reads: s.Reads, Writes: s.Writes, Posting: s.Posting, Band: s.Band,
		Languages: s.Languages, Place: s.Place, Sensitive: s.Sensitive, Revision: s.Revision}
}

// Kept says whether no network is without this space: its readers stay, and it isn't closed.
func (s Space) Kept() bool { return s.Purpose == PurposeWelcome || s.Purpose == PurposeStaff }

// check refuses a space that isn't well described.
func (s Space) check() error {
	known := slices.Contains(AllLevels, s.Reads) && slices.Contains(AllLevels, s.Writes) &&
		slices.Contains([]Posting{Open, Held, ReadOnly, Closed}, s.Posting) &&
		slices.Contains([]Band{AllBands, Adult, Minor}, s.Band) && s.Place >= 0 && s.Place <= 999
	switch {
	case !known:
		return locales.Refuse(locales.Invalid, "networks.space_incomplete")
	case s.Purpose == PurposeOwn && (s.Name == "" || utf8.RuneCountInString(s.Name) > spaceNameSize):
		return locales.Refuse(locales.Invalid, "networks.space_name_length", "Most", spaceNameSize)
	case s.Purpose == PurposeOwn && !isLanguage(s.Lang), !areLanguages(s.Languages):
		return locales.Refuse(locales.Invalid, "networks.language_unknown")
	}
	return nil
}

// mayFollow refuses what a space can't become: those that no network is without keep their readers and stay open, and what
// is sensitive stays so. That words are never opened to more people the database refuses, which knows where words stand.
func (s Space) mayFollow(was Space) error {
	if err := s.check(); err != nil {
		return err
	}
	if was.Kept() && (s.Posting == Closed || s.Audience() != was.Audience()) {
		return locales.Refuse(locales.Invalid, "networks.space_kept")
	}
	if was.Sensitive && !s.Sensitive {
		return locales.Refuse(locales.Conflict, "networks.space_stays_sensitive")
	}
	return nil
}

// tellWhoLoses has the open sockets of those who could read a space, and can't any more, come back with what they may see.
func (n *Networks) tellWhoLoses(ctx context.Context, tx *stream.Tx, was, now Space) error {
	if was.Audience() == now.Audience() {
		return nil
	}
	after := uuid.Nil.String()
	for {
		members, err := readAll(ctx, tx.Tx, was.Network, after, toldAtOnce)
		if err != nil || len(members) == 0 {
			return err
		}
		for _, m := range members {
			if a := m.actor(); !reads(a, was) || reads(a, now) {
				continue
			}
			if _, err := tx.Append(ctx, Control(m.Network, m.ID), "changed", ""); err != nil {
				return err
			}
		}
		after = members[len(members)-1].ID
	}
}

func isLanguage(tag string) bool { return locales.For(tag).Tag() == tag }

// areLanguages says whether we have all of these languages, and none stands there twice.
func areLanguages(tags []string) bool {
	for i, tag := range tags {
		if !isLanguage(tag) || slices.Contains(tags[:i], tag) {
			return false
		}
	}
	return true
}
