package forum_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/migrations/dbtest"
	"tinig/server/forum"
	"tinig/server/networks"
)

// because is a form of care with a reason.
func because(reason string) forum.Care {
	return forum.Care{Reason: reason, Lang: "en", Once: uuid.NewString()}
}

// acts are the kinds of what was done with a topic, the first first.
func (h *house) acts(a networks.Actor, topic string) (kinds []string) {
	h.t.Helper()
	_, acts, err := h.Acts(ctx, a, topic)
	must(h.t, err)
	for _, act := range slices.Backward(acts) {
		kinds = append(kinds, act.Act)
	}
	return kinds
}

// toldOf are the kinds of a topic's events since a number.
func (h *house) toldOf(topic string, after int64) (kinds []string) {
	h.t.Helper()
	events, err := h.streams.Read(ctx, forum.Channel(h.network.ID, topic), after, 1000)
	must(h.t, err)
	for _, e := range events {
		kinds = append(kinds, e.Kind+" "+e.Ref)
	}
	return kinds
}

func TestWhatIsDoneWithATopicIsSeenUnderTheRoleWithItsReason(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	reader, moderator := h.member(), h.member(networks.RoleModerator, networks.RoleTrainer)
	topic := h.topic(reader)
	must(t, h.Lock(ctx, moderator, topic, true, because("  It is\u202e settled. ")))
	_, acts, err := h.Acts(ctx, reader, topic)
	must(t, err)
	if len(acts) != 1 || acts[0].Act != "locked" || acts[0].Reason != "It is settled." || acts[0].Role != networks.RoleModerator || !acts[0].Day.Equal(acts[0].Day.Truncate(24*60*60*1e9)) {
		t.Errorf("the trace is %+v", acts)
	}
	if rows := h.rows("topic_acts", topic); strings.Contains(rows, moderator.Member) {
		t.Errorf("the trace names who did it: %s", rows)
	}
	if n := h.count(`SELECT count(*) FROM audit_records WHERE network_id = $1 AND act = 'topic.locked' AND actor = $2 AND subject = $3`, h.network.ID, moderator.Member, topic); n != 1 {
		t.Errorf("there are %d records", n)
	}
	if got := h.toldOf(topic, 1); !slices.Equal(got, []string{"head 0"}) {
		t.Errorf("it is told by %v", got)
	}
}

// rows is what a table says about a topic.
func (h *house) rows(table, topic string) string {
	h.t.Helper()
	var rows []string
	must(h.t, h.db.Select(&rows, `SELECT r::text FROM `+table+` r WHERE topic_id = $1`, topic))
	return strings.Join(rows, "\n")
}

func TestALockedTopicTakesRepliesAgainOnceItIsOpened(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	must(t, h.Lock(ctx, h.steward, topic, true, because("It is settled.")))
	_, err := h.Reply(ctx, writer, keys, topic, draft("Words."))
	refused(t, err, locales.Conflict, "forum.topic_locked")
	must(t, h.Lock(ctx, h.steward, topic, false, because("There is news.")))
	if h.reply(writer, topic, "Words.") != 2 || !slices.Equal(h.acts(writer, topic), []string{"locked", "unlocked"}) {
		t.Errorf("it went on as %v", h.acts(writer, topic))
	}
}

func TestAtMostFiveTopicsStandFirstInASpace(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	everyday := h.space(networks.PurposeEveryday)
	var topics []string
	for range forum.PinsAtMost + 1 {
		topics = append(topics, h.topic(writer))
	}
	for _, topic := range topics[:forum.PinsAtMost] {
		must(t, h.Pin(ctx, h.steward, topic, true, because("Everybody asks.")))
	}
	last := topics[forum.PinsAtMost]
	refused(t, h.Pin(ctx, h.steward, last, true, because("Everybody asks.")), locales.Conflict, "care.pins")
	must(t, h.Pin(ctx, h.steward, topics[0], false, because("Nobody asks any more.")))
	both := func() error { return h.Pin(ctx, h.steward, last, true, because("Everybody asks.")) }
	other := func() error { return h.Pin(ctx, h.steward, topics[0], true, because("Everybody asks.")) }
	if errs := atOnce(both, other); (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("of two at once for the last place: %v", errs)
	}
	first, err := h.Pinned(ctx, writer, everyday)
	must(t, err)
	rest, err := h.Topics(ctx, writer, everyday, forum.After{})
	must(t, err)
	if len(first) != forum.PinsAtMost || len(rest) != 1 || rest[0].Pinned {
		t.Errorf("%d stand first, %d after them", len(first), len(rest))
	}
}

