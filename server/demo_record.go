package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"tinig/server/audit"
)

// demoActs are what was done in the quarters before the demo's days, so that its page of counts has something to tell: how often in
// the last one; before it, a little less.
var demoActs = map[audit.Act]int{
	"member.confirmed": 38, "invitation.issued": 44, "role.given.survivor_leader": 14, "space.changed": 12, "held.released": 61,
	"case.decided.none": 19, "case.opened": 27, "handing.opened": 12, "eighteen.agreed": 4, "campaign.changed": 23, "round.closed": 11,
	"session.adapted": 6,
}

// councilKeyFile is where the demo's survivor council has her key: beside the rest, for whoever wants to try it.
const councilKeyFile = "council"

// keepRecord writes down what was done before the demo's days, gives the demo a survivor council, and has her sign.
func (s *seeder) keepRecord(ctx context.Context) error {
	for back := range 2 {
		if err := s.earlierActs(ctx, back+1); err != nil {
			return err
		}
	}
	secret, public, err := audit.NewCouncilKey()
	if err != nil {
		return fmt.Errorf("making the council's key: %w", err)
	}
	if err := writeNew(filepath.Join(s.config.Data, councilKeyFile), []byte(secret+"\n")); err != nil {
		return err
	}
	if err := s.record.SetCouncil(ctx, public); err != nil {
		return err
	}
	if err := s.record.Sweep(ctx); err != nil {
		return err
	}
	asked, err := s.record.Asked(ctx)
	if err != nil {
		return err
	}
	cosigned, err := audit.Cosign(secret, "", asked)
	if err != nil {
		return err
	}
	if err := writeNew(filepath.Join(s.config.Data, councilKeyFile+seenBeside), []byte(cosigned)); err != nil {
		return err
	}
	return s.record.Take(ctx, cosigned)
}

// earlierActs writes down a quarter's acts, so many quarters back.
func (s *seeder) earlierActs(ctx context.Context, back int) error {
	tx, err := s.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("writing down earlier acts: %w", err)
	}
	defer tx.Rollback()
	now := time.Now().UTC()
	middle := time.Date(now.Year(), (now.Month()-1)/3*3+2-time.Month(3*back), 1, 0, 0, 0, 0, time.UTC)
	for act, times := range demoActs {
		for n := range times / back {
			record := audit.Record{Network: s.networks["Cebu"].ID, Actor: uuid.NewString(), Act: act, Subject: uuid.NewString(), Day: middle.AddDate(0, 0, n%28)}
			if err := audit.Append(ctx, tx, record); err != nil {
				return err
			}
		}
	}
	return tx.Commit()
}
