// Package resting keeps who lets everything of hers rest: a mark for each of her members, and one for each signature of hers that shows no
// member, as files in a folder outside the database and outside its backups. In a table the marks of one day would tell which members of
// several networks are one person's.
//
// What rests isn't shown, and nobody is told why: whoever has a reason to show a name or to offer somebody asks here first. A rest begins at
// once. When it ends, what rested stays hidden for what is left of that day: so it comes back as a name does that was taken from a list and put on it
// again, and nobody can tell a pause from a change of mind. Counts don't ask here: a number that doesn't move tells nothing.
//
// Several nodes share one folder. If it is lost, marks are made again when their owner opens her page of pausing.
//
// The package imports nothing of ours.
package resting

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// over is what a mark's name ends with on the day on which the rest has ended.
const over = ".over"

// Folder is a folder of marks; "" is one in which nobody rests. A mark's name is an id of the database.
type Folder string

func (f Folder) path(mark string) string { return filepath.Join(string(f), mark) }

// Begin lets what the marks stand for rest. What rests already goes on doing so.
func (f Folder) Begin(marks ...string) error {
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return fmt.Errorf("making the folder of those who rest: %w", err)
	}
	var failed error
	for _, mark := range marks {
		err := os.WriteFile(f.path(mark), nil, 0o600)
		failed = errors.Join(failed, err, gone(os.Remove(f.path(mark)+over)))
	}
	return failed
}

// End ends a rest, from the next day on. What doesn't rest isn't changed.
func (f Folder) End(today time.Time, marks ...string) error {
	var failed error
	for _, mark := range marks {
		err := gone(os.Chtimes(f.path(mark), today, today))
		failed = errors.Join(failed, err, gone(os.Rename(f.path(mark), f.path(mark)+over)))
	}
	return failed
}

func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Rests says whether what a mark stands for rests on a day.
func (f Folder) Rests(today time.Time, mark string) (bool, error) {
	if f == "" {
		return false, nil
	}
	_, err := os.Stat(f.path(mark))
	if !errors.Is(err, fs.ErrNotExist) {
		return err == nil, err
	}
	ended, err := os.Stat(f.path(mark) + over)
	if err != nil {
		return false, gone(err)
	}
	return !ended.ModTime().Before(today.Truncate(24 * time.Hour)), nil
}

// Sweep removes the marks of rests that ended before today.
func (f Folder) Sweep(today time.Time) (failed error) {
	entries, err := os.ReadDir(string(f))
	for _, entry := range entries {
		info, err := entry.Info()
		if err == nil && filepath.Ext(entry.Name()) == over && info.ModTime().Before(today.Truncate(24*time.Hour)) {
			failed = errors.Join(failed, gone(os.Remove(f.path(entry.Name()))))
		}
	}
	return errors.Join(failed, gone(err))
}
