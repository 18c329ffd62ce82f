package networks_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/networks"
)

// next is the joiner that a member becomes.
func next(a networks.Actor, name string) networks.Joiner {
	j := joiner(a.Network)
	j.Pseudonym, j.Emblem = name, networks.NewEmblem()
	return j
}

func TestAnotherPseudonymComesWithAnotherSign(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.member(networks.RoleTrainer)
	must(t, h.Rename(ctx, a, "Slow River", networks.NewEmblem()))
	renamed := h.enter(h.network.ID, a.Member)
	if renamed.Pseudonym != "Slow River" || renamed.Emblem == a.Emblem || !renamed.Roles.Has(networks.RoleTrainer) {
		t.Errorf("she is %+v", renamed)
	}
	must(t, h.Rename(ctx, a, "Slow River", networks.NewEmblem()))
	if again := h.enter(h.network.ID, a.Member); again.Emblem != renamed.Emblem {
		t.Error("pressing twice drew another sign")
	}
}

func TestAPseudonymThatSomebodyHadIsNeverGivenAgain(t *testing.T) {
	t.Parallel()
	for what, leave := range map[string]func(h *house, a networks.Actor) error{
		"renamed": func(h *house, a networks.Actor) error { return h.Rename(ctx, a, "Slow River", networks.NewEmblem()) },
		"anew": func(h *house, a networks.Actor) error {
			return h.Renew(ctx, a, next(a, "Slow River"), networks.WordsStay)
		},
		"left": func(h *house, a networks.Actor) error { return h.Leave(ctx, a, networks.WordsErased) },
	} {
		t.Run(what, func(t *testing.T) {
			h := newHouse(t)
			a, other := h.member(), h.member()
			must(t, leave(h, a))
			taken := func(err error) {
				t.Helper()
				refused(t, err, locales.Conflict, "networks.pseudonym_taken")
			}
			taken(h.Rename(ctx, other, a.Pseudonym, networks.NewEmblem()))
			taken(h.Renew(ctx, other, next(other, a.Pseudonym), networks.WordsStay))
			i := h.invite(networks.RoleMember, networks.Adult)
			j := joiner(i.Network)
			j.Pseudonym = a.Pseudonym
			taken(h.Redeem(ctx, i.Code, i.PIN, j))
			if h.enter(h.network.ID, other.Member).Pseudonym != other.Pseudonym {
				t.Error("a refused name changed something")
			}
		})
	}
}

func TestAFormerPseudonymIsNotOffered(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, second := networks.PseudonymsOf("ar")
	h.db.MustExec(`
		INSERT INTO former_pseudonyms (network_id, pseudonym)
		SELECT $1, f || ' ' || s
		FROM unnest($2::text[]) AS f, unnest($3::text[]) AS s`, h.network.ID, list(first), list(second))
	offers, err := h.Offer(ctx, h.network.ID, "ar", 6)
	must(t, err)
	if len(offers) > 0 {
		t.Errorf("offered are %v", offers)
	}
}

// list is a text array as PostgreSQL writes it; the words of pseudonyms have no quotes in them.
func list(words []string) string {
	text := ""
	for i, word := range words {
		if i > 0 {
			text += ","
		}
		text += `"` + networks.Capital(word) + `"`
	}
	return "{" + text + "}"
}

func TestARenamedMemberStaysApartFromWhoBlockedHerAndHeCantLiftIt(t *testing.T) {
	t.Parallel()
	for what, change := range map[string]func(h *house, a networks.Actor) networks.Actor{
		"her words follow": func(h *house, a networks.Actor) networks.Actor {
			must(h.t, h.Rename(ctx, a, "Slow River", networks.NewEmblem()))
			return h.enter(a.Network, a.Member)
		},
		"she begins anew": func(h *house, a networks.Actor) networks.Actor {
			j := next(a, "Slow River")
			must(h.t, h.Renew(ctx, a, j, networks.WordsStay))
			return h.enter(a.Network, j.Member)
		},
	} {
		t.Run(what, func(t *testing.T) {
			h := newHouse(t)
			a, he, whom := h.member(), h.member(), h.member()
			must(t, h.Part(ctx, he, a.Member))
			must(t, h.Part(ctx, a, whom.Member))
			a = change(h, a)
			apart := func() bool {
				now := h.enter(a.Network, a.Member)
				return slices.Contains(now.Parted, he.Member) && slices.Contains(now.Parted, whom.Member) &&
					slices.Contains(h.enter(a.Network, he.Member).Parted, a.Member)
			}
			if !apart() {
				t.Fatal("the blocks are lost")
			}
			his, err := h.Blocked(ctx, he)
			must(t, err)
			if len(his) != 0 {
				t.Errorf("his list shows %+v", his)
			}
			hers, err := h.Blocked(ctx, a)
			must(t, err)
			if len(hers) != 1 || hers[0].ID != whom.Member {
				t.Errorf("her own list shows %+v", hers)
			}
			must(t, h.Meet(ctx, he, a.Member))
			if !apart() {
				t.Error("he could lift the block, and whose words he sees then is she")
			}
			must(t, h.Meet(ctx, a, whom.Member))
			if slices.Contains(h.enter(a.Network, a.Member).Parted, whom.Member) {
				t.Error("her own block can't be lifted")
			}
		})
	}
}

