package accounts_test

import (
	"testing"
	"time"

	"tinig/server/accounts"
)

func TestQuietHoursAreThoseOfHerOwnClock(t *testing.T) {
	night := accounts.Quiet{From: 22, Until: 7, Offset: 8 * 60} // where it is eight hours later than UTC
	for _, c := range []struct {
		q     accounts.Quiet
		clock string // UTC
		quiet bool
	}{
		{night, "13:59", false}, {night, "14:00", true}, {night, "20:00", true}, {night, "22:59", true}, {night, "23:00", false},
		{accounts.Quiet{From: 13, Until: 15, Offset: -210}, "16:29", false}, {accounts.Quiet{From: 13, Until: 15, Offset: -210}, "16:30", true},
		{accounts.Quiet{From: 13, Until: 15, Offset: -210}, "18:29", true}, {accounts.Quiet{From: 13, Until: 15, Offset: -210}, "18:30", false},
		{accounts.Quiet{From: 0, Until: 6, Offset: 12 * 60}, "12:00", true}, {accounts.Quiet{From: 0, Until: 6, Offset: 12 * 60}, "11:59", false},
		{accounts.Quiet{}, "00:00", false}, {accounts.Quiet{}, "12:00", false}, {accounts.Quiet{From: 5, Until: 5}, "05:00", false},
	} {
		at, err := time.Parse("15:04", c.clock)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.q.At(at); got != c.quiet {
			t.Errorf("at %s UTC, %+v are quiet: %t", c.clock, c.q, got)
		}
	}
}

func TestHoursAndClocksThatThereAreNotAreNoQuietHours(t *testing.T) {
	for _, q := range []accounts.Quiet{{From: -1}, {From: 24}, {Until: 24}, {Until: -3}, {Offset: 7}, {Offset: -720}, {Offset: 735}} {
		if q.Good() {
			t.Errorf("%+v are good", q)
		}
	}
	if q := (accounts.Quiet{From: 23, Until: 5, Offset: 345}); !q.Good() || !q.Set() {
		t.Errorf("%+v are not good", q)
	}
}
