package locales

import (
	"embed"
	"fmt"
	"io/fs"
	"sync"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed *.toml
var own embed.FS

// catalogue is everything that was read: the languages as offered and a printer for each.
type catalogue struct {
	languages []Language
	printers  map[string]*Printer
}

// loaded reads the files once, at first use. They are part of the program, so a file that can't be read is a broken
// build: it panics, and no later start could do better.
var loaded = sync.OnceValue(func() catalogue {
	c, err := load(own)
	if err != nil {
		panic(err)
	}
	return c
})

// load reads a file for each language from files, English, which the others fall back to, first.
func load(files fs.FS) (catalogue, error) {
	bundle := i18n.NewBundle(language.MustParse(source))
	c := catalogue{printers: map[string]*Printer{}}
	var english []*i18n.Message
	for _, l := range spoken {
		f, err := readFile(files, l.Tag)
		if err != nil {
			return catalogue{}, err
		}
		if l.Tag == source {
			english = f.messages
		}
		l.Reviewed = f.reviewed
		c.languages = append(c.languages, l)
		if err := c.add(bundle, l, language.MustParse(l.Tag), english, f.messages); err != nil {
			return catalogue{}, err
		}
	}
	pseudo := Language{Tag: pseudoTag, Dir: leftToRight}
	return c, c.add(bundle, pseudo, pseudoRules, nil, pseudoMessages(english))
}

// add puts a language's messages into the bundle, under the tag whose plural rules it follows, and makes its printer.
func (c *catalogue) add(bundle *i18n.Bundle, l Language, rules language.Tag, fallback, messages []*i18n.Message) error {
	if err := bundle.AddMessages(rules, messages...); err != nil {
		return fmt.Errorf("adding the messages of %s: %w", l.Tag, err)
	}
	c.printers[l.Tag] = newPrinter(bundle, l, rules, fallback, messages)
	return nil
}

// file is one language's TOML file.
type file struct {
	reviewed string
	messages []*i18n.Message
}

func readFile(files fs.FS, tag string) (file, error) {
	name := tag + ".toml"
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return file{}, fmt.Errorf("reading %s: %w", name, err)
	}
	f, err := parseFile(data)
	if err != nil {
		return file{}, fmt.Errorf("reading %s: %w", name, err)
	}
	return f, nil
}

// parseFile takes a file apart into its [meta] table, which speaks about the file itself, and its messages.
func parseFile(data []byte) (f file, err error) {
	f.messages, err = i18n.ParseMessageBytes(data, func(data []byte, v any) error {
		var tables map[string]any
		if err := toml.Unmarshal(data, &tables); err != nil {
			return err
		}
		meta, _ := tables["meta"].(map[string]any)
		f.reviewed, _ = meta["reviewed"].(string)
		delete(tables, "meta") // left in, it would become a message
		*v.(*any) = tables
		return nil
	})
	return f, err
}
