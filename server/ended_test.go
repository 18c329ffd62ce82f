package main

import (
	"strings"
	"testing"
	"time"
)

// A closed network is erased when its days are over, with the keys of what was sealed in it. The record of what its staff did stays, and all other
// networks are as they were.
func TestAClosedNetworkIsErased(t *testing.T) {
	t.Parallel()
	h := demoHouse(t)
	var cebu string
	must(t, h.db.Get(&cebu, `SELECT id FROM networks WHERE name = 'Cebu'`))
	before := without(rowsOf(t, h.db), cebu)
	h.db.MustExec(`UPDATE networks SET closed_on = (now() AT TIME ZONE 'UTC')::date - 90 WHERE id = $1`, cebu)
	must(t, h.networks.Sweep(t.Context()))
	if rows := holding(rowsOf(t, h.db), cebu); len(rows["posts"]) == 0 {
		t.Fatal("a network that has a day left is gone")
	}
	h.db.MustExec(`UPDATE networks SET closed_on = closed_on - 1 WHERE id = $1`, cebu)
	must(t, h.networks.Sweep(t.Context()))
	dump := rowsOf(t, h.db)
	for table, rows := range holding(dump, cebu) {
		if !strings.HasPrefix(table, "audit_") {
			t.Errorf("of a network that is over %d rows of %s are there: %s", len(rows), table, rows[0])
		}
	}
	if len(dump["erased_keys"]) == 0 {
		t.Error("the keys of what was sealed are not erased")
	}
	after := without(dump, cebu)
	for table, rows := range before {
		if table != "erased_keys" && len(after[table]) != len(rows) {
			t.Errorf("others had %d rows of %s, and have %d", len(rows), table, len(after[table]))
		}
	}
	must(t, h.upkeep(t.Context(), time.Now()))
}

// without are the rows that don't hold something.
func without(dump map[string][]string, what string) map[string][]string {
	left := map[string][]string{}
	for table, rows := range dump {
		for _, row := range rows {
			if !strings.Contains(row, what) {
				left[table] = append(left[table], row)
			}
		}
	}
	return left
}
