// Package helplines holds whom one can call, by country: dated records, in lines.toml.
//
// Invariants:
//
//   - A number stands here only when somebody has read it in a source, which is named, with how old it is.
//
//   - A line is never hidden. One that is overdue stands last, with when it was seen.
//
//   - What is given for a country is never empty: where we know none, there are those for every country and those of all
//     others, so that a crisis panel isn't blank.
//
//   - What the staff of a network know counts in their network alone, and when two of them say so: lines of its own, and that a line was
//     tried. A line that didn't work stands last, with when that was.
//
// What a line is for and where a number works are codes; whoever shows them has the words, and what is given is the caller's own. The
// package may import networks, audit and locales.
package helplines

import (
	"cmp"
	_ "embed"
	"slices"
	"sync"
	"time"

	"github.com/BurntSushi/toml"
)

// Need is what a line is for.
type Need string

// The needs.
const (
	Anyone      Need = "anyone"      // anyone in trouble
	Child       Need = "child"       // any child or young person, whatever it is about
	Trafficking Need = "trafficking" // who was, or may be, trafficked
	Police      Need = "police"      // the police unit for crimes online against women and children
	Images      Need = "images"      // pictures taken of her under 18, off the internet; nothing is to be downloaded to ask for it
	Report      Need = "report"      // to tell of something seen online
	Emergency   Need = "emergency"
	Adult       Need = "adult"     // an adult who worries about a child
	Behaviour   Need = "behaviour" // who worries about somebody's behaviour towards children, her own too
)

// Kind is how a line is reached.
type Kind string

// The kinds of channels.
const (
	Call Kind = "call"
	SMS  Kind = "sms"
	Chat Kind = "chat"
	Web  Kind = "web"
)

// Reach is where a channel works, when that isn't all of the country.
type Reach string

// The reaches.
const (
	Everywhere         Reach = ""
	OutsideMetroManila Reach = "outside_metro_manila"
	GlobeAndTM         Reach = "globe_tm" // from a phone of one of these two companies
	FromAbroad         Reach = "abroad"
)

// Channel is a number or an address.
type Channel struct {
	Kind Kind
	At   string // as it is dialled or typed
	From Reach
	Free bool // false: its cost wasn't seen in a source
}

// Line is one service.
type Line struct {
	ID      string
	Country string // ISO 3166; empty: for every country
	Name    string // as it calls itself
	Need    Need
	Channel []Channel
	Always  bool      // day and night; false: its hours weren't seen in a source
	Source  string    // where it was read
	Seen    string    // the year or the day of that, as precise as the source is; empty: its age can't be told
	Overdue bool      // nobody has looked at it again in time
	Own     bool      // a network's own, which stands in no country
	Tried   time.Time // when the network's staff tried it; zero: they didn't
	Failed  bool      // and it didn't work
}

// record is a line as lines.toml has it.
type record struct {
	ID, Country, Name, Hours, Source, Seen string
	Need                                   Need
	Channel                                []struct {
		Kind Kind
		At   string
		From Reach
		Cost string
	}
	ReviewDue time.Time `toml:"review_due"`
}

//go:embed lines.toml
var text string

// records reads lines.toml once, at first use: it is part of the program.
var records = sync.OnceValue(func() []record {
	var file struct{ Line []record }
	meta, err := toml.Decode(text, &file)
	if err != nil {
		panic(err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		panic("lines.toml: unknown " + unknown[0].String())
	}
	return file.Line
})

// All gives every line there is, with what a network knows of them: those that can be relied on, and then the others, the newest first;
// among them the network's own, then those for every country.
func All(known []Change, today time.Time) (lines []Line) {
	for _, r := range records() {
		lines = append(lines, r.line(today))
	}
	for _, c := range known {
		if c.Act == Add {
			lines = append(lines, c.line(today))
		}
	}
	for i := range lines {
		lines[i].try(known, today)
	}
	sorted(lines, "")
	return lines
}

// For gives the lines for a country on a day: those that somebody has looked at in time, and then the overdue ones, the newest
// first; among them the country's own before those for every country. For a country without a line of its own, and for one
// that isn't known, those of all countries follow.
func For(country string, today time.Time) (lines []Line) {
	at := func(r record) int { return slices.Index([]string{country, ""}, r.Country) }
	all := slices.DeleteFunc(slices.Clone(records()), func(r record) bool { return at(r) < 0 })
	if country == "" || !slices.ContainsFunc(all, func(r record) bool { return r.Country == country }) {
		all = slices.Clone(records())
	}
	for _, r := range all {
		lines = append(lines, r.line(today))
	}
	sorted(lines, country)
	return lines
}

func sorted(lines []Line, country string) {
	slices.SortStableFunc(lines, func(a, b Line) int {
		return cmp.Or(order(a.Failed, b.Failed), order(a.Overdue, b.Overdue), order(!a.Own, !b.Own), order(a.Country != country, b.Country != country),
			order(a.Country != "", b.Country != ""), cmp.Compare(b.Seen, a.Seen))
	})
}

// Countries are those that have lines of their own, in the order of their codes.
func Countries() (codes []string) {
	for _, r := range records() {
		if r.Country != "" && !slices.Contains(codes, r.Country) {
			codes = append(codes, r.Country)
		}
	}
	slices.Sort(codes)
	return codes
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

// line is a record as it is on a day.
func (r record) line(today time.Time) Line {
	l := Line{ID: r.ID, Country: r.Country, Name: r.Name, Need: r.Need, Always: r.Hours == "always", Source: r.Source, Seen: r.Seen,
		Overdue: today.Format(time.DateOnly) > r.ReviewDue.Format(time.DateOnly)}
	for _, c := range r.Channel {
		l.Channel = append(l.Channel, Channel{Kind: c.Kind, At: c.At, From: c.From, Free: c.Cost == "free"})
	}
	return l
}

// line is a change that adds one, as it is on a day.
func (c Change) line(today time.Time) Line {
	l := Line{ID: c.Line, Own: true, Name: c.Name, Need: c.Need, Always: c.Always, Source: c.Source, Seen: c.Day.Format(time.DateOnly), Overdue: overdue(c.Day, today)}
	for _, channel := range []Channel{{Kind: Call, At: c.Call, Free: c.Free}, {Kind: Web, At: c.Web}} {
		if channel.At != "" {
			l.Channel = append(l.Channel, channel)
		}
	}
	return l
}

// try takes over when the line was tried last, and whether it worked: then it is relied on again.
func (l *Line) try(known []Change, today time.Time) {
	for _, c := range known {
		if c.Line == l.ID && (c.Act == Works || c.Act == Fails) {
			l.Tried, l.Failed = c.Day, c.Act == Fails
			l.Overdue = l.Failed || overdue(c.Day, today)
		}
	}
}

// overdue says whether what was seen on a day is relied on no more: after the end of the next year.
func overdue(seen, today time.Time) bool { return today.Year() > seen.Year()+1 }
