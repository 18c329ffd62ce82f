package localdb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	superuser  = "postgres"       // administers the cluster; only this package connects as him
	client     = "tinig"          // owns the database, and may no more than an operator's database user should
	database   = "tinig"          // what the program keeps its tables in
	pidFile    = "postmaster.pid" // what PostgreSQL says of itself
	socketFile = ".s.PGSQL.5432"  // what PostgreSQL calls its socket
)

// Cluster is a PostgreSQL that runs until Close.
type Cluster struct {
	own   *owner
	dir   string // the cluster's own folder
	fast  bool
	cmd   *exec.Cmd
	ended <-chan error
	close func() error
}

// start runs PostgreSQL on the cluster of a data folder that we own.
func start(ctx context.Context, c Config, own *owner, as account) (*Cluster, error) {
	p, err := locate(ctx, c)
	if err != nil {
		return nil, err
	}
	if b := as.barrier(p.dir); b != "" {
		return nil, fmt.Errorf("PostgreSQL runs as the user %s here, who can't enter %s, where its programs are: name others in TINIG_POSTGRES_BIN, or start as an ordinary user", as.name, b)
	}
	cl := &Cluster{own: own, fast: c.Fast, dir: filepath.Join(own.dir, "pg"+strconv.Itoa(p.major))}
	cl.close = sync.OnceValue(func() error {
		defer own.release()
		return cl.end()
	})
	if err := cl.prepare(ctx, c, p, as); err != nil {
		return nil, err
	}
	if err := cl.run(ctx, p, as); err != nil {
		return nil, err
	}
	if err := provide(ctx, cl, c.Fast); err != nil {
		cl.end() // what went wrong before tells more than how this ends
		return nil, err
	}
	return cl, nil
}

// prepare sees to it that there is a cluster, and that it is ours.
func (cl *Cluster) prepare(ctx context.Context, c Config, p programs, as account) error {
	if _, err := os.Stat(cl.dir); errors.Is(err, os.ErrNotExist) {
		c.Log.Info("making the database", "folder", cl.dir)
		if err := initialise(ctx, p, as, cl.dir, c.Fast); err != nil {
			return err
		}
	}
	real, err := filepath.EvalSymlinks(cl.dir) // an operator may have moved it to another disk
	if err != nil {
		return fmt.Errorf("reading the data folder: %w", err)
	}
	info, err := os.Stat(real)
	if err != nil {
		return fmt.Errorf("reading the data folder: %w", err)
	}
	if !as.owns(info) {
		return fmt.Errorf("the data in %s belongs to another user of this system: start as that user, or name another data folder with -data", real)
	}
	cl.dir = real
	return nil
}

// run starts postgres, alone on the cluster, and returns when it takes connections.
func (cl *Cluster) run(ctx context.Context, p programs, as account) error {
	lock, err := claim(cl.dir)
	if err != nil {
		return err
	}
	defer lock.Close() // ours: postgres keeps its own
	log, err := openLog(cl.own.dir)
	if err != nil {
		return err
	}
	defer log.Close()
	cl.cmd = exec.Command(filepath.Join(p.dir, "postgres"), arguments(cl.dir, cl.own.socket, cl.fast)...)
	cl.cmd.ExtraFiles = []*os.File{lock}
	cl.cmd.Stdout, cl.cmd.Stderr = log.File, log.File // the file itself, not a pipe that ends with us
	if cl.ended, err = spawn(cl.cmd, as); err != nil {
		return fmt.Errorf("starting PostgreSQL: %w", err)
	}
	return cl.waitReady(ctx, log)
}

// waitReady waits until PostgreSQL says in its pid file that it is ready, which after a crash can take a while. A ping would
// not do: it could reach somebody else's.
func (cl *Cluster) waitReady(ctx context.Context, log *logFile) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !cl.ready() {
		select {
		case <-tick.C:
		case err := <-cl.ended:
			return startError(cl.own.dir, log.added(), err)
		case <-ctx.Done():
			cl.end() // it was asked to give up, and has
			return fmt.Errorf("starting PostgreSQL: %w", ctx.Err())
		}
	}
	return nil
}

// ready reads the pid file: its first line is the process, its eighth the state (PostgreSQL's utils/pidfile.h).
func (cl *Cluster) ready() bool {
	text, err := os.ReadFile(filepath.Join(cl.dir, pidFile))
	if err != nil {
		return false
	}
	lines := strings.Split(string(text), "\n")
	return len(lines) >= 8 && lines[0] == strconv.Itoa(cl.cmd.Process.Pid) && strings.TrimSpace(lines[7]) == "ready"
}

func startError(data, log string, err error) error {
	if saysFull(log) {
		return diskError(data, syscall.ENOSPC)
	}
	return fmt.Errorf("PostgreSQL did not start (%v): %s: see %s", err, complaint(log), filepath.Join(data, logName))
}

// URL is the connection string of a database of the cluster, for lib/pq. The program's own database is "tinig".
func (cl *Cluster) URL(name string) string { return cl.url(client, name) }

func (cl *Cluster) url(user, name string) string {
	quoted := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(name)
	return fmt.Sprintf("host=%s port=5432 user=%s dbname='%s' sslmode=disable", cl.own.socket, user, quoted)
}

// Close stops PostgreSQL and ends the ownership of the data folder. What was committed is on disk. Connections still open
// are cut. Further calls return what the first returned.
func (cl *Cluster) Close() error { return cl.close() }

// end stops PostgreSQL. It may cut connections and write everything out; if it can't it is stopped hard, and recovers at
// the next start.
func (cl *Cluster) end() error {
	steps := []struct {
		signal   syscall.Signal
		patience time.Duration
	}{{syscall.SIGINT, 30 * time.Second}, {syscall.SIGQUIT, 5 * time.Second}, {syscall.SIGKILL, 5 * time.Second}}
	for _, s := range steps {
		cl.cmd.Process.Signal(s.signal) // may have ended by itself
		select {
		case <-cl.ended:
			return nil
		case <-time.After(s.patience):
		}
	}
	return fmt.Errorf("PostgreSQL does not stop: end process %d", cl.cmd.Process.Pid)
}
