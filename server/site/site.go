// Package site is the HTTP edge: the route table, one file per feature, errors turned into pages, and the one socket door.
//
// A handler parses the request, asks one domain, and renders or redirects; it holds no SQL and no rule of a domain. Who
// may come through a door is the wrapper in the route table; what she may do there is the domain's to say. Every page
// works with plain forms; script only adds.
//
// The site joins what may not know each other: it opens the keyring (accounts), enters the network as the member that
// the keyring names (networks), and hands the actor on. Nothing below it knows HTTP, a cookie or a keyring.
package site

import (
	"context"
	"fmt"
	"html/template"
	"log/slog"

	lru "github.com/hashicorp/golang-lru/v2"

	"tinig/curriculum"
	"tinig/realtime"
	"tinig/realtime/stream"
	"tinig/server/accounts"
	"tinig/server/advocacy"
	"tinig/server/advocacy/engagements"
	"tinig/server/advocacy/rounds"
	"tinig/server/advocacy/statements"
	"tinig/server/advocacy/stories"
	"tinig/server/audit"
	"tinig/server/badges"
	"tinig/server/checks"
	"tinig/server/concerns"
	"tinig/server/duty"
	"tinig/server/forum"
	"tinig/server/handings"
	"tinig/server/helplines"
	"tinig/server/inbox"
	"tinig/server/moderation"
	"tinig/server/moderation/cases"
	"tinig/server/networks"
	"tinig/server/threads"
	"tinig/server/vault"
	"tinig/web"
)

// Config is what the site is made of.
type Config struct {
	Accounts   *accounts.Accounts
	Networks   *networks.Networks
	Forum      *forum.Forum
	Inbox      *inbox.Inbox
	Cases      *cases.Cases
	Rounds     *rounds.Rounds
	Checks     *checks.Checks
	Handings   *handings.Handings
	Duty       *duty.Duty
	Concerns   *concerns.Concerns
	Threads    *threads.Threads
	Vault      *vault.Vault
	Lines      *helplines.Book
	Curriculum *curriculum.Curriculum
	Advocacy   *advocacy.Advocacy
	Stories    *stories.Stories
	Statements *statements.Statements
	Badges     *badges.Issuer
	Record     *audit.Log
	Moderation *moderation.Moderation // nil where nobody writes
	Streams    *stream.Streams
	Drafter    Drafter                     // drafts translations; nil when the operator has named no machine
	Healthy    func(context.Context) error // nil when the database answers
	Origin     string                      // as the browser sees it: "https://notes.example"
	Secret     []byte                      // for the guard: the same on every node
	Proxied    bool                        // a proxy in front says the client's address in X-Forwarded-For
	Log        *slog.Logger

	Engagements *engagements.Engagements
}

// Site serves the pages. Make one with New.
type Site struct {
	Config
	pages     map[string]*template.Template
	tongues   map[string]tongues
	assets    *web.Assets
	guard     *accounts.Guard
	hub       *realtime.Hub
	fragments *lru.Cache[fragmentKey, template.HTML]
	secure    bool
}

// New prepares templates, styles, scripts and the hub.
func New(c Config) (*Site, error) {
	assets, err := web.Load()
	if err != nil {
		return nil, fmt.Errorf("bundling the scripts and styles: %w", err)
	}
	pages, err := web.Pages()
	if err != nil {
		return nil, fmt.Errorf("reading the templates: %w", err)
	}
	tongues, err := drawTongues(pages["site/languages"])
	if err != nil {
		return nil, err
	}
	fragments, err := lru.New[fragmentKey, template.HTML](fragmentsKept)
	if err != nil {
		return nil, fmt.Errorf("keeping fragments: %w", err)
	}
	s := &Site{
		Config: c, pages: pages, tongues: tongues, assets: assets, fragments: fragments,
		guard: accounts.NewGuard(c.Secret, nil), secure: isSecure(c.Origin),
	}
	s.hub = realtime.NewHub(c.Streams, realtime.Config{
		Origins: []string{c.Origin}, Redeem: s.redeemTicket, May: s.mayFollow, Refused: refusedWords, Draw: s.drawEvent, Log: c.Log,
	})
	return s, nil
}

// Hub is the live side, which main runs.
func (s *Site) Hub() *realtime.Hub { return s.hub }
