package statements_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/advocacy/statements"
	"tinig/server/networks"
)

func TestAStatementGoesItsWayAndNoOther(t *testing.T) {
	h := newHouse(t)
	id := h.draft()
	now := func() int { return h.read(id).Revision }
	refused(t, h.Freeze(ctx, h.leader, h.campaign, id, now()), locales.Conflict, "statement.not_now")
	refused(t, h.Close(ctx, h.leader, h.campaign, id, now()), locales.Conflict, "statement.not_now")
	h.asked(id, 0)
	refused(t, h.Reword(ctx, h.leader, h.campaign, id, 1, words("en", "Other words", 1)), locales.Conflict, "statement.words_stand")
	h.asked(id, 3) // an objection
	refused(t, h.Freeze(ctx, h.leader, h.campaign, id, now()), locales.Conflict, "statement.no_consent")
	must(t, h.Return(ctx, h.leader, h.campaign, id, now()))
	must(t, h.Reword(ctx, h.leader, h.campaign, id, 1, words("en", "We ask for two trees.", 1)))
	_, err := h.Ask(ctx, h.leader, h.campaign, id, now(), question())
	refused(t, err, locales.Conflict, "statement.not_whole") // the translation is stale
	must(t, h.Reword(ctx, h.leader, h.campaign, id, 1, words("sw", "Miti miwili.", 2)))
	h.asked(id, 0)
	refused(t, h.Freeze(ctx, h.leader, h.campaign, id, now()-1), locales.Conflict, "statement.changed")
	must(t, h.Freeze(ctx, h.leader, h.campaign, id, now()))
	one := h.read(id)
	if _, err := h.Published(ctx, one.Public); !locales.IsKind(err, locales.NotFound) {
		t.Errorf("before it is open it is read outside: %v", err)
	}
	refused(t, h.Release(ctx, h.leader, h.campaign, id, now(), "00"), locales.Conflict, "statement.changed")
	must(t, h.Release(ctx, h.leader, h.campaign, id, now(), hash(one)))
	refused(t, h.Return(ctx, h.leader, h.campaign, id, now()), locales.Conflict, "statement.not_now")
	must(t, h.Close(ctx, h.leader, h.campaign, id, now()))
	h.pass(2)
	refused(t, h.Deliver(ctx, h.leader, h.campaign, id, now(), "The parks office"), locales.Conflict, "statement.still_cooling")
	h.pass(1)
	must(t, h.Deliver(ctx, h.leader, h.campaign, id, now(), "The parks office"))
	must(t, h.Settle(ctx, h.leader, h.campaign, id, now(), words("en", "They plant one.", 0)))
	if one := h.read(id); one.State != statements.Answered || one.CoolsUntil != nil {
		t.Errorf("in the end it is %s, cooling until %v", one.State, one.CoolsUntil)
	}
}

func TestOnlyTheGroupWritesAndOnlyWhoLeadsDecides(t *testing.T) {
	h := newHouse(t)
	id := h.draft()
	other, helper := h.member(), h.member()
	must(t, h.campaigns.Join(ctx, helper, h.campaign))
	refused(t, h.Reword(ctx, other, h.campaign, id, 1, words("en", "Mine", 1)), locales.Forbidden, "campaign.group_only")
	refused(t, h.Reword(ctx, helper, h.campaign, id, 1, words("en", "Mine", 1)), locales.Forbidden, "statement.pair_only")
	must(t, h.Reword(ctx, helper, h.campaign, id, 1, words("sw", "Yangu", 1)))
	refused(t, h.Drop(ctx, helper, h.campaign, id, 1, 1), locales.Forbidden, "campaign.group_only")
	refused(t, h.Drop(ctx, h.leader, h.campaign, id, 0, 1), locales.NotFound, "statement.not_found")
	must(t, h.Drop(ctx, h.leader, h.campaign, id, 2, 1))
	refused(t, h.Reword(ctx, h.leader, h.campaign, id, 1, words("fil", "Akin", 1)), locales.Invalid, "statement.language_needed")
	refused(t, h.Reword(ctx, h.leader, h.campaign, id, 1, words("en", " ", 1)), locales.Invalid, "statement.words_needed")
	refused(t, h.Reword(ctx, h.leader, h.campaign, id, 0, words("en", strings.Repeat("a", 121), 1)), locales.Invalid, "statement.too_long")
	away := h.memberOf(h.found("Hill").ID, "adult")
	if _, err := h.Statement(ctx, away, h.campaign, id, "en"); !locales.IsKind(err, locales.NotFound) {
		t.Errorf("to another network a statement answers %v", err)
	}
}

