package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// ringFor is how long the operator's command may take on an alert.
const ringFor = 10 * time.Second

// ringer returns what is called on an alert: it runs the operator's command, and doesn't wait for it. The command gets nothing: no
// word, no input, no environment but PATH, and no shell reads its name. One runs at a time: what comes meanwhile is told already.
func ringer(command string, log *slog.Logger) func() {
	if command == "" {
		return nil
	}
	free := make(chan struct{}, 1)
	free <- struct{}{}
	return func() {
		select {
		case <-free:
		default:
			return
		}
		go func() {
			defer func() { free <- struct{}{} }()
			if err := ring(command, ringFor); err != nil {
				log.Error("DUTY_COMMAND failed", "error", err)
			}
		}()
	}
}

// ring runs a command once, and ends it when its time is over.
func ring(command string, most time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), most)
	defer cancel()
	run := exec.CommandContext(ctx, command)
	run.Env = []string{"PATH=" + os.Getenv("PATH")}
	run.Dir = filepath.Dir(command)
	run.WaitDelay = time.Second
	return run.Run()
}

// checkCommand refuses a command that couldn't be run on an alert.
func checkCommand(name, command string) error {
	if command == "" {
		return nil
	}
	wrong := fmt.Errorf("%s must be the whole path of a program that can be run, without arguments", name)
	if !filepath.IsAbs(command) {
		return wrong
	}
	if _, err := exec.LookPath(command); err != nil {
		return wrong
	}
	return nil
}
