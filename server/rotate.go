package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v3"
)

// rotateCommand puts a fresh secret before those that a file holds. The older ones still open what was made under them.
func rotateCommand() *cli.Command {
	rotates := func(name, usage, then string, path func(Config) string) *cli.Command {
		return &cli.Command{Name: name, Usage: usage, OnUsageError: sayHelp, Action: func(_ context.Context, c *cli.Command) error {
			config, err := offline(c, 0)
			if err != nil {
				return err
			}
			return rotate(path(config), then, c.Root().Writer)
		}}
	}
	return &cli.Command{
		Name: "rotate", Usage: "put a new key before the old one", Description: environment, OnUsageError: sayHelp,
		Action: func(_ context.Context, c *cli.Command) error {
			return fmt.Errorf("say which key: pepper or badge-key")
		},
		Commands: []*cli.Command{
			rotates("pepper", "replace the secret that protects sign-in words",
				"Take the last line away only when everybody has signed in since: who hasn't is locked out for good.", Config.pepperFile),
			rotates("badge-key", "replace the key that signs credentials",
				"What an older line has signed is known as long as that line is there.", Config.badgeKeyFile),
		},
	}
}

func rotate(path, then string, out io.Writer) error {
	if _, err := readSecrets(path); err != nil {
		return err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	fresh := make([]byte, 32)
	rand.Read(fresh)
	if err := writeNew(path, append([]byte(hex.EncodeToString(fresh)+"\n"), bytes.TrimLeft(text, "\n")...)); err != nil {
		return err
	}
	fmt.Fprintf(out, "A new key stands first in %s. Start each node again with this file, and run \"backup keys\". %s\n", path, then)
	return nil
}
