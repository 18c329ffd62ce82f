package rounds

import (
	"context"
	"fmt"

	"tinig/realtime/stream"
)

// Changed is the one kind of event of a round: its page isn't any more what it was. What an answer changes is nobody's to see, so none is
// told of answers.
const Changed = "changed"

// Channel is where a round's changes are told, to whoever may read it.
func Channel(network, id string) stream.Channel {
	return stream.Channel("round/" + network + "/" + id)
}

// tell tells that a round has changed: last in its transaction.
func tell(ctx context.Context, tx *stream.Tx, round Round) error {
	if _, err := tx.Append(ctx, Channel(round.Network, round.ID), Changed, ""); err != nil {
		return fmt.Errorf("telling of round %s: %w", round.ID, err)
	}
	return nil
}
