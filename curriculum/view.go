package curriculum

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
)

// View is a room as one person of its cohort sees it, all of it at one moment: where the channels stood then, too.
type View struct {
	Place
	Stage
	Here      bool     // she has said that she is there today
	Said      Said     // what she has said of herself
	Request   *Request // that she would like somebody, nil for none
	Answered  []string // ids of the questions that she has answered
	Head      stream.Position
	LeadsHead stream.Position
}

// Stage is what everybody in a room sees. Room is the one that is open, else the last one that was; the zero Room when there
// was none.
type Stage struct {
	Room      Room
	Open      bool
	Questions []Question
}

// errResting refuses a room to who rests from her cohort.
var errResting = locales.Refuse(locales.Forbidden, "room.resting")

// View is the room of a cohort, for who is in it. n is by which her answers are known.
func (c *Curriculum) View(ctx context.Context, a Actor, n Namer, cohort string) (v View, err error) {
	if v.Place, err = c.present(ctx, a, cohort); err != nil {
		return View{}, err
	}
	tx, err := c.db.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return View{}, fmt.Errorf("reading the room of cohort %s: %w", cohort, err)
	}
	defer tx.Rollback()
	if err := c.readView(ctx, tx, a, n, &v); err != nil {
		return View{}, fmt.Errorf("reading the room of cohort %s: %w", cohort, err)
	}
	return v, nil
}

func (c *Curriculum) readView(ctx context.Context, tx *sqlx.Tx, a Actor, n Namer, v *View) (err error) {
	if v.Stage, err = c.readStage(ctx, tx, v.Network, v.ID); err != nil {
		return err
	}
	if v.Head, err = c.streams.Head(ctx, tx, RoomChannel(v.Network, v.ID)); err != nil {
		return err
	}
	if v.LeadsHead, err = c.streams.Head(ctx, tx, LeadsChannel(v.Network, v.ID)); err != nil {
		return err
	}
	return c.readOwn(ctx, tx, a, n, v)
}

// readOwn reads what is the reader's own.
func (c *Curriculum) readOwn(ctx context.Context, tx *sqlx.Tx, a Actor, n Namer, v *View) (err error) {
	_, _, who := a.whose()
	if v.Said, err = readOwnSaid(ctx, tx, v.Network, v.ID, who); err != nil && !errors.Is(err, errNoRow) {
		return err
	}
	request, err := readOwnRequest(ctx, tx, a, v.ID)
	if err == nil {
		v.Request = &request
	} else if !errors.Is(err, errNoRow) {
		return err
	}
	for _, q := range v.Questions {
		has, err := hasAnswered(ctx, tx, v.Room, q.ID, n.Name(q.ID))
		if err != nil {
			return err
		}
		if has {
			v.Answered = append(v.Answered, q.ID)
		}
	}
	if a.Seat != "" {
		return nil
	}
	v.Here, err = readHere(ctx, tx, a, v.ID, c.today())
	return err
}

// HasAnswered says whether the reader has answered a question.
func (v View) HasAnswered(id string) bool { return slices.Contains(v.Answered, id) }

// Stage reads what everybody in a room sees, on behalf of all who may follow its channel.
func (c *Curriculum) Stage(ctx context.Context, network, cohort string) (Stage, error) {
	stage, err := c.readStage(ctx, c.db, network, cohort)
	if err != nil {
		return Stage{}, fmt.Errorf("reading the room of cohort %s: %w", cohort, err)
	}
	return stage, nil
}

func (c *Curriculum) readStage(ctx context.Context, q sqlx.QueryerContext, network, cohort string) (Stage, error) {
	room, err := readRoom(ctx, q, network, cohort)
	if errors.Is(err, errNoRow) {
		return Stage{}, nil
	}
	stage := Stage{Room: room, Open: room.OpenAt(c.Now())}
	if err != nil || !stage.Open {
		return stage, err
	}
	rows, err := readQuestions(ctx, q, room)
	if err != nil {
		return Stage{}, err
	}
	for _, row := range rows {
		question, err := row.shown()
		if err != nil {
			return Stage{}, err
		}
		stage.Questions = append(stage.Questions, question)
	}
	return stage, nil
}

// present is a cohort that the actor comes into: who is only asked into it finds nothing there.
func (c *Curriculum) present(ctx context.Context, a Actor, cohort string) (Place, error) {
	if a.Seat != "" {
		return c.seated(ctx, a, cohort)
	}
	place, err := c.Cohort(ctx, a, cohort)
	switch {
	case err != nil:
		return Place{}, err
	case place.State == Asked:
		return Place{}, errAbsent
	case place.State == Paused:
		return Place{}, errResting
	}
	return place, nil
}

