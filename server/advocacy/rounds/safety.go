package rounds

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/audit"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// SafetyWordsAtMost is how long the words about safety are, an objection's and its answer's.
const SafetyWordsAtMost = 1000

// How often one person may find a round unsafe, how many days that is kept once decided, and how many stand in a list.
const (
	objectionsEach   = 3
	objectionsKept   = 30
	objectionsAtOnce = 50
)

// How a safety objection is decided.
const (
	Released   = "released" // the round goes on
	StoppedFor = "stopped"  // it ends without a result
)

// SafetyObjection is what somebody finds unsafe in a round, for the safeguarding lead. Decided is "" while the round rests for it; then
// there is an answer to whoever it was. Title is the round's, in the list of those that wait.
type SafetyObjection struct {
	ID       string    `db:"id"`
	Round    string    `db:"round_id"`
	Words    string    `db:"words"`
	Lang     string    `db:"lang"`
	Day      time.Time `db:"day"`
	Decided  string    `db:"decided"`
	Answer   string    `db:"answer"`
	Title    string    `db:"title"`
	TextLang string    `db:"text_lang"`
}

// ObjectForSafety lets an open round rest at once, and tells the safeguarding leads. nullifier is the objector's for this, another one
// than on the roll: nobody learns who it is.
func (r *Rounds) ObjectForSafety(ctx context.Context, a networks.Actor, nullifier []byte, id string, o SafetyObjection) error {
	if _, err := r.Round(ctx, a, id, networks.Answer); err != nil {
		return err
	}
	o.ID, o.Round, o.Day, o.Words = uuid.NewString(), id, r.today(), strings.TrimSpace(strings.ReplaceAll(o.Words, "\r\n", "\n"))
	if o.Words == "" || letters(o.Words) > SafetyWordsAtMost {
		return locales.Refuse(locales.Invalid, "safety.words_needed", "Most", SafetyWordsAtMost)
	}
	return r.change(ctx, a.Network, id, func(tx *stream.Tx, round Round) error {
		if round.State != Open || round.over(r.today()) {
			return locales.Refuse(locales.Gone, "round.is_over")
		}
		made, waiting, err := countObjections(ctx, tx.Tx, round, nullifier)
		if err != nil {
			return fmt.Errorf("counting the safety objections to round %s: %w", id, err)
		}
		if waiting > 0 || made >= objectionsEach {
			return locales.Refuse(locales.TooMany, "safety.enough")
		}
		return r.pause(ctx, tx, round, nullifier, o)
	})
}

// pause keeps an objection and lets the round rest. The record doesn't say who objected.
func (r *Rounds) pause(ctx context.Context, tx *stream.Tx, round Round, nullifier []byte, o SafetyObjection) error {
	if err := insertObjection(ctx, tx.Tx, round, nullifier, o); err != nil {
		return fmt.Errorf("keeping a safety objection to round %s: %w", round.ID, err)
	}
	if !round.Paused() {
		if err := updatePaused(ctx, tx.Tx, round, r.today()); err != nil {
			return fmt.Errorf("pausing round %s: %w", round.ID, err)
		}
		if err := record(ctx, tx.Tx, round, "system", "round.paused"); err != nil {
			return err
		}
	}
	leads, err := networks.SafeguardingLeads(ctx, tx.Tx, round.Network)
	if err != nil {
		return err
	}
	var notices []inbox.Notice
	for _, lead := range leads {
		notices = append(notices, inbox.Notice{Network: round.Network, Member: lead, Kind: inbox.Safety, Day: r.today()})
	}
	if err := inbox.Tell(ctx, tx, notices...); err != nil {
		return err
	}
	return tell(ctx, tx, round)
}

// SafetyObjections lists what waits for a safeguarding lead, the oldest first. That she reads it is recorded before she does.
func (r *Rounds) SafetyObjections(ctx context.Context, a networks.Actor) ([]SafetyObjection, error) {
	if err := networks.Allow(a, networks.Safeguard, nil); err != nil {
		return nil, err
	}
	waiting, err := readObjections(ctx, r.db, a.Network, objectionsAtOnce)
	if err != nil {
		return nil, fmt.Errorf("reading the safety objections of %s: %w", a.Network, err)
	}
	var ids []string
	for _, o := range waiting {
		ids = append(ids, o.ID)
	}
	if err := audit.Reading(ctx, r.db, audit.Record{Network: a.Network, Actor: a.Member, Act: "objection.read"}, ids...); err != nil {
		return nil, err
	}
	return waiting, nil
}

// OwnObjections are what the owner of a nullifier found unsafe in a round, and what she was answered, the newest first.
func (r *Rounds) OwnObjections(ctx context.Context, a networks.Actor, nullifier []byte, id string) ([]SafetyObjection, error) {
	if _, err := r.Round(ctx, a, id, networks.Read); err != nil {
		return nil, err
	}
	own, err := readOwnObjections(ctx, r.db, a.Network, id, nullifier)
	if err != nil {
		return nil, fmt.Errorf("reading the safety objections to round %s: %w", id, err)
	}
	return own, nil
}

// DecideSafety is a safeguarding lead's answer to an objection, with a word to the objector: Released or StoppedFor. A round goes on when
// nothing else is waiting, and gets the days back that it has rested. Of two who decide at once the second is told.
func (r *Rounds) DecideSafety(ctx context.Context, a networks.Actor, objection, decided, word string) error {
	if err := networks.Allow(a, networks.Safeguard, nil); err != nil {
		return err
	}
	word = strings.TrimSpace(word)
	if word == "" || letters(word) > SafetyWordsAtMost || decided != Released && decided != StoppedFor {
		return locales.Refuse(locales.Invalid, "safety.word_needed", "Most", SafetyWordsAtMost)
	}
	id, err := readObjectionRound(ctx, r.db, a.Network, objection)
	if errors.Is(err, errNoRow) {
		return errAbsent
	}
	if err != nil {
		return fmt.Errorf("reading safety objection %s: %w", objection, err)
	}
	err = r.change(ctx, a.Network, id, func(tx *stream.Tx, round Round) error {
		until := r.today().AddDate(0, 0, objectionsKept)
		waited, err := decideObjection(ctx, tx.Tx, round, objection, decided, word, until)
		if err != nil {
			return fmt.Errorf("deciding about safety objection %s: %w", objection, err)
		}
		if !waited {
			return locales.Refuse(locales.Conflict, "safety.decided_already")
		}
		if decided == Released {
			return r.release(ctx, tx, a, round)
		}
		return stopForSafety(ctx, tx, a, round, word, until)
	})
	if err != nil {
		return err
	}
	return r.destroyNow(ctx, a.Network, id)
}

func (r *Rounds) release(ctx context.Context, tx *stream.Tx, a networks.Actor, round Round) error {
	if err := updateReleased(ctx, tx.Tx, round, r.today()); err != nil {
		return fmt.Errorf("releasing round %s: %w", round.ID, err)
	}
	if err := record(ctx, tx.Tx, round, a.Member, "round.released"); err != nil {
		return err
	}
	return tell(ctx, tx, round)
}

// stopForSafety stops a round, also for those whose objections are still waiting: they get the same word. One that is stopped
// already stays so.
func stopForSafety(ctx context.Context, tx *stream.Tx, a networks.Actor, round Round, word string, until time.Time) error {
	if err := decideRest(ctx, tx.Tx, round, word, until); err != nil {
		return fmt.Errorf("stopping round %s: %w", round.ID, err)
	}
	if round.State == Stopped {
		return nil
	}
	return stop(ctx, tx, round, a.Member)
}
