package keys

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"

	"github.com/jmoiron/sqlx"
)

// What is refused of two databases that don't go together.
var (
	errOther = errors.New("the second database holds the keys of another first one: name the right one in KEYS_URL")
	ErrLost  = errors.New("the second database doesn't hold the keys of the first one: bring it back, or, when it is lost for good, say \"keys lost\", " +
		"which takes away what nobody can open any more")
)

// bind makes the second database's tables, and sees that the two go together: two that are new are bound now.
func (k *Keys) bind(ctx context.Context) error {
	if err := createTables(ctx, k.second); err != nil {
		return err
	}
	known, err := readBound(ctx, k.first)
	if err != nil {
		return err
	}
	name, used, err := readName(ctx, k.second)
	switch {
	case err != nil:
		return err
	case known != nil && bytes.Equal(known, name):
		return nil
	case known == nil && name == nil:
		name = make([]byte, 16)
		rand.Read(name)
		if err := writeName(ctx, k.second, name); err != nil {
			return err
		}
		return writeBound(ctx, k.first, name)
	case known == nil && !used: // a first start that ended between the two
		return writeBound(ctx, k.first, name)
	case name == nil:
		return ErrLost
	}
	return errOther
}

// Lose binds a second database that holds no keys to a first one whose own is lost, and takes away what nobody can open any more.
func Lose(ctx context.Context, first, second *sqlx.DB) error {
	if err := createTables(ctx, second); err != nil {
		return err
	}
	name, used, err := readName(ctx, second)
	if err != nil {
		return err
	}
	if name != nil || used {
		return errors.New("the second database holds keys: name an empty one in KEYS_URL")
	}
	if err := writeBound(ctx, first, nil); err != nil {
		return err
	}
	k, err := New(ctx, first, second)
	if err != nil {
		return err
	}
	return k.Sweep(ctx)
}
