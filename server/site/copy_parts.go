package site

import (
	"fmt"
	"slices"
	"strings"

	"tinig/curriculum"
	"tinig/locales"
	"tinig/server/advocacy/statements"
	"tinig/server/forum"
)

// copyReader reads what is hers of one kind.
type copyReader struct {
	kind, heading string
	read          func(*visit) ([]recordEntry, error)
}

// copyReaders are all kinds, in the order of the file. What nobody can tell that it is hers, a ballot or a suggestion, isn't among them.
func (s *Site) copyReaders() []copyReader {
	return []copyReader{
		{"posts", "own.heading", s.copyPosts},
		{"waiting", "copy.waiting", s.copyHeld},
		{"translations", "copy.translations", s.copyTranslations},
		{"statements", "copy.statements", s.copyStatements},
		{"signatures", "copy.signatures", s.copySignatures},
		{"journal", "journal.heading", s.copyJournal},
		{"progress", "copy.progress", s.copyProgress},
		{"confidence", "confidence.heading", s.copyConfidence},
		{"checks", "check.heading", s.copyChecks},
		{"stories", "story.heading", s.copyStories},
		{"record", "record.heading", s.copyRecord},
	}
}

// copyParts are the parts in which there is something. A newcomer has no journal and no stories yet, which is no refusal here.
func (s *Site) copyParts(v *visit) (parts []copyPart, err error) {
	for _, of := range s.copyReaders() {
		entries, err := of.read(v)
		if err != nil && !locales.IsKind(err, locales.Forbidden) {
			return nil, err
		}
		if len(entries) > 0 {
			parts = append(parts, copyPart{of.kind, v.Printer.T(of.heading), entries})
		}
	}
	return parts, nil
}

func (s *Site) copyPosts(v *visit) (entries []recordEntry, err error) {
	for after := (forum.AfterOwn{}); ; {
		posts, err := s.Forum.OwnPosts(v.Context(), v.Actor, after)
		if err != nil {
			return nil, err
		}
		for _, p := range posts {
			entries = append(entries, copyEntry(v, p.WrittenOn, p.At.Title, copyNoted(p.Note, p.Body), p.Lang))
		}
		if len(posts) < forum.OwnAtOnce {
			return entries, nil
		}
		last := posts[len(posts)-1]
		after = forum.AfterOwn{Day: last.WrittenOn, Topic: last.Topic, Number: last.Number}
	}
}

// copyNoted is what was written, under its content note.
func copyNoted(note, body string) string {
	if note == "" {
		return body
	}
	return note + "\n\n" + body
}

func (s *Site) copyHeld(v *visit) (entries []recordEntry, err error) {
	held, err := s.Forum.OwnHeld(v.Context(), v.Actor)
	for _, h := range held {
		entries = append(entries, copyEntry(v, h.WrittenOn, h.Title, copyNoted(h.Note, h.Body), h.Lang))
	}
	return entries, err
}

func (s *Site) copyTranslations(v *visit) (entries []recordEntry, err error) {
	for after := ""; ; {
		list, err := s.Forum.OwnTranslations(v.Context(), v.Actor, after)
		if err != nil {
			return nil, err
		}
		for _, t := range list {
			entries = append(entries, copyEntry(v, t.WrittenOn, "", copyNoted(t.Note, t.Body), t.Lang))
		}
		if len(list) < forum.OwnAtOnce {
			return entries, nil
		}
		after = list[len(list)-1].ID
	}
}

func (s *Site) copyStatements(v *visit) (entries []recordEntry, err error) {
	for after := ""; ; {
		list, err := s.Statements.Own(v.Context(), v.Actor, after)
		if err != nil {
			return nil, err
		}
		for _, own := range list {
			entries = append(entries, copyEntry(v, own.Day, "", own.Body, own.Lang))
		}
		if len(list) < statements.OwnAtOnce {
			return entries, nil
		}
		after = list[len(list)-1].ID
	}
}

// copySignatures are hers under statements that can be signed now: for one who isn't named there, only her own keyring can tell.
func (s *Site) copySignatures(v *visit) (entries []recordEntry, err error) {
	list, err := s.Statements.ToSign(v.Context(), v.Actor, v.Printer.Tag())
	if err != nil {
		return nil, err
	}
	for _, one := range list {
		own, err := s.Statements.Signed(v.Context(), v.Actor, signHand(v, one.ID), one.ID)
		if err != nil {
			return nil, err
		}
		if own.Stands() {
			entries = append(entries, copyEntry(v, own.Day, one.Title, v.Printer.T("signature_way."+own.Shows), one.TitleLang))
		}
	}
	return entries, nil
}

func (s *Site) copyJournal(v *visit) (entries []recordEntry, err error) {
	kept, err := s.entries(v)
	for _, e := range kept {
		entries = append(entries, copyEntry(v, e.Day, e.Title, e.Words, e.Lang))
	}
	return entries, err
}

func (s *Site) copyProgress(v *visit) (entries []recordEntry, err error) {
	steps, err := s.Curriculum.Progress(v.Context(), learner(v.Actor))
	if err != nil {
		return nil, err
	}
	for _, step := range steps {
		head, err := s.Curriculum.Head(v.Context(), curriculum.Cohort{}, step.Unit, v.Printer.Tag())
		if err != nil {
			return nil, err
		}
		entries = append(entries, copyEntry(v, step.Day, head.Title, v.Printer.T("progress."+string(step.State)), head.Lang))
	}
	slices.SortFunc(entries, func(x, y recordEntry) int {
		return strings.Compare(y.Day+y.Title, x.Day+x.Title)
	})
	return entries, nil
}

func (s *Site) copyConfidence(v *visit) (entries []recordEntry, err error) {
	both, err := s.Curriculum.Confidence(v.Context(), learner(v.Actor), s.confidenceSealer(v))
	for _, kept := range []*curriculum.Confidence{both.First, both.Last} {
		for i, name := range curriculum.ConfidenceAsks {
			if face := faceOf(kept, i); face >= 0 {
				entries = append(entries, copyEntry(v, kept.Day, v.Printer.T("confidence."+name), v.Printer.T(fmt.Sprintf("confidence.face_%d", face)), ""))
			}
		}
	}
	return entries, err
}

func (s *Site) copyChecks(v *visit) (entries []recordEntry, err error) {
	months, err := s.Checks.Months(v.Context(), v.Actor, s.checkSealer(v))
	if err != nil {
		return nil, err
	}
	for _, month := range months {
		kept, err := s.Checks.Month(v.Context(), v.Actor, s.checkSealer(v), month)
		if err != nil {
			return nil, err
		}
		for _, c := range kept {
			words := strings.TrimSpace(v.Printer.T("check.answer_"+string(c.Answer)) + "\n\n" + c.Note)
			entries = append(entries, copyEntry(v, c.Day, v.Printer.T("check."+string(c.Domain)), words, ""))
		}
	}
	return entries, nil
}

func (s *Site) copyStories(v *visit) (entries []recordEntry, err error) {
	mine, err := s.Stories.Mine(v.Context(), v.Actor, s.storySealer(v))
	for _, story := range mine {
		entries = append(entries, copyEntry(v, never, story.Title, story.Body, story.Lang))
	}
	return entries, err
}

func (s *Site) copyRecord(v *visit) (entries []recordEntry, err error) {
	kept, err := s.recordsOf(v, false)
	for _, c := range kept {
		entries = append(entries, copyEntry(v, c.Day, c.Title, c.Words, c.Lang))
	}
	return entries, err
}
