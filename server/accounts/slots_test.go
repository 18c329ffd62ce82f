package accounts_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tinig/migrations/dbtest"
	"tinig/server/accounts"

	"database/sql"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// duress sets a duress phrase in a session of hers.
func (h *house) duress(s *accounts.Session) (phrase string) {
	h.t.Helper()
	phrase = accounts.NewPhrase("en")
	done(h.t, h.SetDuress(ctx(h.t), s, phrase))
	return phrase
}

func (h *house) enter(phrase string) *accounts.Session {
	h.t.Helper()
	return h.open(h.signIn(person{phrase: phrase}))
}

func TestADuressPhraseOpensAnAccountWithNothingInIt(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	s := h.open(p.cookie)
	done(t, h.SetComfort(ctx(t), s, accounts.Comfort{Size: "large"}))
	done(t, h.SetWords(ctx(t), s, []string{"Liloan"}))
	sealed := s.Sealer(p.first.Member, "drafts").Seal([]byte("what I wrote"))
	phrase := h.duress(s)

	view := h.enter(phrase)
	if len(view.Memberships) > 0 || view.Current.Member != "" || view.Settings.Words != "" || view.Settings.Case {
		t.Errorf("it shows %+v", view)
	}
	if view.Settings.Language != "ceb" || view.Settings.Comfort.Size != "large" {
		t.Error("it doesn't look as it did")
	}
	if left, err := h.CodesLeft(ctx(t), view); err != nil || left != 8 {
		t.Errorf("%d codes are left in it, %v", left, err)
	}
	if open, err := h.Sessions(ctx(t), view); err != nil || len(open) != 1 {
		t.Errorf("it lists %d sessions, %v", len(open), err)
	}
	if _, err := view.Sealer(p.first.Member, "drafts").Open(sealed); err == nil {
		t.Error("it opens what she sealed")
	}
}

func TestWhenItIsUsedHerAccountIsShutUntilACodeOpensIt(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	elsewhere := h.signIn(p)
	s := h.open(p.cookie)
	ticket, err := h.MintTicket(ctx(t), s, nil)
	done(t, err)
	sealed := s.Sealer(p.first.Member, "drafts").Seal([]byte("what I wrote"))
	phrase := h.duress(s)
	h.open(elsewhere) // setting it ends nothing

	h.enter(phrase)
	for _, cookie := range []string{p.cookie, elsewhere} {
		_, err := h.Open(ctx(t), cookie)
		refused(t, err, accounts.ErrNoSession)
	}
	_, err = h.RedeemTicket(ctx(t), ticket)
	refused(t, err, accounts.ErrNoTicket)
	if kinds := h.events(s.Hash); !slices.Equal(kinds, []string{"ended"}) {
		t.Errorf("her sockets are told %v", kinds)
	}
	_, err = h.SignIn(ctx(t), p.phrase, accounts.Device{})
	refused(t, err, accounts.ErrNoPhrase)
	h.enter(phrase) // and again, with nothing left to shut

	fresh := accounts.NewPhrase("en")
	cookie, err := h.Recover(ctx(t), p.codes[2], fresh, accounts.Device{})
	done(t, err)
	back := h.open(cookie)
	if !sameMembership(back.Current, p.first) {
		t.Errorf("she is back as %v", back.Current)
	}
	if text, err := back.Sealer(p.first.Member, "drafts").Open(sealed); err != nil || string(text) != "what I wrote" {
		t.Errorf("what she sealed is lost: %v", err)
	}
	h.enter(phrase) // who was told that phrase can go on looking at nothing, and shuts her out no more
	h.open(cookie)
	h.enter(fresh)
}

// The word that is shown to whoever makes her sign in is the one that was shown to her.
func TestWhatADuressPhraseOpensGoesOnFromHerLastVisit(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	phrase := h.duress(h.open(p.cookie))
	h.clock.move(48 * time.Hour)
	last := h.enter(p.phrase).Visit
	h.clock.move(24 * time.Hour)
	if view := h.enter(phrase); view.Before != last || view.Visit.Word == "" {
		t.Errorf("it shows %v, her last visit was %v", view.Before, last)
	}
}

