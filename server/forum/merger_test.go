package forum_test

import (
	"crypto/sha256"
	"math/rand/v2"
	"slices"
	"testing"

	"tinig/server/networks"
)

// Promise 9 where two networks go together: whoever goes along, each word is where it was, and is read by the same as before;
// and who arrives reads what is for every member of her age, as its writers were told, and nothing else.
func TestGoingTogetherWidensNoAudience(t *testing.T) {
	t.Parallel()
	one := alone(t)
	other := houseIn(t, one.db)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 9))
	first, second := one.inhabit(), other.inhabit()
	one.pass(1)
	other.pass(1)
	before := map[string][]string{}
	for _, v := range []*village{first, second} {
		for _, topic := range v.topics {
			before[topic.id] = append(first.readers(topic.id), second.readers(topic.id)...)
		}
	}
	words := one.words()

	agreed := one.member(networks.RoleSteward)
	must(t, one.networks.AskMerger(ctx, one.steward, other.network.Name))
	must(t, one.networks.AgreeMerger(ctx, agreed))
	asked, err := other.networks.Mergers(ctx, other.steward)
	must(t, err)
	must(t, other.networks.AcceptMerger(ctx, other.steward, asked[0].ID))
	must(t, one.networks.TellMergers(ctx))
	arrived := &village{house: other}
	for _, member := range first.people {
		a := one.enter(member)
		if networks.Allow(a, networks.GoAlong, nil) != nil || chance.IntN(3) == 0 {
			continue
		}
		id := networks.NewMemberID()
		claim, nullifier := sha256.Sum256([]byte(id)), sha256.Sum256([]byte(a.Member))
		must(t, one.networks.GoAlong(ctx, a, asked[0].ID, nullifier[:], networks.Joiner{Network: other.network.ID, Member: id, Pseudonym: "Member " + id, ClaimHash: claim[:]}))
		arrived.people = append(arrived.people, id)
	}

	for topic, readers := range before {
		if now := append(first.readers(topic), second.readers(topic)...); !slices.Equal(now, readers) {
			t.Errorf("topic %s was read by %v and is read by %v", topic, readers, now)
		}
	}
	for _, member := range arrived.people {
		a := other.enter(member)
		for _, topic := range append(first.topics, second.topics...) {
			_, err := other.Read(ctx, a, topic.id, 1)
			told := topic.network == other.network.ID && !topic.circle && topic.told.Contains(networks.Audience{Reads: networks.Members, Band: a.Band})
			if (err == nil) != told {
				t.Errorf("who arrived, as %s, reads a topic for %v (circle %v): %v", a.Band, topic.told, topic.circle, err)
			}
		}
	}
	if one.words() != words {
		t.Error("words have moved")
	}
	if len(arrived.people) == 0 {
		t.Error("nobody went along: this was no test")
	}
}

// village is a house with people of every kind and a topic for every audience.
type village struct {
	*house
	people []string
	topics []villageTopic
}

// villageTopic is a topic and whom its writer was told it is for.
type villageTopic struct {
	id, network string
	told        networks.Audience
	circle      bool
}

func (h *house) inhabit() *village {
	h.t.Helper()
	v := &village{house: h}
	for _, band := range []networks.Band{networks.Adult, networks.Minor} {
		for _, roles := range [][]networks.Role{nil, {networks.RoleTrainer}, {networks.RoleModerator}} {
			v.people = append(v.people, h.known(band, roles...).Member)
		}
	}
	v.people = append(v.people, h.newcomer().Member)
	staff := h.known(networks.Adult, networks.RoleModerator)
	for _, reads := range networks.AllLevels {
		for _, band := range []networks.Band{networks.AllBands, networks.Adult, networks.Minor} {
			v.topics = append(v.topics, villageTopic{h.topicIn(staff, h.room(reads, band)), h.network.ID, networks.Audience{Reads: reads, Band: band}, false})
		}
	}
	everybody := networks.Audience{Reads: networks.Members, Band: networks.AllBands}
	v.topics = append(v.topics, villageTopic{h.circle(h.enter(v.people[0]), 0, h.enter(v.people[1])), h.network.ID, everybody, true})
	return v
}

// readers are those of the village who read a topic.
func (v *village) readers(topic string) (readers []string) {
	v.t.Helper()
	for _, member := range v.people {
		if _, err := v.Read(ctx, v.enter(member), topic, 1); err == nil {
			readers = append(readers, member)
		}
	}
	return readers
}

// words are all words that stand anywhere, with where they do.
func (h *house) words() (words string) {
	h.t.Helper()
	must(h.t, h.db.Get(&words, `
		SELECT (SELECT string_agg(t::text, '|' ORDER BY network_id, id) FROM topics t)
			|| (SELECT string_agg(p::text, '|' ORDER BY network_id, topic_id, number) FROM posts p)
			|| (SELECT string_agg(s::text, '|' ORDER BY network_id, id) FROM spaces s)`))
	return words
}
