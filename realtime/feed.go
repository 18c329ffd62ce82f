package realtime

import (
	"slices"
	"strings"
	"sync/atomic"
)

// feedKey tells the feeds of a room apart. Without is the sorted ids of blocked authors, joined by commas.
type feedKey struct{ lang, without string }

func keyOf(f Follower) feedKey {
	without := slices.Sorted(slices.Values(f.Without))
	return feedKey{f.Lang, strings.Join(slices.Compact(without), ",")}
}

// feed is the log of a room's events as one kind of follower gets them: in one language, without certain authors.
// A feed without authors takes its frames from the plain feed of its language, which lives as long.
type feed struct {
	room  *room
	key   feedKey
	plain *feed // itself when nobody is left out
	seats []seat

	// Under the room's lock.
	chain chain
	users int // cursors, and feeds that have this as their plain one
}

// seat is one writer loop's share of a feed's followers.
type seat struct {
	dirty     atomic.Bool  // the loop has been told
	taken     atomic.Int32 // how many followers
	followers []*cursor    // the loop's own
}

// cursor is one socket's place in a feed. It always stands at a frame's start. It belongs to the socket's writer loop.
type cursor struct {
	socket *socket
	feed   *feed
	seat   int // index in the seat's followers
	at     *segment
	offset int
}

// leavesOut reports whether the feed's followers must not see what this author wrote.
func (f *feed) leavesOut(author string) bool {
	return author != "" && f.key.without != "" && slices.Contains(strings.Split(f.key.without, ","), author)
}

// view is a plain frame as this feed's followers get it.
func (f *feed) view(plain frame, seq int64) frame {
	if f.leavesOut(plain.author) {
		return frame{bytes: passFrame(f.room.channel, seq)}
	}
	return plain
}

// sit adds a cursor to the loop's followers; stand takes it out.
func (s *seat) sit(c *cursor) {
	c.seat = len(s.followers)
	s.followers = append(s.followers, c)
	s.taken.Add(1)
}

func (s *seat) stand(c *cursor) {
	end := len(s.followers) - 1
	moved := s.followers[end]
	moved.seat = c.seat
	s.followers[c.seat] = moved
	s.followers[end] = nil
	s.followers = s.followers[:end]
	s.taken.Add(-1)
}
