package site

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tinig/curriculum"
)

// The lists of a cohort that those who lead it can take along: who came, and what was held.
const (
	listAttendance = "attendance"
	listDelivery   = "delivery"
)

// listsPage offers a cohort's lists.
type listsPage struct {
	Page
	Place curriculum.Place
	Lists []string
}

// lists is GET /cohorts/{cohort}/lists.
func (s *Site) lists(w http.ResponseWriter, v *visit) error {
	cohort, _, err := s.notedOf(v)
	if err != nil {
		return err
	}
	page := listsPage{Page: cohort.Page, Place: cohort.Place, Lists: []string{listAttendance, listDelivery}}
	page.Heading = v.Printer.T("lists.heading")
	return s.render(w, http.StatusOK, "curriculum/lists", page)
}

// listFile is GET /cohorts/{cohort}/lists/file: one of them for a spreadsheet.
func (s *Site) listFile(w http.ResponseWriter, v *visit) error {
	cohort, noted, err := s.notedOf(v)
	if err != nil {
		return err
	}
	rows := deliveryOf
	if chosen(v.FormValue("of"), listAttendance, listDelivery) == listAttendance {
		rows = attendanceOf
	}
	file, err := spreadsheet(rows(cohort, noted))
	if err != nil {
		return err
	}
	return sendFile(w, v, "notes.csv", "text/csv; charset=utf-8", file)
}

// notedOf is a cohort and what is noted of its sessions, for those who lead it.
func (s *Site) notedOf(v *visit) (cohort cohortPage, noted []curriculum.Presence, err error) {
	if cohort, err = s.cohortPage(v); err != nil {
		return cohort, nil, err
	}
	noted, err = s.Curriculum.Attendance(v.Context(), learner(v.Actor), cohort.Place.ID)
	return cohort, noted, err
}

// attendanceOf is a register: a row for each learner who is in the cohort, a column for each session. What isn't noted is empty.
func attendanceOf(cohort cohortPage, noted []curriculum.Presence) (rows [][]string) {
	sessions, at := append(cohort.Past, cohort.Coming...), map[curriculum.Presence]string{}
	for _, p := range noted {
		at[curriculum.Presence{Number: p.Number, Member: p.Member}] = cohort.T("presence." + p.Presence)
	}
	head := []string{cohort.T("lists.name")}
	for _, session := range sessions {
		head = append(head, session.Day.Format(time.DateOnly))
	}
	rows = append(rows, head)
	for _, learner := range presencesOf(cohort.People, nil, 0) {
		row := []string{learner.Named}
		for _, session := range sessions {
			row = append(row, at[curriculum.Presence{Number: session.Number, Member: learner.Member}])
		}
		rows = append(rows, row)
	}
	return rows
}

// deliveryOf is a row for each session: its day, what was to be learned, and how many were there in each way. One of which nothing is
// noted has no numbers.
func deliveryOf(cohort cohortPage, noted []curriculum.Presence) (rows [][]string) {
	counts := map[int]map[string]int{}
	for _, p := range noted {
		if counts[p.Number] == nil {
			counts[p.Number] = map[string]int{}
		}
		counts[p.Number][p.Presence]++
	}
	head := []string{cohort.T("cohort.day"), cohort.T("lists.session")}
	for _, presence := range curriculum.Presences {
		head = append(head, cohort.T("presence."+presence))
	}
	rows = append(rows, head)
	for _, session := range append(cohort.Past, cohort.Coming...) {
		title := session.Title
		if title == "" {
			title = cohort.T("cohort.meeting")
		}
		row := []string{session.Day.Format(time.DateOnly), title}
		for _, presence := range curriculum.Presences {
			count := ""
			if of, held := counts[session.Number]; held {
				count = strconv.Itoa(of[presence])
			}
			row = append(row, count)
		}
		rows = append(rows, row)
	}
	return rows
}

// spreadsheet writes rows as comma-separated values (RFC 4180), with the mark by which spreadsheets know UTF-8.
func spreadsheet(rows [][]string) ([]byte, error) {
	var file bytes.Buffer
	file.WriteString("\ufeff")
	w := csv.NewWriter(&file)
	w.UseCRLF = true
	for _, row := range rows {
		for i := range row {
			row[i] = inert(row[i])
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return file.Bytes(), w.Error()
}

// formulas are what a spreadsheet takes for the beginning of a formula, in the wide forms of East Asian keyboards too, also behind
// white space (OWASP, CSV Injection).
const formulas = "=+-@|%＝＋－＠"

// inert is words of a cell that no spreadsheet computes: what could be a formula has an apostrophe before it.
func inert(words string) string {
	begin := strings.TrimLeft(words, " \t\r\n\u00a0\ufeff")
	if begin != "" && strings.ContainsAny(string([]rune(begin)[:1]), formulas) || words != "" && strings.ContainsAny(words[:1], "\t\r\n") {
		return "'" + words
	}
	return words
}
