package cases_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/moderation/cases"
	"tinig/server/networks"
)

func TestTwoVouchedReportersHideWordsAndOneWhereSomebodyIsExposed(t *testing.T) {
	h := newHouse(t)
	author, one, two := h.member(h.local), h.member(h.local), h.member(h.local)
	unvouched := h.member(h.local)
	unvouched.Vouched = false
	h.member(h.local, networks.RoleModerator)

	ref, topic := h.post(author, "Some words.")
	h.report(one, ref, cases.Harms)
	h.report(one, ref, cases.Harms) // pressed twice
	h.report(unvouched, ref, cases.Rules)
	h.report(two, ref, cases.Worried)
	if h.gone(topic) {
		t.Error("one vouched reporter hid it")
	}
	third := h.member(h.local)
	h.report(third, ref, cases.Rules)
	if !h.gone(topic) {
		t.Error("two vouched reporters didn't hide it")
	}
	ref, topic = h.post(author, "A street.")
	h.report(one, ref, cases.Exposes)
	if !h.gone(topic) {
		t.Error("one vouched reporter didn't hide what exposes somebody")
	}
	var body string
	must(t, h.db.Get(&body, `SELECT string_agg(to_jsonb(p)::text, '') || string_agg(to_jsonb(c)::text, '') FROM posts p, cases c`))
	if strings.Contains(body, "A street") {
		t.Error("hidden words stand where posts are read, or open in a case")
	}
}

func TestADecisionTakesEffectAndAnAppealTakesItBack(t *testing.T) {
	for act, hides := range map[cases.Act]bool{cases.None: false, cases.Talk: false, cases.NoteAdded: false, cases.EditAsked: false, cases.Hidden: true, cases.Removed: true} {
		t.Run(string(act), func(t *testing.T) {
			h := newHouse(t)
			author, reporter := h.member(h.local), h.member(h.local)
			first, second := h.member(h.local, networks.RoleModerator), h.member(h.local, networks.RoleModerator)
			ref, topic := h.post(author, "Some words.")
			h.report(reporter, ref, cases.Exposes)
			id := h.decides(first, act)
			if h.gone(topic) != hides {
				t.Fatalf("it is gone: %v", h.gone(topic))
			}
			mine, err := h.Mine(ctx, reporter)
			must(t, err)
			if len(mine) != 1 || !mine[0].Decided || mine[0].Acted == (act == cases.None) {
				t.Errorf("the reporter reads %+v", mine)
			}
			if act == cases.None {
				refused(t, h.Appeal(ctx, author, id, "Why?"), locales.Gone, "appeal.too_late")
				return
			}
			must(t, h.Appeal(ctx, author, id, "Why?"))
			must(t, h.Appeal(ctx, author, id, "Why, again?"))
			if got := h.queue(first); len(got) != 0 {
				t.Errorf("who decided first finds %+v", got)
			}
			h.decides(second, cases.Overturned)
			_, post, err := h.forum.Post(ctx, author, topic, 1)
			must(t, err)
			if post.Body != "Some words." || post.Note != "" {
				t.Errorf("after the appeal it says %q, noted %q", post.Body, post.Note)
			}
			about, err := h.About(ctx, author)
			must(t, err)
			if len(about) != 1 || about[0].Answer == nil || about[0].Answer.Act != cases.Overturned {
				t.Errorf("the author reads %+v", about)
			}
		})
	}
}

// Promise 11: the database itself refuses who decided first, whoever asks.
func TestTheTableRefusesAnAppealDecidedByWhoDecidedFirst(t *testing.T) {
	h := newHouse(t)
	author, moderator := h.member(h.local), h.member(h.local, networks.RoleModerator)
	h.member(h.local, networks.RoleModerator)
	ref, _ := h.post(author, "Some words.")
	h.report(h.member(h.local), ref, cases.Harms)
	id := h.decides(moderator, cases.Hidden)
	must(t, h.Appeal(ctx, author, id, "Why?"))
	var appeal string
	must(t, h.db.Get(&appeal, `SELECT id FROM cases WHERE id <> first_case`))
	other := h.member(h.local).Member
	for name, row := range map[string][4]string{
		"by the same":                           {appeal, id, moderator.Member, moderator.Member},
		"by the same, said to be after another": {appeal, id, moderator.Member, other},
		"as if it were a first decision":        {appeal, appeal, moderator.Member, moderator.Member},
	} {
		if _, err := h.db.Exec(`INSERT INTO case_decisions (network_id, case_id, first_case, decided_by, first_by, role, decision, reason, lang, decided_on)
			VALUES ($1, $2, $3, $4, $5, 'moderator', 'upheld', 'x', 'en', '2026-03-04')`, h.local.ID, row[0], row[1], row[2], row[3]); err == nil {
			t.Errorf("it was decided %s", name)
		}
	}
}

