package threads_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/moderation/cases"
	"tinig/server/networks"
	"tinig/server/threads"
)

func TestAThreadBeginsWhenEachHasEnteredTheOthersCode(t *testing.T) {
	h := newHouse(t)
	fern, wren, other := h.member(networks.Adult), h.member(networks.Adult), h.member(networks.Adult)
	hers, theirs := h.code(fern), h.code(wren)
	must(t, h.Enter(ctx, fern, of(fern), theirs, false))
	h.none(fern, wren)
	must(t, h.Enter(ctx, wren, of(wren), strings.ToLower(strings.ReplaceAll(hers, "-", " ")), false))
	thread := h.thread(fern)
	if !thread.Open() || len(thread.Seats) != 1 || thread.Seats[0].Member != wren.Member {
		t.Fatalf("she has %+v", thread)
	}
	must(t, h.says(fern, thread.ID, "Marker one"))
	must(t, h.says(wren, thread.ID, "Marker two"))
	for _, who := range []networks.Actor{fern, wren} {
		if got := h.reads(who, thread.ID); !slices.Equal(got, []string{"Marker one", "Marker two"}) {
			t.Errorf("she reads %q", got)
		}
	}
	_, err := h.Thread(ctx, other, thread.ID)
	refused(t, err, locales.NotFound, "private.not_there")
	refused(t, h.says(other, thread.ID, "x"), locales.NotFound, "private.not_there")
	refused(t, h.End(ctx, other, thread.ID), locales.NotFound, "private.not_there")
	refused(t, h.MayFollow(ctx, other, thread.ID), locales.NotFound, "private.not_there")
	if _, err := h.Read(ctx, fern, ring("another keyring"), thread, 0); !threads.Lost(err) {
		t.Errorf("another keyring reads: %v", err)
	}
	var told int
	must(t, h.db.Get(&told, `SELECT count(*) FROM notices WHERE kind = 'private' AND member_id = $1`, wren.Member))
	if told != 1 {
		t.Errorf("of one day she is told %d times", told)
	}
	h.enter(fern, wren, false)
	h.thread(fern) // they have one already
}

func TestWhatIsWrittenTwiceStandsOnce(t *testing.T) {
	h := newHouse(t)
	fern, wren := h.member(networks.Adult), h.member(networks.Adult)
	h.enter(fern, wren, false)
	thread, once := h.thread(fern), uuid.NewString()
	for range 2 {
		must(t, h.Say(ctx, fern, of(fern), thread.ID, once, "words"))
	}
	if got := h.reads(wren, thread.ID); len(got) != 1 {
		t.Errorf("she reads %q", got)
	}
	refused(t, h.says(fern, thread.ID, "  "), locales.Invalid, "private.words_length")
	refused(t, h.says(fern, thread.ID, strings.Repeat("a", threads.Length+1)), locales.Invalid, "private.words_length")
	for i := range threads.WordsAtOnce + 2 {
		must(t, h.says(fern, thread.ID, fmt.Sprint("more ", i)))
	}
	words, err := h.Read(ctx, wren, of(wren), thread, 0)
	must(t, err)
	older, err := h.Read(ctx, wren, of(wren), thread, words[0].Number)
	must(t, err)
	if len(words) != threads.WordsAtOnce || len(older) != 3 || older[0].Body != "words" {
		t.Errorf("there are %d, and before them %d", len(words), len(older))
	}
}

// What stands in the tables opens only with a keyring of theirs.
func TestNoTableHoldsTheWordsOrACode(t *testing.T) {
	h := newHouse(t)
	fern, wren := h.member(networks.Adult), h.member(networks.Adult)
	h.enter(fern, wren, false)
	must(t, h.says(fern, h.thread(fern).ID, "Marker of hers"))
	code := h.code(fern)
	for _, table := range []string{"thread_words", "thread_seats", "thread_codes", "thread_entries", "thread_keys", "threads", "stream_events"} {
		var rows []string
		must(t, h.db.Select(&rows, `SELECT t::text FROM `+table+` t`))
		if all := strings.Join(rows, " "); strings.Contains(all, "Marker") || strings.Contains(all, code) || strings.Contains(all, fmt.Sprintf("%x", "Marker")) || strings.Contains(all, fmt.Sprintf("%x", code)) {
			t.Errorf("%s holds it: %s", table, all)
		}
	}
}

