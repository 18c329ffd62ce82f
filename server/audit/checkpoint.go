package audit

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Log is the record with the server's key, which signs a checkpoint each day.
type Log struct {
	db     *sqlx.DB
	signer note.Signer
	public string
	now    func() time.Time
}

// serverName is how the server signs.
const serverName = "tinig"

// New makes the Log of a server whose key has this seed of 32 bytes, kept outside the database. A nil clock is the machine's.
func New(db *sqlx.DB, seed []byte, now func() time.Time) (*Log, error) {
	if now == nil {
		now = time.Now
	}
	if len(seed) != ed25519.SeedSize {
		return nil, errors.New("the key of the record has another length than a key")
	}
	key := ed25519.NewKeyFromSeed(seed)
	public, err := note.NewEd25519VerifierKey(serverName, key.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, fmt.Errorf("reading the key of the record: %w", err)
	}
	const ed25519Key = 1                    // as note writes it before a key
	parts := strings.SplitN(public, "+", 3) // name, number, and a key that may hold one more
	signer, err := note.NewSigner(strings.Join([]string{"PRIVATE", "KEY", parts[0], parts[1], base64.StdEncoding.EncodeToString(append([]byte{ed25519Key}, seed...))}, "+"))
	if err != nil {
		return nil, fmt.Errorf("reading the key of the record: %w", err)
	}
	return &Log{db: db, signer: signer, public: public, now: now}, nil
}

// Keyless is the Log of whoever has no key of the server: it makes no checkpoint.
func Keyless(db *sqlx.DB) *Log { return &Log{db: db, now: time.Now} }

func (l *Log) today() time.Time { return l.now().UTC().Truncate(24 * time.Hour) }

// The acts of the House's log.
const (
	keyServer      Act = "key.server"          // the server signs with the key that is its subject
	keyCouncil     Act = "key.council"         // the council co-signs with it
	marked         Act = "log.marked"          // network, size and root of its log
	checkpointMade Act = "checkpoint.made"     // size of the checkpoint before, and what its note hashes to
	cosigned       Act = "checkpoint.cosigned" // size, and the name and number of the key
)

// Checkpoint is the House's log as it was on a day. Note is what the server signed; Cosigned the same with the council's
// signature, "" while it has none.
type Checkpoint struct {
	Day        time.Time  `db:"day"`
	Size       int64      `db:"size"`
	Note       string     `db:"note"`
	Cosigned   string     `db:"cosigned"`
	CosignedOn *time.Time `db:"cosigned_on"`
}

// origin is a checkpoint's first line, which says what is signed.
const origin = "tinig record"

// signedText is a checkpoint in words: what the log's size was, its root, and the day.
func signedText(size int64, root tlog.Hash, day time.Time) string {
	return fmt.Sprintf("%s\n%d\n%s\nday %s\n", origin, size, root, day.Format(time.DateOnly))
}

// readText is the other way round.
func readText(text string) (size int64, root tlog.Hash, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 5 || lines[0] != origin {
		return 0, root, errNoCheckpoint
	}
	if size, err = strconv.ParseInt(lines[1], 10, 64); err != nil || size < 1 {
		return 0, root, errNoCheckpoint
	}
	if root, err = tlog.ParseHash(lines[2]); err != nil {
		return 0, root, errNoCheckpoint
	}
	return size, root, nil
}

var errNoCheckpoint = errors.New("this is no checkpoint of the record")

// Checkpoint makes today's: marks every network's log in the House's, and signs that. The day's is made once.
func (l *Log) Checkpoint(ctx context.Context) error {
	if l.signer == nil {
		return errors.New("a checkpoint can't be made without the server's key")
	}
	newest, err := readNewest(ctx, l.db)
	if err == nil && !newest.Day.Before(l.today()) {
		return nil
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("reading the newest checkpoint: %w", err)
	}
	tx, err := l.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("making a checkpoint: %w", err)
	}
	defer tx.Rollback()
	if err := l.useKey(ctx, tx); err != nil {
		return err
	}
	if newest.Size > 0 {
		if err := l.append(ctx, tx, checkpointMade, fmt.Sprintf("%d %s", newest.Size, digest(newest.Note))); err != nil {
			return err
		}
	}
	if err := l.markAll(ctx, tx); err != nil {
		return err
	}
	if err := l.sign(ctx, tx); err != nil {
		return fmt.Errorf("making a checkpoint: %w", err)
	}
	return tx.Commit()
}

func (l *Log) append(ctx context.Context, tx *sqlx.Tx, act Act, subject string) error {
	return Append(ctx, tx, Record{Network: House, Actor: system, Act: act, Subject: subject, Day: l.today()})
}

func digest(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text))) }

// useKey records the server's key when it is another than before.
func (l *Log) useKey(ctx context.Context, tx *sqlx.Tx) error {
	keys, err := readKeys(ctx, tx, keyServer)
	if err != nil {
		return fmt.Errorf("reading the server's key: %w", err)
	}
	if len(keys) > 0 && keys[0].Subject == l.public {
		return nil
	}
	return l.append(ctx, tx, keyServer, l.public)
}

// markAll marks every network's log as it is: what is committed by now.
func (l *Log) markAll(ctx context.Context, tx *sqlx.Tx) error {
	for after := House; ; {
		heads, err := readHeads(ctx, tx, after)
		if err != nil {
			return fmt.Errorf("marking the logs: %w", err)
		}
		if len(heads) == 0 {
			return nil
		}
		for _, h := range heads {
			t, err := h.tree()
			if err != nil {
				return err
			}
			root, err := t.root()
			if err != nil {
				return err
			}
			if err := l.append(ctx, tx, marked, mark{h.Network, h.Size, root}.String()); err != nil {
				return err
			}
			after = h.Network
		}
	}
}

// sign signs the House's log as it is in tx.
func (l *Log) sign(ctx context.Context, tx *sqlx.Tx) error {
	h, err := readHead(ctx, tx, House)
	if err != nil {
		return err
	}
	t, err := h.tree()
	if err != nil {
		return err
	}
	root, err := t.root()
	if err != nil {
		return err
	}
	signed, err := note.Sign(&note.Note{Text: signedText(t.size, root, l.today())}, l.signer)
	if err != nil {
		return err
	}
	return insertCheckpoint(ctx, tx, Checkpoint{Day: l.today(), Size: t.size, Note: string(signed)})
}

// mark is a network's log as it was when a checkpoint was made.
type mark struct {
	network string
	size    int64
	root    tlog.Hash
}

func (m mark) String() string { return fmt.Sprintf("%s %d %s", m.network, m.size, m.root) }

func readMarked(subject string) (m mark, err error) {
	parts := strings.Split(subject, " ")
	if len(parts) != 3 {
		return m, fmt.Errorf("%w: a mark is damaged", ErrBroken)
	}
	m.network = parts[0]
	if m.size, err = strconv.ParseInt(parts[1], 10, 64); err == nil {
		m.root, err = tlog.ParseHash(parts[2])
	}
	if err != nil {
		return m, fmt.Errorf("%w: a mark is damaged", ErrBroken)
	}
	return m, nil
}
