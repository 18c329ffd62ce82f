package duty

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/audit"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// alertsAtMost is how many alerts a lead's page shows.
const alertsAtMost = 100

// Raise tells the leads that somebody may need a person now. Why is what raised it, and place the page on which her words stand, ""
// for none. One of hers is open at a time: what she writes meanwhile joins it, and asking makes it be told again.
func (d *Duty) Raise(ctx context.Context, her networks.Actor, why Why, place string) error {
	if err := networks.Allow(her, networks.AskForPerson, nil); err != nil {
		return err
	}
	leads, err := d.leadsFor(ctx, her)
	if err != nil {
		return err
	}
	tx, err := d.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("raising an alert of %s: %w", her.Member, err)
	}
	defer tx.Rollback()
	alert := Alert{Network: her.Network, ID: uuid.NewString(), Member: her.Member, Why: why, Place: place, RaisedAt: d.Now()}
	fresh, err := d.open(ctx, tx, alert)
	if err != nil {
		return fmt.Errorf("raising an alert of %s: %w", her.Member, err)
	}
	if !fresh {
		return tx.Commit()
	}
	var told []inbox.Notice
	for _, lead := range leads {
		told = append(told, inbox.Notice{Network: her.Network, Member: lead.ID, Kind: inbox.Alert, Day: d.today()})
	}
	if err := d.tell(ctx, tx, her.Network, told...); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("raising an alert of %s: %w", her.Member, err)
	}
	d.Ring()
	return nil
}

// open writes an alert, or what is new of it into the one that is open; it says whether the leads are to be told.
func (d *Duty) open(ctx context.Context, tx *stream.Tx, alert Alert) (fresh bool, err error) {
	if fresh, err = insertAlert(ctx, tx.Tx, alert); err != nil || fresh {
		return fresh, err
	}
	old, err := lockOpen(ctx, tx.Tx, alert.Network, alert.Member)
	if err != nil {
		return false, err
	}
	again := alert.Why == Asked && (old.Why == Words || old.Late(d.Now()))
	if again {
		old.Why = Asked
		if old.Late(d.Now()) {
			old.TakenBy, old.Answer, old.ByAt = "", "", nil
		}
	}
	if old.Place == "" {
		old.Place = alert.Place
	}
	return again, updateAlert(ctx, tx.Tx, old)
}

// Asking is what she who may need a person is told. Here says whether somebody is on duty for her; Next is when somebody
// means to be, zero for never. Minutes are those that are left of what was promised.
type Asking struct {
	Alert
	There   bool // something of hers is open
	Here    bool
	Next    time.Time
	Minutes int
	Late    bool
	Words   []Said
}

// Asking says how it stands with what the actor has raised.
func (d *Duty) Asking(ctx context.Context, her networks.Actor) (asking Asking, err error) {
	if err := networks.Allow(her, networks.AskForPerson, nil); err != nil {
		return asking, err
	}
	asking.Alert, err = readOpen(ctx, d.db, her.Network, her.Member)
	if err != nil && !errors.Is(err, errNoRow) {
		return asking, fmt.Errorf("reading the alert of %s: %w", her.Member, err)
	}
	if asking.There = err == nil; asking.There {
		asking.Late = asking.Alert.Late(d.Now())
		if asking.ByAt != nil {
			asking.Minutes = max(1, int(asking.ByAt.Sub(d.Now()).Round(time.Minute).Minutes()))
		}
		if asking.Words, err = d.words(ctx, asking.Alert); err != nil {
			return asking, err
		}
	}
	if asking.Here, err = d.somebodyFor(ctx, her); err != nil || asking.Here {
		return asking, err
	}
	rota, err := d.rota(ctx, her.Network)
	rota = slices.DeleteFunc(rota, func(h Hours) bool { return h.Member == her.Member || slices.Contains(her.Parted, h.Member) })
	if at, there := next(rota, d.Now(), her.Quiet.Offset); there {
		asking.Next = at.Add(time.Duration(her.Quiet.Offset) * time.Minute)
	}
	return asking, err
}

// somebodyFor says whether a lead is on duty who can be there for her.
func (d *Duty) somebodyFor(ctx context.Context, her networks.Actor) (bool, error) {
	rows, err := readHere(ctx, d.db, her.Network, d.Now())
	if err != nil {
		return false, fmt.Errorf("reading who is on duty in %s: %w", her.Network, err)
	}
	leads, err := d.leadsFor(ctx, her)
	return slices.ContainsFunc(rows, func(h here) bool {
		return slices.ContainsFunc(leads, func(m networks.Member) bool { return m.ID == h.Member })
	}), err
}

// Shown is an alert for a lead. Only of one that she has taken she learns whose it is.
type Shown struct {
	Alert
	Mine  bool
	Lost  bool // who had taken it isn't there any more
	Her   networks.Member
	Words []Said
}