func TestWhoIsNearToACaseFindsItNowhere(t *testing.T) {
	h := newHouse(t)
	author, reporter := h.member(h.local), h.member(h.local)
	ref, topic := h.post(author, "Some words.")
	far := h.member(h.local, networks.RoleModerator)
	near := map[string]networks.Actor{}
	for _, how := range []string{"thread", "cohort", "block", "reporter", "mark", "keyring"} {
		near[how] = h.member(h.local, networks.RoleModerator)
	}
	_, err := h.forum.Reply(ctx, near["thread"], noKeys{}, topic, forum.Draft{Body: "Hello.", Lang: "en", Once: "5b0cba2e-9f4a-4a7e-8f5e-0a3d3f5b6c7d"})
	must(t, err)
	h.cohort[near["cohort"].Member], h.cohort[author.Member] = true, true
	must(t, h.networks.Part(ctx, author, near["block"].Member))
	h.report(reporter, ref, cases.Harms)
	h.report(near["reporter"], ref, cases.Harms)
	id := h.queue(far)[0].ID
	must(t, h.Conflict(ctx, near["mark"], selves(near["mark"]), id))
	another := h.member(h.global)
	for how, a := range near {
		kin := []networks.Actor{another}
		if how == "keyring" { // she acts as one member, and another of hers wrote the words
			kin = append(kin, author)
		}
		if got := h.queue(a, kin...); len(got) != 0 {
			t.Errorf("%s: the case is in her queue", how)
		}
		refused(t, h.Claim(ctx, a, selves(a, kin...), id), locales.NotFound, "queue.not_there")
		_, err := h.Open(ctx, a, selves(a, kin...), id)
		refused(t, err, locales.NotFound, "queue.not_there")
		refused(t, h.Decide(ctx, a, selves(a, kin...), id, ruling(cases.None)), locales.NotFound, "queue.not_there")
	}
	h.decides(far, cases.None)
}

func TestReportsAboutStaffGoOutsideTheNetwork(t *testing.T) {
	h := newHouse(t)
	reporter := h.member(h.local)
	moderator, lead := h.member(h.local, networks.RoleModerator), h.member(h.global, networks.RoleSafeguardingLead)
	h.member(h.local, networks.RoleSteward)
	ref, topic := h.post(moderator, "Some words.")
	h.report(reporter, ref, cases.Harms)
	for _, a := range []networks.Actor{moderator, h.member(h.local, networks.RoleSteward), h.member(h.global, networks.RoleModerator)} {
		if got := h.queue(a); len(got) != 0 {
			t.Errorf("%s finds it", a.Roles)
		}
	}
	h.decides(lead, cases.Hidden)
	if !h.gone(topic) {
		t.Error("it wasn't hidden")
	}
}

func TestAReportThatNobodyCouldLookIntoGoesOutside(t *testing.T) {
	h := newHouse(t)
	author, lead := h.member(h.local), h.member(h.global, networks.RoleSafeguardingLead)
	ref, _ := h.post(author, "Some words.")
	h.report(h.member(h.local), ref, cases.Worried) // there is no lead at home
	o := h.only(lead)
	opened, err := h.Open(ctx, lead, selves(lead), o)
	must(t, err)
	if opened.Item.Body != "Some words." || len(opened.Notes) != 1 || opened.Notes[0].Words != "As I see it." {
		t.Errorf("she reads %+v", opened)
	}
}

