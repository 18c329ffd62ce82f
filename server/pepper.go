package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/jmoiron/sqlx"

	"tinig/server/accounts"
)

// The pepper is the one secret outside the database. Its file holds one or more, each 64 hexadecimal digits on a line,
// the newest first: to replace it, put a new line on top, and take the old one away when everybody has signed in again.

func (c Config) pepperFile() string {
	if c.Pepper != "" {
		return c.Pepper
	}
	return filepath.Join(c.Data, "pepper")
}

// peppers reads the file, or makes it for a database in which nobody can sign in yet. A database with accounts whose
// pepper is gone is refused: going on would lock everybody out without saying so.
func (c Config) peppers(ctx context.Context, db *sqlx.DB) ([][]byte, error) {
	path := c.pepperFile()
	peppers, err := readPeppers(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return peppers, err
	}
	used, err := accounts.Used(ctx, db)
	if err != nil {
		return nil, err
	}
	if used {
		return nil, fmt.Errorf("%s is missing, without which nobody can sign in: bring it back from where you keep its copy", path)
	}
	fresh := make([]byte, 32)
	rand.Read(fresh)
	if err := writeNew(path, []byte(hex.EncodeToString(fresh)+"\n")); err != nil {
		return nil, err
	}
	return [][]byte{fresh}, nil
}

func readPeppers(path string) ([][]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the pepper: %w", err)
	}
	var peppers [][]byte
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		pepper, err := hex.DecodeString(line)
		if err != nil || len(pepper) != 32 {
			return nil, fmt.Errorf("%s: each line must be 64 hexadecimal digits", path)
		}
		peppers = append(peppers, pepper)
	}
	if len(peppers) == 0 {
		return nil, fmt.Errorf("%s is empty: bring it back from where you keep its copy", path)
	}
	return peppers, nil
}

// writeNew writes a file that nobody else may read, whole or not at all.
func writeNew(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("making the folder of %s: %w", path, err)
	}
	beside := path + ".new"
	if err := os.WriteFile(beside, content, 0o600); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := os.Rename(beside, path); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}
