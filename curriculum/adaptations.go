package curriculum

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"tinig/curriculum/content"
	"tinig/locales"
	"tinig/realtime/stream"
)

// Sheets are a unit by language, as a table keeps it.
type Sheets map[string]content.Sheet

// Value is what a table keeps.
func (s Sheets) Value() (driver.Value, error) { return s.kept(), nil }

// kept are sheets as a table keeps them.
func (s Sheets) kept() string {
	text, err := json.Marshal(map[string]content.Sheet(s))
	if err != nil {
		panic(err) // words and numbers alone
	}
	return string(text)
}

// Scan reads what a table keeps.
func (s *Sheets) Scan(kept any) error {
	text, ok := kept.([]byte)
	if !ok {
		return fmt.Errorf("sheets are kept as %T", kept)
	}
	return json.Unmarshal(text, s)
}

// Clone are sheets of their own.
func (s Sheets) Clone() Sheets {
	other := make(Sheets, len(s))
	for tag, sheet := range s {
		other[tag] = sheet.Clone()
	}
	return other
}

// Adaptation is a session of the course as a network rewrites it: Base is the source as the network last looked at it, Text what it
// has made of it. Number is its last published version and PublishedAt the revision that became it, 0 for none; AskedAt is the revision
// that waits for a second person, 0 for none, and Own says that the reader asks. Withdrawn says that what was published was taken back.
type Adaptation struct {
	Network     string `db:"network_id"`
	Unit        string `db:"unit"`
	Base        Sheets `db:"base"`
	Text        Sheets `db:"text"`
	Revision    int    `db:"revision"`
	Number      int    `db:"number"`
	PublishedAt int    `db:"published_at"`
	Withdrawn   bool   `db:"withdrawn"`
	AskedAt     int    `db:"asked_at"`
	Own         bool   `db:"own"`
}

// AdaptationLine is an adaptation in a list. Changed says that the source was changed since the network looked, Safety that words are
// among it which keep people safe.
type AdaptationLine struct {
	Unit   string `db:"unit"`
	Number int    `db:"number"`
	Asked  bool   `db:"asked"`
	Base   Sheets `db:"base"`

	Changed, Safety bool
}

// adapts is a refusal for who may not rewrite sessions.
func (a Actor) adapts() error {
	if !a.Adapts {
		return errAbsent
	}
	return nil
}

// Adaptations lists what the actor's network has rewritten, or is rewriting.
func (c *Curriculum) Adaptations(ctx context.Context, a Actor) ([]AdaptationLine, error) {
	if err := a.adapts(); err != nil {
		return nil, err
	}
	lines, err := readAdaptations(ctx, c.db, a.Network)
	if err != nil {
		return nil, fmt.Errorf("reading what %s has rewritten: %w", a.Network, err)
	}
	for i := range lines {
		lines[i].Changed, lines[i].Safety = content.Moved(lines[i].Base, c.Course.Sheets(lines[i].Unit))
	}
	return lines, nil
}

// Fork begins to rewrite a session of the newest course. Begun before, it goes on.
func (c *Curriculum) Fork(ctx context.Context, a Actor, unit string) error {
	if err := a.adapts(); err != nil {
		return err
	}
	sheets := Sheets(c.Course.Sheets(unit))
	if len(sheets) == 0 {
		return errAbsent
	}
	if err := insertAdaptation(ctx, c.db, a.Network, unit, sheets); err != nil {
		return fmt.Errorf("beginning to rewrite %s in %s: %w", unit, a.Network, err)
	}
	return nil
}

// Adaptation is what the actor's network makes of a session.
func (c *Curriculum) Adaptation(ctx context.Context, a Actor, unit string) (Adaptation, error) {
	if err := a.adapts(); err != nil {
		return Adaptation{}, err
	}
	return c.adaptation(ctx, c.db, a, unit)
}

func (c *Curriculum) adaptation(ctx context.Context, q sqlx.QueryerContext, a Actor, unit string) (Adaptation, error) {
	found, err := readAdaptation(ctx, q, a, unit)
	if errors.Is(err, errNoRow) {
		return Adaptation{}, errAbsent
	}
	if err != nil {
		return Adaptation{}, fmt.Errorf("reading what %s makes of %s: %w", a.Network, unit, err)
	}
	return found, nil
}

// changeAdaptation changes what a network makes of a session under its lock, when it is still as the actor saw it, and nothing when
// it says so already: sent twice, it is kept once. What waited for a second person doesn't any more: she would agree to other words.
func (c *Curriculum) changeAdaptation(ctx context.Context, a Actor, unit string, revision int, change func(*Adaptation) error) error {
	return c.withAdaptation(ctx, a, unit, func(tx *stream.Tx, is Adaptation) error {
		was := is
		is.Base, is.Text = is.Base.Clone(), is.Text.Clone()
		if err := change(&is); err != nil || is.says(was) {
			return err
		}
		if err := is.asSeen(revision); err != nil {
			return err
		}
		if err := updateAdaptation(ctx, tx.Tx, is); err != nil {
			return fmt.Errorf("rewriting %s in %s: %w", unit, a.Network, err)
		}
		return nil
	})
}

// says says whether two are kept as the same.
func (is Adaptation) says(other Adaptation) bool {
	return is.Base.kept() == other.Base.kept() && is.Text.kept() == other.Text.kept()
}

// asSeen refuses to go on from an older revision than the one that is there.
func (is Adaptation) asSeen(revision int) error {
	if is.Revision != revision {
		return locales.Refuse(locales.Conflict, "adapt.changed_meanwhile")
	}
	return nil
}

