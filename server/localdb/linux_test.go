package localdb_test

import (
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"tinig/server/localdb"
)

func TestNoTCPPortIsOpen(t *testing.T) {
	data := dataFolder(t)
	start(t, localdb.Config{Dir: data, Fast: true})
	sockets := socketsOf(t, postmaster(t, data))
	if len(sockets) == 0 {
		t.Fatal("PostgreSQL has no socket at all")
	}
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		text, err := os.ReadFile(table)
		if os.IsNotExist(err) { // a system without IPv6
			continue
		}
		must(t, err)
		for _, line := range strings.Split(string(text), "\n")[1:] {
			if f := strings.Fields(line); len(f) > 9 && sockets[f[9]] {
				t.Errorf("PostgreSQL listens: %s", line)
			}
		}
	}
}

// socketsOf is the inode numbers of a process's sockets.
func socketsOf(t *testing.T, pid int) map[string]bool {
	t.Helper()
	sockets := map[string]bool{}
	fds, err := filepath.Glob("/proc/" + itoa(pid) + "/fd/*")
	must(t, err)
	for _, fd := range fds {
		link, _ := os.Readlink(fd)
		if inode, ok := strings.CutPrefix(link, "socket:["); ok {
			sockets[strings.TrimSuffix(inode, "]")] = true
		}
	}
	return sockets
}

func TestOurSecretsAreNotHandedToPostgreSQL(t *testing.T) {
	t.Setenv("TINIG_TEST_SECRET", "marker")
	data := dataFolder(t)
	start(t, localdb.Config{Dir: data, Fast: true})
	env, err := os.ReadFile("/proc/" + itoa(postmaster(t, data)) + "/environ")
	must(t, err)
	if len(env) == 0 || strings.Contains(string(env), "marker") {
		t.Errorf("PostgreSQL's environment: %q", env)
	}
}

func TestAnOwnerKilledAtOnceLeavesNoPostgreSQLRunning(t *testing.T) {
	data := dataFolder(t)
	self, err := os.Executable()
	must(t, err)
	owner := startOwner(t, self, data, func(*exec.Cmd) {})
	pid := postmaster(t, data)
	must(t, owner.Process.Kill())
	owner.Wait()
	eventually(t, "PostgreSQL ends", func() bool { return !runs(pid) })
}

// runs says whether a process runs: one that has ended but was not waited for does not.
func runs(pid int) bool {
	stat, err := os.ReadFile("/proc/" + itoa(pid) + "/stat")
	_, state, _ := strings.Cut(string(stat), ") ")
	return err == nil && !strings.HasPrefix(state, "Z")
}

func TestASocketFolderLeftByAKilledOwnerIsCleared(t *testing.T) {
	data := copiedFolder(t)
	long := filepath.Join(filepath.Dir(data), strings.Repeat("long", 40))
	must(t, os.Rename(data, long))
	self, err := os.Executable()
	must(t, err)
	owner := startOwner(t, self, long, func(*exec.Cmd) {})
	left := strings.TrimPrefix(strings.Fields(owner.url)[0], "host=")
	must(t, owner.Process.Kill())
	owner.Wait()
	if _, err := os.Stat(left); err != nil {
		t.Fatal("there was nothing left to clear")
	}
	start(t, localdb.Config{Dir: long, Fast: true})
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("still there: %v", err)
	}
}

// As root this is done by another user too, so that one run of the tests sees both ways.
func TestPostgreSQLRunsAsAnOrdinaryUser(t *testing.T) {
	data := filepath.Join(folder(t), "data")
	program, err := os.Executable()
	must(t, err)
	change, want := func(*exec.Cmd) {}, os.Geteuid()
	if os.Geteuid() == 0 {
		nobody, err := user.Lookup("nobody")
		must(t, err)
		want, err = strconv.Atoi(nobody.Uid)
		must(t, err)
		program = copied(t, program)
		must(t, os.Mkdir(data, 0o700))
		must(t, os.Chown(data, want, -1))
		change = func(c *exec.Cmd) {
			c.Dir, c.Env = "/", []string{"PATH=" + os.Getenv("PATH")}
			c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(want), Gid: uint32(want)}}
		}
	}
	owner := startOwner(t, program, data, change)
	if got := stat(t, "/proc/"+itoa(postmaster(t, data))).Uid; int(got) != want {
		t.Errorf("PostgreSQL runs as user %d, want %d", got, want)
	}
	must(t, owner.leave.Close())
	must(t, owner.Wait())
}

// copied is a program where every user can run it.
func copied(t *testing.T, program string) string {
	t.Helper()
	text, err := os.ReadFile(program)
	must(t, err)
	to := filepath.Join(folder(t), "program")
	must(t, os.WriteFile(to, text, 0o755))
	return to
}

func TestPostgreSQLDoesNotRunAsRoot(t *testing.T) {
	data := dataFolder(t)
	start(t, localdb.Config{Dir: data, Fast: true})
	if uid := stat(t, "/proc/"+itoa(postmaster(t, data))).Uid; uid == 0 {
		t.Error("PostgreSQL runs as root")
	}
	if os.Geteuid() != 0 {
		return
	}
	if mode := stat(t, clusterDir(t, data)).Mode & 0o777; mode != 0o700 {
		t.Errorf("others may enter the cluster: %o", mode)
	}
}
