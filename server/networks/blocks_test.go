package networks_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/networks"
)

func (h *house) parted(a networks.Actor) []string {
	h.t.Helper()
	return h.enter(h.network.ID, a.Member).Parted
}

func TestABlockPartsBothSides(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, him, third := h.member(), h.member(), h.member()
	must(t, h.Part(ctx, her, him.Member))
	must(t, h.Part(ctx, her, him.Member))
	if got := h.parted(her); !slices.Equal(got, []string{him.Member}) {
		t.Errorf("she is parted from %v", got)
	}
	if got := h.parted(him); !slices.Equal(got, []string{her.Member}) {
		t.Errorf("he is parted from %v", got)
	}
	if got := h.parted(third); got == nil || len(got) != 0 {
		t.Errorf("somebody else is parted from %v", got)
	}
}

func TestHeIsNotToldThatHeIsBlocked(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, him := h.member(), h.member()
	must(t, h.Part(ctx, her, him.Member))
	hers, err := h.Blocked(ctx, her)
	must(t, err)
	his, err := h.Blocked(ctx, him)
	must(t, err)
	if len(hers) != 1 || hers[0].ID != him.Member || len(his) != 0 {
		t.Errorf("she sees %v, he sees %v", hers, his)
	}
}

func TestTakingBackABlockLeavesTheOtherSides(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, him := h.member(), h.member()
	must(t, h.Part(ctx, her, him.Member))
	must(t, h.Part(ctx, him, her.Member))
	must(t, h.Meet(ctx, her, him.Member))
	if len(h.parted(her)) != 1 || len(h.parted(him)) != 1 {
		t.Error("his block went with hers")
	}
	must(t, h.Meet(ctx, him, her.Member))
	if len(h.parted(her)) != 0 || len(h.parted(him)) != 0 {
		t.Error("a block stayed")
	}
}

// By blocking every moderator one could otherwise write where nobody who answers for the space sees it.
func TestBlockingStaffDoesNotHideOneFromThem(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, role := range []networks.Role{networks.RoleModerator, networks.RoleSteward, networks.RoleSafeguardingLead} {
		him, staff := h.member(), h.member(role)
		must(t, h.Part(ctx, him, staff.Member))
		if got := h.parted(staff); len(got) != 0 {
			t.Errorf("a %s doesn't see the words of %v", role, got)
		}
		if got := h.parted(him); !slices.Equal(got, []string{staff.Member}) {
			t.Errorf("he is parted from %v", got)
		}
		must(t, h.Part(ctx, staff, him.Member))
		if got := h.parted(staff); !slices.Equal(got, []string{him.Member}) {
			t.Errorf("a %s who blocked him is parted from %v", role, got)
		}
	}
}

func TestTwoWhoBlockEachOtherAtOnceDoNotWaitForEver(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 5 {
		a, b := h.member(), h.member()
		for _, err := range atOnce(
			func() error { return h.Part(ctx, a, b.Member) },
			func() error { return h.Part(ctx, b, a.Member) },
			func() error { return h.Give(ctx, h.steward, a.Member, networks.RoleAdvocate) },
			func() error { return h.Give(ctx, h.steward, b.Member, networks.RoleAdvocate) },
		) {
			must(t, err)
		}
	}
}

func TestBlockingOneselfOrNobodyIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	elsewhere := h.firstSteward(h.otherNetwork())
	refused(t, h.Part(ctx, h.steward, h.steward.Member), locales.Invalid, "networks.block_yourself")
	refused(t, h.Part(ctx, h.steward, uuid.NewString()), locales.NotFound, "networks.member_not_found")
	refused(t, h.Part(ctx, h.steward, elsewhere.Member), locales.NotFound, "networks.member_not_found")
}
