// Package keys makes what is erased unreadable everywhere at once, in yesterday's backup too.
//
// What is of a sealed kind (a draft, a journal) is sealed by her keyring, which anybody's backup of the database holds as well. So it is sealed
// once more, each row under a key of its own, and these keys stand in a second database that is in no backup. When a row goes or is written
// anew, its key is erased; the row in the backup opens for nobody any more, herself included.
//
// Invariants:
//   - A key stands in the second database before the row that needs it stands in the first.
//   - Every way in which a row can go puts its key's id down in the same transaction (by a trigger, see migrations/0044_keys.sql), and from there
//     it is erased, seconds later or when the program starts again: whoever has read the row just before can still open it.
//   - The second database tells nothing: a key's id is random and says neither whose it is nor of what; no time stands there, and each night its
//     rows are written anew in the order of their ids.
//   - The two databases know each other by a name. A second one that belongs to another, or that is empty when it should not be, is refused.
//
// A lost second database means that nobody can open what is of a sealed kind: it is kept by being replicated, not by backups.
//
// The package imports nothing of ours.
package keys

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"golang.org/x/crypto/chacha20poly1305"
)

// size is how long a key is, in bytes.
const size = chacha20poly1305.KeySize

// idSize is how many bytes of what is sealed are its key's id.
const idSize = len(uuid.UUID{})

// ErrErased says that the key of something is gone.
var ErrErased = errors.New("the key of what is sealed was erased")

var errChanged = errors.New("what is sealed was changed")

// Keys is the package's door. Make one with New.
type Keys struct {
	first, second *sqlx.DB
	read, write   *sqlx.Stmt
}

// New serves the keys that second holds for what stands in first. See Bind.
func New(ctx context.Context, first, second *sqlx.DB) (*Keys, error) {
	k := &Keys{first: first, second: second}
	if err := k.bind(ctx); err != nil {
		return nil, err
	}
	return k, k.prepare(ctx)
}

// Seal closes text under a key of its own.
func (k *Keys) Seal(ctx context.Context, text []byte) ([]byte, error) {
	id, key := uuid.New(), make([]byte, size)
	rand.Read(key)
	if _, err := k.write.ExecContext(ctx, id, key); err != nil {
		return nil, fmt.Errorf("keeping a key: %w", err)
	}
	sealed := append(id[:], make([]byte, chacha20poly1305.NonceSizeX)...)
	rand.Read(sealed[idSize:])
	return aeadOf(key).Seal(sealed, sealed[idSize:], text, id[:]), nil
}

// Open undoes Seal. ErrErased when nobody can any more.
func (k *Keys) Open(ctx context.Context, sealed []byte) ([]byte, error) {
	if len(sealed) < idSize+chacha20poly1305.NonceSizeX {
		return nil, errChanged
	}
	id, nonce, text := sealed[:idSize], sealed[idSize:idSize+chacha20poly1305.NonceSizeX], sealed[idSize+chacha20poly1305.NonceSizeX:]
	key, err := k.readKey(ctx, uuid.UUID(id))
	if err != nil {
		return nil, err
	}
	opened, err := aeadOf(key).Open(nil, nonce, text, id)
	if err != nil {
		return nil, errChanged
	}
	return opened, nil
}

func aeadOf(key []byte) cipher.AEAD {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		panic(err) // only for a key of another length, which the table refuses
	}
	return aead
}

// eraseAtOnce is how many keys are erased at a time.
const eraseAtOnce = 1000

// Erase erases the keys of what is gone.
func (k *Keys) Erase(ctx context.Context) error {
	for {
		ids, err := readErased(ctx, k.first, eraseAtOnce)
		if err != nil || len(ids) == 0 {
			return err
		}
		if err := deleteKeys(ctx, k.second, ids); err != nil {
			return err
		}
		if err := deleteErased(ctx, k.first, ids); err != nil {
			return err
		}
	}
}

// Sweep erases keys that nothing needs, which a transaction that came to nothing has left, and takes away what nobody can open any more,
// which a backup has brought back. A key is younger than a night when its row may still be on its way.
func (k *Keys) Sweep(ctx context.Context) error {
	needed, err := readNeeded(ctx, k.first)
	if err != nil {
		return err
	}
	for after := (uuid.UUID{}); ; {
		page, err := readKeys(ctx, k.second, after, eraseAtOnce)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		after = page[len(page)-1].ID
		var idle []uuid.UUID
		for _, key := range page {
			if _, is := needed[key.ID]; is {
				delete(needed, key.ID)
			} else if !key.Fresh {
				idle = append(idle, key.ID)
			}
		}
		if err := deleteKeys(ctx, k.second, idle); err != nil {
			return err
		}
	}
	var gone []uuid.UUID
	for id := range needed {
		gone = append(gone, id)
	}
	for some := range slices.Chunk(gone, eraseAtOnce) {
		if err := dropSealed(ctx, k.first, some); err != nil {
			return err
		}
	}
	return settle(ctx, k.second)
}
