package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/accounts"
	"tinig/server/advocacy/statements"
	"tinig/server/forum"
	"tinig/server/inbox"
	"tinig/server/moderation/cases"
	"tinig/server/networks"
)

// life is what one member did, by chance.
type life struct {
	sealing
	chance *rand.Rand
	said   map[string]string // the words of her posts, by where they stand
	beside []string          // translations, and words of posts that others stand in place of by now
	gone   []string          // what goes with her in any case: comments, and words that wait for a moderator
	left   networks.Words    // what was to become of her words when she left; "": she is there
}

// post is a post that she can read.
func (l *life) post() (forum.Post, error) {
	var at []forum.Place
	err := l.db.Select(&at, `
		SELECT p.topic_id, p.number FROM posts p
		JOIN topics t ON t.network_id = p.network_id AND t.id = p.topic_id
		WHERE p.network_id = $1 AND NOT p.gone AND NOT t.circle AND NOT t.locked
		ORDER BY 1, 2`, l.her.Network)
	if err != nil {
		return forum.Post{}, err
	}
	one := at[l.chance.IntN(len(at))]
	_, post, err := l.forum.Post(l.t.Context(), l.her, one.Topic, one.Number)
	return post, err
}

// own is a post of hers that is on a page.
func (l *life) own() (forum.Post, error) {
	own, err := l.forum.OwnPosts(l.t.Context(), l.her, forum.AfterOwn{})
	own = slices.DeleteFunc(own, func(o forum.Own) bool { return l.said[forum.PostRef(o.Topic, o.Number)] == "" })
	if err != nil || len(own) == 0 {
		return forum.Post{}, cmp.Or(err, error(errNothing))
	}
	one := own[l.chance.IntN(len(own))]
	_, post, err := l.forum.Post(l.t.Context(), l.her, one.Topic, one.Number)
	return post, err
}

// other is somebody else of her network.
func (l *life) other() (id, pseudonym string, err error) {
	err = l.db.QueryRow(`SELECT id, pseudonym FROM members WHERE network_id = $1 AND id <> $2 AND id <> $1 AND standing <> 'left' ORDER BY random() LIMIT 1`,
		l.her.Network, l.her.Member).Scan(&id, &pseudonym)
	return id, pseudonym, err
}

// say remembers what she said, and where.
func (l *life) say(topic string, number int, held bool, words string) {
	if held {
		l.gone = append(l.gone, words)
		return
	}
	where := forum.PostRef(topic, number)
	if before := l.said[where]; before != "" {
		l.beside = append(l.beside, before)
	}
	l.said[where] = words
}

// errNothing is that there is nothing that she could do this to.
var errNothing = locales.Refuse(locales.NotFound, "site.nothing_here")

