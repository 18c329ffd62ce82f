package statements

import (
	"context"
	"fmt"

	"tinig/locales"
	"tinig/server/audit"
	"tinig/server/networks"
)

// Here is a statement by its address outside as the actor's network has it, also when it is withheld: who signed has to be able to withdraw.
// carried says whether members sign it here. One that isn't carried is there only for who may take it up.
func (s *Statements) Here(ctx context.Context, a networks.Actor, public string) (one Statement, carried bool, err error) {
	if networks.Allow(a, networks.ReadCampaigns, nil) != nil {
		return one, false, errAbsent
	}
	if one, err = readPublic(ctx, s.db, public); err != nil {
		return one, false, absent(err, "reading statement %s", public)
	}
	if carried, err = isCarried(ctx, s.db, a.Network, one); err != nil {
		return one, false, fmt.Errorf("reading who carries statement %s: %w", one.ID, err)
	}
	if !one.Reached(Open) || !carried && (one.State != Open || !one.Out() || networks.Allow(a, networks.LeadCampaigns, nil) != nil) {
		return Statement{}, false, errAbsent
	}
	return one, carried, nil
}

// Carry lets the members of the actor's network sign a statement of another. It takes who may lead campaigns. What is told of it there
// is how many signed, through counts, and the network's name. Pressed twice, it is carried once.
func (s *Statements) Carry(ctx context.Context, a networks.Actor, public, hash string) error {
	if err := networks.Allow(a, networks.LeadCampaigns, nil); err != nil {
		return err
	}
	one, carried, err := s.Here(ctx, a, public)
	if err != nil || carried {
		return err
	}
	tx, err := s.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("carrying statement %s: %w", one.ID, err)
	}
	defer tx.Rollback()
	if one, err = holdStatement(ctx, tx, one.ID); err != nil {
		return absent(err, "holding statement %s", one.ID)
	}
	switch {
	case one.State != Open || !one.Out():
		return locales.Refuse(locales.Gone, "signature.over")
	case !one.Is(hash):
		return locales.Refuse(locales.Conflict, "signature.other_text")
	}
	if err := insertCarrier(ctx, tx, a.Network, one, s.today()); err != nil {
		return fmt.Errorf("carrying statement %s: %w", one.ID, err)
	}
	if err := audit.Append(ctx, tx, audit.Record{Network: a.Network, Actor: a.Member, Act: "statement.carried", Subject: one.ID}); err != nil {
		return err
	}
	return tx.Commit()
}

// ToSign are the statements that members of the actor's network can sign now, in the language nearest to lang, the newest first.
func (s *Statements) ToSign(ctx context.Context, a networks.Actor, lang string) ([]Statement, error) {
	if err := networks.Allow(a, networks.ReadCampaigns, nil); err != nil {
		return nil, err
	}
	list, err := readCarried(ctx, s.db, a.Network, lang)
	if err != nil {
		return nil, fmt.Errorf("reading what %s carries: %w", a.Network, err)
	}
	return list, nil
}

// outside are the states in which everybody can read a statement.
var outside = []State{Open, Cooling, Delivered, Answered}

// Find are the statements that can be read outside, are carried by the actor's network and hold all the words in one of their languages, the
// newest first; their titles in the language nearest to lang.
func (s *Statements) Find(ctx context.Context, a networks.Actor, words, lang string, most int) ([]Statement, error) {
	if err := networks.Allow(a, networks.ReadCampaigns, nil); err != nil {
		return nil, err
	}
	list, err := readFound(ctx, s.db, a.Network, lang, words, most)
	if err != nil {
		return nil, fmt.Errorf("looking in what %s carries: %w", a.Network, err)
	}
	return list, nil
}
