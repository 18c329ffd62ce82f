package forum_test

import (
	"strconv"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/networks"
)

// openSpace is a space for staff in which nothing stands.
func (h *house) openSpace() networks.Space {
	h.t.Helper()
	id, err := h.networks.OpenSpace(ctx, h.steward, networks.SpaceDraft{Name: "Garden", Lang: "en", Reads: networks.Staff, Writes: networks.Staff,
		Posting: networks.Open, Band: networks.AllBands, Once: uuid.NewString()})
	must(h.t, err)
	return h.readSpace(id)
}

func (h *house) readSpace(id string) networks.Space {
	h.t.Helper()
	space, err := h.networks.Space(ctx, h.steward, id, networks.Read)
	must(h.t, err)
	return space
}

// widened is the space for everybody.
func widened(s networks.Space) networks.SpaceDraft {
	d := s.Draft()
	d.Reads, d.Writes = networks.Newcomers, networks.Newcomers
	return d
}

// Promise 9, at the same moment: either the words come first and the space stays as it was, or it is wider and the words
// are refused. So it is for words that wait.
func TestASpaceIsNotWidenedUnderTheFirstWords(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	moderator := h.fresh(networks.RoleModerator)
	for name, open := range map[string]func() networks.Space{
		"at once": h.openSpace,
		"held": func() networks.Space {
			space := h.openSpace()
			h.db.MustExec(`UPDATE spaces SET reads = 'members', writes = 'members', posting = 'held', band = 'adult' WHERE id = $1`, space.ID)
			return h.readSpace(space.ID)
		},
	} {
		writer, first := moderator, 0
		if name == "held" {
			writer = h.member()
		}
		for range 20 {
			space := open()
			d := draft("Words for few.")
			d.Told = space.Audience().String()
			errs := atOnce(
				func() error { _, err := h.Start(ctx, writer, keys, space.ID, d); return err },
				func() error { return h.networks.ChangeSpace(ctx, h.steward, space.ID, widened(space)) })
			h.db.MustExec(`UPDATE held_posts SET returned = 'x', returned_on = $2 WHERE network_id = $1`, h.network.ID, h.now())
			if (errs[0] == nil) == (errs[1] == nil) {
				t.Fatalf("%s: they ended with %v", name, errs)
			}
			if errs[0] == nil {
				first++
				refused(t, errs[1], locales.Conflict, "networks.space_not_wider")
			} else {
				refused(t, errs[0], locales.Invalid, "forum.audience_changed")
			}
		}
		t.Logf("%s, the words were first %d times of 20", name, first)
	}
}

func TestNobodyWritesInAClosedSpaceAndWhatStandsThereIsRead(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	everyday := h.space(networks.PurposeEveryday)
	must(t, h.networks.CloseSpace(ctx, h.steward, everyday))
	for _, a := range []networks.Actor{writer, h.steward} {
		_, err := h.Reply(ctx, a, keys, topic, draft("Words."))
		refused(t, err, locales.Forbidden, "networks.not_allowed")
		_, err = h.Start(ctx, a, keys, everyday, draft("Words."))
		refused(t, err, locales.Forbidden, "networks.not_allowed")
	}
	if got := h.read(h.member(), topic); len(got.Posts) != 1 {
		t.Errorf("%d posts are read", len(got.Posts))
	}
	must(t, h.Erase(ctx, writer, topic, 1))
}

func TestWhatWaitedWhenTheAgreementChangedMayStillBePosted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	fresh := h.fresh()
	_, err := h.Reply(ctx, fresh, keys, topic, draft("Words that wait."))
	must(t, err)
	must(t, h.networks.ChangeAgreement(ctx, h.steward, networks.AgreementDraft{Lang: "en", Body: "We greet each other."}))
	fresh = h.enter(fresh.Member)
	_, err = h.Reply(ctx, fresh, keys, topic, draft("More words."))
	refused(t, err, locales.Forbidden, "networks.agree_first")
	held, err := h.Held(ctx, h.steward)
	must(t, err)
	if len(held) != 1 {
		t.Fatalf("%d posts wait", len(held))
	}
	must(t, h.Release(ctx, h.steward, held[0].ID))
	must(t, h.Erase(ctx, h.enter(writer.Member), topic, 1)) // one's own words go at any time
}

func TestOnAQuietDayAMemberWritesOnceAMinuteAndPressingTwiceIsOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, another := h.member(), h.member()
	topic := h.topic(writer)
	must(t, h.networks.Calm(ctx, h.steward, 1))
	writer = h.enter(writer.Member)
	first := draft("Words.")
	for range 2 {
		replied, err := h.Reply(ctx, writer, keys, topic, first)
		must(t, err)
		if replied.Number != 2 {
			t.Errorf("it is number %d", replied.Number)
		}
	}
	_, err := h.Reply(ctx, writer, keys, topic, draft("More words."))
	refused(t, err, locales.TooMany, "networks.calm_slowly")
	_, err = h.Start(ctx, writer, keys, h.space(networks.PurposeEveryday), draft("More words."))
	refused(t, err, locales.TooMany, "networks.calm_slowly")
	h.reply(h.enter(another.Member), topic, "Another's words.")
	h.db.MustExec(`UPDATE turns SET next_at = next_at - interval '1 minute' WHERE member_id = $1`, writer.Member)
	started := draft("More words.")
	for range 2 {
		_, err = h.Start(ctx, writer, keys, h.space(networks.PurposeEveryday), started)
		must(t, err)
	}
}

func TestThePostsOfAMonthAreToldInRoundNumbers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	told := func() string {
		t.Helper()
		table, err := h.PostsThisMonth(ctx, h.steward)
		must(t, err)
		if table.Total.Withheld {
			return "few"
		}
		return strconv.Itoa(table.Total.Number)
	}
	if got := told(); got != "few" {
		t.Errorf("of one it tells %s", got)
	}
	h.fill(topic, 24, writer.Member)
	if got := told(); got != "25" {
		t.Errorf("of 24 it tells %s", got)
	}
	h.pass(31)
	if got := told(); got != "few" {
		t.Errorf("next month it tells %s", got)
	}
	_, err := h.PostsThisMonth(ctx, writer)
	refused(t, err, locales.Forbidden, "networks.not_allowed")
}
