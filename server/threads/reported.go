package threads

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/moderation/cases"
	"tinig/server/networks"
)

// Reported are words of private threads as cases look into them. A ref is the thread's id, "_" and their number.
type Reported struct{ *Threads }

// Ref names words for a report.
func Ref(thread string, number int) string { return thread + "_" + strconv.Itoa(number) }

func placeOfRef(ref string) (thread string, number int, err error) {
	thread, digits, _ := strings.Cut(ref, "_")
	id, err := uuid.Parse(thread)
	if err == nil {
		number, err = strconv.Atoi(digits)
	}
	if err != nil || number < 1 || Ref(id.String(), number) != ref {
		return "", 0, errNotThere
	}
	return thread, number, nil
}

// Kind is "private".
func (Reported) Kind() string { return "private" }

// Seen refuses everybody: only an open keyring shows what is reported. See Part.
func (Reported) Seen(context.Context, networks.Actor, string) (cases.Item, error) {
	return cases.Item{}, errNotThere
}

// Part is the one thing that the actor is about to report, as she reads it.
func (t *Threads) Part(ctx context.Context, a networks.Actor, s Sealer, id string, number int) (item cases.Item, err error) {
	thread, err := t.Thread(ctx, a, id)
	if err != nil {
		return item, err
	}
	words, err := readOne(ctx, t.db, a.Network, id, number)
	if err != nil {
		return item, wrap(err, "reading thread", id)
	}
	if words.Hidden {
		return item, errNotThere
	}
	key, err := t.keyFor(ctx, a, s, thread)
	if err != nil {
		return item, wrap(err, "reading thread", id)
	}
	item.Member, item.Sealed, item.Path = words.Author, true, "/private/"+id
	item.Body, err = reveal(ctx, s, key, thread, words)
	return item, err
}

// Now is whose words they are; what they say, nobody opens here.
func (t Reported) Now(ctx context.Context, network, ref string) (cases.Item, error) {
	id, number, err := placeOfRef(ref)
	if err != nil {
		return cases.Item{}, err
	}
	words, err := readOne(ctx, t.db, network, id, number)
	if errors.Is(err, errNoRow) {
		return cases.Item{Gone: true, Sealed: true}, nil
	}
	if err != nil {
		return cases.Item{}, fmt.Errorf("reading thread %s: %w", id, err)
	}
	return cases.Item{Member: words.Author, Gone: words.Hidden, Sealed: true}, nil
}

// Near says whether a member is in the thread.
func (t Reported) Near(ctx context.Context, network, ref, member string) (bool, error) {
	id, _, err := placeOfRef(ref)
	if err != nil {
		return false, err
	}
	_, err = readThread(ctx, t.db, networks.Actor{Network: network, Member: member}, id)
	if errors.Is(err, errNoRow) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("reading who is in thread %s: %w", id, err)
	}
	return true, nil
}

// Act hides words, or shows them. Nothing else is done with words that only those in the thread can open.
func (t Reported) Act(ctx context.Context, tx *stream.Tx, network, ref string, e cases.Effect) (cases.Tell, error) {
	id, number, err := placeOfRef(ref)
	if err != nil {
		return nil, err
	}
	if e.Do == cases.Mark || e.Do == cases.Reopen {
		return nil, locales.Refuse(locales.Invalid, "private.only_hide")
	}
	if err := updateHidden(ctx, tx.Tx, network, id, number, e.Do != cases.Show); err != nil {
		return nil, fmt.Errorf("acting on thread %s: %w", id, err)
	}
	return func() error {
		_, err := tx.Append(ctx, Channel(network, id), "changed", "")
		return err
	}, nil
}
