package site_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"golang.org/x/net/html"

	"tinig/locales"
	"tinig/migrations/dbtest"
	"tinig/realtime/stream"
	"tinig/server/accounts"
	"tinig/server/forum"
	"tinig/server/inbox"
	"tinig/server/moderation"
	"tinig/server/networks"
	"tinig/server/site"
)

// village is a site with some members signed in, who do things by chance.
type village struct {
	t        *testing.T
	chance   *rand.Rand
	db       *sqlx.DB
	networks *networks.Networks
	forum    *forum.Forum
	inbox    *inbox.Inbox
	site     http.Handler
	network  string
	spaces   []string
	topics   []string
	people   []*villager
}

// villager is one of them: the first is a steward, the second a moderator.
type villager struct {
	id, pseudonym string
	hash          []byte
	cookie        *http.Cookie
}

const villagers = 7

func newVillage(t *testing.T, seed uint64) *village {
	t.Helper()
	ctx := context.Background()
	v := &village{t: t, chance: rand.New(rand.NewPCG(seed, 0)), db: dbtest.New(t)}
	v.db.MustExec(`ALTER TABLE spaces DISABLE TRIGGER USER`) // here a space opens to more people too, so that rights change both ways
	streams := stream.New(v.db, nil)
	var err error
	v.networks, err = networks.New(ctx, v.db, streams, nil)
	v.must(err)
	v.forum, err = forum.New(ctx, v.db, streams, v.networks, moderation.New(v.db, nil), nil)
	v.must(err)
	v.inbox, err = inbox.New(ctx, v.db, streams, nil)
	v.must(err)
	people, err := accounts.New(v.db, streams, accounts.Config{Peppers: [][]byte{make([]byte, 32)}})
	v.must(err)
	s, err := site.New(site.Config{
		Accounts: people, Networks: v.networks, Forum: v.forum, Inbox: v.inbox, Streams: streams,
		Secret: make([]byte, 32), Origin: "http://localhost", Log: slog.New(slog.DiscardHandler),
	})
	v.must(err)
	v.site = s.Handler()
	network, err := v.networks.Found(ctx, "system", networks.Local, "Village", []string{"en"})
	v.must(err)
	v.network = network.ID
	invitation, _, err := v.networks.InviteSteward(ctx, network.ID)
	v.must(err)
	for n := range villagers {
		if n > 0 {
			invitation, err = v.networks.Invite(ctx, v.as(v.people[0]), networks.InvitationDraft{Role: networks.RoleMember, Band: networks.Adult, Once: uuid.NewString()})
			v.must(err)
		}
		claim, hash := accounts.NewClaim()
		p := &villager{id: networks.NewMemberID(), pseudonym: fmt.Sprintf("Villager%d", n), hash: hash}
		v.must(v.networks.Redeem(ctx, invitation.Code, invitation.PIN, networks.Joiner{Network: network.ID, Member: p.id, Pseudonym: p.pseudonym, ClaimHash: hash}))
		cookie, _, err := people.Create(ctx, accounts.NewPhrase("en"), accounts.Membership{Network: network.ID, Member: p.id, Claim: claim}, accounts.Settings{}, accounts.Device{})
		v.must(err)
		p.cookie = &http.Cookie{Name: "s", Value: cookie}
		v.people = append(v.people, p)
	}
	for i, role := range []networks.Role{networks.RoleModerator, networks.RoleSafeguardingLead} {
		v.db.MustExec(`INSERT INTO member_roles (network_id, member_id, role) VALUES ($1, $2, $3)`, v.network, v.people[i+1].id, role)
	}
	v.must(v.db.Select(&v.spaces, `SELECT id FROM spaces WHERE network_id = $1`, v.network))
	return v
}

func (v *village) must(err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
}

