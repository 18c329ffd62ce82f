package networks

import (
	"context"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
)

// Quiet are the hours of the day in which a network leaves its members in peace, as long as they haven't chosen others: from
// one full hour until another by a clock that is so many minutes ahead of UTC. What begins when it ends is never. Revision
// counts how often they were set.
type Quiet struct {
	From     int `db:"quiet_from"`
	Until    int `db:"quiet_until"`
	Offset   int `db:"quiet_offset"`
	Revision int `db:"quiet_revision"`
}

// SetQuiet sets the network's quiet hours; q.Revision is that of the hours that the steward began from. When another has set
// them meanwhile it is a conflict. Setting the same twice is no harm.
func (n *Networks) SetQuiet(ctx context.Context, a Actor, q Quiet) error {
	return n.changeNetwork(ctx, a, "network.quiet_set", func(ctx context.Context, tx *sqlx.Tx, network Network) (bool, error) {
		same := q
		if same.Revision = network.Quiet.Revision; same == network.Quiet {
			return false, nil
		}
		if q.Revision != network.Quiet.Revision {
			return false, locales.Refuse(locales.Conflict, "networks.quiet_newer")
		}
		q.Revision++
		err := updateQuiet(ctx, tx, network.ID, q)
		if violates(err, "networks_quiet_hours") {
			return false, locales.Refuse(locales.Invalid, "networks.quiet_unknown")
		}
		return true, err
	})
}
