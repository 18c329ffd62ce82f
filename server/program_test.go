package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tinig/migrations/dbtest"
)

// asProgram makes the test binary be the program itself, so that tests can kill it as a machine would.
const asProgram = "TINIG_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	flag.Parse()
	if err := flag.Set("test.parallel", strconv.Itoa(runtime.GOMAXPROCS(0)+1)); err != nil { // who is at a browser mostly waits
		panic(err)
	}
	os.Exit(theRun.end(m.Run()))
}

// program is the server in a process of its own, on a scratch database and a data folder that outlive it.
type program struct {
	t        testing.TB
	args     []string
	env      []string
	origin   string
	data     string
	database string
	cmd      *exec.Cmd
	output   *output
}

// output keeps what the program prints, for waiting and for searching.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// startProgram starts the server with a command ("" is an empty instance, "demo" the demo) and waits until it serves.
func startProgram(t testing.TB, command string, env ...string) *program {
	t.Helper()
	p := &program{t: t, data: t.TempDir(), env: env}
	if command == "demo" {
		p.like(filledDemo())
	} else {
		p.database = dbtest.URL(t)
	}
	return p.begin(command)
}

// filledDemo is a demo that was filled and stopped. Filling one takes seconds: those of the tests are copies.
var filledDemo = sync.OnceValue(func() *program {
	p := &program{t: theRun, data: theRun.TempDir(), database: dbtest.URL(theRun)}
	p.begin("demo").stop()
	return p
})

// like begins with the data of a program that has stopped.
func (p *program) like(other *program) {
	p.t.Helper()
	if err := os.CopyFS(p.data, os.DirFS(other.data)); err != nil {
		p.t.Fatal(err)
	}
	p.database = dbtest.Copy(p.t, other.database)
}

// begin starts a program for the first time, and has it stopped when its test ends.
func (p *program) begin(command string) *program {
	p.t.Helper()
	if command != "" {
		p.args = []string{command}
	}
	addr := freeAddress(p.t)
	p.origin = "http://" + addr
	p.args = append(p.args, "-addr", addr, "-data", p.data)
	p.start()
	p.t.Cleanup(p.stop)
	return p
}

// start starts the process, again after stop or kill.
func (p *program) start() {
	p.t.Helper()
	p.output = new(output)
	p.cmd = exec.Command(os.Args[0], p.args...)
	p.cmd.Env = append(os.Environ(), append([]string{asProgram + "=1", "DATABASE_URL=" + p.database, "ORIGIN=", "POSTS_A_MINUTE=0"}, p.env...)...)
	p.cmd.Stdout, p.cmd.Stderr = p.output, p.output
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	defer func() {
		if p.t.Failed() {
			p.t.Log(p.output)
		}
	}()
	eventually(p.t, "the program serves", func() bool { return strings.Contains(p.output.String(), "Open "+p.origin) })
}

// kill ends the process as a power cut would.
func (p *program) kill() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// stop ends it as an operator would, and expects it to go.
func (p *program) stop() {
	defer p.logTellsNothing()
	if p.cmd.ProcessState != nil {
		return
	}
	p.cmd.Process.Signal(syscall.SIGTERM)
	done := make(chan error, 1)
	go func() { done <- p.cmd.Wait() }()
	select {
	case err := <-done:
		if err != nil {
			p.t.Errorf("the program ended with %v:\n%s", err, p.output)
		}
	case <-time.After(20 * time.Second):
		p.cmd.Process.Kill()
		p.t.Errorf("the program didn't stop:\n%s", p.output)
	}
}

// signIns are the demo's sign-in words by role.
func (p *program) signIns() map[string]signIn {
	p.t.Helper()
	text, err := os.ReadFile(filepath.Join(p.data, "demo.json"))
	if err != nil {
		p.t.Fatal(err)
	}
	var lines []signIn
	if err := json.Unmarshal(text, &lines); err != nil {
		p.t.Fatal(err)
	}
	byRole := map[string]signIn{}
	for _, line := range lines {
		byRole[line.Role] = line
	}
	return byRole
}

// invitation reads the first steward's code and numbers from what was printed.
func (p *program) invitation() (code, pin string) {
	p.t.Helper()
	for lines := bufio.NewScanner(strings.NewReader(p.output.String())); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) == 2 && fields[0] == "code" {
			code = fields[1]
		}
		if len(fields) == 2 && fields[0] == "numbers" {
			pin = fields[1]
		}
	}
	if code == "" || pin == "" {
		p.t.Fatalf("no invitation was printed:\n%s", p.output)
	}
	return code, pin
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return fmt.Sprintf("localhost:%d", l.Addr().(*net.TCPAddr).Port)
}

// eventually waits, generously, for something to become true.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("it never came true that %s", what)
}
