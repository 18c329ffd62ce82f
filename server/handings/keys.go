package handings

import (
	"context"
	"encoding/json"
	"fmt"

	"tinig/server/envelopes"
)

// smallest is the least length that a text for a lead is padded to; above it the lengths double.
const smallest = 256

// keyOf is a lead's own key: always the same one, and only her keyring makes it.
func keyOf(s Sealer) (envelopes.Key, error) { return envelopes.KeyOf(s.Name("key")) }

// sealTo seals a text to a lead, for one place: what is put in another row opens no more.
func sealTo(public []byte, t Text, place string) ([]byte, error) {
	plain, err := json.Marshal(t)
	if err != nil {
		return nil, fmt.Errorf("writing a text: %w", err)
	}
	size := smallest
	for size < len(plain) {
		size *= 2
	}
	for len(plain) < size {
		plain = append(plain, ' ')
	}
	return envelopes.Seal(public, plain, place)
}

func openAs(ctx context.Context, s Sealer, sealed []byte, place string) (t Text, err error) {
	key, err := keyOf(s)
	if err != nil {
		return t, err
	}
	if sealed, err = s.Unlock(ctx, sealed); err != nil {
		return t, fmt.Errorf("opening a text: %w", err)
	}
	plain, err := key.Open(sealed, place)
	if err != nil {
		return t, err
	}
	if err := json.Unmarshal(plain, &t); err != nil {
		return t, fmt.Errorf("reading a text: %w", err)
	}
	return t, nil
}

// placeOf binds what is sealed to its row.
func placeOf(h Handing) string { return "handing " + h.Network + " " + h.ID + " " + h.Member }
