package main

import "time"

// A clock that stands more than clockGap from where it should be is waited for: nothing is erased before it has stood so for clockWait. A
// machine whose battery is empty comes up years off, until somebody or something sets it; one that was off for a week waits as well.
const (
	clockGap  = 3 * 24 * time.Hour
	clockWait = 3 * time.Hour
)

// clock is the machine's, as upkeep sees it: what has a life in days is erased by it.
type clock struct {
	wall  time.Time     // when it was last looked at
	up    time.Duration // and for how long the program had run then
	until time.Duration // how long the program must have run before it is trusted
}

// trusts says whether to erase by what the clock says now. Up is for how long the program has run, by a clock that nobody sets, and last
// when this was asked the last time before the program began; zero when it never was.
func (c *clock) trusts(now time.Time, up time.Duration, last time.Time) bool {
	should := c.wall.Add(up - c.up)
	if c.wall.IsZero() {
		should = last
	}
	if !should.IsZero() && now.Sub(should).Abs() > clockGap {
		c.until = up + clockWait
	}
	c.wall, c.up = now, up
	return up >= c.until
}
