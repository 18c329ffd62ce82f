package site

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/accounts"
	"tinig/server/forum"
	"tinig/server/networks"
	"tinig/web"
)

// Page is what every page has: its words (T, N, Day, Number by the printer) and the frame's data. The title is always
// neutral: it stands in tabs, histories and task lists.
type Page struct {
	*locales.Printer
	Assets    *web.Assets
	Heading   string
	SignedIn  bool
	Member    *self
	Networks  []elsewhere
	Idle      int    // seconds until the idle limit
	Tab       string // the key to which the session is bound, "open" while it is to none
	Shared    bool
	Nav       []link
	Notice    string
	Error     string
	Languages []locales.Language
	Tongues   template.HTML // the same as a menu
	Path      string
	Comfort   accounts.Comfort
	MustAgree bool      // the agreement has changed since she agreed
	Resting   bool      // a role of hers waits for her passkey
	KeyBy     time.Time // from when it would, while she has set none
}

// self is who she is here.
type self struct {
	Pseudonym, Network string
	Emblem             template.HTML
}

// elsewhere is one of her networks in the switcher.
type elsewhere struct {
	ID, Name, Pseudonym string
	Current             bool
}

// link is a line of the menu. The inbox's has a mark.
type link struct {
	Href, Text string
	Current    bool
	Mark       *mark
}

// Title is what a tab says: nothing that tells.
func (p Page) Title() string { return p.T("shell.title") }

// Lang is the page's language tag.
func (p Page) Lang() string { return p.Tag() }

// Once is a fresh one-time number for a form.
func (Page) Once() string { return uuid.NewString() }

// Emblem draws a member's sign from what it is drawn from.
func (Page) Emblem(from string) template.HTML { return networks.Emblem(from) }

// LanguageName is a language's own name.
func (Page) LanguageName(tag string) string { return languageName(tag) }

func languageName(tag string) string { return languageNames([]string{tag}) }

// languageNames are the names of languages, each in its own: "Cebuano, Filipino".
func languageNames(tags []string) string {
	names := slices.Clone(tags)
	for i, tag := range tags {
		for _, language := range locales.Languages() {
			if language.Tag == tag {
				names[i] = language.Name
			}
		}
	}
	return strings.Join(names, ", ")
}

// titleView is a topic's title as it is shown, and the language that it is in.
type titleView struct{ Text, Lang string }

// TitleOf is a topic's title, or, when it was taken back, words that say so.
func (p Page) TitleOf(t forum.Topic) titleView { return titleOf(p.Printer, t) }

func titleOf(p *locales.Printer, t forum.Topic) titleView {
	if t.TitleGone() {
		return titleView{p.T("forum.title_gone"), p.Tag()}
	}
	return titleView{t.Title, t.Lang}
}

// lineView is a topic in a list, with the page's words: what the template "topic_line" draws.
type lineView struct {
	Page
	Line forum.Line
}

// Listed is a line as the template "topic_line" takes it.
func (p Page) Listed(line forum.Line) lineView { return lineView{p, line} }

// Facts are how many posts the topic has, unless she wants no numbers, and its language, if it isn't hers.
func (l lineView) Facts() string {
	var told []string
	if !l.Comfort.Calm {
		told = append(told, l.N("forum.posts", l.Line.LastNumber))
	}
	if l.Line.Lang != l.Tag() {
		told = append(told, l.LanguageName(l.Line.Lang))
	}
	return strings.Join(told, " · ")
}

