package forum

import (
	"context"
	"errors"
	"fmt"
)

// fadingAtOnce is how many posts are looked up at once; each is erased in a transaction of its own.
const fadingAtOnce = 500

// sweepTopics does what time must do with topics: posts of circles go when their time is over, or when nobody is left in the
// circle to read them; who was asked into a circle and didn't answer is asked no more; moves that weren't agreed to end.
func (f *Forum) sweepTopics(ctx context.Context) error {
	if err := deleteLapsed(ctx, f.db, f.today()); err != nil {
		return fmt.Errorf("forgetting who was asked into circles: %w", err)
	}
	return errors.Join(f.fade(ctx), f.settleAll(ctx))
}

// fade erases the posts whose time is over as their authors would.
func (f *Forum) fade(ctx context.Context) error {
	for {
		posts, err := readFading(ctx, f.db, f.today(), fadingAtOnce)
		if err != nil {
			return fmt.Errorf("reading what has had its time: %w", err)
		}
		for _, p := range posts {
			if err := f.erase(ctx, p.Network, p.Topic, p.Number, true); err != nil {
				return err
			}
		}
		if len(posts) < fadingAtOnce {
			return nil
		}
	}
}
