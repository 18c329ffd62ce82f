package curriculum

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"tinig/locales"
)

// ConfidenceAsks are what a member may ask herself, and ConfidenceFaces how many faces there are to answer with, from the least sure on.
var ConfidenceAsks = []string{"know", "say", "help"}

// ConfidenceFaces is how many faces there are.
const ConfidenceFaces = 5

// Confidence is how sure a member felt, by ConfidenceAsks, on one day; -1 where she left it out.
type Confidence struct {
	Day   time.Time `json:"d"`
	Faces []int     `json:"f"`
}

// Confidences are the first and the last that a member kept, for herself alone: what lies between is forgotten.
type Confidences struct {
	First *Confidence `json:"a"`
	Last  *Confidence `json:"b"`
}

// Confidence is what the actor has kept, the zero Confidences when there is nothing.
func (c *Curriculum) Confidence(ctx context.Context, a Actor, s Sealer) (both Confidences, err error) {
	if err := a.learns(); err != nil {
		return both, err
	}
	sealed, err := readConfidence(ctx, c.db, a)
	if errors.Is(err, errNoRow) {
		return both, nil
	}
	if err != nil {
		return both, fmt.Errorf("reading how sure %s is: %w", a.Member, err)
	}
	plain, err := s.Open(ctx, sealed)
	if err != nil {
		return both, fmt.Errorf("opening how sure %s is: %w", a.Member, err)
	}
	return both, json.Unmarshal(plain, &both)
}

// KeepConfidence keeps how sure the actor is today, sealed: as the first if there is none, else as the last, in place of the one
// before. Pressed twice on a day, it is one.
func (c *Curriculum) KeepConfidence(ctx context.Context, a Actor, s Sealer, faces []int) error {
	out := func(face int) bool { return face < -1 || face >= ConfidenceFaces }
	chosen := func(face int) bool { return face >= 0 }
	if len(faces) != len(ConfidenceAsks) || slices.ContainsFunc(faces, out) || !slices.ContainsFunc(faces, chosen) {
		return locales.Refuse(locales.Invalid, "confidence.face_needed")
	}
	both, err := c.Confidence(ctx, a, s)
	if err != nil {
		return err
	}
	now := &Confidence{c.today(), faces}
	if both.First == nil || both.First.Day.Equal(now.Day) && both.Last == nil {
		both.First = now
	} else {
		both.Last = now
	}
	plain, err := json.Marshal(both)
	if err != nil {
		return fmt.Errorf("keeping how sure %s is: %w", a.Member, err)
	}
	sealed, err := s.Seal(ctx, plain)
	if err != nil {
		return fmt.Errorf("sealing how sure %s is: %w", a.Member, err)
	}
	if err := upsertConfidence(ctx, c.db, a, sealed); err != nil {
		return fmt.Errorf("keeping how sure %s is: %w", a.Member, err)
	}
	return nil
}

// BurnConfidence forgets how sure the actor was.
func (c *Curriculum) BurnConfidence(ctx context.Context, a Actor) error {
	if err := a.learns(); err != nil {
		return err
	}
	if err := deleteConfidence(ctx, c.db, a); err != nil {
		return fmt.Errorf("burning how sure %s was: %w", a.Member, err)
	}
	return nil
}