func TestPinnedTopicsOfSomebodyPartedFromTheReaderAreNotThere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, reader := h.member(), h.member()
	must(t, h.Pin(ctx, h.steward, h.topic(writer), true, because("Everybody asks.")))
	must(t, h.networks.Part(ctx, reader, writer.Member))
	lines, err := h.Pinned(ctx, h.enter(reader.Member), h.space(networks.PurposeEveryday))
	must(t, err)
	if len(lines) != 0 {
		t.Errorf("she sees %d", len(lines))
	}
}

func TestATopicGetsAnotherTitleWithoutLosingItsPlace(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	before := h.read(writer, topic).Topic
	must(t, h.Rename(ctx, h.steward, topic, " Court dates ", " court ", because("It says what it is about.")))
	after := h.read(writer, topic).Topic
	if after.Title != "Court dates" || after.Note != "court" || after.ActiveOn != before.ActiveOn || after.LastNumber != before.LastNumber {
		t.Errorf("it is %+v", after)
	}
	refused(t, h.Rename(ctx, h.steward, topic, " ", "", because("No title.")), locales.Invalid, "forum.title_length")
	refused(t, h.Rename(ctx, h.steward, topic, "Title", strings.Repeat("n", 61), because("A long note.")), locales.Invalid, "forum.note_length")
}

// An open page is told of the title that goes with the first post.
func TestErasingTheFirstPostChangesTheHead(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	must(t, h.Erase(ctx, writer, topic, 1))
	if got := h.toldOf(topic, 1); !slices.Equal(got, []string{"remove 1", "head 0"}) {
		t.Errorf("it is told by %v", got)
	}
}

func TestOnlyStaffCareForATopicTheyMayRead(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, stranger := h.member(networks.RoleTrainer), h.member(networks.RoleModerator)
	topic := h.topic(writer)
	must(t, h.networks.Part(ctx, stranger, writer.Member))
	for name, do := range map[string]func(a networks.Actor) error{
		"lock":   func(a networks.Actor) error { return h.Lock(ctx, a, topic, true, because("Why.")) },
		"pin":    func(a networks.Actor) error { return h.Pin(ctx, a, topic, true, because("Why.")) },
		"rename": func(a networks.Actor) error { return h.Rename(ctx, a, topic, "Title", "", because("Why.")) },
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, do(writer), locales.Forbidden, "networks.not_allowed")
			refused(t, do(h.newcomer()), locales.NotFound, "forum.topic_not_found")
			refused(t, do(h.enter(stranger.Member)), locales.NotFound, "forum.topic_not_found")
			must(t, do(h.steward))
		})
	}
}

func TestCareNeedsAReasonAndActsOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	topic := h.topic(h.member())
	for _, reason := range []string{"", " \u202e ", strings.Repeat("r", forum.ReasonLength+1)} {
		refused(t, h.Lock(ctx, h.steward, topic, true, because(reason)), locales.Invalid, "care.reason_needed")
	}
	odd := because("Why.")
	odd.Lang = "tlh"
	refused(t, h.Lock(ctx, h.steward, topic, true, odd), locales.Invalid, "forum.language_unknown")
	form := because("It is settled.")
	must(t, h.Lock(ctx, h.steward, topic, true, form))
	must(t, h.Lock(ctx, h.steward, topic, true, form))
	must(t, h.Lock(ctx, h.steward, topic, true, because("It is settled twice.")))
	must(t, h.Rename(ctx, h.steward, topic, "A title", "", because("It has that title.")))
	if got := h.acts(h.steward, topic); !slices.Equal(got, []string{"locked"}) {
		t.Errorf("pressing twice left %v", got)
	}
	if n := h.count(`SELECT count(*) FROM audit_records WHERE network_id = $1 AND subject = $2`, h.network.ID, topic); n != 1 {
		t.Errorf("pressing twice left %d records", n)
	}
}

// An act that must be recorded is refused when the record can't be written.
func TestCareIsRefusedWhenItsRecordCantBeWritten(t *testing.T) {
	t.Parallel()
	h := houseIn(t, dbtest.New(t))
	topic := h.topic(h.member())
	h.db.MustExec(`ALTER TABLE audit_records ADD CONSTRAINT closed CHECK (act NOT LIKE 'topic.%')`)
	if err := h.Lock(ctx, h.steward, topic, true, because("Why.")); err == nil {
		t.Fatal("it was locked without a record")
	}
	if h.read(h.steward, topic).Topic.Locked || len(h.acts(h.steward, topic)) > 0 {
		t.Error("the topic is locked")
	}
}
