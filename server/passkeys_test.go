package main

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/descope/virtualwebauthn"
	"golang.org/x/net/html"
)

// passkey is a device in software that holds one, for who has no script.
type passkey struct {
	site   virtualwebauthn.RelyingParty
	device virtualwebauthn.Authenticator
	key    virtualwebauthn.Credential
}

// newVirtualKey leaves out the keys that virtualwebauthn writes too short: one in 128, whose coordinate begins with a zero.
func newVirtualKey() (key virtualwebauthn.Credential) {
	for key.Key == nil || len(key.Key.AttestationData()) != 77 {
		key = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	}
	return key
}

// setsPasskey says that the device is her own and sets a passkey on it.
func (v *visitor) setsPasskey() *passkey {
	v.t.Helper()
	k := &passkey{site: virtualwebauthn.RelyingParty{ID: "localhost", Origin: v.origin}, device: virtualwebauthn.NewAuthenticator(), key: newVirtualKey()}
	v.post("/me/device", url.Values{"own": {"1"}})
	v.open("/me/passkeys").fill("/me/passkeys", "passkey", k.makes(v, "set"), "phrase", "words that are not hers").sees("These words don't open anything")
	v.fill("/me/passkeys", "passkey", k.makes(v, "set"), "phrase", v.phrase)
	v.sees("Set on ")
	return k
}

// makes answers what her page would ask the device for.
func (k *passkey) makes(v *visitor, what string) string {
	v.t.Helper()
	options, err := virtualwebauthn.ParseAttestationOptions(k.asked(v, what))
	must(v.t, err)
	k.device.Options.UserHandle = []byte(options.UserID)
	return virtualwebauthn.CreateAttestationResponse(k.site, k.device, k.key, *options)
}

// uses answers what her page would ask of the passkey.
func (k *passkey) uses(v *visitor) string {
	v.t.Helper()
	options, err := virtualwebauthn.ParseAssertionOptions(k.asked(v, "use"))
	must(v.t, err)
	return virtualwebauthn.CreateAssertionResponse(k.site, k.device, k.key, *options)
}

// asked is what the server asks a device for. Her page stays open.
func (k *passkey) asked(v *visitor, what string) string {
	v.t.Helper()
	page := *v
	if page.post("/me/passkeys/ask", url.Values{"for": {what}}); page.status != http.StatusOK {
		v.t.Fatalf("asking for a passkey is answered with %d", page.status)
	}
	return page.body
}

// A steward of the first day is asked for a passkey; on the eighth her role rests. She keeps what a member may, sets one, and goes on
// where she was. Signed in again she uses it, and a form that she sent before that isn't lost.
func TestAStewardNeedsAPasskeyFromTheEighthDay(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	phrase := p.signIns()["steward"].Phrase
	steward := newVisitor(t, p).signIn(phrase)
	steward.open("/home").sees("Your role asks for a passkey. From ").open("/steward/members").sees("Members")

	p.sql(`UPDATE member_roles SET given_on = given_on - 7`)
	steward.open("/home").sees("It rests until you use one here").misses("Run this network")
	steward.open("/steward/invitations")
	if steward.path != "/me/passkeys" {
		t.Fatalf("a page of her role led to %s", steward.path)
	}
	steward.sees("Your role asks for one").sees("needs a browser that runs scripts")
	if steward.post("/steward/invitations", url.Values{"role": {"member"}, "band": {"adult"}, "once": {onceOf("first")}}); steward.status != http.StatusForbidden {
		t.Errorf("an act of her role is answered with %d", steward.status)
	}
	steward.sees("It rests until you use one here")
	steward.write("Everyday", "When a court date", "A steward whose role rests still writes.")

	key := steward.setsPasskey()
	steward.open("/steward/invitations").sees("Invit")

	again := newVisitor(t, p).signIn(phrase)
	again.open("/steward/invitations").sees("Use your passkey")
	again.post("/steward/network/close", url.Values{"reason": {"words of hers"}})
	again.sees("what you were about to do is done when you have used it")
	stolen := *key
	stolen.key = newVirtualKey()
	again.fill("/steward/network/close", "proof", stolen.uses(again)).sees("That was no passkey of yours")
	if kept := attribute(again.field("reason"), "value"); kept != "words of hers" {
		t.Errorf("her form holds %q", kept)
	}
	again.fill("/steward/network/close", "proof", key.uses(again)).sees("until another steward agrees")
}

