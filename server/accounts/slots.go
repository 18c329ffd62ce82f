package accounts

import (
	"context"
	"errors"
	"slices"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
)

// Every account has four slots that look alike: a keyring with its doors each. One is hers. The others wait, closed by nothing that
// anybody knows, until she sets a duress phrase: then one of them is that phrase's, in the place where it always was. What a duress
// phrase opens is an account like any other, in no network, and whoever sees it can't tell it from one that is.
//
// When it opens, the account for which it stands is shut before: its phrase opens nothing any more, its sessions end, and nothing
// of it is destroyed. A recovery code opens it again, under a new phrase. From then on nothing in the slot leads back to it.
const spareSlots = 3

// heldSlot is a spare slot on the keyring of its account. Set says that it was given a phrase.
type heldSlot struct {
	Key []byte `json:"k"`
	Set bool   `json:"s,omitempty"`
}

// errNoCodes refuses a duress phrase where nothing would open what it shuts.
var errNoCodes = locales.Refuse(locales.Conflict, "accounts.codes_first")

// newSlots makes the spare slots of an account: each like an account that is in no network.
func (a *Accounts) newSlots(ctx context.Context, tx *sqlx.Tx) (slots []heldSlot, err error) {
	for range spareSlots {
		e := &entry{known: true, key: random(keySize), keyring: &keyring{Version: 1}}
		_, e.keyring.Codes = newCodes()
		e.in = a.rehang(e.keyring, e.key, door{lookup: random(keySize), key: random(keySize)})
		if err := a.insertAccount(ctx, tx, e); err != nil {
			return nil, err
		}
		slots = append(slots, heldSlot{Key: e.key})
	}
	return slots, nil
}

// SetDuress gives one of her spare slots a phrase made by NewPhrase, the one that waited longest: a fourth duress phrase takes the
// place of the first. Setting the same phrase twice is no harm. It is refused while no recovery code is left: nothing else opens what
// a duress phrase shuts.
func (a *Accounts) SetDuress(ctx context.Context, s *Session, phrase string) error {
	if !generated(phrase) {
		return errChosen
	}
	stretched, err := a.doors.stretch(ctx, normalise(phrase))
	if err != nil {
		return err
	}
	if o, err := a.try(ctx, a.doors.mix("phrase", stretched)); err != nil || o.known {
		return err
	}
	slot, set, err := a.takeSlot(ctx, s)
	if err != nil {
		return err
	}
	return a.arm(ctx, slot.Key, func(k *keyring) {
		k.Settings, k.Memberships, k.Behind, k.Stretched = set, nil, s.key, stretched
		if slot.Set { // else nobody knows those it has: the fewer doors change, the less there is to see
			_, k.Codes = newCodes()
		}
	})
}

// takeSlot is the slot that waited longest, which goes behind the others, and how an account in it looks. Who has none yet, for
// she came by a duress phrase herself, is given hers.
func (a *Accounts) takeSlot(ctx context.Context, s *Session) (slot heldSlot, set Settings, err error) {
	tx, err := a.store.streams.Begin(ctx)
	if err != nil {
		return slot, set, err
	}
	defer tx.Rollback()
	err = a.edit(ctx, tx.Tx, s.key, func(k *keyring, known bool) error {
		if !known || !k.holdsSession(s.hash) {
			return ErrNoSession
		}
		if _, err := a.store.lockSession(ctx, tx.Tx, s.hash, a.now()); err != nil {
			return err
		}
		if len(k.Codes) == 0 {
			return errNoCodes
		}
		if len(k.Slots) == 0 {
			if k.Slots, err = a.newSlots(ctx, tx.Tx); err != nil {
				return err
			}
		}
		slot, set = k.Slots[0], k.Settings.shown()
		k.Slots = append(slices.Clone(k.Slots[1:]), heldSlot{slot.Key, true})
		return nil
	})
	if err != nil {
		return slot, set, err
	}
	return slot, set, tx.Commit()
}

