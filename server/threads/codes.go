package threads

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/envelopes"
	"tinig/server/networks"
)

// signs are what codes are made of: none is taken for another. codeLength is how many a code has, and codeDays how many days it counts
// after the one on which it was made.
const (
	signs      = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
	codeLength = 8
	codeDays   = 1
)

// Code is a short code of a member's, to be given to another one, and the last day on which it counts.
type Code struct {
	Text   string
	EndsOn time.Time
}

// codeRow is a row of thread_codes.
type codeRow struct {
	Salt   []byte    `db:"salt"`
	Code   []byte    `db:"code"`
	EndsOn time.Time `db:"ends_on"`
}

// entry is a code that a member has entered.
type entry struct {
	Network   string    `db:"network_id"`
	Member    string    `db:"member_id"`
	Code      []byte    `db:"code"`
	Guarded   bool      `db:"guarded"`
	EnteredOn time.Time `db:"entered_on"`
}

// textOf is the code that the actor's keyring makes of a salt, as "AB3D-EF4G".
func textOf(s Sealer, salt []byte) string {
	text := make([]byte, 0, codeLength)
	for n := byte(0); len(text) < codeLength; n++ {
		for _, b := range s.Name("code " + hex.EncodeToString(append(salt[:len(salt):len(salt)], n))) {
			if most := 256 - 256%len(signs); int(b) < most && len(text) < codeLength {
				text = append(text, signs[int(b)%len(signs)])
			}
		}
	}
	return string(text[:4]) + "-" + string(text[4:])
}

// typedCode is what somebody typed without what phones put between and around it; false for what can't be a code.
func typedCode(typed string) (string, bool) {
	text := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -–—.\t\u00a0\u200e\u200f", r) {
			return -1
		}
		return r
	}, strings.ToUpper(typed))
	if len(text) != codeLength || strings.Trim(text, signs) != "" {
		return "", false
	}
	return text[:4] + "-" + text[4:], true
}

// kept is a code as it stands in the tables.
func (t *Threads) kept(network, code string) []byte {
	h := hmac.New(sha256.New, t.secret)
	h.Write([]byte("thread code " + network + " " + code))
	return h.Sum(nil)
}

// Mine is the actor's code that counts now; its text is "" when she has none.
func (t *Threads) Mine(ctx context.Context, a networks.Actor, s Sealer) (Code, error) {
	row, err := readCode(ctx, t.db, a, t.today())
	if errors.Is(err, errNoRow) {
		return Code{}, nil
	}
	if err != nil {
		return Code{}, fmt.Errorf("reading the code of %s: %w", a.Member, err)
	}
	text := textOf(s, row.Salt)
	if !bytes.Equal(t.kept(a.Network, text), row.Code) { // of the keyring that she had before
		return Code{}, nil
	}
	return Code{text, row.EndsOn}, nil
}

// Make gives the actor a new code; an earlier one counts no more.
func (t *Threads) Make(ctx context.Context, a networks.Actor, s Sealer) error {
	if err := networks.Allow(a, networks.OpenPrivate, nil); err != nil {
		return err
	}
	if err := t.ready(ctx, t.db, a, s); err != nil {
		return err
	}
	row := codeRow{Salt: make([]byte, 16), EndsOn: t.today().AddDate(0, 0, codeDays)}
	rand.Read(row.Salt)
	row.Code = t.kept(a.Network, textOf(s, row.Salt))
	if err := upsertCode(ctx, t.db, a, row); err != nil {
		return fmt.Errorf("keeping the code of %s: %w", a.Member, err)
	}
	return nil
}

// ready lets a thread's key be sealed to the actor.
func (t *Threads) ready(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, s Sealer) error {
	key, err := envelopes.KeyOf(s.Name("key"))
	if err != nil {
		return err
	}
	if err := upsertKey(ctx, db, a, key.Public()); err != nil {
		return fmt.Errorf("keeping the key of %s: %w", a.Member, err)
	}
	return nil
}

