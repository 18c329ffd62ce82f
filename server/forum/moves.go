package forum

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tinig/locales"
	"tinig/server/networks"
)

// A topic goes at once to a space that is read by nobody who couldn't read it before. To any other it goes only when
// everybody with words in it has agreed: nothing moves before, and nothing at all when one says no or doesn't answer in
// time. All or nothing, so that where posts stand never tells who agreed; and nobody is told who didn't, or when.

// MoveDays is for how many days those with words in a topic can answer. After a move that didn't come about, for
// movePauseDays nobody is asked about the topic again.
const (
	MoveDays      = 14
	movePauseDays = 30
)

// Question asks a member whether the topic that she wrote in may go to another space. Topic and From are without the words of
// those that she may not read. Answered says whether she has agreed, invalid when she hasn't answered.
type Question struct {
	Topic    Topic
	Readable bool
	From, To string
	Readers  networks.Audience
	Reason   string
	Lang     string
	Role     networks.Role
	Until    time.Time
	Agreed   *bool
}

// move is a move that waits for answers.
type move struct {
	Network    string         `db:"network_id"`
	Topic      string         `db:"topic_id"`
	From       string         `db:"from_id"`
	Space      string         `db:"space_id"`
	AskedBy    string         `db:"asked_by"`
	Role       networks.Role  `db:"role"`
	Reason     string         `db:"reason"`
	Lang       string         `db:"lang"`
	Reads      networks.Level `db:"reads"`
	Band       networks.Band  `db:"band"`
	EndsOn     time.Time      `db:"ends_on"`
	Unanswered int            `db:"unanswered"`
	Refused    int            `db:"refused"`
}

// outcome is what becomes of it on a day: the act, or "" while it waits. To a space that more people read now than those who
// are asked were told of, nothing goes.
func (m move) outcome(today time.Time, from, to networks.Space) string {
	told := networks.Audience{Reads: m.Reads, Band: m.Band}
	switch {
	case m.Unanswered == 0 && m.Refused == 0 && told.Contains(to.Audience()) && from.LetsGoTo(to):
		return "moved"
	case m.Unanswered == 0, today.After(m.EndsOn):
		return "ended"
	}
	return ""
}

// errSensitive refuses to take words from where they were written as sensitive to where no such thing was said: for good, and
// whoever agrees.
var errSensitive = locales.Refuse(locales.Conflict, "networks.space_stays_sensitive")

// Move brings a topic to another space, or asks everybody with words in it whether it may go there.
func (f *Forum) Move(ctx context.Context, a networks.Actor, topicID, spaceID string, c Care) (asked bool, err error) {
	_, from, err := f.topic(ctx, a, topicID, networks.CareTopic)
	if err != nil {
		return false, err
	}
	to, err := f.networks.Space(ctx, a, spaceID, networks.CareTopic)
	if err != nil {
		return false, err
	}
	if !from.LetsGoTo(to) {
		return false, errSensitive
	}
	if networks.Contains(from, to) {
		return false, f.care(ctx, a, topicID, "moved", c, func(run *careRun) error { return f.moveNow(ctx, run, to.ID) })
	}
	if err := f.askable(ctx, a.Network, topicID); err != nil {
		return false, err
	}
	err = f.care(ctx, a, topicID, "asked", c, func(run *careRun) error { return f.ask(ctx, run, to) })
	if err != nil {
		return false, err
	}
	return true, f.settle(ctx, a.Network, topicID)
}

// movable refuses what no topic that goes elsewhere may be.
func (t Topic) movable() error {
	switch {
	case t.Circle:
		return locales.Refuse(locales.Conflict, "care.circle")
	case t.MergedInto != "":
		return locales.Refuse(locales.Conflict, "care.merged")
	case t.MovingTo != "":
		return locales.Refuse(locales.Conflict, "care.moving_already")
	}
	return nil
}

