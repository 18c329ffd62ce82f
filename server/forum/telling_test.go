package forum_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"tinig/realtime/stream"
	"tinig/server/forum"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// inbox is the door to the inboxes of the house.
func (h *house) inbox() *inbox.Inbox {
	h.t.Helper()
	i, err := inbox.New(ctx, h.db, h.streams, h.now)
	must(h.t, err)
	return i
}

// notices are what a member was told since she was made, the newest first: "mention 3" for a post, "confirmed" for what isn't one.
func (h *house) notices(a networks.Actor) (lines []string) {
	h.t.Helper()
	notices, err := h.inbox().Notices(ctx, a.Network, a.Member, 0)
	must(h.t, err)
	for _, n := range notices {
		switch n.Kind {
		case inbox.Confirmed, inbox.Vouched, inbox.RoleGiven:
		case inbox.Returned:
			lines = append(lines, string(n.Kind))
		default:
			lines = append(lines, fmt.Sprint(n.Kind, " ", n.Post))
		}
	}
	return lines
}

// tells fails unless a member was told exactly this.
func (h *house) tells(a networks.Actor, want ...string) {
	h.t.Helper()
	if got := h.notices(a); !slices.Equal(got, want) {
		h.t.Errorf("she was told %q, want %q", got, want)
	}
}

// answer replies to a post of the topic.
func (h *house) answer(by networks.Actor, topic string, number int, body string) int {
	h.t.Helper()
	d := draft(body)
	d.Quotes = number
	replied, err := h.Reply(ctx, by, keys, topic, d)
	must(h.t, err)
	return replied.Number
}

// named gives a member a pseudonym as people have.
func (h *house) named(a networks.Actor, pseudonym string) networks.Actor {
	h.t.Helper()
	h.db.MustExec(`UPDATE members SET pseudonym = $2 WHERE id = $1`, a.Member, pseudonym)
	return h.enter(a.Member)
}

func TestWhoIsAnsweredOrMentionedIsTold(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, reader := h.member(), h.named(h.member(), "Linaw Suba")
	topic := h.topic(reader)
	h.answer(writer, topic, 1, "Yes.")
	h.reply(writer, topic, "Hello @Linaw Suba, how was it?")
	h.answer(writer, topic, 1, "For @Linaw Suba and @Linaw Suba once more.")
	h.reply(writer, topic, "Nobody is meant.")
	h.tells(reader, "reply 4", "mention 3", "reply 2")
	h.tells(writer)
}

func TestAMentionOpensATopicToo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, reader := h.member(), h.named(h.member(), "Bag-ong Dahon")
	_, err := h.Start(ctx, writer, keys, h.space(networks.PurposeEveryday), draft("What do you think, @Bag-ong Dahon?"))
	must(t, err)
	h.tells(reader, "mention 1")
}

func TestAMentionIsThePseudonymAsWrittenAndTheLongest(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	short, long := h.named(h.member(), "Blue"), h.named(h.member(), "Blue Heron")
	arab, cebuano := h.named(h.member(), "نخلة هادئة"), h.named(h.member(), "Abtik nga Niño")
	topic := h.topic(writer)
	for body, who := range map[string]networks.Actor{
		"@Blue Heron":              long,
		"**@Blue  Heron's** words": long,
		"(@Blue)":                  short,
		"@Blue\nHeron":             short,
		"@Blue Heronry":            short,
		"شكرا @نخلة هادئة، كان جميلا":         arab,
		"@Abtik nga Nin\u0303o salamat kaayo": cebuano, // as some keyboards write it, in two parts
		"me@Blue Heron":                       {},
		"@ Blue Heron":                        {},
		"@blue heron":                         {},
		"@@":                                  {},
		"@":                                   {},
	} {
		number := h.reply(writer, topic, body)
		for _, a := range []networks.Actor{short, long, arab, cebuano} {
			told := slices.Contains(h.notices(a), fmt.Sprint("mention ", number))
			if told != (a.Member == who.Member) {
				t.Errorf("%q tells %s: %t", body, a.Pseudonym, told)
			}
		}
	}
}

