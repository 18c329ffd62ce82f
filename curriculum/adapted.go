package curriculum

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/curriculum/content"
)

// PublishedLine is a session that cohorts of a network can have as it has rewritten it.
type PublishedLine struct {
	Unit   string    `db:"unit"`
	Number int       `db:"number"`
	Day    time.Time `db:"day"`
}

// Published lists what cohorts of the actor's network can have as it has rewritten it.
func (c *Curriculum) Published(ctx context.Context, a Actor) ([]PublishedLine, error) {
	if !a.Teaches {
		return nil, errAbsent
	}
	lines, err := readPublishedLines(ctx, c.db, a.Network)
	if err != nil {
		return nil, fmt.Errorf("reading what %s has published: %w", a.Network, err)
	}
	return lines, nil
}

// adapted are the last published versions of what a network has rewritten among some units, on the newest course: what keeps people
// safe and was fixed in the source since is as the source has it. One that can't be taught on the newest course any more isn't among
// them: its source is.
func (c *Curriculum) adapted(ctx context.Context, q sqlx.QueryerContext, network string, units []string) (all []content.Adapted, err error) {
	versions, err := readPublished(ctx, q, network, units)
	if err != nil {
		return nil, fmt.Errorf("reading what %s has published: %w", network, err)
	}
	for _, v := range versions {
		one, err := c.onNewest(v)
		if err != nil {
			return nil, err
		}
		if one.taught {
			all = append(all, one.Adapted)
		}
	}
	return all, nil
}

// Upheld is what cohorts that begin now are taught of a session that the network has published: with Fixed, by language, those pieces
// whose words are the source's for now, because they keep people safe and were changed there; with Held, all of it the source's, because
// what was published can't be taught on the newest course.
type Upheld struct {
	Fixed map[string][]string
	Held  bool
}

// Upheld is how the last version that the actor's network has published of a session stands to the source.
func (c *Curriculum) Upheld(ctx context.Context, a Actor, unit string) (u Upheld, err error) {
	if err := a.adapts(); err != nil {
		return u, err
	}
	versions, err := readPublished(ctx, c.db, a.Network, []string{unit})
	if err != nil {
		return u, fmt.Errorf("reading what %s has published: %w", a.Network, err)
	}
	for _, v := range versions {
		_, u.Fixed = content.Fixed(v.Base, v.Text, c.Course.Sheets(unit))
		one, err := c.onNewest(v)
		if err != nil {
			return u, err
		}
		u.Held = !one.taught
	}
	return u, nil
}

// newestUnit is a published version on the newest course. It isn't taught when it can't be any more.
type newestUnit struct {
	content.Adapted
	taught bool
}

// onNewest puts a published version on the newest course. What was published never changes, nor does the course while the program runs.
func (c *Curriculum) onNewest(v publishedVersion) (newestUnit, error) {
	return c.newest.get(fmt.Sprintln(v.Network, v.Unit, v.Number), func() (one newestUnit, err error) {
		now := c.Course.Sheets(v.Unit)
		if now == nil {
			return one, nil
		}
		merged, _ := content.Fixed(v.Base, v.Text, now)
		one.Adapted = content.Adapted{Network: v.Network, Unit: v.Unit, Number: v.Number, Sheets: merged}
		_, err = c.Course.With(one.Adapted)
		var faults content.Faults
		if errors.As(err, &faults) {
			return one, nil
		}
		one.taught = err == nil
		return one, err
	})
}

// newestWith is the newest course with some units as a network has rewritten them, and what it adds.
func (c *Curriculum) newestWith(ctx context.Context, q sqlx.QueryerContext, network string, units []string) (*content.Course, []content.Adapted, error) {
	if len(units) == 0 {
		return c.Course, nil, nil
	}
	adapted, err := c.adapted(ctx, q, network, units)
	if err != nil || len(adapted) == 0 {
		return c.Course, nil, err
	}
	key := ""
	for _, a := range adapted {
		key += fmt.Sprintln(a.Network, a.Unit, a.Number)
	}
	course, err := c.with.get(key, func() (*content.Course, error) { return c.Course.With(adapted...) })
	return course, adapted, err
}

// adaptedIn are the units of a course that a network has rewritten.
func adaptedIn(course *content.Course) (units []string) {
	for _, unit := range course.Units() {
		if unit.Adapted > 0 {
			units = append(units, unit.ID)
		}
	}
	return units
}

// take is the course that a cohort begins or goes on with: the newest, with what it chose of its network's own.
func (c *Curriculum) take(ctx context.Context, tx *sqlx.Tx, network string, units []string) (*content.Course, error) {
	course, adapted, err := c.newestWith(ctx, tx, network, units)
	if err != nil || len(adapted) == 0 {
		return course, err
	}
	kept, err := json.Marshal(adapted)
	if err != nil {
		return nil, err
	}
	if err := insertAdaptedCourse(ctx, tx, course.Version(), network, c.Course.Version(), kept); err != nil {
		return nil, fmt.Errorf("keeping course %s: %w", course.Version(), err)
	}
	return course, nil
}

// chosen are those of some units that stand in a track: what a cohort doesn't learn it can't choose.
func chosen(course *content.Course, track string, units []string) []string {
	in := unitsOf(course, track)
	return slices.DeleteFunc(slices.Clone(units), func(unit string) bool { return !slices.Contains(in, unit) })
}