// Two who lead press at once: one is told, and nothing of either is lost.
func TestOfTwoWhoWriteAtOnceOneIsTold(t *testing.T) {
	h := newHouse(t)
	id := h.draft()
	second := h.member(networks.RoleSurvivorLeader)
	must(t, h.campaigns.Join(ctx, second, h.campaign))
	must(t, h.campaigns.Give(ctx, h.leader, h.campaign, second.Member))
	var both sync.WaitGroup
	errs := make([]error, 2)
	for i, a := range []networks.Actor{h.leader, second} {
		both.Go(func() { errs[i] = h.Reword(ctx, a, h.campaign, id, 1, words("en", "By "+a.Member, 1)) })
	}
	both.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("both were answered alike: %v", errs)
	}
	for _, err := range errs {
		if err != nil {
			refused(t, err, locales.Conflict, "statement.changed")
		}
	}
}

// Whatever is done to a statement that is frozen, its text stays byte by byte, and is what its hash is of.
func TestAFrozenTextStands(t *testing.T) {
	h := newHouse(t)
	one := h.open()
	p, _ := h.outside(one)
	before, err := h.Canonical(ctx, p)
	must(t, err)
	if !bytes.Equal(statements.Hash(before), one.Hash) || !bytes.Equal(p.Text.Canonical(), before) {
		t.Error("the text that is read isn't the one of the hash")
	}
	if got := p.Text.In("sw"); got.Title != "Mti wa 0" || len(got.Sections) != 2 || p.Text.In("en").Sections[1] != "We ask for tree 2.\n\nsection 1 5" {
		t.Errorf("it is read as %+v", p.Text)
	}
	member := h.member()
	must(t, h.campaigns.Join(ctx, member, h.campaign))
	for _, a := range []networks.Actor{h.leader, member} {
		for number := range 3 {
			for _, lang := range []string{"en", "sw"} {
				refused(t, h.Reword(ctx, a, h.campaign, one.ID, number, words(lang, "Other", 1)), locales.Conflict, "statement.words_stand")
			}
		}
		_, err := h.Add(ctx, a, h.campaign, one.ID, words("en", "More", 0))
		refused(t, err, locales.Conflict, "statement.words_stand")
	}
	refused(t, h.Drop(ctx, h.leader, h.campaign, one.ID, 1, 1), locales.Conflict, "statement.words_stand")
	if _, err := h.db.Exec(`UPDATE statement_frozen SET canonical = 'x', hash = sha256('x')`); err == nil {
		t.Error("the database lets a frozen text be changed")
	}
	if _, err := h.db.Exec(`INSERT INTO statement_frozen SELECT network_id, statement_id, 9, 'x', hash, frozen_on FROM statement_frozen`); err == nil {
		t.Error("the database takes a text that its hash isn't of")
	}
	after, err := h.Canonical(ctx, p)
	must(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the frozen text has changed")
	}
}

