package forum_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lib/pq"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

// Promise 9: a post's audience never widens without its author.
//
// An audience is compared as a rule and not as a list of people. Joining, being confirmed and being given a role make one more
// person whom a rule lets in; the rule stays what the author was told. So here every kind of member there is looks for every
// word there is, through the same doors as everybody, after random sequences of all that can be done with topics, spaces and
// members; and each word that she finds must have been told to be for members of her kind, or its author must have agreed.

// said are words that somebody wrote, and for whom: an audience, or, in a circle, those named.
type said struct {
	author string
	told   networks.Audience
	circle []string
	topics []string // that it stood in
}

// world is a network in which things happen by chance.
type world struct {
	*house
	chance  *rand.Rand
	writers []networks.Actor
	panel   []networks.Actor // one of every kind
	words   map[string]*said
	agreed  map[string]map[string]networks.Audience // by topic and author, to the move that she was asked last
	came    map[string][]networks.Audience          // by topic and author, to moves that came about
	did     map[string]int
	n       int
}

func TestAnAudienceNeverWidensWithoutItsAuthor(t *testing.T) {
	t.Parallel()
	h := alone(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	w := &world{house: h, chance: rand.New(rand.NewPCG(seed, 9)), words: map[string]*said{}, agreed: map[string]map[string]networks.Audience{}, came: map[string][]networks.Audience{}, did: map[string]int{}}
	w.settle()
	steps := []func(){w.write, w.write, w.write, w.reply, w.reply, w.reply, w.reply, w.changeSpace, w.move, w.move, w.answer, w.answer, w.answer,
		w.split, w.merge, w.dress, w.roles, w.join, w.circle, w.enter, w.enter, w.time, w.time, w.release, w.change}
	enough := func() bool {
		for _, what := range []string{"moved", "moved wider", "ended", "split", "merged", "narrowed", "not opened", "entered", "erased in time", "released"} {
			if w.did[what] == 0 {
				return false
			}
		}
		return true
	}
	for step := 0; step < 300 || !enough() && step < 2000; step++ {
		steps[w.chance.IntN(len(steps))]()
		if step%10 == 0 {
			all := w.everybody()
			w.chance.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			w.look(all[:3]...)
		}
	}
	w.look(w.everybody()...)
	if t.Logf("%d words: %v", len(w.words), w.did); !enough() {
		t.Error("not everything happened that can")
	}
}

// settle makes rooms of several shapes, and members of every kind.
func (w *world) settle() {
	for _, reads := range []networks.Level{networks.Members, networks.Leaders, networks.Staff} {
		for _, band := range []networks.Band{networks.AllBands, networks.Adult, networks.Minor} {
			w.room(reads, band)
		}
	}
	for _, band := range []networks.Band{networks.Adult, networks.Minor} {
		for _, roles := range [][]networks.Role{nil, {networks.RoleTrainer}, {networks.RoleModerator}} {
			w.panel = append(w.panel, w.known(band, roles...))
			w.writers = append(w.writers, w.known(band, roles...))
		}
		newcomer := w.newcomer()
		w.db.MustExec(`UPDATE members SET band = $2 WHERE id = $1`, newcomer.Member, band)
		w.panel = append(w.panel, newcomer)
	}
	held := w.fresh(networks.RoleTrainer)
	w.writers = append(w.writers, held)
}

func (w *world) everybody() []networks.Actor { return append(slices.Clone(w.panel), w.writers...) }

// look lets members find all the words that they can.
func (w *world) look(members ...networks.Actor) {
	w.t.Helper()
	w.follow()
	var topics []string
	must(w.t, w.db.Select(&topics, `SELECT id FROM topics WHERE network_id = $1`, w.network.ID))
	for _, member := range members {
		a := w.as(member)
		for _, topic := range topics {
			r, err := w.Read(ctx, a, topic, 1)
			if err != nil {
				if !locales.IsKind(err, locales.NotFound) {
					w.t.Fatal(err)
				}
				continue
			}
			w.found(a, r.Topic.Title)
			for _, post := range r.Posts {
				w.found(a, post.Body)
			}
		}
	}
}

// found fails the test when the words weren't for such as her.
func (w *world) found(a networks.Actor, text string) {
	w.t.Helper()
	words, known := w.words[text]
	if !known || a.Member == words.author {
		return
	}
	if words.circle != nil {
		if !slices.Contains(words.circle, a.Member) {
			w.t.Fatalf("%s finds %q of a circle that she wasn't named for", a.Member, text)
		}
		return
	}
	audiences := []networks.Audience{words.told}
	for _, topic := range words.topics {
		if agreed, ok := w.agreed[topic][words.author]; ok {
			audiences = append(audiences, agreed)
		}
		audiences = append(audiences, w.came[topic+words.author]...)
	}
	for _, audience := range audiences {
		space := networks.Space{Network: a.Network, Reads: audience.Reads, Band: audience.Band}
		if networks.Allow(a, networks.Read, &space) == nil {
			return
		}
	}
	w.t.Fatalf("a %s %s with %v finds %q, which was told to be for %v", a.Standing, a.Band, a.Roles, text, audiences)
}

// follow notes in which topics words stand, and forgets who agreed to a move that didn't come about.
func (w *world) follow() {
	w.t.Helper()
	var rows []struct{ Body, Topic string }
	must(w.t, w.db.Select(&rows, `
		SELECT body, topic_id AS topic FROM posts WHERE network_id = $1 AND NOT gone
		UNION ALL
		SELECT title, id FROM topics WHERE network_id = $1`, w.network.ID))
	for _, row := range rows {
		if words := w.words[row.Body]; words != nil && !slices.Contains(words.topics, row.Topic) {
			words.topics = append(words.topics, row.Topic)
		}
	}
	for topic, agreed := range w.agreed {
		switch w.lastOf(topic) {
		case "ended", "stopped":
			delete(w.agreed, topic)
		case "moved":
			for author, to := range agreed {
				w.came[topic+author] = append(w.came[topic+author], to)
			}
			delete(w.agreed, topic)
		}
	}
	w.did["ended"] = w.count(`SELECT count(*) FROM topic_acts WHERE act = 'ended'`)
}

// lastOf is the last act of a topic's moves.
func (w *world) lastOf(topic string) (act string) {
	w.t.Helper()
	must(w.t, w.db.Get(&act, `SELECT act FROM topic_acts WHERE topic_id = $1 AND act IN ('asked', 'moved', 'ended', 'stopped') ORDER BY number DESC LIMIT 1`, topic))
	return act
}

func (w *world) as(a networks.Actor) networks.Actor { return w.house.enter(a.Member) }

func (w *world) writer() networks.Actor { return w.as(w.writers[w.chance.IntN(len(w.writers))]) }

// any is a random id that the query finds, "" when it finds none.
func (w *world) any(query string, args ...any) string {
	w.t.Helper()
	var ids []string
	must(w.t, w.db.Select(&ids, query, append([]any{w.network.ID}, args...)...))
	if len(ids) == 0 {
		return ""
	}
	return ids[w.chance.IntN(len(ids))]
}

func (w *world) anyTopic() string {
	return w.any(`SELECT id FROM topics WHERE network_id = $1 ORDER BY id`)
}

func (w *world) anySpace() string {
	return w.any(`SELECT id FROM spaces WHERE network_id = $1 ORDER BY id`)
}

// expect fails the test at an error that is no refusal.
func (w *world) expect(err error) bool {
	w.t.Helper()
	var refusal *locales.Refusal
	if err != nil && !errors.As(err, &refusal) {
		w.t.Fatal(err)
	}
	return err == nil
}

func (w *world) text(what string) forum.Draft {
	w.n++
	d := draft(fmt.Sprintf("%s %d.", what, w.n))
	d.Title = fmt.Sprintf("Title %d", w.n)
	return d
}

// audience is whom her form tells her of.
func (w *world) audience(space string) (told networks.Audience) {
	w.t.Helper()
	must(w.t, w.db.Get(&told.Reads, `SELECT reads FROM spaces WHERE id = $1`, space))
	must(w.t, w.db.Get(&told.Band, `SELECT band FROM spaces WHERE id = $1`, space))
	return told
}

func (w *world) write() {
	a, space := w.writer(), w.anySpace()
	d := w.text("Begun")
	told := w.audience(space)
	d.Told = told.String()
	if _, err := w.Start(ctx, a, keys, space, d); w.expect(err) {
		w.words[d.Body] = &said{author: a.Member, told: told}
		w.words[d.Title] = &said{author: a.Member, told: told}
	}
}

func (w *world) reply() {
	a, topic := w.writer(), w.anyTopic()
	if topic == "" {
		return
	}
	d := w.text("Replied")
	told := w.audience(w.spaceOf(topic))
	d.Told = told.String()
	said := &said{author: a.Member, told: told, topics: []string{topic}}
	if w.count(`SELECT count(*) FROM topics WHERE id = $1 AND circle`, topic) == 1 {
		said.circle = w.circleOf(topic)
	}
	if _, err := w.Reply(ctx, a, keys, topic, d); w.expect(err) {
		w.words[d.Body] = said
	}
}

// circleOf are those who are or may come into a circle.
func (w *world) circleOf(topic string) (members []string) {
	w.t.Helper()
	must(w.t, w.db.Select(&members, `SELECT member_id FROM circle_members WHERE topic_id = $1`, topic))
	return members
}

// changeSpace is what a steward's page, or anybody with the database, does to a space.
func (w *world) changeSpace() {
	space := w.anySpace()
	before := w.audience(space)
	after := networks.Audience{
		Reads: []networks.Level{networks.Newcomers, networks.Members, networks.Leaders, networks.Staff}[w.chance.IntN(4)],
		Band:  []networks.Band{networks.AllBands, networks.Adult, networks.Minor}[w.chance.IntN(3)],
	}
	_, err := w.db.Exec(`UPDATE spaces SET reads = $2, band = $3 WHERE id = $1`, space, after.Reads, after.Band)
	var problem *pq.Error
	switch {
	case errors.As(err, &problem) && problem.Constraint == "spaces_never_widen":
		w.did["not opened"]++
	case err != nil:
		w.t.Fatal(err)
	case !after.Contains(before):
		w.did["narrowed"]++
	}
}

func (w *world) move() {
	topic, space := w.anyTopic(), w.anySpace()
	if topic == "" {
		return
	}
	w.follow()
	asked, err := w.Move(ctx, w.steward, topic, space, because("It belongs there."))
	if w.expect(err) && !asked {
		w.did["moved"]++
	}
}

// answer lets somebody who is asked say yes, mostly.
func (w *world) answer() {
	a := w.writer()
	questions, err := w.Questions(ctx, a)
	must(w.t, err)
	for _, q := range questions {
		yes := w.chance.IntN(6) > 0
		w.follow()
		if w.agreed[q.Topic.ID] == nil {
			w.agreed[q.Topic.ID] = map[string]networks.Audience{}
		}
		delete(w.agreed[q.Topic.ID], a.Member)
		if yes {
			w.agreed[q.Topic.ID][a.Member] = q.Readers
		}
		if w.expect(w.Answer(ctx, a, q.Topic.ID, yes)) && w.lastOf(q.Topic.ID) == "moved" {
			w.did["moved wider"]++
		}
	}
}

func (w *world) split() {
	topic := w.anyTopic()
	if topic == "" {
		return
	}
	if _, err := w.Split(ctx, w.steward, topic, []int{2 + w.chance.IntN(4), 2 + w.chance.IntN(4)}, "Split off", "", because("Another matter.")); w.expect(err) {
		w.did["split"]++
	}
}

func (w *world) merge() {
	topic, into := w.anyTopic(), w.anyTopic()
	if topic != "" && w.expect(w.Merge(ctx, w.steward, topic, into, because("The same matter."))) {
		w.did["merged"]++
	}
}

// dress pins, locks or renames.
func (w *world) dress() {
	topic, yes := w.anyTopic(), w.chance.IntN(3) == 0
	if topic == "" {
		return
	}
	w.expect(w.Pin(ctx, w.steward, topic, yes, because("Why.")))
	w.expect(w.Lock(ctx, w.steward, topic, yes, because("Why.")))
	if w.chance.IntN(4) == 0 {
		w.expect(w.Rename(ctx, w.steward, topic, "Renamed", "", because("Why.")))
	}
}

func (w *world) roles() {
	all := w.everybody()
	member, role := all[w.chance.IntN(len(all))].Member, networks.AllRoles[1+w.chance.IntN(len(networks.AllRoles)-1)]
	if role == networks.RoleSteward {
		return
	}
	if w.chance.IntN(2) == 0 {
		w.expect(w.networks.Give(ctx, w.steward, member, role))
	} else {
		w.expect(w.networks.Take(ctx, w.steward, member, role))
	}
}

func (w *world) join() {
	if len(w.panel) < 16 {
		w.panel = append(w.panel, w.newcomer())
	}
	w.expect(w.networks.Confirm(ctx, w.steward, w.panel[w.chance.IntN(len(w.panel))].Member))
	turned := w.panel[w.chance.IntN(len(w.panel))].Member
	w.db.MustExec(`UPDATE members SET band = 'adult' WHERE id = $1`, turned)
}

func (w *world) circle() {
	a := w.writer()
	with := []networks.Actor{w.panel[w.chance.IntN(len(w.panel))], w.writer(), w.writer()}
	d := circle(forum.FadeChoices[w.chance.IntN(3)], with...)
	w.n++
	d.Body, d.Title = fmt.Sprintf("Among us %d.", w.n), fmt.Sprintf("Title among us %d", w.n)
	started, err := w.Start(ctx, a, keys, w.anySpace(), d)
	if w.expect(err) {
		among := &said{author: a.Member, circle: w.circleOf(started.Topic)}
		w.words[d.Body], w.words[d.Title] = among, among
	}
}

func (w *world) enter() {
	all := w.everybody()
	a := w.as(all[w.chance.IntN(len(all))])
	invitations, err := w.Invitations(ctx, a)
	must(w.t, err)
	for _, i := range invitations {
		if w.chance.IntN(4) == 0 {
			must(w.t, w.Decline(ctx, a, i.Topic))
		} else if w.expect(w.Enter(ctx, a, i.Topic)) {
			w.did["entered"]++
		}
	}
}

func (w *world) time() {
	if w.chance.IntN(3) > 0 {
		return
	}
	w.pass(3)
	before := w.count(`SELECT count(*) FROM posts WHERE faded`)
	must(w.t, w.Sweep(ctx))
	w.did["erased in time"] += w.count(`SELECT count(*) FROM posts WHERE faded`) - before
}

func (w *world) release() {
	held, err := w.Held(ctx, w.steward)
	must(w.t, err)
	for _, h := range held {
		if w.expect(w.Release(ctx, w.steward, h.ID)) {
			w.did["released"]++
		}
	}
	for _, a := range w.writers[len(w.writers)-1:] { // her next words wait again
		w.db.MustExec(`UPDATE members SET to_hold = 3 WHERE id = $1`, a.Member)
	}
}

// change edits a post of hers, from a form that told her who reads it then.
func (w *world) change() {
	a := w.writer()
	var at struct {
		Topic  string
		Number int
	}
	if err := w.db.Get(&at, `SELECT topic_id AS topic, number FROM posts WHERE network_id = $1 AND author_id = $2 AND NOT gone ORDER BY random() LIMIT 1`, w.network.ID, a.Member); err != nil {
		return
	}
	_, post, err := w.Post(ctx, a, at.Topic, at.Number)
	if !w.expect(err) {
		return
	}
	d := w.text("Changed")
	told := w.audience(w.spaceOf(at.Topic))
	d.Told = told.String()
	before := w.words[post.Body]
	if w.expect(w.Edit(ctx, a, at.Topic, at.Number, post.Revision, d)) {
		words := &said{author: a.Member, told: told, topics: []string{at.Topic}}
		if before != nil {
			words.circle = before.circle
		}
		w.words[d.Body] = words
	}
}
