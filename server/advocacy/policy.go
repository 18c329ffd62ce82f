package advocacy

import (
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/networks"
)

// How many processes a campaign follows, and how many stages are kept of each.
const (
	ProcessesAtMost = 12
	StagesAtMost    = 60
)

// Fits are what a text can say of an ask: all of it, part of it, nothing, the contrary.
var Fits = []string{"full", "part", "none", "against"}

// Process is a bill, a regulation or another text on its way, in which asks of a campaign are decided. Source is where it can be
// followed: a text, to which nothing here ever goes.
type Process struct {
	Network  string `db:"network_id"`
	Campaign string `db:"campaign_id"`
	ID       string `db:"id"`
	Template string `db:"template"`
	Name     string `db:"name"`
	Lang     string `db:"lang"`
	Source   string `db:"source"`
	Stages   []Stage
}

// Stage is one to which a process came or is expected to come, with what its text says of asks.
type Stage struct {
	Process  string `db:"process_id"`
	Step     int    `db:"step"`
	Stage    string `db:"stage"`
	Expected bool   `db:"expected"`
	Lang     string `db:"lang"`
	Note     string `db:"note"`
	Source   string `db:"source"`
	When     `db:"when"`
	Clauses  []Clause
}

// Clause is what the text says of an ask at a stage; Place is where in it.
type Clause struct {
	Process string `db:"process_id"`
	Step    int    `db:"step"`
	Ask     int    `db:"number"`
	Fit     string `db:"fit"`
	Place   string `db:"place"`
	Lang    string `db:"lang"`
	Note    string `db:"note"`
}

// Way are the stages that its kind of process has.
func (p Process) Way() []string {
	template, _ := templateOf(p.Template)
	return template.Stages
}

// Came says whether the process came to a stage.
func (p Process) Came(stage string) bool {
	return slices.ContainsFunc(p.Stages, func(s Stage) bool { return s.Stage == stage && !s.Expected })
}

// Now is the stage to which it came last, nil for none. Of two on one day the one noted last counts.
func (p Process) Now() *Stage {
	for i := len(p.Stages) - 1; i >= 0; i-- {
		if !p.Stages[i].Expected {
			return &p.Stages[i]
		}
	}
	return nil
}

// Says is what the text said last of an ask, nil for nothing noted.
func (p Process) Says(ask int) (last *Clause) {
	for _, stage := range p.Stages {
		for i := range stage.Clauses {
			if stage.Clauses[i].Ask == ask {
				last = &stage.Clauses[i]
			}
		}
	}
	return last
}

// Late says whether a stage was expected before today, and nothing is noted of it.
func (s Stage) Late(today time.Time) bool { return s.Expected && s.Last().Before(today) }

// ProcessDraft is what somebody notes of a process.
type ProcessDraft struct {
	Once, Template, Name, Lang, Source string
}

// AddProcess notes a process, for the working group. Sent twice, it notes one.
func (v *Advocacy) AddProcess(ctx context.Context, a networks.Actor, campaign string, d ProcessDraft) (id string, err error) {
	d.Name, d.Source = line(d.Name), line(d.Source)
	_, known := templateOf(d.Template)
	switch {
	case d.Name == "" || utf8.RuneCountInString(d.Name) > TitleLength:
		return "", locales.Refuse(locales.Invalid, "process.name_needed", "Most", TitleLength)
	case !known:
		return "", locales.Refuse(locales.Invalid, "target.choices_needed")
	case utf8.RuneCountInString(d.Source) > NoteLength:
		return "", locales.Refuse(locales.Invalid, "ask.note_too_long", "Most", NoteLength)
	case unknown(d.Lang):
		return "", locales.Refuse(locales.Invalid, "ask.language_needed")
	}
	err = v.change(ctx, a, campaign, Place.Works, func(tx *sqlx.Tx, was Place) error {
		p := Process{Network: a.Network, Campaign: campaign, ID: uuid.NewString(), Template: d.Template, Name: d.Name, Lang: d.Lang, Source: d.Source}
		all, err := readProcesses(ctx, tx, a.Network, campaign)
		if err != nil {
			return fmt.Errorf("reading the processes of campaign %s: %w", campaign, err)
		}
		if len(all) >= ProcessesAtMost {
			return locales.Refuse(locales.Forbidden, "process.too_many", "Most", ProcessesAtMost)
		}
		if id, err = insertProcess(ctx, tx, p, d.Once); err != nil {
			return fmt.Errorf("noting a process of campaign %s: %w", campaign, err)
		}
		return nil
	})
	return id, err
}

// Processes are the ways on which a campaign's asks are decided, for whoever reads it, each with its stages, the earliest first.
func (v *Advocacy) Processes(ctx context.Context, a networks.Actor, campaign string) ([]Process, error) {
	if _, err := v.Campaign(ctx, a, campaign, ""); err != nil {
		return nil, err
	}
	all, err := wholeProcesses(ctx, v.db, a.Network, campaign)
	if err != nil {
		return nil, fmt.Errorf("reading the processes of campaign %s: %w", campaign, err)
	}
	return all, nil
}

// wholeProcesses reads processes with all that is noted of them.
func wholeProcesses(ctx context.Context, q sqlx.QueryerContext, network, campaign string) ([]Process, error) {
	all, err := readProcesses(ctx, q, network, campaign)
	if err != nil || len(all) == 0 {
		return all, err
	}
	stages, err := readStages(ctx, q, network, campaign)
	if err != nil {
		return nil, err
	}
	clauses, err := readClauses(ctx, q, network, campaign)
	if err != nil {
		return nil, err
	}
	for _, stage := range stages {
		for _, clause := range clauses {
			if clause.Process == stage.Process && clause.Step == stage.Step {
				stage.Clauses = append(stage.Clauses, clause)
			}
		}
		i := slices.IndexFunc(all, func(p Process) bool { return p.ID == stage.Process })
		all[i].Stages = append(all[i].Stages, stage)
	}
	return all, nil
}

// Process is one of a campaign's processes.
func (v *Advocacy) Process(ctx context.Context, a networks.Actor, campaign, id string) (Process, error) {
	all, err := v.Processes(ctx, a, campaign)
	if err != nil {
		return Process{}, err
	}
	return processIn(all, id)
}

func processIn(all []Process, id string) (Process, error) {
	i := slices.IndexFunc(all, func(p Process) bool { return p.ID == id })
	if i < 0 {
		return Process{}, errAbsent
	}
	return all[i], nil
}

// RemoveProcess takes a process away with all that is noted of it, for who leads.
func (v *Advocacy) RemoveProcess(ctx context.Context, a networks.Actor, campaign, id string) error {
	return v.change(ctx, a, campaign, Place.Leads, func(tx *sqlx.Tx, _ Place) error {
		if err := deleteProcess(ctx, tx, a.Network, campaign, id); err != nil {
			return fmt.Errorf("removing process %s: %w", id, err)
		}
		return record(ctx, tx, a, "process.removed", id)
	})
}
