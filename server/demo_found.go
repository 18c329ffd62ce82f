package main

import (
	"context"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/accounts"
	"tinig/server/networks"
)

// found makes a network and everybody in it.
func (s *seeder) found(ctx context.Context, plan demoNetwork) error {
	s.day = time.Now().AddDate(0, 0, -demoDays)
	network, err := s.founding.Found(ctx, "system", networks.Kind(plan.Kind), plan.Name, plan.Languages)
	if err != nil {
		return err
	}
	s.networks[plan.Name], s.members[plan.Name] = network, map[string]seeded{}
	invitation, _, err := s.founding.InviteSteward(ctx, network.ID)
	if err != nil {
		return err
	}
	if err := s.redeem(ctx, plan.Name, invitation, plan.Steward); err != nil {
		return err
	}
	steward, err := s.actor(ctx, plan.Name, plan.Steward)
	if err != nil {
		return err
	}
	if err := s.furnish(ctx, steward, plan); err != nil {
		return err
	}
	for _, member := range plan.Members {
		if err := s.admit(ctx, steward, plan.Name, member); err != nil {
			return err
		}
	}
	if err := s.trust(ctx, plan); err != nil {
		return err
	}
	s.day = time.Now()
	if err := s.founding.BeginGrace(ctx, s.networks[plan.Name].ID); err != nil { // its staff begin with who reads this
		return err
	}
	for _, name := range plan.Newcomers {
		if err := s.invite(ctx, steward, plan.Name, name, networks.Adult); err != nil {
			return err
		}
	}
	for _, ask := range plan.Asked {
		if err := s.founding.Give(ctx, steward, s.members[plan.Name][ask.Name].id, networks.Role(ask.Role)); err != nil {
			return err
		}
	}
	return s.readSpaces(ctx, steward, plan.Name)
}

// furnish writes the agreement, in the network's languages as far as there are words, and opens its own spaces.
func (s *seeder) furnish(ctx context.Context, steward networks.Actor, plan demoNetwork) error {
	write, from := s.founding.ChangeAgreement, 0
	for _, lang := range plan.Languages {
		words, ok := plan.Agreement[lang]
		if !ok {
			continue
		}
		if err := write(ctx, steward, networks.AgreementDraft{From: from, Lang: lang, Body: words}); err != nil {
			return err
		}
		write, from = s.founding.TranslateAgreement, 1
	}
	for _, space := range plan.Spaces {
		level := networks.Level(space.Reads)
		if _, err := s.founding.OpenSpace(ctx, steward, networks.SpaceDraft{Name: space.Name, Lang: space.Lang, Reads: level, Writes: level,
			Posting: networks.Open, Band: networks.AllBands, Languages: plan.Languages, Place: 6, Once: uuid.NewString()}); err != nil {
			return err
		}
	}
	return nil
}

func (s *seeder) readSpaces(ctx context.Context, steward networks.Actor, network string) error {
	spaces, err := s.founding.Spaces(ctx, steward)
	s.spaces[network] = map[networks.Purpose]networks.Space{}
	for _, space := range spaces {
		s.spaces[network][space.Purpose] = space
	}
	return err
}

// admit invites, confirms, vouches for and gives roles to one member; some are only asked for.
func (s *seeder) admit(ctx context.Context, steward networks.Actor, network string, m demoMember) error {
	band := networks.Adult
	if m.Band != "" {
		band = networks.Band(m.Band)
	}
	if err := s.invite(ctx, steward, network, m.Name, band); err != nil {
		return err
	}
	id := s.members[network][m.Name].id
	if err := s.founding.Confirm(ctx, steward, id); err != nil {
		return err
	}
	if m.Vouched {
		if err := s.founding.Vouch(ctx, steward, id); err != nil {
			return err
		}
	}
	for _, role := range m.Roles {
		if err := s.founding.Give(ctx, steward, id, networks.Role(role)); err != nil {
			return err
		}
	}
	return nil
}

// trust lets the wait go by in which the first steward has nobody beside her; what is still asked for then, whoever is
// there by now agrees to.
func (s *seeder) trust(ctx context.Context, plan demoNetwork) error {
	s.day = s.day.AddDate(0, 0, 3)
	if err := s.founding.Sweep(ctx); err != nil {
		return err
	}
	for _, member := range plan.Members {
		actor, err := s.actor(ctx, plan.Name, member.Name)
		if err != nil {
			return err
		}
		asks, err := s.founding.RoleAsks(ctx, actor)
		if err != nil {
			return err
		}
		for _, ask := range asks {
			if !ask.MayAgree(actor) {
				continue
			}
			if err := s.founding.AgreeRole(ctx, actor, ask.Member, ask.Role); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *seeder) invite(ctx context.Context, steward networks.Actor, network, name string, band networks.Band) error {
	draft := networks.InvitationDraft{Role: networks.RoleMember, Band: band, Once: uuid.NewString()}
	invitation, err := s.founding.Invite(ctx, steward, draft)
	if locales.IsKind(err, locales.TooMany) { // enough for today
		s.day = s.day.AddDate(0, 0, 1)
		invitation, err = s.founding.Invite(ctx, steward, draft)
	}
	if err != nil {
		return err
	}
	return s.redeem(ctx, network, invitation, name)
}

func (s *seeder) redeem(ctx context.Context, network string, i networks.Invitation, name string) error {
	claim, hash := accounts.NewClaim()
	about, err := s.founding.Network(ctx, i.Network)
	if err != nil {
		return err
	}
	joiner := networks.Joiner{Network: i.Network, Member: networks.NewMemberID(), Pseudonym: name, ClaimHash: hash, Agreed: about.Agreement}
	s.members[network][name] = seeded{joiner.Member, claim}
	return s.founding.Redeem(ctx, i.Code, i.PIN, joiner)
}
