package site

import (
	"slices"

	"tinig/locales"
	"tinig/server/advocacy"
)

// grid is the picture of how targets stand to an ask: from against to for along the lines, much influence on top. It runs the way the page
// does. The table beside it says the same in words, and its numbers are the picture's.
type grid struct {
	*locales.Printer
	Width, Height int
	Cells         []gridCell
	Dots          []gridDot
	Lines         []gridLine
	Against, For  int // where the words for the two ends stand
}

type gridCell struct{ X, Y, Width, Height int }

// gridDot is a target by its number.
type gridDot struct {
	X, Y   int
	Number string
}

// gridLine goes from who is listened to, to who listens.
type gridLine struct{ X1, Y1, X2, Y2 int }

const (
	cellWidth   = 70
	cellHeight  = 84
	gridTop     = 24
	dotRadius   = 11
	dotsAcross  = 3
	dotDistance = 23
)

// drawGrid places the targets whose position is known.
func drawGrid(p *locales.Printer, targets []targetView) grid {
	columns := len(advocacy.Stances)
	g := grid{Printer: p, Width: columns*cellWidth + 2, Height: gridTop + advocacy.MostInfluence*cellHeight + 26}
	x := func(column int) int {
		if p.Dir() == "rtl" {
			column = columns - 1 - column
		}
		return 1 + column*cellWidth
	}
	g.Against, g.For = x(0)+cellWidth/2, x(columns-1)+cellWidth/2
	for column := range columns {
		for row := range advocacy.MostInfluence {
			g.Cells = append(g.Cells, gridCell{x(column), gridTop + row*cellHeight, cellWidth, cellHeight})
		}
	}
	taken, at := map[[2]int]int{}, map[string]gridDot{}
	for _, target := range targets {
		if target.Position == nil {
			continue
		}
		cell := [2]int{slices.Index(advocacy.Stances, target.Position.Stance), advocacy.MostInfluence - target.Influence}
		n := taken[cell]
		taken[cell]++
		dot := gridDot{x(cell[0]) + 12 + n%dotsAcross*dotDistance, gridTop + cell[1]*cellHeight + 14 + n/dotsAcross*dotDistance, p.Number(target.Place)}
		at[target.ID], g.Dots = dot, append(g.Dots, dot)
	}
	for _, target := range targets {
		for _, other := range target.ListensTo {
			from, known := at[other]
			to, drawn := at[target.ID]
			if known && drawn {
				g.Lines = append(g.Lines, between(from, to))
			}
		}
	}
	return g
}

// between is the line from one dot to another, from edge to edge.
func between(from, to gridDot) gridLine {
	dx, dy := to.X-from.X, to.Y-from.Y
	length := max(1, isqrt(dx*dx+dy*dy))
	return gridLine{from.X + dx*dotRadius/length, from.Y + dy*dotRadius/length, to.X - dx*(dotRadius+3)/length, to.Y - dy*(dotRadius+3)/length}
}

// isqrt is the whole part of a square root.
func isqrt(n int) (root int) {
	for (root+1)*(root+1) <= n {
		root++
	}
	return root
}
