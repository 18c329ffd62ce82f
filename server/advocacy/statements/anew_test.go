package statements_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/advocacy/statements"
)

// order are the numbers of a statement's sections as they stand.
func (h *house) order(id string) (numbers []int) {
	h.t.Helper()
	sections, err := h.Sections(ctx, h.read(id))
	must(h.t, err)
	for _, section := range sections {
		numbers = append(numbers, section.Number)
	}
	return numbers
}

func TestSectionsOfADraftAreMoved(t *testing.T) {
	h := newHouse(t)
	id := h.draft()
	_, err := h.Add(ctx, h.leader, h.campaign, id, words("en", "And water them.", 0))
	must(t, err)
	must(t, h.Reword(ctx, h.leader, h.campaign, id, 3, words("sw", "Na maji", 1)))
	raise := func(number int, want ...int) {
		t.Helper()
		must(t, h.Raise(ctx, h.leader, h.campaign, id, number, h.read(id).Revision))
		if got := h.order(id); !slices.Equal(got, want) {
			t.Errorf("when %d has moved they stand %v, want %v", number, got, want)
		}
	}
	raise(3, 0, 1, 3, 2)
	raise(3, 0, 3, 1, 2)
	raise(3, 0, 3, 1, 2)
	must(t, h.Drop(ctx, h.leader, h.campaign, id, 1, 1))
	raise(2, 0, 2, 3)
	from := h.read(id).Revision
	refused(t, h.Raise(ctx, h.leader, h.campaign, id, 0, from), locales.NotFound, "statement.not_found")
	refused(t, h.Raise(ctx, h.leader, h.campaign, id, 1, from), locales.NotFound, "statement.not_found")
	refused(t, h.Raise(ctx, h.member(), h.campaign, id, 3, from), locales.Forbidden, "campaign.group_only")
	must(t, h.Raise(ctx, h.leader, h.campaign, id, 3, from))
	refused(t, h.Raise(ctx, h.leader, h.campaign, id, 3, from), locales.Conflict, "statement.changed") // pressed twice
	h.asked(id, 0)
	h.asked(id, 0)
	refused(t, h.Raise(ctx, h.leader, h.campaign, id, 2, h.read(id).Revision), locales.Conflict, "statement.words_stand")
	must(t, h.Freeze(ctx, h.leader, h.campaign, id, h.read(id).Revision))
	one := h.read(id)
	must(t, h.Release(ctx, h.leader, h.campaign, id, one.Revision, hash(one)))
	if p, _ := h.outside(one); !slices.Equal(p.Text.In("sw").Sections, []string{"Na maji", "Mti wa 2"}) {
		t.Errorf("frozen it reads %q", p.Text.In("sw").Sections)
	}
}

// A statement that was delivered can be begun anew: its words go along and nothing else, so that no signature stands for other words.
func TestAStatementBegunAnewInheritsNoSignature(t *testing.T) {
	h := newHouse(t)
	one := h.open()
	signers := h.signed(one, statements.Pseudonym, 3)
	once := uuid.NewString()
	_, err := h.Anew(ctx, h.leader, h.campaign, one.ID, once)
	refused(t, err, locales.Conflict, "statement.not_now")
	must(t, h.Close(ctx, h.leader, h.campaign, one.ID, h.read(one.ID).Revision))
	h.pass(4)
	must(t, h.Deliver(ctx, h.leader, h.campaign, one.ID, h.read(one.ID).Revision, "The council"))
	must(t, h.Settle(ctx, h.leader, h.campaign, one.ID, h.read(one.ID).Revision, words("en", "No.", 0)))
	_, err = h.Anew(ctx, h.member(), h.campaign, one.ID, once)
	refused(t, err, locales.Forbidden, "campaign.group_only")
	before, stood := h.rows("signatures"), h.read(one.ID)
	id, err := h.Anew(ctx, h.leader, h.campaign, one.ID, once)
	must(t, err)
	if again, err := h.Anew(ctx, h.leader, h.campaign, one.ID, once); err != nil || again != id {
		t.Errorf("sent twice it is %s and %s, %v", id, again, err)
	}
	fresh := h.read(id)
	if fresh.State != statements.Draft || fresh.Hash != nil || fresh.Public == one.Public || fresh.After.String != one.ID || fresh.Version != 0 || fresh.Out() {
		t.Errorf("it begins as %+v", fresh)
	}
	sections, err := h.Sections(ctx, fresh)
	must(t, err)
	if len(sections) != 3 || statements.Lacks(sections, fresh.Languages) != 0 || sections[2].In("sw").Body != "Mti wa 2" {
		t.Errorf("its sections are %+v", sections)
	}
	must(t, h.Reword(ctx, h.leader, h.campaign, id, 2, words("en", "We ask for more.", 1)))
	if h.rows("signatures") != before || fmt.Sprint(h.read(one.ID)) != fmt.Sprint(stood) {
		t.Error("what was signed has changed")
	}
	for _, a := range signers {
		if own, err := h.Signed(ctx, a, hand(a.Member, a, id), id); err != nil || own.Stands() {
			t.Errorf("a signature went along: %+v, %v", own, err)
		}
	}
}
