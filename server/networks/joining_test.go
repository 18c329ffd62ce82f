package networks_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/networks"
)

func TestAnInvitationMakesOneMember(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	i := h.invite(networks.RoleAdvocate, networks.Minor)
	opened, err := h.Check(ctx, i.Code, i.PIN)
	must(t, err)
	if opened.Network != h.network.ID || opened.Recovers != "" {
		t.Errorf("the code opens %+v", opened)
	}
	j := joiner(h.network.ID)
	must(t, h.Redeem(ctx, i.Code, i.PIN, j))
	got := h.enter(h.network.ID, j.Member)
	if got.Pseudonym != j.Pseudonym || got.Band != networks.Minor || got.Standing != networks.Newcomer || got.Vouched || !got.Held || len(got.Roles) != 0 {
		t.Errorf("she entered as %+v", got)
	}
}

func TestARoleOfAnInvitationRestsUntilAStewardHasConfirmedHer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	j := h.redeem(h.invite(networks.RoleAdvocate, networks.Adult))
	leaders := h.space(h.openSpace(networks.SpaceDraft{Name: "Garden", Lang: "en", Reads: networks.Leaders, Writes: networks.Leaders,
		Posting: networks.Open, Band: networks.AllBands, Once: uuid.NewString()}))
	refused(t, networks.Allow(j, networks.Read, &leaders), locales.NotFound, "networks.space_not_found")
	must(t, h.Confirm(ctx, h.steward, j.Member))
	must(t, networks.Allow(h.enter(h.network.ID, j.Member), networks.Read, &leaders))
}

func TestASecondUseOfAnInvitationIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	i := h.invite(networks.RoleMember, networks.Adult)
	h.redeem(i)
	refused(t, h.Redeem(ctx, i.Code, i.PIN, joiner(h.network.ID)), locales.Invalid, "networks.invitation_not_good")
	_, err := h.Check(ctx, i.Code, i.PIN)
	refused(t, err, locales.Invalid, "networks.invitation_not_good")
}

func TestOfManyWhoUseAnInvitationAtOnceOneComesIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	i := h.invite(networks.RoleMember, networks.Adult)
	before := h.count(`SELECT count(*) FROM members WHERE network_id = $1`, h.network.ID)
	var tries []func() error
	for range 8 {
		tries = append(tries, func() error { return h.Redeem(ctx, i.Code, i.PIN, joiner(h.network.ID)) })
	}
	if n := succeeded(atOnce(tries...)); n != 1 {
		t.Errorf("%d of 8 came in", n)
	}
	if n := h.count(`SELECT count(*) FROM members WHERE network_id = $1`, h.network.ID) - before; n != 1 {
		t.Errorf("%d members were made", n)
	}
}

func TestPressingTwiceJoinsOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	i, j := h.invite(networks.RoleMember, networks.Adult), joiner(h.network.ID)
	must(t, h.Redeem(ctx, i.Code, i.PIN, j))
	must(t, h.Redeem(ctx, i.Code, i.PIN, j))
	if n := h.count(`SELECT count(*) FROM members WHERE id = $1`, j.Member); n != 1 {
		t.Errorf("she is there %d times", n)
	}
}

// The second press once waited for the first at the invitation's row, found it gone, and was refused.
func TestPressingTwiceAtTheSameTimeJoinsOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 5 {
		i, j := h.invite(networks.RoleMember, networks.Adult), joiner(h.network.ID)
		press := func() error { return h.Redeem(ctx, i.Code, i.PIN, j) }
		for _, err := range atOnce(press, press, press) {
			must(t, err)
		}
	}
}

func TestKnowingAMembersIDDoesNotMakeOneHer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member()
	i, j := h.invite(networks.RoleMember, networks.Adult), joiner(h.network.ID)
	j.Member, j.ClaimHash = her.Member, claim("another's")
	if err := h.Redeem(ctx, i.Code, i.PIN, j); err == nil {
		t.Error("somebody joined as a member who is there")
	}
	_, err := h.Enter(ctx, h.network.ID, her.Member, claim("another's"))
	refused(t, err, locales.NotFound, "networks.member_not_found")
	h.enter(h.network.ID, her.Member)
}

func TestATakenPseudonymIsAConflictAndTheInvitationStays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	taken := h.member().Pseudonym
	i, j := h.invite(networks.RoleMember, networks.Adult), joiner(h.network.ID)
	j.Pseudonym = taken
	refused(t, h.Redeem(ctx, i.Code, i.PIN, j), locales.Conflict, "networks.pseudonym_taken")
	j.Pseudonym = "Quiet Heron"
	must(t, h.Redeem(ctx, i.Code, i.PIN, j))
}

func TestAPseudonymOfAnotherNetworkIsFree(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	elsewhere := h.otherNetwork()
	i, _, err := h.InviteSteward(ctx, elsewhere)
	must(t, err)
	j := joiner(elsewhere)
	j.Pseudonym = h.steward.Pseudonym
	must(t, h.Redeem(ctx, i.Code, i.PIN, j))
}