// Enter keeps a code that the actor has entered; guarded says that two of the staff are to be in the thread. When whose code it is has
// entered hers in the same way, and nothing stands against it, their thread begins. What it comes to is told by the list of her threads
// alone.
func (t *Threads) Enter(ctx context.Context, a networks.Actor, s Sealer, typed string, guarded bool) error {
	if err := networks.Allow(a, networks.OpenPrivate, nil); err != nil {
		return err
	}
	code, is := typedCode(typed)
	if !is {
		return locales.Refuse(locales.Invalid, "private.code_form", "Length", codeLength)
	}
	tx, err := t.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("entering a code: %w", err)
	}
	defer tx.Rollback()
	if err := lockCodes(ctx, tx.Tx, a.Network); err != nil { // two who enter at once find each other
		return fmt.Errorf("entering a code: %w", err)
	}
	today, err := countEntered(ctx, tx.Tx, a, t.today())
	if err != nil {
		return fmt.Errorf("entering a code: %w", err)
	}
	if today >= enteredAtMost {
		return locales.Refuse(locales.TooMany, "private.entered_many", "Most", enteredAtMost)
	}
	if err := t.ready(ctx, tx.Tx, a, s); err != nil {
		return err
	}
	e := entry{Network: a.Network, Member: a.Member, Code: t.kept(a.Network, code), Guarded: guarded, EnteredOn: t.today()}
	if err := upsertEntry(ctx, tx.Tx, e); err != nil {
		return fmt.Errorf("entering a code: %w", err)
	}
	other, meet, err := t.meets(ctx, tx, a, e)
	if err != nil {
		return fmt.Errorf("entering a code: %w", err)
	}
	if meet {
		if err := t.begin(ctx, tx, a, other, guarded); err != nil {
			return fmt.Errorf("beginning a thread: %w", err)
		}
	}
	return tx.Commit()
}

// meets says whose code it is, and whether a thread begins with her. All is asked whatever was answered before: of a code that is nobody's,
// of the actor herself.
func (t *Threads) meets(ctx context.Context, tx *stream.Tx, a networks.Actor, e entry) (other string, meet bool, err error) {
	owner, err := readOwner(ctx, tx.Tx, e, t.today())
	if err != nil && !errors.Is(err, errNoRow) {
		return "", false, err
	}
	other = owner
	if owner == "" {
		other = a.Member
	}
	entered, err := readEntered(ctx, tx.Tx, a, other, e.Guarded, t.today())
	if err != nil {
		return "", false, err
	}
	together, err := readTogether(ctx, tx.Tx, a, other)
	if err != nil {
		return "", false, err
	}
	her, err := t.networks.Follow(ctx, a.Network, other)
	if err != nil && !locales.IsKind(err, locales.NotFound) {
		return "", false, err
	}
	fits := suit(a, her, e.Guarded)
	return other, owner != "" && owner != a.Member && entered && !together && fits, nil
}

// suit says whether nothing stands against a thread of two members.
func suit(a, b networks.Actor, guarded bool) bool {
	grown := a.Band == networks.Adult && b.Band == networks.Adult
	apart := slices.Contains(a.Parted, b.Member) || slices.Contains(b.Parted, a.Member)
	return networks.Allow(b, networks.OpenPrivate, nil) == nil && !apart && (grown || guarded)
}

// begin makes a thread of two; it is open unless staff must come in first, who are told.
func (t *Threads) begin(ctx context.Context, tx *stream.Tx, a networks.Actor, other string, guarded bool) error {
	thread := Thread{Network: a.Network, ID: uuid.NewString(), Guarded: guarded, BegunOn: t.today()}
	if err := insertThread(ctx, tx.Tx, thread); err != nil {
		return err
	}
	for _, member := range []string{a.Member, other} {
		if err := insertSeat(ctx, tx.Tx, thread, Seat{Member: member}); err != nil {
			return err
		}
	}
	if err := deleteEntries(ctx, tx.Tx, a, other); err != nil {
		return err
	}
	return t.openOrAsk(ctx, tx, thread, []string{a.Member, other})
}

// Entered are the days on which the actor has entered codes that have led to nothing yet, the newest first.
func (t *Threads) Entered(ctx context.Context, a networks.Actor) ([]time.Time, error) {
	days, err := readEnteredDays(ctx, t.db, a, t.today().AddDate(0, 0, -waitDays))
	if err != nil {
		return nil, fmt.Errorf("reading what %s has entered: %w", a.Member, err)
	}
	return days, nil
}
