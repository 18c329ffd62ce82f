package site

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/networks"
	"tinig/server/threads"
)

// privatePage is her private threads, her code, and where she enters another's.
type privatePage struct {
	Page
	Threads []privateLine
	Asked   []privateLine // that wait for one of the staff
	May     bool          // she may begin one
	Code    threads.Code
	Entered []time.Time
	Typed   string
	Guarded bool
}

// privateLine is a thread in a list.
type privateLine struct {
	threads.Thread
	With string
}

// privateSealer is what seals her threads.
func (s *Site) privateSealer(v *visit) threads.Sealer {
	return v.Session.Keeper(v.Actor.Member, "thread")
}

// privateThreads is GET /private.
func (s *Site) privateThreads(w http.ResponseWriter, v *visit) error {
	return s.showPrivate(w, v, http.StatusOK, "")
}

func (s *Site) showPrivate(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	page := privatePage{Page: s.page(v), Typed: v.PostForm.Get("code"), Guarded: v.PostForm.Get("guarded") != ""}
	page.Heading, page.Error = v.Printer.T("private.heading"), refusal
	page.May = networks.Allow(v.Actor, networks.OpenPrivate, nil) == nil
	list, err := s.Threads.List(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	if page.Threads, err = s.privateLines(v, list); err != nil {
		return err
	}
	asked, err := s.Threads.Asked(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	if page.Asked, err = s.privateLines(v, asked); err != nil {
		return err
	}
	if page.Code, err = s.Threads.Mine(v.Context(), v.Actor, s.privateSealer(v)); err != nil {
		return err
	}
	if page.Entered, err = s.Threads.Entered(v.Context(), v.Actor); err != nil {
		return err
	}
	return s.render(w, code, "private/threads", page)
}

func (s *Site) privateLines(v *visit, list []threads.Thread) (lines []privateLine, err error) {
	for _, thread := range list {
		with, err := s.privateWith(v, thread, false)
		if err != nil {
			return nil, err
		}
		lines = append(lines, privateLine{thread, with})
	}
	return lines, nil
}

// privateWith are the names of the others in a thread: those who came in as staff, or those who didn't.
func (s *Site) privateWith(v *visit, thread threads.Thread, staff bool) (string, error) {
	var ids, with []string
	for _, seat := range thread.Seats {
		if seat.Staff == staff {
			ids = append(ids, seat.Member)
		}
	}
	names, err := s.Networks.Names(v.Context(), v.Actor.Network, ids)
	for _, id := range ids {
		with = append(with, called(v.Printer, names[id]))
	}
	return strings.Join(with, ", "), err
}

// postPrivateCode is POST /private/code.
func (s *Site) postPrivateCode(w http.ResponseWriter, v *visit) error {
	return s.done(w, v, s.Threads.Make(v.Context(), v.Actor, s.privateSealer(v)), "/private#code", s.showPrivate)
}

// postPrivateEnter is POST /private/enter. Whatever the code is, it is answered in one way.
func (s *Site) postPrivateEnter(w http.ResponseWriter, v *visit) error {
	err := s.Threads.Enter(v.Context(), v.Actor, s.privateSealer(v), v.FormValue("code"), v.FormValue("guarded") != "")
	return s.done(w, v, err, "/private", s.showPrivate)
}

// privateThreadPage is a thread.
type privateThreadPage struct {
	Page
	Now    privatePart
	Staff  string // who of the staff is in it
	Body   string
	Most   int
	Days   int
	Older  int // before which number there is more; 0 for none
	Before int
}

// privatePart is what stands in a thread: what the template "private_words" draws.
type privatePart struct {
	*locales.Printer
	Head   stream.Position
	Low    bool
	Thread threads.Thread
	Words  []privateWords
	Lost   bool // it is sealed to a keyring that she has no more
}

// Channel tells that there is something new.
func (p privatePart) Channel() stream.Channel { return threads.Channel(p.Thread.Network, p.Thread.ID) }

// privateWords is what one of them wrote.
type privateWords struct {
	threads.Words
	By   string
	Mine bool
	New  bool // the first of its day
}

// privateThread is GET /private/{thread}; before is the number before which to read.
func (s *Site) privateThread(w http.ResponseWriter, v *visit) error {
	return s.showPrivateThread(w, v, http.StatusOK, "")
}

func (s *Site) showPrivateThread(w http.ResponseWriter, v *visit, code int, refusal string) error {
	id, err := v.id("thread")
	if err != nil {
		return err
	}
	now, err := s.privateNow(v, id)
	if err != nil {
		return err
	}
	page := privateThreadPage{Page: s.page(v), Now: now, Body: v.PostForm.Get("body"), Most: threads.Length, Days: threads.Days, Before: v.number("before")}
	with, err := s.privateWith(v, now.Thread, false)
	if err != nil {
		return err
	}
	page.Heading, page.Error = with, refusal
	if with == "" {
		page.Heading = v.Printer.T("private.heading")
	}
	if page.Staff, err = s.privateWith(v, now.Thread, true); err != nil {
		return err
	}
	if words := now.Words; len(words) == threads.WordsAtOnce && words[0].Number > 1 {
		page.Older = words[0].Number
	}
	return s.render(w, code, "private/thread", page)
}

func (s *Site) privateNow(v *visit, id string) (now privatePart, err error) {
	now.Printer, now.Low = v.Printer, v.Session.Settings.Comfort.Low || v.number("before") > 0 // what is older doesn't change
	if now.Thread, err = s.Threads.Thread(v.Context(), v.Actor, id); err != nil {
		return now, err
	}
	heads, epoch, err := s.Streams.Heads(v.Context(), []stream.Channel{now.Channel()})
	if err != nil {
		return now, err
	}
	now.Head = stream.Position{Seq: heads[now.Channel()], Epoch: epoch}
	words, err := s.Threads.Read(v.Context(), v.Actor, s.privateSealer(v), now.Thread, v.number("before"))
	if now.Lost = threads.Lost(err); err != nil && !now.Lost {
		return now, err
	}
	now.Words, err = s.privateWords(v, words)
	return now, err
}

func (s *Site) privateWords(v *visit, words []threads.Words) (views []privateWords, err error) {
	var ids []string
	for _, w := range words {
		if !slices.Contains(ids, w.Author) {
			ids = append(ids, w.Author)
		}
	}
	names, err := s.Networks.Names(v.Context(), v.Actor.Network, ids)
	for i, w := range words {
		first := i == 0 || !words[i-1].On.Equal(w.On)
		views = append(views, privateWords{w, called(v.Printer, names[w.Author]), w.Author == v.Actor.Member, first})
	}
	return views, err
}

// postPrivateWords is POST /private/{thread}/words.
func (s *Site) postPrivateWords(w http.ResponseWriter, v *visit) error {
	id, err := v.id("thread")
	if err != nil {
		return err
	}
	once, err := v.once()
	if err == nil {
		err = s.Threads.Say(v.Context(), v.Actor, s.privateSealer(v), id, once, v.FormValue("body"))
	}
	return s.done(w, v, err, "/private/"+id+"#end", s.showPrivateThread)
}

// postPrivateEnd is POST /private/{thread}/end.
func (s *Site) postPrivateEnd(w http.ResponseWriter, v *visit) error {
	id, err := v.id("thread")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Threads.End(v.Context(), v.Actor, id), "/private", s.showPrivateThread)
}

// postPrivateSit is POST /private/{thread}/sit-in.
func (s *Site) postPrivateSit(w http.ResponseWriter, v *visit) error {
	id, err := v.id("thread")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Threads.SitIn(v.Context(), v.Actor, s.privateSealer(v), id), "/private/"+id, s.showPrivate)
}

