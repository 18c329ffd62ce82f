package forum_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/uuid"

	"tinig/server/forum"
	"tinig/server/networks"
)

// A search finds what its reader may read and nothing else: over spaces of every level, band and way of posting, members of
// every standing, band and role, blocks in both directions, words that are held, changed, erased and moved, and translations
// that are offered, agreed to, outdated and taken back, it finds exactly those posts that Post shows, or the translations that
// Translations has first in each language, page by page, each once, and says that there is more only when there is.
func TestASearchFindsWhatItsReaderMayReadAndNothingElse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	w := &archive{house: h, chance: rand.New(rand.NewPCG(seed, 0))}
	w.people()
	w.spaces()
	for range 500 {
		w.happens()
	}
	w.gathers()
	must(t, h.db.Select(&w.topics, `SELECT id FROM topics WHERE network_id = $1`, h.network.ID)) // those too that were released
	most, least := 0, 1000
	for _, member := range w.members {
		for _, word := range append(somewords, tellwords[1:]...) {
			n := w.agrees(h.enter(member), word)
			most, least = max(most, n), min(least, n)
		}
	}
	if most <= forum.HitsAtOnce || least > most/2 || w.told < 20 {
		t.Errorf("readers found between %d and %d, %d translations: that tells little", least, most, w.told)
	}
}

// tellwords are those of translations: with some that stand in no original.
var somewords, tellwords = []string{"papaya", "mangga", "saging"}, []string{"papaya", "lansones", "rambutan"}

// archive is a network in which things happen by chance.
type archive struct {
	*house
	chance  *rand.Rand
	members []string
	rooms   []string
	topics  []string
	told    int // translations that were offered
}

func pick[T any](w *archive, from []T) T { return from[w.chance.IntN(len(from))] }

func (w *archive) people() {
	w.members = append(w.members, w.steward.Member, w.newcomer().Member, w.newcomer().Member, w.fresh().Member)
	for _, roles := range [][]networks.Role{nil, nil, nil, {networks.RoleSurvivorLeader}, {networks.RoleTrainer}, {networks.RoleModerator}, {networks.RoleCustodian}} {
		w.members = append(w.members, w.member(roles...).Member)
	}
	for _, member := range w.members {
		w.db.MustExec(`UPDATE members SET band = $2 WHERE id = $1`, member, pick(w, []string{"adult", "minor"}))
	}
}

func (w *archive) spaces() {
	levels := []string{"newcomers", "members", "leaders", "staff"}
	w.space("newcomers", "newcomers", "open", "all")
	for range 9 {
		w.space(pick(w, levels), pick(w, levels), pick(w, []string{"open", "open", "held"}), pick(w, []string{"all", "adult", "minor"}))
	}
}

func (w *archive) space(reads, writes, posting, band string) {
	id := uuid.NewString()
	w.db.MustExec(`
		INSERT INTO spaces (network_id, id, purpose, name, reads, writes, posting, band, place)
		VALUES ($1, $2, 'own', 'A room', $3, $4, $5, $6, 9)`, w.network.ID, id, reads, writes, posting, band)
	w.rooms = append(w.rooms, id)
}

// happens does one thing. What is refused has happened too.
func (w *archive) happens() {
	by := w.enter(pick(w, w.members))
	words := draft(fmt.Sprintf("%s and %s", pick(w, somewords), pick(w, somewords)))
	words.Title = pick(w, somewords)
	if len(w.topics) < 5 || w.chance.IntN(8) == 0 {
		if started, err := w.Start(ctx, by, keys, pick(w, w.rooms), words); err == nil && !started.Held {
			w.topics = append(w.topics, started.Topic)
		}
		return
	}
	topic := pick(w, w.topics)
	number := 1 + w.chance.IntN(10)
	switch w.chance.IntN(22) {
	case 0:
		_ = w.Erase(ctx, by, topic, number)
	case 1:
		_ = w.Edit(ctx, by, topic, number, 1, words)
	case 2:
		_ = w.networks.Part(ctx, by, pick(w, w.members))
	case 3:
		_ = w.networks.Meet(ctx, by, pick(w, w.members))
	case 4:
		if waiting, err := w.Held(ctx, by); err == nil && len(waiting) > 0 {
			_ = w.Release(ctx, by, pick(w, waiting).ID)
		}
	case 5:
		w.db.MustExec(`UPDATE topics SET space_id = $2 WHERE id = $1`, topic, pick(w, w.rooms))
	case 6:
		if w.chance.IntN(5) == 0 {
			w.closes(topic)
		}
	case 7:
		_ = w.networks.Mute(ctx, by, pick(w, w.members))
	case 8:
		w.pass(w.chance.IntN(40))
	case 9, 10, 11:
		w.retells(by, topic, w.chance.IntN(3))
		w.retells(w.enter(pick(w, w.members[4:])), pick(w, w.topics), w.chance.IntN(3))
	case 12:
		if told, err := w.Translations(ctx, by, topic, number%5); err == nil && len(told) > 0 {
			_ = w.Agree(ctx, by, topic, number%5, pick(w, told).ID)
		}
	case 13:
		if told, err := w.Translations(ctx, by, topic, number%5); err == nil && len(told) > 0 {
			_ = w.TakeBack(ctx, w.enter(pick(w, told).Author), topic, told[0].ID)
		}
	default:
		_, _ = w.Reply(ctx, by, keys, topic, words)
	}
}

