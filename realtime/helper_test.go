package realtime_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// The environment variable that makes the test program a helper of a benchmark: what it is, and its arguments, a line each.
const helperEnv = "REALTIME_BENCHMARK_HELPER"

// helper is another process of a benchmark. It is told things, and tells numbers, by lines. It ends when nothing more will be told.
// What goes wrong between helpers is a panic.
type helper struct {
	process *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Scanner
}

func startHelper(what string, arguments ...string) helper {
	process := exec.Command(os.Args[0])
	process.Env = append(os.Environ(), helperEnv+"="+strings.Join(append([]string{what}, arguments...), "\n"))
	process.Stderr = os.Stderr
	in, err := process.StdinPipe()
	orPanic(err)
	out, err := process.StdoutPipe()
	orPanic(err)
	orPanic(process.Start())
	return helper{process, in, bufio.NewScanner(out)}
}

func (h helper) end() {
	h.in.Close()
	h.process.Wait()
}

func (h helper) tell(format string, arguments ...any) {
	_, err := fmt.Fprintf(h.in, format+"\n", arguments...)
	orPanic(err)
}

func (h helper) number() int64 {
	if !h.out.Scan() {
		panic("a helper of the benchmark ended")
	}
	n, err := strconv.ParseInt(h.out.Text(), 10, 64)
	orPanic(err)
	return n
}

// ask tells and returns the number that comes back.
func (h helper) ask(format string, arguments ...any) int64 {
	h.tell(format, arguments...)
	return h.number()
}

func orPanic(err error) {
	if err != nil {
		panic(err)
	}
}

// help is a helper's life.
func help(lines string) error {
	arguments := strings.Split(lines, "\n")
	if arguments[0] == "crowd" {
		return beCrowd(arguments[1], arguments[2], arguments[3], arguments[4])
	}
	return beServer(arguments[0], arguments[1])
}

// allowFiles raises the number of files that this process may open.
func allowFiles(n uint64) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	if limit.Cur >= n {
		return nil
	}
	limit.Cur, limit.Max = n, max(limit.Max, n)
	return syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
}
