package networks

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
)

// Called finds members by pseudonyms, written exactly so, among those of the actor's network who may read a space: ids
// by pseudonym. It reads through q, the caller's transaction where there is one. It is for telling them: nothing of it may come back to the actor, who would learn from it who reads what.
func (n *Networks) Called(ctx context.Context, q sqlx.QueryerContext, a Actor, space string, pseudonyms []string) (map[string]string, error) {
	members, err := readCalled(ctx, q, a.Network, space, pseudonyms)
	if err != nil {
		return nil, fmt.Errorf("finding who is mentioned in %s: %w", space, err)
	}
	ids := make(map[string]string, len(members))
	for _, member := range members {
		ids[member.Pseudonym] = member.ID
	}
	return ids, nil
}
