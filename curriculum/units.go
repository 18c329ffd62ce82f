package curriculum

import (
	"context"
	"fmt"
	"slices"

	"tinig/curriculum/content"
	"tinig/locales"
)

// Units lists what the actor may take of the newest course, in the order in which it is taught; a session that her cohort has as its
// network rewrote it, so. How to hold a group is for those who teach, and for those who learn it in a cohort.
func (c *Curriculum) Units(ctx context.Context, a Actor) ([]content.Unit, error) {
	if err := a.learns(); err != nil {
		return nil, err
	}
	places, err := c.Cohorts(ctx, a)
	if err != nil {
		return nil, err
	}
	trains := a.Teaches || slices.ContainsFunc(places, func(p Place) bool { return p.Track == training && p.State != Asked })
	units := slices.DeleteFunc(c.Course.Units(), func(u content.Unit) bool { return u.Area == content.Training && !trains })
	return units, c.rewritten(ctx, places, units)
}

// Source lists all of the newest course, as its source has it.
func (c *Curriculum) Source() []content.Unit { return c.Course.Units() }

// rewritten puts what the cohort of hers that has a unit in its plan took as its network rewrote it in the unit's place.
func (c *Curriculum) rewritten(ctx context.Context, places []Place, units []content.Unit) error {
	for i, unit := range units {
		at := slices.IndexFunc(places, func(p Place) bool { return p.State != Asked && slices.Contains(areasOf[p.Track], unit.Area) })
		if at < 0 || !places[at].Adapted {
			continue
		}
		course, err := c.courseOf(ctx, places[at].Version)
		if err != nil {
			return err
		}
		if its, there := course.Unit(unit.ID); there && its.Adapted > 0 {
			units[i] = its
		}
	}
	return nil
}

// Taught is a unit as the actor reads it: as her cohort keeps it, if one of hers has it in its plan, else the newest. The
// cohort is the zero Place when none has.
func (c *Curriculum) Taught(ctx context.Context, a Actor, unit string) (content.Unit, Place, error) {
	if err := a.learns(); err != nil {
		return content.Unit{}, Place{}, err
	}
	places, err := readPlacesWith(ctx, c.db, a, unit)
	if err != nil {
		return content.Unit{}, Place{}, fmt.Errorf("reading the cohorts of %s: %w", a.Member, err)
	}
	place := Place{}
	if len(places) > 0 {
		place = places[0].of(a)
	}
	found, err := c.unitOf(ctx, place.Cohort, unit)
	if err == nil && found.Area == content.Training && !a.Teaches && place.ID == "" {
		err = errAbsent
	}
	if err != nil {
		return content.Unit{}, Place{}, err
	}
	return found, place, nil
}

// Guided is a unit with its notes for who leads a cohort with it, as that cohort keeps it, and else, for who teaches, the newest.
// To everybody else it isn't there.
func (c *Curriculum) Guided(ctx context.Context, a Actor, unit string) (content.Unit, Place, error) {
	if err := a.learns(); err != nil {
		return content.Unit{}, Place{}, err
	}
	places, err := readPlacesWith(ctx, c.db, a, unit)
	if err != nil {
		return content.Unit{}, Place{}, fmt.Errorf("reading the cohorts of %s: %w", a.Member, err)
	}
	place := Place{}
	for _, p := range places {
		if p = p.of(a); p.Leads() {
			place = p
			break
		}
	}
	if place.ID == "" && !a.Teaches {
		return content.Unit{}, Place{}, errAbsent
	}
	found, err := c.unitOf(ctx, place.Cohort, unit)
	if err != nil {
		return content.Unit{}, Place{}, err
	}
	return found, place, nil
}

// Head is how a unit is announced in a language, as a cohort keeps it; of the zero Cohort, as it is in the newest course. It is the
// zero Head when the unit isn't there any more.
func (c *Curriculum) Head(ctx context.Context, cohort Cohort, unit, lang string) (content.Head, error) {
	found, err := c.unitOf(ctx, cohort, unit)
	if locales.IsKind(err, locales.NotFound) {
		return content.Head{}, nil
	}
	if err != nil {
		return content.Head{}, err
	}
	return found.Head(lang), nil
}

// UnitOf is a unit as a cohort that the actor leads keeps it.
func (c *Curriculum) UnitOf(ctx context.Context, a Actor, id, unit string) (content.Unit, error) {
	place, err := c.led(ctx, a, id)
	if err != nil {
		return content.Unit{}, err
	}
	return c.unitOf(ctx, place.Cohort, unit)
}

// unitOf is a unit as a cohort keeps it; of the zero Cohort, the newest.
func (c *Curriculum) unitOf(ctx context.Context, cohort Cohort, unit string) (content.Unit, error) {
	course := c.Course
	if cohort.ID != "" {
		var err error
		if course, err = c.courseOf(ctx, cohort.Version); err != nil {
			return content.Unit{}, err
		}
	}
	found, there := course.Unit(unit)
	if !there {
		return content.Unit{}, errAbsent
	}
	return found, nil
}
