package advocacy

import (
	"time"

	"tinig/locales"
)

// How well a day is known.
const (
	ByDay   = "day"
	ByMonth = "month"
	ByYear  = "year"
)

// When is a day, a month or a year: Day is the first day of it.
type When struct {
	Day       time.Time `db:"day"`
	Precision string    `db:"precision"`
}

// NewWhen is a day as somebody knows it; month and day are 0 when she doesn't.
func NewWhen(year, month, day int) (When, error) {
	w := When{time.Date(year, time.Month(max(1, month)), max(1, day), 0, 0, 0, 0, time.UTC), ByDay}
	switch {
	case year < 1900 || year > 2200 || month < 0 || month > 12 || day < 0 || day > 0 && month == 0 || day > 0 && w.Day.Day() != day:
		return When{}, locales.Refuse(locales.Invalid, "process.date_needed")
	case month == 0:
		w.Precision = ByYear
	case day == 0:
		w.Precision = ByMonth
	}
	return w, nil
}

// Last is its last day.
func (w When) Last() time.Time {
	switch w.Precision {
	case ByYear:
		return w.Day.AddDate(1, 0, -1)
	case ByMonth:
		return w.Day.AddDate(0, 1, -1)
	}
	return w.Day
}
