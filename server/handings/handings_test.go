package handings_test

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/migrations/dbtest"
	"tinig/realtime/stream"
	"tinig/server/audit"
	"tinig/server/handings"
	"tinig/server/networks"
)

var ctx = context.Background()

// house is one network with two safeguarding leads and a member, and a clock that stands until it is moved.
type house struct {
	*handings.Handings
	t             *testing.T
	db            *sqlx.DB
	networks      *networks.Networks
	network       networks.Network
	her           networks.Actor
	lead, another networks.Actor
	today         time.Time
}

func newHouse(t *testing.T) *house {
	t.Helper()
	t.Parallel()
	h := &house{t: t, db: dbtest.New(t), today: time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)}
	now := func() time.Time { return h.today }
	streams := stream.New(h.db, nil)
	var err error
	h.networks, err = networks.New(ctx, h.db, streams, now)
	must(t, err)
	h.Handings = handings.New(h.db, streams, h.networks, now)
	h.network, err = h.networks.Found(ctx, "system", networks.Local, "Harbour", []string{"en"})
	must(t, err)
	h.her, h.lead, h.another = h.member("Her"), h.member("Lead", networks.RoleSafeguardingLead), h.member("Another", networks.RoleSafeguardingLead)
	return h
}

// member is somebody confirmed in the network.
func (h *house) member(name string, roles ...networks.Role) networks.Actor {
	h.t.Helper()
	id := networks.NewMemberID()
	claim := sha256.Sum256([]byte(id))
	h.db.MustExec(`INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on) VALUES ($1, $2, $3, $4, 'adult', 'confirmed', $5)`,
		h.network.ID, id, name, claim[:], h.today)
	for _, role := range roles {
		h.db.MustExec(`INSERT INTO member_roles (network_id, member_id, role) VALUES ($1, $2, $3)`, h.network.ID, id, role)
	}
	return h.enter(id)
}

func (h *house) enter(member string) networks.Actor {
	h.t.Helper()
	claim := sha256.Sum256([]byte(member))
	actor, err := h.networks.Enter(ctx, h.network.ID, member, claim[:])
	must(h.t, err)
	return actor
}

// keys stand in for one keyring.
type keys string

func (k keys) sealer() cipher.AEAD {
	block, _ := aes.NewCipher(k.Name("text"))
	sealer, _ := cipher.NewGCMWithRandomNonce(block)
	return sealer
}

func (k keys) Seal(_ context.Context, plain []byte) ([]byte, error) {
	return k.sealer().Seal(nil, nil, plain, nil), nil
}

func (k keys) Open(_ context.Context, sealed []byte) ([]byte, error) {
	return k.sealer().Open(nil, nil, sealed, nil)
}

// Lock turns a text, as the key of one thing would.
func (keys) Lock(_ context.Context, text []byte) ([]byte, error) {
	locked := bytes.Clone(text)
	slices.Reverse(locked)
	return locked, nil
}

func (k keys) Unlock(ctx context.Context, locked []byte) ([]byte, error) { return k.Lock(ctx, locked) }

func (k keys) Name(place string) []byte {
	sum := sha256.Sum256([]byte(string(k) + place))
	return sum[:]
}

// keysOf are the keys of one member's keyring.
func keysOf(a networks.Actor) keys { return keys(a.Member) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, err error, kind locales.Kind, id string) {
	t.Helper()
	var refusal *locales.Refusal
	if !errors.As(err, &refusal) || refusal.Kind != kind || refusal.ID != id {
		t.Fatalf("got %v, want the refusal %s", err, id)
	}
}

// draft is words for a lead.
func draft(to networks.Actor, body string) handings.Draft {
	return handings.Draft{Once: uuid.NewString(), Lead: to.Member, Text: handings.Text{About: "safety", Body: body}}
}

func (h *house) hand(d handings.Draft) error { return h.Hand(ctx, h.her, keysOf(h.her), d) }

// mine is what she sees that she handed.
func (h *house) mine() []handings.Shown {
	h.t.Helper()
	mine, err := h.Mine(ctx, h.her, keysOf(h.her))
	must(h.t, err)
	return mine
}

func (h *house) handed(lead networks.Actor) []handings.Shown {
	h.t.Helper()
	list, err := h.Handed(ctx, lead)
	must(h.t, err)
	return list
}

func (h *house) open(lead networks.Actor, id string) (handings.Shown, error) {
	return h.Open(ctx, lead, keysOf(lead), id)
}

func (h *house) count(query string, args ...any) (n int) {
	h.t.Helper()
	must(h.t, h.db.Get(&n, query, args...))
	return n
}

