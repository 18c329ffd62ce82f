package statements

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/audit"
	"tinig/server/counts"
	"tinig/server/networks"
)

// SignersAtOnce is how many signers are listed at once, countedAtOnce how many are counted at once, dueAtOnce how many statements one sweep counts.
const (
	SignersAtOnce = 100
	countedAtOnce = 1000
	dueAtOnce     = 500
)

// Published is what everybody may know of a statement. Count is of all networks together; 0 is fewer than ten, or none told yet.
type Published struct {
	Statement
	Text    Frozen
	Count   int
	Carried []Carrier
}

// Carrier is a network whose members sign. Count is null when nothing is told.
type Carrier struct {
	Network   string     `db:"network_id"`
	Named     string     `db:"name"`
	Count     *int       `db:"count"`
	CountedOn *time.Time `db:"counted_on"`
}

// Signer is somebody on the list outside: her name, or a role and a country.
type Signer struct {
	Network string  `db:"network_id"`
	Member  *string `db:"member_id"`
	Mark    []byte  `db:"name_mark"`
	Role    string  `db:"role"`
	Country string  `db:"country"`
	Place   string  `db:"place"`
	Name    string
}

// Published is a statement by its address outside, for everybody. One that isn't open yet, or is withheld, isn't there.
func (s *Statements) Published(ctx context.Context, public string) (Published, error) {
	one, err := readPublic(ctx, s.db, public)
	if err != nil {
		return Published{}, absent(err, "reading statement %s", public)
	}
	if !one.Out() {
		return Published{}, errAbsent
	}
	return s.published(ctx, one)
}

// Next is what a step would tell outside: to whom a statement is delivered, or what was answered.
type Next struct{ To, Answer, Lang string }

// Mirrored is what Published is after the next step, for who works on a statement that is frozen: opened when it isn't yet, delivered when
// next says to whom, answered when it says what.
func (s *Statements) Mirrored(ctx context.Context, a networks.Actor, campaign, id string, next Next) (Published, error) {
	place, err := s.campaigns.Place(ctx, a, campaign, "")
	if err != nil {
		return Published{}, err
	}
	if !place.Works() {
		return Published{}, refusal(a, place)
	}
	one, err := s.Statement(ctx, a, campaign, id, "")
	if err != nil {
		return Published{}, err
	}
	if !one.Reached(Ready) || one.WithheldOn != nil {
		return Published{}, locales.Refuse(locales.Conflict, "statement.not_frozen")
	}
	p, err := s.published(ctx, one)
	if err != nil {
		return p, err
	}
	today := s.today()
	switch {
	case one.State == Ready:
		p.State, p.OpenedOn = Open, &today
		p.Carried = []Carrier{{Network: a.Network, Named: a.NetworkName}}
	case one.State == Cooling && next.To != "":
		p.State, p.DeliveredTo, p.DeliveredOn = Delivered, line(next.To), &today
	case one.State == Delivered && next.Answer != "":
		p.State, p.Answer, p.AnswerLang, p.AnsweredOn = Answered, block(next.Answer), next.Lang, &today
	}
	return p, nil
}

func (s *Statements) published(ctx context.Context, one Statement) (p Published, err error) {
	canonical, err := readFrozen(ctx, s.db, one)
	if err != nil {
		return p, absent(err, "reading the frozen text of statement %s", one.ID)
	}
	p.Statement = one
	if p.Text, err = thawed(canonical); err != nil {
		return p, err
	}
	if p.Carried, err = readCarriers(ctx, s.db, one); err != nil {
		return p, fmt.Errorf("reading who carries statement %s: %w", one.ID, err)
	}
	for i, carrier := range p.Carried {
		network, err := s.networks.Network(ctx, carrier.Network)
		if err != nil {
			return p, err
		}
		p.Carried[i].Named = network.Name
		if carrier.Count != nil {
			p.Count += *carrier.Count
		}
	}
	return p, nil
}

// Signers are those who show outside, after a place: only of a network of which a number is told, and only who signed before it was. Their
// order is by lot.
func (s *Statements) Signers(ctx context.Context, p Published, after string) (signers []Signer, next string, err error) {
	if after == "" {
		after = uuid.Nil.String()
	}
	rows, err := readSigners(ctx, s.db, p.ID, after)
	if err != nil {
		return nil, "", fmt.Errorf("reading the signers of statement %s: %w", p.ID, err)
	}
	if len(rows) == SignersAtOnce {
		next = rows[len(rows)-1].Place
	}
	signers, err = s.named(ctx, rows)
	return signers, next, err
}

