package main

import (
	"context"
	"fmt"
	"io"

	"tinig/server/networks"
)

// instance begins an empty instance: it founds the Global network, from which Local ones are founded on the site, and
// prints its first steward's invitation until she has come.
func instance(ctx context.Context, h *house, out io.Writer) error {
	global, err := h.global(ctx)
	if err != nil {
		return err
	}
	invitation, needed, err := h.networks.InviteSteward(ctx, global.ID)
	if err != nil || !needed {
		return err
	}
	_, err = fmt.Fprintf(out, `Nobody runs this instance yet. Its first steward joins with
  address  %s/join
  code     %s
  numbers  %s
The invitation is good for 14 days and for one person; each start makes a new one until somebody has joined.
`, h.config.Origin, invitation.Code, invitation.PIN)
	return err
}

// global is the Global network, founded when there is none.
func (h *house) global(ctx context.Context) (networks.Network, error) {
	all, err := h.networks.All(ctx)
	if err != nil {
		return networks.Network{}, err
	}
	for _, network := range all {
		if network.Kind == networks.Global {
			return network, nil
		}
	}
	return h.networks.Found(ctx, "system", networks.Global, "Global", []string{"en", "fil", "ceb", "es", "sw", "ar"})
}
