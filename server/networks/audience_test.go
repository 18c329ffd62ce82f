package networks_test

import (
	"testing"

	"github.com/google/uuid"

	"tinig/server/networks"
)

// readsAll says, of everybody there could be, whether all who may read the inner space may read the outer one.
func readsAll(outer, inner networks.Space, everybody []networks.Actor) bool {
	for _, a := range everybody {
		if networks.Allow(a, networks.Read, &inner) == nil && networks.Allow(a, networks.Read, &outer) != nil {
			return false
		}
	}
	return true
}

// shapesOfReading are all spaces that differ in who reads them, in one network.
func shapesOfReading(network string) (all []networks.Space) {
	for _, space := range rooms(network) {
		if space.Writes == networks.Staff && space.Posting == networks.Open {
			all = append(all, space)
		}
	}
	return all
}

func everybodyIn(network string) (all []networks.Actor) {
	for _, p := range people() {
		all = append(all, p.actor(network))
	}
	return all
}

func TestASpaceContainsAnotherExactlyWhenEverybodyWhoReadsThatReadsIt(t *testing.T) {
	network := uuid.NewString()
	everybody := everybodyIn(network)
	contained := 0
	for _, outer := range shapesOfReading(network) {
		for _, inner := range shapesOfReading(network) {
			got := networks.Contains(outer, inner)
			if want := readsAll(outer, inner, everybody); got != want {
				t.Errorf("%s contains %s: %v, want %v", outer.Audience(), inner.Audience(), got, want)
			}
			if got {
				contained++
			}
			if read := networks.ParseAudience(outer.Audience().String()); read != outer.Audience() {
				t.Errorf("%s is read as %s", outer.Audience(), read)
			}
		}
	}
	if contained < 12 || contained > 100 {
		t.Errorf("of 144 pairs %d are contained: the test compares nothing", contained)
	}
}

func TestASpaceOfAnotherNetworkOrShapeContainsNothing(t *testing.T) {
	here, there := shapesOfReading(uuid.NewString())[0], shapesOfReading(uuid.NewString())[0]
	if networks.Contains(here, there) {
		t.Error("a space contains one of another network")
	}
	for _, text := range []string{"", "members", "members.", "everybody.all", ".all"} {
		if told := networks.ParseAudience(text); told.Contains(here.Audience()) {
			t.Errorf("%q contains %s", text, here.Audience())
		}
	}
}

// TestTheDatabaseOpensNoSpaceWithWordsInItToMore holds the trigger against Contains: every shape of a space is changed into
// every other, with a topic in it, with held words in it, and empty.
func TestTheDatabaseOpensNoSpaceWithWordsInItToMore(t *testing.T) {
	t.Parallel()
	h := alone(t)
	author := h.member()
	for _, filled := range []string{"", "topic", "held"} {
		for _, from := range shapesOfReading(h.network.ID) {
			h.insertRooms([]networks.Space{from})
			switch filled {
			case "topic":
				h.db.MustExec(`
					INSERT INTO topics (network_id, id, space_id, author_id, title, lang, active_on, once)
					VALUES ($1, gen_random_uuid(), $2, $3, 'A title', 'en', now(), gen_random_uuid())`, h.network.ID, from.ID, author.Member)
			case "held":
				h.db.MustExec(`
					INSERT INTO held_posts (network_id, id, space_id, title, author_id, body, lang, written_on, once)
					VALUES ($1, gen_random_uuid(), $2, 'A title', $3, 'Words.', 'en', now(), gen_random_uuid())`, h.network.ID, from.ID, author.Member)
			}
			for _, to := range shapesOfReading(h.network.ID) {
				got := h.changeSpace(from.ID, to.Audience())
				if want := filled == "" || networks.Contains(from, to); (got == nil) != want {
					t.Errorf("with %q in it, from %s to %s: %v", filled, from.Audience(), to.Audience(), got)
				}
			}
		}
	}
}

// changeSpace changes who reads a space, and takes it back.
func (h *house) changeSpace(space string, to networks.Audience) error {
	h.t.Helper()
	tx := h.db.MustBegin()
	defer tx.Rollback()
	_, err := tx.Exec(`UPDATE spaces SET reads = $2, band = $3 WHERE id = $1`, space, to.Reads, to.Band)
	return err
}
