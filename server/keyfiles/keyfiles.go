// Package keyfiles keeps keys in a folder, outside the database and outside its backups: what is sealed under one is unreadable
// everywhere, in yesterday's backup too, as soon as its file is gone.
//
// Several nodes share one folder. A file's name is its owner's to choose, and says nothing that isn't in the database.
//
// The package imports nothing of ours.
package keyfiles

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Size is how long a key is, in bytes.
const Size = 32

// ErrNone says that the folder has no key of a name.
var ErrNone = errors.New("the key is not in this node's folder of keys")

// errSize is a file that is no key.
var errSize = errors.New("the key in this node's folder is not a key")

// aside is what a key's name ends with while it is set aside, and beside while it is being written.
const (
	aside  = ".aside"
	beside = ".new"
)

// Folder is a folder of keys.
type Folder string

func (f Folder) path(name string) string { return filepath.Join(string(f), name) }

// Make returns a key: a fresh one, or the one that is there already.
func (f Folder) Make(name string) ([]byte, error) {
	if key, err := f.Read(name); !errors.Is(err, ErrNone) {
		return key, err
	}
	key := make([]byte, Size)
	rand.Read(key)
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return nil, err
	}
	err := writeSynced(f.path(name)+beside, key, os.O_CREATE|os.O_TRUNC)
	if err == nil {
		err = os.Rename(f.path(name)+beside, f.path(name))
	}
	if err == nil {
		err = f.sync()
	}
	if err != nil {
		return nil, err
	}
	return key, nil
}

// Read returns a key, ErrNone when it isn't there or is set aside.
func (f Folder) Read(name string) ([]byte, error) {
	key, err := os.ReadFile(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNone
	}
	if err == nil && len(key) != Size {
		err = errSize
	}
	return key, err
}

// Has says whether there is a key of a name, and whether it is set aside.
func (f Folder) Has(name string) (there, isAside bool, err error) {
	for _, path := range []string{f.path(name), f.path(name) + aside} {
		_, err := os.Stat(path)
		if err == nil {
			return true, path != f.path(name), nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return false, false, err
		}
	}
	return false, false, nil
}

// SetAside lets a key rest: until it is taken up again it isn't read. One that isn't there is no failure.
func (f Folder) SetAside(name string) error { return f.rename(name, name+aside) }

// TakeUp ends that.
func (f Folder) TakeUp(name string) error { return f.rename(name+aside, name) }

func (f Folder) rename(from, to string) error {
	err := os.Rename(f.path(from), f.path(to))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.sync()
}

// Destroy overwrites a key, set aside or not, and removes it. One that is gone is no failure.
func (f Folder) Destroy(name string) error {
	return errors.Join(f.destroy(name), f.destroy(name+aside))
}

func (f Folder) destroy(name string) error {
	nothing := make([]byte, Size)
	rand.Read(nothing)
	err := writeSynced(f.path(name), nothing, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = os.Remove(f.path(name))
	}
	if err == nil || errors.Is(err, fs.ErrNotExist) { // another node may have removed it just now
		err = f.sync()
	}
	return err
}

// Before are the names of the keys that were there before a moment, those set aside too.
func (f Folder) Before(moment time.Time) (names []string, err error) {
	entries, err := os.ReadDir(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err == nil && info.ModTime().Before(moment) {
			names = append(names, trimmed(entry.Name()))
		}
	}
	return names, err
}

func trimmed(name string) string {
	if end := filepath.Ext(name); end == aside || end == beside {
		return name[:len(name)-len(end)]
	}
	return name
}

// sync makes what was done in the folder outlast a power cut.
func (f Folder) sync() error {
	folder, err := os.Open(string(f))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

func writeSynced(path string, content []byte, how int) error {
	file, err := os.OpenFile(path, os.O_WRONLY|how, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Sync(), file.Close())
}
