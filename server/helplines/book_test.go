package helplines_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/migrations/dbtest"
	"tinig/server/helplines"
	"tinig/server/networks"
)

// office is a network with two of the staff.
type office struct {
	*helplines.Book
	t                     *testing.T
	db                    *sqlx.DB
	steward, lead, member networks.Actor
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, db: dbtest.New(t)}
	o.Book = helplines.NewBook(o.db, func() time.Time { return inTime })
	network := uuid.NewString()
	o.db.MustExec(`INSERT INTO networks (id, kind, name, languages, founded_on) VALUES ($1, 'local', 'Here', '{en}', now())`, network)
	enter := func(roles ...networks.Role) networks.Actor {
		id := uuid.NewString()
		o.db.MustExec(`INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on) VALUES ($1, $2, $3, sha256($4), 'adult', 'confirmed', now())`, network, id, id[:8], []byte(id))
		return networks.Actor{Network: network, Member: id, Standing: networks.Confirmed, Band: networks.Adult, Roles: append(networks.Roles{networks.RoleMember}, roles...)}
	}
	o.steward, o.lead, o.member = enter(networks.RoleSteward), enter(networks.RoleSafeguardingLead), enter()
	return o
}

// lines are all lines as the network has them.
func (o *office) lines() []helplines.Line {
	o.t.Helper()
	known, err := o.Known(o.t.Context(), o.steward.Network)
	o.must(err)
	return helplines.All(known, inTime)
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) refuses(err error, kind locales.Kind, id string) {
	o.t.Helper()
	var refusal *locales.Refusal
	if !errors.As(err, &refusal) || refusal.Kind != kind || refusal.ID != id {
		o.t.Errorf("it answers %v, want %s", err, id)
	}
}

// agreed has one say it and the other agree.
func (o *office) agreed(c helplines.Change) {
	o.t.Helper()
	o.must(o.Ask(o.t.Context(), o.steward, c))
	asked, err := o.Asked(o.t.Context(), o.lead)
	o.must(err)
	o.must(o.Agree(o.t.Context(), o.lead, asked[0].ID))
}

func shelter() helplines.Change {
	return helplines.Change{ID: uuid.NewString(), Act: helplines.Add, Name: "The house by the river", Need: helplines.Anyone, Call: "02 555 0123", Web: "https://House.example/",
		Source: "their leaflet", Day: inTime.AddDate(0, -1, 0), Free: true}
}

func TestALineOfTheNetworksOwnCountsWhenTwoSaySo(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	before := len(o.lines())
	line := shelter()
	o.must(o.Ask(ctx, o.steward, line))
	o.must(o.Ask(ctx, o.steward, line)) // pressed twice
	if len(o.lines()) != before {
		t.Error("what one person said counts")
	}
	asked, err := o.Asked(ctx, o.lead)
	o.must(err)
	if len(asked) != 1 || !asked[0].MayAgree(o.lead) || asked[0].MayAgree(o.steward) {
		t.Fatalf("there waits %+v", asked)
	}
	o.refuses(o.Agree(ctx, o.steward, line.ID), locales.Forbidden, "lines.second_person")
	o.refuses(o.Agree(ctx, o.member, line.ID), locales.Forbidden, "networks.not_allowed")
	o.refuses(o.Ask(ctx, o.member, shelter()), locales.Forbidden, "networks.not_allowed")
	o.must(o.Agree(ctx, o.lead, line.ID))
	first := o.lines()[0]
	if !first.Own || first.Name != line.Name || first.Overdue || len(first.Channel) != 2 || first.Channel[1].At != "house.example" || !first.Channel[0].Free {
		t.Errorf("the first line is %+v", first)
	}
	var told int
	o.must(o.db.Get(&told, `SELECT count(*) FROM helpline_changes WHERE asked_by IS NOT NULL`))
	if told != 0 {
		t.Error("who said it stands beside it")
	}
	o.refuses(o.Agree(ctx, o.lead, line.ID), locales.NotFound, "lines.not_there")
	o.agreed(helplines.Change{Line: line.ID, Act: helplines.Remove})
	if len(o.lines()) != before {
		t.Error("a line that two took away is there")
	}
}

// A line that didn't work stands last and is never hidden; one that was tried and works is relied on again.
func TestALineThatWasTriedSaysSo(t *testing.T) {
	o := newOffice(t)
	all := o.lines()
	good := all[0].ID
	old := all[slices.IndexFunc(all, func(l helplines.Line) bool { return l.Overdue })].ID
	o.agreed(helplines.Change{Line: good, Act: helplines.Fails})
	o.agreed(helplines.Change{Line: old, Act: helplines.Works})
	now := o.lines()
	if len(now) != len(all) || now[len(now)-1].ID != good || !now[len(now)-1].Failed || !now[len(now)-1].Overdue {
		t.Errorf("what didn't work is %+v", now[len(now)-1])
	}
	at := slices.IndexFunc(now, func(l helplines.Line) bool { return l.ID == old })
	if now[at].Overdue || !now[at].Tried.Equal(inTime.Truncate(24*time.Hour)) {
		t.Errorf("what works is %+v", now[at])
	}
	o.agreed(helplines.Change{Line: good, Act: helplines.Works})
	if now := o.lines(); now[len(now)-1].ID == good {
		t.Error("what works again stands last")
	}
	if elsewhere := helplines.All(nil, inTime); elsewhere[0].ID != good || !elsewhere[0].Tried.IsZero() {
		t.Error("another network learns of it")
	}
}

func TestWhatIsNoLineIsRefused(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	for id, spoil := range map[string]func(*helplines.Change){
		"lines.name_wanted":   func(c *helplines.Change) { c.Name = " " },
		"lines.need_wanted":   func(c *helplines.Change) { c.Need = "cats" },
		"lines.way_wanted":    func(c *helplines.Change) { c.Call, c.Web = "ask Maria", "" },
		"lines.source_wanted": func(c *helplines.Change) { c.Source = strings.Repeat("x", helplines.SourceLength+1) },
		"lines.day_wanted":    func(c *helplines.Change) { c.Day = inTime.AddDate(0, 0, 1) },
	} {
		line := shelter()
		spoil(&line)
		o.refuses(o.Ask(ctx, o.steward, line), locales.Invalid, id)
	}
	for _, web := range []string{"javascript:alert(1)", "help.example/\" onclick=", "//evil", "localhost"} {
		line := shelter()
		line.Web = web
		o.refuses(o.Ask(ctx, o.steward, line), locales.Invalid, "lines.way_wanted")
	}
	known := o.lines()[0].ID
	o.refuses(o.Ask(ctx, o.steward, helplines.Change{Line: known, Act: helplines.Remove}), locales.NotFound, "lines.not_there")
	o.refuses(o.Ask(ctx, o.steward, helplines.Change{Line: "no such line", Act: helplines.Works}), locales.NotFound, "lines.not_there")
	o.must(o.Ask(ctx, o.steward, helplines.Change{Line: known, Act: helplines.Works}))
	o.refuses(o.Ask(ctx, o.lead, helplines.Change{Line: known, Act: helplines.Fails}), locales.Conflict, "lines.waits")
	asked, err := o.Asked(ctx, o.lead)
	o.must(err)
	o.must(o.Decline(ctx, o.lead, asked[0].ID))
	o.refuses(o.Decline(ctx, o.lead, asked[0].ID), locales.NotFound, "lines.not_there")
	for range helplines.OwnAtMost {
		o.agreed(shelter())
	}
	o.refuses(o.Ask(ctx, o.steward, shelter()), locales.TooMany, "lines.too_many")
}
