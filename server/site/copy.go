package site

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"filippo.io/age"

	"tinig/locales"
	"tinig/server/accounts"
)

// copyPage is where she takes a copy of all that is hers here.
type copyPage struct {
	Page
	gate
	Own bool // the device
}

// copyFile is that copy, as it is written. It is recorded nowhere that one was made.
type copyFile struct {
	*locales.Printer `json:"-"`
	Network          string     `json:"network"`
	Name             string     `json:"name"`
	Parts            []copyPart `json:"parts"`
}

// copyPart is what is hers of one kind.
type copyPart struct {
	Kind    string        `json:"kind"`
	Heading string        `json:"heading"`
	Entries []recordEntry `json:"entries"`
}

// copyFactor is the work of opening the file with a guessed phrase, as a power of two: 32 MiB and a tenth of a second for each. A phrase is
// drawn by us and has 77 bits of chance, which no guessing reaches.
const copyFactor = 15

// ownCopy is GET /me/copy.
func (s *Site) ownCopy(w http.ResponseWriter, v *visit) error {
	return s.showCopy(w, v, http.StatusOK, "")
}

func (s *Site) showCopy(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page := copyPage{Page: s.page(v), gate: s.gate(v, "/me/copy"), Own: v.Session.Device.Own}
	page.Heading, page.Error = v.Printer.T("copy.heading"), refusal
	return s.render(w, code, "account/copy", page)
}

// postOwnCopy is POST /me/copy: the file, for who knows her sign-in words, on a device of her own.
func (s *Site) postOwnCopy(w http.ResponseWriter, v *visit) error {
	if !v.Session.Device.Own {
		return s.again(w, v, locales.Refuse(locales.Forbidden, "copy.shared"), s.showCopy)
	}
	if err := s.hers(v); err != nil {
		return s.again(w, v, err, s.showCopy)
	}
	parts, err := s.copyParts(v)
	if err != nil {
		return err
	}
	file := copyFile{Printer: v.Printer, Network: v.Actor.NetworkName, Name: v.Actor.Pseudonym, Parts: parts}
	sealed, err := s.sealCopy(file, strings.Join(accounts.Words(v.FormValue("phrase")), " "))
	if err != nil {
		return err
	}
	return sendFile(w, v, "notes.age", "application/octet-stream", sealed)
}

// sealCopy packs the copy, to be read and for other programs, and locks it with a phrase.
func (s *Site) sealCopy(file copyFile, phrase string) ([]byte, error) {
	to, err := age.NewScryptRecipient(phrase)
	if err != nil {
		return nil, fmt.Errorf("locking a copy: %w", err)
	}
	to.SetWorkFactor(copyFactor)
	var out bytes.Buffer
	locked, err := age.Encrypt(&out, to)
	if err != nil {
		return nil, fmt.Errorf("locking a copy: %w", err)
	}
	if err := s.packCopy(locked, file); err != nil {
		return nil, err
	}
	if err := locked.Close(); err != nil {
		return nil, fmt.Errorf("locking a copy: %w", err)
	}
	return out.Bytes(), nil
}

// packCopy writes the archive. Its files bear no time.
func (s *Site) packCopy(w io.Writer, file copyFile) error {
	archive := zip.NewWriter(w)
	page, err := archive.Create("notes.html")
	if err != nil {
		return fmt.Errorf("packing a copy: %w", err)
	}
	if err := s.pages["account/copy_file"].ExecuteTemplate(page, "layout", file); err != nil {
		return err
	}
	data, err := archive.Create("notes.json")
	if err != nil {
		return fmt.Errorf("packing a copy: %w", err)
	}
	encoder := json.NewEncoder(data)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(file); err != nil {
		return fmt.Errorf("packing a copy: %w", err)
	}
	return archive.Close()
}

// copyEntry is an entry of it; without a language its words are the page's.
func copyEntry(v *visit, day time.Time, title, words, lang string) recordEntry {
	if lang == "" {
		lang = v.Printer.Tag()
	}
	entry := recordEntry{Title: title, Words: words, Lang: lang, Dir: dirOf(lang)}
	if !day.IsZero() {
		entry.Day = day.Format(time.DateOnly)
	}
	return entry
}
