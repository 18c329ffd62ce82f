package networks_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/networks"
)

func TestAWrongPINIsRefusedLikeACodeThatIsNotThere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	i := h.invite(networks.RoleMember, networks.Adult)
	_, wrongPIN := h.Check(ctx, i.Code, other(i.PIN))
	_, noCode := h.Check(ctx, "00000-00000-00000-00000", i.PIN)
	refused(t, wrongPIN, locales.Invalid, "networks.invitation_not_good")
	if noCode == nil || wrongPIN.Error() != noCode.Error() {
		t.Errorf("%v and %v tell a code that is there from one that isn't", wrongPIN, noCode)
	}
}

// other is another PIN.
func other(pin string) string {
	if pin == "123456" {
		return "654321"
	}
	return "123456"
}

func TestAfterFiveWrongPINsTheInvitationIsGone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	i, patient := h.invite(networks.RoleMember, networks.Adult), h.invite(networks.RoleMember, networks.Adult)
	for range 4 {
		_, err := h.Check(ctx, patient.Code, other(patient.PIN))
		refused(t, err, locales.Invalid, "networks.invitation_not_good")
	}
	h.redeem(patient)
	for n := range 5 {
		if there := h.count(`SELECT count(*) FROM invitations WHERE id = $1`, i.ID); there != 1 {
			t.Fatalf("it is gone after %d", n)
		}
		refused(t, h.Redeem(ctx, i.Code, other(i.PIN), joiner(h.network.ID)), locales.Invalid, "networks.invitation_not_good")
	}
	if there := h.count(`SELECT count(*) FROM invitations WHERE id = $1`, i.ID); there != 0 {
		t.Error("it is there after five")
	}
	refused(t, h.Redeem(ctx, i.Code, i.PIN, joiner(h.network.ID)), locales.Invalid, "networks.invitation_not_good")
}

func TestGuessingAtOnceGivesNoMoreGuesses(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	i := h.invite(networks.RoleMember, networks.Adult)
	var tries []func() error
	for guess := range 12 {
		tries = append(tries, func() error {
			_, err := h.Check(ctx, i.Code, fmt.Sprintf("x%05d", guess))
			return err
		})
	}
	if n := succeeded(atOnce(tries...)); n != 0 {
		t.Errorf("%d guesses were right", n)
	}
	if there := h.count(`SELECT count(*) FROM invitations WHERE id = $1`, i.ID); there != 0 {
		t.Error("it is there after twelve")
	}
}

func TestAnInvitationIsGoodForFourteenDays(t *testing.T) {
	t.Parallel()
	h := alone(t)
	last, late := h.invite(networks.RoleMember, networks.Adult), h.invite(networks.RoleMember, networks.Adult)
	h.pass(14 * day)
	h.redeem(last)
	h.pass(day)
	refused(t, h.Redeem(ctx, late.Code, late.PIN, joiner(h.network.ID)), locales.Invalid, "networks.invitation_not_good")
	open, err := h.Invitations(ctx, h.steward)
	must(t, err)
	if len(open) != 0 {
		t.Errorf("%d invitations are shown", len(open))
	}
	must(t, h.Sweep(ctx))
	if n := h.count(`SELECT count(*) FROM invitations`); n != 0 {
		t.Errorf("%d invitations are kept", n)
	}
}

func TestSweepKeepsWhatIsStillGood(t *testing.T) {
	t.Parallel()
	h := alone(t)
	i := h.invite(networks.RoleMember, networks.Adult)
	h.pass(14 * day)
	must(t, h.Sweep(ctx))
	h.redeem(i)
}

func TestAnInvitationTakenBackOpensNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	i := h.invite(networks.RoleMember, networks.Adult)
	must(t, h.Revoke(ctx, h.steward, i.ID))
	refused(t, h.Redeem(ctx, i.Code, i.PIN, joiner(h.network.ID)), locales.Invalid, "networks.invitation_not_good")
	records := len(h.records(h.network.ID))
	must(t, h.Revoke(ctx, h.steward, i.ID))
	if len(h.records(h.network.ID)) != records {
		t.Error("taking back what is gone was recorded")
	}
}

func TestAStewardTakesBackNoInvitationOfAnotherNetwork(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	elsewhere := h.firstSteward(h.otherNetwork())
	i := h.invite(networks.RoleMember, networks.Adult)
	must(t, h.Revoke(ctx, elsewhere, i.ID))
	h.redeem(i)
}

