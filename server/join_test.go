package main

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// The first steward joins by the printed invitation, without script; she founds a Local network, whose steward invites
// a member, who sees the welcome space only until she is confirmed.
func TestJoiningFromThePrintedInvitationToAConfirmedMember(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "")
	code, pin := p.invitation()

	founder := newVisitor(t, p)
	phrase, codes := founder.join(code, pin)
	founder.open("/home").sees("Hello").sees("Advocacy")

	founder.open("/steward/network").fill("/steward/networks", "name", "Cebu", "language", "ceb")
	lost, lostPIN := founder.slip()
	founder.open("/steward").sees("Networks that nobody runs").open("/steward/network").fill("/steward/networks/")
	local, localPIN := founder.slip()
	steward := newVisitor(t, p)
	steward.open("/join?c="+lost).fill("/join", "pin", lostPIN).sees("don't open anything")
	steward.join(local, localPIN)

	founder.open("/steward/network").misses("Networks that nobody runs")
	steward.open("/steward/invitations").fill("/steward/invitations", "role", "member", "band", "adult")
	member := newVisitor(t, p)
	member.join(steward.slip())
	member.open("/home").sees("A steward will confirm you soon").sees("Welcome").misses("Advocacy")

	steward.open("/steward").sees("Newcomers wait").open("/steward/members").fill("/steward/members/").open("/steward/members").sees("No newcomers")
	member.open("/home").misses("A steward will confirm you soon").sees("Advocacy")

	again := newVisitor(t, p)
	again.open("/join?c="+code).fill("/join", "pin", pin).sees("don't open anything")
	if again.status != http.StatusUnprocessableEntity {
		t.Errorf("a used invitation was answered with %d", again.status)
	}

	back := newVisitor(t, p).signIn(phrase)
	back.fill("/leave").open("/home")
	if back.path != "/" {
		t.Errorf("after leaving, /home led to %s", back.path)
	}
	back.open("/recover").fill("/recover", "code", codes[0])
	words := back.items("phrase")
	back.fill("/recover/confirm", "first", words[back.asked("first")], "second", words[back.asked("second")])
	back.sees("Hello")
	newVisitor(t, p).signIn(strings.Join(words, " "))
	newVisitor(t, p).open("/").fill("/sign-in", "phrase", phrase).sees("don't open anything")
}

// slip is the code and the numbers of the invitation that the page shows.
func (v *visitor) slip() (code, pin string) {
	v.t.Helper()
	of := func(class string) string {
		n := v.find(func(n *html.Node) bool { return attribute(n, "class") == class })
		if n == nil {
			v.t.Fatalf("%s shows no slip:\n%s", v.path, v.text())
		}
		return textOf(n)
	}
	return of("slip-code"), of("pin")
}
