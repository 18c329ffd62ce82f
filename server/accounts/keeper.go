package accounts

import "context"

// Keeper is a Sealer for what is kept in rows: each thing is under a key of its own besides, outside the database and its backups, which is
// erased with its row. What she erased opens for nobody then, herself and yesterday's backup included.
type Keeper struct {
	sealer *Sealer
	keys   Keys
}

// Keeper makes the keeper for one of her members and one purpose, as Sealer does.
func (s *Session) Keeper(member, purpose string) Keeper {
	return Keeper{s.Sealer(member, purpose), s.keys}
}

// Seal closes text, see Sealer.
func (k Keeper) Seal(ctx context.Context, text []byte) ([]byte, error) {
	return k.Lock(ctx, k.sealer.Seal(text))
}

// Open undoes Seal.
func (k Keeper) Open(ctx context.Context, sealed []byte) ([]byte, error) {
	inner, err := k.Unlock(ctx, sealed)
	if err != nil {
		return nil, err
	}
	return k.sealer.Open(inner)
}

// Name is under what a thing of hers is kept, see Sealer.
func (k Keeper) Name(place string) []byte { return k.sealer.Name(place) }

// Lock puts text under a key of its own alone: of what is sealed to somebody else already.
func (k Keeper) Lock(ctx context.Context, text []byte) ([]byte, error) {
	if k.keys == nil {
		return text, nil
	}
	return k.keys.Seal(ctx, text)
}

// Unlock undoes Lock.
func (k Keeper) Unlock(ctx context.Context, locked []byte) ([]byte, error) {
	if k.keys == nil {
		return locked, nil
	}
	return k.keys.Open(ctx, locked)
}