// as is a villager as she is now; one who has left acts as nobody.
func (v *village) as(p *villager) networks.Actor {
	v.t.Helper()
	a, err := v.networks.Enter(context.Background(), v.network, p.id, p.hash)
	if err != nil {
		return networks.Actor{Network: v.network, Member: p.id, Parted: []string{}}
	}
	return a
}

func pick[T any](v *village, of []T) T { return of[v.chance.IntN(len(of))] }

// happen lets one thing happen. What is refused didn't happen; any other error is the program's.
func (v *village) happen() {
	v.t.Helper()
	ctx := context.Background()
	who, other := pick(v, v.people), pick(v, v.people)
	a, steward := v.as(who), v.as(v.people[0])
	switch err := error(nil); v.chance.IntN(21) {
	case 0, 1:
		started, e := v.forum.Start(ctx, a, keys{}, pick(v, v.spaces), v.draft())
		if err = e; err == nil && !started.Held {
			v.topics = append(v.topics, started.Topic)
		}
		v.unlessRefused(err)
	case 2, 3, 4, 5, 6:
		if len(v.topics) > 0 {
			_, err = v.forum.Reply(ctx, a, keys{}, pick(v, v.topics), v.draft())
			v.unlessRefused(err)
		}
	case 7:
		v.unlessRefused(v.forum.Erase(ctx, a, v.anyTopic(), 1+v.chance.IntN(6)))
	case 8:
		v.unlessRefused(v.networks.Part(ctx, a, other.id))
	case 9:
		v.unlessRefused(v.networks.Meet(ctx, a, other.id))
	case 10:
		v.unlessRefused(v.networks.Confirm(ctx, steward, other.id))
		role := pick(v, networks.AllRoles)
		v.unlessRefused(v.networks.Give(ctx, steward, other.id, role))
		v.unlessRefused(v.networks.AgreeRole(ctx, v.as(v.people[2]), other.id, role))
	case 11:
		v.unlessRefused(v.networks.Take(ctx, steward, other.id, pick(v, networks.AllRoles)))
	case 12:
		v.decide()
	case 13:
		v.unlessRefused(v.inbox.SetLevel(ctx, v.network, a.Member, pick(v, append(slices.Clone(v.spaces), v.topics...)), pick(v, inbox.AllLevels)))
	case 14: // what stewards, the course of time or a mistake can do to rights
		v.changeSpace(steward)
	case 15:
		if other != v.people[0] && other != v.people[1] {
			v.db.MustExec(`UPDATE members SET standing = $2, band = $3, to_hold = $4 WHERE id = $1`, other.id,
				pick(v, []string{"newcomer", "confirmed", "confirmed"}), pick(v, []string{"adult", "minor"}), pick(v, []int{0, 0, 3}))
		}
	case 16:
		v.unlessRefused(v.networks.Mute(ctx, a, other.id))
	case 17:
		v.unlessRefused(v.networks.Hear(ctx, a, other.id))
	case 18:
		d := v.draft()
		d.Circle, d.With = true, other.pseudonym+"\n"+pick(v, v.people).pseudonym
		v.db.MustExec(`UPDATE members SET vouched = true`)
		started, e := v.forum.Start(ctx, a, keys{}, pick(v, v.spaces), d)
		if err = e; err == nil {
			v.topics = append(v.topics, started.Topic)
		}
		v.unlessRefused(err)
	case 19:
		for _, p := range v.people {
			invitations, e := v.forum.Invitations(ctx, v.as(p))
			v.unlessRefused(e)
			for _, i := range invitations {
				v.unlessRefused(v.forum.Enter(ctx, v.as(p), i.Topic))
				_, e := v.forum.Reply(ctx, v.as(p), keys{}, i.Topic, v.draft())
				v.unlessRefused(e)
			}
		}
	case 20:
		circles, e := v.forum.Circles(ctx, a, forum.After{})
		v.unlessRefused(e)
		if len(circles) > 0 {
			v.unlessRefused(v.forum.Leave(ctx, a, circles[0].ID))
		}
	}
}

