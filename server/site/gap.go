package site

import (
	"slices"

	"tinig/locales"
	"tinig/server/advocacy/engagements"
)

// gapChart is how far survivors took part in engagements, against what was stated: a row each, a column a level. It runs the way the page does.
type gapChart struct {
	Width, Height int
	Columns       []gapMark // the lines of the levels, and their numbers
	Rows          []gapRow
}

// gapRow is one engagement: a ring where it was stated, and a bar over the levels of each group that scored it so.
type gapRow struct {
	Name   gapMark
	Ring   gapMark
	Stated bool
	Bars   []gapBar
}

type gapMark struct {
	X, Y int
	Text string
}

// gapBar is as thick as its group is large.
type gapBar struct {
	X, Y, Width, Height int
	Number              gapMark
}

const (
	gapColumn   = 56
	gapLine     = 44
	gapTop      = 20
	gapLeft     = 24
	gapsAtOnce  = 8
	gapThickest = 30
)

// Levels are those at which survivors take part, the least first.
func (progressPage) Levels() []string { return engagements.Levels }

// Counted is the number of something in a list, counted from 1.
func (Page) Counted(index int) int { return index + 1 }

// gaps fills in what was held and scored, the latest first.
func (s *Site) gaps(v *visit, page *progressPage) error {
	_, _, held, err := s.engagementViews(v, page.Place.ID)
	for _, one := range held {
		if one.Result != nil && !one.Result.Few && len(page.Gaps) < gapsAtOnce {
			page.Gaps = append(page.Gaps, one)
		}
	}
	page.Gap = drawGaps(v.Printer, page.Gaps)
	return err
}

func drawGaps(p *locales.Printer, gaps []engagementView) gapChart {
	c := gapChart{Width: gapLeft + gapColumn*len(engagements.Levels), Height: gapTop + gapLine*len(gaps)}
	at := func(level int) int { // the middle of its column
		x := gapLeft + gapColumn*level + gapColumn/2
		if p.Dir() == "rtl" {
			x = c.Width - x
		}
		return x
	}
	for level := range engagements.Levels {
		c.Columns = append(c.Columns, gapMark{at(level), gapTop - 8, p.Number(level + 1)})
	}
	for i, gap := range gaps {
		middle := gapTop + gapLine*i + gapLine/2
		row := gapRow{Name: gapMark{gapLeft / 2, middle + 4, p.Number(i + 1)}, Stated: gap.Stated != ""}
		if p.Dir() == "rtl" {
			row.Name.X = c.Width - gapLeft/2
		}
		if row.Stated {
			row.Ring = gapMark{X: at(slices.Index(engagements.Levels, gap.Stated)), Y: middle}
		}
		for _, cell := range gap.Result.Cells {
			if cell.Count == 0 {
				continue
			}
			from, to := at(slices.Min(cell.Cells)), at(slices.Max(cell.Cells))
			from, to = min(from, to), max(from, to)
			height := max(10, gapThickest*cell.Count/gap.Result.Scored)
			row.Bars = append(row.Bars, gapBar{from - 20, middle - height/2, to - from + 40, height, gapMark{(from + to) / 2, middle + 4, p.Number(cell.Count)}})
		}
		c.Rows = append(c.Rows, row)
	}
	return c
}