func TestASignatureIsOnceAPersonAndOfOneText(t *testing.T) {
	h := newHouse(t)
	one := h.open()
	her := h.member()
	refused(t, h.Sign(ctx, her, hand("her", her, one.ID), one.ID, "00", statements.Choice{Shows: statements.Counted}, nil, false), locales.Conflict, "signature.other_text")
	sign := func(as networks.Actor, c statements.Choice, again bool) error {
		return h.Sign(ctx, as, hand("her", as, one.ID), one.ID, hash(one), c, []string{"PH"}, again)
	}
	refused(t, sign(her, statements.Choice{Shows: "loud"}, false), locales.Invalid, "signature.way_needed")
	refused(t, sign(her, statements.Choice{Shows: statements.RoleShown, Role: "queen", Country: "PH"}, false), locales.Invalid, "signature.role_needed")
	refused(t, sign(her, statements.Choice{Shows: statements.Counted}, true), locales.Conflict, "signature.none")
	must(t, sign(her, statements.Choice{Shows: statements.Pseudonym}, false))
	refused(t, sign(her, statements.Choice{Shows: statements.Counted}, false), locales.Conflict, "signature.stands")
	must(t, sign(her, statements.Choice{Shows: statements.Counted}, true))
	other := h.member() // another member of hers
	refused(t, sign(other, statements.Choice{Shows: statements.Counted}, false), locales.Conflict, "signature.as_another")
	must(t, h.Withdraw(ctx, other, hand("her", other, one.ID), one.ID))
	if own, err := h.Signed(ctx, other, hand("her", other, one.ID), one.ID); err != nil || own.Stands() {
		t.Errorf("as another member she sees %+v, %v", own, err)
	}
	must(t, h.Withdraw(ctx, her, hand("her", her, one.ID), one.ID))
	must(t, h.Withdraw(ctx, her, hand("her", her, one.ID), one.ID))
	refused(t, sign(other, statements.Choice{Shows: statements.Counted}, false), locales.Conflict, "signature.as_another")
	must(t, sign(her, statements.Choice{Shows: statements.Internal}, false))
	var grants string
	must(t, h.db.Get(&grants, `SELECT string_agg(shows || CASE WHEN ended_on IS NULL THEN '' ELSE ' ended' END, ', ' ORDER BY number) FROM signature_grants`))
	if grants != "pseudonym ended, counted ended, internal" {
		t.Errorf("what she allowed is kept as %q", grants)
	}
	must(t, h.Close(ctx, h.leader, h.campaign, one.ID, h.read(one.ID).Revision))
	refused(t, h.signs(h.member(), one, statements.Counted), locales.Gone, "signature.over")
	must(t, h.Withdraw(ctx, her, hand("her", her, one.ID), one.ID))
}

func TestManyTabsSignOnce(t *testing.T) {
	h := newHouse(t)
	one, her := h.open(), h.member()
	var all sync.WaitGroup
	errs := make(chan error, 6)
	for range 6 {
		all.Go(func() { errs <- h.signs(her, one, statements.Counted) })
	}
	all.Wait()
	close(errs)
	signed := 0
	for err := range errs {
		if err == nil {
			signed++
		} else {
			refused(t, err, locales.Conflict, "signature.stands")
		}
	}
	if signed != 1 {
		t.Errorf("%d of six went in", signed)
	}
}

func TestUnder18ASignatureStaysInside(t *testing.T) {
	h := newHouse(t)
	one := h.open()
	young := h.memberOf(h.network.ID, "minor")
	for _, way := range []string{statements.Pseudonym, statements.RoleShown, statements.Counted} {
		refused(t, h.signs(young, one, way), locales.Forbidden, "signature.under_18")
	}
	must(t, h.signs(young, one, statements.Internal))
	h.signed(one, statements.Counted, 10)
	h.nextDay()
	if p, names := h.outside(one); p.Count != 10 || names != "" {
		t.Errorf("outside it is %d and %q", p.Count, names)
	}
	if inside, err := h.Inside(ctx, h.leader, one); err != nil || len(inside) != 1 || inside[0].Name != young.Pseudonym {
		t.Errorf("inside they are %v, %v", inside, err)
	}
	parted := h.leader
	parted.Parted = []string{young.Member}
	if inside, err := h.Inside(ctx, parted, one); err != nil || len(inside) != 0 {
		t.Errorf("who is parted from her sees %v, %v", inside, err)
	}
}

