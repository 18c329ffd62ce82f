package accounts

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"

	"golang.org/x/crypto/argon2"
)

// Argon2id as OWASP ASVS 5.0 (11.4.2) and RFC 9106 would have it, with memory between their two recommendations.
const (
	argonMiB     = 64
	argonPasses  = 3
	argonThreads = 1
)

// siteSalt is one for all, since there is no user name to find another by. That is sound only because phrases are
// generated with phraseBits of chance; the pepper makes it differ between sites.
var siteSalt = []byte("tinig sign-in phrase, version 1")

// doorSize is the size of a wrapped keyring key.
const doorSize = keySize + sealing

// door is what a phrase or code is turned into under one pepper.
type door struct {
	lookup []byte // where its row is found
	key    []byte // what opens it
}

// wrap seals the keyring key into the door's row.
func (d door) wrap(keyringKey []byte) doorRow {
	return doorRow{Lookup: d.lookup, Sealed: seal(d.key, keyringKey, d.lookup)}
}

// locksmith turns phrases and codes into doors. Its memory is a semaphore: a place for each Argon2id at work, so that
// a crowd at the door waits its turn instead of filling the machine.
type locksmith struct {
	peppers [][]byte
	memory  chan struct{}
	queue   chan struct{}
	toil    *toil
}

// mostWaiting is how many may be at work or wait: some ten seconds' worth on a small machine. A longer queue would only
// be a place for those who flood it, while she waits behind them.
const mostWaiting = 32

func newLocksmith(peppers [][]byte, places int, t *toil) *locksmith {
	return &locksmith{peppers: peppers, memory: make(chan struct{}, places), queue: make(chan struct{}, mostWaiting), toil: t}
}

// ofPhrase is the phrase's door under each pepper, the newest first. It waits for memory until ctx ends.
func (l *locksmith) ofPhrase(ctx context.Context, phrase string) ([]door, error) {
	stretched, err := l.stretch(ctx, normalise(phrase))
	if err != nil {
		return nil, err
	}
	return l.mix("phrase", stretched), nil
}

// ofCode is the doors of a recovery code, given its digest, under each pepper.
func (l *locksmith) ofCode(digest []byte) []door {
	return l.mix("recovery code", digest)
}

// stretch is the slow hash. ErrBusy when too many wait for it already.
func (l *locksmith) stretch(ctx context.Context, text string) ([]byte, error) {
	select {
	case l.queue <- struct{}{}:
		defer func() { <-l.queue }()
	default:
		return nil, ErrBusy
	}
	select {
	case l.memory <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-l.memory }()
	l.toil.stretched.Add(1)
	return argon2.IDKey([]byte(text), siteSalt, argonPasses, argonMiB*1024, argonThreads, keySize), nil
}

// mix brings in each pepper and parts the result into a place and a key.
func (l *locksmith) mix(label string, secret []byte) []door {
	doors := make([]door, len(l.peppers))
	for i, pepper := range l.peppers {
		l.toil.mixed.Add(1)
		mac := hmac.New(sha256.New, pepper)
		mac.Write([]byte(label + "\x00"))
		mac.Write(secret)
		root := mac.Sum(nil)
		doors[i] = door{lookup: derive(root, "door lookup"), key: derive(root, "door key")}
	}
	return doors
}

// pepperName tells peppers apart inside a keyring, without telling anything of them.
func (l *locksmith) pepperName() []byte {
	return derive(l.peppers[0], "pepper name")[:8]
}

// opened is what came of trying a phrase or code at every door.
type opened struct {
	known  bool   // one of the doors was there and opened
	lookup []byte // which; of a stranger's, the newest
	key    []byte // the keyring key; a decoy's for a stranger
}

// try looks for the doors in one query and opens one row for each, a decoy where there is none: the same work for a
// phrase that is known and one that isn't, whatever pepper it is known by.
func (a *Accounts) try(ctx context.Context, doors []door) (opened, error) {
	rows, err := a.store.doors(ctx, doors)
	if err != nil {
		return opened{}, err
	}
	o := opened{lookup: doors[0].lookup, key: a.decoy.key}
	for _, d := range doors {
		sealed, there := rows[string(d.lookup)]
		if !there {
			sealed = a.decoy.door
		}
		key, err := a.open(d.key, sealed, d.lookup)
		if there && err == nil && !o.known {
			o = opened{known: true, lookup: d.lookup, key: key}
		}
	}
	return o, nil
}

// open and seal are the plain ones, counted.
func (a *Accounts) open(key, sealed, about []byte) ([]byte, error) {
	a.toil.opened.Add(1)
	return open(key, sealed, about)
}

func (a *Accounts) seal(key, text, about []byte) []byte {
	a.toil.sealed.Add(1)
	return seal(key, text, about)
}
