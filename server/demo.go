package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"text/tabwriter"

	"github.com/BurntSushi/toml"
)

//go:embed demo.toml
var demoText string

// demoPlan is demo.toml.
type demoPlan struct {
	Networks     []demoNetwork
	Accounts     []demoAccount
	Topics       []demoTopic
	Adaptations  []demoAdaptation
	Cohorts      []demoCohort
	Rounds       []demoRound
	Campaigns    []demoCampaign
	Translations []demoTranslation
	Waiting      []demoWaiting
}

type demoNetwork struct {
	Name, Kind, Steward string
	Languages           []string
	Agreement           map[string]string // by language
	Members             []demoMember
	Newcomers           []string
	Spaces              []demoSpace
	Asked               []struct{ Name, Role string }
}

type demoSpace struct{ Name, Lang, Reads string }

type demoMember struct {
	Name, Band string
	Roles      []string
	Vouched    bool
}

type demoAccount struct {
	Role, Network, Pseudonym string
	Also                     struct{ Network, Pseudonym string }
	Journal                  []demoEntry
	Stories                  []demoStory
	Signs                    string // how she signs what her network carries, see statements.Ways; "" for not at all
}

type demoTopic struct {
	Network, Space, Title, Lang, Note string
	Day                               int
	Posts                             []demoPost
}

type demoPost struct {
	By, Lang, Note, Text string
	Answers              int
	Welcomes             bool
	Given                map[string][]string // reactions, by those who gave them
}

// demoTranslation is of a post by its number, or of the title: 0. AgreedBy is a second reader, "" for none.
type demoTranslation struct {
	Network, Topic, By, AgreedBy, Lang, Text string
	Number                                   int
}

type demoWaiting struct{ Network, By, Topic, Lang, Text string }

// signIn is a line of demo.json: as whom one can look around, and with which words.
type signIn struct {
	Role      string `json:"role"`
	Network   string `json:"network"`
	Pseudonym string `json:"pseudonym"`
	Phrase    string `json:"phrase"`
}

// demo fills an empty instance with invented members and their words, and prints as whom one can sign in. A second
// start keeps what is there.
func demo(ctx context.Context, h *house, out io.Writer) error {
	path := filepath.Join(h.config.Data, "demo.json")
	lines, err := readDemo(path)
	if errors.Is(err, fs.ErrNotExist) {
		lines, err = fillDemo(ctx, h, path)
	}
	if err != nil {
		return err
	}
	return printDemo(out, lines)
}

func readDemo(path string) (lines []signIn, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the demo's sign-in words: %w", err)
	}
	if err := json.Unmarshal(text, &lines); err != nil {
		return nil, fmt.Errorf("%s is damaged: delete the demo's data folder and start again", path)
	}
	return lines, nil
}

// fillDemo writes demo.json last: without it what is there is not whole.
func fillDemo(ctx context.Context, h *house, path string) ([]signIn, error) {
	all, err := h.networks.All(ctx)
	if err != nil {
		return nil, err
	}
	if len(all) > 0 {
		return nil, fmt.Errorf("the demo in %s is half made: delete the folder (or empty the database) and start again", h.config.Data)
	}
	var plan demoPlan
	if _, err := toml.Decode(demoText, &plan); err != nil {
		return nil, fmt.Errorf("reading demo.toml: %w", err)
	}
	seeder, err := newSeeder(ctx, h)
	if err != nil {
		return nil, err
	}
	lines, err := seeder.fill(ctx, plan)
	if err != nil {
		return nil, fmt.Errorf("filling the demo: %w", err)
	}
	text, err := json.MarshalIndent(lines, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the demo's sign-in words: %w", err)
	}
	return lines, writeNew(path, append(text, '\n'))
}

func printDemo(out io.Writer, lines []signIn) error {
	fmt.Fprintln(out, "Sign in as one of these; everybody and every word is invented.")
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, line := range lines {
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s\n", line.Role, line.Network, line.Pseudonym, line.Phrase)
	}
	return table.Flush()
}