// acts are what a member does that leaves something of hers, or a word about her. mark is in all her words.
var acts = map[string]func(l *life, mark string) error{
	"starts a topic": func(l *life, mark string) error {
		spaces, err := l.networks.Spaces(l.t.Context(), l.her)
		if err != nil {
			return err
		}
		started, err := l.forum.Start(l.t.Context(), l.her, l.keeper("draft"), spaces[l.chance.IntN(len(spaces))].ID,
			forum.Draft{Title: "Title " + mark, Body: "Body " + mark, Note: "Note " + mark, Lang: "en", Once: uuid.NewString()})
		if err == nil {
			l.say(started.Topic, 1, started.Held, mark)
		}
		return err
	},
	"answers": func(l *life, mark string) error {
		to, err := l.post()
		if err != nil {
			return err
		}
		answer, err := l.forum.Reply(l.t.Context(), l.her, l.keeper("draft"), to.Topic, forum.Draft{Body: mark, Lang: "en", Quotes: to.Number, Once: uuid.NewString()})
		if err == nil {
			l.say(to.Topic, answer.Number, answer.Held, mark)
		}
		return err
	},
	"mentions somebody": func(l *life, mark string) error {
		to, err := l.post()
		if err != nil {
			return err
		}
		_, name, err := l.other()
		if err != nil {
			return err
		}
		answer, err := l.forum.Reply(l.t.Context(), l.her, l.keeper("draft"), to.Topic, forum.Draft{Body: mark + ", @" + name, Lang: "en", Once: uuid.NewString()})
		if err == nil {
			l.say(to.Topic, answer.Number, answer.Held, mark)
		}
		return err
	},
	"edits": func(l *life, mark string) error {
		post, err := l.own()
		if err != nil {
			return err
		}
		err = l.forum.Edit(l.t.Context(), l.her, post.Topic, post.Number, post.Revision, forum.Draft{Body: mark, Lang: "en"})
		if err == nil {
			l.say(post.Topic, post.Number, false, mark)
		}
		return err
	},
	"erases": func(l *life, _ string) error {
		post, err := l.own()
		if err != nil {
			return err
		}
		words := l.said[forum.PostRef(post.Topic, post.Number)]
		if err = l.forum.Erase(l.t.Context(), l.her, post.Topic, post.Number); err == nil {
			delete(l.said, forum.PostRef(post.Topic, post.Number))
			l.gone = append(l.gone, words)
		}
		return err
	},
	"translates": func(l *life, mark string) error {
		post, err := l.post()
		if err != nil {
			return err
		}
		l.beside = append(l.beside, mark)
		langs := []string{"sw", "es", "ar", "ceb", "fil"}
		return l.forum.Translate(l.t.Context(), l.her, post.Topic, post.Number, forum.TranslationDraft{
			Lang: langs[l.chance.IntN(len(langs))], Body: mark, Source: post.Source(), Once: uuid.NewString(), Named: l.chance.IntN(2) == 0})
	},
	"says that she heard": func(l *life, _ string) error {
		post, err := l.post()
		if err != nil {
			return err
		}
		return l.forum.React(l.t.Context(), l.her, post.Topic, post.Number, forum.Heard)
	},
	"reads": func(l *life, _ string) error {
		post, err := l.post()
		if err != nil {
			return err
		}
		return l.forum.MarkRead(l.t.Context(), l.her, post.Topic, []int{post.Number})
	},
	"follows": func(l *life, _ string) error {
		post, err := l.post()
		if err != nil {
			return err
		}
		return l.inbox.SetLevel(l.t.Context(), l.her.Network, l.her.Member, post.Topic, inbox.Everything)
	},
	"parts from somebody": func(l *life, _ string) error {
		other, _, err := l.other()
		if err != nil {
			return err
		}
		return l.networks.Part(l.t.Context(), l.her, other)
	},
	"hears somebody no more": func(l *life, _ string) error {
		other, _, err := l.other()
		if err != nil {
			return err
		}
		return l.networks.Mute(l.t.Context(), l.her, other)
	},
	"reports": func(l *life, mark string) error {
		post, err := l.post()
		if err != nil {
			return err
		}
		return l.cases.Report(l.t.Context(), l.her, cases.Draft{Kind: "post", Ref: forum.PostRef(post.Topic, post.Number), Reason: cases.Exposes, Note: mark})
	},
	"comments on a statement": func(l *life, mark string) error {
		var at struct{ ID, Campaign string }
		if err := l.db.Get(&at, `SELECT id, campaign_id AS campaign FROM statements WHERE network_id = $1 AND state = 'draft' ORDER BY random() LIMIT 1`, l.her.Network); err != nil {
			return errNothing
		}
		l.gone = append(l.gone, mark)
		return l.statements.Comment(l.t.Context(), l.her, at.Campaign, at.ID, 1, statements.Words{Once: uuid.NewString(), Lang: "en", Body: mark})
	},
	"makes a code for private threads": func(l *life, _ string) error {
		return l.threads.Make(l.t.Context(), l.her, l.keeper("threads"))
	},
}

// allActs are those, and what is kept sealed.
func allActs() map[string]func(l *life, mark string) error {
	all := maps.Clone(acts)
	for _, kind := range sealedKinds {
		all["keeps "+kind.name] = func(l *life, mark string) error { return kind.keep(l.sealing, mark) }
	}
	return all
}

// lives are those of everybody with an account in the demo, a member each.
func (h *house) lives(t *testing.T, signIns map[string]signIn, chance *rand.Rand) (all []*life) {
	t.Helper()
	for _, role := range slices.Sorted(maps.Keys(signIns)) {
		for n := range h.signedIn(t, signIns[role].Phrase).session.Memberships {
			l := &life{sealing: h.signedIn(t, signIns[role].Phrase), chance: chance, said: map[string]string{}}
			m := l.session.Memberships[n]
			var err error
			l.her, err = h.networks.Enter(t.Context(), m.Network, m.Member, accounts.ClaimHash(m.Claim))
			must(t, err)
			all = append(all, l)
		}
	}
	return all
}

