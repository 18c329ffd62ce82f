package forum_test

import (
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

// A topic that she may not read is refused exactly like one that isn't there, whatever she tries.
func TestATopicThatSheMayNotReadIsNotThere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	newcomer, member, blocked := h.newcomer(), h.member(), h.member()
	everyday := h.topic(member)
	started, err := h.Start(ctx, h.steward, keys, h.space(networks.PurposeStaff), draft("Words of staff."))
	must(t, err)
	must(t, h.networks.Part(ctx, member, blocked.Member))
	blocked = h.enter(blocked.Member)
	elsewhere := h.elsewhere()
	for what, c := range map[string]struct {
		a     networks.Actor
		topic string
	}{
		"nothing":                        {member, uuid.NewString()},
		"a newcomer's":                   {newcomer, everyday},
		"a member's of staff":            {member, started.Topic},
		"that of one who blocked her":    {blocked, everyday},
		"one of another network":         {elsewhere, everyday},
		"staff's of a foreign steward's": {elsewhere, started.Topic},
	} {
		t.Run(what, func(t *testing.T) {
			for name, err := range h.tryAll(c.a, c.topic) {
				t.Run(name, func(t *testing.T) { refused(t, err, locales.NotFound, "forum.topic_not_found") })
			}
		})
	}
	if len(h.events(started.Topic)) != 1 || len(h.events(everyday)) != 1 {
		t.Error("something was changed")
	}
}

// tryAll does all that can be done with a topic.
func (h *house) tryAll(a networks.Actor, topic string) map[string]error {
	errs := map[string]error{}
	_, errs["read"] = h.Read(ctx, a, topic, 0)
	_, errs["read from"] = h.Read(ctx, a, topic, 1)
	_, errs["reply"] = h.Reply(ctx, a, keys, topic, draft("Words."))
	_, _, errs["post"] = h.Post(ctx, a, topic, 1)
	_, errs["versions"] = h.Versions(ctx, a, topic, 1)
	errs["edit"] = h.Edit(ctx, a, topic, 1, 1, draft("Words."))
	errs["erase"] = h.Erase(ctx, a, topic, 1)
	errs["mark read"] = h.MarkRead(ctx, a, topic, []int{1})
	errs["follow"] = h.MayFollow(ctx, a, topic)
	return errs
}

// elsewhere is the steward of another network.
func (h *house) elsewhere() networks.Actor {
	h.t.Helper()
	network, err := h.networks.Found(ctx, "system", networks.Local, "Elsewhere "+uuid.NewString(), []string{"en"})
	must(h.t, err)
	i, _, err := h.networks.InviteSteward(ctx, network.ID)
	must(h.t, err)
	id := networks.NewMemberID()
	must(h.t, h.networks.Redeem(ctx, i.Code, i.PIN, networks.Joiner{Network: network.ID, Member: id, Pseudonym: "Far Heron", ClaimHash: []byte(id)}))
	a, err := h.networks.Follow(ctx, network.ID, id)
	must(h.t, err)
	return a
}

func TestASpaceThatSheMayNotReadIsNotThere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, space := range []string{h.space(networks.PurposeEveryday), uuid.NewString()} {
		_, err := h.Topics(ctx, h.newcomer(), space, forum.After{})
		refused(t, err, locales.NotFound, "networks.space_not_found")
		_, err = h.Start(ctx, h.newcomer(), keys, space, draft("Words."))
		refused(t, err, locales.NotFound, "networks.space_not_found")
	}
}

func TestWhereSheMayReadOnlySheIsToldSo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	h.db.MustExec(`UPDATE spaces SET posting = 'read_only' WHERE network_id = $1`, h.network.ID)
	_, err := h.Reply(ctx, writer, keys, topic, draft("Words."))
	refused(t, err, locales.Forbidden, "networks.not_allowed")
	refused(t, h.Edit(ctx, writer, topic, 1, 1, draft("Words.")), locales.Forbidden, "networks.not_allowed")
	must(t, h.Erase(ctx, writer, topic, 1))
	h.reply(h.steward, topic, "A moderator's words.")
}

// Such a number once ended as "something went wrong".
func TestANumberTooGreatForAPostIsNotThere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member(networks.RoleModerator)
	topic := h.topic(writer)
	for _, number := range []int{0, -1, 2, 1 << 31, 1 << 40} {
		_, _, err := h.Post(ctx, writer, topic, number)
		refused(t, err, locales.NotFound, "forum.post_not_found")
		refused(t, h.Edit(ctx, writer, topic, number, 1, draft("Words.")), locales.NotFound, "forum.post_not_found")
		refused(t, h.Erase(ctx, writer, topic, number), locales.NotFound, "forum.post_not_found")
		_, err = h.Draw(ctx, h.network.ID, topic, number)
		refused(t, err, locales.NotFound, "forum.post_not_found")
		versions, err := h.Versions(ctx, writer, topic, number)
		must(t, err)
		if len(versions) != 0 {
			t.Error("it has versions")
		}
		must(t, h.MarkRead(ctx, writer, topic, []int{number}))
		reading, err := h.Read(ctx, writer, topic, number)
		must(t, err)
		if len(reading.Posts) != 1 {
			t.Errorf("the page from %d has %d posts", number, len(reading.Posts))
		}
	}
}
