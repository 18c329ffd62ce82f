package main

import (
	"context"
	"fmt"
	"time"

	"tinig/curriculum"
)

// demoAdaptation is a session that a network rewrote, published by two so many days ago, and offered to the course perhaps.
type demoAdaptation struct {
	Network, Unit, By, AgreedBy string
	Day                         int
	Offered                     bool
	Words                       []demoPiece
}

// demoPiece is what a piece says in a language there.
type demoPiece struct{ Lang, Piece, Text string }

// adapt rewrites a session.
func (s *seeder) adapt(ctx context.Context, plan demoAdaptation) error {
	s.day = time.Now().AddDate(0, 0, -plan.Day)
	her, err := s.pupil(ctx, plan.Network, plan.By)
	if err != nil {
		return err
	}
	second, err := s.pupil(ctx, plan.Network, plan.AgreedBy)
	if err != nil {
		return err
	}
	if err := s.school.Fork(ctx, her, plan.Unit); err != nil {
		return err
	}
	for _, words := range plan.Words {
		if err := s.rewrite(ctx, her, plan.Unit, words); err != nil {
			return fmt.Errorf("%s in %s: %w", words.Piece, words.Lang, err)
		}
	}
	is, err := s.school.Adaptation(ctx, her, plan.Unit)
	if err != nil {
		return err
	}
	if err := s.school.AskToPublish(ctx, her, plan.Unit, is.Revision); err != nil {
		return fmt.Errorf("%w: %v", err, s.school.Lint(is))
	}
	if err := s.school.Publish(ctx, second, plan.Unit, is.Revision); err != nil || !plan.Offered {
		return err
	}
	return s.school.Offer(ctx, her, plan.Unit)
}

// rewrite writes one piece otherwise.
func (s *seeder) rewrite(ctx context.Context, her curriculum.Actor, unit string, words demoPiece) error {
	is, err := s.school.Adaptation(ctx, her, unit)
	if err != nil {
		return err
	}
	sheet := is.Text[words.Lang]
	piece, _ := sheet.Piece(words.Piece)
	return s.school.Rewrite(ctx, her, unit, is.Revision, curriculum.Rewrite{Lang: words.Lang, Title: sheet.Title, Summary: sheet.Summary,
		ContentNote: sheet.ContentNote, Materials: sheet.Materials,
		Pieces: map[string]curriculum.Rewritten{piece.ID: {Title: piece.Title, Note: piece.Note, Body: words.Text, Minutes: piece.Minutes}}})
}
