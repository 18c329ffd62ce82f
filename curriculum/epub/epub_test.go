package epub_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"tinig/curriculum/content"
	"tinig/curriculum/epub"
	"tinig/locales"
)

var day = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// theCourse is the one that is built in.
var theCourse = sync.OnceValues(func() (*content.Course, error) { return content.Load(content.Files) })

// bookIn is a book in a language, with a helpline.
func bookIn(t *testing.T, lang string, notes bool) epub.Book {
	t.Helper()
	course, err := theCourse()
	if err != nil {
		t.Fatal(err)
	}
	help := []epub.Help{{Heading: "Everywhere", Lines: []epub.Line{{Name: "Line <1> & more", Says: []string{"Call 1"}}}}}
	return epub.Book{Lang: lang, Units: course.Units(), Notes: notes, Help: help, Day: day}
}

func written(t *testing.T, b epub.Book) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// filesOf are the files of a book by name.
func filesOf(t *testing.T, book []byte) map[string]string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	return files
}

// What the standard's own checker says: of every book when that is required (TINIG_EPUBCHECK=required), else of two that have all
// that a book can have, since it takes seconds for each. Where it isn't installed the test is skipped and says so, unless it is
// required.
func TestEpubcheckFindsNothingInAnyBook(t *testing.T) {
	required := os.Getenv("TINIG_EPUBCHECK") == "required"
	checker, err := exec.LookPath("epubcheck")
	if err != nil && !required {
		t.Skip("epubcheck is not installed, so no book is checked")
	}
	if err != nil {
		t.Fatal(err)
	}
	command := []string{checker}
	if real, err := filepath.EvalSymlinks(checker); err == nil && strings.HasSuffix(real, ".jar") {
		command = []string{"java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", real} // Debian's, which not every kernel runs by itself
	}
	check := func(name string, book epub.Book) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "notes.epub")
			if err := os.WriteFile(file, written(t, book), 0o600); err != nil {
				t.Fatal(err)
			}
			if said, err := exec.Command(command[0], append(command[1:], "--failonwarnings", file)...).CombinedOutput(); err != nil {
				t.Errorf("%v:\n%s", err, said)
			}
		})
	}
	check("es", bookIn(t, "es", false))
	check("ar with notes", bookIn(t, "ar", true))
	for _, l := range locales.Languages() {
		if required && l.Tag != "es" {
			check(l.Tag, bookIn(t, l.Tag, false))
		}
	}
}

func TestABooksFirstBytesSayWhatItIs(t *testing.T) {
	book := written(t, bookIn(t, "en", false))
	if got := string(book[30:58]); got != "mimetypeapplication/epub+zip" {
		t.Errorf("it begins with %q", got)
	}
	r, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	if first := r.File[0]; first.Method != zip.Store || first.Flags != 0 || len(first.Extra) > 0 {
		t.Errorf("the media type stands there as %+v", first.FileHeader)
	}
}

func TestTheSameBookIsTheSameBytes(t *testing.T) {
	first, again := written(t, bookIn(t, "fil", true)), written(t, bookIn(t, "fil", true))
	if !bytes.Equal(first, again) {
		t.Error("a book made twice is two books")
	}
	other := bookIn(t, "fil", false)
	if bytes.Equal(first, written(t, other)) {
		t.Error("a book without the notes is the one with them")
	}
	r, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.File {
		if f.ModifiedDate != 0 || f.ModifiedTime != 0 {
			t.Errorf("%s says when it was made", f.Name)
		}
	}
}

// No trainer's note is in a participant's book: not its words, not its id, not its label. With the notes all are.
func TestAParticipantsBookHasNoNote(t *testing.T) {
	for _, lang := range []string{"en", "ceb", "ar"} {
		without, with := all(filesOf(t, written(t, bookIn(t, lang, false)))), all(filesOf(t, written(t, bookIn(t, lang, true))))
		label, notes := locales.For(lang).T("curriculum.note_label"), 0
		if strings.Contains(without, label) || strings.Contains(without, `class="guide"`) {
			t.Errorf("in %s, a participant's book speaks to those who lead", lang)
		}
		for _, unit := range bookIn(t, lang, false).Units {
			for _, taught := range unit.Trainer(lang) {
				if taught.Note == nil {
					continue
				}
				notes++
				for _, words := range longTexts(t, string(taught.Note.HTML(day))) {
					if strings.Contains(without, words) {
						t.Errorf("in %s, a participant's book has of the note on %s in %s: %q", lang, taught.Block.ID, unit.ID, words)
					}
					if !strings.Contains(with, words) {
						t.Errorf("in %s, a trainer's book lacks of the note on %s in %s: %q", lang, taught.Block.ID, unit.ID, words)
					}
				}
			}
		}
		if notes < 100 {
			t.Errorf("in %s, only %d notes were looked for", lang, notes)
		}
	}
}

