package backups

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"filippo.io/age"
)

// Recipients are those who can open backups, of a file that names one a line (as age1…). None may be in another of the lists: who can open
// the database's backups must not be able to open the keys' ones, too.
func Recipients(path string, others ...string) ([]age.Recipient, error) {
	to, err := readRecipients(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("nobody is named yet who can open these backups: on another machine make a key with age-keygen, and write its public line (age1…) into %s", path)
	}
	if err != nil {
		return nil, err
	}
	for _, other := range others {
		theirs, err := readRecipients(other)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if who := shared(to, theirs); who != "" {
			return nil, fmt.Errorf("%s stands in %s and in %s: whoever has one kind of backup must not open the other, so give each its own", who, path, other)
		}
	}
	return to, nil
}

func readRecipients(path string) ([]age.Recipient, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	to, err := age.ParseRecipients(file)
	if err != nil {
		return nil, fmt.Errorf("%s must name a recipient of age (age1…) a line: %w", path, err)
	}
	return to, nil
}

// shared is somebody who is in both lists, or "".
func shared(some, others []age.Recipient) string {
	for _, one := range some {
		for _, other := range others {
			if fmt.Sprint(one) == fmt.Sprint(other) {
				return fmt.Sprint(one)
			}
		}
	}
	return ""
}

// Identities are the private keys of a file, as age-keygen writes it.
func Identities(path string) ([]age.Identity, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("the private key can't be read: %w", err)
	}
	defer file.Close()
	as, err := age.ParseIdentities(file)
	if err != nil {
		return nil, fmt.Errorf("%s isn't a private key of age (AGE-SECRET-KEY-1…): %w", path, err)
	}
	return as, nil
}

// pair is a key of both halves.
type pair struct {
	identity  age.Identity
	recipient age.Recipient
}

// another is a fresh key of the kind that the others have: those safe from quantum computers stand in no file with those that aren't.
func another(to []age.Recipient) (pair, error) {
	if len(to) > 0 {
		if _, hybrid := to[0].(*age.HybridRecipient); hybrid {
			fresh, err := age.GenerateHybridIdentity()
			if err != nil {
				return pair{}, err
			}
			return pair{fresh, fresh.Recipient()}, nil
		}
	}
	fresh, err := age.GenerateX25519Identity()
	if err != nil {
		return pair{}, err
	}
	return pair{fresh, fresh.Recipient()}, nil
}
