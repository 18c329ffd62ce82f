package networks_test

import (
	"strings"
	"testing"

	"tinig/locales"
	"tinig/server/networks"
)

func TestANetworkBeginsWithItsFiveSpaces(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	spaces, err := h.Spaces(ctx, h.steward)
	must(t, err)
	want := []networks.Purpose{networks.PurposeWelcome, networks.PurposeEveryday, networks.PurposeLearning, networks.PurposeAdvocacy, networks.PurposeStaff}
	if len(spaces) != len(want) {
		t.Fatalf("it has %d", len(spaces))
	}
	for i, space := range spaces {
		if space.Purpose != want[i] || space.Band != networks.AllBands || len(space.Languages) != 2 {
			t.Errorf("space %d is %+v", i, space)
		}
	}
}

func TestANetworkThatIsNotWellDescribedIsNotFounded(t *testing.T) {
	t.Parallel()
	h := alone(t)
	for _, bad := range []struct {
		name      string
		languages []string
		message   string
	}{
		{"", []string{"en"}, "networks.name_length"},
		{"   ", []string{"en"}, "networks.name_length"},
		{strings.Repeat("ñ", 61), []string{"en"}, "networks.name_length"},
		{"Cove", nil, "networks.language_needed"},
		{"Cove", []string{"en", "tlh"}, "networks.language_unknown"},
	} {
		_, err := h.Found(ctx, "system", networks.Local, bad.name, bad.languages)
		refused(t, err, locales.Invalid, bad.message)
	}
	_, err := h.Found(ctx, "system", networks.Local, " "+h.network.Name+" ", []string{"en"})
	refused(t, err, locales.Conflict, "networks.name_taken")
	if n := h.count(`SELECT count(*) FROM networks`); n != 1 {
		t.Errorf("there are %d networks", n)
	}
}

func TestOnlyAStewardOfTheGlobalNetworkFoundsALocalOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, err := h.FoundLocal(ctx, h.steward, "Cove", []string{"en"})
	refused(t, err, locales.Forbidden, "networks.not_allowed")
}

func TestNetworksAreListedByName(t *testing.T) {
	t.Parallel()
	h := alone(t)
	other, err := h.Found(ctx, "system", networks.Global, "Elsewhere", []string{"en"})
	must(t, err)
	all, err := h.All(ctx)
	must(t, err)
	if len(all) != 2 || all[0].ID != other.ID || all[1].ID != h.network.ID {
		t.Errorf("got %v", all)
	}
	one, err := h.Network(ctx, other.ID)
	must(t, err)
	if one.Name != "Elsewhere" || one.Kind != networks.Global {
		t.Errorf("got %+v", one)
	}
	_, err = h.Network(ctx, networks.NewMemberID())
	refused(t, err, locales.NotFound, "networks.network_not_found")
}
