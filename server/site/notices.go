package site

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"tinig/locales"
	"tinig/realtime"
	"tinig/realtime/stream"
	"tinig/server/accounts"
	"tinig/server/advocacy"
	"tinig/server/forum"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// mark is what the menu says of her inbox: how many notices are new, and where its channel stood when they were counted.
// It says nothing to who wants no numbers, and in her quiet hours, or the network's if she has set none, which the page knows, so that what comes meanwhile isn't
// announced either.
type mark struct {
	*locales.Printer
	Channel stream.Channel
	Head    stream.Position
	New     int
	More    bool   // and more than that
	Quiet   string // the minutes of the day, by UTC, "840-1380"
}

// mark is nil when the inbox couldn't be counted: no page fails for it.
func (s *Site) mark(v *visit) *mark {
	news, head, err := s.news(v.Context(), v.Actor)
	if err != nil {
		s.Log.Error("an inbox couldn't be counted", "error", err)
		return nil
	}
	m := &mark{Printer: v.Printer, Channel: inbox.Channel(v.Actor.Network, v.Actor.Member), Head: head}
	quiet := v.Session.Settings.Quiet.Or(quietOf(v.Actor.Quiet))
	if !quiet.At(time.Now()) && !v.Session.Settings.Comfort.Calm {
		m.count(news)
	}
	m.Quiet = quietMinutes(quiet)
	return m
}

func (m *mark) count(news int) {
	m.New, m.More = min(news, inbox.UnreadAtMost-1), news >= inbox.UnreadAtMost
}

func quietMinutes(q accounts.Quiet) string {
	if !q.Set() {
		return ""
	}
	from, until := q.Minutes()
	return fmt.Sprintf("%d-%d", from, until)
}

// news counts the unread notices that she may read now.
func (s *Site) news(ctx context.Context, a networks.Actor) (int, stream.Position, error) {
	unread, head, err := s.Inbox.Unread(ctx, a.Network, a.Member)
	if err != nil {
		return 0, head, err
	}
	noted, err := s.noted(ctx, a, "", unread)
	return len(noted), head, err
}

// noted is a notice that its reader may read now, with the post or the campaign that it points to, if it points to one.
type noted struct {
	inbox.Notice
	At       forum.Glimpse
	Campaign advocacy.Campaign
}

// noted keeps of some notices those that stand: whose post, campaign or round she may read, and whose news is still so.
func (s *Site) noted(ctx context.Context, a networks.Actor, lang string, notices []inbox.Notice) (list []noted, err error) {
	var posts []forum.Place
	for _, n := range notices {
		if n.Topic != "" {
			posts = append(posts, forum.Place{Topic: n.Topic, Number: n.Post})
		}
	}
	glimpses, err := s.Forum.Glimpses(ctx, a, posts)
	if err != nil {
		return nil, err
	}
	asked, err := s.askedSince(ctx, a, notices)
	if err != nil {
		return nil, err
	}
	places, err := s.readablePlaces(ctx, a, lang, notices)
	if err != nil {
		return nil, err
	}
	for _, n := range notices {
		if since, asks := asked[n.Kind]; asks && n.Day.Before(since) {
			continue
		}
		glimpse, there := glimpses[forum.Place{Topic: n.Topic, Number: n.Post}]
		if (n.Topic == "" || there) && places.has(n) && stillSo(a, n) {
			list = append(list, noted{n, glimpse, places.campaigns[n.Place]})
		}
	}
	return list, nil
}

// stillSo says whether what a steward did about her holds now, and whether she still has the role that something is told to.
func stillSo(a networks.Actor, n inbox.Notice) bool {
	switch n.Kind {
	case inbox.Confirmed:
		return a.Standing == networks.Confirmed
	case inbox.Vouched:
		return a.Vouched
	case inbox.Safety:
		return networks.Allow(a, networks.Safeguard, nil) == nil
	case inbox.Custody:
		return networks.Allow(a, networks.KeepShare, nil) == nil
	case inbox.Alert, inbox.Duty, inbox.Address:
		return networks.Allow(a, networks.StandBy, nil) == nil
	case inbox.Case:
		return networks.Allow(a, networks.Moderate, nil) == nil
	case inbox.Overdue:
		return a.Roles.Has(networks.RoleSteward)
	case inbox.RoleGiven:
		return a.Roles.Has(networks.Role(n.About))
	}
	return true
}

