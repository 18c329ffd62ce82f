package content

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// canonical is a file as it is read and hashed: UTF-8 in its composed form (NFC), lines that end in \n and have nothing
// behind their last word. So an editor's habits change no version.
func canonical(source []byte) []byte {
	source = norm.NFC.Bytes(bytes.TrimPrefix(source, []byte("\ufeff")))
	rows := strings.Split(strings.ReplaceAll(string(source), "\r\n", "\n"), "\n")
	for i, row := range rows {
		rows[i] = strings.TrimRight(row, " \t\r")
	}
	return []byte(strings.TrimRight(strings.Join(rows, "\n"), "\n") + "\n")
}

// hashLength is how many hex digits a translation names its source by: enough to notice a change, and short to read.
const hashLength = 8

// hash is the beginning of the SHA-256 of texts, each of which ends in a byte that none holds.
func hash(texts ...string) string {
	return fullHash(texts...)[:hashLength]
}

func fullHash(texts ...string) string {
	sum := sha256.New()
	for _, text := range texts {
		sum.Write(append([]byte(text), 0))
	}
	return hex.EncodeToString(sum.Sum(nil))
}
