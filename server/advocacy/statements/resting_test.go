package statements_test

import (
	"strings"
	"testing"

	"tinig/server/advocacy/statements"
)

// While she rests her name and her role are on no list, nothing in the database tells, and she comes back the day after.
func TestWhoRestsIsOnNoList(t *testing.T) {
	h := newHouse(t)
	one := h.open()
	h.signed(one, statements.Counted, 10)
	named, inside := h.signed(one, statements.Pseudonym, 2), h.signed(one, statements.Internal, 1)
	roles := h.signed(one, statements.RoleShown, 2)
	h.nextDay()
	before, names := h.outside(one)
	if strings.Count(names, "\n") != 4 {
		t.Fatalf("outside stand %q", names)
	}
	rows := h.rows("signatures") + h.rows("signature_grants") + h.rows("released")
	all := append(append(named[:1:1], inside...), roles[0])
	for _, a := range all {
		must(t, h.Rest(ctx, a, func(statement string) statements.Hand { return hand(a.Member, a, statement) }))
	}
	h.nextDay()
	after, names := h.outside(one)
	if names != named[1].Pseudonym+"\n"+"survivor PH\n" && names != "survivor PH\n"+named[1].Pseudonym+"\n" {
		t.Errorf("while some rest, outside stand %q", names)
	}
	if before.Count != 15 || after.Count != 10 { // ten who are only counted, and who is on the list: as if the others had withdrawn
		t.Errorf("the number went from %d to %d", before.Count, after.Count)
	}
	if seen, err := h.Inside(ctx, h.leader, one); err != nil || len(seen) != 0 {
		t.Errorf("inside stand %v, %v", seen, err)
	}
	if now := h.rows("signatures") + h.rows("signature_grants") + h.rows("released"); now != rows {
		t.Errorf("the database tells of it:\n%s\n%s", rows, now)
	}
	for _, a := range all {
		must(t, h.Wake(ctx, a, func(statement string) statements.Hand { return hand(a.Member, a, statement) }))
	}
	if _, names := h.outside(one); strings.Count(names, "\n") != 2 {
		t.Errorf("on the day on which they wake, outside stand %q", names)
	}
	h.nextDay()
	if _, names := h.outside(one); strings.Count(names, "\n") != 4 {
		t.Errorf("the day after, outside stand %q", names)
	}
}

func (h *house) rows(table string) (all string) {
	h.t.Helper()
	must(h.t, h.db.Get(&all, `SELECT string_agg(t::text, E'\n' ORDER BY t::text) FROM `+table+` t`))
	return all
}
