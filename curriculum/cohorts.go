package curriculum

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"tinig/locales"
	"tinig/realtime/stream"
)

// The modes of a cohort: in a room, online, both, or everybody at her own pace.
const (
	InRoom  = "room"
	Online  = "online"
	Both    = "both"
	OwnPace = "own"
)

// Modes are all modes, in the order in which they are offered.
var Modes = []string{InRoom, Online, Both, OwnPace}

// adult is the band of those who are of age.
const adult = "adult"

// Bands are the age bands of a cohort's learners: minors and adults learn apart.
var Bands = []string{"minor", adult}

// NameLength is how long a cohort's name can be, in characters.
const NameLength = 60

// Cohort is a group that learns together. Version is the course that it keeps.
type Cohort struct {
	Network   string         `db:"network_id"`
	ID        string         `db:"id"`
	Name      string         `db:"name"`
	Band      string         `db:"band"`
	Mode      string         `db:"mode"`
	Track     string         `db:"track"`
	Plan      string         `db:"plan"`
	Languages pq.StringArray `db:"languages"`
	Version   string         `db:"version"`
	StartsOn  time.Time      `db:"starts_on"`
	EndedOn   *time.Time     `db:"ended_on"`
	Adapted   bool           `db:"adapted"` // its course has sessions that its network has rewritten
}

// Ended says whether the cohort is over.
func (c Cohort) Ended() bool { return c.EndedOn != nil }

// Draft is what a trainer says about a cohort that begins. Once is its form's one-time number, Adapted are the units that it takes as
// its network has rewritten them.
type Draft struct {
	Once, Name, Band, Mode, Track, Plan string
	Languages, Adapted                  []string
	StartsOn                            time.Time
}

// check is a refusal that says what is missing.
func (c *Curriculum) check(d Draft) error {
	switch {
	case d.Name == "" || utf8.RuneCountInString(d.Name) > NameLength:
		return locales.Refuse(locales.Invalid, "cohort.name_needed", "Most", NameLength)
	case !slices.Contains(Bands, d.Band) || !slices.Contains(Modes, d.Mode) || !slices.Contains(Tracks, d.Track) || !slices.Contains(Plans, d.Plan):
		return locales.Refuse(locales.Invalid, "cohort.choices_needed")
	case len(d.Languages) == 0 || slices.ContainsFunc(d.Languages, unknown):
		return locales.Refuse(locales.Invalid, "cohort.languages_needed")
	case !c.near(d.StartsOn):
		return locales.Refuse(locales.Invalid, "cohort.day_needed")
	}
	return nil
}

// unknown says whether we don't speak a language.
func unknown(tag string) bool {
	return !slices.ContainsFunc(locales.Languages(), func(l locales.Language) bool { return l.Tag == tag })
}

// Begin begins a cohort with its plan; the actor is its first trainer. Sent twice, it begins one.
func (c *Curriculum) Begin(ctx context.Context, a Actor, d Draft) (id string, err error) {
	if !a.Teaches {
		return "", errAbsent
	}
	d.Name = strings.Join(strings.Fields(d.Name), " ")
	if err := c.check(d); err != nil {
		return "", err
	}
	cohort := Cohort{
		Network: a.Network, ID: uuid.NewString(), Name: d.Name, Band: d.Band, Mode: d.Mode, Track: d.Track, Plan: d.Plan,
		Languages: d.Languages, StartsOn: d.StartsOn,
	}
	tx, err := c.db.BeginTxx(ctx, nil)
	if err != nil {
		return "", fmt.Errorf("beginning cohort %s: %w", cohort.ID, err)
	}
	defer tx.Rollback()
	course, err := c.take(ctx, tx, a.Network, chosen(c.Course, d.Track, d.Adapted))
	if err != nil {
		return "", err
	}
	cohort.Version = course.Version()
	existing, err := insertCohort(ctx, tx, cohort, d.Once)
	if err != nil {
		return "", fmt.Errorf("beginning cohort %s: %w", cohort.ID, err)
	}
	if existing != cohort.ID {
		return existing, nil
	}
	if err := insertSessions(ctx, tx, cohort, planOf(course, cohort)); err != nil {
		return "", fmt.Errorf("planning cohort %s: %w", cohort.ID, err)
	}
	if err := insertPerson(ctx, tx, cohort, Person{Member: a.Member, Part: Trainer, State: In}); err != nil {
		return "", fmt.Errorf("beginning cohort %s: %w", cohort.ID, err)
	}
	return cohort.ID, tx.Commit()
}

