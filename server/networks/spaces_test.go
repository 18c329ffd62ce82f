package networks_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/networks"
)

// ownSpace is what a steward fills in for a space of confirmed members.
func ownSpace() networks.SpaceDraft {
	return networks.SpaceDraft{Name: "Garden", Lang: "en", Reads: networks.Members, Writes: networks.Members,
		Posting: networks.Open, Band: networks.AllBands, Languages: []string{"en"}, Place: 7, Once: uuid.NewString()}
}

// narrower is the space for those who lead.
func narrower(s networks.Space) networks.SpaceDraft {
	d := s.Draft()
	d.Reads = networks.Leaders
	return d
}

func (h *house) openSpace(d networks.SpaceDraft) string {
	h.t.Helper()
	id, err := h.OpenSpace(ctx, h.steward, d)
	must(h.t, err)
	return id
}

func (h *house) space(id string) networks.Space {
	h.t.Helper()
	space, err := h.Space(ctx, h.steward, id, networks.Read)
	must(h.t, err)
	return space
}

// spaceOf is the network's space of a purpose.
func (h *house) spaceOf(purpose networks.Purpose) networks.Space {
	h.t.Helper()
	var id string
	must(h.t, h.db.Get(&id, `SELECT id FROM spaces WHERE network_id = $1 AND purpose = $2`, h.network.ID, purpose))
	return h.space(id)
}

// topicIn puts words into a space, past the forum.
func (h *house) topicIn(space string) (topic string) {
	h.t.Helper()
	must(h.t, h.db.Get(&topic, `
		INSERT INTO topics (network_id, id, space_id, author_id, title, lang, active_on, once)
		VALUES ($1, gen_random_uuid(), $2, $3, 'Tomatoes', 'en', $4, gen_random_uuid())
		RETURNING id`, h.network.ID, space, h.steward.Member, h.now()))
	return topic
}

func TestANewSpaceIsThereForThoseItIsMeantFor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	d := ownSpace()
	d.Name, d.Reads, d.Band, d.Sensitive = "  Kitchen \n garden ", networks.Leaders, networks.Adult, true
	id := h.openSpace(d)
	if again := h.openSpace(d); again != id {
		t.Error("pressing twice opened two")
	}
	if got := h.space(id); got.Name != "Kitchen garden" || got.Purpose != networks.PurposeOwn || !got.Sensitive || got.Place != 7 {
		t.Errorf("it is %+v", got)
	}
	_, err := h.Space(ctx, h.member(), id, networks.Read)
	refused(t, err, locales.NotFound, "networks.space_not_found")
	_, err = h.Space(ctx, h.member(networks.RoleAdvocate), id, networks.Read)
	must(t, err)
}

func TestASpaceThatIsNotWellDescribedIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for message, change := range map[string]func(d *networks.SpaceDraft){
		"networks.space_name_length": func(d *networks.SpaceDraft) { d.Name = " " },
		"networks.language_unknown":  func(d *networks.SpaceDraft) { d.Lang = "tlh" },
		"networks.space_incomplete":  func(d *networks.SpaceDraft) { d.Reads = "everybody" },
	} {
		d := ownSpace()
		change(&d)
		_, err := h.OpenSpace(ctx, h.steward, d)
		refused(t, err, locales.Invalid, message)
	}
	for _, change := range []func(d *networks.SpaceDraft){
		func(d *networks.SpaceDraft) { d.Writes = "" }, func(d *networks.SpaceDraft) { d.Posting = "loud" },
		func(d *networks.SpaceDraft) { d.Posting = networks.Closed }, func(d *networks.SpaceDraft) { d.Band = "" },
		func(d *networks.SpaceDraft) { d.Place = 1000 },
	} {
		d := ownSpace()
		change(&d)
		_, err := h.OpenSpace(ctx, h.steward, d)
		refused(t, err, locales.Invalid, "networks.space_incomplete")
	}
}

