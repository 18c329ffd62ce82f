package statements

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/realtime/stream"
	"tinig/server/moderation/cases"
	"tinig/server/networks"
)

// erasedAfter is for how many days removed words could come back on appeal. Then they are erased.
const erasedAfter = 30

// Reported are the kinds of things of a statement as cases look into them.
func (s *Statements) Reported() []cases.Subject {
	return []cases.Subject{reportedSections{s}, reportedComments{s}, reportedSuggestions{s}}
}

// SectionRef names a section for a report. A comment and a suggestion are named by their ids.
func SectionRef(statement string, number int) string { return statement + "_" + strconv.Itoa(number) }

// reportedSections are sections. Who leads the campaign answers for them, and is told; what is done with one is done with the whole statement: parts of it
// were never signed.
type reportedSections struct{ *Statements }

func sectionOf(ref string) (statement string, number int, err error) {
	id, tail, _ := strings.Cut(ref, "_")
	if number, err = strconv.Atoi(tail); err != nil || number < 0 || uuid.Validate(id) != nil || SectionRef(id, number) != ref {
		return "", 0, errAbsent
	}
	return id, number, nil
}

func (reportedSections) Kind() string { return "section" }

// Takes says what can be decided: a word to who leads, and that the statement leaves display.
func (reportedSections) Takes(act cases.Act) bool {
	return act == cases.None || act == cases.Talk || act == cases.Hidden
}

func (s reportedSections) Seen(ctx context.Context, a networks.Actor, ref string) (cases.Item, error) {
	id, number, err := sectionOf(ref)
	if err != nil {
		return cases.Item{}, err
	}
	if _, err = s.seen(ctx, a, id); err != nil {
		return cases.Item{}, err
	}
	return s.section(ctx, a.Network, id, number)
}

// seen is a statement that the actor may read, of whatever campaign.
func (s *Statements) seen(ctx context.Context, a networks.Actor, id string) (Statement, error) {
	one, err := readStatement(ctx, s.db, a.Network, id, "")
	if err != nil {
		return one, absent(err, "reading statement %s", id)
	}
	return s.Statement(ctx, a, one.Campaign, id, "")
}

func (s reportedSections) Now(ctx context.Context, network, ref string) (cases.Item, error) {
	id, number, err := sectionOf(ref)
	if err != nil {
		return cases.Item{}, err
	}
	return s.section(ctx, network, id, number)
}

func (s reportedSections) section(ctx context.Context, network, id string, number int) (item cases.Item, err error) {
	one, err := readStatement(ctx, s.db, network, id, "")
	if err != nil {
		return item, absent(err, "reading statement %s", id)
	}
	sections, err := sectionsOf(ctx, s.db, one)
	if err != nil {
		return item, err
	}
	at := slices.IndexFunc(sections, func(c Section) bool { return c.Number == number })
	if at < 0 {
		return item, errAbsent
	}
	section := sections[at]
	text := section.In(section.Lang)
	lead, err := s.campaigns.LeaderOf(ctx, network, one.Campaign)
	if err != nil {
		return item, err
	}
	item = cases.Item{Member: lead, Title: one.Title, Body: text.Body, Lang: text.Lang, Gone: one.WithheldOn != nil, Path: sectionAt(one, number)}
	for _, other := range section.Texts {
		if other.Lang != text.Lang {
			item.Told = append(item.Told, cases.Words{Body: other.Body, Lang: other.Lang})
		}
	}
	for _, beside := range []int{at - 1, at + 1} {
		if beside > 0 && beside < len(sections) {
			text := sections[beside].In(sections[beside].Lang)
			item.Around = append(item.Around, cases.Words{Body: text.Body, Lang: text.Lang})
		}
	}
	return item, nil
}

// Near is the whole working group.
func (s reportedSections) Near(ctx context.Context, network, ref, member string) (bool, error) {
	id, _, err := sectionOf(ref)
	if err != nil {
		return false, err
	}
	return s.worksOn(ctx, network, id, member)
}