// Hers is lost: she asks, speaks with a steward and a lead, and sets another, which is recorded. Who has only her words, and asks in her
// name, is found out at her home page. Until then her role rests.
func TestALostPasskeyIsRenewedByTwoOfTheStaff(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	steward, lead := newVisitor(t, p).signIn(as["steward"].Phrase), newVisitor(t, p).signIn(as["safeguarding_lead"].Phrase)
	lost := newVisitor(t, p).signIn(as["moderator"].Phrase)
	old := lost.setsPasskey()

	her := newVisitor(t, p).signIn(as["moderator"].Phrase)
	her.post("/me/device", url.Values{"own": {"1"}})
	her.open("/queue").fill("/me/passkeys/lost").sees("You have asked")
	lost.open("/home").sees("says that your passkey is lost").fill("/me/passkeys/lost", "found", "1").misses("says that your passkey is lost")
	steward.open("/recoveries").sees("Nobody has lost one")
	her.open("/me/passkeys").fill("/me/passkeys/lost").sees("You have asked")
	steward.open("/recoveries").sees("Speak with her first").sees("Early Fern").fill("/recoveries/keys/").sees("One has agreed").misses("I have spoken with her")
	key := &passkey{site: old.site, device: old.device, key: newVirtualKey()}
	if her.post("/me/passkeys/renew", url.Values{"passkey": {key.makes(her, "renew")}, "phrase": {her.phrase}}); her.status != http.StatusNotFound {
		t.Errorf("with the word of one it is answered with %d", her.status)
	}
	lead.open("/recoveries").fill("/recoveries/keys/").sees("Nobody has lost one")

	her.open("/me/passkeys?to=/queue").sees("have agreed").fill("/me/passkeys/renew", "passkey", key.makes(her, "renew"), "phrase", "words of somebody else").sees("These words don't open anything")
	her.open("/me/passkeys?to=/queue").fill("/me/passkeys/renew", "passkey", key.makes(her, "renew"), "phrase", her.phrase)
	if her.path != "/queue" {
		t.Errorf("setting another led to %s: %s", her.path, her.text())
	}
	again := newVisitor(t, p).signIn(as["moderator"].Phrase)
	again.open("/me/passkeys").fill("/me/passkeys/use", "passkey", old.uses(again)).sees("That was no passkey of yours")
	again.open("/me/passkeys").fill("/me/passkeys/use", "passkey", key.uses(again)).misses("That was no passkey of yours")
	acts := p.count(`SELECT count(*) FROM audit_records WHERE act LIKE 'passkey.%'`)
	if acts != 6 { // asked, taken back, asked, agreed twice, renewed
		t.Errorf("the record has %d acts about it", acts)
	}
}

// Whoever is helped back in, or has only the words, has the member's rights and not the role's: the socket too.
func TestASocketOfARoleThatRestsFollowsWhatAMemberMay(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	phrase := p.signIns()["safeguarding_lead"].Phrase
	lead := newVisitor(t, p).signIn(phrase)
	lead.open("/duty")
	channel := attribute(lead.find(func(n *html.Node) bool { return attribute(n, "id") == "duty-now" }), "data-channel")
	if got := lead.follows(channel); got != "followed" {
		t.Fatalf("to a lead of the first day %s is %s", channel, got)
	}
	key := lead.setsPasskey()
	thief := newVisitor(t, p).signIn(phrase)
	if got := thief.follows(channel); got != "refused" {
		t.Errorf("to whoever has only her words it is %s", got)
	}
	thief.open("/me/passkeys").fill("/me/passkeys/use", "passkey", key.uses(thief))
	if got := thief.follows(channel); got != "followed" {
		t.Errorf("to who has her passkey too it is %s", got)
	}
}
