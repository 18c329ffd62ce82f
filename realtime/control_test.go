package realtime_test

import (
	"testing"
	"time"

	"tinig/realtime"
	"tinig/realtime/stream"
)

func memberChannel(f realtime.Follower) stream.Channel {
	return stream.Channel("member/" + f.Network + "/" + f.Member)
}

func sessionChannel(f realtime.Follower) stream.Channel {
	return stream.Channel("session/" + f.Session)
}

func TestControlEventClosesThatSocketAndNoOther(t *testing.T) {
	for name, c := range map[string]struct {
		channel func(realtime.Follower) stream.Channel
		kind    string
		code    int
	}{
		"session ended":   {sessionChannel, "ended", 4200},
		"session changed": {sessionChannel, "changed", 4100},
		"member ended":    {memberChannel, "ended", 4200},
		"rights changed":  {memberChannel, "changed", 4100},
		"anything else":   {memberChannel, "blocked", 4100},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			n := h.node(nil)
			one, other := h.member("en"), h.member("en")
			closed, open := n.open(one), n.open(other)
			for _, s := range []*client{closed, open} {
				s.follow(h.channel, stream.Position{})
			}
			n.write(1, "before", "")
			closed.expectEvents(1, 1)
			n.tell(c.channel(one), c.kind, "")
			closed.expectBye(c.code)
			n.write(2, "after", "")
			open.expectEvents(1, 2)
		})
	}
}

func TestControlEventClosesAllSocketsOfTheMember(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	who := h.member("en")
	sockets := []*client{n.open(who), n.open(who), n.open(who)}
	n.tell(memberChannel(who), "changed", "")
	for _, s := range sockets {
		s.expectBye(4100)
	}
}

func TestControlEventWhoseWakeUpWasLostIsFoundByThePoll(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	who := h.member("en")
	c := n.open(who)
	h.db.MustExec(`SELECT stream_append($1, 'ended', '')`, sessionChannel(who))
	c.expectBye(4200)
}

// With thousands of sockets the poll takes several turns for their control channels.
func TestLostControlEventIsFoundAmongThousandsOfChannels(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	var who []realtime.Follower
	var sockets []*client
	for range 1200 {
		f := h.member("en")
		who = append(who, f)
		sockets = append(sockets, n.open(f))
	}
	for _, i := range []int{0, 1, 600, 601, 1198, 1199} {
		h.db.MustExec(`SELECT stream_append($1, 'ended', '')`, sessionChannel(who[i]))
		h.db.MustExec(`SELECT stream_append($1, 'changed', '')`, memberChannel(who[i+1-2*(i%2)]))
	}
	for _, i := range []int{0, 1, 600, 601, 1198, 1199} {
		if f := sockets[i].expect("bye"); f.Code != 4200 && f.Code != 4100 {
			t.Errorf("socket %d ended with %d", i, f.Code)
		}
	}
}

func TestTicketOfASessionThatEndedMeanwhileDoesNotOpenASocket(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	who := h.member("en")
	n.tell(sessionChannel(who), "ended", "")
	n.dial(who).expectBye(4200)
}

func TestChangeBetweenReadingTheRightsAndJoiningCounts(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	before, between := h.member("en"), h.member("en")
	for _, who := range []*realtime.Follower{&before, &between} {
		n.tell(memberChannel(*who), "changed", "") // Long ago: it is in the rights already.
		var err error
		who.Since, err = n.streams.Head(t.Context(), h.db, memberChannel(*who))
		must(t, err)
	}
	n.tell(memberChannel(between), "changed", "")
	n.open(before)
	n.dial(between).expectBye(4100)
}

func TestSocketClosesWhenItsTimeIsOver(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	who := h.member("en")
	who.Until = time.Now().Add(time.Second)
	n.open(who).expectBye(4102)
}

func TestMemberMayNotHoldAnyNumberOfSockets(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	who := h.member("en")
	for range 32 {
		n.open(who)
	}
	n.dial(who).expectBye(4202)
	n.open(h.member("en"))
}

// A slow follower's goodbye can't be delivered, and what is on its way to her can't be called back; but nothing more is sent.
func TestControlEventCutsAFollowerWhoDoesNotRead(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	who := h.member("en")
	slow := n.openSlow(who)
	slow.follow(h.channel, stream.Position{})
	last := n.flood(4 << 20)
	seq := slow.expect("event").Seq // so much is on its way
	n.tell(sessionChannel(who), "ended", "")
	time.Sleep(time.Second)
	for f, err := slow.next(); err == nil; f, err = slow.next() {
		if f.T == "event" {
			seq = f.Seq
		}
	}
	if seq >= last {
		t.Errorf("a follower who reads only after her session ended got events up to %d of %d", seq, last)
	}
}

func TestDatabaseThatIsAnotherOneSendsEveryoneForANewTicket(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	n.write(1, "a", "")
	old := n.page("en").at
	c := n.open(h.member("en"))
	c.follow(h.channel, stream.Position{})
	c.expectEvents(1, 1)
	time.Sleep(1500 * time.Millisecond) // The hub polls once a second: it knows the epoch now.
	h.db.MustExec(`UPDATE stream_epoch SET epoch = gen_random_uuid()`)
	c.expectBye(4100)
	again := n.open(h.member("en"))
	again.follow(h.channel, old)
	again.expect("resync")
	again.follow(h.channel, n.page("en").at)
	n.write(2, "b", "")
	again.expectEvents(2, 2)
}

func TestChannelThatWentBackwardsSendsEveryoneForANewTicket(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	n.write(1, "a", "")
	n.write(2, "b", "")
	c := n.open(h.member("en"))
	c.follow(h.channel, stream.Position{})
	c.expectEvents(1, 2)
	h.db.MustExec(`DELETE FROM stream_events WHERE seq = 2`)
	h.db.MustExec(`UPDATE stream_channels SET seq = 1`)
	c.expectBye(4100)
}