func TestAnotherDuressPhraseCanBeSetInside(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	first := h.duress(h.open(p.cookie))
	inside := h.enter(first)
	second := h.duress(inside)
	if view := h.enter(second); len(view.Memberships) > 0 {
		t.Errorf("it shows %v", view.Memberships)
	}
	_, err := h.SignIn(ctx(t), first, accounts.Device{})
	refused(t, err, accounts.ErrNoPhrase)
	_, err = h.Recover(ctx(t), p.codes[0], accounts.NewPhrase("en"), accounts.Device{})
	done(t, err)
}

func TestAFourthDuressPhraseTakesThePlaceOfTheFirst(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	s := h.open(p.cookie)
	before := h.slots()
	var phrases []string
	for range 4 {
		phrases = append(phrases, h.duress(s))
	}
	done(t, h.SetDuress(ctx(t), s, phrases[3])) // pressed twice
	if after := h.slots(); after != before {
		t.Errorf("there are %v, there were %v", after, before)
	}
	_, err := h.SignIn(ctx(t), phrases[0], accounts.Device{})
	refused(t, err, accounts.ErrNoPhrase)
	for _, phrase := range phrases[1:] {
		h.enter(phrase)
	}
}

// slots are the rows that a thief of the tables can count.
func (h *house) slots() (rows [2]int) {
	h.t.Helper()
	for i, table := range []string{"doors", "keyrings"} {
		rows[i] = len(dump(h.t, h.db, table))
	}
	return rows
}

// A slot with a duress phrase lies where it always lay, and setting one changes what another phrase of her own changes.
func TestNobodySeesFromTheTablesThatADuressPhraseIsSet(t *testing.T) {
	h := newHouse(t)
	with, without := h.join(), h.join()
	keyrings := h.ids("keyrings", "id")
	h.night()
	doors := h.ids("doors", "lookup")
	h.duress(h.open(with.cookie))
	h.night()
	changed := len(missing(doors, h.ids("doors", "lookup")))
	doors = h.ids("doors", "lookup")
	done(t, h.ChangePhrase(ctx(t), h.open(without.cookie), without.phrase, accounts.NewPhrase("en")))
	h.night()
	if phrase := len(missing(doors, h.ids("doors", "lookup"))); phrase != changed || len(h.ids("doors", "lookup")) != len(doors) {
		t.Errorf("%d doors change for a duress phrase, %d for another of her own", changed, phrase)
	}
	if len(missing(keyrings, h.ids("keyrings", "id"))) > 0 || len(h.ids("keyrings", "id")) != len(keyrings) {
		t.Error("there are other keyrings than before")
	}
}

func (h *house) ids(table, key string) (ids []string) {
	h.t.Helper()
	done(h.t, h.db.Select(&ids, `SELECT encode(`+key+`, 'hex') FROM `+table))
	return ids
}

func missing(before, after []string) (gone []string) {
	for _, id := range before {
		if !slices.Contains(after, id) {
			gone = append(gone, id)
		}
	}
	return gone
}

func TestADuressPhraseIsRefusedWhereNothingWouldOpenWhatItShuts(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	s := h.open(p.cookie)
	if err := h.SetDuress(ctx(t), s, "a phrase of my own"); err == nil {
		t.Error("one that she chose is taken")
	}
	for _, code := range p.codes {
		cookie, err := h.Recover(ctx(t), code, accounts.NewPhrase("en"), accounts.Device{})
		done(t, err)
		s = h.open(cookie)
	}
	if err := h.SetDuress(ctx(t), s, accounts.NewPhrase("en")); err == nil || !strings.Contains(err.Error(), "codes_first") {
		t.Errorf("without a code it is answered with %v", err)
	}
	done(t, h.End(ctx(t), s))
	refused(t, h.SetDuress(ctx(t), s, accounts.NewPhrase("en")), accounts.ErrNoSession)
}

