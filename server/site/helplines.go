package site

import (
	"net/url"
	"slices"
	"strings"

	"tinig/server/helplines"
)

// helpedBy are the helplines of one country, "" for those of every country.
type helpedBy struct {
	Country string
	Lines   []helplines.Line
}

// helped are all helplines, those for every country first: a network doesn't say where it is. It is never empty.
func helped() (by []helpedBy) {
	for _, line := range helplines.For("", today()) {
		i := slices.IndexFunc(by, func(h helpedBy) bool { return h.Country == line.Country })
		if i < 0 {
			by, i = append(by, helpedBy{Country: line.Country}), len(by)
		}
		by[i].Lines = append(by[i].Lines, line)
	}
	slices.SortStableFunc(by, func(a, b helpedBy) int { return order(a.Country != "", b.Country != "") })
	return by
}

// lineToCall is a helpline with the page's words: what the template "helpline" draws.
type lineToCall struct {
	Page
	helplines.Line
}

// Call is a helpline as the template "helpline" takes it.
func (p Page) Call(line helplines.Line) lineToCall { return lineToCall{p, line} }

// Href leads to a channel: to the telephone, or to the page that asks before she goes elsewhere; "" for what can't be pressed.
func (lineToCall) Href(c helplines.Channel) string {
	switch c.Kind {
	case helplines.Call:
		return "tel:" + strings.Map(dialled, c.At)
	case helplines.Web:
		return "/out?to=" + url.QueryEscape("https://"+c.At)
	}
	return ""
}

// dialled keeps what a telephone dials.
func dialled(r rune) rune {
	if '0' <= r && r <= '9' || r == '+' || r == '#' {
		return r
	}
	return -1
}

// order puts false before true.
func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
