package localdb

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Beside is the connection string of a database of the cluster that another process runs on a data folder at this moment, and ""
// when none does: for a command that has something to ask while the program serves. It lasts as long as that process does.
func Beside(dir, name string) (url string, err error) {
	file, err := os.Open(filepath.Join(dir, "lock"))
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("looking who uses the data folder %s: %w", dir, err)
	}
	defer file.Close()
	if err := unix.Flock(int(file.Fd()), unix.LOCK_SH|unix.LOCK_NB); err == nil {
		return "", nil // nobody: what is written there is of one who has ended
	}
	own := &owner{dir: dir, file: file}
	if _, own.socket = own.read(); own.socket == "" {
		return "", nil
	}
	return (&Cluster{own: own}).URL(name), nil
}