// Whatever stands against a thread, a code that is entered leaves what a wrong one leaves, and is answered alike.
func TestWhatStandsAgainstAThreadLooksLikeAWrongCode(t *testing.T) {
	for name, stands := range map[string]func(h *house, her networks.Actor) (other networks.Actor, hers networks.Actor){
		"she is under 18": func(h *house, her networks.Actor) (networks.Actor, networks.Actor) {
			return h.member(networks.Minor), her
		},
		"both are": func(h *house, her networks.Actor) (networks.Actor, networks.Actor) {
			h.db.MustExec(`UPDATE members SET band = 'minor' WHERE id = $1`, her.Member)
			return h.member(networks.Minor), h.again(her)
		},
		"she is parted from her": func(h *house, her networks.Actor) (networks.Actor, networks.Actor) {
			other := h.member(networks.Adult)
			must(h.t, h.networks.Part(ctx, other, her.Member))
			return h.again(other), h.again(her)
		},
		"she has parted from her": func(h *house, her networks.Actor) (networks.Actor, networks.Actor) {
			other := h.member(networks.Adult)
			must(h.t, h.networks.Part(ctx, her, other.Member))
			return h.again(other), h.again(her)
		},
		"nobody vouches for her any more": func(h *house, her networks.Actor) (networks.Actor, networks.Actor) {
			other := h.member(networks.Adult)
			return other, her
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			other, her := stands(h, h.member(networks.Adult))
			hers, theirs := h.code(her), h.code(other)
			must(t, h.Enter(ctx, other, of(other), hers, false))
			if name == "nobody vouches for her any more" {
				h.db.MustExec(`UPDATE members SET vouched = false WHERE id = $1`, other.Member)
			}
			left := func(code string) (rows string) {
				h.db.MustExec(`DELETE FROM thread_entries WHERE member_id = $1`, her.Member)
				must(t, h.Enter(ctx, her, of(her), code, false))
				var all []string
				must(t, h.db.Select(&all, `
					SELECT 'entry ' || member_id || guarded || entered_on FROM thread_entries
					UNION ALL SELECT 'thread ' || id FROM threads
					UNION ALL SELECT 'seat ' || member_id FROM thread_seats
					UNION ALL SELECT 'event ' || e::text FROM stream_events e
					ORDER BY 1`))
				return strings.Join(all, "\n")
			}
			wrong := left("2222-2222")
			if right := left(theirs); right != wrong {
				t.Errorf("a wrong code leaves\n%s\nand this one\n%s", wrong, right)
			}
			h.none(her, other)
		})
	}
}

func TestWhoMayHaveNoPrivateThreadIsToldSo(t *testing.T) {
	h := newHouse(t)
	fern := h.member(networks.Adult)
	h.db.MustExec(`UPDATE members SET vouched = false WHERE id = $1`, fern.Member)
	fern = h.again(fern)
	refused(t, h.Make(ctx, fern, of(fern)), locales.Forbidden, "networks.not_allowed")
	refused(t, h.Enter(ctx, fern, of(fern), "2222-2222", false), locales.Forbidden, "networks.not_allowed")
}

func TestACodeCountsForItsDaysAndNotAfterANewOne(t *testing.T) {
	h := newHouse(t)
	fern, wren := h.member(networks.Adult), h.member(networks.Adult)
	old := h.code(fern)
	must(t, h.Enter(ctx, wren, of(wren), old, false))
	h.code(fern)
	must(t, h.Enter(ctx, fern, of(fern), h.code(wren), false))
	h.none(fern, wren)
	must(t, h.Enter(ctx, wren, of(wren), old, false))
	h.none(fern, wren)
	h.enter(fern, wren, false)
	h.thread(fern)
	if code, err := h.Mine(ctx, fern, ring("another keyring")); err != nil || code.Text != "" {
		t.Errorf("another keyring has the code %q, %v", code.Text, err)
	}
	h.now = h.now.AddDate(0, 0, 2)
	if code, err := h.Mine(ctx, fern, of(fern)); err != nil || code.Text != "" {
		t.Errorf("two days later her code is %q, %v", code.Text, err)
	}
	for _, typed := range []string{"", "abc", "0000-0000", "ABCD-EFGH-J", "ÄBCD-EFGH"} {
		refused(t, h.Enter(ctx, fern, of(fern), typed, false), locales.Invalid, "private.code_form")
	}
}

func TestNobodyGuessesCodesAllDay(t *testing.T) {
	h := newHouse(t)
	fern := h.member(networks.Adult)
	for i := range 10 {
		must(t, h.Enter(ctx, fern, of(fern), fmt.Sprintf("2222-222%c", "ABCDEFGHJK"[i]), false))
	}
	refused(t, h.Enter(ctx, fern, of(fern), "3333-3333", false), locales.TooMany, "private.entered_many")
	h.now = h.now.AddDate(0, 0, 1)
	must(t, h.Enter(ctx, fern, of(fern), "3333-3333", false))
}

