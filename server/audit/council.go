package audit

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// CouncilName is how the survivor council signs.
const CouncilName = "council"

// NewCouncilKey makes the council's key: what stays with her who signs, and what the operator gives the server.
func NewCouncilKey() (secret, public string, err error) {
	return note.GenerateKey(rand.Reader, CouncilName)
}

// What the council and the operator are refused, in words for them.
var (
	ErrNoCouncil = errors.New("the council has no key yet")
	ErrNone      = errors.New("there is no checkpoint yet: the first one is made when the server runs")
	errNotKey    = errors.New("this is no public key of a council")
	errNotSigned = errors.New("the council's signature isn't under it, or isn't right")
)

// Unfit says that what was handed in isn't what the council signed, or that there is no key of hers to check it with: Take refused it.
func Unfit(err error) bool {
	return errors.Is(err, errNotSigned) || errors.Is(err, errNoCheckpoint) || errors.Is(err, ErrNoCouncil)
}

// Council is the public key with which the council co-signs, and since which day it does; ErrNoCouncil without one.
func (l *Log) Council(ctx context.Context) (public string, since time.Time, err error) {
	keys, err := readKeys(ctx, l.db, keyCouncil)
	if err != nil {
		return "", since, fmt.Errorf("reading the council's key: %w", err)
	}
	if len(keys) == 0 {
		return "", since, ErrNoCouncil
	}
	return keys[0].Subject, keys[0].Day, nil
}

// SetCouncil takes a key for the council's, in place of the one before. It is recorded: a key that was put in another's place is
// seen on the page of the record, by its number and day.
func (l *Log) SetCouncil(ctx context.Context, public string) error {
	public = strings.TrimSpace(public)
	if v, err := note.NewVerifier(public); err != nil || v.Name() != CouncilName {
		return errNotKey
	}
	tx, err := l.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("taking the council's key: %w", err)
	}
	defer tx.Rollback()
	if err := l.append(ctx, tx, keyCouncil, public); err != nil {
		return err
	}
	return tx.Commit()
}

// Newest is the newest checkpoint, and the newest that the council has co-signed: either is the zero value while there is none.
func (l *Log) Newest(ctx context.Context) (newest, cosigned Checkpoint, err error) {
	if newest, err = readNewest(ctx, l.db); err == nil || errors.Is(err, sql.ErrNoRows) {
		cosigned, err = readNewestCosigned(ctx, l.db)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return newest, cosigned, fmt.Errorf("reading the newest checkpoint: %w", err)
	}
	return newest, cosigned, nil
}

// Asked is what the council is asked to co-sign: the newest checkpoint, and before it a proof that it holds all that was in the
// last one that she co-signed, in the form of C2SP's tlog-witness. ErrNone while there is none.
func (l *Log) Asked(ctx context.Context) (string, error) {
	newest, last, err := l.Newest(ctx)
	if err != nil {
		return "", err
	}
	if newest.Size == 0 {
		return "", ErrNone
	}
	var asked strings.Builder
	fmt.Fprintf(&asked, "old %d\n", last.Size)
	if last.Size > 0 {
		proof, err := tlog.ProveTree(newest.Size, last.Size, hashes{ctx, l.db, House})
		if err != nil {
			return "", fmt.Errorf("proving that the record has only grown: %w", err)
		}
		for _, hash := range proof {
			fmt.Fprintln(&asked, hash)
		}
	}
	return asked.String() + "\n" + newest.Note, nil
}

// Cosign signs what Asked gave, with the council's secret, away from the server. seen is what she last signed, "" at first: a
// checkpoint that doesn't hold all that was in that one is refused. What it returns is handed back, and is seen the next time.
func Cosign(secret, seen, asked string) (cosigned string, err error) {
	signer, err := note.NewSigner(strings.TrimSpace(secret))
	if err != nil || signer.Name() != CouncilName {
		return "", errors.New("this is no key of a council")
	}
	head, signed, _ := strings.Cut(asked, "\n\n")
	lines := strings.Split(head, "\n")
	old, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "old "), 10, 64)
	text, _, whole := strings.Cut(signed, "\n\n")
	if err != nil || !whole {
		return "", errNoCheckpoint
	}
	text += "\n"
	size, root, err := readText(text)
	if err != nil {
		return "", err
	}
	if err := hasGrown(seen, old, lines[1:], size, root); err != nil {
		return "", err
	}
	mine, err := note.Sign(&note.Note{Text: text}, signer)
	if err != nil {
		return "", err
	}
	return signed + strings.TrimPrefix(string(mine), text+"\n"), nil
}

// hasGrown says whether a checkpoint holds all that was in the one that was seen.
func hasGrown(seen string, old int64, lines []string, size int64, root tlog.Hash) error {
	if seen == "" {
		return nil
	}
	text, _, _ := strings.Cut(seen, "\n\n")
	last, before, err := readText(text + "\n")
	if err != nil {
		return fmt.Errorf("what was signed last can't be read: %w", err)
	}
	if last == size && before == root {
		return nil
	}
	if last != old {
		return fmt.Errorf("this builds on size %d, and what you signed last had %d: hand that in first, and ask again", old, last)
	}
	var proof tlog.TreeProof
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return errNoCheckpoint
		}
		proof = append(proof, hash)
	}
	if tlog.CheckTree(proof, size, root, last, before) != nil {
		return fmt.Errorf("%w: it doesn't hold all that was in the record when you signed last. Don't sign it, and tell the others", ErrBroken)
	}
	return nil
}

// Take takes a checkpoint that the council has co-signed. Whoever has one may hand it in, any number of times.
func (l *Log) Take(ctx context.Context, cosignedNote string) error {
	public, _, err := l.Council(ctx)
	if err != nil {
		return err
	}
	council, err := note.NewVerifier(public)
	if err != nil {
		return fmt.Errorf("reading the council's key: %w", err)
	}
	cosignedNote = strings.TrimSpace(strings.ReplaceAll(cosignedNote, "\r", "")) + "\n"
	opened, err := note.Open([]byte(cosignedNote), note.VerifierList(council))
	if err != nil {
		return errNotSigned
	}
	size, _, err := readText(opened.Text)
	if err != nil {
		return err
	}
	made, err := readCheckpoint(ctx, l.db, size)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !strings.HasPrefix(made.Note, opened.Text+"\n") {
		return errNoCheckpoint
	}
	if err != nil {
		return fmt.Errorf("reading the checkpoint of size %d: %w", size, err)
	}
	return l.keep(ctx, made, opened, council)
}

// keep keeps the council's signature with the server's, and records that it is there.
func (l *Log) keep(ctx context.Context, made Checkpoint, opened *note.Note, council note.Verifier) error {
	tx, err := l.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("taking what the council signed: %w", err)
	}
	defer tx.Rollback()
	with := made.Note + "— " + opened.Sigs[0].Name + " " + opened.Sigs[0].Base64 + "\n"
	fresh, err := updateCosigned(ctx, tx, made.Size, with, l.today())
	if err != nil {
		return fmt.Errorf("taking what the council signed: %w", err)
	}
	if !fresh {
		return nil
	}
	if err := l.append(ctx, tx, cosigned, fmt.Sprintf("%d %s", made.Size, keyNumber(council))); err != nil {
		return err
	}
	return tx.Commit()
}

// keyNumber is what a key is told apart by.
func keyNumber(v note.Verifier) string { return fmt.Sprintf("%s+%08x", v.Name(), v.KeyHash()) }