// Alerts are what waits for the lead and what she has taken, the oldest first.
func (d *Duty) Alerts(ctx context.Context, a networks.Actor) (list []Shown, err error) {
	if err := networks.Allow(a, networks.StandBy, nil); err != nil {
		return nil, err
	}
	alerts, err := readAlerts(ctx, d.db, a.Network)
	if err != nil {
		return nil, fmt.Errorf("reading the alerts of %s: %w", a.Network, err)
	}
	rows, err := readHere(ctx, d.db, a.Network, d.Now())
	if err != nil {
		return nil, fmt.Errorf("reading who is on duty in %s: %w", a.Network, err)
	}
	for _, alert := range alerts {
		apart, err := d.apart(ctx, alert, a)
		if err != nil {
			return nil, err
		}
		if apart {
			continue
		}
		shown := Shown{Alert: alert, Mine: alert.TakenBy == a.Member}
		shown.Lost = alert.TakenBy != "" && !shown.Mine && !slices.ContainsFunc(rows, func(h here) bool { return h.Member == alert.TakenBy })
		if err := d.show(ctx, a, &shown); err != nil {
			return nil, err
		}
		list = append(list, shown)
	}
	return list, nil
}

// show fills in what is for her alone who has taken it, and takes it out for everybody else.
func (d *Duty) show(ctx context.Context, a networks.Actor, shown *Shown) (err error) {
	if !shown.Mine {
		shown.Member, shown.Place = "", ""
		return nil
	}
	if shown.Her, err = d.networks.Member(ctx, a, shown.Member); err != nil {
		return err
	}
	shown.Words, err = d.words(ctx, shown.Alert)
	return err
}

// apart says whether a lead isn't to be told of somebody's alert: it is her own, or a block of either parts them.
func (d *Duty) apart(ctx context.Context, alert Alert, a networks.Actor) (bool, error) {
	if alert.Member == a.Member || slices.Contains(a.Parted, alert.Member) {
		return true, nil
	}
	her, err := d.networks.Follow(ctx, alert.Network, alert.Member)
	if locales.IsKind(err, locales.NotFound) { // she has left meanwhile
		return true, nil
	}
	return slices.Contains(her.Parted, a.Member), err
}

// Take is the lead's word that she has seen an alert, and what she does until when. It is recorded before she learns whose it is;
// saying another thing afterwards is the same act. She is on duty from then on. One that another lead has taken, who is there, is
// taken.
func (d *Duty) Take(ctx context.Context, a networks.Actor, id string, answer Answer, within int) error {
	if !slices.Contains(Answers, answer) || !slices.Contains(Within, within) {
		return locales.Refuse(locales.Invalid, "duty.answer_needed")
	}
	by := d.Now().Add(time.Duration(within) * time.Minute)
	return d.handle(ctx, a, id, taken, func(tx *stream.Tx, alert *Alert) error {
		if alert.TakenBy != "" && alert.TakenBy != a.Member {
			there, err := isHere(ctx, tx.Tx, a.Network, alert.TakenBy, d.Now())
			if err != nil {
				return err
			}
			if there {
				return locales.Refuse(locales.Conflict, "duty.taken")
			}
		}
		alert.TakenBy, alert.Answer, alert.ByAt = a.Member, answer, &by
		if err := upsertHere(ctx, tx.Tx, a, d.Now(), d.Now().Add(HereFor)); err != nil {
			return err
		}
		return updateAlert(ctx, tx.Tx, *alert)
	})
}

// Close is the lead's word that nothing more is to be done about an alert that she has taken. What was written goes with it.
func (d *Duty) Close(ctx context.Context, a networks.Actor, id string) error {
	err := d.handle(ctx, a, id, closed, func(tx *stream.Tx, alert *Alert) error {
		if alert.TakenBy != a.Member {
			return errNotThere
		}
		return closeAlert(ctx, tx.Tx, *alert, d.today())
	})
	if err != nil {
		return err
	}
	return d.destroyKey(id)
}

// The records of what a lead does with an alert.
const (
	taken  audit.Act = "duty.alert_taken"
	closed audit.Act = "duty.alert_closed"
)

// handle does something with an open alert under its lock, with its record, and tells the leads' pages, and whose it is when
// somebody has taken it.
func (d *Duty) handle(ctx context.Context, a networks.Actor, id string, act audit.Act, do func(*stream.Tx, *Alert) error) error {
	if err := networks.Allow(a, networks.StandBy, nil); err != nil {
		return err
	}
	tx, err := d.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("%s %s: %w", act, id, err)
	}
	defer tx.Rollback()
	alert, err := lockAlert(ctx, tx.Tx, a.Network, id)
	if errors.Is(err, errNoRow) {
		return errNotThere
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", act, id, err)
	}
	apart, err := d.apart(ctx, alert, a)
	if err != nil {
		return err
	}
	if apart {
		return errNotThere
	}
	if err := do(tx, &alert); err != nil {
		return wrap(err, string(act), id)
	}
	if err := audit.Append(ctx, tx.Tx, audit.Record{Network: a.Network, Actor: a.Member, Act: act, Subject: id}); err != nil {
		return err
	}
	var told []inbox.Notice
	if act == taken {
		told = append(told, inbox.Notice{Network: a.Network, Member: alert.Member, Kind: inbox.Person, Day: d.today()})
	}
	if err := d.tell(ctx, tx, a.Network, told...); err != nil {
		return err
	}
	return tx.Commit()
}