// changeSpace lets a steward give a space other readers, as far as she may.
func (v *village) changeSpace(steward networks.Actor) {
	v.t.Helper()
	ctx := context.Background()
	space, err := v.networks.Space(ctx, steward, pick(v, v.spaces), networks.Read)
	if v.unlessRefused(err); err != nil {
		return
	}
	d := space.Draft()
	d.Reads, d.Band = pick(v, networks.AllLevels), pick(v, []networks.Band{networks.AllBands, networks.AllBands, networks.Adult, networks.Minor})
	v.unlessRefused(v.networks.ChangeSpace(ctx, steward, space.ID, d))
}

func (v *village) anyTopic() string {
	if len(v.topics) == 0 {
		return uuid.NewString()
	}
	return pick(v, v.topics)
}

// draft mentions somebody, and often answers a post.
func (v *village) draft() forum.Draft {
	return forum.Draft{Title: "Words", Body: "Words for @" + pick(v, v.people).pseudonym + ".", Lang: "en", Quotes: v.chance.IntN(4), Once: uuid.NewString()}
}

// decide lets the moderator release or return something that waits.
func (v *village) decide() {
	v.t.Helper()
	ctx := context.Background()
	moderator := v.as(v.people[1])
	waiting, err := v.forum.Held(ctx, moderator)
	v.unlessRefused(err)
	if len(waiting) == 0 {
		return
	}
	if v.chance.IntN(3) == 0 {
		v.unlessRefused(v.forum.Return(ctx, moderator, waiting[0].ID, "No street names, please."))
		return
	}
	v.unlessRefused(v.forum.Release(ctx, moderator, waiting[0].ID))
	v.topics = nil
	v.must(v.db.Select(&v.topics, `SELECT id FROM topics WHERE network_id = $1 ORDER BY id`, v.network))
}

func (v *village) unlessRefused(err error) {
	v.t.Helper()
	if _, refused := locales.For("en").Refusal(err); err != nil && !refused {
		v.t.Fatal(err)
	}
}

// box is an inbox as its reader sees it: the numbers on all its pages, those that are new, what the menu counts, and all words.
type box struct {
	shown, fresh []int
	count        int
	words        []string
}

func (v *village) open(p *villager, path string) (*httptest.ResponseRecorder, *html.Node) {
	v.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.AddCookie(p.cookie)
	w := httptest.NewRecorder()
	v.site.ServeHTTP(w, r)
	page, err := html.Parse(strings.NewReader(w.Body.String()))
	v.must(err)
	return w, page
}

func (v *village) box(p *villager) (b box) {
	v.t.Helper()
	for path := "/inbox"; path != ""; {
		w, page := v.open(p, path)
		if w.Code != http.StatusOK {
			v.t.Fatalf("%s answers %d", path, w.Code)
		}
		path = ""
		for n := range page.Descendants() {
			id := attr(n, "id")
			switch {
			case n.Data == "li" && strings.HasPrefix(id, "n"):
				number, _ := strconv.Atoi(id[1:])
				b.shown = append(b.shown, number)
				b.words = append(b.words, content(n))
				if attr(n, "class") == "new" {
					b.fresh = append(b.fresh, number)
				}
			case id == "inbox-new":
				b.count, _ = strconv.Atoi(strings.SplitN(attr(n, "data-say"), " ", 2)[0])
			case strings.HasPrefix(attr(n, "href"), "/inbox?before="):
				path = attr(n, "href")
			}
		}
	}
	return b
}

