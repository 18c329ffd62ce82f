package networks

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/lib/pq"
)

// Posting says what becomes of words written in a space.
type Posting string

// The ways of posting. In a Held space everyone's words wait for a moderator, staff's excepted; in a ReadOnly one only
// staff write; in a Closed one nobody does, and what stands there is read as before.
const (
	Open     Posting = "open"
	Held     Posting = "held"
	ReadOnly Posting = "read_only"
	Closed   Posting = "closed"
)

// Purpose is what a space is for. Spaces other than PurposeOwn are named in each reader's language; PurposeOwn has a name of its own.
type Purpose string

// The purposes.
const (
	PurposeWelcome  Purpose = "welcome"
	PurposeEveryday Purpose = "everyday"
	PurposeLearning Purpose = "learning"
	PurposeAdvocacy Purpose = "advocacy"
	PurposeStaff    Purpose = "staff"
	PurposeOwn      Purpose = "own"
)

// Space is a room of a network: who reads, who writes, how words are held, which age band and languages. What is Sensitive
// goes to no machine.
type Space struct {
	Network   string         `db:"network_id"`
	ID        string         `db:"id"`
	Purpose   Purpose        `db:"purpose"`
	Name      string         `db:"name"`
	Lang      string         `db:"lang"`
	Reads     Level          `db:"reads"`
	Writes    Level          `db:"writes"`
	Posting   Posting        `db:"posting"`
	Band      Band           `db:"band"`
	Languages pq.StringArray `db:"languages"`
	Place     int            `db:"place"`
	Sensitive bool           `db:"sensitive"`
	Revision  int            `db:"revision"`
	Once      string         `db:"once"`
}

// Spaces lists the spaces that the actor may read, in their order.
func (n *Networks) Spaces(ctx context.Context, a Actor) ([]Space, error) {
	all, err := readSpaces(ctx, n.db, a.Network)
	if err != nil {
		return nil, fmt.Errorf("reading the spaces of %s: %w", a.Network, err)
	}
	var readable []Space
	for _, space := range all {
		if Allow(a, Read, &space) == nil {
			readable = append(readable, space)
		}
	}
	return readable, nil
}

// Space reads a space for act. It refuses like Allow.
func (n *Networks) Space(ctx context.Context, a Actor, id string, act Act) (Space, error) {
	space, err := readSpace(ctx, n.hot.space, a.Network, id)
	if err != nil {
		return Space{}, notFound(err, "networks.space_not_found", "reading space %s", id)
	}
	if err := Allow(a, act, &space); err != nil {
		return Space{}, err
	}
	return space, nil
}

// firstSpaces are the rooms that every network begins with.
func firstSpaces(network Network) []Space {
	rooms := []Space{
		{Purpose: PurposeWelcome, Reads: Newcomers, Writes: Newcomers, Posting: Open, Sensitive: true},
		{Purpose: PurposeEveryday, Reads: Members, Writes: Members, Posting: Open},
		{Purpose: PurposeLearning, Reads: Members, Writes: Members, Posting: Open},
		{Purpose: PurposeAdvocacy, Reads: Members, Writes: Members, Posting: Open},
		{Purpose: PurposeStaff, Reads: Staff, Writes: Staff, Posting: Open, Sensitive: true},
	}
	for i := range rooms {
		rooms[i].Network, rooms[i].ID, rooms[i].Band, rooms[i].Place = network.ID, uuid.NewString(), AllBands, i
		rooms[i].Languages, rooms[i].Revision, rooms[i].Once = network.Languages, 1, uuid.NewString()
	}
	return rooms
}