func TestAMentionBombReachesTen(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	var body strings.Builder
	for n, id := range h.crowd(12) {
		h.db.MustExec(`UPDATE members SET pseudonym = $2 WHERE id = $1`, id, fmt.Sprint("Reed", n))
		fmt.Fprintf(&body, "@Reed%d ", n)
	}
	h.reply(writer, h.topic(writer), body.String())
	if n := h.count(`SELECT count(*) FROM notices WHERE network_id = $1 AND kind = 'mention'`, h.network.ID); n != 10 {
		t.Errorf("%d were told", n)
	}
}

func TestNobodyIsToldWhoMayNotReadItOrIsPartedOrHasMutedIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member(networks.RoleModerator)
	names := map[string]networks.Actor{}
	for _, name := range []string{"Reader", "Blocker", "Blocked", "Mute", "Spacemute", "Other", "Staff"} {
		var roles []networks.Role
		if name == "Staff" {
			roles = append(roles, networks.RoleModerator)
		}
		names[name] = h.named(h.member(roles...), name)
	}
	names["Newcomer"] = h.named(h.newcomer(), "Newcomer")
	must(t, h.networks.Part(ctx, names["Blocker"], writer.Member))
	must(t, h.networks.Part(ctx, writer, names["Blocked"].Member))
	writer = h.enter(writer.Member)
	everyday, topic := h.space(networks.PurposeEveryday), h.topic(writer)
	i := h.inbox()
	must(t, i.SetLevel(ctx, h.network.ID, names["Mute"].Member, topic, inbox.Muted))
	must(t, i.SetLevel(ctx, h.network.ID, names["Spacemute"].Member, everyday, inbox.Muted))
	must(t, i.SetLevel(ctx, h.network.ID, names["Other"].Member, everyday, inbox.Muted))
	must(t, i.SetLevel(ctx, h.network.ID, names["Other"].Member, topic, inbox.Replies)) // stands over its space's

	var all strings.Builder
	for name := range names {
		all.WriteString("@" + name + "! ")
	}
	h.reply(writer, topic, all.String()+"@"+writer.Pseudonym)
	started, err := h.Start(ctx, writer, keys, h.space(networks.PurposeStaff), draft(all.String()))
	must(t, err)
	for name, want := range map[string][]string{
		"Reader": {"mention 2"}, "Other": {"mention 2"}, "Staff": {"mention 1", "mention 2"},
		"Blocker": nil, "Blocked": nil, "Mute": nil, "Spacemute": nil, "Newcomer": nil,
	} {
		t.Run(name, func(t *testing.T) { h.t = t; h.tells(names[name], want...) })
	}
	h.t = t
	h.tells(writer)
	if started.Topic == "" {
		t.Error("the topic wasn't started")
	}
}

func TestWhoWasPartedBetweenFindingAndTellingIsNotTold(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, reader := h.member(), h.named(h.member(), "Reader")
	topic := h.topic(writer)
	stale := writer // as she entered
	must(t, h.networks.Part(ctx, reader, writer.Member))
	h.reply(stale, topic, "Hello @Reader")
	h.tells(reader)
}

func TestHeldWordsTellWhenTheyAreReleased(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	moderator, reader, other, fresh := h.member(networks.RoleModerator), h.named(h.member(), "Reader"), h.named(h.member(), "Other"), h.fresh()
	topic := h.topic(reader)
	d := draft("Hello @Other.")
	d.Quotes = 1
	_, err := h.Reply(ctx, fresh, keys, topic, d)
	must(t, err)
	h.tells(reader)
	h.tells(other)
	must(t, h.Release(ctx, moderator, h.held(moderator).ID))
	h.tells(reader, "reply 2")
	h.tells(other, "mention 2")
	h.tells(fresh, "released 2")

	h.holdReply(h.enter(fresh.Member), topic, "Hello again @Other.")
	must(t, h.Return(ctx, moderator, h.held(moderator).ID, "Please leave out the name of the street."))
	h.tells(fresh, "returned", "released 2")
	h.tells(other, "mention 2")
	rows := ""
	must(t, h.db.Get(&rows, `SELECT string_agg(n::text, ' ') FROM notices n WHERE network_id = $1 AND member_id <> $2`, h.network.ID, moderator.Member))
	if strings.Contains(rows, moderator.Member) {
		t.Errorf("a notice says who decided: %s", rows)
	}
}

func TestAnEditTellsNobody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, reader := h.member(), h.named(h.member(), "Reader")
	topic := h.topic(writer)
	must(t, h.Edit(ctx, writer, topic, 1, 1, draft("Hello @Reader.")))
	h.tells(reader)
}

func TestSendingADraftTwiceTellsOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, reader := h.member(), h.named(h.member(), "Reader")
	topic := h.topic(reader)
	d := draft("Hello @Reader.")
	for range 2 {
		_, err := h.Reply(ctx, writer, keys, topic, d)
		must(t, err)
	}
	h.tells(reader, "mention 2")
}

func TestWhatIsErasedIsToldNoMore(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, reader := h.member(), h.named(h.member(), "Reader")
	topic := h.topic(writer)
	h.reply(writer, topic, "Hello @Reader.")
	h.reply(writer, topic, "Once more, @Reader.")
	must(t, h.Erase(ctx, writer, topic, 2))
	h.tells(reader, "mention 3")
	events, err := h.streams.Read(ctx, inbox.Channel(h.network.ID, reader.Member), 0, 100)
	must(t, err)
	if last := events[len(events)-1]; last.Kind != inbox.Gone || last.Ref != fmt.Sprint(len(events)-2) {
		t.Errorf("her inbox ends with %+v", events)
	}
}

func TestReadingAPostReadsItsNotice(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, reader := h.member(), h.named(h.member(), "Reader")
	topic := h.topic(writer)
	h.reply(writer, topic, "Hello @Reader.")
	h.reply(writer, topic, "Once more, @Reader.")
	before, at, err := h.inbox().Unread(ctx, h.network.ID, reader.Member)
	must(t, err)
	must(t, h.MarkRead(ctx, reader, topic, []int{1, 3}))
	must(t, h.MarkRead(ctx, reader, topic, []int{1, 3})) // which tells nobody anything
	after, head, err := h.inbox().Unread(ctx, h.network.ID, reader.Member)
	must(t, err)
	if len(before) != len(after)+1 || after[0].Post != 2 || head.Seq != at.Seq+1 {
		t.Errorf("%d notices were unread, then %+v, at %d and then %d", len(before), after, at.Seq, head.Seq)
	}
}

func TestWhatSheMutedIsNotNewToHerAndWhatSheFollowsIsAllOfIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, reader := h.member(), h.member()
	everyday, learning := h.space(networks.PurposeEveryday), h.space(networks.PurposeLearning)
	muted, followed, plain := h.topic(writer), h.topic(writer), h.topic(writer)
	other, err := h.Start(ctx, writer, keys, learning, draft("Words."))
	must(t, err)
	set := func(place string, level inbox.Level) {
		must(t, h.inbox().SetLevel(ctx, h.network.ID, reader.Member, place, level))
	}
	is := func(what string, got []forum.Line, want ...string) {
		t.Helper()
		var ids []string
		for _, line := range got {
			ids = append(ids, line.ID)
		}
		slices.Sort(ids)
		slices.Sort(want)
		if !slices.Equal(ids, want) {
			t.Errorf("%s: %v, want %v", what, ids, want)
		}
	}
	look := func() (unread, all []forum.Line) {
		unread, err := h.Unread(ctx, reader, []string{everyday, learning}, 10)
		must(t, err)
		all, err = h.Followed(ctx, reader, 10)
		must(t, err)
		return unread, all
	}
	unread, all := look()
	is("new at first", unread, muted, followed, plain, other.Topic)
	is("followed at first", all)

	set(muted, inbox.Muted)
	set(followed, inbox.Everything)
	set(learning, inbox.Everything)
	unread, all = look()
	is("new", unread, followed, plain, other.Topic)
	is("followed", all, followed, other.Topic)
	if _, err := h.Read(ctx, reader, muted, 0); err != nil {
		t.Errorf("what she muted can't be read: %v", err)
	}

	set(other.Topic, inbox.Replies)
	set(everyday, inbox.Muted)
	unread, all = look()
	is("new, with a space muted", unread, other.Topic)
	is("followed, with a topic of its own level", all, followed)
	must(t, h.MarkRead(ctx, reader, followed, []int{1}))
	_, all = look()
	is("followed, when it is read", all)

	staff, err := h.Start(ctx, h.steward, keys, h.space(networks.PurposeStaff), draft("Words."))
	must(t, err)
	set(staff.Topic, inbox.Everything) // as if she had been of the staff
	set(h.space(networks.PurposeStaff), inbox.Everything)
	_, all = look()
	is("followed, where she may not read", all)
}

