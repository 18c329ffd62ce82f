package site

import (
	"net/http"
	"slices"

	"tinig/locales"
	"tinig/server/advocacy"
)

// progressPage is where a campaign stands: pictures, each with its table. It counts asks, promises and outcomes, never people.
type progressPage struct {
	Page
	Place    advocacy.Place
	Statuses []string
	Course   []advocacy.Moment
	Chart    chart
	Promises []statusBar
	Nodes    []statusBar
	Due      []promiseView
	Asks     []advocacy.Ask
	Laws     []policyView
	Fields   []string
	Gaps     []engagementView // what was held and scored
	Gap      gapChart
}

// statusBar is a line of a table with its bar; Back is what went the other way.
type statusBar struct {
	ID, Text    string
	Count, Back int
	Length      int // of 100
	BackLength  int
	Start       int // where the bars begin, as the page runs
	BackStart   int
}

// barsView are bars with the page's words: what the template "bars" draws.
type barsView struct {
	In      Page
	Caption string
	Bars    []statusBar
}

// Bars are bars as the template "bars" takes them, under a caption.
func (p progressPage) Bars(caption string, bars []statusBar) barsView {
	return barsView{p.Page, p.T(caption), bars}
}

// chart is how asks stood over time, a column a moment, from the first step at its bottom.
type chart struct {
	Width, Height int
	Parts         []chartPart
}

// chartPart is a status's share of a column. Status is its place among all statuses, from which its colour comes.
type chartPart struct {
	X, Y, Width, Height, Status int
	Number                      string // "" where it has no room
}

const (
	chartWidth  = 312
	chartHeight = 150
	columnGap   = 4
)

// drawChart draws a course; it runs the way the page does.
func drawChart(p *locales.Printer, course []advocacy.Moment) chart {
	c := chart{Width: chartWidth, Height: chartHeight}
	most := 1
	for _, moment := range course {
		most = max(most, sum(moment.Counts[:]))
	}
	for i, moment := range course {
		width, bottom := chartWidth/len(course), chartHeight
		x := i * width
		if p.Dir() == "rtl" {
			x = chartWidth - x - width
		}
		for status, count := range moment.Counts {
			height := count * chartHeight / most
			bottom -= height
			part := chartPart{X: x + columnGap/2, Y: bottom, Width: width - columnGap, Height: height, Status: status}
			if height >= 16 && part.Width >= 14 {
				part.Number = p.Number(count)
			}
			if count > 0 {
				c.Parts = append(c.Parts, part)
			}
		}
	}
	return c
}

// Middle is where a part's number stands.
func (p chartPart) Middle() int { return p.X + p.Width/2 }

// Line is the height of a part's number.
func (p chartPart) Line() int { return p.Y + p.Height/2 + 4 }

func sum(counts []int) (total int) {
	for _, n := range counts {
		total += n
	}
	return total
}

// progress is GET /campaigns/{campaign}/progress.
func (s *Site) progress(w http.ResponseWriter, v *visit) error {
	place, err := s.campaignPlace(v)
	if err != nil {
		return err
	}
	page := progressPage{Page: s.page(v), Place: place, Statuses: advocacy.Statuses, Fields: exportFields}
	page.Heading = v.Printer.T("progress.heading")
	moves, err := s.Advocacy.AllMoves(v.Context(), v.Actor, place.ID)
	if err != nil {
		return err
	}
	page.Course = advocacy.Course(moves, today())
	page.Chart = drawChart(v.Printer, page.Course)
	if page.Laws, err = s.policyViews(v, place.ID); err != nil {
		return err
	}
	if page.Asks, err = s.Advocacy.Asks(v.Context(), v.Actor, place.ID, v.Printer.Tag()); err != nil {
		return err
	}
	if err := s.gaps(v, &page); err != nil {
		return err
	}
	if err := s.promiseBars(v, &page); err != nil {
		return err
	}
	if err := s.nodeBars(v, &page); err != nil {
		return err
	}
	return s.render(w, http.StatusOK, "advocacy/progress", page)
}

// promiseBars counts what was promised by what became of it; what is overdue is not counted among what is open.
func (s *Site) promiseBars(v *visit, page *progressPage) error {
	all, err := s.promises(v, page.Place.ID)
	if err != nil {
		return err
	}
	count := map[string]int{}
	for _, promise := range all {
		if promise.Overdue {
			count["overdue"]++
		} else {
			count[promise.State]++
		}
	}
	for _, state := range []string{"overdue", advocacy.Open, advocacy.Kept, advocacy.InPart, advocacy.NotKept} {
		page.Promises = append(page.Promises, statusBar{ID: state, Text: v.Printer.T("promise_state." + state), Count: count[state]})
	}
	measure(v.Printer, page.Promises)
	page.Due = slices.DeleteFunc(all, func(p promiseView) bool { return p.State != advocacy.Open })
	return nil
}

// nodeBars counts outcomes along the theory of change, setbacks apart. Drafts aren't counted.
func (s *Site) nodeBars(v *visit, page *progressPage) error {
	nodes, err := s.nodes(v, page.Place.ID)
	for _, node := range nodes {
		bar := statusBar{ID: node.Node, Text: v.Printer.T("node." + node.Node)}
		for _, outcome := range node.Outcomes {
			switch {
			case !outcome.Shown:
			case outcome.Setback:
				bar.Back++
			default:
				bar.Count++
			}
		}
		page.Nodes = append(page.Nodes, bar)
	}
	measure(v.Printer, page.Nodes)
	return err
}

// measure gives bars their lengths, the longest line a hundred, and their beginnings.
func measure(p *locales.Printer, bars []statusBar) {
	most := 1
	for _, bar := range bars {
		most = max(most, bar.Count+bar.Back)
	}
	for i := range bars {
		b := &bars[i]
		b.Length, b.BackLength = b.Count*100/most, b.Back*100/most
		b.BackStart = b.Length
		if p.Dir() == "rtl" {
			b.Start, b.BackStart = 100-b.Length, 100-b.Length-b.BackLength
		}
	}
}
