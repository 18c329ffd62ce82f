package networks

import (
	"bufio"
	"context"
	"crypto/rand"
	"embed"
	"fmt"
	"io/fs"
	"math/big"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Pseudonyms are given, never typed: a name someone uses elsewhere can be looked up elsewhere. Each language has a file
// of gentle words in two lists; a pseudonym is one word of each.
//
//go:embed pseudonyms/*.txt
var pseudonymFiles embed.FS

// pseudonymWords are one language's lists, and whether the second part is said first.
type pseudonymWords struct {
	first, second []string
	turned        bool
}

var pseudonymLists = loadPseudonyms()

// Offer returns count pseudonyms in a language that nobody in the network has, or ever had. A language without a list gets English.
func (n *Networks) Offer(ctx context.Context, network, lang string, count int) ([]string, error) {
	words, ok := pseudonymLists[lang]
	if !ok {
		words = pseudonymLists["en"]
	}
	candidates := make([]string, 4*count)
	for i := range candidates {
		candidates[i] = words.draw()
	}
	taken, err := readTaken(ctx, n.db, network, candidates)
	if err != nil {
		return nil, fmt.Errorf("offering pseudonyms in %s: %w", network, err)
	}
	var free []string // in the order drawn: sorted, the first letters of the alphabet would be all that is ever offered
	for _, name := range candidates {
		if len(free) < count && !slices.Contains(taken, name) && !slices.Contains(free, name) {
			free = append(free, name)
		}
	}
	return free, nil
}

func (w pseudonymWords) draw() string {
	first, second := pick(w.first), pick(w.second)
	if w.turned {
		first, second = second, first
	}
	return capital(first) + " " + capital(second)
}

func pick(words []string) string {
	i, err := rand.Int(rand.Reader, big.NewInt(int64(len(words))))
	if err != nil {
		panic(err) // crypto/rand does not fail
	}
	return words[i.Int64()]
}

func capital(word string) string {
	r, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[size:]
}

func loadPseudonyms() map[string]pseudonymWords {
	names, err := fs.Glob(pseudonymFiles, "pseudonyms/*.txt")
	if err != nil {
		panic(err)
	}
	lists := make(map[string]pseudonymWords, len(names))
	for _, name := range names {
		lists[strings.TrimSuffix(path.Base(name), ".txt")] = parsePseudonyms(name)
	}
	return lists
}

// parsePseudonyms reads one file: an order line, then [first] and [second] with a word a line; # begins a comment.
func parsePseudonyms(name string) (words pseudonymWords) {
	file, err := pseudonymFiles.Open(name)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	list := &words.first
	for lines := bufio.NewScanner(file); lines.Scan(); {
		switch line := strings.TrimSpace(lines.Text()); {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "order"):
			words.turned = strings.Contains(line, `"second first"`)
		case line == "[first]":
			list = &words.first
		case line == "[second]":
			list = &words.second
		default:
			*list = append(*list, line)
		}
	}
	return words
}
