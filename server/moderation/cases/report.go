package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// NoteLength is the most characters of what a reporter adds.
const NoteLength = 1000

// mostReports is how much a member reports in a day.
const mostReports = 20

// Draft is a report before it is one.
type Draft struct {
	Kind, Ref string
	Reason    Reason
	Note      string
}

// report is a row of reports.
type report struct {
	Network  string `db:"network_id"`
	Case     string `db:"case_id"`
	Reporter string `db:"reporter_id"`
	Vouched  bool   `db:"vouched"`
	Reason   Reason `db:"reason"`
	Sealed   []byte `db:"sealed"`
}

// Reportable is what the actor is about to report, as she reads it.
func (c *Cases) Reportable(ctx context.Context, a networks.Actor, kind, ref string) (Item, error) {
	if err := networks.Allow(a, networks.Report, nil); err != nil {
		return Item{}, err
	}
	s, err := c.subject(kind)
	if err != nil {
		return Item{}, err
	}
	return s.Seen(ctx, a, ref)
}

// Report keeps what the actor reports as it stands now, for those who look into it. Reporting the same again is no harm. Of her
// own words she can only say that she is in danger.
func (c *Cases) Report(ctx context.Context, a networks.Actor, d Draft) error {
	item, err := c.Reportable(ctx, a, d.Kind, d.Ref)
	if err != nil {
		return err
	}
	return c.ReportAs(ctx, a, d, item)
}

// ReportAs is Report of what only the actor's own keyring opens: item is what who keeps it has just opened for her.
func (c *Cases) ReportAs(ctx context.Context, a networks.Actor, d Draft, item Item) error {
	if err := networks.Allow(a, networks.Report, nil); err != nil {
		return err
	}
	d.Note = strings.TrimSpace(strings.ReplaceAll(d.Note, "\r\n", "\n"))
	switch {
	case !slices.Contains(Reasons, d.Reason):
		return locales.Refuse(locales.Invalid, "report.reason_needed")
	case utf8.RuneCountInString(d.Note) > NoteLength:
		return locales.Refuse(locales.Invalid, "report.note_length", "Most", NoteLength)
	}
	if item.Member == a.Member && d.Reason != Danger {
		return locales.Refuse(locales.Invalid, "report.own")
	}
	err := c.report(ctx, a, d, item)
	if violates(err, "cases_open") { // somebody else reported it in the same moment
		err = c.report(ctx, a, d, item)
	}
	return err
}

func (c *Cases) report(ctx context.Context, a networks.Actor, d Draft, item Item) error {
	fresh, err := c.newCase(ctx, a, d, item)
	if err != nil {
		return err
	}
	tx, err := c.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("reporting in %s: %w", a.Network, err)
	}
	defer tx.Rollback()
	of, joined, err := c.joinOrOpen(ctx, tx, fresh, item)
	if err != nil {
		return fmt.Errorf("reporting in %s: %w", a.Network, err)
	}
	if first, err := c.add(ctx, tx, of, a, d); err != nil || !first {
		return err
	}
	tell, err := c.hideUntilSeen(ctx, tx, of, d.Reason)
	if err != nil {
		return fmt.Errorf("reporting in %s: %w", a.Network, err)
	}
	if !joined {
		if err := c.tellUrgent(ctx, tx, of); err != nil {
			return err
		}
	}
	if err := tell(); err != nil {
		return fmt.Errorf("reporting in %s: %w", a.Network, err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("reporting in %s: %w", a.Network, err)
	}
	if joined {
		return nil
	}
	return c.tellElsewhere(ctx, of)
}

// newCase is the case that a report opens, if none is open: in whose queue, and until when it may wait.
func (c *Cases) newCase(ctx context.Context, a networks.Actor, d Draft, item Item) (Case, error) {
	now := c.Now()
	of := Case{Network: a.Network, ID: uuid.NewString(), Kind: d.Kind, Subject: d.Ref, Member: item.Member, Reason: d.Reason,
		Line: d.Reason.line(), OpenedAt: now, DueAt: now.Add(SoonWithin), ForgetOn: c.today().AddDate(0, 0, Days)}
	of.FirstCase = of.ID
	if d.Reason == Danger { // it isn't about whose words these are
		of.Member = ""
	}
	if of.Line == LeadLine {
		of.DueAt = now.Add(UrgentWithin)
	}
	err := c.route(ctx, &of, a.Member)
	return of, err
}