// page is the frame of a page for this visit.
func (s *Site) page(v *visit) Page {
	p := Page{Printer: v.Printer, Assets: s.assets, Languages: locales.Languages(), Tongues: s.tongues[v.Printer.Tag()].Menu, Path: v.URL.RequestURI()}
	if v.Method != http.MethodGet {
		p.Path = "/"
	}
	if v.Session == nil {
		return p
	}
	p.Comfort = v.Session.Settings.Comfort
	if v.Actor.Member == "" && !v.reads() {
		return p
	}
	p.SignedIn, p.Shared, p.MustAgree = true, !v.Session.Device.Own, v.Actor.MustAgree
	p.Idle, p.Tab = int(v.Session.IdleLimit().Seconds()), cmp.Or(v.Session.Tab(), "open")
	if v.reads() {
		p.Nav = readerNav(v)
		return p
	}
	p.Resting, p.KeyBy = len(v.Actor.Resting) > 0, v.Actor.KeyBy
	p.Member = &self{Pseudonym: v.Actor.Pseudonym, Network: v.Actor.NetworkName, Emblem: networks.Emblem(v.Actor.Emblem)}
	if v.Actor.Suspended {
		p.Networks = s.elsewhere(v)
	} else if !v.Session.Settings.Paused {
		p.Nav, p.Networks = s.nav(v), s.elsewhere(v)
	}
	return p
}

// nav is the main menu: what she may open.
func (s *Site) nav(v *visit) []link {
	links := []link{{Href: "/home", Text: v.Printer.T("site.nav_home")}, {Href: "/inbox", Text: v.Printer.T("site.nav_inbox"), Mark: s.mark(v)},
		{Href: "/search", Text: v.Printer.T("site.nav_search")}}
	if networks.Allow(v.Actor, networks.Learn, nil) == nil {
		links = append(links, link{Href: "/curriculum", Text: v.Printer.T("site.nav_course")})
	}
	if networks.Allow(v.Actor, networks.ReadCampaigns, nil) == nil {
		links = append(links, link{Href: "/campaigns", Text: v.Printer.T("campaign.heading")})
	}
	roles := v.Actor.Roles
	if roles.Has(networks.RoleModerator, networks.RoleSteward, networks.RoleSafeguardingLead) {
		links = append(links, link{Href: "/queue", Text: v.Printer.T("site.nav_queue")})
	}
	if roles.Has(networks.RoleSafeguardingLead) {
		links = append(links, link{Href: "/safety", Text: v.Printer.T("site.nav_safety")})
	}
	if roles.Has(networks.RoleSteward) {
		links = append(links, link{Href: "/steward", Text: v.Printer.T("site.nav_steward")})
	}
	if roles.Has(networks.RoleSafeguardingLead) && !roles.Has(networks.RoleSteward) {
		links = append(links, link{Href: "/recoveries", Text: v.Printer.T("site.nav_recoveries")})
	}
	if len(v.Actor.Resting) > 0 {
		links = append(links, link{Href: "/me/passkeys", Text: v.Printer.T("passkey.heading")})
	}
	links = append(links, link{Href: "/me", Text: v.Printer.T("site.nav_me")})
	for i := range links {
		links[i].Current = links[i].Href == v.URL.Path
	}
	return links
}

// elsewhere is the switcher: each network that she is still in, and who she is there. One network at a time is asked
// for, so that no statement, and no log of one, holds two of her members.
func (s *Site) elsewhere(v *visit) []elsewhere {
	var list []elsewhere
	for _, membership := range v.Session.Memberships {
		actor, here := v.Actor, membership.Network == v.Actor.Network
		if !here {
			var err error
			if actor, err = s.actorOf(v, membership); err != nil {
				continue
			}
		}
		list = append(list, elsewhere{actor.Network, actor.NetworkName, actor.Pseudonym, here})
	}
	return list
}

// render draws a page into a buffer first, so that a template that fails sends nothing half.
func (s *Site) render(w http.ResponseWriter, code int, name string, data any) error {
	t, ok := s.pages[name]
	if !ok {
		return fmt.Errorf("there is no page %s", name)
	}
	var out bytes.Buffer
	if err := t.ExecuteTemplate(&out, "layout", data); err != nil {
		return fmt.Errorf("drawing page %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(code)
	_, err := out.WriteTo(w)
	return err
}

// renderPart draws one template of a page by itself, for a script that asks for it.
func (s *Site) renderPart(w http.ResponseWriter, page, name string, data any) error {
	var out bytes.Buffer
	if err := s.pages[page].ExecuteTemplate(&out, name, data); err != nil {
		return fmt.Errorf("drawing %s of %s: %w", name, page, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err := out.WriteTo(w)
	return err
}
