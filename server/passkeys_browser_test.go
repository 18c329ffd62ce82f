package main

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// holdsPasskeys gives her browser a device that makes and keeps passkeys, and knows her finger.
func (b *person) holdsPasskeys() webauthn.AuthenticatorID {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
		b.t.Fatal(err)
	}
	made, err := chromedp.Call(b.ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: "ctap2", Transport: "internal", HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	if err != nil {
		b.t.Fatal(err)
	}
	return made.AuthenticatorID
}

// knowsHer says whether the device knows her finger from now on.
func (b *person) knowsHer(device webauthn.AuthenticatorID, knows bool) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: device, IsUserVerified: knows}); err != nil {
		b.t.Fatal(err)
	}
}

// setsPasskey sets a passkey on her page of passkeys.
func (b *person) setsPasskey(phrase string) {
	b.t.Helper()
	b.open("/me/passkeys")
	b.enter("#phrase", "words that are not hers")
	b.click(`form[data-passkey="set"] button.button`)
	b.sees("These words don't open anything")
	b.enter("#phrase", phrase)
	b.click(`form[data-passkey="set"] button.button`)
	b.sees("Set on ")
}

// A member may have a passkey too. What her device keeps of it says nothing.
func TestAMemberSetsAPasskeyUsesItAndRemovesIt(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	phrase := p.signIns()["trainer_in_cebu"].Phrase
	b := newPerson(t, p)
	device := b.holdsPasskeys()
	b.signInOn(phrase, true)
	b.setsPasskey(phrase)
	b.keepsNothingOfHer(device)

	b.leaves()
	b.signInOn(phrase, true)
	b.open("/me/passkeys")
	if b.shows(`document.querySelector("form[action$='/remove']")`) {
		t.Error("who has only signed in can remove it")
	}
	b.knowsHer(device, false)
	b.click(`form[data-passkey="use"] button`)
	b.sees("It did not work.")
	b.knowsHer(device, true)
	b.click(`form[data-passkey="use"] button`)
	b.holds(`document.querySelector("form[action$='/remove'] button")`)
	b.click(`form[action$='/remove'] button`)
	b.sees("You have none yet.")
}

// leaves forgets her session, as closing the browser would.
func (b *person) leaves() {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, network.ClearBrowserCookies, cdp.Empty{}); err != nil {
		b.t.Fatal(err)
	}
}

// keepsNothingOfHer looks at what the device would show in its list.
func (b *person) keepsNothingOfHer(device webauthn.AuthenticatorID) {
	b.t.Helper()
	kept, err := chromedp.Call(b.ctx, webauthn.GetCredentials, webauthn.GetCredentialsParams{AuthenticatorID: device})
	if err != nil {
		b.t.Fatal(err)
	}
	if len(kept.Credentials) != 1 {
		b.t.Fatalf("the device keeps %d passkeys", len(kept.Credentials))
	}
	one := kept.Credentials[0]
	if !one.IsResidentCredential || one.RpID != "localhost" || one.UserName != "Notes" || one.UserDisplayName != "Notes" || len(one.UserHandle) != 32 {
		b.t.Errorf("the device keeps %+v", one)
	}
}

func TestNoPasskeyIsOfferedOnASharedDevice(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	if her.open("/me"); strings.Contains(her.text(), "Passkeys") {
		t.Error("it is offered")
	}
	her.open("/me/passkeys").sees("a passkey would stay on it").sees("what members do works without scripts").sees("You do not need one")
}

// A moderator's role rests after her first days. She sets a passkey where she is led, and goes on. At another sign-in her device is
// asked, and a form of her role that was open meanwhile goes its way when she has used it.
func TestStaffSetAPasskeyAndUseItByHand(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	p.sql(`UPDATE member_roles SET given_on = given_on - 7`)
	phrase := p.signIns()["steward"].Phrase
	b := newPerson(t, p)
	b.holdsPasskeys()
	b.signInOn(phrase, true)
	b.sees("It rests until you use one here")
	b.open("/steward/network")
	b.comesTo("/me/passkeys")
	b.enter("#phrase", phrase)
	b.click(`form[data-passkey="set"] button.button`)
	b.comesTo("/steward/network")

	b.leaves()
	b.signInOn(phrase, true)
	js[bool](b, `(document.querySelector("main").insertAdjacentHTML("beforeend",
		'<form method="post" action="/steward/network/close"><button class="button" id="open-meanwhile"></button></form>'), true)`)
	b.click("#open-meanwhile")
	b.sees("is done when you have used it")
	b.click(`form[data-passkey="use"] button`)
	b.comesTo("/steward/network")
	b.sees("until another steward agrees")

	b.leaves()
	b.signInOn(phrase, true)
	b.open("/steward/invitations")
	b.comesTo("/me/passkeys")
	b.click(`form[data-passkey="use"] button`)
	b.comesTo("/steward/invitations")
}
