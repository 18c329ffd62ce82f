package networks_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/networks"
)

func TestAMuteIsHersAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, him, third := h.member(), h.member(), h.member()
	must(t, h.Mute(ctx, her, him.Member))
	must(t, h.Mute(ctx, her, him.Member))
	if got := h.parted(her); !slices.Equal(got, []string{him.Member}) {
		t.Errorf("she reads without %v", got)
	}
	for _, a := range []networks.Actor{him, third} {
		if got := h.parted(a); len(got) != 0 {
			t.Errorf("somebody else reads without %v", got)
		}
	}
	hers, err := h.Muted(ctx, her)
	must(t, err)
	his, err := h.Muted(ctx, him)
	must(t, err)
	blocked, err := h.Blocked(ctx, her)
	must(t, err)
	if len(hers) != 1 || hers[0].ID != him.Member || len(his) != 0 || len(blocked) != 0 {
		t.Errorf("she muted %v and blocked %v, he muted %v", hers, blocked, his)
	}
	must(t, h.Hear(ctx, her, him.Member))
	if got := h.parted(her); len(got) != 0 {
		t.Errorf("she still reads without %v", got)
	}
}

// A row in his channel would let his socket come back, and he could see that it did.
func TestHeIsNotToldThatHeIsMuted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, him := h.member(), h.member()
	told := func(a networks.Actor) int {
		return h.count(`SELECT count(*) FROM stream_events WHERE channel = $1`, string(networks.Control(a.Network, a.Member)))
	}
	hers, his := told(her), told(him)
	must(t, h.Mute(ctx, her, him.Member))
	must(t, h.Hear(ctx, her, him.Member))
	if told(her) != hers+2 || told(him) != his {
		t.Errorf("she was told %d times, he %d times", told(her)-hers, told(him)-his)
	}
}

func TestABlockAndAMuteAreTakenBackByThemselves(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, him := h.member(), h.member()
	must(t, h.Mute(ctx, her, him.Member))
	must(t, h.Part(ctx, her, him.Member))
	must(t, h.Meet(ctx, her, him.Member))
	if got := h.parted(her); !slices.Equal(got, []string{him.Member}) {
		t.Errorf("the mute went with the block: %v", got)
	}
	must(t, h.Part(ctx, her, him.Member))
	must(t, h.Hear(ctx, her, him.Member))
	if got := h.parted(her); !slices.Equal(got, []string{him.Member}) || len(h.parted(him)) != 1 {
		t.Errorf("the block went with the mute: %v", got)
	}
}

// Who answers for what is written reads it: she can't mute anybody, and what she muted before doesn't count.
func TestStaffReadEverybody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, role := range []networks.Role{networks.RoleModerator, networks.RoleSteward, networks.RoleSafeguardingLead} {
		her, him := h.member(), h.member()
		must(t, h.Mute(ctx, her, him.Member))
		h.give(her.Member, role)
		her = h.enter(her.Network, her.Member)
		if len(her.Parted) != 0 {
			t.Errorf("a %s reads without %v", role, her.Parted)
		}
		refused(t, h.Mute(ctx, her, h.member().Member), locales.Forbidden, "networks.not_allowed")
		must(t, h.Hear(ctx, her, him.Member))
		must(t, h.Take(ctx, h.steward, her.Member, role))
		if got := h.parted(her); len(got) != 0 {
			t.Errorf("she took it back, and reads without %v", got)
		}
	}
}

func TestMutingOneselfOrNobodyIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member()
	elsewhere := h.firstSteward(h.otherNetwork())
	refused(t, h.Mute(ctx, her, her.Member), locales.Invalid, "networks.mute_yourself")
	refused(t, h.Mute(ctx, her, uuid.NewString()), locales.NotFound, "networks.member_not_found")
	refused(t, h.Mute(ctx, her, elsewhere.Member), locales.NotFound, "networks.member_not_found")
}
