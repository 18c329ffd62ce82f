package main

import (
	"context"
	"fmt"
	"time"

	"tinig/server/forum"
	"tinig/server/moderation/cases"
)

// demoReports are what members of the demo have reported and nobody has looked at: neither hides anything, and both can wait.
var demoReports = []struct {
	by, topic string
	number    int
	reason    cases.Reason
	note      string
	hours     int // ago
}{
	{"Munting Alon", "Balik-eskwela: mga tip para sa unang linggo", 2, cases.Rules, "", 20},
	{"Bright Tide", "Balik-eskwela: mga tip para sa unang linggo", 4, cases.Other, "I wasn't sure if this is about somebody here.", 3},
	{"Layang Maya", "Balik-eskwela: mga tip para sa unang linggo", 4, cases.Other, "", 2},
}

// report lets members of Cebu report, some hours ago.
func (s *seeder) report(ctx context.Context) error {
	office := s.office(func() time.Time { return s.day })
	for _, r := range demoReports {
		if s.topics[r.topic] == "" { // a smaller demo
			continue
		}
		s.day = time.Now().Add(-time.Duration(r.hours) * time.Hour)
		her, err := s.actor(ctx, "Cebu", r.by)
		if err != nil {
			return err
		}
		draft := cases.Draft{Kind: "post", Ref: forum.PostRef(s.topics[r.topic], r.number), Reason: r.reason, Note: r.note}
		if err := office.Report(ctx, her, draft); err != nil {
			return fmt.Errorf("%s reporting: %w", r.by, err)
		}
	}
	s.day = time.Now()
	return nil
}
