package advocacy_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"tinig/realtime/stream"
	"tinig/server/advocacy"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// follow sets what reaches her from a campaign or a space.
func (h *house) follow(a networks.Actor, place string, level inbox.Level) {
	h.t.Helper()
	box, err := inbox.New(ctx, h.db, stream.New(h.db, nil), h.now)
	must(h.t, err)
	must(h.t, box.SetLevel(ctx, a.Network, a.Member, place, level))
}

// told is what she was told of campaigns, the oldest first.
func (h *house) told(a networks.Actor) (news []string) {
	h.t.Helper()
	must(h.t, h.db.Select(&news, `SELECT about FROM notices WHERE network_id = $1 AND member_id = $2 AND kind = 'campaign' ORDER BY number`, a.Network, a.Member))
	return news
}

func TestTheGroupAndWhoFollowsAreToldAndNobodyWhoActed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	worker, muted, follower, reader := h.joined(id), h.joined(id), h.member(), h.member()
	h.follow(muted, id, inbox.Muted)
	h.follow(follower, id, inbox.Everything)
	h.follow(reader, h.space(networks.PurposeAdvocacy), inbox.Everything)
	number, target := h.ask(worker, id), h.target(leader, id, "The council of streets")
	h.moveTo(leader, id, number, advocacy.Adopted, advocacy.Raised, advocacy.Acknowledged, advocacy.InText)
	must(t, h.Promise(ctx, worker, id, number, h.promise(target.ID)))
	must(t, h.Settle(ctx, worker, id, h.promises(leader, id)[0].ID, h.result(advocacy.NotKept)))
	outcome := h.draftOutcome(worker, id)
	must(t, h.Describe(ctx, worker, id, h.described(outcome, 1)))
	must(t, h.Show(ctx, leader, id, outcome))
	must(t, h.Show(ctx, leader, id, outcome)) // pressed twice, it is told once

	moves := []string{"ask_adopted", "ask_raised", "ask_answered", "ask_further"}
	for who, c := range map[string]struct {
		a    networks.Actor
		want []string
	}{
		"who leads, of what another did": {leader, []string{"promise_not_kept"}},
		"who works, of what another did": {worker, append(slices.Clone(moves), "outcome_shown")},
		"who follows":                    {follower, append(slices.Clone(moves), "promise_not_kept", "outcome_shown")},
		"who is in the group and muted":  {muted, nil},
		"who follows the space alone":    {reader, nil},
	} {
		if got := h.told(c.a); !slices.Equal(got, c.want) {
			t.Errorf("%s is told %v, want %v", who, got, c.want)
		}
	}
	if n := h.count(`SELECT count(*) FROM notices WHERE network_id = $1 AND kind = 'campaign' AND place_id <> $2`, h.network.ID, id); n != 0 {
		t.Errorf("%d notices point elsewhere", n)
	}
}

// count is what a query counts.
func (h *house) count(query string, args ...any) (n int) {
	h.t.Helper()
	must(h.t, h.db.Get(&n, query, args...))
	return n
}

// What somebody hasn't read yet is told once a day.
func TestTheSameNewsIsToldOnceADayUntilItIsRead(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	worker := h.joined(id)
	for range 3 {
		h.moveTo(leader, id, h.ask(leader, id), advocacy.Adopted)
	}
	if got := h.told(worker); len(got) != 1 {
		t.Errorf("of three asks of one day she is told %v", got)
	}
	box, err := inbox.New(ctx, h.db, stream.New(h.db, nil), h.now)
	must(t, err)
	must(t, box.MarkRead(ctx, worker.Network, worker.Member, 1, 100))
	h.moveTo(leader, id, h.ask(leader, id), advocacy.Adopted)
	h.pass(1)
	h.moveTo(leader, id, h.ask(leader, id), advocacy.Adopted)
	if got := h.told(worker); len(got) != 3 {
		t.Errorf("having read, and a day later, she is told %v", got)
	}
}

// Over random members of a network: nobody is told of a campaign whose space she may not read, who has left or isn't confirmed, who
// muted it, or who neither is in its group nor follows it.
func TestNewsReachOnlyWhoMayReadThem(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	chance := rand.New(rand.NewPCG(7, 27))
	d := h.draft()
	space := h.space(networks.PurposeAdvocacy)
	h.db.MustExec(`UPDATE spaces SET band = 'adult' WHERE id = $1`, space)
	id, err := h.Begin(ctx, leader, d)
	must(t, err)
	want := map[string]bool{}
	var all []networks.Actor
	for range 30 {
		a := h.member()
		all = append(all, a)
		in, level := chance.IntN(2) == 0, []inbox.Level{"", inbox.Everything, inbox.Muted, inbox.Replies}[chance.IntN(4)]
		if in {
			must(t, h.Join(ctx, a, id))
		}
		if level != "" {
			h.follow(a, id, level)
		}
		aside := chance.IntN(4) == 0
		if aside {
			h.follow(a, space, inbox.Muted)
		}
		minor, left := chance.IntN(5) == 0, chance.IntN(6) == 0
		if minor {
			h.db.MustExec(`UPDATE members SET band = 'minor' WHERE id = $1`, a.Member)
		}
		if left {
			h.db.MustExec(`UPDATE members SET standing = 'left' WHERE id = $1`, a.Member)
		}
		chosen := level == inbox.Everything || in && level != inbox.Muted
		want[a.Member] = chosen && !minor && !left && (level != "" || !aside)
	}
	h.moveTo(leader, id, h.ask(leader, id), advocacy.Adopted)
	for _, a := range all {
		if got := len(h.told(a)) == 1; got != want[a.Member] {
			t.Errorf("%s is told: %v, want %v", a.Member, got, want[a.Member])
		}
	}
}
