package rounds

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"tinig/locales"
	"tinig/server/networks"
)

// WordsAtMost is how many letters the words with an answer have.
const WordsAtMost = 500

// Ballot is one answer: what was picked, by place, in order where the order counts, and words with it.
type Ballot struct {
	Picks []int
	Words string
	Lang  string // the language of its words, "" without any
}

// Answer gives or replaces somebody's answer in a round. version is the meaning that she read. nullifier is hers for this round; it is
// 32 bytes. Nothing is refused for having been sent twice.
func (r *Rounds) Answer(ctx context.Context, a networks.Actor, nullifier []byte, id string, version int, b Ballot) error {
	round, err := r.Round(ctx, a, id, networks.Answer)
	if err != nil {
		return err
	}
	if err := r.takesAnswers(round, version); err != nil {
		return err
	}
	if b, err = round.checked(b); err != nil {
		return err
	}
	key, err := r.keys.read(round)
	if err != nil {
		return r.missed(ctx, round, fmt.Errorf("answering in round %s: %w", id, err))
	}
	sealed, err := seal(key, round, nullifier, b)
	if err != nil {
		return fmt.Errorf("answering in round %s: %w", id, err)
	}
	return r.enrol(ctx, round, nullifier, sealed)
}

// takesAnswers refuses when a round takes none, and says why.
func (r *Rounds) takesAnswers(round Round, version int) error {
	switch {
	case round.State == Preparing:
		return locales.Refuse(locales.Conflict, "round.not_started")
	case round.State != Open || round.over(r.today()):
		return locales.Refuse(locales.Gone, "round.is_over")
	case round.Paused():
		return locales.Refuse(locales.Conflict, "round.paused")
	case round.Version != version:
		return locales.Refuse(locales.Conflict, "round.meaning_changed")
	}
	return nil
}

// checked is an answer that the round takes.
func (r Round) checked(b Ballot) (Ballot, error) {
	rule := r.Rule()
	b.Words = strings.TrimSpace(strings.ReplaceAll(b.Words, "\r\n", "\n"))
	switch {
	case letters(b.Words) > WordsAtMost:
		return b, locales.Refuse(locales.Invalid, "round.words_length", "Most", WordsAtMost)
	case rule.wantsWords(b):
		return b, locales.Refuse(locales.Invalid, "round.reason_needed")
	case !rule.takes(b, r.Options):
		return b, locales.Refuse(locales.Invalid, "round.answer_needed")
	}
	if b.Words == "" {
		b.Lang = "" // what she picked says nothing of the language that she reads
	}
	return b, nil
}

// enrol puts a sealed answer on the roll. Nothing else is written in its transaction.
func (r *Rounds) enrol(ctx context.Context, round Round, nullifier, sealed []byte) error {
	in, err := insertAnswer(ctx, r.db, round, r.today(), nullifier, sealed)
	if err != nil {
		return fmt.Errorf("answering in round %s: %w", round.ID, err)
	}
	if in {
		return nil
	}
	return r.missed(ctx, round, fmt.Errorf("round %s took no answer", round.ID))
}

// missed says why an answer came too late, when the round has ended, paused or changed meanwhile; otherwise it returns err.
func (r *Rounds) missed(ctx context.Context, round Round, err error) error {
	now, e := readRound(ctx, r.db, round.Network, round.ID)
	if e != nil {
		return errors.Join(err, e)
	}
	if refusal := r.takesAnswers(now, round.Version); refusal != nil {
		return refusal
	}
	return err
}

// Answered says whether somebody's answer is on the roll.
func (r *Rounds) Answered(ctx context.Context, a networks.Actor, nullifier []byte, id string) (bool, error) {
	if _, err := r.Round(ctx, a, id, networks.Read); err != nil {
		return false, err
	}
	err := readEnrolled(ctx, r.db, a.Network, id, nullifier)
	if errors.Is(err, errNoRow) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("reading the roll of round %s: %w", id, err)
	}
	return true, nil
}
