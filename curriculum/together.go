package curriculum

import (
	"context"
	"fmt"
)

// Together says whether two members of a network are in one cohort that hasn't ended, in whatever part.
func (c *Curriculum) Together(ctx context.Context, network, one, other string) (bool, error) {
	together, err := readTogether(ctx, c.db, network, one, other)
	if err != nil {
		return false, fmt.Errorf("reading whether %s is in a cohort with another: %w", one, err)
	}
	return together, nil
}
