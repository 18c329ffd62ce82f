// Command server is Tinig: a home for survivor networks, in one program.
//
//	go run ./server          serve an empty instance and print the first steward's invitation
//	go run ./server demo     serve a lively demo, on this machine only
//	go run ./server curriculum check     look through what is taught; the other commands of its kind are in its -help
//
// Flags and environment become a Config, and run opens, wires, serves and drains. run is what tests start, too.
package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/urfave/cli/v3"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := command().Run(ctx, os.Args); err != nil {
		fmt.Fprintln(os.Stderr, "tinig:", oneLine(err))
		os.Exit(1)
	}
}

// oneLine is an error as the operator reads it: what went wrong twice, and what PostgreSQL says in several lines, stands on one.
func oneLine(err error) string {
	return strings.Join(strings.FieldsFunc(err.Error(), func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
}

// command is the program's flags, which may stand before or after a subcommand, and its subcommands.
func command() *cli.Command {
	return &cli.Command{
		Name:        "tinig",
		Usage:       "a home for survivor networks",
		Description: "Without a command it serves the instance kept in the data folder.\n\n" + environment,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "addr", Value: "localhost:8080", Usage: "listen on `HOST:PORT`"},
			&cli.StringFlag{Name: "data", Usage: "keep data in `FOLDER`", DefaultText: defaultData() + "; for the demo " + demoData()},
		},
		HideVersion:     true,
		HideHelpCommand: true,
		OnUsageError:    sayHelp,
		Action: func(ctx context.Context, c *cli.Command) error {
			return serveWith(ctx, c, defaultData(), instance)
		},
		Commands: []*cli.Command{{
			Name:         "demo",
			Usage:        "serve a lively demo with invented members, on this machine only",
			Description:  environment,
			OnUsageError: sayHelp,
			Before:       demoOnlyHere,
			Action: func(ctx context.Context, c *cli.Command) error {
				return serveWith(ctx, c, demoData(), demo)
			},
		}, curriculumCommand(), moderationCommand(), auditCommand(), backupCommand(), restoreCommand(), rotateCommand(), keysCommand(), vaultCommand()},
	}
}

func sayHelp(_ context.Context, _ *cli.Command, err error, _ bool) error {
	return fmt.Errorf("%w: see -help", err)
}

func serveWith(ctx context.Context, c *cli.Command, data string, first beginning) error {
	if c.Args().Present() {
		return fmt.Errorf("there is no command %q: see -help", c.Args().First())
	}
	if c.IsSet("data") {
		data = c.String("data")
	}
	config, err := configure(c.String("addr"), data)
	if err != nil {
		return err
	}
	return run(ctx, config, first, os.Stdout)
}

// demoOnlyHere refuses to show the demo, whose sign-in words lie in a file, to anybody but this machine.
func demoOnlyHere(ctx context.Context, c *cli.Command) (context.Context, error) {
	host, _, err := net.SplitHostPort(c.String("addr"))
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return ctx, fmt.Errorf("the demo is for this machine only: -addr must be on localhost, not %s", c.String("addr"))
	}
	return ctx, nil
}

// demoData keeps the demo apart from anything real.
func demoData() string {
	if dir := defaultData(); dir != "" {
		return dir + "-demo"
	}
	return ""
}
