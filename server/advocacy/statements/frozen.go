package statements

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Frozen is a text that doesn't change any more, in all its languages.
type Frozen struct {
	Public    string
	Version   int
	Languages []FrozenText // by their tags
}

// FrozenText is a frozen text in one language: its title and its sections.
type FrozenText struct {
	Lang, Title string
	Sections    []string
}

// In is the text in a language, else the first.
func (f Frozen) In(lang string) FrozenText {
	for _, text := range f.Languages {
		if text.Lang == lang {
			return text
		}
	}
	return f.Languages[0]
}

// freeze takes the newest texts of all sections as they are, in Unicode's composed form (NFC).
func freeze(one Statement, sections []Section) Frozen {
	f := Frozen{Public: one.Public, Version: one.Version}
	for _, lang := range slices.Sorted(slices.Values(one.Languages)) {
		text := FrozenText{Lang: lang}
		for _, section := range sections {
			body := norm.NFC.String(section.In(lang).Body)
			if section.Number == 0 {
				text.Title = body
			} else {
				text.Sections = append(text.Sections, body)
			}
		}
		f.Languages = append(f.Languages, text)
	}
	return f
}

// Canonical is the text whose SHA-256 a statement's hash is. It is UTF-8, each line ends with one line feed, and it reads:
//
//	statement, form 1
//	id PUBLIC-ID
//	version NUMBER
//	language TAG
//	title BYTES
//	the title
//	section 1 BYTES
//	the words of the section
//	section 2 BYTES
//	…
//	language NEXT-TAG
//	…
//
// BYTES is how long the words are that begin on the next line; a line feed follows them. So no words can be taken for a line of the form.
// Languages stand by their tags, sections are numbered from 1 in each.
func (f Frozen) Canonical() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "statement, form 1\nid %s\nversion %d\n", f.Public, f.Version)
	for _, text := range f.Languages {
		fmt.Fprintf(&out, "language %s\ntitle %d\n%s\n", text.Lang, len(text.Title), text.Title)
		for i, body := range text.Sections {
			fmt.Fprintf(&out, "section %d %d\n%s\n", i+1, len(body), body)
		}
	}
	return out.Bytes()
}

// Hash is the SHA-256 of a canonical text.
func Hash(canonical []byte) []byte {
	sum := sha256.Sum256(canonical)
	return sum[:]
}

// thawed reads a canonical text: Canonical of what it returns is the same.
func thawed(canonical []byte) (f Frozen, err error) {
	rest := string(canonical)
	if _, err := fmt.Sscanf(rest, "statement, form 1\nid %s\nversion %d\n", &f.Public, &f.Version); err != nil {
		return f, fmt.Errorf("reading a frozen text: %w", err)
	}
	for range 3 {
		_, rest, _ = strings.Cut(rest, "\n")
	}
	for rest != "" {
		var head string
		head, rest, _ = strings.Cut(rest, "\n")
		word, of, _ := strings.Cut(head, " ")
		if word == "language" {
			f.Languages = append(f.Languages, FrozenText{Lang: of})
			continue
		}
		var number, size int
		if word == "title" {
			_, err = fmt.Sscanf(of, "%d", &size)
		} else {
			_, err = fmt.Sscanf(of, "%d %d", &number, &size)
		}
		if err != nil || size < 0 || size >= len(rest) || len(f.Languages) == 0 {
			return f, fmt.Errorf("reading a frozen text: line %q doesn't fit", word)
		}
		text := &f.Languages[len(f.Languages)-1]
		if word == "title" {
			text.Title = rest[:size]
		} else {
			text.Sections = append(text.Sections, rest[:size])
		}
		rest = rest[size+1:]
	}
	if len(f.Languages) == 0 {
		return f, fmt.Errorf("reading a frozen text: it has no language")
	}
	return f, nil
}