// named are signers with the names under which they signed. Who has another name now, or none, isn't among them, nor is who rests.
func (s *Statements) named(ctx context.Context, rows []Signer) (signers []Signer, err error) {
	if rows, err = s.awake(rows); err != nil {
		return nil, err
	}
	ids := map[string][]string{}
	for _, r := range rows {
		if r.Member != nil {
			ids[r.Network] = append(ids[r.Network], *r.Member)
		}
	}
	names := map[string]networks.Member{}
	for network, members := range ids {
		of, err := s.networks.Names(ctx, network, members)
		if err != nil {
			return nil, err
		}
		for id, member := range of {
			names[id] = member
		}
	}
	for _, r := range rows {
		if r.Role != "" {
			signers = append(signers, r)
		} else if r.Member != nil && string(nameMark(*r.Member, names[*r.Member].Pseudonym)) == string(r.Mark) {
			r.Name = names[*r.Member].Pseudonym
			signers = append(signers, r)
		}
	}
	slices.SortStableFunc(signers, func(a, b Signer) int { return strings.Compare(a.Name+a.Role+a.Country, b.Name+b.Role+b.Country) })
	return signers, nil
}

// Inside are those of the actor's network who signed so that members of it see their names.
func (s *Statements) Inside(ctx context.Context, a networks.Actor, one Statement) ([]Signer, error) {
	rows, err := readInside(ctx, s.db, a.Network, one.ID)
	if err != nil {
		return nil, fmt.Errorf("reading the signers of statement %s: %w", one.ID, err)
	}
	rows = slices.DeleteFunc(rows, func(r Signer) bool { return r.Member != nil && slices.Contains(a.Parted, *r.Member) })
	return s.named(ctx, rows)
}

// Canonical is the frozen text of a statement that is read outside, byte by byte.
func (s *Statements) Canonical(ctx context.Context, p Published) ([]byte, error) {
	canonical, err := readFrozen(ctx, s.db, p.Statement)
	if err != nil {
		return nil, absent(err, "reading the frozen text of statement %s", p.ID)
	}
	return canonical, nil
}

// Sweep tells anew, once a day, how many have signed what is open: those of yesterday and before. And it erases what was removed.
func (s *Statements) Sweep(ctx context.Context) error {
	if err := eraseRemoved(ctx, s.db, s.today()); err != nil {
		return fmt.Errorf("erasing what was removed: %w", err)
	}
	due, err := readDue(ctx, s.db, s.today())
	if err != nil {
		return fmt.Errorf("looking for statements to count: %w", err)
	}
	for _, d := range due {
		if err := s.count(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// together is how many signed, as it is told: those who show on the list, whom anybody can count, and those who are only counted, as they were
// released. Were all of them one number, the list would tell of a few: of ten with nine names, that one has none.
func together(unseen counts.Shown, seen int) *int {
	signed := seen
	if !unseen.Withheld {
		signed += unseen.Number
	}
	if !counts.Enough(signed) {
		return nil
	}
	signed = counts.Rounded(signed)
	return &signed
}

// countSeen counts who would stand on the list today: nobody who rests, and no name that isn't hers any more.
func (s *Statements) countSeen(ctx context.Context, d dueCount) (seen int, err error) {
	for after, more := uuid.Nil.String(), true; more; {
		rows, err := readListed(ctx, s.db, d, s.today(), after)
		if err != nil {
			return 0, fmt.Errorf("counting the list of statement %s: %w", d.Statement, err)
		}
		if more = len(rows) == countedAtOnce; more {
			after = rows[len(rows)-1].Place
		}
		signers, err := s.named(ctx, rows)
		if err != nil {
			return 0, err
		}
		seen += len(signers)
	}
	return seen, nil
}

func (s *Statements) count(ctx context.Context, d dueCount) error {
	tx, err := s.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("counting statement %s: %w", d.Statement, err)
	}
	defer tx.Rollback()
	unseen, err := countUnseen(ctx, tx, d, s.today())
	if err != nil {
		return fmt.Errorf("counting statement %s: %w", d.Statement, err)
	}
	table, err := counts.Release(ctx, tx, d.Network, "statement."+d.Statement, s.today(), counts.Cell{Name: "unseen", Count: unseen})
	if err != nil {
		return err
	}
	seen, err := s.countSeen(ctx, d)
	if err != nil {
		return err
	}
	told := together(table.Total, seen)
	if err := updateCount(ctx, tx, d, told, s.today()); err != nil {
		return fmt.Errorf("counting statement %s: %w", d.Statement, err)
	}
	return tx.Commit()
}

// Withhold takes a statement off display, inside and out, within a moderator's decision: on one section of a frozen text it is on the
// whole, as parts of it were never signed. Its text and hash stand. Restore shows it again.
func (s *Statements) Withhold(ctx context.Context, tx *sqlx.Tx, a networks.Actor, id string) error {
	return s.withhold(ctx, tx, a, id, "statement.withheld", func(today time.Time) *time.Time { return &today })
}

// Restore undoes Withhold.
func (s *Statements) Restore(ctx context.Context, tx *sqlx.Tx, a networks.Actor, id string) error {
	return s.withhold(ctx, tx, a, id, "statement.restored", func(time.Time) *time.Time { return nil })
}

func (s *Statements) withhold(ctx context.Context, tx *sqlx.Tx, a networks.Actor, id string, act audit.Act, on func(time.Time) *time.Time) error {
	one, err := s.display(ctx, tx, a.Network, id, on(s.today()))
	if err != nil {
		return err
	}
	return record(ctx, tx, a, act, one)
}