func TestTwoWhoEnterAtOnceFindEachOther(t *testing.T) {
	h := newHouse(t)
	for range 5 {
		fern, wren := h.member(networks.Adult), h.member(networks.Adult)
		hers, theirs := h.code(fern), h.code(wren)
		var both sync.WaitGroup
		both.Go(func() {
			if err := h.Enter(ctx, fern, of(fern), theirs, false); err != nil {
				t.Error(err)
			}
		})
		both.Go(func() {
			if err := h.Enter(ctx, wren, of(wren), hers, false); err != nil {
				t.Error(err)
			}
		})
		both.Wait()
		h.thread(fern)
	}
}

func TestWithSomebodyUnder18ItOpensWhenTwoOfTheStaffAreInIt(t *testing.T) {
	h := newHouse(t)
	young, grown := h.member(networks.Minor), h.member(networks.Adult)
	lead, moderator, steward := h.member(networks.Adult, networks.RoleSafeguardingLead), h.member(networks.Adult, networks.RoleModerator), h.member(networks.Adult, networks.RoleSteward)
	h.enter(young, grown, true)
	thread := h.thread(young)
	if thread.Open() {
		t.Fatal("it is open without staff")
	}
	refused(t, h.says(grown, thread.ID, "x"), locales.Conflict, "private.over")
	if asked, err := h.Asked(ctx, lead); err != nil || len(asked) != 1 || len(asked[0].Seats) != 2 {
		t.Fatalf("a lead is asked %+v, %v", asked, err)
	}
	if asked, err := h.Asked(ctx, h.member(networks.Adult)); err != nil || len(asked) > 0 {
		t.Errorf("a member is asked, %v", err)
	}
	refused(t, h.SitIn(ctx, h.member(networks.Adult, networks.RoleTrainer), of(grown), thread.ID), locales.Forbidden, "networks.not_allowed")
	must(t, h.SitIn(ctx, lead, of(lead), thread.ID))
	refused(t, h.SitIn(ctx, lead, of(lead), thread.ID), locales.NotFound, "private.not_there")
	refused(t, h.says(young, thread.ID, "x"), locales.Conflict, "private.over")
	must(t, h.SitIn(ctx, moderator, of(moderator), thread.ID))
	refused(t, h.SitIn(ctx, steward, of(steward), thread.ID), locales.NotFound, "private.not_there")
	must(t, h.says(young, thread.ID, "hello"))
	for _, who := range []networks.Actor{grown, lead, moderator} {
		if got := h.reads(who, thread.ID); !slices.Equal(got, []string{"hello"}) {
			t.Errorf("she reads %q", got)
		}
	}
	var records int
	must(t, h.db.Get(&records, `SELECT count(*) FROM audit_records WHERE act = 'thread.opened' AND subject = $1`, thread.ID))
	if records != 2 {
		t.Errorf("of two who came in there are %d records", records)
	}
	h.db.MustExec(`DELETE FROM member_roles WHERE member_id = $1`, moderator.Member)
	refused(t, h.says(grown, thread.ID, "x"), locales.Conflict, "private.staff_gone")
	must(t, h.End(ctx, lead, thread.ID)) // she steps out, and it goes on being theirs
	h.none(lead)
	if h.thread(young).EndedOn != nil {
		t.Error("it has ended for all")
	}
}

func TestWhoChooseDifferentlyDoNotMeet(t *testing.T) {
	h := newHouse(t)
	fern, wren := h.member(networks.Adult), h.member(networks.Adult)
	hers, theirs := h.code(fern), h.code(wren)
	must(t, h.Enter(ctx, fern, of(fern), theirs, true))
	must(t, h.Enter(ctx, wren, of(wren), hers, false))
	h.none(fern, wren)
	must(t, h.Enter(ctx, wren, of(wren), hers, true))
	h.thread(fern)
}

func TestTwoOfTheStaffNeedNobodyElse(t *testing.T) {
	h := newHouse(t)
	lead, steward := h.member(networks.Adult, networks.RoleSafeguardingLead), h.member(networks.Adult, networks.RoleSteward)
	h.enter(lead, steward, true)
	if !h.thread(lead).Open() {
		t.Error("it waits for others")
	}
}