// Two who reply in two topics at once, each answering and mentioning the same people, used to be able to wait for each
// other: inboxes are told in their order, and before the topic.
func TestTellingTheSamePeopleAtOnceWaitsForNobody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writers := []networks.Actor{h.member(), h.member()}
	readers := []networks.Actor{h.named(h.member(), "Ann"), h.named(h.member(), "Ben"), h.named(h.member(), "Cy")}
	topics := []string{h.topic(writers[0]), h.topic(writers[1])}
	bodies := []string{"@Ann @Ben @Cy", "@Cy @Ben @Ann"}
	var doing []func() error
	for n := range 40 {
		doing = append(doing, func() error {
			d := draft(bodies[n%2])
			d.Once, d.Quotes = uuid.NewString(), 1
			_, err := h.Reply(ctx, writers[n%2], keys, topics[n/2%2], d)
			return err
		})
	}
	for _, err := range atOnce(doing...) {
		must(t, err)
	}
	for _, a := range readers {
		channel := inbox.Channel(h.network.ID, a.Member)
		head, err := h.streams.Head(ctx, h.db, channel)
		must(t, err)
		events, _, err := h.streams.Since(ctx, channel, stream.Position{}, 100)
		must(t, err)
		if n := h.count(`SELECT count(*) FROM notices WHERE member_id = $1 AND kind = 'mention'`, a.Member); n != 40 || int64(len(events)) != head.Seq {
			t.Errorf("she was told %d times, by %d events up to %d", n, len(events), head.Seq)
		}
	}
}

// In a circle those who are in it are told of its words, and nobody else: not who is only asked, nor who left; and who leaves finds what
// she was told there in her inbox no more.
func TestACircleTellsThoseInIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	beginner, member, leaver := h.known(networks.Adult), h.known(networks.Adult), h.known(networks.Adult)
	asked, other := h.known(networks.Adult), h.known(networks.Adult)
	for name, a := range map[string]*networks.Actor{"Mia": &member, "Lea": &leaver, "Ada": &asked, "Olga": &other} {
		*a = h.named(*a, name)
	}
	topic := h.circle(beginner, 0, member, leaver, asked)
	must(t, h.Enter(ctx, member, topic))
	must(t, h.Enter(ctx, leaver, topic))
	h.reply(leaver, topic, "Words.")
	h.answer(beginner, topic, 2, "@Mia, @Lea, @Ada and @Olga.")
	h.tells(member, "mention 3")
	h.tells(leaver, "reply 3")
	h.tells(asked, "asked 0")
	h.tells(other)

	at := []forum.Place{{Topic: topic, Number: 3}}
	for a, sees := range map[*networks.Actor]int{&member: 1, &leaver: 1, &asked: 0, &other: 0} {
		glimpses, err := h.Glimpses(ctx, *a, at)
		must(t, err)
		if len(glimpses) != sees {
			t.Errorf("%s sees %d", a.Pseudonym, len(glimpses))
		}
	}
	must(t, h.Leave(ctx, leaver, topic))
	h.answer(beginner, topic, 2, "@Lea, goodbye.")
	h.tells(leaver, "reply 3")
	glimpses, err := h.Glimpses(ctx, leaver, at)
	must(t, err)
	if len(glimpses) != 0 {
		t.Errorf("who left sees %+v", glimpses)
	}
}

// Whoever has answered is asked no more, in the window too where her inbox is open; another circle's question stays.
func TestAnAnswerTakesItsQuestionOutOfTheInbox(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	begins, her := h.known(networks.Adult), h.known(networks.Adult)
	first, second, third := h.circle(begins, 0, her), h.circle(begins, 0, her), h.circle(begins, 0, her)
	h.tells(her, "asked 0", "asked 0", "asked 0")
	must(t, h.Enter(ctx, her, first))
	h.tells(her, "asked 0", "asked 0")
	must(t, h.Decline(ctx, her, second))
	must(t, h.Decline(ctx, her, second))
	h.tells(her, "asked 0")
	events, _, err := h.streams.Since(ctx, inbox.Channel(h.network.ID, her.Member), stream.Position{}, 100)
	must(t, err)
	gone := 0
	for _, e := range events {
		if e.Kind == inbox.Gone {
			gone++
		}
	}
	if gone != 2 {
		t.Errorf("her open inbox was told %d times that a line goes", gone)
	}
	must(t, h.Decline(ctx, her, third))
	h.tells(her)
}
