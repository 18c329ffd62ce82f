package networks

import (
	"context"
	"fmt"
)

// Staff are the confirmed members of a network who are moderators, stewards or safeguarding leads.
func (n *Networks) Staff(ctx context.Context, network string) ([]Member, error) {
	return n.With(ctx, network, RoleModerator, RoleSteward, RoleSafeguardingLead)
}

// With are the confirmed members of a network who have one of some roles, at most a hundred.
func (n *Networks) With(ctx context.Context, network string, roles ...Role) ([]Member, error) {
	with, err := readWith(ctx, n.db, network, roles)
	if err != nil {
		return nil, fmt.Errorf("reading who has a role in %s: %w", network, err)
	}
	return with, nil
}

// Global is the id of the Global network; it isn't there where nobody has founded one.
func (n *Networks) Global(ctx context.Context) (string, error) {
	id, err := readGlobal(ctx, n.db)
	if err != nil {
		return "", notFound(err, "networks.network_not_found", "reading the %s network", string(Global))
	}
	return id, nil
}
