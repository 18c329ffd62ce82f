package accounts_test

import (
	"fmt"
	"testing"
	"time"

	"tinig/server/accounts"
)

const home, form = "192.0.2.7", "/sign-in"

func newGuard() (*accounts.Guard, *clock) {
	c := newClock()
	return accounts.NewGuard(pepper('g'), c.now), c
}

// fail tries and fails n times from addr, paying whatever is asked, and returns the last challenge.
func fail(t *testing.T, g *accounts.Guard, addr string, n int) {
	t.Helper()
	for range n {
		c, _ := g.Ask(addr, form)
		if _, _, ok := g.Check(addr, form, accounts.Solve(c)); !ok {
			t.Fatal("a try that was paid for is refused")
		}
	}
}

func TestFirstTriesAreFree(t *testing.T) {
	g, _ := newGuard()
	for range 3 {
		if c, wait := g.Ask(home, form); c.Bits != 0 || wait != 0 {
			t.Errorf("asked for %d bits and %v", c.Bits, wait)
		}
		if _, _, ok := g.Check(home, form, accounts.Answer{}); !ok {
			t.Error("refused")
		}
	}
	c, wait, ok := g.Check(home, form, accounts.Answer{})
	if ok || c.Bits != 14 || wait <= 0 {
		t.Errorf("the fourth: %d bits, %v, %v", c.Bits, wait, ok)
	}
	if _, _, ok := g.Check("192.0.2.8", form, accounts.Answer{}); !ok {
		t.Error("another address pays too")
	}
}

func TestWorkAndWaitGrow(t *testing.T) {
	g, _ := newGuard()
	fail(t, g, home, 3)
	bits, waits := 0, time.Duration(0)
	for i := range 7 {
		c, wait := g.Ask(home, form)
		if c.Bits != 14+i || c.Bits <= bits || wait < waits || wait > 42*time.Second {
			t.Errorf("after %d failures: %d bits, %v", 3+i, c.Bits, wait)
		}
		bits, waits = c.Bits, wait
		fail(t, g, home, 1)
	}
	if waits != 42*time.Second {
		t.Errorf("at last one waits %v", waits)
	}
	fail(t, g, home, 1)
	if c, _ := g.Ask(home, form); c.Bits != 20 {
		t.Errorf("%d bits at last", c.Bits)
	}
}

func TestAnswerIsGoodOnce(t *testing.T) {
	g, c := newGuard()
	fail(t, g, home, 3)
	challenge, _ := g.Ask(home, form)
	answer := accounts.Solve(challenge)
	if _, _, ok := g.Check(home, form, answer); !ok {
		t.Fatal("refused")
	}
	if _, _, ok := g.Check(home, form, answer); ok {
		t.Error("good twice")
	}
	challenge, _ = g.Ask(home, form)
	answer = accounts.Solve(challenge)
	for name, wrong := range map[string]accounts.Answer{
		"no nonce":        {Challenge: answer.Challenge},
		"another nonce":   {Challenge: answer.Challenge, Nonce: "unlucky " + answer.Nonce},
		"no challenge":    {Nonce: answer.Nonce},
		"made up":         accounts.Solve(accounts.Challenge{Text: "AAAA", Bits: 1}),
		"less work":       {Challenge: "A" + answer.Challenge[1:], Nonce: answer.Nonce},
		"another's guest": solveFrom(t, g, "198.51.100.1", form),
		"another form's":  solveFrom(t, g, home, "/join"),
	} {
		if _, _, ok := g.Check(home, form, wrong); ok {
			t.Errorf("%s is good", name)
		}
	}
	if _, _, ok := g.Check(home, form, answer); !ok {
		t.Error("the right one is refused after wrong ones")
	}
	challenge, _ = g.Ask(home, form)
	answer = accounts.Solve(challenge)
	fail(t, g, home, 6)
	c.move(time.Second)
	if _, _, ok := g.Check(home, form, answer); ok {
		t.Error("a cheap challenge kept in store pays for a dear try")
	}
}

func solveFrom(t *testing.T, g *accounts.Guard, addr, form string) accounts.Answer {
	t.Helper()
	if addr != home {
		fail(t, g, addr, 3)
	}
	c, _ := g.Ask(addr, form)
	return accounts.Solve(c)
}

