package accounts_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"tinig/server/accounts"
)

// site is what a device makes passkeys for.
var site = virtualwebauthn.RelyingParty{ID: "notes.example", Name: "Notes", Origin: "https://notes.example"}

// device is a device that makes passkeys, and holds one.
type device struct {
	virtualwebauthn.Authenticator
	passkey virtualwebauthn.Credential
}

// newDevice leaves out the keys that virtualwebauthn writes too short: one in 128, whose coordinate begins with a zero.
func newDevice() *device {
	d := &device{Authenticator: virtualwebauthn.NewAuthenticator()}
	for d.passkey.Key == nil || len(d.passkey.Key.AttestationData()) != 77 {
		d.passkey = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	}
	return d
}

// makes answers what is asked for a new passkey.
func (d *device) makes(t *testing.T, asked []byte) string {
	t.Helper()
	options, err := virtualwebauthn.ParseAttestationOptions(string(asked))
	done(t, err)
	d.Options.UserHandle = []byte(options.UserID)
	return virtualwebauthn.CreateAttestationResponse(site, d.Authenticator, d.passkey, *options)
}

// uses answers what is asked of a passkey.
func (d *device) uses(t *testing.T, asked []byte) string {
	t.Helper()
	options, err := virtualwebauthn.ParseAssertionOptions(string(asked))
	done(t, err)
	return virtualwebauthn.CreateAssertionResponse(site, d.Authenticator, d.passkey, *options)
}

// owned opens her session on a device that is her own.
func (h *house) owned(p person) *accounts.Session {
	h.t.Helper()
	cookie, err := h.SignIn(ctx(h.t), p.phrase, accounts.Device{Own: true})
	done(h.t, err)
	return h.open(cookie)
}

// sets makes a passkey for her on a device.
func (h *house) sets(s *accounts.Session, d *device) {
	h.t.Helper()
	asked, err := h.BeginPasskey(ctx(h.t), s, "Notes", false)
	done(h.t, err)
	done(h.t, h.AddPasskey(ctx(h.t), s, d.makes(h.t, asked), nil))
}

// proves uses her passkey.
func (h *house) proves(s *accounts.Session, d *device) error {
	h.t.Helper()
	asked, err := h.AskPasskey(ctx(h.t), s)
	done(h.t, err)
	return h.ProvePasskey(ctx(h.t), s, d.uses(h.t, asked))
}

func TestAPasskeyIsSetUsedListedAndRemoved(t *testing.T) {
	h := newHouse(t)
	p, d := h.join(), newDevice()
	s := h.owned(p)
	if s.Keyed || s.Proved {
		t.Fatal("an account begins with a passkey")
	}
	h.sets(s, d)
	later := h.owned(p)
	if !later.Keyed || later.Proved {
		t.Errorf("signed in again she has a passkey: %v, and has used it already: %v", later.Keyed, later.Proved)
	}
	done(t, h.proves(later, d))
	if again := h.owned(p); again.Proved {
		t.Error("what she showed in one session counts in another")
	}
	list, err := h.Passkeys(ctx(t), later)
	done(t, err)
	if len(list) != 1 || !list[0].Set.Equal(time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)) {
		t.Fatalf("she finds %+v", list)
	}
	done(t, h.RemovePasskey(ctx(t), later, list[0].ID))
	if s := h.owned(p); s.Keyed {
		t.Error("it is there still")
	}
}

func TestAPasskeyOfAnAccountCountsInEachSessionThatProvesIt(t *testing.T) {
	h := newHouse(t)
	p, d := h.join(), newDevice()
	h.sets(h.owned(p), d)
	cookie := h.signIn(p)
	done(t, h.proves(h.open(cookie), d))
	if s := h.open(cookie); !s.Proved || !h.JustProved(s) {
		t.Error("the next request doesn't know that she has used it")
	}
	h.clock.move(accounts.Proven)
	if s := h.open(cookie); !s.Proved || h.JustProved(s) {
		t.Error("after five minutes it should have been used in this session, and not just now")
	}
}

func TestWhoKnowsThePhraseAloneCannotSetOrRemoveAPasskey(t *testing.T) {
	h := newHouse(t)
	p, d := h.join(), newDevice()
	before := h.owned(p)
	waiting, err := h.BeginPasskey(ctx(t), before, "Notes", false)
	done(t, err)
	h.sets(h.owned(p), d)
	if err := h.AddPasskey(ctx(t), before, newDevice().makes(t, waiting), nil); err != accounts.ErrPasskeyFirst {
		t.Errorf("one that was begun before there was any is answered with %v", err)
	}
	thief := h.owned(p)
	_, err = h.BeginPasskey(ctx(t), thief, "Notes", false)
	refused(t, err, accounts.ErrPasskeyFirst)
	list, err := h.Passkeys(ctx(t), thief)
	done(t, err)
	refused(t, h.RemovePasskey(ctx(t), thief, list[0].ID), accounts.ErrPasskeyFirst)
	done(t, h.proves(thief, d))
	h.sets(thief, newDevice())
}

