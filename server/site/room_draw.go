package site

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"tinig/curriculum"
	"tinig/curriculum/content"
	"tinig/locales"
	"tinig/realtime"
	"tinig/realtime/stream"
	"tinig/server/networks"
)

// heldBlock is a block as it is drawn: its words as HTML.
type heldBlock struct {
	content.Block
	HTML template.HTML
	Dir  string
	Open bool // its content note stands open
}

func holdBlock(b content.Block, open bool) *heldBlock {
	return &heldBlock{Block: b, HTML: b.HTML(today()), Dir: dirOf(b.Lang), Open: open}
}

// heldNote is a trainer's note.
type heldNote struct {
	content.Note
	HTML template.HTML
	Dir  string
}

func holdNote(n *content.Note) *heldNote {
	if n == nil {
		return nil
	}
	return &heldNote{Note: *n, HTML: n.HTML(today()), Dir: dirOf(n.Lang)}
}

// blockIn is a block with a page's words, and whom one can call.
type blockIn struct {
	Page
	Block *heldBlock
}

// Helped are the helplines, which stand in a block that is for them: those of every country, since one block is drawn for all.
func (blockIn) Helped() help { return helpedWith(networks.Actor{}, nil) }

// stopView is a place in a session, with the lighter block beside it. It is what participants have: no note is in it.
type stopView struct {
	*locales.Printer
	Block   *heldBlock
	Lighter *heldBlock
	LeftOut bool
}

// Of is a block of the stop as the template "room_words" takes it.
func (v stopView) Of(b *heldBlock) blockIn { return blockIn{Page{Printer: v.Printer}, b} }

func viewStop(p *locales.Printer, stop curriculum.Stop, open bool) stopView {
	stop = stop.Bare()
	view := stopView{Printer: p, Block: holdBlock(stop.Block, open)}
	if stop.Lighter != nil {
		view.Lighter = holdBlock(stop.Lighter.Block, open)
	}
	return view
}

// stageFragment is what the template "room_stage" draws, in the page and over the socket alike. Nothing of its reader is in it
// but her language, and in the page whether she wants content notes open.
type stageFragment struct {
	*locales.Printer
	curriculum.Stage
	Cohort  string
	Head    content.Head
	Dir     string
	Adapted bool // its network has rewritten it
	Now     stopView
	Part    int // of Parts
	Parts   int
	LeftOut string // ids of blocks
	Over    bool   // it was held today
	Asked   []askedView
}

// Base is the path below which the room's forms go.
func (f stageFragment) Base() string { return roomPath(f.Cohort) }

// stage draws what everybody in a room sees.
func (s *Site) stage(ctx context.Context, p *locales.Printer, cohort string, stage curriculum.Stage, open bool) (template.HTML, error) {
	f := stageFragment{Printer: p, Stage: stage, Cohort: cohort}
	if stage.Room.Unit != "" {
		unit, err := s.Curriculum.UnitIn(ctx, stage.Room)
		if err != nil {
			return "", err
		}
		stops := curriculum.Stops(unit, p.Tag())
		at := stopAt(stops, stage.Room.Block)
		f.Head, f.Now, f.Part, f.Parts = unit.Head(p.Tag()), viewStop(p, stops[at], open), at+1, len(stops)
		f.Adapted = unit.Adapted > 0
		f.Dir, f.LeftOut = dirOf(f.Head.Lang), strings.Join(stage.Room.LeftOut, " ")
		f.Over, f.Asked = stage.Room.Day.Equal(today()), viewAsked(p, unit, stage.Questions)
	}
	return s.roomPart("room_stage", f)
}

func stopAt(stops []curriculum.Stop, block string) int {
	return max(0, slices.IndexFunc(stops, func(s curriculum.Stop) bool { return s.Block.ID == block }))
}

// stops are a session's, for who goes at her own pace.
func (s *Site) stops(ctx context.Context, p *locales.Printer, stage curriculum.Stage, open bool) (views []stopView, err error) {
	unit, err := s.Curriculum.UnitIn(ctx, stage.Room)
	if err != nil {
		return nil, err
	}
	for _, stop := range curriculum.Stops(unit, p.Tag()) {
		view := viewStop(p, stop, open)
		view.LeftOut = slices.Contains(stage.Room.LeftOut, stop.Block.ID)
		views = append(views, view)
	}
	return views, nil
}

// roomPart draws a template of the room.
func (s *Site) roomPart(name string, data any) (template.HTML, error) {
	var out bytes.Buffer
	if err := s.pages["room/room"].ExecuteTemplate(&out, name, data); err != nil {
		return "", fmt.Errorf("drawing %s: %w", name, err)
	}
	return template.HTML(out.String()), nil
}

// drawRoom draws an event of a room: what everybody sees now, or those who lead.
func (s *Site) drawRoom(ctx context.Context, cohort string, leads bool, ch stream.Channel, lang string) (d realtime.Drawn, err error) {
	stage, err := s.Curriculum.Stage(ctx, ch.Network(), cohort)
	if err != nil {
		return d, err
	}
	var html template.HTML
	if leads {
		html, err = s.panel(ctx, locales.For(lang), ch.Network(), cohort, stage)
	} else {
		html, err = s.stage(ctx, locales.For(lang), cohort, stage, false)
	}
	return realtime.Drawn{HTML: []byte(html)}, err
}

// roomOf is the cohort of a room's channel, and whether it is the one of those who lead.
func roomOf(ch stream.Channel) (cohort string, leads, ok bool) {
	parts := strings.Split(string(ch), "/")
	if len(parts) != 3 || parts[0] != "room" && parts[0] != "leads" || !isID(parts[1]) || !isID(parts[2]) {
		return "", false, false
	}
	return parts[2], parts[0] == "leads", true
}
