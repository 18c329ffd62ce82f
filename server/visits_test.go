package main

import "testing"

// She sees when somebody last signed in with her words, and the word that was shown then; without script, and once she has said that
// she knows it, no more.
func TestSheSeesWhetherSomebodyElseWasHere(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	steward := newVisitor(t, p).signIn(p.signIns()["steward"].Phrase)
	steward.open("/steward/invitations").fill("/steward/invitations", "role", "member", "band", "adult")
	her := newVisitor(t, p)
	phrase, _ := her.join(steward.slip())
	first := her.open("/home").traces()
	if len(first) != 1 {
		t.Fatalf("the first time she is shown %v", first)
	}
	her.fill("/me/visit").misses("Was it you?")

	again := newVisitor(t, p).signIn(phrase).sees("Was it you?")
	words := again.traces()
	if len(words) != 2 || words[0] != first[0] {
		t.Fatalf("she is shown %v, the word was %v", words, first)
	}
	if again.fill("/me/visit", "other", "1").sees("Where you are signed in"); again.path != "/me/device" {
		t.Errorf("who doesn't know it comes to %s", again.path)
	}
	again.open("/home").misses("Was it you?")
}

// traces are the words of the visits on the page.
func (v *visitor) traces() (words []string) {
	for _, e := range v.all("bdi") {
		if attribute(e, "class") == "trace" {
			words = append(words, textOf(e))
		}
	}
	return words
}
