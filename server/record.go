package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/urfave/cli/v3"

	"tinig/server/audit"
	"tinig/server/networks"
)

// recordKey is the name of the key with which the server signs the record.
const recordKey = "server"

// record is the record of privileged acts, with the server's key, made when there is none.
func (c Config) record(db *sqlx.DB) (*audit.Log, error) {
	seed, err := c.recordKeys().Make(recordKey)
	if err != nil {
		return nil, fmt.Errorf("the key of the record in %s can't be used: %w", c.recordKeys(), err)
	}
	return audit.New(db, seed, nil)
}

// auditCommand is what the operator and the survivor council do with the record of privileged acts. newkey and cosign touch neither the
// database nor the network: they are for the council's own machine.
func auditCommand() *cli.Command {
	return &cli.Command{
		Name:         "audit",
		Usage:        "verify the record of privileged acts, and have the survivor council co-sign it",
		Description:  "How it is done from day to day stands in docs/record.md.",
		OnUsageError: sayHelp,
		Action: func(_ context.Context, c *cli.Command) error {
			if c.Args().Present() {
				return fmt.Errorf("there is no command %q: see -help", c.Args().First())
			}
			return cli.ShowSubcommandHelp(c)
		},
		Commands: []*cli.Command{
			auditVerb("verify", "[FILE...]", "check everything, against checkpoints that the council kept as well", 0, -1, verifyRecord,
				&cli.StringFlag{Name: "council", Usage: "the council's public `KEY`, from her and not from this server"}),
			auditVerb("checkpoint", "", "print the newest checkpoint, for the council to co-sign", 0, 0, printCheckpoint),
			auditVerb("take", "FILE", "take a checkpoint that the council has co-signed (- reads it from the input)", 1, 1, takeCosigned),
			auditVerb("council", "[KEY]", "say which public key is the council's, or take another", 0, 1, councilKey),
			auditVerb("erase", "NETWORK NUMBER", "empty one record, by its network's id and its number, of who did it and to what", 2, 2, eraseRecord),
			auditVerb("newkey", "FILE", "make the council's key: the secret goes into the file, the public key is printed", 1, 1, newCouncilKey),
			auditVerb("cosign", "FILE [CHECKPOINT]", "co-sign a checkpoint with the council's key, away from the server", 1, 2, cosignCheckpoint),
		},
	}
}

// auditVerb is one of them, with how many arguments it takes; -1 is any number.
func auditVerb(name, arguments, usage string, least, most int, do func(ctx context.Context, c *cli.Command) error, flags ...cli.Flag) *cli.Command {
	return &cli.Command{
		Name: name, Usage: usage, ArgsUsage: arguments, OnUsageError: sayHelp, Flags: flags,
		Action: func(ctx context.Context, c *cli.Command) error {
			if n := c.Args().Len(); n < least || most >= 0 && n > most {
				return fmt.Errorf("write it as: audit %s %s", name, arguments)
			}
			return do(ctx, c)
		},
	}
}

// onData does something with the instance's database, whether the program is serving it at the moment or not.
func onData(ctx context.Context, c *cli.Command, do func(db *sqlx.DB) error) error {
	data := defaultData()
	if c.Root().IsSet("data") {
		data = c.Root().String("data")
	}
	config, err := configure(c.Root().String("addr"), data)
	if err != nil {
		return err
	}
	if _, err := os.Stat(config.Data); err != nil && config.Database == "" {
		return fmt.Errorf("there is no instance in %s: name its folder with -data, or its database with DATABASE_URL", config.Data)
	}
	return config.reach(ctx, func(url string) error {
		db, err := connect(ctx, "DATABASE_URL", url)
		if err != nil {
			return err
		}
		defer db.Close()
		return do(db)
	})
}

// onRecord does something with the record that doesn't take the server's key.
func onRecord(ctx context.Context, c *cli.Command, do func(l *audit.Log) error) error {
	return onData(ctx, c, func(db *sqlx.DB) error { return do(audit.Keyless(db)) })
}

func verifyRecord(ctx context.Context, c *cli.Command) error {
	against := audit.Against{Council: c.String("council")}
	for _, path := range c.Args().Slice() {
		kept, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("reading what the council kept: %w", err)
		}
		against.Kept = append(against.Kept, string(kept))
	}
	return onData(ctx, c, func(db *sqlx.DB) error {
		n, err := networks.New(ctx, db, nil, nil)
		if err != nil {
			return err
		}
		all, err := n.All(ctx)
		if err != nil {
			return err
		}
		for _, network := range all {
			against.Networks = append(against.Networks, network.ID)
		}
		report, err := audit.VerifyAll(ctx, db, against)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(c.Root().Writer, report)
		return err
	})
}

func printCheckpoint(ctx context.Context, c *cli.Command) error {
	return onRecord(ctx, c, func(l *audit.Log) error {
		asked, err := l.Asked(ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprint(c.Root().Writer, asked)
		return err
	})
}

func takeCosigned(ctx context.Context, c *cli.Command) error {
	cosigned, err := readGiven(c.Args().First())
	if err != nil {
		return err
	}
	return onRecord(ctx, c, func(l *audit.Log) error {
		if err := l.Take(ctx, cosigned); err != nil {
			return err
		}
		_, err := fmt.Fprintln(c.Root().Writer, "taken: what this checkpoint covers can't be changed any more without being noticed")
		return err
	})
}

// readGiven reads a file, or the input for "" and "-".
func readGiven(path string) (string, error) {
	if path == "" || path == "-" {
		text, err := io.ReadAll(io.LimitReader(os.Stdin, 1<<20))
		return string(text), err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("reading the checkpoint: %w", err)
	}
	return string(text), nil
}

func councilKey(ctx context.Context, c *cli.Command) error {
	return onRecord(ctx, c, func(l *audit.Log) error {
		if c.Args().Present() {
			if err := l.SetCouncil(ctx, c.Args().First()); err != nil {
				return err
			}
		}
		public, since, err := l.Council(ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.Root().Writer, "%s since %s\n", public, since.Format("2006-01-02"))
		return err
	})
}

func eraseRecord(ctx context.Context, c *cli.Command) error {
	seq, err := strconv.ParseInt(c.Args().Get(1), 10, 64)
	if err != nil {
		return errors.New("the second word must be the record's number")
	}
	return onRecord(ctx, c, func(l *audit.Log) error { return l.Erase(ctx, c.Args().First(), seq) })
}

func newCouncilKey(_ context.Context, c *cli.Command) error {
	path := c.Args().First()
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there already: name a new file", path)
	}
	secret, public, err := audit.NewCouncilKey()
	if err == nil {
		err = writeNew(path, []byte(secret+"\n"))
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.Root().Writer, public)
	return err
}

// seenBeside is where the last checkpoint that a key has signed is kept, for the next one to be held against.
const seenBeside = ".seen"

func cosignCheckpoint(_ context.Context, c *cli.Command) error {
	path := c.Args().First()
	secret, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading the council's key: %w", err)
	}
	seen, err := os.ReadFile(path + seenBeside)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("reading what was signed last: %w", err)
	}
	asked, err := readGiven(c.Args().Get(1))
	if err != nil {
		return err
	}
	cosigned, err := audit.Cosign(string(secret), string(seen), strings.ReplaceAll(asked, "\r", ""))
	if err != nil {
		return err
	}
	if err := writeNew(path+seenBeside, []byte(cosigned)); err != nil {
		return err
	}
	_, err = fmt.Fprint(c.Root().Writer, cosigned)
	return err
}
