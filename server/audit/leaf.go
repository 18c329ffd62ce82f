package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// row is a record as its table keeps it, with its leaf.
type row struct {
	Record
	Salt        []byte `db:"salt"`
	ActorSeal   []byte `db:"actor_seal"`
	SubjectSeal []byte `db:"subject_seal"`
	Hashes      []byte `db:"hashes"` // of the leaf and of the nodes that it completes, upwards
}

// The kinds of seals.
const (
	sealedBy = "by"
	sealedOn = "on"
)

// leaf is the text that the log holds of a record. PostgreSQL's audit_append writes the same; this one reads.
func (r row) leaf() string {
	return fmt.Sprintf("network %s\nnumber %d\nday %s\nact %s\nby %x\non %x\n", r.Network, r.Seq, r.Day.Format(time.DateOnly), r.Act, r.ActorSeal, r.SubjectSeal)
}

// empty says that the record was erased.
func (r row) empty() bool { return len(r.Salt) == 0 && r.Actor == "" && r.Subject == "" }

// opens says whether actor and subject are those that the leaf seals.
func (r row) opens() bool {
	return seal(sealedBy, key(r.Salt, sealedBy), r.Actor) == hex.EncodeToString(r.ActorSeal) &&
		seal(sealedOn, key(r.Salt, sealedOn), r.Subject) == hex.EncodeToString(r.SubjectSeal)
}

// key is what a value of one kind is sealed under. Shown to somebody it opens that value, and not the other.
func key(salt []byte, kind string) string {
	sum := sha256.Sum256(append(append([]byte{}, salt...), kind...))
	return hex.EncodeToString(sum[:])
}

// seal is what a leaf says of a value.
func seal(kind, key, value string) string {
	sum := sha256.Sum256([]byte(kind + "\n" + key + "\n" + value + "\n"))
	return hex.EncodeToString(sum[:])
}

// tree is a log as far as it was read: how many leaves it has, and the roots of its complete subtrees, the largest first.
type tree struct {
	size  int64
	peaks []tlog.Hash
}

// ReadHashes reads what tlog asks for when a leaf comes, and for the root: always the last of the peaks.
func (t tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	if len(indexes) > len(t.peaks) {
		return nil, ErrBroken
	}
	return t.peaks[len(t.peaks)-len(indexes):], nil
}

// root is the hash of the whole tree.
func (t tree) root() (tlog.Hash, error) { return tlog.TreeHash(t.size, t) }

// grow adds a leaf and returns the hashes that are kept with it.
func (t *tree) grow(leaf string) ([]tlog.Hash, error) {
	hashes, err := tlog.StoredHashes(t.size, []byte(leaf), *t)
	if err != nil {
		return nil, err
	}
	t.peaks = append(t.peaks[:len(t.peaks)-len(hashes)+1:len(t.peaks)-len(hashes)+1], hashes[len(hashes)-1])
	t.size++
	return hashes, nil
}

// head is where a log ends, as its table says.
type head struct {
	Network string `db:"network_id"`
	Size    int64  `db:"size"`
	Peaks   []byte `db:"peaks"`
}

// tree is the head's, broken when it has another number of peaks than its size asks for.
func (h head) tree() (t tree, err error) {
	t.size, t.peaks = h.Size, hashesOf(h.Peaks)
	ones := 0
	for rest := h.Size; rest > 0; rest &= rest - 1 {
		ones++
	}
	if h.Size < 0 || len(h.Peaks)%tlog.HashSize != 0 || len(t.peaks) != ones {
		return t, fmt.Errorf("%w: the end of the log of %s is damaged", ErrBroken, h.Network)
	}
	return t, nil
}

// hashesOf cuts hashes that stand one behind another.
func hashesOf(joined []byte) (hashes []tlog.Hash) {
	for ; len(joined) >= tlog.HashSize; joined = joined[tlog.HashSize:] {
		hashes = append(hashes, tlog.Hash(joined[:tlog.HashSize]))
	}
	return hashes
}

// joined is the other way round.
func joined(hashes []tlog.Hash) (all []byte) {
	for _, h := range hashes {
		all = append(all, h[:]...)
	}
	return all
}
