// Package backups writes what an instance must be able to come back from, sealed to people whose keys never are on its machine, and brings
// it back.
//
// A backup is one file, encrypted with age (age-encryption.org/v1) to a list of recipients. It is written beside its place, read again from
// the disk, opened and tried, and only then takes its place: there is no half one, and none that was never opened. To open it once, the file
// is sealed to one more key, which is made for it and forgotten with the process.
//
// There are two kinds, in folders of their own and for recipients of their own, since either alone is worth little to a thief: the database
// (see [Dump]), and the secrets that lie outside it (see [Pack]). Keys that must be gone when what they open is gone are in neither.
//
// No backup lives longer than [Days]: what was erased is gone from the last of them then.
//
// The package imports nothing of ours.
package backups

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"
)

// Days is how long a backup is kept.
const Days = 30

// Kind is what a backup holds; its files' names begin with it.
type Kind string

// The kinds.
const (
	Database Kind = "backup"
	Keys     Kind = "keys"
)

// Folder is where backups lie.
type Folder string

// stamp is how a moment stands in a file's name. A name says when, and nothing of whose or of what.
const stamp = "2006-01-02T150405Z"

// ending is what the name of a backup ends with, and beside while it is being written.
const (
	ending = ".age"
	beside = ".new"
)

func (f Folder) path(kind Kind, at time.Time) string {
	return filepath.Join(string(f), string(kind)+"-"+at.UTC().Format(stamp)+ending)
}

// Write makes a backup: fill writes what it holds, and try reads it to its end as it lies on the disk. When either fails nothing is left.
func (f Folder) Write(kind Kind, at time.Time, to []age.Recipient, fill func(io.Writer) error, try func(io.Reader) error) (path string, err error) {
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return "", fmt.Errorf("the folder for backups can't be made: %w", err)
	}
	path = f.path(kind, at)
	defer os.Remove(path + beside) // gone already when all went well
	once, err := another(to)
	if err != nil {
		return "", err
	}
	if err := seal(path+beside, append(to[:len(to):len(to)], once.recipient), fill); err != nil {
		return "", err
	}
	if err := Open(path+beside, []age.Identity{once.identity}, try); err != nil {
		return "", fmt.Errorf("the backup that was written doesn't come back: %w", err)
	}
	if err := os.Rename(path+beside, path); err != nil {
		return "", err
	}
	return path, f.sync()
}

// seal writes a file, whole and on the disk.
func seal(path string, to []age.Recipient, fill func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	into, err := age.Encrypt(file, to...)
	if err != nil {
		return fmt.Errorf("sealing a backup: %w", err)
	}
	if err := fill(into); err != nil {
		return err
	}
	return errors.Join(into.Close(), file.Sync())
}

// Open lets read have what a backup holds, to its end. One that was cut off or changed is an error, which read is told as well.
func Open(path string, as []age.Identity, read func(io.Reader) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	from, err := age.Decrypt(file, as...)
	var none *age.NoIdentityMatchError
	if errors.As(err, &none) {
		return fmt.Errorf("%s is sealed to other keys than those given", path)
	}
	if err != nil {
		return fmt.Errorf("%s is no backup, or was changed: %w", path, err)
	}
	if err := read(from); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, from); err != nil {
		return fmt.Errorf("%s was cut off or changed: %w", path, err)
	}
	return nil
}

// RemoveOld removes the backups of a kind that are older than they may be, and what a run that was ended has left half written, and
// returns their names. Other files are left alone.
func (f Folder) RemoveOld(kind Kind, now time.Time) (removed []string, err error) {
	entries, err := os.ReadDir(string(f))
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		name := strings.TrimSuffix(entry.Name(), beside)
		at, err := time.Parse(string(kind)+"-"+stamp+ending, name)
		if err != nil || name == entry.Name() && now.Sub(at) < Days*24*time.Hour {
			continue
		}
		if err := os.Remove(filepath.Join(string(f), entry.Name())); err != nil {
			return removed, fmt.Errorf("removing an old backup: %w", err)
		}
		removed = append(removed, entry.Name())
	}
	return removed, f.sync()
}

// sync makes what was done in the folder outlast a power cut.
func (f Folder) sync() error {
	folder, err := os.Open(string(f))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
