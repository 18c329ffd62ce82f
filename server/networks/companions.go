package networks

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Companions returns those of some members, by their names or their ids, whom the actor may ask into a small circle of a space:
// confirmed, vouched for, readers of the space, and parted from her by nobody's block. It never says who is missing or why.
// Names are found however their letters are cased.
func (n *Networks) Companions(ctx context.Context, a Actor, in Space, names, members []string) (ids []string, err error) {
	return n.askable(ctx, a, names, members, func(m Member) bool { return m.Vouched && Allow(m.actor(), Read, &in) == nil })
}

// Askable returns those of the named members whom the actor may ask to learn or teach with others: confirmed, of an age band, of a
// role, and parted from her by nobody's block. It never says who is missing or why. RoleMember is every member's.
func (n *Networks) Askable(ctx context.Context, a Actor, names []string, band Band, role Role) (ids []string, err error) {
	return n.askable(ctx, a, names, nil, func(m Member) bool { return m.Band == band && m.Roles().Has(role) })
}

// askable are the members of these names or ids who aren't parted from the actor, and suit.
func (n *Networks) askable(ctx context.Context, a Actor, names, known []string, suits func(Member) bool) (ids []string, err error) {
	lower := make([]string, len(names))
	for i, name := range names {
		lower[i] = strings.ToLower(name)
	}
	members, err := readCompanions(ctx, n.db, a, lower, known)
	if err != nil {
		return nil, fmt.Errorf("reading whom %s may ask: %w", a.Member, err)
	}
	for _, m := range members {
		if suits(m) {
			ids = append(ids, m.ID)
		}
	}
	return ids, nil
}

// Leads are those of some members who are safeguarding leads now, by their pseudonyms.
func (n *Networks) Leads(ctx context.Context, network string, ids []string) ([]Member, error) {
	leads, err := readLeads(ctx, n.db, network, ids)
	if err != nil {
		return nil, fmt.Errorf("reading the safeguarding leads of %s: %w", network, err)
	}
	return leads, nil
}

// NamesIn are pseudonyms as somebody typed them, one on each line or with commas, each once.
func NamesIn(typed string) (names []string) {
	for line := range strings.FieldsFuncSeq(typed, betweenNames) {
		name := strings.Join(strings.Fields(line), " ")
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// betweenNames are what phones put between names, in all our scripts, and what isn't seen.
func betweenNames(r rune) bool {
	return r == ',' || r == ';' || r == '،' || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

// AllHere says whether none of these members has left.
func (n *Networks) AllHere(ctx context.Context, network string, ids []string) (bool, error) {
	here, err := countHere(ctx, n.db, network, ids)
	if err != nil {
		return false, fmt.Errorf("reading who of %s is here: %w", network, err)
	}
	return here == len(ids), nil
}
