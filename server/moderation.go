package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v3"

	"tinig/server/moderation/guard"
)

// moderationCommand is what an operator can ask of what screens her members' words.
func moderationCommand() *cli.Command {
	return &cli.Command{Name: "moderation", Usage: "how well words are screened", Commands: []*cli.Command{{
		Name:  "corpus",
		Usage: "measure the guard on the labelled corpus of each language",
		Action: func(_ context.Context, c *cli.Command) error {
			return tellCorpora(c.Root().Writer)
		},
	}}}
}

// tellCorpora prints how many of the labelled stretches are found in each language, how many finds are labelled, and each that isn't.
func tellCorpora(out io.Writer) error {
	for _, language := range guard.Languages {
		m, err := guard.Measure(language)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%-4s %4d lines  recall %.3f of %d  precision %.3f of %d\n", language, m.Lines, m.Recall(), m.Labels, m.Precision(), m.Finds)
		for _, missed := range m.Missed {
			fmt.Fprintln(out, "     missed", strings.TrimSpace(missed))
		}
		for _, extra := range m.Extra {
			fmt.Fprintln(out, "     besides", strings.TrimSpace(extra))
		}
	}
	return nil
}
