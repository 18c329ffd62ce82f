// Package realtime brings the events of channels to open sockets. It knows channels, positions and bytes; never what
// they are about: whether a member may follow a channel, and how an event looks, it asks through [Config].
//
// # The protocol
//
// A page opens GET /live?ticket=T as a WebSocket (RFC 6455). The Origin header must be one of Config.Origins exactly; a missing
// one is refused with 403. The ticket is redeemed once. Since a browser can't read the status of a failed handshake, a bad
// ticket is answered after it, with a close code. Frames are JSON texts of at most 64 KiB from the client. Nothing is compressed.
//
// The server greets:
//
//	{"t":"hello"}
//
// The client asks to follow a channel from the position that its page was drawn at, up to twenty channels on one socket:
//
//	{"t":"follow","channel":"topic/…/…","after":41,"epoch":"…"}
//
// An after of 0 may come with an empty epoch: from the beginning. To follow a channel again replaces the earlier following. Then come
// the events after that position, numbered without a hole, each once:
//
//	{"t":"event","channel":"topic/…/…","seq":42,"kind":"post.new","html":"<article…"}
//	{"t":"event","channel":"topic/…/…","seq":43,"kind":"pass"}
//
// A pass moves the position and shows nothing: there is nothing to draw, or it was written by someone this reader has blocked.
// When the events after a position can't be told any more (too old, another epoch, ahead of the channel, or the client
// reads too slowly) the channel is no longer followed, and the client reads the page anew and follows from there:
//
//	{"t":"resync","channel":"topic/…/…"}
//
// What may not be followed is refused, with words in the reader's language if there are any:
//
//	{"t":"refused","channel":"topic/…/…","text":"…"}
//
// The server ends with a frame and the same code in the close frame:
//
//	{"t":"bye","code":4000}
//
// # Close codes
//
// The range tells the client what to do; what stands in brackets is for whoever debugs. A connection that ends without a code
// (1006) is like 4000.
//
//	4000–4099  come back with the same positions, after a random delay
//	           4000 the server stops  4001 something went wrong here
//	4100–4199  fetch a new ticket and come back at once; from the second time in a row, after a random delay
//	           4100 rights changed  4101 the ticket is unknown, used or too old  4102 the time of the ticket's holder is over
//	4200–4299  don't come back
//	           4200 the session ended  4201 a frame that isn't of this protocol, or too large  4202 too many frames or sockets
//
// # How it works
//
// An event is drawn once per language that has followers here, framed once, and appended to the log that all followers of that
// channel and language share (log.go, room.go). A socket is a cursor into such logs. A few writer loops (shard.go), each the only
// one to write to its sockets, send each socket all that is pending in one write that never waits (writer.go). A socket that can't
// take more is left aside until the kernel says it can; one that stays behind longer than the log reaches gets resync. So a slow
// follower costs others nothing. Those who have blocked authors share a log with whoever blocks the same ones; what such an author has
// only a part in, they read in the page.
//
// A wake-up says that a channel is at a number; what happened is read from the stream. Joining a room comes before reading where the
// channel stands, so nothing falls between. Once a second the heads of the followed channels are read, in case a wake-up was lost (poll.go).
//
// Every socket watches the channels "member/<network>/<member>" and "session/<hash>" of its follower from before it is greeted
// (control.go). The event "ended" there closes it for good, any other closes it to fetch a new ticket, within half a second.
package realtime

import (
	"context"
	"log/slog"
	"time"

	"tinig/realtime/stream"
)

// Follower is who follows on one socket, as she was when her ticket was redeemed.
type Follower struct {
	Session string // hash of her session's cookie, in hex
	Network string
	Member  string
	Lang    string
	Without []string  // members whose events she must not get
	Key     int       // what Redeem noted of her beside, for May: the hub only keeps it
	Until   time.Time // her socket closes then; zero: never

	// Since is where the channel "member/<network>/<member>" stood when the rest was read. What came after it counts,
	// so no change is missed while the socket opens. With an empty Epoch counting begins when the socket joins.
	Since stream.Position
}

// Drawn is an event as followers of one language see it.
type Drawn struct {
	HTML  []byte // nil when there is nothing to see
	By    string // the author's member id, or ""
	With  string // the id of another member whose words are in it, or "": who must not get those is told to read the page anew
	Again bool   // who may follow has changed, or more than can be drawn: all followers get resync, and who comes again is asked again
}

// Config is what the hub asks its house.
type Config struct {
	// Origins are those whose pages may open a socket, exactly as browsers write them: "https://example.org".
	Origins []string

	// Redeem turns a one-time ticket into who holds it.
	Redeem func(ctx context.Context, ticket string) (Follower, error)

	// May returns nil when f may follow ch, a refusal when not. It is asked at every follow frame.
	May func(ctx context.Context, f Follower, ch stream.Channel) error

	// Refused returns the words, in lang, of an error that is a refusal, and false for an error that isn't.
	Refused func(lang string, err error) (text string, ok bool)

	// Draw returns the event as it is to be seen now, by anyone who may follow the channel. It is called once per language
	// with followers here, in order within a channel and language; what a follower has missed while nobody followed is drawn
	// when she comes. When it fails, followers get resync.
	Draw func(ctx context.Context, ch stream.Channel, e stream.Event, lang string) (Drawn, error)

	Log *slog.Logger
}