func TestAnAccountThatEndsTakesItsSlotsAlong(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	s := h.open(p.cookie)
	phrase := h.duress(s)
	h.duress(h.enter(h.duress(s))) // which has slots of its own, and shuts the account
	cookie, err := h.Recover(ctx(t), p.codes[0], accounts.NewPhrase("en"), accounts.Device{})
	done(t, err)
	s = h.open(cookie)
	done(t, h.Drop(ctx(t), s, p.first.Network))
	done(t, h.Close(ctx(t), s))
	if rows := h.slots(); rows != [2]int{} {
		t.Errorf("%v are left", rows)
	}
	_, err = h.SignIn(ctx(t), phrase, accounts.Device{})
	refused(t, err, accounts.ErrNoPhrase)
}

func TestADuressPhraseOutlivesThePepper(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	phrase := h.duress(h.open(p.cookie))
	h.Accounts = h.with(pepper('b'), pepper('a'))
	h.enter(p.phrase)
	h.Accounts = h.with(pepper('b'))
	h.enter(phrase)
	_, err := h.SignIn(ctx(t), p.phrase, accounts.Device{})
	refused(t, err, accounts.ErrNoPhrase)
}

// Promise 16, of a duress phrase: it costs what every phrase costs, the same work, and as many statements but the one or
// two by which her open session is told that it has ended.
func TestADuressPhraseCostsWhatEveryPhraseCosts(t *testing.T) {
	connector, err := pq.NewConnector(dbtest.URL(t))
	done(t, err)
	counter := &counting{Connector: connector}
	db := sqlx.NewDb(sql.OpenDB(counter), "postgres")
	t.Cleanup(func() { db.Close() })
	h := houseOn(t, db, pepper('a'))
	signIn := func(phrase string) func() {
		return func() { _, err = h.SignIn(ctx(t), phrase, accounts.Device{}) }
	}
	var own, under []time.Duration
	for range 5 {
		p, q := h.join(), h.join()
		phrase := h.duress(h.open(q.cookie))
		costOwn, took := h.cost(counter, signIn(p.phrase))
		done(t, err)
		own = append(own, took)
		costUnder, took := h.cost(counter, signIn(phrase))
		done(t, err)
		under = append(under, took)
		more := costUnder[4] - costOwn[4]
		if costUnder[4] = costOwn[4]; costUnder != costOwn || more < 0 || more > 2 {
			t.Errorf("her own phrase costs %v, a duress phrase %v", costOwn, costUnder)
		}
	}
	ratio := float64(median(under)) / float64(median(own))
	t.Logf("a duress phrase takes %v, her own %v: %.2f times", median(under), median(own), ratio)
	if ratio > 3 || ratio < 1.0/3 {
		t.Errorf("a duress phrase takes %.2f times as long", ratio)
	}
}

func TestSheChangesHerPhrase(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	other := h.signIn(p)
	s, fresh := h.open(p.cookie), accounts.NewPhrase("es")
	refused(t, h.ChangePhrase(ctx(t), s, accounts.NewPhrase("en"), fresh), accounts.ErrNoPhrase)
	if err := h.ChangePhrase(ctx(t), s, p.phrase, "a phrase of my own"); err == nil {
		t.Error("one that she chose is taken")
	}
	for range 2 { // pressed twice
		done(t, h.ChangePhrase(ctx(t), s, p.phrase, fresh))
	}
	h.open(p.cookie)
	_, err := h.Open(ctx(t), other)
	refused(t, err, accounts.ErrNoSession)
	_, err = h.SignIn(ctx(t), p.phrase, accounts.Device{})
	refused(t, err, accounts.ErrNoPhrase)
	if back := h.enter(fresh); !sameMembership(back.Current, p.first) {
		t.Errorf("she is %v", back.Current)
	}
	_, err = h.Recover(ctx(t), p.codes[0], accounts.NewPhrase("en"), accounts.Device{})
	done(t, err)
}
