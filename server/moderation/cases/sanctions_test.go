package cases_test

import (
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/moderation/cases"
	"tinig/server/networks"
)

// reply is what comes of a member's writing in a topic now.
func (h *house) reply(a networks.Actor, topic string) error {
	h.t.Helper()
	_, err := h.forum.Reply(ctx, h.again(a), noKeys{}, topic, forum.Draft{Body: "Hello.", Lang: "en", Once: uuid.NewString()})
	return err
}

func TestSanctionsKeepFromWhatTheySayAndEndByThemselves(t *testing.T) {
	for act, message := range map[cases.Act]string{
		cases.Slowed: "networks.slowed", cases.Silenced: "networks.silenced", cases.FromSpace: "forum.topic_not_found",
		cases.Suspended: "forum.topic_not_found", cases.Expelled: "forum.topic_not_found",
	} {
		t.Run(string(act), func(t *testing.T) {
			h := newHouse(t)
			author, steward, another := h.member(h.local), h.member(h.local, networks.RoleSteward), h.member(h.local, networks.RoleSteward)
			_, elsewhere := h.post(h.member(h.local), "Another topic.")
			must(t, h.reply(author, elsewhere))
			ref, _ := h.post(author, "Some words.")
			h.report(h.member(h.local), ref, cases.Harms)
			id := h.only(steward)
			r := ruling(act)
			if act.Timed() {
				refused(t, h.Decide(ctx, steward, selves(steward), id, r), locales.Invalid, "queue.days_needed")
				r.Days = 7
			}
			must(t, h.Decide(ctx, steward, selves(steward), id, r))
			if act == cases.Slowed {
				must(t, h.reply(author, elsewhere))
			}
			kind := locales.NotFound
			switch act {
			case cases.Slowed:
				kind = locales.TooMany
			case cases.Silenced:
				kind = locales.Forbidden
			}
			refused(t, h.reply(author, elsewhere), kind, message)
			a := h.again(author)
			if networks.Allow(a, networks.Report, nil) != nil || networks.Allow(a, networks.HandOver, nil) != nil {
				t.Error("she can't ask for help any more")
			}
			h.agreeInDatabase(author, act)
			err := h.networks.Renew(ctx, a, networks.Joiner{Network: a.Network, Member: uuid.NewString(), Pseudonym: "New", ClaimHash: claimOf("new")}, networks.WordsStay)
			refused(t, err, locales.Conflict, "networks.sanctioned_renews")
			if act.Timed() {
				h.today = h.today.AddDate(0, 0, 8)
				must(t, h.networks.Sweep(ctx))
			} else {
				must(t, h.Appeal(ctx, author, id, "Why?"))
				h.decides(another, cases.Overturned)
			}
			must(t, h.reply(author, elsewhere))
		})
	}
}

// agreeInDatabase holds what the database says of her writing against what is said of it here.
func (h *house) agreeInDatabase(author networks.Actor, act cases.Act) {
	h.t.Helper()
	a := h.again(author)
	spaces, err := h.networks.Spaces(ctx, h.member(h.local))
	must(h.t, err)
	for _, space := range spaces {
		var reads, writes bool
		must(h.t, h.db.QueryRow(`SELECT may_read($1, $2, $3), may_write($1, $2, $3)`, a.Network, a.Member, space.ID).Scan(&reads, &writes))
		if reads != (networks.Allow(a, networks.Read, &space) == nil) || writes != (networks.Allow(a, networks.Write, &space) == nil) {
			h.t.Errorf("%s: the database says she reads %v and writes %v in %s", act, reads, writes, space.Purpose)
		}
	}
}

func TestOnlyThoseWhoMayTakeSomebodyOutOrLetItFollowHer(t *testing.T) {
	h := newHouse(t)
	author, moderator := h.member(h.local), h.member(h.local, networks.RoleModerator)
	ref, _ := h.post(author, "Some words.")
	h.report(h.member(h.local), ref, cases.Harms)
	id := h.only(moderator)
	refused(t, h.Decide(ctx, moderator, selves(moderator), id, ruling(cases.Expelled)), locales.Forbidden, "networks.not_allowed")
	follow := cases.Ruling{Act: cases.Silenced, Reason: "Because.", Lang: "en", Days: 7, Everywhere: true}
	refused(t, h.Decide(ctx, moderator, selves(moderator), id, follow), locales.Forbidden, "networks.not_allowed")
}

func TestASanctionFollowsThePersonWhenASecondPersonAgrees(t *testing.T) {
	h := newHouse(t)
	author, lead := h.member(h.local), h.member(h.local, networks.RoleSafeguardingLead)
	steward, moderator := h.member(h.local, networks.RoleSteward), h.member(h.local, networks.RoleModerator)
	ref, _ := h.post(author, "Some words.")
	h.report(h.member(h.local), ref, cases.Harms)
	id := h.only(lead)
	must(t, h.Decide(ctx, lead, selves(lead), id, cases.Ruling{Act: cases.Suspended, Reason: "Because.", Lang: "en", Days: 30, Everywhere: true}))
	following := func() int {
		list, err := h.networks.Following(ctx, author.Network, author.Member)
		must(t, err)
		return len(list)
	}
	for _, a := range []networks.Actor{lead, moderator, author} {
		refused(t, h.Second(ctx, a, selves(a), id), locales.NotFound, "queue.not_there")
	}
	refused(t, h.Second(ctx, steward, selves(steward, lead), id), locales.NotFound, "queue.not_there") // both are hers
	if following() != 0 {
		t.Error("one person alone let it follow")
	}
	must(t, h.Second(ctx, steward, selves(steward), id))
	if following() != 1 {
		t.Error("it doesn't follow her")
	}
	must(t, h.networks.Leave(ctx, h.again(author), networks.WordsStay))
	must(t, h.networks.Sweep(ctx))
	if following() != 1 {
		t.Error("by leaving she got rid of it")
	}
	h.today = h.today.AddDate(0, 0, 31)
	must(t, h.networks.Sweep(ctx))
	if following() != 0 {
		t.Error("it doesn't end")
	}
}
