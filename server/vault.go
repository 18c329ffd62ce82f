package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"filippo.io/age"
	"github.com/jmoiron/sqlx"
	"github.com/urfave/cli/v3"

	"tinig/realtime/stream"
	"tinig/server/backups"
	"tinig/server/vault"
)

// vaultCommand is what custodians do on their own machines, where neither database nor network is needed, and take, with which the
// operator brings renewed contacts back.
func vaultCommand() *cli.Command {
	return &cli.Command{
		Name:         "vault",
		Usage:        "open what a member left in case of danger: two custodians, each with her own key, away from the server",
		Description:  "How it is done step by step stands in docs/vault.md.",
		OnUsageError: sayHelp,
		Action: func(_ context.Context, c *cli.Command) error {
			if c.Args().Present() {
				return fmt.Errorf("there is no command %q: see -help", c.Args().First())
			}
			return cli.ShowSubcommandHelp(c)
		},
		Commands: []*cli.Command{
			vaultVerb("key", "KEY", "make a custodian's key: the private one goes into the file, the public one is printed", 1, makeVaultKey),
			vaultVerb("pass", "KEY FILE FUNCTION PASSED", "seal the own shares to the custodian of another function, into a new file: nothing is opened", 4, passShares),
			vaultVerb("open", "KEY FILE PASSED", "open the contact with the own share and the one that was passed, and print it", 3, openContact),
			vaultVerb("renew", "KEY FILE PASSED FUNCTION PUBLIC RENEWED", "seal all anew, with a new public key for one function, into a new file: nothing is shown", 6, renewContacts),
			vaultVerb("take", "RENEWED", "bring renewed contacts back to the server", 1, takeRenewed),
		},
	}
}

// vaultVerb is one of them, with how many arguments it takes.
func vaultVerb(name, arguments, usage string, count int, do func(ctx context.Context, c *cli.Command) error) *cli.Command {
	return &cli.Command{
		Name: name, Usage: usage, ArgsUsage: arguments, OnUsageError: sayHelp,
		Action: func(ctx context.Context, c *cli.Command) error {
			if c.Args().Len() != count {
				return fmt.Errorf("write it as: vault %s %s", name, arguments)
			}
			return do(ctx, c)
		},
	}
}

// makeVaultKey makes a key that is safe from quantum computers, too: what is sealed today may be kept by others for long.
func makeVaultKey(_ context.Context, c *cli.Command) error {
	key, err := age.GenerateHybridIdentity()
	if err != nil {
		return err
	}
	if err := writeOnce(c.Args().First(), []byte(key.String()+"\n")); err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.Root().Writer, key.Recipient())
	return err
}

// writeOnce writes a file that only its owner reads, and none that is there.
func writeOnce(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("%s can't be written: %w", path, err)
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Close())
}

// given is what most of them begin with: the own private key and a file of the vault.
func given(c *cli.Command) (as []age.Identity, f vault.File, err error) {
	if as, err = backups.Identities(c.Args().Get(0)); err != nil {
		return nil, f, err
	}
	f, err = readVault(c.Args().Get(1))
	return as, f, err
}

func readVault(path string) (f vault.File, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return f, err
	}
	if f, err = vault.ReadFile(text); err != nil {
		return f, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

func readPassed(path string) (p vault.Passed, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return p, err
	}
	if p, err = vault.ReadPassed(text); err != nil {
		return p, fmt.Errorf("%s: %w", path, err)
	}
	return p, nil
}

func functionOf(name string) (vault.Function, error) {
	var all []string
	for _, f := range vault.Functions {
		if string(f) == name {
			return f, nil
		}
		all = append(all, string(f))
	}
	return "", fmt.Errorf("%q is no function: write %s", name, strings.Join(all, ", "))
}

func passShares(_ context.Context, c *cli.Command) error {
	as, f, err := given(c)
	if err != nil {
		return err
	}
	to, err := functionOf(c.Args().Get(2))
	if err != nil {
		return err
	}
	passed, err := vault.Pass(as, f, to)
	if err != nil {
		return err
	}
	text, err := passed.Text()
	if err != nil {
		return err
	}
	return writeOnce(c.Args().Get(3), text)
}

func openContact(_ context.Context, c *cli.Command) error {
	as, f, err := given(c)
	if err != nil {
		return err
	}
	passed, err := readPassed(c.Args().Get(2))
	if err != nil {
		return err
	}
	contact, err := vault.Open(as, f, passed)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.Root().Writer, contact)
	return err
}

func renewContacts(_ context.Context, c *cli.Command) error {
	as, f, err := given(c)
	if err != nil {
		return err
	}
	passed, err := readPassed(c.Args().Get(2))
	if err != nil {
		return err
	}
	function, err := functionOf(c.Args().Get(3))
	if err != nil {
		return err
	}
	renewed, err := vault.Renew(as, f, passed, function, c.Args().Get(4))
	if err != nil {
		return err
	}
	text, err := renewed.Text()
	if err != nil {
		return err
	}
	if err := writeOnce(c.Args().Get(5), text); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.Root().Writer, "%d sealed anew\n", len(renewed.Contacts))
	return err
}

func takeRenewed(ctx context.Context, c *cli.Command) error {
	f, err := readVault(c.Args().First())
	if err != nil {
		return err
	}
	return onData(ctx, c, func(db *sqlx.DB) error {
		if err := vault.New(db, stream.New(db, nil), nil, vault.Config{}).Renewed(ctx, f); err != nil {
			return fmt.Errorf("%w: is it of the change that is under way, and was nothing left since? Then let it out and renew it again", err)
		}
		_, err := fmt.Fprintln(c.Root().Writer, "taken: the custodian has changed")
		return err
	})
}
