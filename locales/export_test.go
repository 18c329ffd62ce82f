package locales

import "io/fs"

// PrinterFrom gives a language's printer over other files than our own.
func PrinterFrom(files fs.FS, tag string) (*Printer, error) {
	c, err := load(files)
	return c.printers[tag], err
}

// ReviewedFrom gives who reviewed a language's file, over other files than our own.
func ReviewedFrom(files fs.FS, tag string) (string, error) {
	f, err := readFile(files, tag)
	return f.reviewed, err
}

// Placeholders lists the names in a text and tells whether its braces are all in order.
func Placeholders(text string) (names []string, err error) {
	_, err = placeholderParser{}.Parse(text, "", "")
	return placeholders(text), err
}

// Own are the files that are part of the program.
var Own fs.FS = own
