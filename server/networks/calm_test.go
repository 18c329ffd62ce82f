package networks_test

import (
	"testing"
	"time"

	"tinig/locales"
	"tinig/server/networks"
)

func TestOnAQuietDayNobodyJoinsAndAnInvitationWaits(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	i := h.invite(networks.RoleMember, networks.Adult)
	must(t, h.Calm(ctx, h.steward, 1))
	_, err := h.Check(ctx, i.Code, i.PIN)
	refused(t, err, locales.Forbidden, "networks.calm_joining")
	refused(t, h.Redeem(ctx, i.Code, i.PIN, joiner(h.network.ID)), locales.Forbidden, "networks.calm_joining")
	_, err = h.Check(ctx, i.Code, other(i.PIN)) // who hasn't the numbers learns nothing
	refused(t, err, locales.Invalid, "networks.invitation_not_good")
	h.pass(day)
	h.redeem(i)
}

func TestOnAQuietDayNewcomersWordsWaitHoweverManyWereSeen(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	newcomer, member := h.newcomer(), h.member()
	h.db.MustExec(`UPDATE members SET to_hold = 0 WHERE network_id = $1`, h.network.ID)
	held := func(a networks.Actor) bool { return h.enter(h.network.ID, a.Member).Held }
	if held(newcomer) || held(member) {
		t.Fatal("their words wait before")
	}
	must(t, h.Calm(ctx, h.steward, 3))
	if !held(newcomer) || held(member) {
		t.Errorf("held: the newcomer %v, the member %v", held(newcomer), held(member))
	}
	h.pass(3 * day)
	if held(newcomer) || h.enter(h.network.ID, member.Member).Calm() {
		t.Error("it doesn't end by itself")
	}
}

func TestOnAQuietDayAMemberTakesOneTurnAMinute(t *testing.T) {
	t.Parallel()
	h := alone(t)
	her, moderator := h.member(), h.member(networks.RoleModerator)
	for range 2 {
		must(t, h.Pace(ctx, h.db, her, "")) // on any other day as often as she likes
	}
	must(t, h.Calm(ctx, h.steward, 1))
	her, moderator = h.enter(h.network.ID, her.Member), h.enter(h.network.ID, moderator.Member)
	for range 2 {
		must(t, h.Pace(ctx, h.db, moderator, ""))
	}
	turn := func() error { return h.Pace(ctx, h.db, her, "") }
	if errs := atOnce(turn, turn, turn); succeeded(errs) != 1 {
		t.Errorf("at once she took turns with %v", errs)
	}
	h.pass(time.Minute - time.Second)
	refused(t, turn(), locales.TooMany, "networks.calm_slowly")
	h.pass(time.Second)
	must(t, turn())
	h.pass(day)
	must(t, h.Sweep(ctx))
	if n := h.count(`SELECT count(*) FROM turns`) + h.count(`SELECT count(*) FROM networks WHERE calm_until IS NOT NULL`); n != 0 {
		t.Error("when she wrote, or when it ended, is kept")
	}
}

func TestQuietDaysEndWhenAStewardSaysSo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	i := h.invite(networks.RoleMember, networks.Adult)
	must(t, h.Calm(ctx, h.steward, 3))
	must(t, h.EndCalm(ctx, h.steward))
	must(t, h.EndCalm(ctx, h.steward))
	h.redeem(i)
	for _, days := range []int{0, -1, 2, 365} {
		refused(t, h.Calm(ctx, h.steward, days), locales.Invalid, "networks.calm_days")
	}
}

func TestAQuietDayBeginsByItselfWhenMoreJoinThanAStewardWants(t *testing.T) {
	t.Parallel()
	h := alone(t)
	must(t, h.SetBrake(ctx, h.steward, 5))
	refused(t, h.SetBrake(ctx, h.steward, 6), locales.Invalid, "networks.brake_unknown")
	refused(t, h.SetBrake(ctx, h.member(), 10), locales.Forbidden, "networks.not_allowed")
	var last networks.Invitation
	for range 7 {
		last = h.invite(networks.RoleMember, networks.Adult)
		if h.enter(h.network.ID, h.steward.Member).Calm() {
			break
		}
		h.redeem(last)
	}
	if joined := h.count(`SELECT count(*) FROM members WHERE network_id = $1 AND standing = 'newcomer'`, h.network.ID); joined != 6 {
		t.Errorf("it is quiet after %d", joined)
	}
	_, err := h.Check(ctx, last.Code, last.PIN)
	refused(t, err, locales.Forbidden, "networks.calm_joining")
	if n := h.count(`SELECT count(*) FROM audit_records WHERE network_id = $1 AND act = 'network.calmed' AND actor = 'system'`, h.network.ID); n != 1 {
		t.Errorf("there are %d records", n)
	}
	must(t, h.EndCalm(ctx, h.steward))
	must(t, h.SetBrake(ctx, h.steward, 0))
	h.redeem(last)
	if h.enter(h.network.ID, h.steward.Member).Calm() {
		t.Error("a network without a brake brakes")
	}
}
