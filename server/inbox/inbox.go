// Package inbox keeps what members are told of: a reply to a post of hers, a mention, what moderators and stewards did
// about her. And what she wants to be told of: a level for each space and topic (see Level).
//
// A notice points and says nothing: it holds a kind, a post's place and a day; no words, and nobody's name. Whoever draws
// it asks the domain it points into, with its reader's rights of that moment. So what she may not read, or may not read any
// more, is neither shown nor counted, what is erased leaves nothing behind here, and who acted in the name of a role is not
// in the row to be told.
//
// A notice is written in the transaction of what it tells of. Its number is that of its event in the inbox's channel, so
// the order of notices is the order of commits, and what is read is kept as ranges of numbers. An inbox channel has one
// audience: the member whose inbox it is.
//
// One transaction may hold notices of several members. They are members of one network, of which a person can be only
// one: that rows were written together says nothing about whose other members they are. Rows of two networks are never
// written together.
//
// Other domains tell the inbox by Tell, News, Withdraw, Answered and Reached inside their own transactions, or, for posts, by the SQL function
// inbox_tell. To follow at Everything costs who posts nothing: it is looked up when its reader asks, from what she has read.
//
// Nothing leaves the site: there is no mail, no push, and no count of it all anywhere.
//
// The package may import realtime/stream and locales.
package inbox

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/realtime/stream"
)

// Kind says what a notice tells.
type Kind string

// The kinds. The first three point to a post.
const (
	Reply     Kind = "reply"     // a post answers one of hers
	Mention   Kind = "mention"   // a post says her pseudonym after an @
	Released  Kind = "released"  // a moderator let her held words be posted
	Returned  Kind = "returned"  // a moderator gave her held words back
	Confirmed Kind = "confirmed" // a steward confirmed her as a member
	Vouched   Kind = "vouched"   // a steward vouched for her
	RoleGiven Kind = "role"      // a steward gave her the role that About names
	Asked     Kind = "asked"     // somebody asks her into a small circle
	Cohort    Kind = "cohort"    // somebody asks her to learn or teach in a cohort
	Safety    Kind = "safety"    // somebody finds a round unsafe: for the safeguarding lead
	Recovery  Kind = "recovery"  // a way back into her name was asked for
	Merger    Kind = "merger"    // her network goes together with another, and asks whether she goes along
	Handed    Kind = "handed"    // a member handed words to her, a safeguarding lead
	Consent   Kind = "consent"   // somebody asks to use her story
	Guarded   Kind = "guarded"   // a member under 18 allows something with hers: for the safeguarding lead
	Recall    Kind = "recall"    // a story is to be asked back: for who leads a campaign
	Seen      Kind = "seen"      // what was seen of her practice waits for her word
	Agreed    Kind = "agreed"    // somebody agreed to what she saw of her practice
	Reworded  Kind = "reworded"  // a session that the network has rewritten waits for a second person
	Campaign  Kind = "campaign"  // what About names happened in the campaign that Place names
	Round     Kind = "round"     // the round that Place names takes answers
	Decided   Kind = "decided"   // something was decided about her words, or about her appeal
	Looked    Kind = "looked"    // what she reported was looked at
	Case      Kind = "case"      // somebody may be in danger: for the safeguarding leads
	Overdue   Kind = "overdue"   // something in the queue has waited too long: for stewards
	Alert     Kind = "alert"     // somebody may need a person now: for the safeguarding leads
	Duty      Kind = "duty"      // another lead hands the duty over to her
	Speak     Kind = "speak"     // somebody asks whether she would speak for a campaign
	Settled   Kind = "settled"   // what came of asking a story of hers back is noted
	Person    Kind = "person"    // somebody has seen that she may need a person
	Address   Kind = "address"   // an address waits to be brought to an authority's reporting line: for the safeguarding leads
	Private   Kind = "private"   // something is new in a private thread of hers, or one waits for staff
	Custody   Kind = "custody"   // something waits for her, a custodian
	Unsealed  Kind = "unsealed"  // what she left in case of danger was let out
)

