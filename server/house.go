package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/curriculum"
	"tinig/curriculum/content"
	"tinig/locales"
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
	"tinig/server/keys"
	"tinig/server/moderation"
	"tinig/server/moderation/cases"
	"tinig/server/networks"
	"tinig/server/threads"
	"tinig/server/vault"
)

// house is the domains, joined.
type house struct {
	config     Config
	peppers    [][]byte
	db         *sqlx.DB
	second     *sqlx.DB // of keys
	keys       *keys.Keys
	streams    *stream.Streams
	accounts   *accounts.Accounts
	networks   *networks.Networks
	inbox      *inbox.Inbox
	forum      *forum.Forum
	cases      *cases.Cases
	rounds     *rounds.Rounds
	checks     *checks.Checks
	handings   *handings.Handings
	duty       *duty.Duty
	concerns   *concerns.Concerns
	threads    *threads.Threads
	vault      *vault.Vault
	lines      *helplines.Book
	curriculum *curriculum.Curriculum
	advocacy   *advocacy.Advocacy
	stories    *stories.Stories
	statements *statements.Statements
	moderation *moderation.Moderation
	badges     *badges.Issuer
	record     *audit.Log
	log        *slog.Logger

	engagements *engagements.Engagements
}

// join makes the domains and hands each what it needs.
func join(ctx context.Context, c Config, db *sqlx.DB, bus stream.Bus, log *slog.Logger) (*house, error) {
	streams := stream.New(db, bus)
	peppers, err := c.peppers(ctx, db)
	if err != nil {
		return nil, err
	}
	h := &house{config: c, peppers: peppers, db: db, streams: streams, log: log}
	if h.second, err = openSecond(ctx, c.Keys, db, c.Database); err != nil {
		return nil, err
	}
	if h.keys, err = keys.New(ctx, db, h.second); err != nil {
		return nil, err
	}
	if h.badges, err = c.issuer(); err != nil {
		return nil, err
	}
	if h.record, err = c.record(db); err != nil {
		return nil, err
	}
	if h.networks, err = networks.New(ctx, db, streams, nil); err != nil {
		return nil, err
	}
	if h.accounts, err = accounts.New(db, streams, accounts.Config{Peppers: peppers, Keys: h.keys, Origin: c.Origin}); err != nil {
		return nil, err
	}
	if h.inbox, err = inbox.New(ctx, db, streams, nil); err != nil {
		return nil, err
	}
	h.rounds = rounds.New(db, streams, h.networks, rounds.Keys(c.roundKeys()), nil)
	h.checks, h.handings = checks.New(db, nil), handings.New(db, streams, h.networks, nil)
	h.concerns = concerns.New(db, streams, h.networks, nil)
	h.threads = threads.New(db, streams, h.networks, peppers[0], nil)
	h.lines = helplines.NewBook(db, nil)
	h.vault = vault.New(db, streams, h.networks, vault.Config{About: h.about})
	h.duty = duty.New(db, streams, h.networks, duty.Config{Keys: c.alertKeys(), Ring: ringer(c.Ring, log)})
	h.advocacy = advocacy.New(db, streams, h.networks, nil)
	h.stories = stories.New(db, streams, h.networks, h.advocacy, c.storyKeys(), nil)
	h.engagements = engagements.New(db, h.advocacy, h.networks, c.resting(), nil)
	h.statements = statements.New(db, h.networks, h.advocacy, h.rounds, c.resting(), nil)
	h.moderation = moderation.New(db, nil)
	h.moderation.PostAtMost(c.Posts)
	if h.forum, err = forum.New(ctx, db, streams, h.networks, h.moderation, nil); err != nil {
		return nil, err
	}
	if h.curriculum, err = h.school(ctx, nil); err != nil {
		return nil, err
	}
	h.cases = h.office(nil)
	h.forum.LookedAfter(h.cases)
	return h, nil
}

// about is whom a case is about in which a lead works: the vault knows no case.
func (h *house) about(ctx context.Context, a networks.Actor, id string) (string, error) {
	c, err := h.concerns.Concern(ctx, a, id)
	if err == nil && (c.Member == "" || c.ClosedOn != nil) {
		return "", locales.Refuse(locales.Conflict, "concern.closed")
	}
	return c.Member, err
}

// school is the course that is built into the program, and who learns it. A course with a fault isn't served: what is wrong is
// named by file, line and reason.
func (h *house) school(ctx context.Context, now func() time.Time) (*curriculum.Curriculum, error) {
	course, err := content.Load(content.Files)
	if err != nil {
		return nil, fmt.Errorf("the course can't be taught: %w", err)
	}
	return curriculum.New(ctx, h.db, h.streams, curriculum.Config{Course: course, Now: now, Tell: tellAsked, Answered: tellAnswered, Seen: tellOf(inbox.Seen), Agreed: tellOf(inbox.Agreed), Heard: tellHeard, Second: h.tellSecond, LetOut: letOut, Record: recorded, Secret: h.peppers[0], Older: h.peppers[1:]})
}

// office is where reports are looked into: of all that can be reported.
func (h *house) office(now func() time.Time) *cases.Cases {
	reported := append(h.statements.Reported(), forum.ReportedPosts{Forum: h.forum}, cases.Pseudonyms{Networks: h.networks}, threads.Reported{Threads: h.threads})
	return cases.New(h.db, h.streams, h.networks, cases.Config{
		Keys: h.config.caseKeys(), Subjects: reported, Together: h.curriculum.Together, Now: now,
	})
}
