package site

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// followedAtOnce is how many topics that she follows are listed with something unread.
const followedAtOnce = 8

// inboxPage is what she was told, a heading for each day, and what is new in what she follows. Only the first page is live.
type inboxPage struct {
	Page
	Followed  []forum.Line
	Days      []noticeDay
	Newest    int // the newest number on the page, 0 for none
	Unread    bool
	Live      bool
	Next      int
	MoreForms []template.HTMLAttr
}

// noticeDay is the notices of one day.
type noticeDay struct {
	Date    time.Time
	Notices []noticeView
}

// inboxPage is GET /inbox.
func (s *Site) inboxPage(w http.ResponseWriter, v *visit) error {
	if v.reads() {
		return s.readerInbox(w, v)
	}
	before := v.number("before")
	page := inboxPage{Page: s.page(v), Live: before == 0, MoreForms: moreForms(v, "inbox.more", "inbox.more_calm")} // its count comes before its list: see inbox.ts
	page.Heading = v.Printer.T("inbox.heading")
	list, next, err := s.noticesBefore(v.Context(), v.Actor, v.Printer.Tag(), before)
	if err != nil {
		return err
	}
	views, err := s.viewNotices(v.Context(), v.Printer, v.Actor.Network, list)
	if err != nil {
		return err
	}
	page.Days, page.Next = noticesByDay(views), next
	for _, notice := range list {
		page.Newest, page.Unread = max(page.Newest, notice.Number), page.Unread || notice.Unread
	}
	if before == 0 {
		if page.Followed, err = s.Forum.Followed(v.Context(), v.Actor, followedAtOnce); err != nil {
			return err
		}
		if err := s.Forum.TellTitles(v.Context(), v.Actor, v.Printer.Tag(), page.Followed); err != nil {
			return err
		}
	}
	return s.render(w, http.StatusOK, "inbox/inbox", page)
}

// noticesBefore are a page of notices that she may read, and where the next page begins, 0 when there is none. It reads on
// until the page is full: what she may not read leaves no gap.
func (s *Site) noticesBefore(ctx context.Context, a networks.Actor, lang string, before int) (list []noted, next int, err error) {
	for {
		notices, err := s.Inbox.Notices(ctx, a.Network, a.Member, before)
		if err != nil {
			return nil, 0, err
		}
		more, err := s.noted(ctx, a, lang, notices)
		if err != nil {
			return nil, 0, err
		}
		list = append(list, more...)
		if len(list) > inbox.NoticesAtOnce {
			return list[:inbox.NoticesAtOnce], list[inbox.NoticesAtOnce-1].Number, nil
		}
		if len(notices) < inbox.NoticesAtOnce {
			return list, 0, nil
		}
		before = notices[len(notices)-1].Number
	}
}

func noticesByDay(views []noticeView) (days []noticeDay) {
	for _, view := range views {
		if len(days) == 0 || !days[len(days)-1].Date.Equal(view.Notice.Day) {
			days = append(days, noticeDay{Date: view.Notice.Day})
		}
		days[len(days)-1].Notices = append(days[len(days)-1].Notices, view)
	}
	return days
}

// openNotice is GET /inbox/{number}: what a notice points to, from now on read.
func (s *Site) openNotice(w http.ResponseWriter, v *visit) error {
	number := v.number("number")
	notice, err := s.noticeAt(v.Context(), v.Actor, v.Printer.Tag(), number)
	if err != nil {
		return err
	}
	if notice == nil {
		return locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	if err := s.Inbox.MarkRead(v.Context(), v.Actor.Network, v.Actor.Member, number, number); err != nil {
		return err
	}
	return seeOther(w, v, notice.leadsTo())
}

// leadsTo is the page that a notice points to.
func (n noted) leadsTo() string {
	switch n.Kind {
	case inbox.Returned:
		return "/waiting"
	case inbox.Asked, inbox.Cohort, inbox.Merger:
		return "/asked"
	case inbox.Handed:
		return "/handed"
	case inbox.Speak:
		return "/me/speaking"
	case inbox.Consent, inbox.Settled:
		return "/stories"
	case inbox.Guarded:
		return "/guarded"
	case inbox.Recall:
		return "/recalls"
	case inbox.RoleGiven:
		return "/me"
	case inbox.Decided, inbox.Looked:
		return "/reports"
	case inbox.Case, inbox.Overdue:
		return "/queue"
	case inbox.Alert, inbox.Duty:
		return "/duty"
	case inbox.Custody:
		return "/custody"
	case inbox.Unsealed:
		return "/vault"
	case inbox.Person:
		return "/near"
	case inbox.Address:
		return "/addresses"
	case inbox.Private:
		return "/private"
	case inbox.Safety:
		return "/safety"
	case inbox.Seen:
		return "/ladder"
	case inbox.Agreed:
		return "/curriculum"
	case inbox.Reworded:
		return "/adaptations"
	case inbox.Campaign:
		return campaignNewsPath(n.Place, n.About)
	case inbox.Round:
		return "/rounds/" + n.Place
	case inbox.Recovery:
		return "/me#recovery"
	case inbox.Reply, inbox.Mention, inbox.Released:
		return fmt.Sprintf("/t/%s?from=%d#p%d", n.Topic, max(1, n.Post-forum.PostsAtOnce/2), n.Post)
	}
	return "/home"
}

// postInboxRead is POST /inbox/read: everything up to the newest on the page that she saw.
func (s *Site) postInboxRead(w http.ResponseWriter, v *visit) error {
	if err := s.Inbox.MarkRead(v.Context(), v.Actor.Network, v.Actor.Member, 1, v.number("newest")); err != nil {
		return err
	}
	return seeOther(w, v, "/inbox")
}
