package realtime_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// The environment variable that makes the test program a helper of a benchmark: what it is, and its arguments, a line each.
const helperEnv = "REALTIME_BENCHMARK_HELPER"

// helper is another process of a benchmark. It is told things, and tells numbers, by lines. It ends when it is told nothing more.
type helper struct {
	b       *testing.B
	process *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Scanner
}

func startHelper(b *testing.B, what string, arguments ...string) helper {
	b.Helper()
	process := exec.Command(os.Args[0])
	process.Env = append(os.Environ(), helperEnv+"="+strings.Join(append([]string{what}, arguments...), "\n"))
	process.Stderr = os.Stderr
	in, err := process.StdinPipe()
	must(b, err)
	out, err := process.StdoutPipe()
	must(b, err)
	must(b, process.Start())
	h := helper{b, process, in, bufio.NewScanner(out)}
	b.Cleanup(h.end)
	return h
}

func (h helper) end() {
	h.in.Close()
	h.process.Wait()
}

func (h helper) tell(format string, arguments ...any) {
	h.b.Helper()
	_, err := fmt.Fprintf(h.in, format+"\n", arguments...)
	must(h.b, err)
}

func (h helper) text() string {
	h.b.Helper()
	if !h.out.Scan() {
		h.b.Fatal("a helper of the benchmark ended")
	}
	return h.out.Text()
}

func (h helper) number() int64 {
	h.b.Helper()
	n, err := strconv.ParseInt(h.text(), 10, 64)
	must(h.b, err)
	return n
}

// help is a helper's life: the crowd has the second core for itself, and servers the first, so that they don't take turns on one.
func help(lines string) error {
	arguments := strings.Split(lines, "\n")
	if arguments[0] == "crowd" {
		if err := pin(1); err != nil {
			return err
		}
		return beCrowd(arguments[1], arguments[2], arguments[3], arguments[4])
	}
	switch os.Getenv("MODE") {
	case "free":
	case "one":
		runtime.GOMAXPROCS(1)
		pin(0)
	default:
		pin(0)
	}
	return beServer(arguments[0], arguments[1])
}

// pin keeps this process on one core.
func pin(core int) error {
	if runtime.NumCPU() < 2 {
		return nil
	}
	var set unix.CPUSet
	set.Set(core)
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return err
	}
	for _, thread := range threads {
		id, _ := strconv.Atoi(thread.Name())
		if err := unix.SchedSetaffinity(id, &set); err != nil {
			return err
		}
	}
	return nil
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
