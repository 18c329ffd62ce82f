package accounts

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"tinig/realtime/stream"
)

// How long a session lasts. Each is rounded so that its row says less of when she was here: the idle limit up to a full
// minute, the end down to a full hour.
const (
	IdleShared = 10 * time.Minute // without a sign of her, on a device that others use, and where no key binds the session to her tab
	IdleOwn    = 30 * time.Minute // the same on her own, in her tab
	Longest    = 12 * time.Hour   // in all, whatever she does
)

// Device is what she says of the device before her. The zero Device is one that others use too, as everything assumes
// until she says it is her own.
type Device struct {
	Own bool
}

// Session is an open account: what its keyring holds, and where she stands. It is read anew for every request and not
// safe for use by several goroutines.
type Session struct {
	Hash        string       // names the session to the live side: hex, says nothing
	Memberships []Membership // in the order she joined
	Current     Membership   // as whom she acts; zero when she hasn't chosen, or has left that network
	Settings    Settings
	Device      Device
	IdleUntil   time.Time // it ends then, unless she does something
	EndsAt      time.Time // it ends then
	Keyed       bool      // she has a passkey that counts there
	Proved      bool      // and has used it in this session
	Visit       Visit     // which the session began with, until she says that she has seen it
	Before      Visit     // and the one before it, none at the first

	provedAt time.Time
	by       []byte // the name of the passkey

	hash []byte
	tab  []byte // the key that it is bound to: see BindTab
	seal []byte // the session key
	key  []byte // the keyring key
	keys Keys
}

// OpenSession is one of her sessions as she sees it listed.
type OpenSession struct {
	Hash   string
	Opened time.Time // a day
	Device Device
	This   bool // the one she is asking from
}

// SignIn opens the account of a phrase and starts a session in the network that she joined first. It returns the
// cookie, 256 random bits, which is kept nowhere. ErrNoPhrase for any phrase that opens nothing, after the same work.
func (a *Accounts) SignIn(ctx context.Context, phrase string, d Device) (cookie string, err error) {
	doors, err := a.doors.ofPhrase(ctx, phrase)
	if err != nil {
		return "", err
	}
	var slots []heldSlot
	cookie, err = a.enter(ctx, doors, ErrNoPhrase, func(e *entry, lookup []byte) error {
		if e.known && !bytes.Equal(e.keyring.Phrase, lookup) {
			return ErrNoPhrase
		}
		if e.known && !bytes.Equal(e.keyring.Pepper, a.doors.pepperName()) {
			e.out, slots = e.keyring.lookups(), e.keyring.Slots
			e.in = a.rehang(e.keyring, e.key, doors[0])
		}
		return a.admit(e, d)
	})
	if err != nil {
		return "", err
	}
	return cookie, a.renewSlots(ctx, slots)
}

// Open is the session of a cookie, for a request; it counts as a sign of her, noted at most once a minute. ErrNoSession
// when it was never there, has ended or was changed by somebody.
func (a *Accounts) Open(ctx context.Context, cookie string) (*Session, error) {
	s, err := a.Peek(ctx, cookie)
	if err != nil {
		return nil, err
	}
	return s, a.keepAwake(ctx, s)
}

// Peek is Open for what a page asks for by itself: it is no sign of her, and her idle limit stays where it is.
func (a *Accounts) Peek(ctx context.Context, cookie string) (*Session, error) {
	secret, err := base64.RawURLEncoding.DecodeString(cookie)
	if err != nil || len(secret) != keySize {
		return nil, ErrNoSession
	}
	s := sessionOf(secret)
	row, err := a.store.session(ctx, s.hash, a.now())
	if err != nil {
		return nil, err
	}
	if err := a.unlock(ctx, s, row); err != nil {
		return nil, err
	}
	return s, nil
}

// sessionOf is the session of a cookie's secret, with nothing read yet.
func sessionOf(secret []byte) *Session {
	h := hash("session", secret)
	return &Session{Hash: hex.EncodeToString(h), hash: h, seal: derive(secret, "session")}
}

// unlock fills the session from its row and its keyring.
func (a *Accounts) unlock(ctx context.Context, s *Session, row sessionRow) error {
	p, err := openPayload(s, row.Sealed)
	if err != nil {
		return err
	}
	sealed, err := a.store.keyring(ctx, keyringID(p.Key))
	if err != nil {
		return err
	}
	k, err := a.openKeyring(p.Key, sealed)
	if errors.Is(err, errSealed) || err == nil && !k.holdsSession(s.hash) {
		return ErrNoSession
	}
	if err != nil {
		return err
	}
	s.key, s.keys, s.IdleUntil, s.EndsAt = p.Key, a.keys, row.IdleUntil, row.EndsAt
	s.read(k, p)
	return nil
}