func TestAnswerLapses(t *testing.T) {
	g, c := newGuard()
	fail(t, g, home, 9)
	challenge, _ := g.Ask(home, form)
	answer := accounts.Solve(challenge)
	c.move(11 * time.Minute)
	g.Check(home, form, accounts.Answer{})  // she has waited
	_, _, ok := g.Check(home, form, answer) // and now she hasn't
	if ok {
		t.Error("good after its time")
	}
}

func TestWhoHasNoScriptWaits(t *testing.T) {
	g, c := newGuard()
	fail(t, g, home, 5)
	_, wait, ok := g.Check(home, form, accounts.Answer{})
	if ok || wait <= 0 {
		t.Fatalf("wait %v, %v", wait, ok)
	}
	c.move(wait - time.Millisecond)
	if _, left, ok := g.Check(home, form, accounts.Answer{}); ok || left != time.Millisecond {
		t.Errorf("too early: %v left, %v", left, ok)
	}
	c.move(time.Millisecond)
	if _, wait := g.Ask(home, form); wait != 0 {
		t.Errorf("asked to wait %v more", wait)
	}
	if _, _, ok := g.Check(home, form, accounts.Answer{}); !ok {
		t.Error("refused after the wait")
	}
	if _, _, ok := g.Check(home, form, accounts.Answer{}); ok {
		t.Error("one wait is good for two tries")
	}
}

func TestManyTriesAtOnceAreNotFree(t *testing.T) {
	g, _ := newGuard()
	free := make(chan bool)
	for range 50 {
		go func() {
			_, _, ok := g.Check(home, form, accounts.Answer{})
			free <- ok
		}()
	}
	n := 0
	for range 50 {
		if <-free {
			n++
		}
	}
	if n != 3 {
		t.Errorf("%d of 50 were free", n)
	}
}

func TestSuccessTakesItsOwnTryBackOnly(t *testing.T) {
	g, _ := newGuard()
	for range 20 {
		if _, _, ok := g.Check(home, form, accounts.Answer{}); !ok {
			t.Fatal("who always succeeds is slowed down")
		}
		g.Succeeded(home)
	}
	fail(t, g, home, 3)
	fail(t, g, home, 1)
	g.Succeeded(home)
	if c, _ := g.Ask(home, form); c.Bits == 0 {
		t.Error("a success buys free guesses")
	}
}

func TestFailuresAreForgotten(t *testing.T) {
	g, c := newGuard()
	fail(t, g, home, 6)
	c.move(time.Hour)
	fail(t, g, home, 1)
	if challenge, _ := g.Ask(home, form); challenge.Bits != 0 {
		t.Errorf("%d bits an hour later", challenge.Bits)
	}
}

func TestOneLineIsOneGuest(t *testing.T) {
	g, _ := newGuard()
	fail(t, g, "2001:db8:1:2::1", 3)
	fail(t, g, "192.0.2.9", 3)
	for addr, same := range map[string]bool{"2001:db8:1:2:ffff::9": true, "2001:db8:1:3::1": false, "::ffff:192.0.2.9": true, "192.0.2.10": false} {
		if c, _ := g.Ask(addr, form); (c.Bits > 0) != same {
			t.Errorf("%s: %d bits", addr, c.Bits)
		}
	}
}

func TestGuessingFromEverywhereBrakesEverybody(t *testing.T) {
	g, c := newGuard()
	for i := range 300 {
		g.Check(fmt.Sprintf("203.0.%d.%d", 113+i/250, i%250), form, accounts.Answer{})
	}
	challenge, wait := g.Ask(home, form)
	if challenge.Bits < 14 || wait <= 0 {
		t.Errorf("a stranger is asked for %d bits and %v", challenge.Bits, wait)
	}
	fail(t, g, home, 1)
	c.move(10 * time.Minute)
	if challenge, _ := g.Ask("192.0.2.99", form); challenge.Bits != 0 {
		t.Errorf("%d bits when it is over", challenge.Bits)
	}
}