func TestAClaimEndsAndOneMemberDecidesAtATime(t *testing.T) {
	h := newHouse(t)
	author, one, two := h.member(h.local), h.member(h.local, networks.RoleModerator), h.member(h.local, networks.RoleModerator)
	ref, _ := h.post(author, "Some words.")
	h.report(h.member(h.local), ref, cases.Harms)
	id := h.only(one)
	refused(t, h.Claim(ctx, two, selves(two), id), locales.Conflict, "queue.taken")
	refused(t, h.Decide(ctx, two, selves(two), id, ruling(cases.None)), locales.Conflict, "queue.taken")
	h.today = h.today.Add(cases.ClaimFor + time.Minute)
	refused(t, h.Decide(ctx, one, selves(one), id, ruling(cases.None)), locales.Conflict, "queue.taken")
	must(t, h.Claim(ctx, two, selves(two), id))
	must(t, h.HandOver(ctx, two, id))
	must(t, h.Claim(ctx, one, selves(one), id))
	must(t, h.Decide(ctx, one, selves(one), id, ruling(cases.None)))
	var opened int
	must(t, h.db.Get(&opened, `SELECT count(*) FROM audit_records WHERE act LIKE 'case.%' AND subject = $1`, id))
	if opened != 4 {
		t.Errorf("%d records were left", opened)
	}
}

func TestWhatIsLateIsToldToStewardsOnceAndWhatIsOldIsForgotten(t *testing.T) {
	h := newHouse(t)
	author, steward := h.member(h.local), h.member(h.local, networks.RoleSteward)
	lead := h.member(h.local, networks.RoleSafeguardingLead)
	ref, _ := h.post(author, "Some words.")
	h.report(h.member(h.local), ref, cases.Worried)
	if got := h.queue(steward); len(got) != 0 {
		t.Error("a steward finds what is the safeguarding lead's")
	}
	h.today = h.today.Add(cases.UrgentWithin + time.Minute)
	must(t, h.TellOverdue(ctx))
	must(t, h.TellOverdue(ctx))
	var told int
	must(t, h.db.Get(&told, `SELECT count(*) FROM notices WHERE member_id = $1 AND kind = 'overdue'`, steward.Member))
	if got := h.queue(steward); told != 1 || len(got) != 1 || !got[0].Late {
		t.Errorf("she was told %d times and finds %+v", told, got)
	}
	h.decides(lead, cases.Talk)
	h.today = h.today.AddDate(0, 0, cases.Days)
	must(t, h.Sweep(ctx))
	keys, err := os.ReadDir(h.keys)
	must(t, err)
	var left int
	must(t, h.db.Get(&left, `SELECT (SELECT count(*) FROM cases) + (SELECT count(*) FROM reports) + (SELECT count(*) FROM case_decisions)`))
	if left != 0 || len(keys) != 0 {
		t.Errorf("%d rows and %d keys are left", left, len(keys))
	}
}

func TestWhatCannotBeReportedIsRefused(t *testing.T) {
	h := newHouse(t)
	author, other := h.member(h.local), h.member(h.local)
	ref, topic := h.post(author, "Some words.")
	try := func(a networks.Actor, kind, ref string, reason cases.Reason, note string) error {
		return h.Report(ctx, a, cases.Draft{Kind: kind, Ref: ref, Reason: reason, Note: note})
	}
	refused(t, try(author, "post", ref, cases.Harms, ""), locales.Invalid, "report.own")
	refused(t, try(other, "post", ref, "no reason", ""), locales.Invalid, "report.reason_needed")
	refused(t, try(other, "post", ref, cases.Harms, strings.Repeat("ش", cases.NoteLength+1)), locales.Invalid, "report.note_length")
	refused(t, try(other, "nothing", ref, cases.Harms, ""), locales.NotFound, "site.nothing_here")
	for _, bad := range []string{topic, topic + "_0", topic + "_2", "_", strings.ToUpper(topic) + "_1"} {
		if err := try(other, "post", bad, cases.Harms, ""); !locales.IsKind(err, locales.NotFound) {
			t.Errorf("%s: %v", bad, err)
		}
	}
	refused(t, try(h.member(h.global), "post", ref, cases.Harms, ""), locales.NotFound, "forum.topic_not_found")
	must(t, try(author, "post", ref, cases.Danger, ""))
}
