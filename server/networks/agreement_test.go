package networks_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/networks"
)

// words are a text of the agreement that follows, or belongs to, a version.
func words(from int, lang string) networks.AgreementDraft {
	return networks.AgreementDraft{From: from, Lang: lang, Body: "We greet each other in " + lang + "."}
}

func TestEverybodyIsAskedBeforeSheWritesWhenTheAgreementChanges(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, newcomer := h.member(), h.newcomer()
	everyday, welcome := h.spaceOf(networks.PurposeEveryday), h.spaceOf(networks.PurposeWelcome)
	must(t, h.ChangeAgreement(ctx, h.steward, words(0, "en")))
	for a, space := range map[*networks.Actor]networks.Space{&her: everyday, &newcomer: welcome} {
		*a = h.enter(h.network.ID, a.Member)
		must(t, networks.Allow(*a, networks.Read, &space))
		refused(t, networks.Allow(*a, networks.Write, &space), locales.Forbidden, "networks.agree_first")
		must(t, h.Agree(ctx, *a, 1))
		must(t, h.Agree(ctx, *a, 1))
		*a = h.enter(h.network.ID, a.Member)
		must(t, networks.Allow(*a, networks.Write, &space))
	}
	must(t, networks.Allow(h.enter(h.network.ID, h.steward.Member), networks.Write, &everyday)) // who wrote it agrees to it
}

// What she may not write in for another reason is refused for that reason: a space that isn't there for her stays so.
func TestAskingForAgreementTellsOfNoSpace(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	must(t, h.ChangeAgreement(ctx, h.steward, words(0, "en")))
	staff := h.spaceOf(networks.PurposeStaff)
	refused(t, networks.Allow(h.member(), networks.Write, &staff), locales.NotFound, "networks.space_not_found")
}

func TestWhoJoinsHasAgreedToWhatSheWasShown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	must(t, h.ChangeAgreement(ctx, h.steward, words(0, "en")))
	for agreed, mustAgree := range []bool{true, false} {
		i, j := h.invite(networks.RoleMember, networks.Adult), joiner(h.network.ID)
		j.Agreed = agreed
		must(t, h.Redeem(ctx, i.Code, i.PIN, j))
		if got := h.enter(h.network.ID, j.Member).MustAgree; got != mustAgree {
			t.Errorf("shown version %d, must she agree: %v", agreed, got)
		}
	}
}

func TestAVersionThatDoesNotCountAnyMoreIsNotAgreedTo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member()
	must(t, h.ChangeAgreement(ctx, h.steward, words(0, "en")))
	must(t, h.ChangeAgreement(ctx, h.steward, words(1, "en")))
	for _, version := range []int{0, 1, 3} {
		refused(t, h.Agree(ctx, her, version), locales.Conflict, "networks.agreement_newer")
	}
	if !h.enter(h.network.ID, her.Member).MustAgree {
		t.Error("she needn't agree")
	}
}

func TestTheAgreementIsReadInTheNearestLanguage(t *testing.T) {
	t.Parallel()
	h := newHouse(t) // its languages are English, then Filipino
	read := func(lang string) string {
		t.Helper()
		text, err := h.Agreement(ctx, h.network.ID, lang)
		must(t, err)
		return text.Lang
	}
	if got := read("en"); got != "" {
		t.Errorf("without words it is read in %q", got)
	}
	must(t, h.ChangeAgreement(ctx, h.steward, words(0, "sw")))
	if got := read("ar"); got != "sw" {
		t.Errorf("with one text it is read in %q", got)
	}
	must(t, h.TranslateAgreement(ctx, h.steward, words(1, "fil")))
	for lang, want := range map[string]string{"sw": "sw", "fil": "fil", "en": "fil", "ar": "fil"} {
		if got := read(lang); got != want {
			t.Errorf("in %s it is read in %q, want %q", lang, got, want)
		}
	}
	missing, err := h.Untranslated(ctx, h.steward)
	must(t, err)
	if len(missing) != 1 || missing[0] != "en" {
		t.Errorf("it is missing in %v", missing)
	}
}