// moveNow moves a topic whose authors needn't be asked.
func (f *Forum) moveNow(ctx context.Context, run *careRun, to string) error {
	if run.topic.Space == to {
		return errNothing
	}
	if err := run.topic.movable(); err != nil {
		return err
	}
	from, room, err := f.holdBoth(ctx, run, run.topic.Space, to)
	if err != nil {
		return err
	}
	if !networks.Contains(from, room) || !from.LetsGoTo(room) {
		return locales.Refuse(locales.Conflict, "care.changed")
	}
	if err := moveHeld(ctx, run.Tx.Tx, run.topic, to); err != nil {
		return err
	}
	return run.goTo(ctx, to)
}

// holdBoth reads the space that words go from and the one that they go to. Until the transaction ends both stay as they are.
func (f *Forum) holdBoth(ctx context.Context, run *careRun, from, to string) (here, there networks.Space, err error) {
	if here, err = f.networks.HoldSpace(ctx, run.Tx.Tx, run.topic.Network, from); err != nil {
		return here, there, err
	}
	there, err = f.networks.HoldSpace(ctx, run.Tx.Tx, run.topic.Network, to)
	return here, there, err
}

// goTo changes the topic's space. Who follows it is asked again.
func (run *careRun) goTo(ctx context.Context, space string) error {
	run.tell = []telling{{Channel(run.topic.Network, run.topic.ID), Moved, headRef}}
	if err := deleteMove(ctx, run.Tx.Tx, run.topic); err != nil {
		return err
	}
	return moveTopic(ctx, run.Tx.Tx, run.topic, space)
}

// askable refuses a topic with words of somebody who has left: she can't be asked.
func (f *Forum) askable(ctx context.Context, network, topic string) error {
	authors, err := readAuthors(ctx, f.db, network, topic)
	if err != nil {
		return fmt.Errorf("reading who wrote in %s: %w", topic, err)
	}
	here, err := f.networks.AllHere(ctx, network, authors)
	if err != nil {
		return err
	}
	if !here {
		return locales.Refuse(locales.Conflict, "care.left")
	}
	return nil
}

// ask begins to ask. Who asks agrees with it.
func (f *Forum) ask(ctx context.Context, run *careRun, to networks.Space) error {
	if err := run.topic.movable(); err != nil {
		return err
	}
	lately, err := readEndedSince(ctx, run.Tx.Tx, run.topic, f.today().AddDate(0, 0, -movePauseDays))
	if err != nil {
		return err
	}
	if lately {
		return locales.Refuse(locales.Conflict, "care.asked_lately", "Days", movePauseDays)
	}
	m := move{Network: run.topic.Network, Topic: run.topic.ID, Space: to.ID, AskedBy: run.actor.Member, Role: run.act.Role,
		Reason: run.act.Reason, Lang: run.act.Lang, Reads: to.Reads, Band: to.Band, EndsOn: f.today().AddDate(0, 0, MoveDays)}
	if err := insertMove(ctx, run.Tx.Tx, m); err != nil {
		return err
	}
	_, err = answerMove(ctx, run.Tx.Tx, run.actor, run.topic.ID, true)
	return err
}

// StopMove ends the asking before its time.
func (f *Forum) StopMove(ctx context.Context, a networks.Actor, topicID string, c Care) error {
	return f.care(ctx, a, topicID, "stopped", c, func(run *careRun) error {
		if run.topic.MovingTo == "" {
			return errNothing
		}
		return run.stopAsking(ctx)
	})
}

func (run *careRun) stopAsking(ctx context.Context) error {
	if err := deleteMove(ctx, run.Tx.Tx, run.topic); err != nil {
		return err
	}
	return moveTopic(ctx, run.Tx.Tx, run.topic, run.topic.Space)
}