// mayRead are the numbers of the notices that a villager may read now, by the forum's own word post by post.
func (v *village) mayRead(p *villager) (numbers []int) {
	v.t.Helper()
	ctx := context.Background()
	a := v.as(p)
	var all []struct {
		Number int
		Kind   inbox.Kind
		Topic  *string
		Post   *int
		About  string
	}
	v.must(v.db.Select(&all, `SELECT number, kind, topic_id AS topic, post_number AS post, about FROM notices WHERE member_id = $1 ORDER BY number DESC`, p.id))
	circles, err := v.forum.Invitations(ctx, a)
	v.must(err)
	for _, n := range all {
		switch {
		case n.Kind == inbox.Asked && len(circles) == 0: // all began today
			continue
		case n.Topic != nil:
			_, post, err := v.forum.Post(ctx, a, *n.Topic, *n.Post)
			v.unlessRefused(err)
			if err != nil || post.Gone {
				continue
			}
		case n.Kind == inbox.RoleGiven && !a.Roles.Has(networks.Role(n.About)), n.Kind == inbox.Confirmed && a.Standing != networks.Confirmed:
			continue
		case n.Kind == inbox.Asked:
			invitations, err := v.forum.Invitations(ctx, a)
			v.must(err)
			if len(invitations) == 0 {
				continue
			}
		}
		numbers = append(numbers, n.Number)
	}
	return numbers
}

// Whatever happens to rights, blocks, standings and posts: an inbox shows and counts exactly what its reader may read at
// that moment, opens nothing else, and never says who decided in a role's name.
func TestAnInboxShowsAndCountsWhatItsReaderMayReadOnly(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	v := newVillage(t, seed)
	shown, hidden := 0, 0
	for step := 0; step < 400 || shown < 100 || hidden < 20; step++ {
		if step == 5000 {
			t.Fatalf("only %d notices were shown and %d not: this was no test", shown, hidden)
		}
		v.happen()
		if step%8 != 0 {
			continue
		}
		p := pick(v, v.people)
		want, got := v.mayRead(p), v.box(p)
		if !slices.Equal(got.shown, want) {
			t.Fatalf("after step %d %s is shown %v, and may read %v", step, p.pseudonym, got.shown, want)
		}
		if got.count != len(got.fresh) || len(got.fresh) != len(want) { // she has opened none
			t.Fatalf("after step %d the menu of %s counts %d, %d lines are new, and she may read %d", step, p.pseudonym, got.count, len(got.fresh), len(want))
		}
		hidden += v.opensNothingElse(p, want)
		shown += len(want)
		v.namesNobodyWhoDecided(p, got.words)
	}
}

// opensNothingElse fails unless every notice that she may not read answers like one that there isn't.
func (v *village) opensNothingElse(p *villager, may []int) (hidden int) {
	v.t.Helper()
	var all []int
	v.must(v.db.Select(&all, `SELECT number FROM notices WHERE member_id = $1`, p.id))
	missing, _ := v.open(p, "/inbox/1000000")
	for _, number := range all {
		if slices.Contains(may, number) {
			continue
		}
		hidden++
		if w, _ := v.open(p, fmt.Sprint("/inbox/", number)); w.Code != missing.Code || w.Header().Get("Location") != "" {
			v.t.Fatalf("a notice that %s may not read answers %d", p.pseudonym, w.Code)
		}
	}
	return hidden
}

// namesNobodyWhoDecided fails when a line that isn't about somebody's post names anybody.
func (v *village) namesNobodyWhoDecided(p *villager, words []string) {
	v.t.Helper()
	for _, line := range words {
		if strings.Contains(line, "answered you") || strings.Contains(line, "mentioned you") {
			continue
		}
		if strings.Contains(line, "Villager") {
			v.t.Fatalf("%s is told %q", p.pseudonym, line)
		}
	}
}

// keys stand in for a keyring where nobody has a draft.
type keys struct{}

func (keys) Seal(context.Context, []byte) ([]byte, error) { return nil, nil }
func (keys) Open(context.Context, []byte) ([]byte, error) { return nil, nil }
func (keys) Name(string) []byte                           { return nil }

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func content(n *html.Node) string {
	var text strings.Builder
	for node := range n.Descendants() {
		if node.Type == html.TextNode {
			text.WriteString(node.Data)
		}
	}
	return strings.Join(strings.Fields(text.String()), " ")
}