func TestAnAnswerOfAPasskeyCountsOnceForWhatWasAsked(t *testing.T) {
	h := newHouse(t)
	p, d := h.join(), newDevice()
	s := h.owned(p)
	h.sets(s, d)
	asked, err := h.AskPasskey(ctx(t), s)
	done(t, err)
	answer := d.uses(t, asked)
	done(t, h.ProvePasskey(ctx(t), s, answer))
	refused(t, h.ProvePasskey(ctx(t), s, answer), accounts.ErrPasskey)

	asked, err = h.AskPasskey(ctx(t), s)
	done(t, err)
	other := h.owned(p)
	_, err = h.AskPasskey(ctx(t), other)
	done(t, err)
	refused(t, h.ProvePasskey(ctx(t), other, d.uses(t, asked)), accounts.ErrPasskey)

	asked, err = h.AskPasskey(ctx(t), s)
	done(t, err)
	h.clock.move(5 * time.Minute)
	refused(t, h.ProvePasskey(ctx(t), s, d.uses(t, asked)), accounts.ErrPasskey)
}

func TestWrongAnswersOfPasskeysAreRefusedAlike(t *testing.T) {
	h := newHouse(t)
	p, d := h.join(), newDevice()
	s := h.owned(p)
	h.sets(s, d)
	elsewhere := *d
	unseen := *d
	unseen.Options.UserNotVerified = true
	stranger := newDevice()
	answers := map[string]func([]byte) string{
		"another's passkey":    func(asked []byte) string { return stranger.uses(t, asked) },
		"nobody at the device": func(asked []byte) string { return unseen.uses(t, asked) },
		"nothing":              func([]byte) string { return "" },
		"what isn't an answer": func([]byte) string { return `{"id":"x"}` },
		"what another site had asked": func(asked []byte) string {
			options, err := virtualwebauthn.ParseAssertionOptions(string(asked))
			done(t, err)
			fake := virtualwebauthn.RelyingParty{ID: "notes.example", Origin: "https://n0tes.example"}
			return virtualwebauthn.CreateAssertionResponse(fake, elsewhere.Authenticator, elsewhere.passkey, *options)
		},
	}
	for what, answer := range answers {
		asked, err := h.AskPasskey(ctx(t), s)
		done(t, err)
		if err := h.ProvePasskey(ctx(t), s, answer(asked)); err != accounts.ErrPasskey {
			t.Errorf("%s is answered with %v", what, err)
		}
	}
}

func TestAPasskeyThatWasCopiedIsRefused(t *testing.T) {
	h := newHouse(t)
	p, d := h.join(), newDevice()
	d.passkey.Counter = 4
	s := h.owned(p)
	h.sets(s, d)
	d.passkey.Counter = 9
	done(t, h.proves(s, d))
	d.passkey.Counter = 5
	refused(t, h.proves(s, d), accounts.ErrPasskey)
}

func TestNoPasskeyIsSetOnADeviceThatOthersUseToo(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	if _, err := h.BeginPasskey(ctx(t), h.open(h.signIn(p)), "Notes", false); err == nil {
		t.Error("it would stay on the device of others")
	}
}

func TestAnAccountHoldsFourPasskeys(t *testing.T) {
	h := newHouse(t)
	s := h.owned(h.join())
	for range 4 {
		h.sets(s, newDevice())
	}
	if _, err := h.BeginPasskey(ctx(t), s, "Notes", false); err == nil {
		t.Error("a fifth is taken")
	}
}

// Promise 6: what a device shows of it, in a list that others may see, says nothing.
func TestADeviceIsToldNothingOfHer(t *testing.T) {
	h := newHouse(t)
	p, other := h.join(), h.join()
	seen := map[string]bool{}
	for _, of := range []person{p, other} {
		asked, err := h.BeginPasskey(ctx(t), h.owned(of), "Notes", false)
		done(t, err)
		var options struct {
			RP   struct{ ID, Name string }
			User struct{ ID, Name, DisplayName string }
		}
		done(t, json.Unmarshal(asked, &options))
		if options.RP.ID != site.ID || options.RP.Name != "Notes" || options.User.Name != "Notes" || options.User.DisplayName != "Notes" {
			t.Errorf("the device is told %+v", options)
		}
		seen[options.User.ID] = true
	}
	if len(seen) != 2 {
		t.Error("two accounts have one handle")
	}
}

func TestWhereTheAddressIsANumberThereAreNoPasskeys(t *testing.T) {
	h := newHouse(t)
	a, err := accounts.New(h.db, h.streams, accounts.Config{Peppers: [][]byte{pepper('a')}, Origin: "http://192.0.2.7:8080", Now: h.clock.now})
	done(t, err)
	if _, err := a.BeginPasskey(ctx(t), h.owned(h.join()), "Notes", false); err == nil {
		t.Error("browsers would refuse what is asked here")
	}
}
