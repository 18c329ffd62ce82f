package site

import (
	"strconv"
	"time"

	"tinig/server/advocacy"
	"tinig/server/advocacy/engagements"
	"tinig/server/advocacy/statements"
	"tinig/server/counts"
)

// exportedOutside are a campaign's statements as they are read outside, and nothing of those that aren't: a text that isn't frozen leaves the
// house in no file. Counts are those that were released, of all networks together and of each.
func (s *Site) exportedOutside(v *visit, campaign string) (rows []exportRow, err error) {
	all, err := s.Statements.Statements(v.Context(), v.Actor, campaign, v.Printer.Tag())
	if err != nil {
		return nil, err
	}
	for _, one := range all {
		if !one.Out() {
			continue
		}
		p, err := s.Statements.Published(v.Context(), one.Public)
		if err != nil {
			return nil, err
		}
		text := p.Text.In(v.Printer.Tag())
		rows = append(rows, exportRow{"statement", "", string(one.State), statementDay(one), "", one.DeliveredTo, text.Title, one.Answer, s.Origin + "/p/" + one.Public,
			text.Lang, countText(p.Count)})
		for _, carrier := range p.Carried {
			if carrier.Count != nil {
				rows = append(rows, exportRow{"signatures", "", string(one.State), dayText(carrier.CountedOn), "", carrier.Named, text.Title, "", s.Origin + "/p/" + one.Public,
					text.Lang, countText(*carrier.Count)})
			}
		}
	}
	return rows, nil
}

// statementDay is the day of the last step that a statement went outside.
func statementDay(one statements.Statement) string {
	for _, day := range []*time.Time{one.AnsweredOn, one.DeliveredOn, one.OpenedOn} {
		if day != nil {
			return dayText(day)
		}
	}
	return ""
}

// countText is a released count; none is told of 0.
func countText(count int) string {
	if count == 0 {
		return ""
	}
	return strconv.Itoa(count)
}

// exportedProcesses are the stages to which processes came or are expected to come, and what their texts say of asks.
func (s *Site) exportedProcesses(v *visit, campaign string) (rows []exportRow, err error) {
	all, err := s.Advocacy.Processes(v.Context(), v.Actor, campaign)
	for _, p := range all {
		for _, stage := range p.Stages {
			day, due := exactly(stage.When), ""
			if stage.Expected {
				day, due = "", day
			}
			rows = append(rows, exportRow{"stage", "", stage.Stage, day, due, "", p.Name, stage.Note, stage.Source, p.Lang, ""})
			for _, clause := range stage.Clauses {
				rows = append(rows, exportRow{"clause", strconv.Itoa(clause.Ask), clause.Fit, day, due, "", clause.Place, clause.Note, stage.Source, clause.Lang, ""})
			}
		}
	}
	return rows, err
}

// exactly is a date as precisely as it is known: a year, a month or a day.
func exactly(w advocacy.When) string {
	switch w.Precision {
	case advocacy.ByYear:
		return w.Day.Format("2006")
	case advocacy.ByMonth:
		return w.Day.Format("2006-01")
	}
	return w.Day.Format(time.DateOnly)
}

// exportedEngagements are those that were held. What is planned is in no file, for its group neither. How those who took part scored it
// isn't told in numbers, and only when as many did that the number could be told outside.
func (s *Site) exportedEngagements(v *visit, campaign string) (rows []exportRow, err error) {
	all, err := s.Engagements.Engagements(v.Context(), v.Actor, campaign)
	for _, e := range all {
		if e.State != engagements.Held {
			continue
		}
		state, ask := e.Kind, ""
		if e.Stated != "" {
			state += "/" + e.Stated
		}
		if gap := e.Gap(); gap != "" && counts.Enough(e.Result.Scored) {
			state += "/" + gap
		}
		if e.Ask() > 0 {
			ask = strconv.Itoa(e.Ask())
		}
		rows = append(rows, exportRow{"engagement", ask, state, e.Day.Format(time.DateOnly), "", e.Body, e.Title, e.Note, e.Source, e.Lang, ""})
	}
	return rows, err
}
