package realtime_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"tinig/realtime/stream"
)

func TestEventsOfBlockedAuthorsPassInTheirPlace(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	blocked, friend := uuid.NewString(), uuid.NewString()
	who := h.member("en")
	who.Without = []string{uuid.NewString(), blocked}
	n.write(1, "missed, by her", blocked)
	n.write(2, "missed, by a friend", friend)
	c, plain := n.open(who), n.open(h.member("en"))
	c.follow(h.channel, stream.Position{})
	plain.follow(h.channel, stream.Position{})
	n.write(3, "by her", blocked)
	n.write(4, "by a friend", friend)
	n.write(5, "by nobody", "")
	for i, f := range c.expectEvents(1, 5) {
		hers := slices.Contains([]int64{1, 3}, f.Seq)
		if (f.Kind == "pass") != hers || (f.HTML == "") != hers {
			t.Errorf("event %d is %+v", i+1, f)
		}
	}
	for _, f := range plain.expectEvents(1, 5) {
		if f.HTML == "" {
			t.Errorf("who has blocked nobody got %+v", f)
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for what, times := range n.drawn {
		if times != 1 {
			t.Errorf("%s was drawn %d times, want once for all who follow in that language", what, times)
		}
	}
}

func TestWhoBlocksIsDrawnForAlsoWhenAlone(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	blocked := uuid.NewString()
	who := h.member("ar")
	who.Without = []string{blocked}
	c := n.open(who)
	c.follow(h.channel, stream.Position{})
	n.write(1, "by her", blocked)
	n.write(2, "by a friend", uuid.NewString())
	events := c.expectEvents(1, 2)
	if events[0].Kind != "pass" || events[1].HTML != "2|by a friend|ar" {
		t.Errorf("got %+v", events)
	}
}

func TestWhatABlockedMemberHasAPartInIsReadInThePage(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	blocked, friend := uuid.NewString(), uuid.NewString()
	who := h.member("en")
	who.Without = []string{blocked}
	n.with["2"] = blocked // before anything is drawn
	c, plain := n.open(who), n.open(h.member("en"))
	c.follow(h.channel, stream.Position{})
	plain.follow(h.channel, stream.Position{})
	n.write(1, "by a friend", friend)
	c.expectEvents(1, 1)
	n.write(2, "by a friend, told by her", friend)
	if events := plain.expectEvents(1, 2); events[1].HTML != "2|by a friend, told by her|en" {
		t.Errorf("who has blocked nobody got %+v", events)
	}
	c.expect("resync")
	late := n.open(who)
	late.follow(h.channel, stream.Position{})
	late.expect("resync")
}
