package site

import (
	"context"
	"html/template"
	"slices"

	"tinig/curriculum"
	"tinig/curriculum/content"
	"tinig/locales"
)

// panelFragment is what the template "room_panel" draws for those who lead, in the page and over the socket alike: notes, and
// what can be pressed. Nothing of its reader is in it but her language.
type panelFragment struct {
	*locales.Printer
	curriculum.Stage
	Cohort   string
	Sessions []roomSession // when none is open
	Stops    []stopLine
	Notes    []*heldNote
	At       int // the stop where the group is, from 0
	Heavier  bool
	Here     []string // names of those who are there today
	Hands    []handView
	May      []string // names of those who may share something
	Later    []string // names of those who want to be asked later
	Seats    []curriculum.Seat
	Asked    []askedView
	Poll     bool // the group is at a block where one chooses
}

// handView is a hand that is up.
type handView struct {
	curriculum.Said
	Name string
}

// Base is the path below which the room's forms go.
func (f panelFragment) Base() string { return roomPath(f.Cohort) }

// Last says whether the group is at the close.
func (f panelFragment) Last() bool { return f.At == len(f.Stops)-1 }

// stopLine is a stop in the list of those who lead.
type stopLine struct {
	content.Block
	Dir     string
	LeftOut bool
	Now     bool
	Needed  bool // it can't be left out
}

// roomSession is a session that can be opened.
type roomSession struct {
	curriculum.Session
	Head    content.Head
	Dir     string
	Heavier bool
}

// panel draws what those who lead see.
func (s *Site) panel(ctx context.Context, p *locales.Printer, network, cohort string, stage curriculum.Stage) (template.HTML, error) {
	lead, err := s.Curriculum.Lead(ctx, network, cohort)
	if err != nil {
		return "", err
	}
	f := panelFragment{Printer: p, Stage: stage, Cohort: cohort, Seats: lead.Seats}
	if stage.Open {
		err = s.fillOpen(ctx, &f)
	} else {
		f.Sessions, err = s.openable(ctx, p, lead)
	}
	if err != nil {
		return "", err
	}
	if f.Here, err = s.named(ctx, p, network, lead.Here); err != nil {
		return "", err
	}
	if err := s.handsUp(ctx, network, lead.Said, &f); err != nil {
		return "", err
	}
	return s.roomPart("room_panel", f)
}

// handsUp adds what those in the room have said of themselves.
func (s *Site) handsUp(ctx context.Context, network string, all []curriculum.Said, f *panelFragment) error {
	ids := make([]string, len(all))
	for i, said := range all {
		ids[i] = said.Who
	}
	names, err := s.named(ctx, f.Printer, network, ids)
	if err != nil {
		return err
	}
	for i, said := range all {
		name := names[i]
		if said.Seat != "" {
			name = said.Seat
		}
		if said.Hand > 0 {
			f.Hands = append(f.Hands, handView{said, name})
		}
		switch said.Share {
		case curriculum.MayShare:
			f.May = append(f.May, name)
		case curriculum.AskLater:
			f.Later = append(f.Later, name)
		}
	}
	return nil
}

// fillOpen adds the stops and the notes of the one where the group is.
func (s *Site) fillOpen(ctx context.Context, f *panelFragment) error {
	unit, err := s.Curriculum.UnitIn(ctx, f.Room)
	if err != nil {
		return err
	}
	stops := curriculum.Stops(unit, f.Tag())
	f.At, f.Heavier = stopAt(stops, f.Room.Block), unit.Heavier()
	for i, stop := range stops {
		f.Stops = append(f.Stops, stopLine{Block: stop.Block, Dir: dirOf(stop.Block.Lang), Now: i == f.At,
			LeftOut: slices.Contains(f.Room.LeftOut, stop.Block.ID), Needed: i == 0 || i == len(stops)-1 || i == f.At})
	}
	f.Asked = viewAsked(f.Printer, unit, f.Questions)
	now := stops[f.At]
	f.Poll = now.Block.Kind == content.Choose
	f.Notes = append(f.Notes, holdNote(now.Note))
	if now.Lighter != nil {
		f.Notes = append(f.Notes, holdNote(now.Lighter.Note))
	}
	f.Notes = slices.DeleteFunc(f.Notes, func(n *heldNote) bool { return n == nil })
	return nil
}

// openable are the sessions of the plan, in the order in which they come, that have something to be taught.
func (s *Site) openable(ctx context.Context, p *locales.Printer, lead curriculum.Lead) (views []roomSession, err error) {
	for _, session := range lead.Sessions {
		unit, err := s.Curriculum.UnitIn(ctx, curriculum.Room{Unit: session.Unit, Version: lead.Version})
		if err != nil {
			return nil, err
		}
		head := unit.Head(p.Tag())
		views = append(views, roomSession{session, head, dirOf(head.Lang), unit.Heavier()})
	}
	return views, nil
}

// named are the names of members, in the order of their ids.
func (s *Site) named(ctx context.Context, p *locales.Printer, network string, members []string) (names []string, err error) {
	known, err := s.Networks.Names(ctx, network, members)
	if err != nil {
		return nil, err
	}
	for _, member := range members {
		names = append(names, called(p, known[member]))
	}
	return names, nil
}