func TestTheLeadSheChoseReadsExactlyTheWordsSheHanded(t *testing.T) {
	h := newHouse(t)
	refused(t, h.hand(draft(h.lead, "Words")), locales.NotFound, "hand.nobody_there")
	must(t, h.Take(ctx, h.lead, keysOf(h.lead)))
	must(t, h.Take(ctx, h.another, keysOf(h.another)))
	d := draft(h.lead, " one\r\nمرحبا ")
	must(t, h.hand(d))
	must(t, h.hand(d)) // pressed twice
	mine := h.mine()
	if len(mine) != 1 || mine[0].Text.Body != "one\nمرحبا" || mine[0].Text.About != "safety" || mine[0].Other != "Lead" || mine[0].OpenedOn != nil {
		t.Fatalf("she sees %+v", mine)
	}
	if list := h.handed(h.lead); len(list) != 1 || list[0].Other != "Her" || list[0].Text.Body != "" {
		t.Errorf("the lead is shown %+v", list)
	}
	if n := h.count(`SELECT count(*) FROM notices WHERE member_id = $1 AND kind = 'handed'`, h.lead.Member); n != 1 {
		t.Errorf("she is told %d times", n)
	}
	for range 2 {
		shown, err := h.open(h.lead, d.Once)
		must(t, err)
		if shown.Text != mine[0].Text || shown.Other != "Her" {
			t.Errorf("she reads %+v", shown)
		}
		h.today = h.today.AddDate(0, 0, 1)
	}
	if n := h.count(`SELECT count(*) FROM audit_records WHERE act = 'handing.opened' AND actor = $1 AND subject = $2`, h.lead.Member, d.Once); n != 2 {
		t.Errorf("%d openings are recorded", n)
	}
	if n := h.count(`SELECT count(*) FROM audit_records WHERE subject = $1`, h.her.Member); n != 0 {
		t.Error("the record keeps for ever that she handed something")
	}
	must(t, audit.Verify(ctx, h.db, h.network.ID))
	if opened := h.mine()[0].OpenedOn; opened == nil || opened.Day() != 4 {
		t.Errorf("she sees that it was opened on %v", opened)
	}
}

// Nobody else: not the other lead, not a member, not the lead with another keyring, not whoever has the database.
func TestNobodyElseOpensWhatSheHanded(t *testing.T) {
	h := newHouse(t)
	must(t, h.Take(ctx, h.lead, keysOf(h.lead)))
	must(t, h.Take(ctx, h.another, keysOf(h.another)))
	d, other := draft(h.lead, "Marker"), draft(h.lead, "Another marker")
	must(t, h.hand(d))
	must(t, h.hand(other))
	_, err := h.open(h.another, d.Once)
	refused(t, err, locales.NotFound, "hand.gone")
	_, err = h.open(h.lead, uuid.NewString())
	refused(t, err, locales.NotFound, "hand.gone")
	_, err = h.open(h.her, d.Once)
	refused(t, err, locales.Forbidden, "networks.not_allowed")
	_, err = h.Open(ctx, h.lead, keys("new words"), d.Once)
	refused(t, err, locales.Gone, "hand.lost")
	if h.mine()[0].OpenedOn != nil || h.count(`SELECT count(*) FROM audit_records WHERE act = 'handing.opened'`) != 0 {
		t.Error("what wasn't opened is noted as opened")
	}
	if list := h.handed(h.another); len(list) != 0 {
		t.Errorf("the other lead sees %+v", list)
	}
	must(t, h.TakeBack(ctx, h.another, d.Once))
	if len(h.mine()) != 2 {
		t.Error("another took back what isn't hers")
	}
	var rows []struct{ Sealed, Own []byte }
	must(t, h.db.Select(&rows, `SELECT sealed, own FROM handings`))
	for _, row := range rows {
		if bytes.Contains(row.Sealed, []byte("arker")) || bytes.Contains(row.Own, []byte("arker")) || bytes.Contains(row.Sealed, []byte("safety")) {
			t.Error("the words stand in the database")
		}
	}
	h.db.MustExec(`UPDATE handings SET sealed = (SELECT sealed FROM handings WHERE id = $2) WHERE id = $1`, d.Once, other.Once)
	_, err = h.open(h.lead, d.Once)
	refused(t, err, locales.Gone, "hand.lost")
}

func TestWhatIsTakenBackIsGoneAtOnce(t *testing.T) {
	h := newHouse(t)
	must(t, h.Take(ctx, h.lead, keysOf(h.lead)))
	d := draft(h.lead, "Words")
	must(t, h.hand(d))
	must(t, h.TakeBack(ctx, h.her, d.Once))
	must(t, h.TakeBack(ctx, h.her, d.Once))
	_, err := h.open(h.lead, d.Once)
	refused(t, err, locales.NotFound, "hand.gone")
	if h.count(`SELECT count(*) FROM handings`) != 0 || len(h.handed(h.lead)) != 0 {
		t.Error("something of it is kept")
	}
}

