package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"tinig/server/accounts"
)

// The pepper is the secret outside the database without which nobody signs in. Its file holds one or more, each 64 hexadecimal digits on a line,
// the newest first: to replace it, put a new line on top, and take the old one away when everybody has signed in again.

func (c Config) pepperFile() string {
	if c.Pepper != "" {
		return c.Pepper
	}
	return filepath.Join(c.Data, "pepper")
}

// peppers reads the file, or makes it for a database that goes with none yet. A database whose pepper is missing or
// another one is refused: going on would lock out whoever joined before, or at another node, without saying so. One node
// at a time may ask.
func (c Config) peppers(ctx context.Context, db *sqlx.DB) ([][]byte, error) {
	path := c.pepperFile()
	known, err := readPepperName(ctx, db)
	if err != nil {
		return nil, err
	}
	peppers, err := readSecrets(path)
	if errors.Is(err, fs.ErrNotExist) && known == nil {
		peppers, err = makePepper(ctx, db, path)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s is missing, without which nobody can sign in: bring it back from where you keep its copy, or from another node", path)
	case err != nil:
		return nil, err
	case known != nil && !slices.ContainsFunc(peppers, func(p []byte) bool { return bytes.Equal(pepperName(p), known) }):
		return nil, fmt.Errorf("%s isn't the pepper of this database: bring back the one it was used with, or name it in PEPPER_FILE", path)
	}
	return peppers, writePepperName(ctx, db, pepperName(peppers[0]))
}

func makePepper(ctx context.Context, db *sqlx.DB, path string) ([][]byte, error) {
	used, err := accounts.Used(ctx, db)
	if err != nil {
		return nil, err
	}
	if used {
		return nil, fs.ErrNotExist
	}
	fresh := make([]byte, 32)
	rand.Read(fresh)
	return [][]byte{fresh}, writeNew(path, []byte(hex.EncodeToString(fresh)+"\n"))
}

// pepperName tells one pepper from another, and nothing else of it.
func pepperName(pepper []byte) []byte {
	name := hmac.New(sha256.New, pepper)
	name.Write([]byte("tinig: the name of this pepper"))
	return name.Sum(nil)[:16]
}

// readSecrets reads a file of secrets of 32 bytes, the newest first.
func readSecrets(path string) ([][]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading a secret: %w", err)
	}
	var secrets [][]byte
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		secret, err := hex.DecodeString(line)
		if err != nil || len(secret) != 32 {
			return nil, fmt.Errorf("%s: each line must be 64 hexadecimal digits", path)
		}
		secrets = append(secrets, secret)
	}
	if len(secrets) == 0 {
		return nil, fmt.Errorf("%s is empty: bring it back from where you keep its copy", path)
	}
	return secrets, nil
}

// writeNew writes a file that nobody else may read, whole or not at all, also when the power goes.
func writeNew(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("making the folder of %s: %w", path, err)
	}
	beside := path + ".new"
	if err := writeSynced(beside, content); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := os.Rename(beside, path); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return errors.Join(folder.Sync(), folder.Close())
}

func writeSynced(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}
