// Package epub makes a book of the course for readers of books, which need no connection: EPUB 3, one file for each language.
//
// Invariants:
//   - From the outside it says nothing: its name, its title and its cover are those of a notebook.
//   - A trainer's note is in a book only when Book.Notes is set. Without it, only what participants see is even asked for.
//   - A heavier part of a session stands on a page out of the reading order, behind a link that says beforehand what it is: who
//     reads on never comes to it.
//   - What isn't there in the book's language is in English, marked as such.
//   - The same course, language and day give the same bytes. There is no clock in here.
//
// The package imports curriculum/content and locales.
package epub

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"fmt"
	"hash/crc32"
	"io"
	"time"

	"github.com/google/uuid"

	"tinig/curriculum/content"
)

// MIME is a book's media type.
const MIME = "application/epub+zip"

// Book is what becomes one file: units in a language, as they are on a day.
type Book struct {
	Lang  string
	Units []content.Unit
	Notes bool   // with what trainers read
	Help  []Help // whom one can call
	Day   time.Time
}

// Help are the helplines of one country, or of all, in the words of the book's language.
type Help struct {
	Heading string
	Lines   []Line
}

// Line is a helpline: its name, and what is to be known of it.
type Line struct {
	Name string
	Says []string
}

// file is a file of the book.
type file struct {
	name string
	data []byte
}

// Write writes the book.
func (b Book) Write(w io.Writer) error {
	bound, err := b.bound()
	if err != nil {
		return fmt.Errorf("putting a book in %s together: %w", b.Lang, err)
	}
	files, err := bound.files()
	if err != nil {
		return fmt.Errorf("making a book in %s: %w", b.Lang, err)
	}
	if err := pack(w, files); err != nil {
		return fmt.Errorf("packing a book in %s: %w", b.Lang, err)
	}
	return nil
}

// pack writes files as a zip in which nothing but they themselves can differ: there is no time in it. The media type stands
// first and bare, so that it can be read at a known place (EPUB OCF 3.3, 4.2.2).
func pack(w io.Writer, files []file) error {
	out := zip.NewWriter(w)
	bare := &zip.FileHeader{Name: "mimetype", Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(MIME)),
		CompressedSize64: uint64(len(MIME)), UncompressedSize64: uint64(len(MIME))}
	into, err := out.CreateRaw(bare)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(into, MIME); err != nil {
		return err
	}
	out.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	for _, f := range files {
		into, err := out.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if _, err := into.Write(f.data); err != nil {
			return err
		}
	}
	return out.Close()
}

// files are all files but the media type. Which book it is, its identifier says, which is made of what is in it.
func (b *bound) files() ([]file, error) {
	drawn := []drawing{{"cover.xhtml", "cover", b}, {"first.xhtml", "first", b}, {"nav.xhtml", "nav", b}}
	for _, part := range b.Parts {
		for _, page := range part.Pages {
			drawn = append(drawn, drawing{page.File, "page", page})
			for _, aside := range page.Asides {
				drawn = append(drawn, drawing{aside.File, "aside", aside})
			}
		}
	}
	drawn = append(drawn, drawing{"help.xhtml", "help", b})
	files := []file{{folder + "style.css", style}, {folder + "cover.png", cover()}}
	for _, d := range drawn {
		text, err := d.fill()
		if err != nil {
			return nil, err
		}
		files = append(files, file{folder + d.name, text})
	}
	b.ID = identifier(files)
	opf, err := drawing{"package.opf", "package", b}.fill()
	if err != nil {
		return nil, err
	}
	container, err := drawing{"container.xml", "container", nil}.fill()
	if err != nil {
		return nil, err
	}
	return append([]file{{"META-INF/container.xml", container}, {folder + "package.opf", opf}}, files...), nil
}

// folder is where the book lies in its file.
const folder = "notes/"

// identifier is a name that only the same files have.
func identifier(files []file) string {
	sum := sha256.New()
	for _, f := range files {
		fmt.Fprintf(sum, "%s %d\n", f.name, len(f.data))
		sum.Write(f.data)
	}
	return uuid.NewHash(sha256.New(), uuid.Nil, sum.Sum(nil), 8).URN()
}

// drawing is a file that a template draws.
type drawing struct {
	name, template string
	data           any
}

// fill draws a document of XML, whose first line html/template can't write.
func (d drawing) fill() ([]byte, error) {
	out := bytes.NewBufferString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	if err := templates.ExecuteTemplate(out, d.template, d.data); err != nil {
		return nil, fmt.Errorf("drawing %s: %w", d.name, err)
	}
	return out.Bytes(), nil
}
