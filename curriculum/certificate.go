package curriculum

import "context"

// CourseDone is what a certificate can say besides a level: that she is through with the course. How she went through each of its
// sessions isn't in it.
const CourseDone = "course"

// Certifiable lists what a certificate of the actor can say: the course, once she is through with it, and the level on which she
// stands, once it is more than learning.
func (c *Curriculum) Certifiable(ctx context.Context, a Actor) (what []string, err error) {
	standing, err := c.Standing(ctx, a)
	if err != nil {
		return nil, err
	}
	steps, err := c.Progress(ctx, a)
	if err != nil {
		return nil, err
	}
	through := true
	for _, unit := range unitsOf(c.Course, CourseDone) {
		through = through && (steps[unit].State == Done || steps[unit].State == NotToday)
	}
	if through {
		what = append(what, CourseDone)
	}
	if standing.Level != Learner {
		what = append(what, standing.Level)
	}
	return what, nil
}
