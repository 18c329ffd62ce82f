package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/urfave/cli/v3"

	"tinig/curriculum/content"
	"tinig/locales"
)

// curriculumCommand is for those who write what is taught. It works on their folder, not on what was built into the program.
func curriculumCommand() *cli.Command {
	return &cli.Command{
		Name:         "curriculum",
		Usage:        "look through the course's texts, for those who write and translate them",
		OnUsageError: sayHelp,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "content", Value: filepath.Join("curriculum", "content"), Usage: "the course lies in `FOLDER`"},
		},
		Action: func(_ context.Context, c *cli.Command) error {
			if c.Args().Present() {
				return fmt.Errorf("there is no command %q: see -help", c.Args().First())
			}
			return cli.ShowSubcommandHelp(c)
		},
		Commands: []*cli.Command{{
			Name:         "check",
			Usage:        "name each fault by file, line and reason, and say how complete each language is",
			OnUsageError: sayHelp,
			Action: func(_ context.Context, c *cli.Command) error {
				if c.Args().Present() {
					return fmt.Errorf("check takes no arguments: the folder is given by -content")
				}
				return checkCourse(os.Stdout, c.String("content"), time.Now())
			},
		}, {
			Name:         "stamp",
			Usage:        "say that a unit's translation is up to date with its English text",
			ArgsUsage:    "LANGUAGE UNIT",
			OnUsageError: sayHelp,
			Action: func(_ context.Context, c *cli.Command) error {
				if c.Args().Len() != 2 {
					return fmt.Errorf("stamp takes a language and a unit, such as: stamp fil opening")
				}
				return stampUnit(c.String("content"), c.Args().Get(0), c.Args().Get(1))
			},
		}},
	}
}

// checkCourse writes what is wrong with the course in a folder, and how complete it is, and which facts are overdue. It fails when anything is wrong.
func checkCourse(out io.Writer, folder string, today time.Time) error {
	report := content.Check(os.DirFS(folder))
	for _, fault := range report.Faults {
		fmt.Fprintln(out, filepath.Join(folder, fault.String()))
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprint(table, "\nblocks in")
	for _, l := range locales.Languages() {
		fmt.Fprint(table, "\t", l.Tag)
	}
	unit := ""
	for _, c := range report.Languages {
		if c.Unit != unit {
			unit = c.Unit
			fmt.Fprint(table, "\n", unit)
		}
		fmt.Fprint(table, "\t", c)
	}
	fmt.Fprintln(table)
	if err := table.Flush(); err != nil {
		return err
	}
	if overdue := report.Overdue(today); len(overdue) > 0 {
		fmt.Fprintf(out, "\nhidden until somebody looks at them again: %s\n", strings.Join(overdue, ", "))
	}
	if n := len(report.Faults); n > 0 {
		return fmt.Errorf("the course has %d faults", n)
	}
	return nil
}

// stampUnit writes into a unit's translation which English words it was made from.
func stampUnit(folder, lang, unit string) error {
	in := filepath.Join(folder, "units", unit)
	source, err := os.ReadFile(filepath.Join(in, "en.md"))
	if err != nil {
		return err
	}
	file := filepath.Join(in, lang+".md")
	translation, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	stamped, err := content.Stamp(file, source, translation)
	if err != nil {
		return err
	}
	return os.WriteFile(file, stamped, 0o644)
}
