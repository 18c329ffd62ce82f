// Package moderation screens what members write before others read it (Screen).
//
// What could lead somebody to a person is shown to whoever wrote it, who changes it or posts it as it is. Nothing is lost by it: a refusal
// holds what was found, and its form comes again with her words. What Screen finds is kept nowhere; of what she leaves in her words all the
// same its kind is, for pieces that say little alone lead to a person together.
//
// The package may import networks, audit, locales, and its own folded and guard.
package moderation

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/moderation/folded"
	"tinig/server/moderation/guard"
	"tinig/server/networks"
)

// Moderation is the package's door. Make one with New.
type Moderation struct {
	db   *sqlx.DB
	now  func() time.Time
	nets *lru.Cache[string, *net]

	floods *lru.Cache[string, *flood]
	most   int // times within floodWithin; 0 is any number
}

// New serves what is kept in db of what networks watch for. now is the clock; nil means the machine's.
func New(db *sqlx.DB, now func() time.Time) *Moderation {
	if now == nil {
		now = time.Now
	}
	nets, _ := lru.New[string, *net](netsKept) // it only refuses a size below one
	floods, _ := lru.New[string, *flood](floodsKept)
	return &Moderation{db: db, now: now, nets: nets, floods: floods, most: FloodAtMost}
}

// Hers is what goes along with what a member writes. Own are the words that she protects (they are on her keyring and nowhere else);
// Knowing is the mark of what she was shown before and shows all the same: Shown.Knowing.
type Hers struct {
	Own     []string
	Knowing string
}

// Writing is what a member is about to show to others.
type Writing struct {
	Texts []string
	Hers
}

// Verdict is what becomes of words that aren't refused. Hold says that a moderator looks first, and Watched that it is for a phrase for
// which her network watches.
type Verdict struct {
	Hold    bool
	Watched bool
}

// Shown refuses words until she has seen what could lead to a person in them. Knowing is what her form sends back when she posts them as
// they are. It is a locales.Refusal that can't be taken as it is.
type Shown struct {
	Kinds   []guard.Kind
	Before  []guard.Kind // those that she left under this pseudonym before, when they are many together; else none
	Why     []string     // the network's own reasons, as its steward wrote them
	Knowing string
}

var errShown = locales.Refuse(locales.Invalid, "screen.look")

// Error is the message's id alone.
func (*Shown) Error() string { return errShown.Error() }

// Unwrap makes it a refusal.
func (*Shown) Unwrap() error { return errShown }

// ask is what is shown for a phrase that a network watches for.
func (s *Shown) ask(w Watched, marks []string) []string {
	s.Why = append(s.Why, w.Why)
	return append(marks, markOf(w.Pattern))
}

// Screen looks at what somebody is about to show to others, and refuses it with Shown when there is something that she hasn't been shown.
// Whoever is under 18 and posts it as it is waits for a moderator. What her network watches for is shown, held or
// refused as it says.
func (m *Moderation) Screen(ctx context.Context, a networks.Actor, w Writing) (Verdict, error) {
	net, err := m.net(ctx, a)
	if err != nil {
		return Verdict{}, err
	}
	var marks []string
	var kinds []guard.Kind
	verdict, shown := Verdict{}, &Shown{}
	for _, found := range net.caught(w.Texts...) {
		switch found.Act {
		case Block:
			return Verdict{}, locales.Refuse(locales.Invalid, "watched.blocked", "Why", found.Why)
		case Hold:
			verdict.Hold, verdict.Watched = true, true
		case Suggest:
			marks = shown.ask(found, marks)
		}
	}
	for _, text := range w.Texts {
		for _, f := range guard.Find(text, w.Own) {
			marks = append(marks, markOf(text[f.From:f.To]))
			if !slices.Contains(kinds, f.Kind) {
				kinds = append(kinds, f.Kind)
			}
		}
	}
	if len(marks) == 0 {
		return verdict, nil
	}
	known := strings.Split(w.Knowing, ".")
	if slices.ContainsFunc(marks, func(mark string) bool { return !slices.Contains(known, mark) }) {
		slices.Sort(marks)
		shown.Kinds, shown.Knowing = kinds, strings.Join(slices.Compact(marks), ".")
		if err := m.together(ctx, a, shown); err != nil {
			return Verdict{}, err
		}
		return Verdict{}, shown
	}
	if err := m.leaves(ctx, a, kinds); err != nil {
		return Verdict{}, err
	}
	verdict.Hold = verdict.Hold || len(kinds) > 0 && a.Band != networks.Adult
	return verdict, nil
}

// markOf is a find's mark in her form: it stays with her, and is only compared.
func markOf(found string) string {
	sum := sha256.Sum256([]byte(folded.Of(found).Folded))
	return hex.EncodeToString(sum[:4])
}

// Piece is a stretch of a text, with what it was found to be; Kind is "" for what lies between.
type Piece struct {
	Kind guard.Kind
	Text string
}

// Pieces takes a text apart where something was found in it.
func Pieces(text string, own []string) (all []Piece) {
	at := 0
	for _, f := range guard.Find(text, own) {
		if f.From > at {
			all = append(all, Piece{Text: text[at:f.From]})
		}
		all, at = append(all, Piece{f.Kind, text[f.From:f.To]}), f.To
	}
	if at < len(text) {
		all = append(all, Piece{Text: text[at:]})
	}
	return all
}
