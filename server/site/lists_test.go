package site_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tinig/server/site"
)

// Whatever stands in a cell, no spreadsheet takes it for a formula, and nothing of it is lost but the half of a line break.
func TestNoCellIsAFormula(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		start := rapid.SampledFrom([]string{"", "=", "+", "-", "@", "\t=", " =", "\r", "\n", "＝", "|", "%", "\u00a0@", "a="}).Draw(r, "start")
		words := start + rapid.StringMatching(`[a-z"', =\n]{0,8}`).Draw(r, "words")
		file, err := site.Spreadsheet([][]string{{"x", words}})
		if err != nil {
			r.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff")))).ReadAll()
		if err != nil || len(rows) != 1 || len(rows[0]) != 2 {
			r.Fatalf("%q reads as %q: %v", file, rows, err)
		}
		cell := rows[0][1]
		if plain := strings.ReplaceAll(words, "\r", ""); cell != plain && cell != "'"+plain {
			r.Fatalf("of %q there is %q", words, cell)
		}
		if begin := strings.TrimLeft(cell, " \u00a0\t\r\n"); begin != "" && strings.ContainsAny(begin[:1], "=+-@|%") || strings.HasPrefix(begin, "＝") {
			r.Fatalf("%q is a formula", cell)
		}
	})
}
