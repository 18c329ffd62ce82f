package audit

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Against is what the record is held against besides itself. Whoever rewrites the database can rewrite what it says of the
// council's key; so whoever checks brings what she has from elsewhere.
type Against struct {
	Networks []string // that must have a log
	Council  string   // the council's public key; "" is the one that the record names
	Kept     []string // checkpoints that the council kept when she co-signed them
}

// Report is what was found to hold.
type Report struct {
	Networks    int
	Records     int64
	Emptied     int64
	Checkpoints int
	Cosigned    int
	Kept        int
	Newest      time.Time // the day of the newest checkpoint that the council co-signed
	Council     string    // the number of her key
}

// String is the report in one line.
func (r Report) String() string {
	line := fmt.Sprintf("the record holds: records %d, emptied %d, networks %d, checkpoints %d, kept elsewhere %d", r.Records, r.Emptied, r.Networks, r.Checkpoints, r.Kept)
	if r.Cosigned == 0 {
		return line + ", co-signed 0: whoever holds the server's key could have rewritten it"
	}
	return line + fmt.Sprintf(", co-signed %d (by %s, the newest of %s)", r.Cosigned, r.Council, r.Newest.Format(time.DateOnly))
}

// whole is one verification of everything.
type whole struct {
	ctx         context.Context
	tx          *sqlx.Tx
	report      Report
	checkpoints map[int64]Checkpoint
	roots       map[int64]tlog.Hash // the House's, at the sizes that are asked for
	days        map[int64]time.Time
	marks       map[string][]mark
	claims      map[int64]string // what a checkpoint's note hashes to
	signed      map[int64]bool   // said to be co-signed
	keys        []note.Verifier  // of the server, as recorded
	councils    []note.Verifier
}

// VerifyAll checks everything at one moment: every log by itself; every mark against its log; every checkpoint against the
// House's log, so that each holds all that was in those before it; the signatures; and what it is held against. It returns
// ErrBroken with what was found first.
func VerifyAll(ctx context.Context, db *sqlx.DB, against Against) (Report, error) {
	tx, err := snapshot(ctx, db)
	if err != nil {
		return Report{}, err
	}
	defer tx.Rollback()
	w := &whole{ctx: ctx, tx: tx, checkpoints: map[int64]Checkpoint{}, roots: map[int64]tlog.Hash{}, days: map[int64]time.Time{},
		marks: map[string][]mark{}, claims: map[int64]string{}, signed: map[int64]bool{}}
	for _, step := range []func(Against) error{w.readCheckpoints, w.walkHouse, w.checkCheckpoints, w.checkKept, w.walkNetworks} {
		if err := step(against); err != nil {
			return w.report, err
		}
	}
	return w.report, nil
}

// readCheckpoints notes at which sizes the House's root is asked for.
func (w *whole) readCheckpoints(against Against) error {
	for after := int64(0); ; {
		some, err := readCheckpoints(w.ctx, w.tx, after)
		if err != nil {
			return fmt.Errorf("reading the checkpoints: %w", err)
		}
		if len(some) == 0 {
			break
		}
		for _, c := range some {
			w.checkpoints[c.Size], w.roots[c.Size] = c, tlog.Hash{}
			after = c.Size
		}
	}
	for _, kept := range against.Kept {
		text, _, _ := strings.Cut(kept, "\n\n")
		size, _, err := readText(text + "\n")
		if err != nil {
			return err
		}
		w.roots[size] = tlog.Hash{}
	}
	return nil
}

// walkHouse checks the House's log and takes from it what it says: keys, marks, and what became of checkpoints.
func (w *whole) walkHouse(Against) error {
	t, err := walk(w.ctx, w.tx, House, func(r row, t tree) error {
		if _, asked := w.roots[t.size]; asked {
			root, err := t.root()
			if err != nil {
				return err
			}
			w.roots[t.size], w.days[t.size] = root, r.Day
		}
		if r.empty() {
			w.report.Emptied++
			return nil
		}
		return w.hear(r)
	})
	w.report.Records = t.size
	return err
}

// hear takes what a record of the House says.
func (w *whole) hear(r row) error {
	first, rest, _ := strings.Cut(r.Subject, " ")
	size, _ := strconv.ParseInt(first, 10, 64)
	switch r.Act {
	case keyServer, keyCouncil:
		v, err := note.NewVerifier(r.Subject)
		if err != nil {
			return fmt.Errorf("%w: the key in record %d of the server's log is damaged", ErrBroken, r.Seq)
		}
		if r.Act == keyServer {
			w.keys = append(w.keys, v)
		} else {
			w.councils = append(w.councils, v)
		}
	case marked:
		m, err := readMarked(r.Subject)
		if err != nil {
			return err
		}
		w.marks[m.network] = append(w.marks[m.network], m)
	case checkpointMade:
		w.claims[size] = rest
	case cosigned:
		w.signed[size] = true
	}
	return nil
}

