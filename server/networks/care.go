package networks

import (
	"context"
	"slices"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
)

// CareMinutes are what a steward can choose: for how many minutes in a day one of the staff looks into what was reported and what waits to
// be posted. 0 is any number.
var CareMinutes = []int{0, 30, 60, 90, 120, 180}

// SetCare chooses it.
func (n *Networks) SetCare(ctx context.Context, a Actor, minutes int) error {
	if !slices.Contains(CareMinutes, minutes) {
		return locales.Refuse(locales.Invalid, "networks.brake_unknown")
	}
	return n.changeNetwork(ctx, a, "network.care_set", func(ctx context.Context, tx *sqlx.Tx, network Network) (bool, error) {
		return setCare(ctx, tx, network.ID, minutes)
	})
}