func TestOutsideNothingIsToldOfFewNorOfToday(t *testing.T) {
	h := newHouse(t)
	one := h.open()
	named := h.signed(one, statements.Pseudonym, 2)
	h.signed(one, statements.RoleShown, 7)
	h.nextDay()
	if p, names := h.outside(one); p.Count != 0 || names != "" {
		t.Errorf("of nine it tells %d and %q", p.Count, names)
	}
	h.signed(one, statements.Counted, 9)
	h.nextDay()
	if p, names := h.outside(one); p.Count != 0 || names != "" {
		t.Errorf("of nine on the list and nine who are only counted it tells %d and %q", p.Count, names)
	}
	h.signed(one, statements.Counted, 1)
	must(t, h.Sweep(ctx))
	if p, names := h.outside(one); p.Count != 0 || names != "" {
		t.Errorf("on the same day it tells %d and %q", p.Count, names)
	}
	h.nextDay()
	p, names := h.outside(one)
	if p.Count != 20 || !strings.Contains(names, named[0].Pseudonym) || strings.Count(names, "survivor PH") != 7 {
		t.Errorf("of nineteen it tells %d and %q", p.Count, names)
	}
	must(t, h.Withdraw(ctx, named[0], hand(named[0].Member, named[0], one.ID), one.ID))
	if p, names := h.outside(one); p.Count != 20 || strings.Contains(names, named[0].Pseudonym) {
		t.Errorf("at once after a withdrawal it tells %d and %q", p.Count, names)
	}
	must(t, h.networks.Rename(ctx, named[1], "Another "+uuid.NewString()[:6], named[1].Emblem))
	if _, names := h.outside(one); strings.Contains(names, "Another") || strings.Contains(names, named[1].Pseudonym) {
		t.Errorf("after she has taken another name it lists %q", names)
	}
}

// People sign, withdraw and sign again by chance for forty days. What is told in a day never changes within it, is never a few, and
// between any two days never tells that a few came or went: so much one person leaving can't be seen.
func TestNoSequenceOfCountsTellsOfAFew(t *testing.T) {
	h := newHouse(t)
	one := h.open()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 1))
	var people []networks.Actor
	for range 24 {
		people = append(people, h.member())
	}
	signed := map[int]bool{}
	var told []int
	for range 40 {
		before, _ := h.outside(one)
		for range chance.IntN(6) {
			i := chance.IntN(len(people))
			if signed[i] && chance.IntN(2) == 0 {
				must(t, h.Withdraw(ctx, people[i], hand(people[i].Member, people[i], one.ID), one.ID))
				signed[i] = false
			} else if !signed[i] {
				must(t, h.signs(people[i], one, statements.Counted))
				signed[i] = true
			}
		}
		if after, _ := h.outside(one); after.Count != before.Count {
			t.Fatalf("within a day it went from %d to %d", before.Count, after.Count)
		}
		h.nextDay()
		now, _ := h.outside(one)
		for _, then := range told {
			// A number is known to within two: when all that the growth could be lies between 1 and 9, it tells of a few.
			least, most := now.Count-then-4, now.Count-then+4
			if now.Count > 0 && then > 0 && (least >= 1 && most <= 9 || least >= -9 && most <= -1) {
				t.Fatalf("%d after %d tells that a few came or went", now.Count, then)
			}
		}
		if now.Count > 0 && now.Count < 10 {
			t.Fatalf("it tells %d", now.Count)
		}
		told = append(told, now.Count)
	}
}

