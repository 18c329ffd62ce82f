package site

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tinig/locales"
	"tinig/server/advocacy"
)

// exportFields are the columns of a campaign's export; "export_field.…" says what each means.
var exportFields = []string{"record", "ask", "state", "day", "due", "who", "text", "note", "source", "lang", "count"}

// exportRow is one record, its values in the order of its table's fields.
type exportRow []string

// exportFile is the JSON export: what each field means stands in it.
type exportFile struct {
	Fields  map[string]string   `json:"fields"`
	Records []map[string]string `json:"records"`
}

// campaignCSV is GET /campaigns/{campaign}/file.csv.
func (s *Site) campaignCSV(w http.ResponseWriter, v *visit) error {
	rows, err := s.exported(v)
	if err != nil {
		return err
	}
	return sendCSV(w, exportFields, rows)
}

func sendCSV(w http.ResponseWriter, fields []string, rows []exportRow) error {
	fileHead(w, "text/csv; charset=utf-8", "data.csv")
	out := csv.NewWriter(w)
	if err := out.Write(fields); err != nil {
		return err
	}
	for _, row := range rows {
		for i := range row {
			row[i] = plainCell(row[i])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// plainCell keeps a spreadsheet from taking a text for a formula.
func plainCell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// campaignJSON is GET /campaigns/{campaign}/file.json.
func (s *Site) campaignJSON(w http.ResponseWriter, v *visit) error {
	rows, err := s.exported(v)
	if err != nil {
		return err
	}
	return sendJSON(w, v, "export_field.", exportFields, rows)
}

// sendJSON sends what each field means along: its words have its name after means.
func sendJSON(w http.ResponseWriter, v *visit, means string, fields []string, rows []exportRow) error {
	file := exportFile{Fields: map[string]string{}, Records: []map[string]string{}}
	for _, field := range fields {
		file.Fields[field] = v.Printer.T(means + field)
	}
	for _, row := range rows {
		record := map[string]string{}
		for i, value := range row {
			if value != "" {
				record[fields[i]] = value
			}
		}
		file.Records = append(file.Records, record)
	}
	fileHead(w, "application/json; charset=utf-8", "data.json")
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(file)
}

// fileHead sends the head of a file to keep, under a name that says nothing.
func fileHead(w http.ResponseWriter, kind, name string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}

// exported is all of a campaign that every reader of it reads: nothing of its group alone, and nothing of who wrote what. On a device that
// others use too there is no file: it would stay there, unlocked.
func (s *Site) exported(v *visit) (rows []exportRow, err error) {
	if !v.Session.Device.Own {
		return nil, locales.Refuse(locales.Forbidden, "journal.shared")
	}
	place, err := s.campaignPlace(v)
	if err != nil {
		return nil, err
	}
	asks, err := s.Advocacy.Asks(v.Context(), v.Actor, place.ID, v.Printer.Tag())
	if err != nil {
		return nil, err
	}
	for _, ask := range asks {
		rows = append(rows, exportRow{"ask", strconv.Itoa(ask.Number), ask.Status, ask.Day.Format(time.DateOnly), "", "", ask.Title, ask.Body, "", ask.Lang, ""})
	}
	moves, err := s.Advocacy.AllMoves(v.Context(), v.Actor, place.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range moves {
		rows = append(rows, exportRow{"step", strconv.Itoa(m.Ask), m.Status, m.Day.Format(time.DateOnly), "", "", "", m.Note, m.Source, m.Lang, ""})
	}
	promises, err := s.Advocacy.Commitments(v.Context(), v.Actor, place.ID)
	if err != nil {
		return nil, err
	}
	for _, c := range promises {
		rows = append(rows, exportRow{"promise", strconv.Itoa(c.Ask), c.State, c.SaidOn.Format(time.DateOnly), dayText(c.DueOn), c.Target, c.Words, c.Did, c.Source, c.Lang, ""})
	}
	outcomes, err := s.Advocacy.Outcomes(v.Context(), v.Actor, place.ID)
	if err != nil {
		return nil, err
	}
	for _, o := range outcomes {
		if o.Shown {
			rows = append(rows, outcomeRow(o))
		}
	}
	for _, more := range []func(*visit, string) ([]exportRow, error){s.exportedProcesses, s.exportedEngagements, s.exportedOutside} {
		also, err := more(v, place.ID)
		if err != nil {
			return nil, err
		}
		rows = append(rows, also...)
	}
	return rows, nil
}

func outcomeRow(o advocacy.Outcome) exportRow {
	state, ask := o.Node+"/"+o.Horizon, ""
	if o.Setback {
		state += "/setback"
	}
	if o.Ask > 0 {
		ask = strconv.Itoa(o.Ask)
	}
	return exportRow{"outcome", ask, state, dayText(o.HappenedOn), "", o.Who, o.What, o.Significance, o.Evidence, o.Lang, ""}
}

func dayText(day *time.Time) string {
	if day == nil {
		return ""
	}
	return day.Format(time.DateOnly)
}
