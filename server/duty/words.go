package duty

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/inbox"
	"tinig/server/keyfiles"
	"tinig/server/networks"
)

// SaidLength is the most characters of what one of the two writes at once, and saidAtMost how much they write.
const (
	SaidLength = 1000
	saidAtMost = 200
)

// Said is what one of the two wrote.
type Said struct {
	Number int       `db:"number"`
	ByLead bool      `db:"by_lead"`
	On     time.Time `db:"said_on"`
	Sealed []byte    `db:"sealed"`
	Body   string    `db:"-"`
}

// Say writes to her whose alert the lead has taken; with an empty id it is she who writes about her own, taken or not. Sending with the same
// one-time number again is no harm.
func (d *Duty) Say(ctx context.Context, a networks.Actor, id, once, body string) error {
	body = strings.TrimSpace(strings.ReplaceAll(body, "\r\n", "\n"))
	if body == "" || utf8.RuneCountInString(body) > SaidLength {
		return locales.Refuse(locales.Invalid, "duty.words_length", "Most", SaidLength)
	}
	tx, err := d.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("writing in alert %s: %w", id, err)
	}
	defer tx.Rollback()
	alert, err := d.lockFor(ctx, tx, a, id)
	if err != nil {
		return err
	}
	if err := d.say(ctx, tx, alert, once, Said{ByLead: id != "", On: d.today(), Body: body}); err != nil {
		return wrap(err, "writing in alert", alert.ID)
	}
	to := inbox.Notice{Network: a.Network, Member: alert.Member, Kind: inbox.Person, Day: d.today()}
	if id == "" {
		to.Member, to.Kind = alert.TakenBy, inbox.Alert
	}
	told := []inbox.Notice{to}
	if to.Member == "" {
		told = nil
	}
	if err := d.tell(ctx, tx, a.Network, told...); err != nil {
		return err
	}
	return tx.Commit()
}

// lockFor holds the alert that the actor may write in: one that she has taken, or her own.
func (d *Duty) lockFor(ctx context.Context, tx *stream.Tx, a networks.Actor, id string) (alert Alert, err error) {
	if id == "" {
		if err := networks.Allow(a, networks.AskForPerson, nil); err != nil {
			return alert, err
		}
		alert, err = lockOpen(ctx, tx.Tx, a.Network, a.Member)
	} else {
		if err := networks.Allow(a, networks.StandBy, nil); err != nil {
			return alert, err
		}
		alert, err = lockAlert(ctx, tx.Tx, a.Network, id)
	}
	if errors.Is(err, errNoRow) || err == nil && id != "" && alert.TakenBy != a.Member {
		return alert, errNotThere
	}
	if err != nil {
		return alert, fmt.Errorf("reading alert %s: %w", id, err)
	}
	return alert, nil
}

func (d *Duty) say(ctx context.Context, tx *stream.Tx, alert Alert, once string, said Said) error {
	key, err := aeadOf(d.Keys.Make(alert.ID))
	if err != nil {
		return err
	}
	last, err := lastSaid(ctx, tx.Tx, alert)
	if err != nil {
		return err
	}
	if said.Number = last + 1; said.Number > saidAtMost {
		return locales.Refuse(locales.TooMany, "duty.words_many")
	}
	said.Sealed = seal(key, placeOf(alert, said), said.Body)
	return insertSaid(ctx, tx.Tx, alert, said, once)
}

// words are what the two have written, the oldest first. Those whose key is gone are gone.
func (d *Duty) words(ctx context.Context, alert Alert) ([]Said, error) {
	words, err := readSaid(ctx, d.db, alert)
	if err != nil || len(words) == 0 {
		return nil, wrap(err, "reading what was written in alert", alert.ID)
	}
	key, err := aeadOf(d.Keys.Read(alert.ID))
	if errors.Is(err, keyfiles.ErrNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for i, said := range words {
		if words[i].Body, err = open(key, placeOf(alert, said), said.Sealed); err != nil {
			return nil, err
		}
	}
	return words, nil
}

// destroyKey makes what was written unreadable, in yesterday's backup too.
func (d *Duty) destroyKey(id string) error {
	if err := d.Keys.Destroy(id); err != nil {
		return fmt.Errorf("destroying the key of alert %s: %w", id, err)
	}
	return nil
}

func aeadOf(key []byte, err error) (cipher.AEAD, error) {
	if err != nil {
		return nil, fmt.Errorf("reading an alert's key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// placeOf binds what is sealed to its row.
func placeOf(alert Alert, said Said) string {
	return fmt.Sprintf("alert %s %s %d %t", alert.Network, alert.ID, said.Number, said.ByLead)
}

// smallest is the least length that words are padded to; above it the lengths double.
const smallest = 256

func seal(key cipher.AEAD, place, body string) []byte {
	size := smallest
	for size < len(body) {
		size *= 2
	}
	plain := append([]byte(body), make([]byte, size-len(body))...)
	nonce := make([]byte, key.NonceSize())
	rand.Read(nonce)
	return key.Seal(nonce, nonce, plain, []byte(place))
}

func open(key cipher.AEAD, place string, sealed []byte) (string, error) {
	if len(sealed) < key.NonceSize() {
		return "", errors.New("what is sealed is too short")
	}
	plain, err := key.Open(nil, sealed[:key.NonceSize()], sealed[key.NonceSize():], []byte(place))
	if err != nil {
		return "", fmt.Errorf("opening what is sealed: %w", err)
	}
	return strings.TrimRight(string(plain), "\x00"), nil
}
