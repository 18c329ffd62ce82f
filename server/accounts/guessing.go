package accounts

import (
	"crypto/sha256"
	"math"
	"net/netip"
	"sync"
	"time"
)

// How guessing is slowed down. A dozen wrong phrases an hour from one shelter's line stay free; who tries without end computes
// a million hashes for each try, or waits 42 seconds. The page's script makes some 800,000 hashes a second on a laptop; a cheap phone is taken
// to make a tenth of that (an estimate): a fifth of a second at first, 13 seconds at last.
const (
	freeTries   = 3               // failures before a try costs anything
	forgiveness = 5 * time.Minute // in which one failure is forgotten
	leastBits   = 14              // of work at first: 16,000 hashes, a blink
	mostBits    = 20              // at last: a million
	shortWait   = 2 * time.Second // for who doesn't compute, doubling to
	longWait    = 42 * time.Second
	mostGuests  = 1 << 16 // addresses remembered; beyond that, strangers share one record
)

// The brake on everybody: with more than brakeAt failures from all addresses together, one a second forgotten, a try
// costs something from anywhere.
const (
	brakeAt      = 60
	brakeForgets = time.Second
)

// toldEvery is how often it is said at most that the brake on everybody is on.
const toldEvery = 10 * time.Minute

// What is counted ends here: a flood of any length is forgotten two minutes after it ends, and one line's failures after an hour.
const (
	mostTries = 12
	brakeFull = 2 * brakeAt
)

// Guard slows down who guesses phrases, codes or PINs, without keeping anybody's address: it remembers failures in
// memory under an HMAC of the address whose key changes every day (UTC), and only counts.
//
// Work is done by the page's script, for one form: what was computed for one opens no other. Who has no script waits instead, and no try
// is ever lost: nobody can be locked out by another's guessing. Make one with NewGuard; it is safe for use by several goroutines. Guards with one secret, on
// several nodes, take each other's challenges, but count apart.
type Guard struct {
	secret []byte
	now    func() time.Time

	mu     sync.Mutex
	day    string
	key    []byte // of the day
	guests map[guest]*record
	swept  time.Time // when the book was last gone through for room
	all    leak
	spent  map[string]time.Time // challenges used, until they lapse
	tidied time.Time            // when those that had lapsed were last dropped
	told   time.Time            // when the brake on everybody was last told of
}

// guest is the day's HMAC of an address.
type guest [16]byte

// everybody is the record of those for whom there is no room.
var everybody guest

// record is what is remembered of one guest.
type record struct {
	failed leak
	until  time.Time // she may try then without work; zero when not asked to wait yet
}

// leak is a number that shrinks by one in a fixed time.
type leak struct {
	level float64
	at    time.Time
}

func (l *leak) now(now time.Time, each time.Duration) float64 {
	l.level = math.Max(0, l.level-math.Max(0, float64(now.Sub(l.at)))/float64(each)) // a clock that is set back makes it no fuller
	l.at = now
	return l.level
}

// NewGuard makes a guard. secret is 32 random bytes or more, the same on all nodes (a pepper will do); now is the
// clock, nil means the machine's.
func NewGuard(secret []byte, now func() time.Time) *Guard {
	if now == nil {
		now = time.Now
	}
	return &Guard{secret: derive(secret, "guard"), now: now}
}

// Check says whether somebody at addr may try now with a form, named by where it is sent, and counts the try as failed; Succeeded takes that back. If not ok,
// she may come again with an answer to the challenge, or without one after wait.
func (g *Guard) Check(addr, form string, a Answer) (c Challenge, wait time.Duration, ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	who, r := g.meet(addr, now)
	bits := g.bits(r, now)
	if bits == 0 || g.solved(who, form, a, bits, now) || r.waited(now) {
		r.failed.level = math.Min(r.failed.level+1, mostTries)
		g.all.level = math.Min(g.all.level+1, brakeFull)
		r.until = now.Add(waitFor(g.bits(r, now)))
		return Challenge{}, 0, true
	}
	return g.challenge(who, form, bits, now), r.wait(bits, now), false
}

