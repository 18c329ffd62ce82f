package rounds_test

import (
	"testing"

	"github.com/google/uuid"

	"tinig/server/advocacy/rounds"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// Who follows a space at everything is told when a round there takes answers, not while its texts are being written.
func TestWhoFollowsASpaceIsToldThatARoundTakesAnswers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	follows, muted, reads, leader := h.member(), h.member(), h.member(), h.leader()
	box, err := inbox.New(ctx, h.db, h.streams, nil)
	must(t, err)
	for a, level := range map[*networks.Actor]inbox.Level{&follows: inbox.Everything, &leader: inbox.Everything, &muted: inbox.Muted} {
		must(t, box.SetLevel(ctx, a.Network, a.Member, h.space, level))
	}
	told := func() int {
		return h.count(`SELECT count(*) FROM notices WHERE network_id = $1 AND kind = 'round'`, h.network.ID)
	}
	d := draft(rounds.Consent)
	d.Languages = []string{"en", "sw"}
	id, err := h.Begin(ctx, leader, h.space, d)
	must(t, err)
	if n := told(); n != 0 {
		t.Errorf("while its texts are being written, %d are told", n)
	}
	text := d.Text
	text.Lang, text.Title = "sw", "Tukutane Jumatatu?"
	must(t, h.Offer(ctx, leader, id, 1, text))
	if n := told(); n != 1 {
		t.Errorf("when it takes answers %d are told, not the one who follows", n)
	}
	if n := h.count(`SELECT count(*) FROM notices WHERE member_id = $1 AND place_id = $2`, follows.Member, id); n != 1 {
		t.Error("who follows isn't told of this round")
	}
	if n := h.count(`SELECT count(*) FROM notices WHERE member_id = ANY(ARRAY[$1, $2]::uuid[])`, reads.Member, muted.Member); n != 0 {
		t.Error("who doesn't follow is told")
	}
	again := draft(rounds.Consent)
	again.Once = uuid.NewString()
	_, err = h.Begin(ctx, h.leader(), h.space, again)
	must(t, err)
	if n := told(); n != 3 { // the leader of the first follows too
		t.Errorf("of a second round %d are told in all", n)
	}
}