func TestOfTwoWhoChooseOnePseudonymAtOnceOneGetsIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	choose := func() func() error {
		i, j := h.invite(networks.RoleMember, networks.Adult), joiner(h.network.ID)
		j.Pseudonym = "Quiet Heron"
		return func() error { return h.Redeem(ctx, i.Code, i.PIN, j) }
	}
	if n := succeeded(atOnce(choose(), choose())); n != 1 {
		t.Errorf("%d got it", n)
	}
}

func TestTheFirstStewardIsConfirmedAndTheSecondIsNot(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if h.steward.Standing != networks.Confirmed || !h.steward.Vouched || h.steward.Held {
		t.Errorf("the first is %+v", h.steward)
	}
	must(t, networks.Allow(h.steward, networks.ConfirmMember, nil))
	if second := h.redeem(h.invite(networks.RoleMember, networks.Adult)); second.Standing != networks.Newcomer {
		t.Errorf("the second is %+v", second)
	}
}

func TestOnlyAnInvitationAsStewardOpensANetworkThatNobodyRuns(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	i := h.invite(networks.RoleAdvocate, networks.Adult)
	h.db.MustExec(`DELETE FROM member_roles WHERE network_id = $1`, h.network.ID) // a network that has lost its steward
	refused(t, h.Redeem(ctx, i.Code, i.PIN, joiner(h.network.ID)), locales.Forbidden, "networks.unrun_joining")
	h.firstSteward(h.network.ID)
}

func TestANewInvitationOfTheFirstStewardTakesTheOldOneBack(t *testing.T) {
	t.Parallel()
	h := empty(t, shared())
	network := h.found(networks.Global)
	old, needed, err := h.InviteSteward(ctx, network.ID)
	must(t, err)
	if !needed {
		t.Fatal("no steward is needed")
	}
	again, _, err := h.InviteSteward(ctx, network.ID)
	must(t, err)
	refused(t, h.Redeem(ctx, old.Code, old.PIN, joiner(network.ID)), locales.Invalid, "networks.invitation_not_good")
	h.redeem(again)
	if _, needed, err = h.InviteSteward(ctx, network.ID); err != nil || needed {
		t.Errorf("a second first steward: %v, %v", needed, err)
	}
}

func TestANewcomerSeesTheWelcomeSpaceOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	newcomer := h.newcomer()
	spaces, err := h.Spaces(ctx, newcomer)
	must(t, err)
	if len(spaces) != 1 || spaces[0].Purpose != networks.PurposeWelcome {
		t.Errorf("she sees %+v", spaces)
	}
	all, err := h.Spaces(ctx, h.steward)
	must(t, err)
	if len(all) != 5 {
		t.Errorf("the steward sees %d spaces", len(all))
	}
	_, unknown := h.Space(ctx, newcomer, uuid.NewString(), networks.Read)
	for _, space := range all[1:] {
		_, err := h.Space(ctx, newcomer, space.ID, networks.Read)
		refused(t, err, locales.NotFound, "networks.space_not_found")
		if err.Error() != unknown.Error() {
			t.Errorf("%v and %v tell a space that is there from one that isn't", err, unknown)
		}
	}
	_, err = h.Members(ctx, newcomer, networks.Confirmed, "")
	refused(t, err, locales.Forbidden, "networks.not_allowed")
}

// The database is searched whole: all rows of all tables, as text, before and after the invitation is used.
func TestTheDatabaseHoldsNeitherCodeNorPIN(t *testing.T) {
	t.Parallel()
	h := alone(t)
	i := h.invite(networks.RoleMember, networks.Adult)
	for _, when := range []string{"before", "after"} {
		dump := h.dump()
		if regexp.MustCompile(`(^|[^0-9a-f])` + i.PIN + `([^0-9a-f]|$)`).MatchString(dump) {
			t.Errorf("%s it is used the database holds the PIN", when)
		}
		for _, secret := range []string{i.Code, strings.ReplaceAll(i.Code, "-", ""), fmt.Sprintf("%x", i.Code), fmt.Sprintf("%x", i.PIN)} {
			if strings.Contains(strings.ToLower(dump), strings.ToLower(secret)) {
				t.Errorf("%s it is used the database holds %q", when, secret)
			}
		}
		if there := strings.Contains(dump, fmt.Sprintf("%x", i.CodeHash)); there != (when == "before") {
			t.Errorf("%s it is used, is its hash there: %v", when, there)
		}
		if when == "before" {
			h.redeem(i)
		}
	}
	if n := h.count(`SELECT count(*) FROM invitations WHERE id = $1`, i.ID); n != 0 {
		t.Error("its row is there after it was used")
	}
}

// dump is every row of every table, as text.
func (h *house) dump() string {
	h.t.Helper()
	var tables []string
	must(h.t, h.db.Select(&tables, `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`))
	if len(tables) < 15 {
		h.t.Fatalf("a dump of %d tables is no dump", len(tables))
	}
	var all strings.Builder
	for _, table := range tables {
		var rows []string
		must(h.t, h.db.Select(&rows, `SELECT r::text FROM `+table+` r`))
		all.WriteString(strings.Join(rows, "\n"))
	}
	return all.String()
}
