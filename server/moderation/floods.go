package moderation

import (
	"crypto/sha256"
	"sync"
	"time"

	"tinig/locales"
	"tinig/server/moderation/folded"
	"tinig/server/networks"
)

// How often a member posts: FloodAtMost times within floodWithin, if the operator says nothing else. The same words of sameLetters or more are taken once within
// sameWithin.
const (
	FloodAtMost = 10
	floodWithin = time.Minute
	sameWithin  = 5 * time.Minute
	sameLetters = 20
)

// floodsKept is how many members a node remembers for it: those who wrote last. It remembers them in memory alone, so that nothing finer
// than a day is kept of anybody; each node counts for itself.
const floodsKept = 4096

// flood is what a member wrote last.
type flood struct {
	mu    sync.Mutex
	tries []try // in turns
	next  int
	said  [FloodAtMost]said
	after int
}

// try is a form that she sent, by its one-time number.
type try struct {
	once string
	at   time.Time
}

// said are words of hers that were taken.
type said struct {
	once  string
	words [sha256.Size]byte
	at    time.Time
}

func (m *Moderation) flood(a networks.Actor) *flood {
	fresh := &flood{tries: make([]try, m.most)}
	if kept, had, _ := m.floods.PeekOrAdd(a.Member, fresh); had {
		m.floods.Get(a.Member)
		return kept
	}
	return fresh
}

// PostAtMost lets members post so many times a minute; 0 is as often as they like. It comes before anybody posts.
func (m *Moderation) PostAtMost(times int) { m.most = times }

// Flooding refuses a member who writes to others faster than anybody reads, and words that she has just said: once is her form's one-time
// number, so that pressing twice is no flood.
func (m *Moderation) Flooding(a networks.Actor, once string, words string) error {
	f, now := m.flood(a), m.now()
	f.mu.Lock()
	defer f.mu.Unlock()
	mark, long := wordsOf(words)
	for _, s := range f.said {
		if long && s.words == mark && s.once != once && now.Sub(s.at) < sameWithin {
			return locales.Refuse(locales.Invalid, "flood.same")
		}
	}
	for _, t := range f.tries {
		if once != "" && t.once == once {
			return nil
		}
	}
	if m.most == 0 {
		return nil
	}
	if oldest := f.tries[f.next]; now.Sub(oldest.at) < floodWithin {
		return locales.Refuse(locales.TooMany, "flood.fast", "Most", m.most)
	}
	f.tries[f.next] = try{once, now}
	f.next = (f.next + 1) % m.most
	return nil
}

// Said notes that a member's words were taken.
func (m *Moderation) Said(a networks.Actor, once string, words string) {
	f := m.flood(a)
	f.mu.Lock()
	defer f.mu.Unlock()
	if mark, long := wordsOf(words); long {
		f.said[f.after] = said{once, mark, m.now()}
		f.after = (f.after + 1) % FloodAtMost
	}
}

// wordsOf is a mark of words however they are written, and whether there are enough of them.
func wordsOf(words string) (mark [sha256.Size]byte, long bool) {
	text := folded.Of(words).Folded
	return sha256.Sum256([]byte(text)), len(text) >= sameLetters
}
