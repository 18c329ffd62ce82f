package localdb

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// claim returns a lock on a cluster that is at rest, to be handed down to postgres: all of its processes inherit it, and so
// it is free when, and only when, the last of them has ended. Neither postmaster.pid nor a ping can tell that: the number
// in the one may meanwhile belong to another process, as it does after each restart of a container, and the other may
// reach a PostgreSQL that a crashed owner left behind.
//
// What a crashed owner left behind is ended, first kindly. Only the owner of the data folder may call it.
func claim(cluster string) (*os.File, error) {
	lock, err := os.Open(cluster)
	if err != nil {
		return nil, fmt.Errorf("reading the data folder: %w", err)
	}
	if err := evict(lock, cluster); err != nil {
		lock.Close()
		return nil, err
	}
	if err := os.Remove(filepath.Join(cluster, pidFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
		lock.Close()
		return nil, fmt.Errorf("clearing up after the last run: %w", err)
	}
	return lock, nil
}

// evict ends the processes that hold the lock, and takes it.
func evict(lock *os.File, cluster string) error {
	steps := []struct {
		signal   syscall.Signal
		patience time.Duration
	}{{0, 0}, {syscall.SIGINT, 20 * time.Second}, {syscall.SIGQUIT, 5 * time.Second}, {syscall.SIGKILL, 5 * time.Second}}
	for _, s := range steps {
		if s.signal != 0 {
			for _, pid := range serving(cluster) {
				syscall.Kill(pid, s.signal) // may have ended by itself
			}
		}
		err := lockWithin(lock, s.patience)
		if !errors.Is(err, unix.EWOULDBLOCK) {
			return err
		}
	}
	return fmt.Errorf("a PostgreSQL of an earlier run still works on %s, beyond our reach: stop it, or the container it is in", cluster)
}

// lockWithin tries to take a file lock for that long.
func lockWithin(f *os.File, patience time.Duration) error {
	for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if !errors.Is(err, unix.EWOULDBLOCK) || time.Now().After(end) {
			return err
		}
	}
}
