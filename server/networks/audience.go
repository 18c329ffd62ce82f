package networks

import (
	"context"
	"strings"

	"github.com/jmoiron/sqlx"
)

// Audience is who may read a space, as a rule and not as a list: joining a network or being given a role makes one more
// person whom the rule lets in, and doesn't change it.
type Audience struct {
	Reads Level
	Band  Band
}

// Audience is who may read the space.
func (s Space) Audience() Audience { return Audience{s.Reads, s.Band} }

// depth orders the levels: whoever reaches a deeper one reaches those before it.
var depth = map[Level]int{Newcomers: 0, Members: 1, Leaders: 2, Staff: 3}

// Contains says whether everybody who is of the other audience is of this one too. Staff read in every band.
func (a Audience) Contains(other Audience) bool {
	mine, known := depth[a.Reads]
	theirs, too := depth[other.Reads]
	return known && too && theirs >= mine && (a.Band == AllBands || a.Band == other.Band || other.Reads == Staff)
}

// Contains says whether everybody who may read the inner space may read the outer one: then words may go from the outer to
// the inner without asking those who wrote them.
func Contains(outer, inner Space) bool {
	return outer.Network == inner.Network && outer.Audience().Contains(inner.Audience())
}

// String writes an audience for a form: "members.all".
func (a Audience) String() string { return string(a.Reads) + "." + string(a.Band) }

// ParseAudience reads what String wrote. Anything else is an audience that contains none.
func ParseAudience(text string) Audience {
	reads, band, _ := strings.Cut(text, ".")
	return Audience{Level(reads), Band(band)}
}

// LetsGoTo says whether words written in the space may ever stand in another, whoever agrees: not outside the network, and not
// where nothing is sensitive when they were written as sensitive.
func (s Space) LetsGoTo(other Space) bool {
	return s.Network == other.Network && (other.Sensitive || !s.Sensitive)
}

// SpaceOf reads a space for those whom it concerns, whether or not they read there: it asks nobody's rights.
func (n *Networks) SpaceOf(ctx context.Context, network, id string) (Space, error) {
	s, err := readSpace(ctx, n.hot.space, network, id)
	if err != nil {
		return Space{}, notFound(err, "networks.space_not_found", "reading space %s", id)
	}
	return s, nil
}

// HoldSpace reads a space within a transaction, until whose end it stays as it is.
func (n *Networks) HoldSpace(ctx context.Context, tx *sqlx.Tx, network, space string) (Space, error) {
	s, err := holdSpace(ctx, tx, network, space)
	if err != nil {
		return Space{}, notFound(err, "networks.space_not_found", "holding space %s", space)
	}
	return s, nil
}
