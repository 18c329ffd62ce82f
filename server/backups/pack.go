package backups

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Secret is a file of a secret: what it is called in a backup, and where it lies.
type Secret struct{ Name, Path string }

// secretAtMost is how long such a file may be: many times what it takes.
const secretAtMost = 1 << 20

// Pack writes the secrets that are there, as a tar.
func Pack(secrets []Secret, out io.Writer) error {
	pack := tar.NewWriter(out)
	for _, s := range secrets {
		text, err := os.ReadFile(s.Path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if err := pack.WriteHeader(&tar.Header{Name: s.Name, Size: int64(len(text)), Mode: 0o600}); err != nil {
			return err
		}
		if _, err := pack.Write(text); err != nil {
			return err
		}
	}
	return pack.Close()
}

// Unpack reads what Pack wrote, by name. Anything that isn't one of the secrets is refused.
func Unpack(secrets []Secret, in io.Reader) (map[string][]byte, error) {
	found := map[string][]byte{}
	pack := tar.NewReader(in)
	for {
		header, err := pack.Next()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, fmt.Errorf("this is no backup of keys: %w", err)
		}
		text := new(bytes.Buffer)
		if _, err := io.Copy(text, io.LimitReader(pack, secretAtMost)); err != nil {
			return nil, fmt.Errorf("this is no backup of keys: %w", err)
		}
		known := false
		for _, s := range secrets {
			known = known || s.Name == header.Name
		}
		if !known {
			return nil, fmt.Errorf("the backup holds %q, which this program doesn't know: use the program that wrote it", header.Name)
		}
		found[header.Name] = text.Bytes()
	}
}
