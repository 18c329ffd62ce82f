package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// ConcerningAtOnce is how many acts Concerning lists at once.
const ConcerningAtOnce = 20

// Standing is how far an act can be proved.
type Standing string

// An act stands in a checkpoint that the council has co-signed, waits for one, or doesn't stand where it should.
const (
	Proved  Standing = "proved"
	Waiting Standing = "waiting"
	Broken  Standing = "broken"
)

// Proof is an act: what was done, and all that is needed to see that it stands in what the council signed. Who did it is not in it:
// only whether it was the one who asks.
type Proof struct {
	Network  string
	Seq      int64
	Day      time.Time
	Act      Act
	Subject  string
	Own      bool
	Standing Standing
	Signed   time.Time // the day of that checkpoint
	Leaf     string    // the leaf's text
	Key      string    // opens the seal of the subject, and not of the actor
	Path     []string  // to the root of the network's log
	Mark     string    // the leaf in the House's log that holds this root
	MarkKey  string
	Marked   string   // what that leaf seals: network, size and root
	MarkPath []string // to the root of the House's log
	Note     string   // the checkpoint that has this root, with both signatures
}

// Concerning lists, for a member, the acts of some names on some subjects, the newest first, below a number (0 is the newest), each
// proved as far as it can be. A name may end with %, for all that begin so. more says that there are others.
func (l *Log) Concerning(ctx context.Context, network, member string, subjects, names []string, below int64) (proofs []Proof, more bool, err error) {
	if below <= 0 {
		below = 1 << 62
	}
	rows, err := readConcerning(ctx, l.db, network, subjects, names, below)
	if err != nil {
		return nil, false, fmt.Errorf("reading the record of %s: %w", network, err)
	}
	if more = len(rows) > ConcerningAtOnce; more {
		rows = rows[:ConcerningAtOnce]
	}
	until, err := l.until(ctx, network)
	if err != nil {
		return nil, false, err
	}
	for _, r := range rows {
		proof, err := l.prove(ctx, r, until)
		if err != nil {
			return nil, false, err
		}
		proof.Own = r.Actor == member
		proofs = append(proofs, proof)
	}
	return proofs, more, nil
}

// covered is what the newest co-signed checkpoint holds of a network. bad says that it doesn't hold what it should.
type covered struct {
	checkpoint Checkpoint
	mark       mark
	markRow    row
	path       []string // of the mark
	bad        bool
}

// until finds out up to where a network's log is co-signed, and checks it: signatures, the mark, and its path.
func (l *Log) until(ctx context.Context, network string) (c covered, err error) {
	if c.checkpoint, err = readNewestCosigned(ctx, l.db); errors.Is(err, sql.ErrNoRows) {
		return c, nil
	} else if err != nil {
		return c, fmt.Errorf("reading the newest checkpoint: %w", err)
	}
	keys, err := readKeys(ctx, l.db, keyCouncil)
	if err != nil {
		return c, fmt.Errorf("reading the council's keys: %w", err)
	}
	size, root, ok := openBy(keys, c.checkpoint.Cosigned)
	if c.bad = !ok || size != c.checkpoint.Size; c.bad {
		return c, nil
	}
	c.markRow, err = readMark(ctx, l.db, network, size)
	if errors.Is(err, sql.ErrNoRows) {
		return c, nil
	}
	if err != nil {
		return c, fmt.Errorf("reading the mark of %s: %w", network, err)
	}
	c.mark, err = readMarked(c.markRow.Subject)
	if err == nil && c.markRow.opens() {
		c.path, err = l.path(ctx, c.markRow, size, root)
	}
	if c.bad = c.path == nil; errors.Is(err, ErrBroken) {
		c.bad, err = true, nil
	}
	return c, err
}

// openBy reads a checkpoint that one of the council's keys has signed, her newest or one before it.
func openBy(keys []keyRow, signed string) (size int64, root tlog.Hash, ok bool) {
	var known []note.Verifier
	for _, key := range keys {
		if v, err := note.NewVerifier(key.Subject); err == nil {
			known = append(known, v)
		}
	}
	opened, err := note.Open([]byte(signed), note.VerifierList(known...))
	if err != nil {
		return 0, root, false
	}
	size, root, err = readText(opened.Text)
	return size, root, err == nil
}

// path proves that a row's leaf is in the tree of its log with this size and root; ErrBroken when it isn't.
func (l *Log) path(ctx context.Context, r row, size int64, root tlog.Hash) ([]string, error) {
	proof, err := tlog.ProveRecord(size, r.Seq-1, hashes{ctx, l.db, r.Network})
	if err != nil {
		return nil, err
	}
	if tlog.CheckRecord(proof, size, root, r.Seq-1, tlog.RecordHash([]byte(r.leaf()))) != nil {
		return nil, ErrBroken
	}
	path := []string{}
	for _, hash := range proof {
		path = append(path, hash.String())
	}
	return path, nil
}

func (l *Log) prove(ctx context.Context, r row, until covered) (Proof, error) {
	p := Proof{Network: r.Network, Seq: r.Seq, Day: r.Day, Act: r.Act, Subject: r.Subject, Standing: Waiting, Leaf: r.leaf(), Key: key(r.Salt, sealedOn)}
	if until.bad || !r.opens() {
		p.Standing = Broken
		return p, nil
	}
	if r.Seq > until.mark.size {
		return p, nil
	}
	path, err := l.path(ctx, r, until.mark.size, until.mark.root)
	if errors.Is(err, ErrBroken) {
		p.Standing = Broken
		return p, nil
	}
	if err != nil {
		return p, fmt.Errorf("proving record %d of %s: %w", r.Seq, r.Network, err)
	}
	p.Standing, p.Signed, p.Path = Proved, until.checkpoint.Day, path
	p.Mark, p.MarkKey, p.Marked, p.MarkPath = until.markRow.leaf(), key(until.markRow.Salt, sealedOn), until.markRow.Subject, until.path
	p.Note = until.checkpoint.Cosigned
	return p, nil
}

// Holds checks a proof by itself, without any database: that the leaf seals the subject, that it is in the network's log, that this
// log is the one marked in the House's, and that this is the one of the checkpoint. Whose signatures the checkpoint has, note says.
func (p Proof) Holds() bool {
	text, _, _ := strings.Cut(p.Note, "\n\n")
	size, root, err := readText(text + "\n")
	if err != nil || !leads(p.MarkPath, size, root, p.Mark) || !strings.HasSuffix(p.Mark, "\non "+seal(sealedOn, p.MarkKey, p.Marked)+"\n") {
		return false
	}
	m, err := readMarked(p.Marked)
	return err == nil && m.network == p.Network && leads(p.Path, m.size, m.root, p.Leaf) &&
		strings.HasSuffix(p.Leaf, "\non "+seal(sealedOn, p.Key, p.Subject)+"\n")
}

// leads says whether a path leads from a leaf to a root.
func leads(path []string, size int64, root tlog.Hash, leaf string) bool {
	var network string
	var number int64
	var proof tlog.RecordProof
	for _, text := range path {
		hash, err := tlog.ParseHash(text)
		if err != nil {
			return false
		}
		proof = append(proof, hash)
	}
	_, err := fmt.Sscanf(leaf, "network %s\nnumber %d\n", &network, &number)
	return err == nil && tlog.CheckRecord(proof, size, root, number-1, tlog.RecordHash([]byte(leaf))) == nil
}