// Names on the list are known to everybody, exactly. Whatever is signed in whichever way, and withdrawn, the number less the list never tells
// that there are a few who are only counted, nor between two days that a few of these came or went.
func TestTheNumberAndTheListTogetherTellOfNoFew(t *testing.T) {
	h := newHouse(t)
	one := h.open()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 1))
	var people []networks.Actor
	for range 40 {
		people = append(people, h.member())
	}
	signed := map[int]bool{}
	var before [][2]int
	told := 0
	for range 30 {
		for range chance.IntN(12) {
			i := chance.IntN(len(people))
			if signed[i] {
				must(t, h.Withdraw(ctx, people[i], hand(people[i].Member, people[i], one.ID), one.ID))
			} else {
				must(t, h.signs(people[i], one, statements.Ways[chance.IntN(3)]))
			}
			signed[i] = !signed[i]
		}
		h.nextDay()
		p, names := h.outside(one)
		if p.Count == 0 {
			continue
		}
		told++
		listed := strings.Count(names, "\n")
		// The number is rounded, and so is what was released of those who are only counted, ten or more, or nothing, which is nought to nine.
		unseen := [2]int{max(0, p.Count-listed-4), p.Count - listed + 4}
		if p.Count <= listed+2 {
			unseen = [2]int{0, 9}
		}
		if unseen[0] >= 1 && unseen[1] <= 9 {
			t.Fatalf("%d with %d on the list tells of %v", p.Count, listed, unseen)
		}
		if p.Count > listed+2 && p.Count-listed < 8 {
			t.Fatalf("%d with %d on the list tells of fewer than ten", p.Count, listed)
		}
		for _, then := range before {
			least, most := unseen[0]-then[1], unseen[1]-then[0]
			if least >= 1 && most <= 9 || least >= -9 && most <= -1 {
				t.Fatalf("%v after %v tells that a few came or went", unseen, then)
			}
		}
		before = append(before, unseen)
	}
	if told < 5 {
		t.Errorf("only %d numbers were told: that tests little", told)
	}
}

func TestAWithheldStatementLeavesDisplayAndItsHashStands(t *testing.T) {
	h := newHouse(t)
	one := h.open()
	moderator := h.member(networks.RoleModerator)
	within := func(do func() error) { must(t, do()) }
	within(func() error {
		tx := h.db.MustBegin()
		defer tx.Rollback()
		must(t, h.Withhold(ctx, tx, moderator, one.ID))
		return tx.Commit()
	})
	if _, err := h.Published(ctx, one.Public); !locales.IsKind(err, locales.NotFound) {
		t.Errorf("withheld, it is read outside: %v", err)
	}
	refused(t, h.signs(h.member(), one, statements.Counted), locales.Conflict, "statement.withheld")
	if now := h.read(one.ID); !bytes.Equal(now.Hash, one.Hash) || now.State != statements.Open {
		t.Errorf("withheld, it is %s with hash %x", now.State, now.Hash)
	}
	within(func() error {
		tx := h.db.MustBegin()
		defer tx.Rollback()
		must(t, h.Restore(ctx, tx, moderator, one.ID))
		return tx.Commit()
	})
	must(t, h.signs(h.member(), one, statements.Counted))
}

// By a dump: only where her name is shown does a signature say whose it is, and no value of one stands anywhere else.
func TestByADumpNoSignatureIsTiedToAMemberUnlessItShowsHer(t *testing.T) {
	h := newHouse(t)
	one := h.open()
	h.signed(one, statements.Counted, 3)
	h.signed(one, statements.RoleShown, 3)
	h.signed(one, statements.Pseudonym, 3)
	var tied, shared int
	must(t, h.db.Get(&tied, `SELECT count(*) FROM signatures WHERE (member_id IS NOT NULL) <> (shows = 'pseudonym')`))
	must(t, h.db.Get(&shared, `SELECT count(*) FROM (SELECT xmin::text FROM signatures GROUP BY 1 HAVING count(*) > 1
		UNION ALL SELECT s.xmin::text FROM signatures s JOIN members m ON m.xmin::text = s.xmin::text) x`))
	if tied != 0 || shared != 0 {
		t.Errorf("%d rows say whose they are without need, %d share a transaction", tied, shared)
	}
}