// gathers fills a topic of the first room, which is open to all, so that somebody finds more than a page.
func (w *archive) gathers() {
	w.t.Helper()
	words := draft("papaya and papaya")
	words.Title = "papaya"
	started, err := w.Start(ctx, w.enter(w.steward.Member), keys, w.rooms[0], words)
	must(w.t, err)
	for range forum.HitsAtOnce {
		words.Once = uuid.NewString()
		_, err := w.Reply(ctx, w.enter(w.steward.Member), keys, started.Topic, words)
		must(w.t, err)
	}
}

// retells offers a translation of a post, or of a title, into a language.
func (w *archive) retells(by networks.Actor, topic string, number int) {
	d := forum.TranslationDraft{Lang: pick(w, []string{"fil", "ceb"}), Once: uuid.NewString(),
		Body: fmt.Sprintf("%s and %s", pick(w, tellwords), pick(w, tellwords))}
	w.db.MustExec(`UPDATE members SET vouched = true WHERE id = $1`, by.Member)
	by = w.enter(by.Member)
	of, post, err := w.Post(ctx, by, topic, max(number, 1))
	if err != nil {
		return
	}
	d.Source = post.Source()
	if number == forum.Title {
		d.Source = of.Source()
	}
	if err := w.Translate(ctx, by, topic, number, d); err == nil {
		w.told++
	}
}

// toldOf says whether a translation of a text, as its page shows her it in some language, holds a word.
func (w *archive) toldOf(a networks.Actor, topic string, number int, word string) bool {
	w.t.Helper()
	list, err := w.Translations(ctx, a, topic, number)
	must(w.t, err)
	shown := map[string]bool{}
	for _, t := range list {
		if !shown[t.Lang] && contains(t.Body, word) {
			return true
		}
		shown[t.Lang] = true
	}
	return false
}

// closes makes a topic a circle of some members.
func (w *archive) closes(topic string) {
	w.db.MustExec(`UPDATE topics SET circle = true, asked_until = $2 WHERE id = $1`, topic, w.now())
	for _, member := range w.members {
		w.db.MustExec(`INSERT INTO circle_members SELECT $1, $2, $3, $4 WHERE $5 ON CONFLICT DO NOTHING`,
			w.network.ID, topic, member, w.chance.IntN(3) > 0, w.chance.IntN(2) == 0)
	}
}

// agrees holds a search against every post there is, and says how many were found.
func (w *archive) agrees(a networks.Actor, word string) int {
	w.t.Helper()
	may := map[string]bool{}
	for _, topic := range w.topics {
		for number := 1; number <= w.count(`SELECT last_number FROM topics WHERE id = $1`, topic); number++ {
			of, post, err := w.Post(ctx, a, topic, number)
			if err == nil && !post.Gone && (contains(post.Body, word) || w.toldOf(a, topic, number, word) ||
				number == 1 && (of.Title == word || w.toldOf(a, topic, forum.Title, word))) {
				may[fmt.Sprint(topic, number)] = true
			}
		}
	}
	found, after := map[string]bool{}, forum.Onward{}
	for more := true; more; {
		page, err := w.Search(ctx, a, forum.Look{Words: word}, after)
		must(w.t, err)
		for _, hit := range page.Hits {
			at := fmt.Sprint(hit.Post.Topic, hit.Post.Number)
			if found[at] {
				w.t.Errorf("post %s is found twice", at)
			}
			found[at] = true
			after = hit.Onward()
		}
		if more = page.More; more && len(page.Hits) != forum.HitsAtOnce {
			w.t.Fatalf("a page of %d hits says that there are more", len(page.Hits))
		}
	}
	if !maps.Equal(may, found) {
		w.t.Errorf("%s (%s, %s, %v) may read %d posts with %s, and finds %d", a.Member, a.Standing, a.Band, a.Roles, len(may), word, len(found))
	}
	return len(found)
}

func contains(body, word string) bool {
	var a, b string
	_, _ = fmt.Sscanf(body, "%s and %s", &a, &b)
	return slices.Contains([]string{a, b}, word)
}
