package localdb

import (
	"errors"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the user of the operating system that PostgreSQL runs as.
type account struct {
	name string
	cred *syscall.Credential // nil = our own user
}

// unprivileged is who PostgreSQL runs as: ourselves, or when we are root a user who may do less.
func unprivileged() (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errU := strconv.ParseUint(u.Uid, 10, 32)
		gid, errG := strconv.ParseUint(u.Gid, 10, 32)
		if errU == nil && errG == nil && uid != 0 {
			return account{name, &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
		}
	}
	return account{}, errors.New("PostgreSQL does not run as root, and this system has no user postgres or nobody: " +
		"make one (useradd --system postgres), or start as an ordinary user")
}

// give makes the account the owner of a folder of ours.
func (a account) give(dir string) error {
	if a.cred == nil {
		return nil
	}
	return os.Chown(dir, int(a.cred.Uid), int(a.cred.Gid))
}

// owns says whether a folder belongs to the account.
func (a account) owns(info os.FileInfo) bool {
	uid := uint32(os.Geteuid())
	if a.cred != nil {
		uid = a.cred.Uid
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	return !ok || st.Uid == uid
}

// barrier is the first folder on the way to dir, itself included, which the account can't enter, or "". Folders that don't
// exist yet are no barrier.
func (a account) barrier(dir string) string {
	if a.cred == nil {
		return ""
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	for _, p := range wayTo(dir) {
		info, err := os.Stat(p)
		if err == nil && info.IsDir() && !a.mayEnter(info) {
			return p
		}
	}
	return ""
}

// mayEnter reads the mode bits, as the kernel does for a user without further groups.
func (a account) mayEnter(info os.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	switch mode := info.Mode().Perm(); {
	case !ok:
		return true
	case st.Uid == a.cred.Uid:
		return mode&0o100 != 0
	case st.Gid == a.cred.Gid:
		return mode&0o010 != 0
	default:
		return mode&0o001 != 0
	}
}

// wayTo lists the folders from the root to dir.
func wayTo(dir string) []string {
	if parent := filepath.Dir(dir); parent != dir {
		return append(wayTo(parent), dir)
	}
	return []string{dir}
}

// makeDir makes a folder and what is missing above it, with this very mode whatever the umask: a root whose umask is 077
// must still make folders that PostgreSQL's user can enter.
func makeDir(dir string, mode os.FileMode) error {
	if isDir(dir) {
		return nil
	}
	if err := makeDir(filepath.Dir(dir), mode); err != nil {
		return err
	}
	err := os.Mkdir(dir, mode)
	if errors.Is(err, os.ErrExist) && isDir(dir) { // somebody was faster
		return nil
	}
	if err != nil {
		return err
	}
	return os.Chmod(dir, mode)
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