// seated is the cohort of who sits at a tablet.
func (c *Curriculum) seated(ctx context.Context, a Actor, cohort string) (Place, error) {
	place, err := readSeatPlace(ctx, c.db, a, cohort)
	if errors.Is(err, errNoRow) {
		return Place{}, errAbsent
	}
	if err != nil {
		return Place{}, fmt.Errorf("reading cohort %s: %w", cohort, err)
	}
	return place, nil
}

// MayFollow refuses a room's channel to who isn't in its cohort, and that of those who lead to everybody else.
func (c *Curriculum) MayFollow(ctx context.Context, a Actor, cohort string, leads bool) error {
	place, err := c.present(ctx, a, cohort)
	if err == nil && leads && !place.Leads() {
		return errAbsent
	}
	return err
}

// BeHere says that the actor is there for the cohort's session today: she leads it or is its support person. Taken back, she isn't.
func (c *Curriculum) BeHere(ctx context.Context, a Actor, cohort string, here bool) error {
	place, err := c.present(ctx, a, cohort)
	if err != nil {
		return err
	}
	if !place.Leads() && place.Part != Support {
		return errAbsent
	}
	tx, err := c.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("being there for cohort %s: %w", cohort, err)
	}
	defer tx.Rollback()
	if here {
		err = upsertHere(ctx, tx.Tx, a, cohort, c.today())
	} else {
		err = deleteHere(ctx, tx.Tx, a, cohort)
	}
	if err != nil {
		return fmt.Errorf("being there for cohort %s: %w", cohort, err)
	}
	if err := c.tellLeads(ctx, tx, Room{Network: a.Network, Cohort: cohort}); err != nil {
		return err
	}
	return tx.Commit()
}

// PaceRoom says whether the actor goes at her own pace in a room.
func (c *Curriculum) PaceRoom(ctx context.Context, a Actor, cohort string, own bool) error {
	if a.Seat == "" {
		return c.Pace(ctx, a, cohort, own)
	}
	if err := updateSeatPace(ctx, c.db, a, cohort, own); err != nil {
		return fmt.Errorf("changing the pace in cohort %s: %w", cohort, err)
	}
	return nil
}

// VisitRoom notes that the actor has opened what is taught in a room.
func (c *Curriculum) VisitRoom(ctx context.Context, a Actor, r Room) error {
	if a.Seat == "" {
		return c.Visit(ctx, a, r.Unit)
	}
	if err := insertSeatVisit(ctx, c.db, a, r.Cohort, r.Unit, c.today()); err != nil {
		return fmt.Errorf("noting a visit in cohort %s: %w", r.Cohort, err)
	}
	return nil
}

// MarkRoom says that the actor is done with what is taught in an open room, or that not today; Visited takes either back.
func (c *Curriculum) MarkRoom(ctx context.Context, a Actor, cohort string, state State) error {
	if _, err := c.present(ctx, a, cohort); err != nil {
		return err
	}
	stage, err := c.Stage(ctx, a.Network, cohort)
	switch {
	case err != nil:
		return err
	case !stage.Open:
		return errNoRoom
	case a.Seat == "":
		return c.Mark(ctx, a, stage.Room.Unit, state)
	case state != Done && state != NotToday && state != Visited:
		return locales.Refuse(locales.Invalid, "curriculum.state_needed")
	}
	if err := upsertSeatProgress(ctx, c.db, a, cohort, stage.Room.Unit, state, c.today()); err != nil {
		return fmt.Errorf("marking a session in cohort %s: %w", cohort, err)
	}
	return nil
}

// Lead is what those who lead a cohort see of its room besides. Sessions are those of the plan that can be opened, Here who is
// there today.
type Lead struct {
	Version  string
	Sessions []Session
	Here     []string
	Said     []Said
	Seats    []Seat
}

// Lead reads what those who lead a cohort see, on behalf of all who may follow their channel.
func (c *Curriculum) Lead(ctx context.Context, network, cohort string) (lead Lead, err error) {
	if lead.Version, err = readVersion(ctx, c.db, network, cohort); err != nil {
		return Lead{}, fmt.Errorf("reading cohort %s: %w", cohort, err)
	}
	if lead.Sessions, err = readTaught(ctx, c.db, network, cohort); err != nil {
		return Lead{}, fmt.Errorf("reading the plan of cohort %s: %w", cohort, err)
	}
	if lead.Here, err = readAllHere(ctx, c.db, network, cohort, c.today()); err != nil {
		return Lead{}, fmt.Errorf("reading who is there for cohort %s: %w", cohort, err)
	}
	if lead.Said, err = readSaid(ctx, c.db, network, cohort); err != nil {
		return Lead{}, fmt.Errorf("reading the hands of cohort %s: %w", cohort, err)
	}
	if lead.Seats, err = readSeats(ctx, c.db, network, cohort); err != nil {
		return Lead{}, fmt.Errorf("reading the seats of cohort %s: %w", cohort, err)
	}
	return lead, nil
}
