package cases

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"tinig/realtime/stream"
	"tinig/server/networks"
)

// Pseudonyms are names as they are reported: who bears one may be in danger by it, bother others under it, or not be who she says.
// A ref is the member's id.
type Pseudonyms struct{ *networks.Networks }

// Kind is "pseudonym".
func (Pseudonyms) Kind() string { return "pseudonym" }

// Takes is what can be decided about a person: a name isn't hidden, she is spoken to and takes another.
func (Pseudonyms) Takes(act Act) bool {
	return act != NoteAdded && act != EditAsked && act != Hidden && act != Removed && act != FromSpace
}

// Seen is the name of a member who is here.
func (p Pseudonyms) Seen(ctx context.Context, a networks.Actor, ref string) (Item, error) {
	if slices.Contains(a.Parted, ref) {
		return Item{}, errNotThere
	}
	item, err := p.Now(ctx, a.Network, ref)
	if err == nil && item.Gone {
		err = errNotThere
	}
	return item, err
}

// Now is the name that she has now.
func (p Pseudonyms) Now(ctx context.Context, network, ref string) (Item, error) {
	if uuid.Validate(ref) != nil {
		return Item{}, errNotThere
	}
	names, err := p.Names(ctx, network, []string{ref})
	if err != nil {
		return Item{}, err
	}
	m, known := names[ref]
	if !known || m.Pseudonym == "" {
		return Item{Gone: true}, nil
	}
	return Item{Member: ref, Body: m.Pseudonym}, nil
}

// Near says nothing more than what holds for every case: who is parted from her, in a cohort with her, or she herself.
func (Pseudonyms) Near(context.Context, string, string, string) (bool, error) { return false, nil }

// Act does nothing with a name: what is decided is about the person.
func (Pseudonyms) Act(context.Context, *stream.Tx, string, string, Effect) (Tell, error) {
	return Silent, nil
}
