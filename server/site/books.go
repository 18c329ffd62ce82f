package site

import (
	"bytes"
	"net/http"
	"strings"

	"tinig/curriculum/epub"
	"tinig/locales"
	"tinig/server/helplines"
)

// bookPage offers the course as a book. Fors are for whom, when there is a choice.
type bookPage struct {
	Page
	Fors []string
}

// book is GET /book.
func (s *Site) book(w http.ResponseWriter, v *visit) error {
	who := learner(v.Actor)
	if !who.Learns {
		return locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	page := bookPage{Page: s.page(v)}
	page.Heading = v.Printer.T("book.heading")
	if who.Teaches {
		page.Fors = []string{forParticipants, forTrainers}
	}
	return s.render(w, http.StatusOK, "curriculum/book", page)
}

// bookFile is GET /book/file: all that she may read of the newest course, in one language, with the notes for who teaches.
func (s *Site) bookFile(w http.ResponseWriter, v *visit) error {
	who, notes := learner(v.Actor), v.FormValue("for") == forTrainers
	if !who.Learns || notes && !who.Teaches {
		return locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	units, err := s.Curriculum.Units(v.Context(), who)
	if err != nil {
		return err
	}
	lang := locales.Match(v.FormValue("in"), v.Printer.Tag())
	var file bytes.Buffer
	if err := (epub.Book{Lang: lang, Units: units, Notes: notes, Help: helpIn(lang, s.helped(v)), Day: today()}).Write(&file); err != nil {
		return err
	}
	return sendFile(w, v, "notes.epub", epub.MIME, file.Bytes())
}

// sendFile sends a file, under a name that says nothing. On a device that others use too there is none: it would stay there, unlocked.
func sendFile(w http.ResponseWriter, v *visit, name, mime string, file []byte) error {
	if !v.Session.Device.Own {
		return locales.Refuse(locales.Forbidden, "journal.shared")
	}
	w.Header().Set("Content-Type", mime)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, err := w.Write(file)
	return err
}

// helpIn are helplines in the words of a language, for a book.
func helpIn(lang string, whom help) (all []epub.Help) {
	p := locales.For(lang)
	for _, by := range whom.all() {
		help := epub.Help{Heading: p.T("helpline.anywhere")}
		if by.Country != "" {
			help.Heading = p.T("country." + by.Country)
		}
		for _, line := range by.Lines {
			help.Lines = append(help.Lines, epub.Line{Name: line.Name, Says: saysOf(p, line)})
		}
		all = append(all, help)
	}
	return all
}

// saysOf is what is to be known of a helpline, a sentence each.
func saysOf(p *locales.Printer, line helplines.Line) (says []string) {
	about := p.T("need." + string(line.Need))
	if line.Always {
		about += " · " + p.T("helpline.always")
	}
	says = append(says, about)
	for _, c := range line.Channel {
		way := []string{p.T("channel."+string(c.Kind)) + " " + c.At}
		if c.From != helplines.Everywhere {
			way = append(way, p.T("reach."+string(c.From)))
		}
		if c.Free {
			way = append(way, p.T("helpline.free"))
		}
		says = append(says, strings.Join(way, " · "))
	}
	if line.Overdue {
		says = append(says, p.T("helpline.overdue"))
	}
	if line.Seen == "" {
		return append(says, p.T("helpline.source_undated", "Source", line.Source))
	}
	return append(says, p.T("helpline.source", "Source", line.Source, "Seen", line.Seen))
}
