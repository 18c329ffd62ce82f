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
	"sync/atomic"
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

// Cluster is a PostgreSQL that runs until Close, unless it ends by itself (see Wait).
type Cluster struct {
	own     *owner
	dir     string // the cluster's own folder
	fast    bool
	server  *process
	log     *logFile
	closing atomic.Bool
	close   func() error
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
		defer cl.log.Close()
		cl.closing.Store(true)
		return cl.end()
	})
	if err := cl.prepare(ctx, c, p, as); err != nil {
		return nil, err
	}
	if err := cl.run(ctx, p, as); err != nil {
		return nil, err
	}
	if err := provide(ctx, cl); err != nil {
		cl.end() // what went wrong before tells more than how this ends
		cl.log.Close()
		if saysFull(err.Error()) {
			return nil, diskError(own.dir, syscall.ENOSPC)
		}
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
	if cl.log, err = openLog(cl.own.dir); err != nil {
		return err
	}
	cmd := exec.Command(filepath.Join(p.dir, "postgres"), arguments(cl.dir, cl.own.socket, cl.fast)...)
	cmd.ExtraFiles = []*os.File{lock}
	cmd.Stdout, cmd.Stderr = cl.log.File, cl.log.File // the file itself, not a pipe that ends with us
	if cl.server, err = spawn(cmd, as); err != nil {
		err = fmt.Errorf("starting PostgreSQL: %w", err)
	} else {
		err = cl.waitReady(ctx)
	}
	if err != nil {
		cl.log.Close()
	}
	return err
}

// waitReady waits until PostgreSQL says in its pid file that it is ready, which after a crash can take a while. A ping would
// not do: it could reach somebody else's.
func (cl *Cluster) waitReady(ctx context.Context) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !cl.ready() {
		select {
		case <-tick.C:
		case <-cl.server.ended:
			return startError(cl.own.dir, cl.log.added(), cl.server.err)
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
	return len(lines) >= 8 && lines[0] == strconv.Itoa(cl.server.Process.Pid) && strings.TrimSpace(lines[7]) == "ready"
}

func startError(data, log string, err error) error {
	if saysFull(log) {
		return diskError(data, syscall.ENOSPC)
	}
	return fmt.Errorf("PostgreSQL did not start (%v): %s: see %s", err, complaint(log), filepath.Join(data, logName))
}

// URL is the connection string of a database of the cluster, for lib/pq. The program's own database is "tinig".
func (cl *Cluster) URL(name string) string { return cl.url(client, name) }

func (cl *Cluster) url(user, name string) string { return urlOf(cl.own.socket, user, name) }

func urlOf(socket, user, name string) string {
	quoted := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(name)
	return fmt.Sprintf("host=%s port=5432 user=%s dbname='%s' sslmode=disable", socket, user, quoted)
}

// Wait returns when PostgreSQL has ended: nil after Close, and otherwise one line on how it ended and what to do. What was
// committed is on disk, and a new start recovers it.
func (cl *Cluster) Wait() error {
	<-cl.server.ended
	if cl.closing.Load() {
		return nil
	}
	if saysFull(cl.log.last()) {
		return diskError(cl.own.dir, syscall.ENOSPC)
	}
	return fmt.Errorf("PostgreSQL ended by itself (%v): start again, and if it ends again, see %s", cl.server.err, filepath.Join(cl.own.dir, logName))
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
		cl.server.Process.Signal(s.signal) // may have ended by itself
		select {
		case <-cl.server.ended:
			return nil
		case <-time.After(s.patience):
		}
	}
	return fmt.Errorf("PostgreSQL does not stop: end process %d", cl.server.Process.Pid)
}