// Ask says what the next try from addr will cost, for the page that holds the form: nothing (the zero Challenge), or
// work or a wait.
func (g *Guard) Ask(addr, form string) (c Challenge, wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	who, r := g.meet(addr, now)
	bits := g.bits(r, now)
	if bits == 0 || r.waited(now) {
		return Challenge{}, 0
	}
	return g.challenge(who, form, bits, now), r.wait(bits, now)
}

// Succeeded takes back the failure that Check counted. Earlier ones stay until they are forgotten: who has a phrase of
// her own can't buy guesses with it.
func (g *Guard) Succeeded(addr string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	_, r := g.meet(addr, g.now())
	r.failed.level = math.Max(0, r.failed.level-1)
	g.all.level = math.Max(0, g.all.level-1)
}

// Alarm says whether the operator is to be told now that the brake on everybody is on: somebody guesses from many places. It says so once
// in ten minutes, and nothing of who or where.
func (g *Guard) Alarm() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	if g.all.now(now, brakeForgets) < brakeAt || now.Sub(g.told).Abs() < toldEvery {
		return false
	}
	g.told = now
	return true
}

// meet finds the record of an address, on a new day in an empty book.
func (g *Guard) meet(addr string, now time.Time) (guest, *record) {
	if day := now.UTC().Format(time.DateOnly); day != g.day {
		g.day, g.key = day, derive(g.secret, "day "+day)
		g.guests, g.spent = map[guest]*record{}, map[string]time.Time{}
	}
	who := guest(mac(g.key, place(addr))[:16])
	if r, ok := g.guests[who]; ok {
		return who, r
	}
	if len(g.guests) >= mostGuests && !g.forget(now) {
		who = everybody
	}
	r, ok := g.guests[who]
	if !ok {
		r = &record{failed: leak{at: now}}
		g.guests[who] = r
	}
	return who, r
}

// forget makes room by dropping records that say nothing any more, at most once a minute; false when there is none.
func (g *Guard) forget(now time.Time) bool {
	if now.Sub(g.swept) < time.Minute {
		return false
	}
	g.swept = now
	for who, r := range g.guests {
		if r.failed.now(now, forgiveness) == 0 && !now.Before(r.until) {
			delete(g.guests, who)
		}
	}
	return len(g.guests) < mostGuests
}

// bits is what a try costs: 0 for nothing.
func (g *Guard) bits(r *record, now time.Time) int {
	over := r.failed.now(now, forgiveness) - freeTries
	over = math.Max(over, (g.all.now(now, brakeForgets)-brakeAt)/brakeAt*(mostBits-leastBits))
	if over < 0 {
		return 0
	}
	return min(leastBits+int(over), mostBits)
}

// waited says that she has done her time. A longer time than anybody is given comes from a clock that was set back: it is done.
func (r *record) waited(now time.Time) bool {
	return !r.until.IsZero() && (!now.Before(r.until) || r.until.Sub(now) > longWait)
}

// wait is how long she must still wait, from when she was first told.
func (r *record) wait(bits int, now time.Time) time.Duration {
	if r.until.IsZero() {
		r.until = now.Add(waitFor(bits))
	}
	return r.until.Sub(now)
}

// waitFor is the wait that stands for so many bits.
func waitFor(bits int) time.Duration {
	if bits == 0 {
		return 0
	}
	return min(shortWait<<(bits-leastBits), longWait)
}

// place is as much of an address as one line has: all of an IPv4 address, the first half of an IPv6 one.
func place(addr string) string {
	ip, err := netip.ParseAddr(addr)
	if err != nil {
		return addr
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}

// sumOf is the hash whose leading zero bits are the work.
func sumOf(challenge, nonce string) [sha256.Size]byte {
	return sha256.Sum256([]byte(challenge + ":" + nonce))
}
