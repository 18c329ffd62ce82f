package networks

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
)

// Called finds members by pseudonyms, written exactly so, among those of the actor's network who may read a space: ids
// by pseudonym. It reads within tx, unless that is nil. It is for telling them: nothing of it may come back to the actor, who would learn from it who reads what.
func (n *Networks) Called(ctx context.Context, tx *sqlx.Tx, a Actor, space string, pseudonyms []string) (map[string]string, error) {
	called := n.hot.called
	if tx != nil {
		called = tx.StmtxContext(ctx, called)
	}
	members, err := readCalled(ctx, called, a.Network, space, pseudonyms)
	if err != nil {
		return nil, fmt.Errorf("finding who is mentioned in %s: %w", space, err)
	}
	ids := make(map[string]string, len(members))
	for _, member := range members {
		ids[member.Pseudonym] = member.ID
	}
	return ids, nil
}