func TestANetworkHasSoManySpacesAndNoMore(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 55 {
		h.openSpace(ownSpace())
	}
	_, err := h.OpenSpace(ctx, h.steward, ownSpace())
	refused(t, err, locales.Conflict, "networks.spaces_too_many")
}

func TestAnEmptySpaceBecomesWhatItsStewardWants(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	d := ownSpace()
	d.Reads, d.Band = networks.Staff, networks.Adult
	id := h.openSpace(d)
	wide := h.space(id).Draft()
	wide.Reads, wide.Band, wide.Sensitive, wide.Name = networks.Newcomers, networks.AllBands, true, "Wide garden"
	must(t, h.ChangeSpace(ctx, h.steward, id, wide))
	if got := h.space(id); got.Reads != networks.Newcomers || got.Band != networks.AllBands || !got.Sensitive || got.Name != "Wide garden" || got.Revision != 2 {
		t.Errorf("it is %+v", got)
	}
}

// Promise 9. Whatever a steward does with a space in which words stand, nobody reads it who couldn't before.
func TestWhoReadsASpaceNeverGrowsOnceWordsStandInIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	changed, refusals := 0, 0
	for range 12 {
		id := h.openSpace(ownSpace())
		must(t, h.ChangeSpace(ctx, h.steward, id, anySpace(h.space(id), chance))) // as long as nothing stands there, to anything
		h.useSomehow(id, chance)
		for range 12 {
			was := h.space(id)
			before := readers(was)
			switch err := h.ChangeSpace(ctx, h.steward, id, anySpace(was, chance)); {
			case err == nil:
				changed++
			case was.Sensitive && strings.Contains(err.Error(), "sensitive"):
				refused(t, err, locales.Conflict, "networks.space_stays_sensitive")
			default:
				refused(t, err, locales.Conflict, "networks.space_not_wider")
				refusals++
			}
			now := h.space(id)
			for reader := range readers(now) {
				if !before[reader] {
					t.Fatalf("from %+v to %+v: %s reads it now", was, now, reader)
				}
			}
			if was.Sensitive && !now.Sensitive {
				t.Fatal("its words may go to a machine now")
			}
		}
	}
	if changed < 10 || refusals < 10 {
		t.Errorf("only %d changes and %d refusals: that tests little", changed, refusals)
	}
}

// anySpace is any shape for a space.
func anySpace(s networks.Space, chance *rand.Rand) networks.SpaceDraft {
	d := s.Draft()
	d.Reads, d.Writes = allLevels[chance.IntN(4)], allLevels[chance.IntN(4)]
	d.Band, d.Posting, d.Sensitive = allBands[chance.IntN(3)], allPostings[chance.IntN(3)], chance.IntN(2) == 0
	return d
}

// useSomehow lets words come into a space in one of the ways that there are.
func (h *house) useSomehow(space string, chance *rand.Rand) {
	h.t.Helper()
	switch chance.IntN(3) {
	case 0:
		h.topicIn(space)
	case 1:
		topic := h.topicIn(h.spaceOf(networks.PurposeEveryday).ID)
		h.db.MustExec(`UPDATE topics SET space_id = $2 WHERE id = $1`, topic, space)
	default:
		h.db.MustExec(`
			INSERT INTO held_posts (network_id, id, space_id, title, author_id, body, lang, written_on, once)
			VALUES ($1, gen_random_uuid(), $2, 'Tomatoes', $3, 'They are red.', 'en', $4, gen_random_uuid())`,
			h.network.ID, space, h.steward.Member, h.now())
	}
}

// readers are the sorts of people who may read a space.
func readers(s networks.Space) map[string]bool {
	all := map[string]bool{}
	for _, p := range people() {
		if networks.Allow(p.actor(s.Network), networks.Read, &s) == nil {
			all[fmt.Sprint(p)] = true
		}
	}
	return all
}