// Questions lists what the actor is asked, and has answered, about topics that she has words in. Also where she can't read
// any more her words are hers to agree about; then she isn't told anybody else's.
func (f *Forum) Questions(ctx context.Context, a networks.Actor) ([]Question, error) {
	questions, err := readQuestions(ctx, f.db, a)
	if err != nil {
		return nil, fmt.Errorf("reading what %s is asked: %w", a.Member, err)
	}
	spaces, err := f.readable(ctx, a)
	if err != nil {
		return nil, err
	}
	for i := range questions {
		q := &questions[i]
		q.Readable = slices.Contains(spaces, q.From) && !parted(a, q.Topic.Author)
		if !q.Readable {
			q.Topic.Title, q.Topic.Note, q.Reason = "", "", ""
		}
	}
	return questions, nil
}

// Answer says whether the actor's words may go with a topic. Until the move comes about, or doesn't, she can change it.
func (f *Forum) Answer(ctx context.Context, a networks.Actor, topicID string, agreed bool) error {
	tx, err := f.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("answering about %s: %w", topicID, err)
	}
	defer tx.Rollback()
	if _, err := lockTopic(ctx, tx.Tx, a.Network, topicID); err != nil {
		return notFound(err, "asked.gone", "answering about %s", topicID)
	}
	asked, err := answerMove(ctx, tx.Tx, a, topicID, agreed)
	if err != nil {
		return fmt.Errorf("answering about %s: %w", topicID, err)
	}
	if !asked {
		return locales.Refuse(locales.NotFound, "asked.gone")
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return f.settle(ctx, a.Network, topicID)
}

// settle carries a move out, or ends it, when its time has come: everybody with words in the topic now has answered, or
// the days are over. It is judged once more under the topic's lock, where nobody can post.
func (f *Forum) settle(ctx context.Context, network, topic string) error {
	m, err := readMove(ctx, f.db, network, topic)
	if errors.Is(err, errNoRow) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading the move of %s: %w", topic, err)
	}
	from, err := f.networks.SpaceOf(ctx, network, m.From)
	if err != nil {
		return err
	}
	to, err := f.networks.SpaceOf(ctx, network, m.Space)
	if err != nil {
		return err
	}
	outcome := m.outcome(f.today(), from, to)
	if outcome == "" {
		return nil
	}
	asker := networks.Actor{Network: network, Member: m.AskedBy, Roles: networks.Roles{m.Role}}
	err = f.runCare(ctx, asker, Topic{Network: network, ID: topic}, outcome, func(run *careRun) error {
		return f.settled(ctx, run)
	})
	if errors.Is(err, errNothing) {
		return nil
	}
	return err
}

// settled does what the answers say, unless they say something else by now: then it is left to the next time.
func (f *Forum) settled(ctx context.Context, run *careRun) error {
	m, err := readMove(ctx, run.Tx.Tx, run.topic.Network, run.topic.ID)
	if errors.Is(err, errNoRow) {
		return errNothing
	}
	if err != nil {
		return err
	}
	from, to, err := f.holdBoth(ctx, run, run.topic.Space, m.Space)
	if err != nil {
		return err
	}
	run.act.Lang = m.Lang
	if m.outcome(f.today(), from, to) != run.act.Act {
		return errNothing
	}
	if run.act.Act == "ended" {
		err = run.stopAsking(ctx)
	} else {
		run.act.Reason = m.Reason
		err = errors.Join(moveAgreedHeld(ctx, run.Tx.Tx, m), run.goTo(ctx, m.Space))
	}
	return errors.Join(err, insertAct(ctx, run.Tx.Tx, run.act))
}

// settleAll settles every move whose time has come.
func (f *Forum) settleAll(ctx context.Context) error {
	var last move
	for {
		moves, err := readMoves(ctx, f.db, last)
		if err != nil {
			return fmt.Errorf("reading the moves: %w", err)
		}
		for _, last = range moves {
			if err := f.settle(ctx, last.Network, last.Topic); err != nil {
				return err
			}
		}
		if len(moves) < movesAtOnce {
			return nil
		}
	}
}