// live lets each do things by chance, in turn by chance. What is refused is as if it hadn't been tried.
func live(t *testing.T, all []*life, chance *rand.Rand, steps int, done map[string]int) {
	t.Helper()
	things := allActs()
	names := slices.Sorted(maps.Keys(things))
	for step := range steps {
		l, name := all[chance.IntN(len(all))], names[chance.IntN(len(names))]
		err := things[name](l, fmt.Sprintf("marker%dof%s", step, l.her.Member[:8]))
		var refusal *locales.Refusal
		if err != nil && !errors.As(err, &refusal) {
			t.Fatalf("%s %s: %v", l.her.Pseudonym, name, err)
		}
		if err == nil {
			done[name]++
		}
	}
}

// leave is what the form does that lets her leave. The only steward of the Global network stays.
func (l *life) leave(words networks.Words) {
	l.t.Helper()
	ctx := l.t.Context()
	only, err := l.networks.OnlySteward(ctx, l.her)
	must(l.t, err)
	leave := l.networks.Leave
	switch {
	case only && l.her.Kind == networks.Global:
		return
	case only:
		leave = l.networks.LeaveInTrust
	}
	must(l.t, leave(ctx, l.her, words))
	must(l.t, l.accounts.Drop(ctx, l.session, l.her.Network))
	l.left = words
}

// isAsSheChose fails unless the rows hold of hers what she left, and nothing else when she has gone.
func (l *life) isAsSheChose(dump map[string][]string) {
	l.t.Helper()
	for where, words := range l.said {
		if stands := len(holding(dump, words)) > 0; stands != (l.left != networks.WordsErased) {
			l.t.Errorf("%s has left with %q, and it is %v that her post %s stands", l.her.Pseudonym, l.left, stands, where)
		}
	}
	if l.left == "" {
		return
	}
	gone := append(l.gone, l.her.Member, "@"+l.her.Pseudonym) // who named her otherwise keeps her own words
	if l.left == networks.WordsErased {
		gone = append(gone, l.beside...)
	}
	for _, what := range gone {
		for table, rows := range holding(dump, what) {
			if outlive[table] == "" {
				l.t.Errorf("%s has left with %q, and %d rows of %s hold %q: %s", l.her.Pseudonym, l.left, len(rows), table, what, rows[0])
			}
		}
	}
}

// outlive are the tables that hold the ids of who has left, which lead nowhere: why.
var outlive = map[string]string{
	"audit_records": "the record of what was decided",
	"role_asks":     "who the two were that gave another's role, as long as she has it",
	"concern_notes": "what a lead noted of somebody else's concern, for its days",
	"concern_moves": "and what a lead did about it",
}

// holding are the rows, by table, that hold what is looked for.
func holding(dump map[string][]string, what string) map[string][]string {
	found := map[string][]string{}
	for table, rows := range dump {
		for _, row := range rows {
			if strings.Contains(row, what) {
				found[table] = append(found[table], row)
			}
		}
	}
	return found
}

// Promise 14, over lives by chance: whoever leaves is named by no row any more but in the record; words that she takes along stand nowhere, those that she
// leaves stand without her; and nobody else has lost a word.
func TestWhoLeavesTakesWhatIsHersAndNothingElse(t *testing.T) {
	t.Parallel()
	done := map[string]int{}
	for seed := range uint64(3) {
		chance := rand.New(rand.NewPCG(seed, 14))
		p := &program{t: t, data: t.TempDir()}
		p.like(filledDemo())
		h := houseOn(t, p.database, p.data)
		all := h.lives(t, p.signIns(), chance)
		live(t, all, chance, 300, done)
		for n, i := range chance.Perm(len(all))[:len(all)/2] {
			all[i].leave([]networks.Words{networks.WordsErased, networks.WordsStay}[n%2])
		}
		must(t, h.upkeep(t.Context(), time.Now()))
		for _, table := range []string{"stream_events", "stream_channels"} { // by which her open pages learn that she has left
			h.db.MustExec(`UPDATE ` + table + ` SET day = day - 8`)
		}
		must(t, h.upkeep(t.Context(), time.Now()))
		dump := rowsOf(t, h.db)
		for _, l := range all {
			l.isAsSheChose(dump)
		}
	}
	for name := range allActs() {
		if done[name] == 0 {
			t.Errorf("in no life anybody %s", name)
		}
	}
}
