package networks_test

import (
	"testing"

	"tinig/locales"
	"tinig/server/networks"
)

func TestQuietHoursAreTheNetworksUntilAStewardSetsOthers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member()
	if h.enter(h.network.ID, her.Member).Quiet != (networks.Quiet{}) {
		t.Error("a new network has quiet hours")
	}
	night := networks.Quiet{From: 21, Until: 6, Offset: 480}
	must(t, h.SetQuiet(ctx, h.steward, night))
	must(t, h.SetQuiet(ctx, h.steward, night)) // pressed twice
	night.Revision = 1
	if got := h.enter(h.network.ID, her.Member).Quiet; got != night {
		t.Errorf("they are %+v", got)
	}
	refused(t, h.SetQuiet(ctx, h.steward, networks.Quiet{From: 1, Until: 5}), locales.Conflict, "networks.quiet_newer")
	must(t, h.SetQuiet(ctx, h.steward, networks.Quiet{Revision: 1}))
	if got := h.enter(h.network.ID, her.Member).Quiet; got != (networks.Quiet{Revision: 2}) {
		t.Errorf("taken back they are %+v", got)
	}
}

func TestQuietHoursThatThereAreNotAreRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, q := range []networks.Quiet{{From: 24}, {From: -1}, {Until: 24}, {Until: 1 << 20}, {Offset: 7, From: 1}, {Offset: -720, From: 1}, {Offset: 735, From: 1}} {
		refused(t, h.SetQuiet(ctx, h.steward, q), locales.Invalid, "networks.quiet_unknown")
	}
}