func TestABlockEndsAThreadAndLeavesWhatCanBeReported(t *testing.T) {
	h := newHouse(t)
	fern, wren := h.member(networks.Adult), h.member(networks.Adult)
	h.enter(fern, wren, false)
	thread := h.thread(fern)
	must(t, h.says(wren, thread.ID, "Marker"))
	must(t, h.networks.Part(ctx, wren, fern.Member)) // who wrote it parts, so that she can't show it
	fern, wren = h.again(fern), h.again(wren)
	refused(t, h.says(fern, thread.ID, "x"), locales.Conflict, "private.over")
	refused(t, h.says(wren, thread.ID, "x"), locales.Conflict, "private.over")
	if item, err := h.Part(ctx, fern, of(fern), thread.ID, 1); err != nil || item.Body != "Marker" {
		t.Errorf("she can show %q, %v", item.Body, err)
	}
	must(t, h.networks.Meet(ctx, wren, fern.Member))
	refused(t, h.says(h.again(wren), thread.ID, "x"), locales.Conflict, "private.over")
	h.now = h.now.AddDate(1, 0, 0)
	must(t, h.Sweep(ctx))
	h.none(fern, wren)
}

func TestAThreadGoesDaysAfterItEndsOrOneLeaves(t *testing.T) {
	h := newHouse(t)
	fern, wren := h.member(networks.Adult), h.member(networks.Adult)
	h.enter(fern, wren, false)
	thread := h.thread(fern)
	must(t, h.says(wren, thread.ID, "hers"))
	must(t, h.says(fern, thread.ID, "mine"))
	must(t, h.networks.Leave(ctx, wren, networks.WordsErased))
	must(t, h.networks.Forget(ctx, networks.Departed{Network: wren.Network, Member: wren.Member}))
	must(t, h.Sweep(ctx))
	if got := h.reads(fern, thread.ID); h.thread(fern).EndedOn == nil || !slices.Equal(got, []string{"mine"}) {
		t.Errorf("of who has left there is %q", got)
	}
	must(t, h.End(ctx, fern, thread.ID)) // twice is no harm
	h.now = h.now.AddDate(0, 0, threads.Days+1)
	must(t, h.Sweep(ctx))
	h.none(fern)
}

// A report shows the one thing that is reported to who looks into it, and nothing beside it; those in the thread look into nothing of it.
func TestAReportShowsThePartThatIsReported(t *testing.T) {
	h := newHouse(t)
	fern, wren, moderator := h.member(networks.Adult), h.member(networks.Adult), h.member(networks.Adult, networks.RoleModerator)
	h.enter(fern, wren, false)
	thread := h.thread(fern)
	for _, body := range []string{"before it", "you are nobody", "after it"} {
		must(t, h.says(wren, thread.ID, body))
	}
	kind := threads.Reported{}.Kind()
	_, err := h.cases.Reportable(ctx, fern, kind, threads.Ref(thread.ID, 2))
	refused(t, err, locales.NotFound, "private.not_there")
	item, err := h.Part(ctx, fern, of(fern), thread.ID, 2)
	must(t, err)
	must(t, h.cases.ReportAs(ctx, fern, cases.Draft{Kind: kind, Ref: threads.Ref(thread.ID, 2), Reason: cases.Harms}, item))
	selves := []cases.Self{{Network: h.local.ID, Member: moderator.Member}}
	list, _, err := h.cases.Queue(ctx, moderator, selves)
	if err != nil || len(list) != 1 {
		t.Fatalf("the queue has %d, %v", len(list), err)
	}
	id := list[0].ID
	must(t, h.cases.Claim(ctx, moderator, selves, id))
	opened, err := h.cases.Open(ctx, moderator, selves, id)
	must(t, err)
	if opened.Item.Body != "you are nobody" || len(opened.Now.Around) > 0 || opened.Now.Body != "" || !opened.Now.Sealed {
		t.Errorf("who looks into it reads %+v, and now %+v", opened.Item, opened.Now)
	}
	refused(t, h.cases.Decide(ctx, moderator, selves, id, cases.Ruling{Act: cases.EditAsked, Reason: "why", Lang: "en"}), locales.Invalid, "queue.act_needed")
	must(t, h.cases.Decide(ctx, moderator, selves, id, cases.Ruling{Act: cases.Removed, Reason: "why", Lang: "en"}))
	if got := h.reads(fern, thread.ID); !slices.Equal(got, []string{"before it", "", "after it"}) {
		t.Errorf("she reads %q", got)
	}
	_, err = h.Part(ctx, fern, of(fern), thread.ID, 2)
	refused(t, err, locales.NotFound, "private.not_there")
	_, err = h.Part(ctx, moderator, of(moderator), thread.ID, 1)
	refused(t, err, locales.NotFound, "private.not_there")
	near, err := threads.Reported{Threads: h.Threads}.Near(ctx, h.local.ID, threads.Ref(thread.ID, 1), wren.Member)
	if err != nil || !near {
		t.Errorf("who is in it could look into it: %v", err)
	}
}
