package accounts

import "time"

const (
	dayMinutes  = 24 * 60
	mostOffset  = 12 * 60 // her clock against UTC, of which only the time of day matters
	quarterHour = 15
)

// Quiet are the hours of the day in which she wants to be left in peace: from one full hour until another by her own clock,
// which is so many minutes ahead of UTC. That says nothing of where she is, but for the time there, and it is sealed like
// all her settings. The zero Quiet, and any that begins when it ends, is never. Revision counts how often she has said.
type Quiet struct {
	From     int  `json:"f"`
	Until    int  `json:"u"`
	Offset   int  `json:"o,omitempty"`
	None     bool `json:"n,omitempty"` // she wants none, whatever the network that she is in has
	Revision int  `json:"v,omitempty"`
}

// Or is what counts in a network that has quiet hours of its own: hers where she has said anything, else the network's.
func (q Quiet) Or(network Quiet) Quiet {
	if q.Set() || q.None {
		return q
	}
	return network
}

// Good says whether these are hours and a clock that there are.
func (q Quiet) Good() bool {
	return q.From >= 0 && q.From < 24 && q.Until >= 0 && q.Until < 24 &&
		q.Offset > -mostOffset && q.Offset <= mostOffset && q.Offset%quarterHour == 0
}

// Set says whether there are any quiet hours.
func (q Quiet) Set() bool { return q.From != q.Until }

// Minutes are the minutes of the day, by UTC, at which they begin and end.
func (q Quiet) Minutes() (from, until int) {
	return ofDay(q.From*60 - q.Offset), ofDay(q.Until*60 - q.Offset)
}

// At says whether a moment lies within them.
func (q Quiet) At(t time.Time) bool {
	from, until := q.Minutes()
	now := ofDay(t.UTC().Hour()*60 + t.UTC().Minute())
	if from <= until {
		return from <= now && now < until
	}
	return now >= from || now < until
}

func ofDay(minutes int) int { return (minutes%dayMinutes + dayMinutes) % dayMinutes }