func TestOfTwoStewardsWhoChangeTheAgreementAtOnceTheSecondIsToldAndNothingIsLost(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	second := h.member(networks.RoleSteward)
	for version := range 3 {
		errs := atOnce(
			func() error { return h.ChangeAgreement(ctx, h.steward, words(version, "en")) },
			func() error { return h.ChangeAgreement(ctx, second, words(version, "en")) })
		if succeeded(errs) != 1 {
			t.Fatalf("they ended with %v", errs)
		}
		for _, err := range errs {
			if err != nil {
				refused(t, err, locales.Conflict, "networks.agreement_changed")
			}
		}
		errs = atOnce(
			func() error { return h.TranslateAgreement(ctx, h.steward, words(version+1, "fil")) },
			func() error { return h.TranslateAgreement(ctx, second, words(version+1, "fil")) })
		if succeeded(errs) != 1 {
			t.Fatalf("translating, they ended with %v", errs)
		}
	}
	earlier, err := h.EarlierAgreements(ctx, h.steward, 3)
	must(t, err)
	if len(earlier) != 4 || earlier[0].Version != 2 || earlier[0].Lang != "en" || earlier[3].Lang != "fil" {
		t.Errorf("the earlier versions are %+v", earlier)
	}
}

func TestATranslationAsksNobodyAndNeverChangesWhatWasAgreedTo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	must(t, h.ChangeAgreement(ctx, h.steward, words(0, "en")))
	her := h.member()
	must(t, h.Agree(ctx, her, 1))
	must(t, h.TranslateAgreement(ctx, h.steward, words(1, "fil")))
	if h.enter(h.network.ID, her.Member).MustAgree {
		t.Error("she is asked again")
	}
	for _, lang := range []string{"en", "fil"} {
		other := words(1, lang)
		other.Body = "We never greet."
		refused(t, h.TranslateAgreement(ctx, h.steward, other), locales.Conflict, "networks.agreement_changed")
	}
	refused(t, h.TranslateAgreement(ctx, h.steward, words(0, "sw")), locales.Conflict, "networks.agreement_changed")
}

func TestAnAgreementThatSaysNothingOrTooMuchIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for body, message := range map[string]string{"": "networks.agreement_length", " \r\n ": "networks.agreement_length",
		strings.Repeat("ñ", 5001): "networks.agreement_length"} {
		refused(t, h.ChangeAgreement(ctx, h.steward, networks.AgreementDraft{Lang: "en", Body: body}), locales.Invalid, message)
	}
	refused(t, h.ChangeAgreement(ctx, h.steward, networks.AgreementDraft{Lang: "tlh", Body: "x"}), locales.Invalid, "networks.language_unknown")
	must(t, h.ChangeAgreement(ctx, h.steward, networks.AgreementDraft{Lang: "en", Body: strings.Repeat("ñ", 5000)}))
}

func TestANetworksLanguagesChangeAndItsMainOneStaysFirst(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, c := range []struct{ chosen, want []string }{
		{[]string{"ar", "en", "sw"}, []string{"en", "ar", "sw"}},
		{[]string{"sw", "ar"}, []string{"sw", "ar"}},
	} {
		must(t, h.SetLanguages(ctx, h.steward, c.chosen))
		network, err := h.Network(ctx, h.network.ID)
		must(t, err)
		if strings.Join(network.Languages, " ") != strings.Join(c.want, " ") {
			t.Errorf("of %v it became %v", c.chosen, network.Languages)
		}
	}
	refused(t, h.SetLanguages(ctx, h.steward, nil), locales.Invalid, "networks.language_needed")
	refused(t, h.SetLanguages(ctx, h.steward, []string{"en", "en"}), locales.Invalid, "networks.language_unknown")
	refused(t, h.SetLanguages(ctx, h.steward, []string{uuid.NewString()}), locales.Invalid, "networks.language_unknown")
}