func (s *Statements) worksOn(ctx context.Context, network, id, member string) (bool, error) {
	one, err := readStatement(ctx, s.db, network, id, "")
	if err != nil {
		return false, absent(err, "reading statement %s", id)
	}
	campaigns, err := s.campaigns.WorksOn(ctx, networks.Actor{Network: network, Member: member})
	return slices.Contains(campaigns, one.Campaign), err
}

func (s reportedSections) Act(ctx context.Context, tx *stream.Tx, network, ref string, e cases.Effect) (cases.Tell, error) {
	id, _, err := sectionOf(ref)
	if err != nil {
		return nil, err
	}
	var day *time.Time
	if e.Do == cases.Hide {
		today := s.today()
		day = &today
	}
	if _, err := s.display(ctx, tx.Tx, network, id, day); err != nil {
		return nil, err
	}
	return cases.Silent, nil
}

// said is a comment or a suggestion, and where it stands. Member is "" for a suggestion: it is the group's.
type said struct {
	Statement string     `db:"statement_id"`
	Number    int        `db:"number"`
	Member    string     `db:"member_id"`
	Lang      string     `db:"lang"`
	Body      string     `db:"body"`
	Hidden    bool       `db:"hidden"`
	EraseOn   *time.Time `db:"erase_on"`
}

func sectionAt(one Statement, number int) string {
	return fmt.Sprintf("/campaigns/%s/statements/%s/sections/%d", one.Campaign, one.ID, number)
}

// saidItem is something that was said as a case shows it, beside the section that it is about.
func (s *Statements) saidItem(ctx context.Context, network string, w said) (item cases.Item, err error) {
	section, err := reportedSections{s}.section(ctx, network, w.Statement, w.Number)
	if err != nil {
		return item, err
	}
	return cases.Item{Member: w.Member, Body: w.Body, Lang: w.Lang, Gone: w.Hidden, Path: section.Path,
		Around: []cases.Words{{Body: section.Body, Lang: section.Lang}}}, nil
}

// doWithSaid says what becomes of a row when something is done: whether it is hidden, and the day on which it is erased.
func (s *Statements) doWithSaid(e cases.Effect) (hidden bool, eraseOn *time.Time) {
	if e.Do == cases.Remove {
		day := s.today().AddDate(0, 0, erasedAfter)
		return true, &day
	}
	return e.Do == cases.Hide, nil
}

// reportedComments are what members of a group say.
type reportedComments struct{ *Statements }

func (reportedComments) Kind() string { return "comment" }

// Takes is all but what is for posts alone: a comment has no content note, isn't changed once it is said, and is in no space.
func (reportedComments) Takes(act cases.Act) bool {
	return act != cases.NoteAdded && act != cases.EditAsked && act != cases.FromSpace
}

func (s reportedComments) Seen(ctx context.Context, a networks.Actor, ref string) (cases.Item, error) {
	w, err := s.read(ctx, a.Network, ref)
	if err != nil {
		return cases.Item{}, err
	}
	one, err := s.seen(ctx, a, w.Statement)
	if err != nil {
		return cases.Item{}, err
	}
	place, err := s.campaigns.Place(ctx, a, one.Campaign, "")
	if err != nil {
		return cases.Item{}, err
	}
	if !place.In() || w.Hidden || slices.Contains(a.Parted, w.Member) {
		return cases.Item{}, errAbsent
	}
	return s.saidItem(ctx, a.Network, w)
}

func (s reportedComments) read(ctx context.Context, network, ref string) (said, error) {
	if uuid.Validate(ref) != nil {
		return said{}, errAbsent
	}
	w, err := readSaid(ctx, s.db, network, ref)
	if err != nil {
		return w, absent(err, "reading comment %s", ref)
	}
	return w, nil
}

