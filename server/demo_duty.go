package main

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"tinig/server/concerns"
	"tinig/server/duty"
	"tinig/server/networks"
)

// demoHours are when a lead of the demo means to be on duty.
var demoHours = []duty.Hours{
	{Weekday: time.Monday, Begins: 9, Lasts: 8}, {Weekday: time.Tuesday, Begins: 9, Lasts: 8}, {Weekday: time.Wednesday, Begins: 13, Lasts: 8},
	{Weekday: time.Thursday, Begins: 9, Lasts: 8}, {Weekday: time.Friday, Begins: 9, Lasts: 12}, {Weekday: time.Saturday, Begins: 18, Lasts: 4},
}

// demoCase is a case under way: whom it is about, and what was noted at each stage.
var demoCase = struct {
	network, about string
	notes          []struct {
		stage   concerns.Stage
		contact bool
		text    string
	}
}{network: "Cebu", about: "Munting Alon", notes: []struct {
	stage   concerns.Stage
	contact bool
	text    string
}{
	{concerns.Raised, false, "She writes that she doesn't sleep before her court date, and asks nobody for help. She said that I may note this."},
	{concerns.Triage, false, "No danger today. She has a safe place to sleep and somebody to call at night."},
	{concerns.Plan, false, "A companion for the court date. A short talk with me each Friday until then."},
	{concerns.Contacts, true, "Spoke with the court's support desk: a companion can come along, and there is a quiet room."},
}}

// stands puts a safeguarding lead on the rota, and lets her work on a case.
func (s *seeder) stands(ctx context.Context, lead networks.Actor, keys concerns.Sealer) error {
	for _, hours := range demoHours {
		if err := s.duty.AddHours(ctx, lead, hours); err != nil {
			return err
		}
	}
	if err := s.concerns.GetReady(ctx, lead, keys); err != nil {
		return err
	}
	about := s.members[demoCase.network][demoCase.about].id
	if about == "" || lead.Network != s.networks[demoCase.network].ID { // a smaller demo, or another network
		return nil
	}
	id := uuid.NewString()
	for _, note := range demoCase.notes {
		var err error
		if note.stage == concerns.Raised {
			err = s.concerns.Begin(ctx, lead, keys, concerns.Draft{Once: id, About: about, Note: note.text})
		} else if err = s.concerns.Move(ctx, lead, id, note.stage, time.Time{}); err == nil {
			err = s.concerns.Write(ctx, lead, keys, id, uuid.NewString(), note.text, note.contact)
		}
		if err != nil {
			return fmt.Errorf("working on a case: %w", err)
		}
	}
	return nil
}
