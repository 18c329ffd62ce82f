package site

import (
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"tinig/curriculum"
	"tinig/locales"
	"tinig/realtime"
	"tinig/realtime/stream"
	"tinig/server/accounts"
	"tinig/server/duty"
	"tinig/server/forum"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// ticket is what a socket's one-time ticket stands for, sealed in its row.
type ticket struct {
	Network, Member, Lang string
	ClaimHash             []byte
	Key                   networks.Key
}

// mintTicket is POST /live/ticket.
func (s *Site) mintTicket(w http.ResponseWriter, v *visit) error {
	if v.Tablet != nil {
		minted, err := s.Curriculum.MintTicket(v.Context(), *v.Tablet)
		return writeTicket(w, tabletTicket+v.Printer.Tag()+"."+minted, err)
	}
	payload, err := json.Marshal(ticket{v.Actor.Network, v.Actor.Member, v.Printer.Tag(), accounts.ClaimHash(v.Session.Current.Claim), keyOf(v.Session)})
	if err != nil {
		return err
	}
	minted, err := s.Accounts.MintTicket(v.Context(), v.Session, payload)
	return writeTicket(w, minted, err)
}

func writeTicket(w http.ResponseWriter, minted string, err error) error {
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(map[string]string{"ticket": minted})
}

// tabletTicket is how the ticket of who sits at a tablet begins; its language follows.
const tabletTicket = "t."

// redeemTabletTicket tells the hub who sits at a tablet: to it her seat is a member.
func (s *Site) redeemTabletTicket(ctx context.Context, text string) (realtime.Follower, error) {
	lang, ticket, _ := strings.Cut(text, ".")
	t, err := s.Curriculum.RedeemTicket(ctx, ticket)
	return realtime.Follower{Session: t.Session(), Network: t.Network, Member: t.Seat, Lang: locales.For(lang).Tag(), Until: t.Until}, err
}

// redeemTicket tells the hub who comes with a ticket. Her claim and whom she is parted from are read now, and from where
// her control channel stood before: what happens to them later makes her socket come back.
func (s *Site) redeemTicket(ctx context.Context, text string) (f realtime.Follower, err error) {
	defer recovered(&err)
	if of, ok := strings.CutPrefix(text, tabletTicket); ok {
		return s.redeemTabletTicket(ctx, of)
	}
	redeemed, err := s.Accounts.RedeemTicket(ctx, text)
	if err != nil {
		return realtime.Follower{}, err
	}
	var t ticket
	if err := json.Unmarshal(redeemed.Payload, &t); err != nil {
		return realtime.Follower{}, err
	}
	control := networks.Control(t.Network, t.Member)
	heads, epoch, err := s.Streams.Heads(ctx, []stream.Channel{control})
	if err != nil {
		return realtime.Follower{}, err
	}
	actor, err := s.Networks.EnterBy(ctx, t.Network, t.Member, t.ClaimHash, t.Key)
	if err != nil {
		return realtime.Follower{}, err
	}
	return realtime.Follower{
		Session: redeemed.Session, Network: t.Network, Member: t.Member, Lang: t.Lang, Without: actor.Parted,
		Key: int(t.Key), Until: redeemed.Until, Since: stream.Position{Seq: heads[control], Epoch: epoch},
	}, nil
}

// mayFollow refuses a channel exactly as its page would. An inbox has one reader.
func (s *Site) mayFollow(ctx context.Context, f realtime.Follower, ch stream.Channel) (err error) {
	defer recovered(&err)
	topic, isTopic := topicOf(ch)
	cohort, leads, isRoom := roomOf(ch)
	round, isRound := roundOf(ch)
	thread, isThread := privateOf(ch)
	own := ch == inbox.Channel(f.Network, f.Member)
	onDuty := ch == duty.Channel(f.Network)
	if !own && !onDuty && !isTopic && !isRoom && !isRound && !isThread || ch.Network() != f.Network {
		return locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	if seat := (curriculum.Actor{Network: f.Network, Seat: f.Member}); isRoom && !leads && s.Curriculum.MayFollow(ctx, seat, cohort, leads) == nil {
		return nil
	}
	actor, err := s.Networks.FollowBy(ctx, f.Network, f.Member, networks.Key(f.Key))
	if err != nil || own {
		return err
	}
	if onDuty {
		return networks.Allow(actor, networks.StandBy, nil)
	}
	if isThread {
		return s.Threads.MayFollow(ctx, actor, thread)
	}
	if isRoom {
		return s.Curriculum.MayFollow(ctx, learner(actor), cohort, leads)
	}
	if isRound {
		_, err := s.Rounds.Round(ctx, actor, round, networks.Read)
		return err
	}
	return s.Forum.MayFollow(ctx, actor, topic)
}

// refusedWords are a refusal's words for a socket.
func refusedWords(lang string, err error) (string, bool) { return locales.For(lang).Refusal(err) }

// drawEvent draws an event as its page would draw now what it tells of: a post, as forum.Title the topic's head, a notice, a room, or that a
// round has changed.
func (s *Site) drawEvent(ctx context.Context, ch stream.Channel, e stream.Event, lang string) (d realtime.Drawn, err error) {
	defer recovered(&err)
	if member, ok := memberOf(ch); ok {
		return s.drawNotice(ctx, ch, member, e, lang)
	}
	if cohort, leads, ok := roomOf(ch); ok {
		return s.drawRoom(ctx, cohort, leads, ch, lang)
	}
	if _, ok := roundOf(ch); ok {
		return s.drawRoundNews(lang)
	}
	if _, ok := privateOf(ch); ok { // only an open keyring shows what it is
		return realtime.Drawn{Again: true}, nil
	}
	if ch == duty.Channel(ch.Network()) { // each lead's page asks for what she may read of it
		return realtime.Drawn{Again: true}, nil
	}
	topic, ok := topicOf(ch)
	number, err := strconv.Atoi(e.Ref)
	if !ok || err != nil {
		return realtime.Drawn{}, nil
	}
	if e.Kind == forum.Moved {
		return realtime.Drawn{Again: true}, nil
	}
	if number == forum.Title {
		return s.drawHead(ctx, ch.Network(), topic, lang)
	}
	post, err := s.Forum.Draw(ctx, ch.Network(), topic, number)
	if err != nil {
		return realtime.Drawn{}, err
	}
	names, err := s.authors(ctx, ch.Network(), []forum.Post{post})
	if err != nil {
		return realtime.Drawn{}, err
	}
	in, err := s.toldLive(ctx, post, lang)
	if err != nil {
		return realtime.Drawn{}, err
	}
	html, err := s.fragment(locales.For(lang), post, names[post.Author], in, false)
	return realtime.Drawn{HTML: []byte(html), By: post.Author, With: in.author()}, err
}

// topicOf is the topic of a topic's channel.
func topicOf(ch stream.Channel) (id string, ok bool) { return partOf(ch, "topic") }

// roundOf is the round of a round's channel.
func roundOf(ch stream.Channel) (id string, ok bool) { return partOf(ch, "round") }

// partOf is what a channel of some kind is about.
func partOf(ch stream.Channel, kind string) (id string, ok bool) {
	parts := strings.Split(string(ch), "/")
	if len(parts) != 3 || parts[0] != kind || !isID(parts[1]) || !isID(parts[2]) {
		return "", false
	}
	return parts[2], true
}

// moreForms are "3 new replies" in each plural form that the language has, as attributes with # for the number, for the
// script to fill in: the words stay on the server. Who wants no numbers gets the calm message. They are whole attributes, for
// a template would take data-more-one for a script.
func moreForms(v *visit, counting, calm string) (forms []template.HTMLAttr) {
	add := func(category, text string) {
		forms = append(forms, template.HTMLAttr(fmt.Sprintf(`data-more-%s="%s"`, category, template.HTMLEscapeString(text))))
	}
	if v.Session.Settings.Comfort.Calm {
		add("other", v.Printer.T(calm))
		return forms
	}
	for category, text := range v.Printer.Forms(counting) {
		add(category, text)
	}
	return forms
}
