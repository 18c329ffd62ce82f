package content

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"tinig/locales"
)

// english is the language that a course is written in first, and that is fallen back to.
const english = "en"

// folder is a unit as it lies in the file system: its documents by language.
type folder struct {
	id        string
	documents map[string]document
	files     map[string][]byte // by name
}

func (f folder) source() document { return f.documents[english] }

// readFolders reads every unit below units/.
func readFolders(files fs.FS, faults *Faults) (all []folder) {
	entries, err := fs.ReadDir(files, "units")
	if err != nil {
		faults.add("units", 1, "format", "the units can't be read: %s", err)
	}
	for _, entry := range entries {
		id := entry.Name()
		if !entry.IsDir() || !name.MatchString(id) {
			faults.add(path.Join("units", id), 1, "format", "a unit is a folder of small letters, digits and hyphens")
			continue
		}
		if f, ok := readFolder(files, id, faults); ok {
			all = append(all, f)
		}
	}
	return all
}

// readFolder reads a unit's files and checks each against its source. ok is false when there is no source to teach from.
func readFolder(files fs.FS, id string, faults *Faults) (f folder, ok bool) {
	f = folder{id: id, documents: map[string]document{}, files: map[string][]byte{}}
	in := path.Join("units", id)
	text, err := fs.ReadFile(files, path.Join(in, "en.md"))
	if err != nil {
		reason := "the unit has no en.md, which the other languages are translated from"
		if !errors.Is(err, fs.ErrNotExist) {
			reason = err.Error()
		}
		faults.add(path.Join(in, "en.md"), 1, "format", "%s", reason)
		return f, false
	}
	f.add(path.Join(in, "en.md"), english, text, faults)
	checkSource(f.source(), faults)
	entries, err := fs.ReadDir(files, in)
	if err != nil {
		faults.add(in, 1, "format", "the unit can't be read: %s", err)
	}
	for _, entry := range entries {
		file := path.Join(in, entry.Name())
		tag, isText := strings.CutSuffix(entry.Name(), ".md")
		switch {
		case tag == english:
		case entry.IsDir() || !isText || !spoken(tag):
			faults.add(file, 1, "format", "a unit's folder holds one file for each language, such as fil.md, and nothing else")
		default:
			text, err := fs.ReadFile(files, file)
			if err != nil {
				faults.add(file, 1, "format", "the file can't be read: %s", err)
				continue
			}
			f.add(file, tag, text, faults)
			checkTranslation(f.source(), f.documents[tag], faults)
		}
	}
	return f, true
}

func (f folder) add(file, tag string, text []byte, faults *Faults) {
	f.files[file] = text
	f.documents[tag] = parse(file, text, tag == english, faults)
}

func spoken(tag string) bool {
	return slices.ContainsFunc(locales.Languages(), func(l locales.Language) bool { return l.Tag == tag })
}

// checkAmong refuses what only shows when all units are there: two in one place, and an advice that leads nowhere.
func checkAmong(all []folder, faults *Faults) {
	type place struct {
		area string
		at   int
	}
	ids, places := map[string]bool{}, map[place]string{}
	for _, f := range all {
		ids[f.id] = true
	}
	for _, f := range all {
		front := f.source().front
		fault := func(at, reason string, args ...any) {
			faults.add(f.source().file, front.line(at), "format", reason, args...)
		}
		for _, before := range front.After {
			if !ids[before] || before == f.id {
				fault("after", "there is no unit %q to take first", before)
			}
		}
		here := place{front.Area, front.Place}
		if other, taken := places[here]; taken && front.Area != "" {
			fault("place", "place %d of this area is that of %s", front.Place, other)
		}
		places[here] = f.id
	}
}
