package localdb

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// owner is the one process that may use a data folder, for as long as it holds the lock on the file "lock" in it. The file
// says who that is and which folder outside the data folder it made for its socket, for the next owner to clear away.
type owner struct {
	dir    string
	file   *os.File
	socket string // the folder of the socket
}

// take makes the data folder when it is missing and becomes its owner.
func take(dir string, as account) (*owner, error) {
	switch p := as.barrier(dir); p {
	case "":
	case dir:
		return nil, fmt.Errorf("PostgreSQL runs as the user %s here, who can't enter the data folder: run chmod o+x %s", as.name, dir)
	default:
		return nil, fmt.Errorf("PostgreSQL runs as the user %s here, who can't enter %s: name a data folder outside it, such as -data %s, or start as an ordinary user",
			as.name, p, DefaultDir())
	}
	mode := os.FileMode(0o700)
	if as.cred != nil {
		mode = 0o711 // PostgreSQL's user passes through, and lists nothing
	}
	if err := makeDir(dir, mode); err != nil {
		return nil, fmt.Errorf("the data folder can't be made: %w: name another with -data", err)
	}
	file, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the data folder can't be written to: %w: name another with -data", err)
	}
	o := &owner{dir: dir, file: file}
	if err := o.lock(as); err != nil {
		file.Close()
		return nil, err
	}
	return o, nil
}

// lock takes the lock, clears what the last owner left, makes the folder for the socket and writes both down.
func (o *owner) lock(as account) error {
	pid, left := o.read()
	err := unix.Flock(int(o.file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return fmt.Errorf("the data folder %s is in use by process %s: stop that one first, or name another folder with -data", o.dir, pid)
	}
	if err != nil {
		return fmt.Errorf("locking the data folder %s: %w", o.dir, err)
	}
	if strings.HasPrefix(filepath.Base(left), temporary) {
		os.RemoveAll(left)
	}
	if o.socket, err = socketDir(o.dir, as); err != nil {
		return err
	}
	if err := o.file.Truncate(0); err != nil {
		return diskError(o.dir, err)
	}
	if _, err := o.file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"+o.socket+"\n"), 0); err != nil {
		return diskError(o.dir, err)
	}
	return nil
}

// read is what the owner before us, or beside us, wrote down.
func (o *owner) read() (pid, socket string) {
	text := make([]byte, 1024)
	n, _ := o.file.ReadAt(text, 0) // io.EOF: it is shorter
	pid, rest, _ := strings.Cut(string(text[:n]), "\n")
	socket, _, _ = strings.Cut(rest, "\n")
	return pid, socket
}

// release takes the socket's folder away and ends the ownership.
func (o *owner) release() {
	if o.socket != "" {
		os.RemoveAll(o.socket)
	}
	o.file.Close()
}

// longest is the length of the longest path that every system takes for a socket: macOS has 104 bytes with a closing zero,
// Linux 108 (unix(4), unix(7)).
const longest = 103

// temporary begins the name of a socket's folder outside the data folder.
const temporary = "tinig-"

// socketDir makes a folder of its own for the socket, which only PostgreSQL's user may enter: in the data folder, or where
// that has too long a name, or one that would have to be quoted in connection strings, in the folder for temporary files.
func socketDir(data string, as account) (string, error) {
	dir := filepath.Join(data, "socket")
	if !fits(dir) {
		return temporaryDir(as)
	}
	if err := os.RemoveAll(dir); err != nil {
		return "", fmt.Errorf("clearing the folder for the socket: %w", err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", diskError(data, err)
	}
	return dir, as.give(dir)
}

func temporaryDir(as account) (string, error) {
	for _, parent := range []string{os.TempDir(), "/tmp"} {
		dir, err := os.MkdirTemp(parent, temporary)
		if err != nil {
			continue
		}
		if fits(dir) && as.barrier(parent) == "" && as.give(dir) == nil {
			return dir, nil
		}
		os.Remove(dir)
	}
	return "", errors.New("no folder for PostgreSQL's socket can be made in /tmp: make /tmp writable, or name a data folder with a shorter path with -data")
}

func fits(dir string) bool {
	return len(filepath.Join(dir, socketFile)) <= longest && !strings.ContainsAny(dir, " ,'\"\\")
}