func TestAnInvitationOpensItsOwnNetworkOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	i := h.invite(networks.RoleMember, networks.Adult)
	refused(t, h.Redeem(ctx, i.Code, i.PIN, joiner(h.otherNetwork())), locales.Invalid, "networks.invitation_not_good")
	h.redeem(i)
}

func TestACodeIsReadAsItMayBeTyped(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	i := h.invite(networks.RoleMember, networks.Adult)
	typed := strings.NewReplacer("-", " ", "0", "O", "1", "l").Replace(strings.ToUpper(i.Code))
	typed = strings.ReplaceAll(typed, "L", "i")
	_, err := h.Check(ctx, "  "+typed+" ", " "+i.PIN+" ")
	must(t, err)
}

func TestAnInvitationsFormMakesOneInvitation(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	d := networks.InvitationDraft{Role: networks.RoleMember, Band: networks.Adult, Once: uuid.NewString()}
	_, err := h.Invite(ctx, h.steward, d)
	must(t, err)
	_, err = h.Invite(ctx, h.steward, d)
	refused(t, err, locales.Conflict, "networks.invitation_already_made")
}

func TestAStewardInvitesTenADay(t *testing.T) {
	t.Parallel()
	h := alone(t)
	second := h.member(networks.RoleSteward)
	h.invite(networks.RoleMember, networks.Adult) // the first of her day
	var presses []func() error
	for range 15 {
		presses = append(presses, func() error {
			_, err := h.Invite(ctx, h.steward, networks.InvitationDraft{Role: networks.RoleMember, Band: networks.Adult, Once: uuid.NewString()})
			return err
		})
	}
	errs := atOnce(presses...)
	if n := succeeded(errs); n != 9 {
		t.Errorf("with one before, %d of 15 were issued", n)
	}
	for _, err := range errs {
		if err != nil {
			refused(t, err, locales.TooMany, "networks.invitations_too_many")
		}
	}
	d := networks.InvitationDraft{Role: networks.RoleMember, Band: networks.Adult, Once: uuid.NewString()}
	_, err := h.Invite(ctx, second, d)
	must(t, err)
	h.pass(day)
	must(t, presses[0]())
	must(t, h.Sweep(ctx))
	if n := h.count(`SELECT count(*) FROM invitation_days WHERE network_id = $1`, h.network.ID); n != 1 {
		t.Errorf("%d days are kept", n)
	}
}

// Taking one back doesn't give another: who issues and revokes all day is stopped too.
func TestAnInvitationTakenBackCounts(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var i networks.Invitation
	for range 10 {
		var err error
		i, err = h.Invite(ctx, h.steward, networks.InvitationDraft{Role: networks.RoleMember, Band: networks.Adult, Once: uuid.NewString()})
		must(t, err)
		must(t, h.Revoke(ctx, h.steward, i.ID))
	}
	_, err := h.Invite(ctx, h.steward, networks.InvitationDraft{Role: networks.RoleMember, Band: networks.Adult, Once: uuid.NewString()})
	refused(t, err, locales.TooMany, "networks.invitations_too_many")
}

func TestAnInvitationWithoutARoleOrAnAgeIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, d := range []networks.InvitationDraft{
		{Role: "", Band: networks.Adult},
		{Role: "queen", Band: networks.Adult},
		{Role: networks.RoleModerator, Band: networks.Adult},
		{Role: networks.RoleSteward, Band: networks.Adult},
		{Role: networks.RoleTrainer, Band: networks.Minor},
		{Role: networks.RoleMember, Band: ""},
		{Role: networks.RoleMember, Band: networks.AllBands},
	} {
		d.Once = uuid.NewString()
		_, err := h.Invite(ctx, h.steward, d)
		refused(t, err, locales.Invalid, "networks.invitation_incomplete")
	}
}

// A code is kept as a plain hash, which 112 bits of chance make sound; it used to have 100. Each letter is one of 32, and none stands still.
func TestACodeHasItsBitsOfChance(t *testing.T) {
	var seen [24]map[byte]bool
	for range 200 {
		letters := strings.ReplaceAll(networks.NewCode(), "-", "")
		if len(letters)*5 < 112 || len(letters) > len(seen) || strings.Trim(letters, "0123456789abcdefghjkmnpqrstvwxyz") != "" {
			t.Fatalf("a code is %q", letters)
		}
		for i := range letters {
			if seen[i] == nil {
				seen[i] = map[byte]bool{}
			}
			seen[i][letters[i]] = true
		}
	}
	for i, letters := range seen {
		if len(letters) < 24 {
			t.Errorf("letter %d is one of %d only", i+1, len(letters))
		}
	}
}
