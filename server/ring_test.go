package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// bell is a command that does this.
func bell(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ring")
	must(t, os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o700))
	return path
}

func TestARingIsEndedWhenItTakesTooLong(t *testing.T) {
	began := time.Now()
	if err := ring(bell(t, "exec sleep 60"), 100*time.Millisecond); err == nil {
		t.Error("it ends well")
	}
	if time.Since(began) > 30*time.Second {
		t.Error("it was waited for")
	}
}

// Alerts that come while the command runs are told by it already.
func TestOneRingRunsAtATime(t *testing.T) {
	marks := filepath.Join(t.TempDir(), "marks")
	ring := ringer(bell(t, "echo x >> "+marks+"; exec sleep 1"), slog.New(slog.DiscardHandler))
	for range 20 {
		ring()
	}
	eventually(t, "it runs", func() bool { _, err := os.Stat(marks); return err == nil })
	text, err := os.ReadFile(marks)
	must(t, err)
	if strings.Count(string(text), "x") != 1 {
		t.Errorf("it ran for all: %q", text)
	}
}

func TestACommandThatCantBeRunIsRefusedAtTheStart(t *testing.T) {
	plain := filepath.Join(t.TempDir(), "plain")
	must(t, os.WriteFile(plain, []byte("x"), 0o600))
	for _, command := range []string{"ring", "./ring", plain, filepath.Join(t.TempDir(), "nothing"), t.TempDir(), bell(t, "true") + " --loud"} {
		t.Setenv("DUTY_COMMAND", command)
		if _, err := configure("localhost:8080", t.TempDir()); err == nil || !strings.Contains(err.Error(), "DUTY_COMMAND") {
			t.Errorf("%q is taken: %v", command, err)
		}
	}
	t.Setenv("DUTY_COMMAND", bell(t, "true"))
	if _, err := configure("localhost:8080", t.TempDir()); err != nil {
		t.Error(err)
	}
}
