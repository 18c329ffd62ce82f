package site

import (
	"encoding/csv"
	"net/http"
	"strings"
	"time"

	"tinig/locales"
	"tinig/server/moderation"
)

// watchedColumns are those of a list of phrases as a file.
var watchedColumns = []string{"phrase", "language", "act", "why", "review"}

// watchedFile is GET /steward/phrases/file.csv.
func (s *Site) watchedFile(w http.ResponseWriter, v *visit) error {
	all, err := s.Moderation.Watched(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	rows := [][]string{watchedColumns}
	for _, one := range all {
		rows = append(rows, []string{one.Phrase, one.Lang, one.Act, one.Why, one.ReviewOn.Format(time.DateOnly)})
	}
	file, err := spreadsheet(rows)
	if err != nil {
		return err
	}
	return sendFile(w, v, "notes.csv", "text/csv; charset=utf-8", file)
}

// postWatchedList is POST /steward/phrases/list: all phrases of a list are taken, or none. A file is opened and pasted, for no file comes
// in anywhere.
func (s *Site) postWatchedList(w http.ResponseWriter, v *visit) error {
	phrases, err := phrasesOf(v.PostForm.Get("list"))
	if err == nil {
		err = s.Moderation.Watch(v.Context(), v.Actor, phrases...)
	}
	return s.done(w, v, err, "/steward/phrases", s.showWatched)
}

// phrasesOf reads what watchedFile writes, with or without its first row. A phrase alone is shown to its writer, and a row without a day is
// looked at again when all are.
func phrasesOf(text string) (all []moderation.Watched, err error) {
	in := csv.NewReader(strings.NewReader(strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))))
	in.FieldsPerRecord, in.TrimLeadingSpace, in.LazyQuotes = -1, true, true
	rows, err := in.ReadAll()
	if err != nil || len(rows) > moderation.WatchedAtMost+1 {
		return nil, locales.Refuse(locales.Invalid, "watched.no_list", "Most", moderation.WatchedAtMost)
	}
	for i, row := range rows {
		row = append(row, make([]string, len(watchedColumns))...)
		if i == 0 && row[0] == watchedColumns[0] {
			continue
		}
		all = append(all, moderation.Watched{
			Phrase: strings.TrimPrefix(row[0], "'"), Lang: row[1], Act: row[2], Why: strings.TrimPrefix(row[3], "'"), ReviewOn: dayOf(row[4]),
		})
	}
	if len(all) == 0 {
		return nil, locales.Refuse(locales.Invalid, "watched.no_list", "Most", moderation.WatchedAtMost)
	}
	return all, nil
}