// privateReport is GET /private/{thread}/{number}/report.
func (s *Site) privateReport(w http.ResponseWriter, v *visit) error {
	return s.showPrivateReport(w, v, http.StatusOK, "")
}

func (s *Site) showPrivateReport(w http.ResponseWriter, v *visit, code int, refusal string) error {
	id, err := v.id("thread")
	if err != nil {
		return err
	}
	item, err := s.Threads.Part(v.Context(), v.Actor, s.privateSealer(v), id, v.number("number"))
	if err != nil {
		return err
	}
	return s.drawReport(w, v, code, refusal, item)
}

// postPrivateReport is POST /private/{thread}/{number}/report: what she reports is opened for her, and only that.
func (s *Site) postPrivateReport(w http.ResponseWriter, v *visit) error {
	id, err := v.id("thread")
	if err != nil {
		return err
	}
	item, err := s.Threads.Part(v.Context(), v.Actor, s.privateSealer(v), id, v.number("number"))
	if err != nil {
		return err
	}
	draft := reportOf(v, threads.Reported{}.Kind(), threads.Ref(id, v.number("number")))
	return s.done(w, v, s.Cases.ReportAs(v.Context(), v.Actor, draft, item), sentPath(draft), s.showPrivateReport)
}

// privateOf is the thread of a thread's channel.
func privateOf(ch stream.Channel) (id string, ok bool) { return partOf(ch, "thread") }

// Report is where she reports what has a number.
func (p privatePart) Report(number int) string {
	return fmt.Sprintf("/private/%s/%d/report", p.Thread.ID, number)
}
