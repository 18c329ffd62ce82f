package networks

import (
	"context"
	"fmt"
)

// Staff are the confirmed members of a network who are moderators, stewards or safeguarding leads.
func (n *Networks) Staff(ctx context.Context, network string) ([]Member, error) {
	staff, err := readStaff(ctx, n.db, network)
	if err != nil {
		return nil, fmt.Errorf("reading the staff of %s: %w", network, err)
	}
	return staff, nil
}

// Global is the id of the Global network; it isn't there where nobody has founded one.
func (n *Networks) Global(ctx context.Context) (string, error) {
	id, err := readGlobal(ctx, n.db)
	if err != nil {
		return "", notFound(err, "networks.network_not_found", "reading the %s network", string(Global))
	}
	return id, nil
}
