package site

import (
	"context"

	"tinig/curriculum"
	"tinig/server/networks"
)

// askedCohorts are the cohorts that wait for her yes or no.
func (s *Site) askedCohorts(ctx context.Context, a networks.Actor) (asked []curriculum.Place, err error) {
	places, err := s.Curriculum.Cohorts(ctx, learner(a))
	for _, place := range places {
		if place.State == curriculum.Asked {
			asked = append(asked, place)
		}
	}
	return asked, err
}