// A flood used to be counted without end: after one of a day everybody would have paid for another day.
func TestAFloodIsForgottenSoonAfterIt(t *testing.T) {
	g, c := newGuard()
	for i := range 600 {
		g.Check(fmt.Sprintf("2001:db8:%x::1", i), form, accounts.Answer{})
	}
	c.move(42 * time.Second)
	for i := range 600 { // each of them has waited
		if _, _, ok := g.Check(fmt.Sprintf("2001:db8:%x::1", i), form, accounts.Answer{}); !ok {
			t.Fatal("refused after the wait")
		}
	}
	c.move(3 * time.Minute)
	if challenge, _ := g.Ask("192.0.2.98", form); challenge.Bits != 0 {
		t.Errorf("a stranger is asked for %d bits when the flood is over", challenge.Bits)
	}
	for range 40 {
		g.Check(home, form, accounts.Answer{})
		c.move(42 * time.Second)
	}
	c.move(time.Hour)
	g.Check(home, form, accounts.Answer{})
	if challenge, _ := g.Ask(home, form); challenge.Bits != 0 {
		t.Errorf("the line it came from is asked for %d bits an hour later", challenge.Bits)
	}
}

// A clock that is set back makes nobody wait until it has caught up, and one set forward lets nobody in twice.
func TestAClockThatJumpsKeepsNobodyOut(t *testing.T) {
	g, c := newGuard()
	fail(t, g, home, 5)
	before, _ := g.Ask(home, form)
	answer := accounts.Solve(before)
	c.move(-2 * time.Hour)
	if after, wait := g.Ask(home, form); after.Bits > before.Bits || wait > 42*time.Second {
		t.Errorf("two hours back she is asked for %d bits, and to wait %v", after.Bits, wait)
	}
	if challenge, _ := g.Ask("192.0.2.97", form); challenge.Bits != 0 {
		t.Errorf("two hours back a stranger is asked for %d bits", challenge.Bits)
	}
	if _, _, ok := g.Check(home, form, answer); !ok {
		t.Error("two hours back what she computed is refused")
	}
	c.move(20 * time.Hour)
	if _, _, ok := g.Check(home, form, accounts.Answer{}); !ok {
		t.Error("hours later she is refused")
	}
}

func TestGuardsMemoryIsBounded(t *testing.T) {
	g, _ := newGuard()
	for i := range 1<<16 + 1000 {
		g.Ask(fmt.Sprintf("2001:db8:%x:%x::1", i>>16, i&0xffff), form)
	}
	if n := g.Guests(); n > 1<<16+1 {
		t.Errorf("%d guests are remembered", n)
	}
	if _, _, ok := g.Check("192.0.2.200", form, accounts.Answer{}); !ok {
		t.Error("a stranger is refused when the book is full")
	}
}

func TestGuardKeepsNoAddressOverMidnight(t *testing.T) {
	g, c := newGuard()
	fail(t, g, home, 5)
	c.move(24 * time.Hour)
	g.Ask("192.0.2.50", form)
	if n := g.Guests(); n != 1 {
		t.Errorf("%d guests are remembered from the day before", n-1)
	}
}

func TestGuardsOfTwoNodesTakeEachOthersChallenges(t *testing.T) {
	a, c := newGuard()
	b := accounts.NewGuard(pepper('g'), c.now)
	fail(t, a, home, 3)
	fail(t, b, home, 3)
	challenge, _ := a.Ask(home, form)
	if _, _, ok := b.Check(home, form, accounts.Solve(challenge)); !ok {
		t.Error("the other node refuses the answer")
	}
}

// An operator learns of a flood while it goes on, without her log growing with it. It used to be told to those who waited, and to nobody else.
func TestAFloodIsToldOfOnceInTenMinutes(t *testing.T) {
	g, c := newGuard()
	flood := func() (told int) {
		for i := range 90 {
			addr := fmt.Sprintf("2001:db8:%x::1", i)
			asked, _ := g.Ask(addr, form)
			g.Check(addr, form, accounts.Solve(asked))
			if g.Alarm() {
				told++
			}
		}
		return told
	}
	fail(t, g, home, 9)
	if g.Alarm() {
		t.Error("nine wrong tries from one line are called a flood")
	}
	for i, step := range []struct {
		after time.Duration
		told  int
	}{{0, 1}, {9 * time.Minute, 0}, {2 * time.Minute, 1}, {-time.Hour, 1}} {
		c.move(step.after)
		if told := flood(); told != step.told {
			t.Errorf("flood %d is told of %d times, not %d", i+1, told, step.told)
		}
	}
}