// joinOrOpen is the open case about the same thing, or the new one.
func (c *Cases) joinOrOpen(ctx context.Context, tx *stream.Tx, fresh Case, item Item) (of Case, joined bool, err error) {
	of, err = lockOpen(ctx, tx.Tx, fresh)
	if !errors.Is(err, errNoRow) {
		return of, true, err
	}
	key, err := c.makeKey(fresh.ID)
	if err != nil {
		return fresh, false, err
	}
	if fresh.Sealed, err = seal(key, placeOf(fresh), item); err != nil {
		return fresh, false, err
	}
	return fresh, false, insertCase(ctx, tx.Tx, fresh)
}

// add joins a report to its case; false when she reported the same before.
func (c *Cases) add(ctx context.Context, tx *stream.Tx, of Case, a networks.Actor, d Draft) (first bool, err error) {
	key, err := c.keyOf(of.ID)
	if err != nil {
		return false, err
	}
	r := report{Network: a.Network, Case: of.ID, Reporter: a.Member, Vouched: a.Vouched, Reason: d.Reason}
	if r.Sealed, err = seal(key, "report of "+placeOf(of), d.Note); err != nil {
		return false, err
	}
	reported, err := countReports(ctx, tx.Tx, a, c.today())
	if err != nil {
		return false, fmt.Errorf("reporting in %s: %w", a.Network, err)
	}
	if reported >= mostReports && d.Reason.line() == FirstLine {
		return false, locales.Refuse(locales.TooMany, "report.many")
	}
	if first, err = insertReport(ctx, tx.Tx, r, c.today()); err != nil {
		return false, fmt.Errorf("reporting in %s: %w", a.Network, err)
	}
	return first, nil
}

// hideUntilSeen hides what enough vouched members have reported. What nobody can hide stays.
func (c *Cases) hideUntilSeen(ctx context.Context, tx *stream.Tx, of Case, reason Reason) (Tell, error) {
	if !reason.hides() || of.Hidden || !c.takes(of, Hidden) {
		return Silent, nil
	}
	vouched, exposed, err := countVouched(ctx, tx.Tx, of)
	if err != nil || vouched < hideAt && exposed < hideExposedAt {
		return Silent, err
	}
	if err := markHidden(ctx, tx.Tx, of); err != nil {
		return nil, err
	}
	return c.subjects[of.Kind].Act(ctx, tx, of.Network, of.Subject, Effect{Do: Hide})
}

// tellUrgent tells those who look into it that something urgent of their own network waits for them.
func (c *Cases) tellUrgent(ctx context.Context, tx *stream.Tx, of Case) error {
	if !of.Urgent() || of.Queue != of.Network {
		return nil
	}
	return c.tellThem(ctx, tx, of)
}

// tellElsewhere tells those of another network, in a transaction of its own: rows of two networks aren't written together.
func (c *Cases) tellElsewhere(ctx context.Context, of Case) error {
	if !of.Urgent() || of.Queue == of.Network {
		return nil
	}
	tx, err := c.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("telling of case %s: %w", of.ID, err)
	}
	defer tx.Rollback()
	if err := c.tellThem(ctx, tx, of); err != nil {
		return err
	}
	return tx.Commit()
}

func (c *Cases) tellThem(ctx context.Context, tx *stream.Tx, of Case) error {
	staff, err := c.networks.Staff(ctx, of.Queue)
	if err != nil {
		return err
	}
	var notices []inbox.Notice
	for _, m := range staff {
		if m.ID != of.Member && (of.Line == FirstLine || m.Roles().Has(networks.RoleSafeguardingLead)) {
			notices = append(notices, inbox.Notice{Network: of.Queue, Member: m.ID, Kind: inbox.Case, Day: c.today()})
		}
	}
	return inbox.Tell(ctx, tx, notices...)
}

// placeOf binds what is sealed to its row.
func placeOf(of Case) string { return "case " + of.Network + " " + of.ID }
