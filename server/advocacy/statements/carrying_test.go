package statements_test

import (
	"testing"

	"tinig/locales"
	"tinig/server/advocacy/statements"
	"tinig/server/networks"
)

// finds is how many statements somebody finds by some words.
func (h *house) finds(a networks.Actor, words string) int {
	h.t.Helper()
	list, err := h.Find(ctx, a, words, "en", 3)
	must(h.t, err)
	return len(list)
}

// A statement is found where it is carried, by words of one of its languages, and by no words before it is open or while it is withheld.
func TestAStatementIsFoundWhereItIsReadAndNowhereElse(t *testing.T) {
	h := newHouse(t)
	reader := h.member()
	one := h.frozen()
	if n := h.finds(reader, "tree"); n != 0 {
		t.Errorf("before it is open it is found %d times", n)
	}
	must(t, h.Release(ctx, h.leader, h.campaign, one.ID, one.Revision, hash(one)))
	for words, want := range map[string]int{"Trees street": 1, "mti": 1, "asking": 1, "mti street": 0, "harbours": 0} {
		if n := h.finds(reader, words); n != want {
			t.Errorf("by %q it is found %d times, not %d", words, n, want)
		}
	}
	elsewhere := h.memberOf(h.found("Lagoon").ID, "adult")
	if n := h.finds(elsewhere, "tree"); n != 0 {
		t.Errorf("where nobody carries it, it is found %d times", n)
	}
	tx := h.db.MustBegin()
	defer tx.Rollback()
	must(t, h.Withhold(ctx, tx, h.member(networks.RoleModerator), one.ID))
	must(t, tx.Commit())
	if n := h.finds(reader, "tree"); n != 0 {
		t.Errorf("withheld, it is found %d times", n)
	}
}

// Another network takes a statement up: whoever leads there, once, for the text that she has read. Then its members find and sign it.
func TestAnotherNetworkCarriesAStatement(t *testing.T) {
	h := newHouse(t)
	one := h.open()
	lagoon := h.found("Lagoon").ID
	leader, member := h.memberOf(lagoon, "adult", networks.RoleSurvivorLeader), h.memberOf(lagoon, "adult")
	if err := h.signs(member, one, statements.Counted); err == nil {
		t.Error("where nobody carries it, it is signed")
	}
	if err := h.Carry(ctx, member, one.Public, hash(one)); err == nil {
		t.Error("who leads nothing takes it up")
	}
	refused(t, h.Carry(ctx, leader, one.Public, "00"), locales.Conflict, "signature.other_text")
	must(t, h.Carry(ctx, leader, one.Public, hash(one)))
	must(t, h.Carry(ctx, leader, one.Public, hash(one)))
	must(t, h.signs(member, one, statements.Counted))
	if n := h.finds(member, "tree"); n != 1 {
		t.Errorf("where it is carried it is found %d times", n)
	}
	p, err := h.Published(ctx, one.Public)
	must(t, err)
	if len(p.Carried) != 2 || p.Count != 0 {
		t.Errorf("outside it is carried by %d networks, and signed by %d", len(p.Carried), p.Count)
	}
}
