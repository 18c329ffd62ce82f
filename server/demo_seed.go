package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"tinig/curriculum"
	"tinig/server/accounts"
	"tinig/server/advocacy"
	"tinig/server/advocacy/engagements"
	"tinig/server/advocacy/rounds"
	"tinig/server/advocacy/statements"
	"tinig/server/advocacy/stories"
	"tinig/server/forum"
	"tinig/server/moderation"
	"tinig/server/networks"
	"tinig/server/threads"
)

// seeder fills a demo the way people would: invitations are redeemed, ten a day, newcomers confirmed, roles agreed to by a
// second person, first posts released. Only its clock is its own, so that all of it stands on earlier days.
type seeder struct {
	*house
	founding    *networks.Networks // by the seeder's clock
	forum       *forum.Forum
	school      *curriculum.Curriculum
	circle      *rounds.Rounds
	campaigns   *advocacy.Advocacy
	engagements *engagements.Engagements
	lending     *stories.Stories
	declaring   *statements.Statements
	day         time.Time
	networks    map[string]networks.Network                    // by name
	spaces      map[string]map[networks.Purpose]networks.Space // by network's name
	members     map[string]map[string]seeded                   // by network's name and pseudonym
	topics      map[string]string                              // ids by title
	private     demoSealers
	talked      []threads.Thread // the private thread, once it is there
}

// seeded is a member with the secret that makes somebody her.
type seeded struct {
	id    string
	claim []byte
}

// demoDays is how long ago the demo's networks were founded; what its members were told before the last days they have read.
const (
	demoDays = 60
	newDays  = 2
)

func newSeeder(ctx context.Context, h *house) (s *seeder, err error) {
	s = &seeder{house: h, networks: map[string]networks.Network{},
		spaces:  map[string]map[networks.Purpose]networks.Space{},
		members: map[string]map[string]seeded{}, topics: map[string]string{}, private: demoSealers{}}
	clock := func() time.Time { return s.day }
	if s.founding, err = networks.New(ctx, h.db, h.streams, clock); err != nil {
		return nil, err
	}
	if s.forum, err = forum.New(ctx, h.db, h.streams, s.founding, moderation.New(h.db, clock), clock); err != nil {
		return nil, err
	}
	s.circle = rounds.New(h.db, h.streams, s.founding, rounds.Keys(h.config.roundKeys()), clock)
	s.campaigns = advocacy.New(h.db, h.streams, s.founding, clock)
	s.engagements = engagements.New(h.db, s.campaigns, s.founding, h.config.resting(), clock)
	s.lending = stories.New(h.db, h.streams, s.founding, s.campaigns, h.config.storyKeys(), clock)
	s.declaring = statements.New(h.db, s.founding, s.campaigns, s.circle, h.config.resting(), clock)
	s.school, err = h.school(ctx, clock)
	return s, err
}

