package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"path/filepath"

	"tinig/server/badges"
)

// The key that signs credentials lies in a file of its own, like the pepper: the newest first, each 64 hexadecimal digits on a
// line. To replace it, put a new line on top; what an older line has signed is known as long as that line is there.

func (c Config) badgeKeyFile() string {
	if c.BadgeKey != "" {
		return c.BadgeKey
	}
	return filepath.Join(c.Data, "badge-key")
}

// issuer reads the key, or makes one. A lost key costs no member anything but that credentials signed with it are unknown.
func (c Config) issuer() (*badges.Issuer, error) {
	path := c.badgeKeyFile()
	seeds, err := readSecrets(path)
	if errors.Is(err, fs.ErrNotExist) {
		fresh := make([]byte, badges.SeedSize)
		rand.Read(fresh)
		seeds, err = [][]byte{fresh}, writeNew(path, []byte(hex.EncodeToString(fresh)+"\n"))
	}
	if err != nil {
		return nil, err
	}
	return badges.New(seeds...)
}