// noticeView is a notice as the template "notice" draws it, in the page and over the socket alike.
type noticeView struct {
	*locales.Printer
	noted
	Text string
}

// TitleHere is the title of the topic that it points into.
func (n noticeView) TitleHere() titleView {
	return titleOf(n.Printer, forum.Topic{Title: n.At.Title, Lang: n.At.Lang})
}

// viewNotices puts notices into words. Only who wrote a post is named; who acted in a role's name isn't known here.
func (s *Site) viewNotices(ctx context.Context, p *locales.Printer, network string, list []noted) (views []noticeView, err error) {
	var authors []string
	for _, n := range list {
		if n.Topic != "" {
			authors = append(authors, n.At.Author)
		}
	}
	names := map[string]networks.Member{}
	if len(authors) > 0 {
		if names, err = s.Networks.Names(ctx, network, authors); err != nil {
			return nil, err
		}
	}
	for _, n := range list {
		views = append(views, noticeView{p, n, words(p, n.Notice, called(p, names[n.At.Author]))})
	}
	return views, nil
}

func words(p *locales.Printer, n inbox.Notice, author string) string {
	switch n.Kind {
	case inbox.Reply, inbox.Mention:
		return p.T("notice."+string(n.Kind), "Name", author)
	case inbox.RoleGiven:
		return p.T("notice.role", "Role", p.T("role."+n.About))
	case inbox.Campaign:
		return p.T("campaign_news." + n.About)
	}
	return p.T("notice." + string(n.Kind))
}

// inboxEvent is what an event of an inbox changes on a page: the count, and the notice that came, if one did.
type inboxEvent struct {
	Mark *mark
	Line *noticeView
}

// drawNotice draws an event of an inbox for the one who may follow it, as her page would show it now when she has used her passkey.
func (s *Site) drawNotice(ctx context.Context, ch stream.Channel, member string, e stream.Event, lang string) (realtime.Drawn, error) {
	actor, err := s.Networks.Follow(ctx, ch.Network(), member)
	if locales.IsKind(err, locales.NotFound) {
		return realtime.Drawn{}, nil
	}
	if err != nil {
		return realtime.Drawn{}, err
	}
	news, head, err := s.news(ctx, actor)
	if err != nil {
		return realtime.Drawn{}, err
	}
	p := locales.For(lang)
	event := inboxEvent{Mark: &mark{Printer: p, Channel: ch, Head: head}}
	event.Mark.count(news)
	if event.Line, err = s.noticeOf(ctx, p, actor, e); err != nil {
		return realtime.Drawn{}, err
	}
	if e.Kind == inbox.Noticed && event.Line == nil {
		return realtime.Drawn{}, nil
	}
	var out bytes.Buffer
	if err := s.pages["inbox/inbox"].ExecuteTemplate(&out, "inbox_event", event); err != nil {
		return realtime.Drawn{}, fmt.Errorf("drawing a notice of %s: %w", member, err)
	}
	return realtime.Drawn{HTML: out.Bytes()}, nil
}

// noticeOf is the notice that an event tells of; nil when it tells of none, or of one that she may not read.
func (s *Site) noticeOf(ctx context.Context, p *locales.Printer, a networks.Actor, e stream.Event) (*noticeView, error) {
	if e.Kind != inbox.Noticed {
		return nil, nil
	}
	notice, err := s.noticeAt(ctx, a, p.Tag(), int(e.Seq))
	if err != nil || notice == nil {
		return nil, err
	}
	views, err := s.viewNotices(ctx, p, a.Network, []noted{*notice})
	if err != nil {
		return nil, err
	}
	return &views[0], nil
}

// noticeAt is her notice of a number, nil when it isn't there or not for her to read.
func (s *Site) noticeAt(ctx context.Context, a networks.Actor, lang string, number int) (*noted, error) {
	notice, there, err := s.Inbox.Notice(ctx, a.Network, a.Member, number)
	if err != nil || !there {
		return nil, err
	}
	list, err := s.noted(ctx, a, lang, []inbox.Notice{notice})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// memberOf is the member of an inbox's channel.
func memberOf(ch stream.Channel) (id string, ok bool) {
	parts := strings.Split(string(ch), "/")
	if len(parts) != 3 || parts[0] != "inbox" || !isID(parts[1]) || !isID(parts[2]) {
		return "", false
	}
	return parts[2], true
}