func (s *seeder) fill(ctx context.Context, plan demoPlan) (lines []signIn, err error) {
	for _, network := range plan.Networks {
		if err := s.found(ctx, network); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(plan.Topics, func(a, b demoTopic) int { return b.Day - a.Day }) // what happened first comes first
	for _, topic := range plan.Topics {
		if err := s.talk(ctx, topic, plan); err != nil {
			return nil, err
		}
	}
	for _, adaptation := range plan.Adaptations {
		if err := s.adapt(ctx, adaptation); err != nil {
			return nil, fmt.Errorf("%s in the words of %s: %w", adaptation.Unit, adaptation.Network, err)
		}
	}
	for _, cohort := range plan.Cohorts {
		if err := s.learn(ctx, cohort); err != nil {
			return nil, fmt.Errorf("%s: %w", cohort.Name, err)
		}
	}
	for _, round := range plan.Rounds {
		if err := s.decide(ctx, round); err != nil {
			return nil, fmt.Errorf("a %s round in %s: %w", round.Kind, round.Network, err)
		}
	}
	for _, campaign := range plan.Campaigns {
		if err := s.campaign(ctx, campaign); err != nil {
			return nil, fmt.Errorf("%s: %w", campaign.Texts[0].Title, err)
		}
	}
	if err := s.report(ctx); err != nil {
		return nil, err
	}
	s.day = time.Now()
	for _, translation := range plan.Translations {
		if err := s.translate(ctx, translation); err != nil {
			return nil, fmt.Errorf("%s of %q: %w", translation.Lang, translation.Topic, err)
		}
	}
	for _, waiting := range plan.Waiting {
		if err := s.wait(ctx, waiting); err != nil {
			return nil, err
		}
	}
	for _, account := range plan.Accounts {
		line, err := s.account(ctx, account)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	s.day = time.Now()
	if err := s.declaring.Sweep(ctx); err != nil {
		return nil, err
	}
	return lines, s.keepRecord(ctx)
}

// wait has a newcomer write what waits for a moderator.
func (s *seeder) wait(ctx context.Context, plan demoWaiting) error {
	actor, err := s.actor(ctx, plan.Network, plan.By)
	if err != nil {
		return err
	}
	draft := forum.Draft{Body: plan.Text, Lang: plan.Lang, Once: uuid.NewString()}
	_, err = s.forum.Reply(ctx, actor, noDrafts{}, s.topics[plan.Topic], draft)
	return err
}

func (s *seeder) actor(ctx context.Context, network, name string) (networks.Actor, error) {
	member, ok := s.members[network][name]
	if !ok {
		return networks.Actor{}, fmt.Errorf("demo.toml: nobody in %s is called %s", network, name)
	}
	return s.founding.EnterBy(ctx, s.networks[network].ID, member.id, accounts.ClaimHash(member.claim), networks.KeyIsShown)
}

// talk starts a topic and lets everybody say their words, a moderator releasing what is held.
func (s *seeder) talk(ctx context.Context, topic demoTopic, plan demoPlan) error {
	s.day = time.Now().AddDate(0, 0, -topic.Day)
	space := s.spaces[topic.Network][networks.Purpose(topic.Space)]
	for i, post := range topic.Posts {
		actor, err := s.actor(ctx, topic.Network, post.By)
		if err != nil {
			return err
		}
		draft := forum.Draft{Body: post.Text, Lang: post.Lang, Note: post.Note, Quotes: post.Answers, Welcomes: post.Welcomes, Once: uuid.NewString()}
		if i == 0 {
			draft.Title, draft.Note = topic.Title, topic.Note
			_, err = s.forum.Start(ctx, actor, noDrafts{}, space.ID, draft)
		} else {
			_, err = s.forum.Reply(ctx, actor, noDrafts{}, s.topics[topic.Title], draft)
		}
		if err != nil {
			return fmt.Errorf("%s in %q: %w", post.By, topic.Title, err)
		}
		if err := s.release(ctx, topic.Network, plan); err != nil {
			return err
		}
		if i == 0 {
			if err := s.remember(ctx, actor, space.ID, topic.Title); err != nil {
				return err
			}
		}
		if err := s.support(ctx, topic, i+1, post.Given); err != nil {
			return err
		}
	}
	return nil
}

// support lets others react to a post.
func (s *seeder) support(ctx context.Context, topic demoTopic, number int, given map[string][]string) error {
	for reaction, names := range given {
		for _, name := range names {
			actor, err := s.actor(ctx, topic.Network, name)
			if err != nil {
				return err
			}
			if err := s.forum.React(ctx, actor, s.topics[topic.Title], number, forum.Reaction(reaction)); err != nil {
				return fmt.Errorf("%s reacting in %q: %w", name, topic.Title, err)
			}
		}
	}
	return nil
}

// release lets the network's steward post whatever waits.
func (s *seeder) release(ctx context.Context, network string, plan demoPlan) error {
	for _, n := range plan.Networks {
		if n.Name != network {
			continue
		}
		steward, err := s.actor(ctx, network, n.Steward)
		if err != nil {
			return err
		}
		held, err := s.forum.Held(ctx, steward)
		if err != nil {
			return err
		}
		for _, post := range held {
			if err := s.forum.Release(ctx, steward, post.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// remember finds the id of a topic that was just started.
func (s *seeder) remember(ctx context.Context, a networks.Actor, space, title string) error {
	topics, err := s.forum.Topics(ctx, a, space, forum.After{})
	for _, topic := range topics {
		if topic.Title == title {
			s.topics[title] = topic.ID
		}
	}
	return err
}

// account gives a member sign-in words, and puts her other member on the same keyring.
func (s *seeder) account(ctx context.Context, plan demoAccount) (signIn, error) {
	phrase := accounts.NewPhrase("en")
	cookie, _, err := s.accounts.Create(ctx, phrase, s.membership(plan.Network, plan.Pseudonym), accounts.Settings{}, accounts.Device{})
	if err != nil {
		return signIn{}, err
	}
	session, err := s.accounts.Open(ctx, cookie)
	if err != nil {
		return signIn{}, err
	}
	if plan.Also.Network != "" {
		if err := s.accounts.Add(ctx, session, s.membership(plan.Also.Network, plan.Also.Pseudonym)); err != nil {
			return signIn{}, err
		}
	}
	if err := s.lend(ctx, session, plan); err != nil {
		return signIn{}, err
	}
	if err := s.signs(ctx, session, plan); err != nil {
		return signIn{}, err
	}
	if err := s.readInbox(ctx, session); err != nil {
		return signIn{}, err
	}
	if err := s.takes(ctx, session); err != nil {
		return signIn{}, err
	}
	if err := s.write(ctx, session, plan); err != nil {
		return signIn{}, err
	}
	if err := s.meetPrivately(ctx, session); err != nil {
		return signIn{}, err
	}
	return signIn{plan.Role, plan.Network, plan.Pseudonym, phrase}, s.accounts.End(ctx, session)
}

// takes has a safeguarding lead take what members hand her.
func (s *seeder) takes(ctx context.Context, session *accounts.Session) error {
	for _, m := range session.Memberships {
		actor, err := s.founding.Enter(ctx, m.Network, m.Member, accounts.ClaimHash(m.Claim))
		if err != nil {
			return err
		}
		if networks.Allow(actor, networks.OpenHanded, nil) != nil {
			continue
		}
		if err := s.handings.Take(ctx, actor, session.Keeper(m.Member, "handing")); err != nil {
			return err
		}
		if err := s.stands(ctx, actor, session.Sealer(m.Member, "concern")); err != nil {
			return err
		}
	}
	return nil
}

// readInbox marks what isn't of the last days as read in each of her inboxes.
func (s *seeder) readInbox(ctx context.Context, session *accounts.Session) error {
	since := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -newDays)
	for _, m := range session.Memberships {
		notices, err := s.inbox.Notices(ctx, m.Network, m.Member, 0)
		if err != nil {
			return err
		}
		for _, notice := range notices {
			if !notice.Day.Before(since) {
				continue
			}
			if err := s.inbox.MarkRead(ctx, m.Network, m.Member, notice.Number, notice.Number); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *seeder) membership(network, pseudonym string) accounts.Membership {
	member := s.members[network][pseudonym]
	return accounts.Membership{Network: s.networks[network].ID, Member: member.id, Claim: member.claim}
}

// noDrafts stands in for a keyring where nobody has a draft: names that match nothing.
type noDrafts struct{}

func (noDrafts) Seal(context.Context, []byte) ([]byte, error) { return nil, nil }
func (noDrafts) Open(context.Context, []byte) ([]byte, error) { return nil, nil }
func (noDrafts) Name(string) []byte                           { return nil }