func TestBeginningAnewIsSomebodyElseForEverybody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.pass(40 * day)
	a := h.member(networks.RoleTrainer, networks.RoleModerator)
	must(t, h.Vouch(ctx, h.steward, a.Member))
	h.db.MustExec(`UPDATE members SET to_hold = 1 WHERE id = $1`, a.Member)
	must(t, h.AskRecovery(ctx, h.steward, a.Member))
	j := next(a, "Slow River")
	moved := ""
	must(t, h.Renew(ctx, a, j, networks.WordsStay, func(_ context.Context, _ *sqlx.Tx, network, from, to string) error {
		moved = fmt.Sprint(network == a.Network, from == a.Member, to == j.Member)
		return nil
	}))
	if moved != "true true true" {
		t.Errorf("what is hers alone moved %q", moved)
	}
	_, err := h.Enter(ctx, a.Network, a.Member, claim(a.Member))
	refused(t, err, locales.NotFound, "networks.member_not_found")
	now := h.enter(a.Network, j.Member)
	if now.Pseudonym != "Slow River" || now.Standing != networks.Confirmed || !now.Vouched || !now.Held || now.Band != a.Band {
		t.Errorf("she came as %+v", now)
	}
	if len(now.Roles) != 1 {
		t.Errorf("she has the roles %v", now.Roles)
	}
	member, err := h.Member(ctx, h.steward, j.Member)
	must(t, err)
	if !member.JoinedOn.Equal(h.network.FoundedOn) {
		t.Errorf("her day is %v, by which she can be found in a list", member.JoinedOn)
	}
	if open, err := h.RecoveryOpen(ctx, now); err != nil || open {
		t.Errorf("a way back into her old name is still open: %v", err)
	}
	var rows []string
	must(t, h.db.Select(&rows, `SELECT m::text FROM members m WHERE id = $1`, a.Member))
	for _, row := range rows {
		if contains(row, a.Pseudonym) || contains(row, j.Member) {
			t.Errorf("what is left of her tells who she was: %s", row)
		}
	}
}

func TestBeginningAnewTwiceIsOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.member()
	j := next(a, "Slow River")
	again := func() error { return h.Renew(ctx, a, j, networks.WordsStay) }
	if errs := atOnce(again, again, again); succeeded(errs) != 3 {
		t.Errorf("pressed three times at once: %v", errs)
	}
	if n := h.count(`SELECT count(*) FROM members WHERE network_id = $1 AND pseudonym = 'Slow River'`, h.network.ID); n != 1 {
		t.Errorf("she is there %d times", n)
	}
	refused(t, h.Renew(ctx, a, next(a, "Deep Well"), networks.WordsStay), locales.NotFound, "networks.member_not_found")
}

// The record says that somebody came this way, and nowhere who she was before.
func TestTheRecordOfBeginningAnewDoesNotTellWhoSheWas(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.member()
	j := next(a, "Slow River")
	must(t, h.Renew(ctx, a, j, networks.WordsStay))
	records := h.records(h.network.ID)
	last := records[len(records)-1]
	if last.Act != "member.renewed" || last.Actor != j.Member || last.Subject != j.Member {
		t.Errorf("the record is %+v", last)
	}
	for _, r := range records {
		if contains(r.Actor+r.Subject, a.Member) && contains(r.Actor+r.Subject, j.Member) {
			t.Errorf("one record holds both: %+v", r)
		}
	}
}

func TestWhatFailsOnTheWayLeavesHerWhoSheWas(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.member(networks.RoleTrainer)
	before := h.state()
	broken := errors.New("broken")
	err := h.Renew(ctx, a, next(a, "Slow River"), networks.WordsStay, func(context.Context, *sqlx.Tx, string, string, string) error { return broken })
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	refused(t, h.Renew(ctx, a, next(a, "Slow River"), "sell"), locales.Invalid, "networks.words_needed")
	refused(t, h.Leave(ctx, a, ""), locales.Invalid, "networks.words_needed")
	if h.state() != before {
		t.Error("something changed")
	}
}

// In the list of somebody who muted her the new name would stand in the old one's place.
func TestWhoMutedHerLosesSightOfHer(t *testing.T) {
	t.Parallel()
	for what, change := range map[string]func(h *house, a networks.Actor) networks.Actor{
		"her words follow": func(h *house, a networks.Actor) networks.Actor {
			must(h.t, h.Rename(ctx, a, "Slow River", networks.NewEmblem()))
			return h.enter(a.Network, a.Member)
		},
		"she begins anew": func(h *house, a networks.Actor) networks.Actor {
			j := next(a, "Slow River")
			must(h.t, h.Renew(ctx, a, j, networks.WordsStay))
			return h.enter(a.Network, j.Member)
		},
	} {
		t.Run(what, func(t *testing.T) {
			h := newHouse(t)
			a, he, whom := h.member(), h.member(), h.member()
			must(t, h.Mute(ctx, he, a.Member))
			must(t, h.Mute(ctx, a, whom.Member))
			before := h.count(`SELECT coalesce(max(seq), 0) FROM stream_events WHERE channel = $1`, networks.Control(a.Network, he.Member))
			a = change(h, a)
			his, err := h.Muted(ctx, he)
			must(t, err)
			if len(his) != 0 || len(h.enter(a.Network, he.Member).Parted) != 0 {
				t.Errorf("his list shows %+v", his)
			}
			if h.count(`SELECT max(seq) FROM stream_events WHERE channel = $1`, networks.Control(a.Network, he.Member)) <= before {
				t.Error("his open pages aren't told")
			}
			hers, err := h.Muted(ctx, a)
			must(t, err)
			if len(hers) != 1 || hers[0].ID != whom.Member {
				t.Errorf("her own list shows %+v", hers)
			}
		})
	}
}
