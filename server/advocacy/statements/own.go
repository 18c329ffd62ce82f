package statements

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"tinig/server/networks"
)

// OwnAtOnce is how many of her own words Own lists at once.
const OwnAtOnce = 50

// Own is what a member said to a section of a statement, or her translation of one. What she suggested isn't among it: nobody's name was ever
// kept with it.
type Own struct {
	ID         string    `db:"id"`
	Translated bool      `db:"translated"`
	Lang       string    `db:"lang"`
	Body       string    `db:"body"`
	Day        time.Time `db:"day"`
}

// Own lists what the actor wrote in the statements of her network, for herself, in the groups that she has left too. An empty after is the
// beginning, then it is the last one's id.
func (s *Statements) Own(ctx context.Context, a networks.Actor, after string) ([]Own, error) {
	if after == "" {
		after = uuid.Nil.String()
	}
	list, err := readOwn(ctx, s.db, a, after)
	if err != nil {
		return nil, fmt.Errorf("reading what %s wrote in statements: %w", a.Member, err)
	}
	return list, nil
}