func TestANarrowedSpaceIsToldToThoseWhoLoseItAndToNobodyElse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, leader, newcomer := h.member(), h.member(networks.RoleSurvivorLeader), h.newcomer()
	id := h.openSpace(ownSpace())
	told := func(a networks.Actor) int {
		return h.count(`SELECT count(*) FROM stream_events WHERE channel = $1`, networks.Control(h.network.ID, a.Member))
	}
	before := map[string]int{}
	for _, a := range []networks.Actor{her, leader, newcomer, h.steward} {
		before[a.Member] = told(a)
	}
	must(t, h.ChangeSpace(ctx, h.steward, id, narrower(h.space(id))))
	for _, a := range []networks.Actor{her, leader, newcomer, h.steward} {
		want := before[a.Member]
		if a.Member == her.Member {
			want++
		}
		if got := told(a); got != want {
			t.Errorf("%v was told %d times, want %d", a.Roles, got, want)
		}
	}
	d := h.space(id).Draft()
	d.Name = "Orchard"
	must(t, h.ChangeSpace(ctx, h.steward, id, d))
	if told(her) != before[her.Member]+1 {
		t.Error("a new name told her sockets to come back")
	}
}

func TestOfTwoStewardsWhoChangeASpaceAtOnceTheSecondIsTold(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.openSpace(ownSpace())
	second := h.member(networks.RoleSteward)
	d := h.space(id).Draft()
	errs := atOnce(
		func() error { return h.ChangeSpace(ctx, h.steward, id, d) },
		func() error { return h.ChangeSpace(ctx, second, id, d) })
	if succeeded(errs) != 1 {
		t.Fatalf("they ended with %v", errs)
	}
	refused(t, h.ChangeSpace(ctx, second, id, d), locales.Conflict, "networks.space_changed")
}

func TestInAClosedSpaceNobodyWritesAndItsReadersStay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.openSpace(ownSpace())
	her := h.member()
	must(t, h.CloseSpace(ctx, h.steward, id))
	must(t, h.CloseSpace(ctx, h.steward, id))
	for _, a := range []networks.Actor{her, h.steward} {
		_, err := h.Space(ctx, a, id, networks.Read)
		must(t, err)
		_, err = h.Space(ctx, a, id, networks.Write)
		refused(t, err, locales.Forbidden, "networks.not_allowed")
	}
	open := h.space(id).Draft()
	open.Posting = networks.Open
	must(t, h.ChangeSpace(ctx, h.steward, id, open))
	_, err := h.Space(ctx, her, id, networks.Write)
	must(t, err)
}

func TestTheSpacesThatNoNetworkIsWithoutStay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, purpose := range []networks.Purpose{networks.PurposeWelcome, networks.PurposeStaff} {
		space := h.spaceOf(purpose)
		refused(t, h.CloseSpace(ctx, h.steward, space.ID), locales.Invalid, "networks.space_kept")
		for _, level := range networks.AllLevels {
			d := space.Draft()
			d.Reads = level
			if level != space.Reads {
				refused(t, h.ChangeSpace(ctx, h.steward, space.ID, d), locales.Invalid, "networks.space_kept")
			}
		}
		d := space.Draft()
		d.Posting, d.Languages, d.Name = networks.Held, []string{"sw"}, "A name"
		must(t, h.ChangeSpace(ctx, h.steward, space.ID, d))
		if got := h.space(space.ID); got.Posting != networks.Held || !slices.Equal(got.Languages, []string{"sw"}) || got.Name != "" {
			t.Errorf("it is %+v", got)
		}
	}
}

func TestAStewardChangesNoSpaceOfAnotherNetwork(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	elsewhere := h.firstSteward(h.otherNetwork())
	id := h.openSpace(ownSpace())
	refused(t, h.ChangeSpace(ctx, elsewhere, id, h.space(id).Draft()), locales.NotFound, "networks.space_not_found")
	refused(t, h.CloseSpace(ctx, elsewhere, id), locales.NotFound, "networks.space_not_found")
}