// checkCheckpoints holds each against the log, and looks for those that are missing.
func (w *whole) checkCheckpoints(against Against) error {
	if against.Council != "" {
		v, err := note.NewVerifier(strings.TrimSpace(against.Council))
		if err != nil || v.Name() != CouncilName {
			return errNotKey
		}
		w.councils = []note.Verifier{v}
	}
	if len(w.councils) > 0 {
		w.report.Council = keyNumber(w.councils[len(w.councils)-1])
	}
	for _, size := range slices.Sorted(maps.Keys(w.checkpoints)) {
		if err := w.checkCheckpoint(w.checkpoints[size], against.Council != ""); err != nil {
			return err
		}
	}
	for size, hash := range w.claims {
		if c, there := w.checkpoints[size]; !there || digest(c.Note) != hash {
			return fmt.Errorf("%w: the checkpoint of size %d was changed or removed", ErrBroken, size)
		}
	}
	for size := range w.signed {
		if w.checkpoints[size].Cosigned == "" {
			return fmt.Errorf("%w: the council's signature under the checkpoint of size %d was removed", ErrBroken, size)
		}
	}
	return nil
}

// checkCheckpoint checks one. One that is co-signed by another key than the pinned one counts as not co-signed.
func (w *whole) checkCheckpoint(c Checkpoint, pinned bool) error {
	opened, err := note.Open([]byte(c.Note), note.VerifierList(w.keys...))
	if err != nil {
		return fmt.Errorf("%w: the checkpoint of %s is not signed by the server", ErrBroken, c.Day.Format(time.DateOnly))
	}
	if opened.Text != signedText(c.Size, w.roots[c.Size], c.Day) || w.days[c.Size].IsZero() {
		return fmt.Errorf("%w: the record is not the one of which the checkpoint of %s was made", ErrBroken, c.Day.Format(time.DateOnly))
	}
	w.report.Checkpoints++
	if c.Cosigned == "" {
		return nil
	}
	both, err := note.Open([]byte(c.Cosigned), note.VerifierList(w.councils...))
	if err != nil && pinned {
		return nil
	}
	if err != nil || both.Text != opened.Text {
		return fmt.Errorf("%w: the checkpoint of %s is not signed by the council", ErrBroken, c.Day.Format(time.DateOnly))
	}
	w.report.Cosigned++
	w.report.Newest = c.Day
	return nil
}

// checkKept holds the log against what the council kept.
func (w *whole) checkKept(against Against) error {
	for _, kept := range against.Kept {
		opened, err := note.Open([]byte(kept), note.VerifierList(w.councils...))
		if err != nil {
			return fmt.Errorf("%w: what was kept is not signed by the council's key %s", ErrBroken, w.report.Council)
		}
		size, root, err := readText(opened.Text)
		if err != nil {
			return err
		}
		if w.roots[size] != root {
			return fmt.Errorf("%w: the record is not the one of which the kept checkpoint of size %d was made", ErrBroken, size)
		}
		w.report.Kept++
	}
	return nil
}

// walkNetworks checks the log of every network that has one, was marked, or must have one.
func (w *whole) walkNetworks(against Against) error {
	all := map[string]bool{}
	for after := House; ; {
		heads, err := readHeads(w.ctx, w.tx, after)
		if err != nil {
			return fmt.Errorf("reading the ends of the logs: %w", err)
		}
		if len(heads) == 0 {
			break
		}
		for _, h := range heads {
			all[h.Network] = true
			after = h.Network
		}
	}
	for network := range w.marks {
		all[network] = true
	}
	for _, network := range against.Networks {
		all[network] = true
	}
	for _, network := range slices.Sorted(maps.Keys(all)) {
		if err := w.walkNetwork(network); err != nil {
			return err
		}
	}
	return nil
}

// walkNetwork checks one log, and that it is the one that was marked each day.
func (w *whole) walkNetwork(network string) error {
	marks := map[int64]tlog.Hash{}
	for _, m := range w.marks[network] {
		if before, twice := marks[m.size]; twice && before != m.root {
			return fmt.Errorf("%w: the log of network %s was marked twice at size %d, and differs", ErrBroken, network, m.size)
		}
		marks[m.size] = m.root
	}
	t, err := walk(w.ctx, w.tx, network, func(r row, t tree) error {
		if r.empty() {
			w.report.Emptied++
		}
		want, asked := marks[t.size]
		if !asked {
			return nil
		}
		delete(marks, t.size)
		if root, err := t.root(); err != nil || root != want {
			return fmt.Errorf("%w: the log of network %s is not the one that was signed, up to record %d", ErrBroken, network, t.size)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(marks) > 0 || t.size == 0 {
		return fmt.Errorf("%w: the log of network %s ends at %d, before what was signed", ErrBroken, network, t.size)
	}
	w.report.Networks++
	w.report.Records += t.size
	return nil
}
