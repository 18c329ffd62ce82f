package accounts

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"github.com/jmoiron/sqlx"
)

// entry is a way into an account, from the door to the session: what is read, and what is to be stored in the one
// transaction that lets her in. A stranger's entry goes the same way with a decoy and stores nothing.
type entry struct {
	known   bool
	key     []byte // the keyring key
	keyring *keyring
	out     [][]byte   // doors to be taken away
	in      []doorRow  // doors to be hung instead
	gone    [][]byte   // sessions to be ended
	session sessionRow // the new one
	cookie  string
}

// enter tries the doors and lets her in as change says, which is given the lookup of the door that opened. Whoever has
// no such door gets refusal, after the same work.
func (a *Accounts) enter(ctx context.Context, doors []door, refusal error, change func(e *entry, lookup []byte) error) (string, error) {
	o, err := a.try(ctx, doors)
	if err != nil {
		return "", err
	}
	was, err := a.shut(ctx, o.key)
	if errors.Is(err, errSealed) {
		return "", refusal
	}
	if err != nil {
		return "", err
	}
	tx, err := a.store.streams.Begin(ctx)
	if err != nil {
		return "", err
	}
	defer tx.Rollback()
	var e *entry
	err = a.edit(ctx, tx.Tx, o.key, func(k *keyring, known bool) error {
		e = &entry{known: known && o.known, key: o.key, keyring: k}
		alive, err := a.living(ctx, tx, k)
		if err != nil {
			return err
		}
		k.Sessions = alive
		k.standFor(was)
		if err := change(e, o.lookup); err != nil {
			return err
		}
		e.crowdOut()
		return nil
	})
	if errors.Is(err, errSealed) {
		return "", refusal
	}
	if err != nil {
		return "", err
	}
	if err := a.storeEntry(ctx, tx.Tx, e); err != nil {
		return "", err
	}
	if err := a.store.endSessions(ctx, tx, e.gone); err != nil {
		return "", err
	}
	if err := tx.Commit(); err != nil {
		return "", err
	}
	if !e.known {
		return "", refusal
	}
	return e.cookie, nil
}

// storeEntry hangs the doors and stores the session.
func (a *Accounts) storeEntry(ctx context.Context, tx *sqlx.Tx, e *entry) error {
	if len(e.in) > 0 {
		if err := a.store.hang(ctx, tx, e.known, e.out, e.in); err != nil {
			return err
		}
	}
	return a.store.insertSession(ctx, tx, e.known, e.session)
}

// crowdOut ends the oldest sessions when there are too many.
func (e *entry) crowdOut() {
	over := len(e.keyring.Sessions) - mostSessions
	if over <= 0 {
		return
	}
	for _, s := range e.keyring.Sessions[:over] {
		e.gone = append(e.gone, s.Hash)
	}
	e.keyring.Sessions = slices.Delete(e.keyring.Sessions, 0, over)
}

// living are the keyring's sessions that are still alive.
func (a *Accounts) living(ctx context.Context, q sqlx.QueryerContext, k *keyring) ([]heldSession, error) {
	var hashes [][]byte
	for _, s := range k.Sessions {
		hashes = append(hashes, s.Hash)
	}
	alive, err := a.store.alive(ctx, q, hashes, a.now())
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(k.Sessions), func(s heldSession) bool {
		return !slices.ContainsFunc(alive, func(h []byte) bool { return bytes.Equal(h, s.Hash) })
	}), nil
}

// rehang names all the account's doors anew, under the newest pepper, and returns their rows.
func (a *Accounts) rehang(k *keyring, key []byte, phrase door) []doorRow {
	rows := []doorRow{phrase.wrap(key)}
	k.Phrase, k.Pepper = phrase.lookup, a.doors.pepperName()
	for i := range k.Codes {
		d := a.doors.ofCode(k.Codes[i].Digest)[0]
		k.Codes[i].Lookup = d.lookup
		rows = append(rows, d.wrap(key))
	}
	return rows
}
