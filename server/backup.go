package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/urfave/cli/v3"

	"tinig/server/backups"
	"tinig/server/keys"
	"tinig/server/localdb"
)

// backupCommand is what an operator runs every night, after the tables have been rewritten.
func backupCommand() *cli.Command {
	return &cli.Command{
		Name: "backup", Usage: "write a sealed backup of the database, and remove those older than 30 days; with \"keys\", of the secrets beside it",
		Description: "Who can open backups stands in a file: a public key of age (age1…) a line.\n\n" + environment, OnUsageError: sayHelp,
		Flags:  backupFlags("backups", "backup-recipients"),
		Action: withBackups("backup-recipients", "keys-recipients", backups.Database, backupDatabase),
		Commands: []*cli.Command{{
			Name: "keys", Usage: "write a sealed backup of the pepper and of the key that signs credentials, for people of their own", OnUsageError: sayHelp,
			Flags:  backupFlags("key-backups", "keys-recipients"),
			Action: withBackups("keys-recipients", "backup-recipients", backups.Keys, backupKeys),
		}},
	}
}

// restoreCommand brings back what backupCommand wrote.
func restoreCommand() *cli.Command {
	identity := &cli.StringFlag{Name: "identity", Required: true, Usage: "open it with the private key of age in `FILE`"}
	return &cli.Command{
		Name: "restore", Usage: "fill an empty database from a backup; with \"keys\", bring back the secrets beside it", ArgsUsage: "BACKUP",
		Description: environment, OnUsageError: sayHelp, Flags: []cli.Flag{identity},
		Action: withBackup(restoreDatabase),
		Commands: []*cli.Command{{
			Name: "keys", Usage: "bring back the pepper and the key that signs credentials, where none are", ArgsUsage: "BACKUP", OnUsageError: sayHelp,
			Flags: []cli.Flag{identity}, Action: withBackup(restoreKeys),
		}},
	}
}

func backupFlags(folder, recipients string) []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "folder", Usage: "keep backups in `FOLDER`", DefaultText: folder + " in the data folder"},
		&cli.StringFlag{Name: "to", Usage: "seal them to those in `FILE`", DefaultText: recipients + " in the data folder"},
	}
}

// backing is one run of the command.
type backing struct {
	Config
	folder backups.Folder
	to     []age.Recipient
	now    time.Time
	out    io.Writer
}

// withBackups reads what every backup needs, lets do write one, and removes the old ones.
func withBackups(recipients, others string, kind backups.Kind, do func(context.Context, backing) (path string, err error)) cli.ActionFunc {
	folders := map[backups.Kind]string{backups.Database: "backups", backups.Keys: "key-backups"}
	return func(ctx context.Context, c *cli.Command) error {
		config, err := offline(c, 0)
		if err != nil {
			return err
		}
		b := backing{Config: config, folder: backups.Folder(c.String("folder")), now: time.Now(), out: c.Root().Writer}
		if b.folder == "" {
			b.folder = backups.Folder(filepath.Join(config.Data, folders[kind]))
		}
		list := c.String("to")
		if list == "" {
			list = filepath.Join(config.Data, recipients)
		}
		if b.to, err = backups.Recipients(list, filepath.Join(config.Data, others)); err != nil {
			return err
		}
		path, err := do(ctx, b)
		if err != nil {
			return err
		}
		fmt.Fprintf(b.out, "Written, opened and tried: %s\n", path)
		removed, err := b.folder.RemoveOld(kind, b.now)
		if len(removed) > 0 {
			fmt.Fprintf(b.out, "Removed, since no backup lives longer than %d days: %s\n", backups.Days, strings.Join(removed, ", "))
		}
		return err
	}
}

