package main

import (
	"fmt"
	"os"
	"sync"
	"testing"
)

// theDemo is one demo for all tests of the run that don't disturb each other: they may read, write in topics of their own
// and come and go, but guess no secret, since the guard would then ask everybody here for work.
var theDemo = sync.OnceValue(func() *program { return startProgram(theRun, "demo") })

func sharedDemo(t *testing.T) *program {
	t.Helper()
	return theDemo()
}

// wholeRun is the run of all tests, in the place of the test to which something belongs that several share.
type wholeRun struct {
	testing.TB // nil: what isn't defined below has no meaning here
	mu         sync.Mutex
	ends       []func()
	failed     bool
}

var theRun = new(wholeRun)

// end undoes what the run began, the last first, and returns the run's exit code.
func (r *wholeRun) end(code int) int {
	for len(r.ends) > 0 {
		last := r.ends[len(r.ends)-1]
		r.ends = r.ends[:len(r.ends)-1]
		last()
	}
	if r.failed {
		return 1
	}
	return code
}

func (r *wholeRun) Cleanup(end func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ends = append(r.ends, end)
}

func (r *wholeRun) TempDir() string {
	dir, err := os.MkdirTemp("", "tinig-tests")
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func (r *wholeRun) Errorf(format string, args ...any) {
	r.failed = true
	fmt.Fprintf(os.Stderr, format+"\n", args...)
}

func (*wholeRun) Helper()                           {}
func (r *wholeRun) Failed() bool                    { return r.failed }
func (*wholeRun) Log(args ...any)                   { fmt.Fprintln(os.Stderr, args...) }
func (*wholeRun) Fatal(args ...any)                 { panic(fmt.Sprint(args...)) }
func (*wholeRun) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