// all are the texts of all pages.
func all(files map[string]string) string {
	var text strings.Builder
	for name, file := range files {
		if strings.HasSuffix(name, ".xhtml") {
			text.WriteString(file)
		}
	}
	return text.String()
}

// longTexts are the pieces of text in HTML that can't be in another place by chance, as XML writes them.
func longTexts(t *testing.T, text string) (pieces []string) {
	t.Helper()
	page, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for n := range page.Descendants() {
		if n.Type == html.TextNode && len(n.Data) > 50 {
			pieces = append(pieces, html.EscapeString(n.Data))
		}
	}
	return pieces
}

// Each page is well-formed, and what is heavier isn't met by reading on: it stands out of the reading order, one link leads to
// it, and beside that link it says what it is.
func TestNobodyReadsOnIntoSomethingHeavier(t *testing.T) {
	files := filesOf(t, written(t, bookIn(t, "en", false)))
	for name, text := range files {
		if strings.HasSuffix(name, ".png") || strings.HasSuffix(name, ".css") || name == "mimetype" {
			continue
		}
		for d := xml.NewDecoder(strings.NewReader(text)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	heavier := 0
	for i, unit := range bookIn(t, "en", false).Units {
		for _, block := range unit.Participant("en") {
			if block.Lighter == "" {
				continue
			}
			heavier++
			page := fmt.Sprintf("page-%02d", i+1)
			id := page + "-" + block.ID
			if !strings.Contains(files["notes/package.opf"], `<itemref idref="`+id+`" linear="no"/>`) {
				t.Errorf("%s of %s stands in the reading order", block.ID, unit.ID)
			}
			_, beside, there := strings.Cut(files["notes/"+page+".xhtml"], `<a href="`+id+`.xhtml"`)
			if !there || !strings.Contains(strings.SplitN(beside, "</p>", 2)[0], html.EscapeString(block.Note)) {
				t.Errorf("nothing says what %s of %s is, beside what leads to it", block.ID, unit.ID)
			}
			if strings.Contains(files["notes/nav.xhtml"], id) {
				t.Errorf("%s of %s stands in the contents", block.ID, unit.ID)
			}
		}
	}
	if heavier < 5 {
		t.Errorf("only %d heavier parts were looked for", heavier)
	}
}

func TestABookSaysNothingFromTheOutside(t *testing.T) {
	for _, l := range locales.Languages() {
		files := filesOf(t, written(t, bookIn(t, l.Tag, false)))
		opf := files["notes/package.opf"]
		if title := locales.For(l.Tag).T("shell.title"); !strings.Contains(opf, "<dc:title>"+title+"</dc:title>") || strings.Count(opf, "<dc:") != 3 {
			t.Errorf("in %s, the book says of itself:\n%s", l.Tag, opf[:strings.Index(opf, "<manifest>")])
		}
		if text := files["notes/cover.xhtml"]; strings.Count(text, "<img") != 1 || strings.Contains(text, "<p") {
			t.Errorf("in %s, the cover is %s", l.Tag, text)
		}
	}
}

func TestABookIsReadFromItsLanguagesSide(t *testing.T) {
	for lang, dir := range map[string]string{"ar": "rtl", "sw": "ltr"} {
		files := filesOf(t, written(t, bookIn(t, lang, false)))
		if !strings.Contains(files["notes/package.opf"], `page-progression-direction="`+dir+`"`) {
			t.Errorf("in %s, pages don't turn %s", lang, dir)
		}
		if !strings.Contains(files["notes/first.xhtml"], `lang="`+lang+`" xml:lang="`+lang+`" dir="`+dir+`"`) {
			t.Errorf("in %s, the first page is %s", lang, files["notes/first.xhtml"])
		}
	}
}

// What isn't there in a language says so: in the contents, at the head of a unit, and at a block.
func TestWordsOfAnotherLanguageSayWhichTheyAre(t *testing.T) {
	course, err := theCourse()
	if err != nil {
		t.Fatal(err)
	}
	unit, there := course.Unit("self-1-who-i-am")
	if !there || !unit.Head("es").Fallback {
		t.Fatal("there is nothing to look for")
	}
	book := bookIn(t, "es", false)
	book.Units = []content.Unit{unit}
	files := filesOf(t, written(t, book))
	if want := `lang="en" xml:lang="en" dir="ltr">` + unit.Head("es").Title + " (English)</a>"; !strings.Contains(files["notes/nav.xhtml"], want) {
		t.Errorf("the contents lack %s:\n%s", want, files["notes/nav.xhtml"])
	}
	said := locales.For("es").T("curriculum.fallback")
	if n, blocks := strings.Count(files["notes/page-01.xhtml"], said), len(unit.Participant("es")); n < blocks/2 {
		t.Errorf("of %d English blocks and their head, %d say that they are", blocks, n)
	}
}