// withBackup opens the backup that is named and lets do have what it holds.
func withBackup(do func(context.Context, Config, io.Reader, io.Writer) error) cli.ActionFunc {
	return func(ctx context.Context, c *cli.Command) error {
		config, err := offline(c, 1)
		if err != nil {
			return err
		}
		as, err := backups.Identities(c.String("identity"))
		if err != nil {
			return err
		}
		return backups.Open(c.Args().First(), as, func(in io.Reader) error { return do(ctx, config, in, c.Root().Writer) })
	}
}

// offline is the configuration of a command that serves nothing and takes so many arguments.
func offline(c *cli.Command, arguments int) (Config, error) {
	if c.Args().Len() != arguments {
		return Config{}, fmt.Errorf("%s takes %d arguments and was given %d: see -help", c.Name, arguments, c.Args().Len())
	}
	data := defaultData()
	if c.IsSet("data") {
		data = c.String("data")
	}
	return configure(c.String("addr"), data)
}

// reach lets do have the database: the operator's own, else that of the program which runs on the data folder, else the data folder's,
// started for it.
func (c Config) reach(ctx context.Context, do func(url string) error) (err error) {
	if c.Database != "" {
		return do(c.Database)
	}
	running, err := localdb.Running(c.Data)
	if err != nil {
		return err
	}
	if running != nil {
		return do(running("tinig"))
	}
	cluster, err := localdb.Start(ctx, localdb.Config{Dir: c.Data, Bin: c.Postgres})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cluster.Close()) }()
	return do(cluster.URL("tinig"))
}

// source is the database at url, with the tools for it.
func (c Config) source(ctx context.Context, url string) (s backups.Source, err error) {
	if s.Config, err = pq.NewConfig(url); err != nil {
		return s, fmt.Errorf("DATABASE_URL can't be read (%w): write it as postgres://user:password@host/name", err)
	}
	version, err := s.Version(ctx)
	if err != nil {
		return s, err
	}
	s.Tools, err = localdb.Tools(ctx, localdb.Config{Bin: c.Postgres}, version)
	return s, err
}

func backupDatabase(ctx context.Context, b backing) (path string, err error) {
	err = b.reach(ctx, func(url string) error {
		s, err := b.source(ctx, url)
		if err != nil {
			return err
		}
		return betweenUpkeeps(ctx, url, func(db *sqlx.DB) error {
			if err := tellUnwritten(ctx, db, b.now, b.out); err != nil {
				return err
			}
			var rows backups.Counts
			path, err = b.folder.Write(backups.Database, b.now, b.to, func(out io.Writer) (err error) {
				rows, err = s.Dump(ctx, out)
				return err
			}, func(in io.Reader) error { return s.Try(ctx, in, rows) })
			return err
		})
	})
	return path, err
}

// betweenUpkeeps does something while no program rewrites the tables, and waits for one that does. A dump that begins in the moment in which
// a table is emptied and filled again finds nothing in it: emptying doesn't wait for who already looks at the database as it was.
func betweenUpkeeps(ctx context.Context, url string, do func(*sqlx.DB) error) error {
	db, err := sqlx.ConnectContext(ctx, "postgres", url)
	if err != nil {
		return fmt.Errorf("the database doesn't answer (%w): check DATABASE_URL", err)
	}
	defer db.Close()
	tx, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("waiting for upkeep to end: %w", err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(upkeepLock)); err != nil {
		return fmt.Errorf("waiting for upkeep to end: %w", err)
	}
	return do(db)
}

// tellUnwritten says when the tables still stand in the order in which they were written, which tells who was here together.
func tellUnwritten(ctx context.Context, db *sqlx.DB, now time.Time, out io.Writer) error {
	done, err := readRewritten(ctx, db)
	if err == nil && lastNight(now).After(done.Time) {
		fmt.Fprintf(out, "The tables haven't been rewritten this night, so this backup tells more than it need: run it after %02d:00, while the program is running.\n", nightHour)
	}
	return err
}

