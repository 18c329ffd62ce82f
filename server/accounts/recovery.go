package accounts

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"tinig/realtime/stream"
)

// codesEach is how many recovery codes an account has.
const codesEach = 8

// Recovery codes are Crockford's base32, which has no I, L, O or U: 24 letters of 5 bits, in 4 groups of 6.
const (
	codeLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	codeLength  = 24
	codeGroup   = 6
)

// newCodes makes an account's codes, for the card, and what the keyring holds of them; their doors have no place yet.
func newCodes() (codes []string, held []heldCode) {
	for range codesEach {
		code := newCode()
		codes = append(codes, code)
		held = append(held, heldCode{Digest: digestOf(code)})
	}
	return codes, held
}

func newCode() string {
	var b strings.Builder
	for i, r := range random(codeLength) {
		if i > 0 && i%codeGroup == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(codeLetters[r%32])
	}
	return b.String()
}

// misread puts right what handwriting makes of letters.
var misread = strings.NewReplacer("O", "0", "I", "1", "L", "1")

// digestOf is a code's digest, however it was typed. 120 random bits need no slow hash.
func digestOf(code string) []byte {
	code = strings.ToUpper(strings.Join(Words(code), ""))
	return hash("recovery code", []byte(misread.Replace(code)))
}

// Recover lets her in by a recovery code, which is spent, under a new phrase made by NewPhrase: the old phrase opens
// nothing any more, and every other session ends. ErrNoCode for any code that opens nothing.
func (a *Accounts) Recover(ctx context.Context, code, phrase string, d Device) (cookie string, err error) {
	if !generated(phrase) {
		return "", errChosen
	}
	fresh, err := a.doors.ofPhrase(ctx, phrase)
	if err != nil {
		return "", err
	}
	digest := digestOf(code)
	return a.enter(ctx, a.doors.ofCode(digest), ErrNoCode, func(e *entry, lookup []byte) error {
		if e.known && !e.keyring.holdsCode(lookup) {
			return ErrNoCode
		}
		e.out, e.gone = e.keyring.lookups(), hashesOf(e.keyring.Sessions)
		e.keyring.spend(digest)
		e.in = a.rehang(e.keyring, e.key, fresh[0])
		e.keyring.Sessions, e.keyring.Stretched = nil, nil
		return a.admit(e, d)
	})
}

// CodesLeft is how many of her recovery codes are unspent.
func (a *Accounts) CodesLeft(ctx context.Context, s *Session) (int, error) {
	k, err := a.keyringOf(ctx, s)
	if err != nil {
		return 0, err
	}
	return len(k.Codes), nil
}

// NewCodes makes eight new recovery codes; the old ones open nothing any more and her other sessions end. She gives her
// phrase again, so that whoever finds her session open can't make a way in that lasts: ErrNoPhrase if it is not hers.
func (a *Accounts) NewCodes(ctx context.Context, s *Session, phrase string) (codes []string, err error) {
	doors, err := a.doors.ofPhrase(ctx, phrase)
	if err != nil {
		return nil, err
	}
	var out, gone [][]byte
	var in []doorRow
	err = a.within(ctx, s, func(k *keyring) error {
		if !slices.ContainsFunc(doors, func(d door) bool { return bytes.Equal(d.lookup, k.Phrase) }) {
			return ErrNoPhrase
		}
		out = k.lookups()
		codes, k.Codes = newCodes()
		in, gone = a.rehang(k, s.key, doors[0]), k.keepOnly(s.hash)
		return nil
	}, func(tx *stream.Tx, _ *keyring) error {
		if err := a.store.hang(ctx, tx.Tx, true, out, in); err != nil {
			return err
		}
		return a.store.endSessions(ctx, tx, gone)
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// ChangePhrase puts a phrase made by NewPhrase in the place of hers, which opens nothing any more; her recovery codes stay, and her
// other sessions end. ErrNoPhrase if the first is not hers. Changing to the same phrase twice is no harm.
func (a *Accounts) ChangePhrase(ctx context.Context, s *Session, phrase, fresh string) error {
	if !generated(fresh) {
		return errChosen
	}
	doors, err := a.doors.ofPhrase(ctx, phrase)
	if err != nil {
		return err
	}
	next, err := a.doors.ofPhrase(ctx, fresh)
	if err != nil {
		return err
	}
	var out, gone [][]byte
	var in []doorRow
	return a.within(ctx, s, func(k *keyring) error {
		if bytes.Equal(k.Phrase, next[0].lookup) {
			return nil
		}
		if !slices.ContainsFunc(doors, func(d door) bool { return bytes.Equal(d.lookup, k.Phrase) }) {
			return ErrNoPhrase
		}
		out = k.lookups()
		in, gone, k.Stretched = a.rehang(k, s.key, next[0]), k.keepOnly(s.hash), nil
		return nil
	}, func(tx *stream.Tx, _ *keyring) error {
		if err := a.store.hang(ctx, tx.Tx, true, out, in); err != nil {
			return err
		}
		return a.store.endSessions(ctx, tx, gone)
	})
}

// Hers says whether a phrase is hers, to who asks for it again before what is worth more than a session left open: ErrNoPhrase if it is not.
func (a *Accounts) Hers(ctx context.Context, s *Session, phrase string) error {
	doors, err := a.doors.ofPhrase(ctx, phrase)
	if err != nil {
		return err
	}
	k, err := a.keyringOf(ctx, s)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(doors, func(d door) bool { return bytes.Equal(d.lookup, k.Phrase) }) {
		return ErrNoPhrase
	}
	return nil
}

// spend takes a code off the keyring.
func (k *keyring) spend(digest []byte) {
	k.Codes = slices.DeleteFunc(k.Codes, func(c heldCode) bool { return bytes.Equal(c.Digest, digest) })
}

// keepOnly takes all sessions but one off the keyring and returns their hashes.
func (k *keyring) keepOnly(hash []byte) (gone [][]byte) {
	k.Sessions = slices.DeleteFunc(k.Sessions, func(s heldSession) bool {
		if bytes.Equal(s.Hash, hash) {
			return false
		}
		gone = append(gone, s.Hash)
		return true
	})
	return gone
}