// arm changes what is in a slot and hangs its doors anew. Whoever was in it is out.
func (a *Accounts) arm(ctx context.Context, slot []byte, change func(*keyring)) error {
	tx, err := a.store.streams.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var out, gone [][]byte
	var in []doorRow
	err = a.edit(ctx, tx.Tx, slot, func(k *keyring, known bool) error {
		if !known {
			return ErrNoSession
		}
		before, open := k.lookups(), hashesOf(k.Sessions)
		if change(k); k.Stretched == nil { // another phrase was chosen in there
			return nil
		}
		out, gone, k.Sessions = before, open, nil
		in = a.rehang(k, slot, a.doors.mix("phrase", k.Stretched)[0])
		return nil
	})
	if err != nil {
		return err
	}
	if err := a.store.hang(ctx, tx.Tx, true, out, in); err != nil {
		return err
	}
	if err := a.store.endSessions(ctx, tx, gone); err != nil {
		return err
	}
	return tx.Commit()
}

// renewSlots hangs the doors of her duress phrases anew, under the newest pepper.
func (a *Accounts) renewSlots(ctx context.Context, slots []heldSlot) error {
	for _, slot := range slots {
		if !slot.Set {
			continue
		}
		if err := a.arm(ctx, slot.Key, func(*keyring) {}); err != nil {
			return err
		}
	}
	return nil
}

// shut closes the account for which a duress phrase stands, before that phrase opens what it opens, and returns how the account
// looked. For every other phrase and code it does the same work on nobody's.
func (a *Accounts) shut(ctx context.Context, key []byte) (was *keyring, err error) {
	slot, err := a.keyringAt(ctx, key)
	if err != nil {
		return nil, err
	}
	behind := slot.Behind
	if behind == nil {
		behind = a.decoy.key
	}
	tx, err := a.store.streams.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	var gone, out [][]byte
	in := doorRow{Lookup: random(keySize), Sealed: random(doorSize)}
	err = a.edit(ctx, tx.Tx, behind, func(k *keyring, known bool) error {
		if known {
			was = &keyring{Settings: k.Settings.shown(), Last: k.Last}
		}
		out, gone = [][]byte{k.Phrase}, hashesOf(k.Sessions)
		k.Phrase, k.Sessions = in.Lookup, nil
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := a.store.hang(ctx, tx.Tx, was != nil, out, []doorRow{in}); err != nil {
		return nil, err
	}
	if err := a.endShut(ctx, tx, gone, was != nil); err != nil {
		return nil, err
	}
	return was, tx.Commit()
}

// endShut ends the sessions of an account that is shut, with as many statements when there are none.
func (a *Accounts) endShut(ctx context.Context, tx *stream.Tx, gone [][]byte, known bool) error {
	if err := a.store.deleteSessions(ctx, tx, append(slices.Clone(gone), random(keySize))); err != nil || !known {
		return err
	}
	return tell(ctx, tx, gone, "ended")
}

// keyringAt is the keyring of a key, or the decoy's of a stranger's.
func (a *Accounts) keyringAt(ctx context.Context, key []byte) (*keyring, error) {
	sealed, err := a.store.keyring(ctx, keyringID(key))
	if errors.Is(err, ErrNoSession) {
		key, sealed, err = a.decoy.key, a.decoy.keyring, nil
	}
	if err != nil {
		return nil, err
	}
	return a.openKeyring(key, sealed)
}

// standFor makes a slot's keyring look as the account looked for which it stands, which it forgets.
func (k *keyring) standFor(was *keyring) {
	k.Behind = nil
	if was != nil {
		k.Settings, k.Last = was.Settings, was.Last
	}
}

// shown are her settings without what is nobody's business but hers.
func (s Settings) shown() Settings {
	return Settings{Language: s.Language, Comfort: s.Comfort, Quiet: s.Quiet}
}