func restoreDatabase(ctx context.Context, c Config, in io.Reader, out io.Writer) error {
	return c.reach(ctx, func(url string) error {
		s, err := c.source(ctx, url)
		if err != nil {
			return err
		}
		if err := s.Restore(ctx, in); err != nil {
			return err
		}
		if err := c.tidy(ctx, url, out); err != nil {
			return err
		}
		fmt.Fprintln(out, "The database is restored. It goes with the pepper of its time: see that the file is there before you start.")
		return nil
	})
}

// secrets are the files without which the database is worth nothing, or less. The keys that must be gone when what they open is gone are
// not among them.
func (c Config) secrets() []backups.Secret {
	return []backups.Secret{{Name: "pepper", Path: c.pepperFile()}, {Name: "badge-key", Path: c.badgeKeyFile()}}
}

func backupKeys(_ context.Context, b backing) (path string, err error) {
	if _, err := readSecrets(b.pepperFile()); err != nil {
		return "", err
	}
	packed := new(bytes.Buffer)
	if err := backups.Pack(b.secrets(), packed); err != nil {
		return "", err
	}
	return b.folder.Write(backups.Keys, b.now, b.to, func(out io.Writer) error {
		_, err := out.Write(packed.Bytes())
		return err
	}, func(in io.Reader) error {
		read, err := io.ReadAll(in)
		if err == nil && !bytes.Equal(read, packed.Bytes()) {
			err = errors.New("it is not what was written")
		}
		return err
	})
}

// restoreKeys writes the secrets of a backup to where they belong. One that is there already, and another, is left alone, and nothing is written.
func restoreKeys(_ context.Context, c Config, in io.Reader, out io.Writer) error {
	found, err := backups.Unpack(c.secrets(), in)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, in); err != nil {
		return fmt.Errorf("the backup was cut off or changed: %w", err)
	}
	for _, s := range c.secrets() {
		text, err := os.ReadFile(s.Path)
		if err == nil && !bytes.Equal(text, found[s.Name]) {
			return fmt.Errorf("%s is there already and is another one: move it away first", s.Path)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for _, s := range c.secrets() {
		if text := found[s.Name]; text != nil {
			if err := writeNew(s.Path, text); err != nil {
				return err
			}
			fmt.Fprintln(out, "Brought back:", s.Path)
		}
	}
	return nil
}

// tidy takes away what a restored backup has brought back and nobody can open any more. Where the keys of its time aren't, it says what to do.
func (c Config) tidy(ctx context.Context, url string, out io.Writer) error {
	return c.withKeys(ctx, url, func(first, second *sqlx.DB) error {
		k, err := keys.New(ctx, first, second)
		if err == nil {
			return k.Sweep(ctx)
		}
		if errors.Is(err, keys.ErrLost) {
			fmt.Fprintln(out, "The second database isn't that of this backup:", err)
			return nil
		}
		return err
	})
}

// withKeys lets do have both databases.
func (c Config) withKeys(ctx context.Context, url string, do func(first, second *sqlx.DB) error) error {
	one, err := connect(ctx, "DATABASE_URL", url)
	if err != nil {
		return err
	}
	defer one.Close()
	other, err := openSecond(ctx, c.Keys, one, url)
	if err != nil {
		return err
	}
	defer other.Close()
	return do(one, other)
}

// keysCommand is for the day on which the second database is lost.
func keysCommand() *cli.Command {
	return &cli.Command{
		Name: "keys", Usage: "what to do when the second database is lost", Description: environment, OnUsageError: sayHelp,
		Action: func(context.Context, *cli.Command) error {
			return errors.New("say keys lost, when the second database is lost for good")
		},
		Commands: []*cli.Command{{
			Name: "lost", Usage: "begin an empty second database, and take away what nobody can open any more", OnUsageError: sayHelp,
			Action: func(ctx context.Context, c *cli.Command) error {
				config, err := offline(c, 0)
				if err != nil {
					return err
				}
				return config.reach(ctx, func(url string) error {
					return config.withKeys(ctx, url, func(first, second *sqlx.DB) error { return keys.Lose(ctx, first, second) })
				})
			},
		}},
	}
}