func TestItGoesAfterItsDaysAndWithTheLeadsRole(t *testing.T) {
	h := newHouse(t)
	must(t, h.Take(ctx, h.lead, keysOf(h.lead)))
	must(t, h.Take(ctx, h.another, keysOf(h.another)))
	old, kept := draft(h.lead, "Words"), draft(h.another, "Others")
	must(t, h.hand(old))
	h.today = h.today.AddDate(0, 0, handings.Days)
	must(t, h.hand(kept))
	if len(h.mine()) != 2 {
		t.Fatal("on its last day it is gone")
	}
	h.today = h.today.AddDate(0, 0, 1)
	if _, err := h.open(h.lead, old.Once); len(h.mine()) != 1 || !locales.IsKind(err, locales.NotFound) {
		t.Errorf("after its days it is there before the sweep: %v", err)
	}
	must(t, h.Sweep(ctx))
	if n := h.count(`SELECT count(*) FROM handings`); n != 1 {
		t.Errorf("the sweep left %d", n)
	}
	h.db.MustExec(`DELETE FROM member_roles WHERE member_id = $1`, h.another.Member)
	if takers, err := h.Takers(ctx, h.her); err != nil || len(takers) != 1 || takers[0].ID != h.lead.Member {
		t.Errorf("she is offered %+v, %v", takers, err)
	}
	_, err := h.open(h.enter(h.another.Member), kept.Once)
	refused(t, err, locales.Forbidden, "networks.not_allowed")
	must(t, h.Sweep(ctx))
	if n := h.count(`SELECT (SELECT count(*) FROM handings) + (SELECT count(*) FROM handing_keys)`); n != 1 {
		t.Errorf("of a lead who is none any more %d rows are left", n-1)
	}
}

func TestItGoesWithWhoLeaves(t *testing.T) {
	h := newHouse(t)
	must(t, h.Take(ctx, h.lead, keysOf(h.lead)))
	d := draft(h.lead, "Words")
	must(t, h.hand(d))
	must(t, h.networks.Leave(ctx, h.her, networks.WordsStay))
	_, err := h.open(h.lead, d.Once)
	refused(t, err, locales.NotFound, "hand.gone")
	if len(h.handed(h.lead)) != 0 {
		t.Error("she is shown without a name")
	}
	must(t, h.networks.Forget(ctx, networks.Departed{Network: h.network.ID, Member: h.her.Member, Words: networks.WordsStay}))
	if n := h.count(`SELECT count(*) FROM handings`); n != 0 {
		t.Errorf("%d are left of her", n)
	}
}

func TestSheIsOfferedWhoTakesSomethingAndNobodyElse(t *testing.T) {
	h := newHouse(t)
	offered := func() (names string) {
		takers, err := h.Takers(ctx, h.enter(h.her.Member))
		must(t, err)
		for _, m := range takers {
			names += m.Pseudonym + " "
		}
		return names
	}
	if got := offered(); got != "" {
		t.Errorf("before anybody said so she is offered %s", got)
	}
	refused(t, h.Take(ctx, h.her, keysOf(h.her)), locales.Forbidden, "networks.not_allowed")
	must(t, h.Take(ctx, h.lead, keysOf(h.lead)))
	must(t, h.Take(ctx, h.another, keysOf(h.another)))
	if got := offered(); got != "Another Lead " {
		t.Errorf("she is offered %s", got)
	}
	if takers, err := h.Takers(ctx, h.lead); err != nil || len(takers) != 1 {
		t.Errorf("a lead is offered %+v, %v", takers, err)
	}
	must(t, h.networks.Part(ctx, h.her, h.another.Member))
	if got := offered(); got != "Lead " {
		t.Errorf("with a block she is offered %s", got)
	}
	refused(t, h.Hand(ctx, h.enter(h.her.Member), keysOf(h.her), draft(h.another, "Words")), locales.NotFound, "hand.nobody_there")
	for _, k := range []keys{keysOf(h.lead), "new words"} {
		if takes, err := h.Takes(ctx, h.lead, k); err != nil || takes != (k == keysOf(h.lead)) {
			t.Errorf("with %s she takes something: %v, %v", k, takes, err)
		}
	}
	must(t, h.Rest(ctx, h.lead))
	if got := offered(); got != "" {
		t.Errorf("after her no she is offered %s", got)
	}
}

func TestWordsThatCannotBeHandedAreRefused(t *testing.T) {
	h := newHouse(t)
	must(t, h.Take(ctx, h.lead, keysOf(h.lead)))
	refused(t, h.hand(draft(h.lead, " \n ")), locales.Invalid, "hand.words_needed")
	refused(t, h.hand(draft(h.lead, strings.Repeat("ش", handings.Length+1))), locales.Invalid, "hand.words_length")
	long := make([]rune, handings.Length)
	for i := range long {
		long[i] = '\x01' // the longest that JSON makes of a character
	}
	must(t, h.hand(draft(h.lead, string(long))))
	for range handings.Most - 1 {
		must(t, h.hand(draft(h.lead, rand.Text())))
	}
	refused(t, h.hand(draft(h.lead, "One more")), locales.TooMany, "hand.many")
	if n := len(h.mine()); n != handings.Most {
		t.Errorf("%d stand", n)
	}
}