// read takes over what keyring and session say now.
func (s *Session) read(k *keyring, p payload) {
	s.Memberships, s.Settings, s.Device = k.Memberships, k.Settings, Device{Own: p.Own}
	s.Current, _ = k.membership(p.Network)
	here := k.passkeysIn(s.Current.Network)
	s.Keyed, s.provedAt, s.by = len(here) > 0, time.Unix(p.Proved, 0), p.By
	s.tab, s.Visit, s.Before = p.Tab, p.Visit.visit(), p.Before.visit()
	s.Proved = slices.ContainsFunc(here, func(held heldPasskey) bool { return bytes.Equal(passkeyName(held.ID), p.By) })
}

// keepAwake moves the idle limit forward when it would stand at another minute.
func (a *Accounts) keepAwake(ctx context.Context, s *Session) error {
	until := a.idleUntil(s.IdleLimit())
	if !until.After(s.IdleUntil) {
		return nil
	}
	s.IdleUntil = until
	return a.store.touch(ctx, s.hash, until)
}

func (a *Accounts) idleUntil(limit time.Duration) time.Time {
	return a.now().Add(limit + time.Minute - time.Nanosecond).Truncate(time.Minute)
}

// admit adds a session to the entry: to its keyring, as a row to be stored, and its cookie.
func (a *Accounts) admit(e *entry, d Device) error {
	secret := random(keySize)
	p := payload{Key: e.key, Own: d.Own}
	if len(e.keyring.Memberships) > 0 {
		p.Network = e.keyring.Memberships[0].Network
	}
	a.note(e.keyring, &p)
	s := sessionOf(secret)
	sealed, err := closePayload(s, p)
	if err != nil {
		return err
	}
	ends := a.now().Add(Longest).Truncate(time.Hour)
	e.session = sessionRow{Hash: s.hash, Sealed: sealed, IdleUntil: a.idleUntil(p.idleLimit()), EndsAt: ends}
	day := a.now().UTC().Format(time.DateOnly)
	e.keyring.Sessions = append(e.keyring.Sessions, heldSession{Hash: s.hash, Opened: day, Own: d.Own})
	e.cookie = base64.RawURLEncoding.EncodeToString(secret)
	return nil
}

// Sessions lists the sessions of her account that are alive, the oldest first.
func (a *Accounts) Sessions(ctx context.Context, s *Session) ([]OpenSession, error) {
	k, err := a.keyringOf(ctx, s)
	if err != nil {
		return nil, err
	}
	alive, err := a.living(ctx, a.store.db, k)
	if err != nil {
		return nil, err
	}
	list := make([]OpenSession, len(alive))
	for i, h := range alive {
		day, err := time.Parse(time.DateOnly, h.Opened)
		if err != nil {
			return nil, fmt.Errorf("reading a keyring: %w", err)
		}
		list[i] = OpenSession{hex.EncodeToString(h.Hash), day, Device{h.Own}, bytes.Equal(h.Hash, s.hash)}
	}
	return list, nil
}

// keyringOf reads the keyring of a session.
func (a *Accounts) keyringOf(ctx context.Context, s *Session) (*keyring, error) {
	sealed, err := a.store.keyring(ctx, keyringID(s.key))
	if err != nil {
		return nil, err
	}
	return a.openKeyring(s.key, sealed)
}

// End ends a session: from now on its cookie and tickets fail, and its sockets close within half a second. It is no
// error when it had ended already.
func (a *Accounts) End(ctx context.Context, s *Session) error {
	return a.end(ctx, [][]byte{s.hash})
}

// EndOther ends another of her own sessions, named by its hash. NotFound when it isn't hers or has ended.
func (a *Accounts) EndOther(ctx context.Context, s *Session, hash string) error {
	open, err := a.Sessions(ctx, s)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(open, func(o OpenSession) bool { return o.Hash == hash }) {
		return errNoOther
	}
	return a.end(ctx, [][]byte{decodeHash(hash)})
}

func (a *Accounts) end(ctx context.Context, hashes [][]byte) error {
	tx, err := a.store.streams.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := a.store.endSessions(ctx, tx, hashes); err != nil {
		return err
	}
	return tx.Commit()
}

// channelOf is where the sockets of a session hear of its end.
func channelOf(hash []byte) stream.Channel {
	return stream.Channel("session/" + hex.EncodeToString(hash))
}

// IdleLimit is how long the session lasts without a sign of her.
func (s *Session) IdleLimit() time.Duration {
	return payload{Own: s.Device.Own, Tab: s.tab}.idleLimit()
}
