package moderation

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"tinig/server/networks"
)

// netsKept is for how many networks a node keeps what they watch for ready to be looked for.
const netsKept = 256

// net is what a network watches for, ready to be looked for: whole words by the first of them, the rest as they are.
type net struct {
	revision int64
	whole    map[string][]phrase
	loose    []phrase
}

// phrase is one of them. Bare is its pattern without blanks, by which it is found in letters that stand apart.
type phrase struct {
	Watched
	bare string
}

// weave makes a net of phrases.
func weave(revision int64, all []Watched) *net {
	n := &net{revision: revision, whole: map[string][]phrase{}}
	for _, w := range all {
		p := phrase{w, strings.ReplaceAll(w.Pattern, " ", "")}
		if first, _, whole := strings.Cut(strings.TrimPrefix(w.Pattern, " "), " "); whole && strings.HasPrefix(w.Pattern, " ") {
			n.whole[first] = append(n.whole[first], p)
		} else {
			n.loose = append(n.loose, p)
		}
	}
	return n
}

// net is what the actor's network watches for. A node reads it again when it has changed.
func (m *Moderation) net(ctx context.Context, a networks.Actor) (*net, error) {
	if a.Network == "" {
		return &net{}, nil
	}
	revision, err := readRevision(ctx, m.db, a.Network)
	if err != nil {
		return nil, fmt.Errorf("reading what %s watches for: %w", a.Network, err)
	}
	if n, kept := m.nets.Get(a.Network); kept && n.revision == revision {
		return n, nil
	}
	all, err := readWatched(ctx, m.db, a.Network)
	if err != nil {
		return nil, fmt.Errorf("reading what %s watches for: %w", a.Network, err)
	}
	n := weave(revision, all)
	m.nets.Add(a.Network, n)
	return n, nil
}

// caught are the phrases that stand in texts, each once.
func (n *net) caught(texts ...string) (some []Watched) {
	if len(n.whole)+len(n.loose) == 0 {
		return nil
	}
	seen := map[string]bool{}
	keep := func(p phrase) {
		if !seen[p.Pattern] {
			seen[p.Pattern] = true
			some = append(some, p.Watched)
		}
	}
	for _, text := range texts {
		n.look(spaced(text), keep)
	}
	return some
}

// look finds the phrases of one text, whose words stand between blanks.
func (n *net) look(words string, keep func(phrase)) {
	for at := 0; at+1 < len(words); {
		length := strings.IndexByte(words[at+1:], ' ')
		if length < 0 {
			break
		}
		for _, p := range n.whole[words[at+1:at+1+length]] {
			if strings.HasPrefix(words[at:], p.Pattern) {
				keep(p)
			}
		}
		at += 1 + length
	}
	for _, p := range n.loose {
		if strings.Contains(words, p.Pattern) {
			keep(p)
		}
	}
	run := apart(words)
	if run == "" {
		return
	}
	for _, all := range n.whole {
		for _, p := range all {
			p.inRun(run, keep)
		}
	}
	for _, p := range n.loose {
		p.inRun(run, keep)
	}
}

func (p phrase) inRun(run string, keep func(phrase)) {
	if len(p.bare) > 3 && strings.Contains(run, p.bare) {
		keep(p)
	}
}

// apart are the letters that stand apart in a text, four or more in a row, put together; a row of them a line.
func apart(words string) string {
	fields := strings.Fields(words)
	var out strings.Builder
	for i := 0; i < len(fields); i++ {
		j := i
		for j < len(fields) && utf8.RuneCountInString(fields[j]) == 1 {
			j++
		}
		if j-i > 3 {
			out.WriteString(strings.Join(fields[i:j], "") + "\n")
		}
		i = max(i, j)
	}
	return out.String()
}
