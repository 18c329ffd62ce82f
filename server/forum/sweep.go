package forum

import (
	"context"
	"errors"
	"fmt"
)

// keptDays is how long, in days, a draft is kept since it was last saved, and a post since it was given back to its author.
const keptDays = 90

// Sweep forgets old drafts, and old posts that moderators gave back, and does what time must do with topics, with what
// waits and with the words of those who have left.
func (f *Forum) Sweep(ctx context.Context) error {
	before := f.today().AddDate(0, 0, -keptDays)
	if err := errors.Join(deleteOldDrafts(ctx, f.db, before), deleteOldReturned(ctx, f.db, before)); err != nil {
		return fmt.Errorf("forgetting old drafts and posts that were given back: %w", err)
	}
	return errors.Join(f.sweepTopics(ctx), f.settleDeparted(ctx), f.Unmention(ctx), f.eraseRemoved(ctx), f.sweepHeld(ctx))
}