// Place is a cohort and what the actor is in it.
type Place struct {
	Cohort
	Person

	leads bool
}

// Leads says whether she holds the cohort's sessions: who is asked or rests doesn't, nor a trainer who may no longer teach.
func (p Place) Leads() bool { return p.leads }

// of is a place as it is to the actor now.
func (p Place) of(a Actor) Place {
	p.leads = p.State == In && p.holds() && (a.Teaches || p.Part != Trainer)
	return p
}

// Cohorts lists those that the actor is in or asked into, the latest begun first; those that are over come last.
func (c *Curriculum) Cohorts(ctx context.Context, a Actor) ([]Place, error) {
	if !a.Learns {
		return nil, nil
	}
	places, err := readPlaces(ctx, c.db, a)
	if err != nil {
		return nil, fmt.Errorf("reading the cohorts of %s: %w", a.Member, err)
	}
	for i := range places {
		places[i] = places[i].of(a)
	}
	return places, nil
}

// Cohort is a cohort that the actor is in or asked into. Another isn't there.
func (c *Curriculum) Cohort(ctx context.Context, a Actor, id string) (Place, error) {
	if !a.Learns {
		return Place{}, errAbsent
	}
	place, err := readPlace(ctx, c.db, a, id)
	if errors.Is(err, errNoRow) {
		return Place{}, errAbsent
	}
	if err != nil {
		return Place{}, fmt.Errorf("reading cohort %s: %w", id, err)
	}
	return place.of(a), nil
}

// led is a cohort whose sessions the actor holds and which isn't over.
func (c *Curriculum) led(ctx context.Context, a Actor, id string) (Place, error) {
	place, err := c.Cohort(ctx, a, id)
	if err != nil {
		return Place{}, err
	}
	if !place.Leads() {
		return Place{}, errAbsent
	}
	if place.Ended() {
		return Place{}, locales.Refuse(locales.Gone, "cohort.over")
	}
	return place, nil
}

// End ends a cohort: its people read as before, and nothing is planned or asked any more.
func (c *Curriculum) End(ctx context.Context, a Actor, id string) error {
	if _, err := c.led(ctx, a, id); err != nil {
		return err
	}
	if err := endCohort(ctx, c.db, a.Network, id, c.today()); err != nil {
		return fmt.Errorf("ending cohort %s: %w", id, err)
	}
	return nil
}

// Renew has a cohort take the newest course, with what changed in it; of the sessions that it has as its network rewrote them, the last
// version.
func (c *Curriculum) Renew(ctx context.Context, a Actor, id string) error {
	return c.change(ctx, a, id, func(tx *stream.Tx, place Place) error {
		kept, err := c.courseOf(ctx, place.Version)
		if err != nil {
			return err
		}
		course, err := c.take(ctx, tx.Tx, a.Network, adaptedIn(kept))
		if err == nil {
			err = updateVersion(ctx, tx.Tx, a.Network, id, course.Version())
		}
		return c.wrap(err, "renewing", id)
	})
}

// change runs a change under the cohort's lock, for whoever may lead it.
func (c *Curriculum) change(ctx context.Context, a Actor, id string, do func(*stream.Tx, Place) error) error {
	place, err := c.led(ctx, a, id)
	if err != nil {
		return err
	}
	tx, err := c.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("changing cohort %s: %w", id, err)
	}
	defer tx.Rollback()
	if err := lockCohort(ctx, tx.Tx, a.Network, id); err != nil {
		return fmt.Errorf("changing cohort %s: %w", id, err)
	}
	if err := do(tx, place); err != nil {
		return err
	}
	return tx.Commit()
}