// Now is nothing, when its author has taken it back.
func (s reportedComments) Now(ctx context.Context, network, ref string) (cases.Item, error) {
	w, err := s.read(ctx, network, ref)
	if err == errAbsent {
		return cases.Item{Gone: true}, nil
	}
	if err != nil {
		return cases.Item{}, err
	}
	return s.saidItem(ctx, network, w)
}

func (s reportedComments) Near(ctx context.Context, network, ref, member string) (bool, error) {
	w, err := s.read(ctx, network, ref)
	if err != nil {
		return false, passed(err)
	}
	return s.worksOn(ctx, network, w.Statement, member)
}

// passed forgives what isn't there any more: nobody is near to it.
func passed(err error) error {
	if err == errAbsent {
		return nil
	}
	return err
}

func (s reportedComments) Act(ctx context.Context, tx *stream.Tx, network, ref string, e cases.Effect) (cases.Tell, error) {
	hidden, eraseOn := s.doWithSaid(e)
	if err := hideComment(ctx, tx.Tx, network, ref, hidden, eraseOn); err != nil {
		return nil, fmt.Errorf("hiding comment %s: %w", ref, err)
	}
	return cases.Silent, nil
}

// reportedSuggestions are wordings that somebody suggests, whoever it was.
type reportedSuggestions struct{ *Statements }

func (reportedSuggestions) Kind() string { return "suggestion" }

// Takes is what needs nobody to be spoken to: who suggested it isn't known.
func (reportedSuggestions) Takes(act cases.Act) bool {
	return act == cases.None || act == cases.Hidden || act == cases.Removed
}

func (s reportedSuggestions) read(ctx context.Context, network, ref string) (said, error) {
	if uuid.Validate(ref) != nil {
		return said{}, errAbsent
	}
	w, err := readSuggested(ctx, s.db, network, ref)
	if err != nil {
		return w, absent(err, "reading suggestion %s", ref)
	}
	return w, nil
}

func (s reportedSuggestions) Seen(ctx context.Context, a networks.Actor, ref string) (cases.Item, error) {
	w, err := s.read(ctx, a.Network, ref)
	if err != nil {
		return cases.Item{}, err
	}
	if _, err := s.seen(ctx, a, w.Statement); err != nil {
		return cases.Item{}, err
	}
	if w.Hidden {
		return cases.Item{}, errAbsent
	}
	return s.saidItem(ctx, a.Network, w)
}

func (s reportedSuggestions) Now(ctx context.Context, network, ref string) (cases.Item, error) {
	w, err := s.read(ctx, network, ref)
	if err == errAbsent {
		return cases.Item{Gone: true}, nil
	}
	if err != nil {
		return cases.Item{}, err
	}
	return s.saidItem(ctx, network, w)
}

func (s reportedSuggestions) Near(ctx context.Context, network, ref, member string) (bool, error) {
	w, err := s.read(ctx, network, ref)
	if err != nil {
		return false, passed(err)
	}
	return s.worksOn(ctx, network, w.Statement, member)
}

func (s reportedSuggestions) Act(ctx context.Context, tx *stream.Tx, network, ref string, e cases.Effect) (cases.Tell, error) {
	hidden, eraseOn := s.doWithSaid(e)
	if err := hideSuggestion(ctx, tx.Tx, network, ref, hidden, eraseOn); err != nil {
		return nil, fmt.Errorf("hiding suggestion %s: %w", ref, err)
	}
	return cases.Silent, nil
}

// display takes a statement off display on a day, or shows it again.
func (s *Statements) display(ctx context.Context, tx *sqlx.Tx, network, id string, withheld *time.Time) (Statement, error) {
	one, err := lockStatement(ctx, tx, network, id)
	if err != nil {
		return one, absent(err, "locking statement %s", id)
	}
	one.WithheldOn = withheld
	one.Revision++
	if err := updateStatement(ctx, tx, one); err != nil {
		return one, fmt.Errorf("withholding statement %s: %w", id, err)
	}
	return one, nil
}