// withAdaptation does something to what a network makes of a session, under its lock.
func (c *Curriculum) withAdaptation(ctx context.Context, a Actor, unit string, do func(*stream.Tx, Adaptation) error) error {
	if err := a.adapts(); err != nil {
		return err
	}
	tx, err := c.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("rewriting %s in %s: %w", unit, a.Network, err)
	}
	defer tx.Rollback()
	if err := lockAdaptation(ctx, tx.Tx, a.Network, unit); errors.Is(err, errNoRow) {
		return errAbsent
	} else if err != nil {
		return fmt.Errorf("rewriting %s in %s: %w", unit, a.Network, err)
	}
	is, err := c.adaptation(ctx, tx.Tx, a, unit)
	if err != nil {
		return err
	}
	if err := do(tx, is); err != nil {
		return err
	}
	return tx.Commit()
}

// Look says what becomes of a piece, in one language, that the source has changed: Take it as it is there now, or keep the network's
// words. Either way it was looked at, and no source's words stand in its place any more once that is published. id "" is the head.
func (c *Curriculum) Look(ctx context.Context, a Actor, unit, lang, id string, revision int, takes bool) error {
	now := Sheets(c.Course.Sheets(unit))
	return c.changeAdaptation(ctx, a, unit, revision, func(is *Adaptation) error {
		if _, there := is.Text[lang]; !there {
			return errAbsent
		}
		if takes {
			is.Text[lang] = content.Take(is.Text[lang], now[lang], id)
		} else if id != "" && lang == english {
			is.Text[lang] = content.LeaveOut(is.Text[lang], now[lang], id)
		}
		is.Base[lang] = content.Take(is.Base[lang], now[lang], id)
		return nil
	})
}

// Lint is what is wrong with what a network has written so far, as it was read.
func (c *Curriculum) Lint(is Adaptation) []content.Found {
	found, _ := c.linted.get(fmt.Sprintln(is.Network, is.Unit, is.Revision), func() ([]content.Found, error) { return c.Course.Lint(is.Unit, is.Text), nil })
	return found
}

// AskToPublish asks a second person to publish what the actor has read; whoever may agree is told. With a fault in it nobody can.
func (c *Curriculum) AskToPublish(ctx context.Context, a Actor, unit string, revision int) error {
	return c.withAdaptation(ctx, a, unit, func(tx *stream.Tx, is Adaptation) error {
		if err := is.asSeen(revision); err != nil {
			return err
		}
		if err := c.publishable(is); err != nil {
			return err
		}
		asked, err := insertAdaptationAsk(ctx, tx.Tx, a, unit, revision)
		if err != nil {
			return fmt.Errorf("asking to publish %s in %s: %w", unit, a.Network, err)
		}
		if !asked {
			return nil
		}
		return c.Second(ctx, tx, a.Network, a.Member, c.today())
	})
}

// publishable refuses what has a fault, or says nothing of its own.
func (c *Curriculum) publishable(is Adaptation) error {
	if len(c.Lint(is)) > 0 {
		return locales.Refuse(locales.Conflict, "adapt.has_faults")
	}
	for tag := range is.Text {
		for _, piece := range content.Compare(is.Base, is.Text, c.Course.Sheets(is.Unit), tag) {
			if piece.Adapted {
				return nil
			}
		}
		if head, source := is.Text[tag], is.Base[tag]; head.HeadHash() != source.HeadHash() {
			return nil
		}
	}
	return locales.Refuse(locales.Conflict, "adapt.nothing_changed")
}

// NotYet takes back that something is to be published, whoever asked.
func (c *Curriculum) NotYet(ctx context.Context, a Actor, unit string) error {
	return c.withAdaptation(ctx, a, unit, func(tx *stream.Tx, _ Adaptation) error {
		if err := deleteAdaptationAsk(ctx, tx.Tx, a.Network, unit); err != nil {
			return fmt.Errorf("not publishing %s in %s: %w", unit, a.Network, err)
		}
		return nil
	})
}

// Publish is the second person's yes: what was asked for becomes the next version, which cohorts can choose. Sent twice, it becomes one.
func (c *Curriculum) Publish(ctx context.Context, a Actor, unit string, revision int) error {
	return c.withAdaptation(ctx, a, unit, func(tx *stream.Tx, is Adaptation) error {
		if err := is.asSeen(revision); err != nil {
			return err
		}
		switch {
		case is.PublishedAt == revision:
			return nil
		case is.AskedAt != revision:
			return locales.Refuse(locales.Conflict, "adapt.not_asked")
		case is.Own:
			return locales.Refuse(locales.Forbidden, "adapt.another_agrees")
		}
		if err := c.publishable(is); err != nil {
			return err
		}
		is.Number++
		if err := insertAdaptationVersion(ctx, tx.Tx, is, c.today()); err != nil {
			return fmt.Errorf("publishing %s in %s: %w", unit, a.Network, err)
		}
		return c.Record(ctx, tx.Tx, a, "session.adapted", unit)
	})
}

// Withdraw takes back what was published: no cohort that begins can choose it, and those that have it are told that the source's words
// are newer. One person is enough, so that nothing harmful stays; to publish it again takes two.
func (c *Curriculum) Withdraw(ctx context.Context, a Actor, unit string) error {
	return c.withAdaptation(ctx, a, unit, func(tx *stream.Tx, _ Adaptation) error {
		had, err := withdrawVersions(ctx, tx.Tx, a.Network, unit)
		if err != nil {
			return fmt.Errorf("taking back %s in %s: %w", unit, a.Network, err)
		}
		if !had {
			return nil
		}
		return c.Record(ctx, tx.Tx, a, "session.withdrawn", unit)
	})
}

// Record notes a privileged act of the actor within the transaction of the act, which Config hands in.
type Record func(ctx context.Context, tx *sqlx.Tx, a Actor, act, subject string) error