// The kinds of event in an inbox's channel. A notice's number is its event's own; the reference of Gone and Moved is the
// number of the notice that went, or whose post went to another topic.
const (
	Noticed = "notice"
	Read    = "read"
	Gone    = "gone"
	Moved   = "moved"
)

// NoticesAtOnce is how many notices are read at once, and UnreadAtMost among how many unread ones are counted.
const (
	NoticesAtOnce = 30
	UnreadAtMost  = 100
)

// How long notices are kept, in days after the day they came.
const (
	keepRead   = 90
	keepUnread = 180
)

// Notice is one thing that a member is told of. Topic and Post are the place of a post, "" and 0 where it points to none; Place is
// the id of a campaign or a round, "" for none.
type Notice struct {
	Network string    `db:"network_id"`
	Member  string    `db:"member_id"`
	Number  int       `db:"number"`
	Kind    Kind      `db:"kind"`
	Topic   string    `db:"topic_id"`
	Post    int       `db:"post_number"`
	Place   string    `db:"place_id"`
	About   string    `db:"about"`
	Day     time.Time `db:"day"`
	Unread  bool      `db:"unread"`
}

// Inbox is the package's door. Make one with New.
type Inbox struct {
	db      *sqlx.DB
	streams *stream.Streams
	now     func() time.Time
	glance  *sqlx.Stmt
}

// New serves the inboxes kept in db. now is the clock; nil means the machine's.
func New(ctx context.Context, db *sqlx.DB, streams *stream.Streams, now func() time.Time) (*Inbox, error) {
	if now == nil {
		now = time.Now
	}
	glance, err := db.PreparexContext(ctx, glanceSQL)
	if err != nil {
		return nil, fmt.Errorf("preparing the inbox's statement: %w", err)
	}
	return &Inbox{db: db, streams: streams, now: now, glance: glance}, nil
}

// Channel is the live channel of a member's inbox.
func Channel(network, member string) stream.Channel {
	return stream.Channel("inbox/" + network + "/" + member)
}

// Unread returns her newest unread notices, at most UnreadAtMost, the newest first, and where her channel stood in the
// same snapshot.
func (i *Inbox) Unread(ctx context.Context, network, member string) ([]Notice, stream.Position, error) {
	notices, head, err := readGlance(ctx, i.glance, network, member)
	if err != nil {
		return nil, stream.Position{}, fmt.Errorf("glancing at the inbox of %s: %w", member, err)
	}
	return notices, head, nil
}

// Notices returns up to NoticesAtOnce of her notices before a number, the newest first; 0 begins at the newest.
func (i *Inbox) Notices(ctx context.Context, network, member string, before int) ([]Notice, error) {
	notices, err := readNotices(ctx, i.db, network, member, before)
	if err != nil {
		return nil, fmt.Errorf("reading the inbox of %s: %w", member, err)
	}
	return notices, nil
}

// Notice returns one of her notices; false when there is none of this number.
func (i *Inbox) Notice(ctx context.Context, network, member string, number int) (Notice, bool, error) {
	notices, err := readNotice(ctx, i.db, network, member, number)
	if err != nil {
		return Notice{}, false, fmt.Errorf("reading a notice of %s: %w", member, err)
	}
	if len(notices) == 0 {
		return Notice{}, false, nil
	}
	return notices[0], true, nil
}

// MarkRead marks her notices from one number to another as read; what is read already is no harm.
func (i *Inbox) MarkRead(ctx context.Context, network, member string, from, to int) error {
	seq, err := markRead(ctx, i.db, network, member, from, to)
	return wakeAfter(i.streams, network, member, seq, err)
}

// Sweep forgets notices whose time has passed.
func (i *Inbox) Sweep(ctx context.Context) error {
	today := i.now().UTC().Truncate(24 * time.Hour)
	if err := deleteOld(ctx, i.db, today.AddDate(0, 0, -keepRead), today.AddDate(0, 0, -keepUnread)); err != nil {
		return fmt.Errorf("forgetting old notices: %w", err)
	}
	return nil
}
