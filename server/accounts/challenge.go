package accounts

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/binary"
	"maps"
	"math/bits"
	"strconv"
	"time"
)

// challengeLife is how long a challenge can be answered: a slow phone computes, and she types meanwhile.
const challengeLife = 10 * time.Minute

// Challenge is work to be done before a try: find a nonce such that SHA-256(Text ":" nonce) begins with Bits zero bits
// (Hashcash, Back 2002). The zero Challenge asks for nothing.
type Challenge struct {
	Text string
	Bits int
}

// Answer is a challenge's text and the nonce found. The zero Answer answers nothing.
type Answer struct {
	Challenge string
	Nonce     string
}

// Solve does a challenge's work, as the page's script does: for tests, and for programs that sign in.
func Solve(c Challenge) Answer {
	for n := 0; ; n++ {
		nonce := strconv.Itoa(n)
		if zeroBits(c.Text, nonce) >= c.Bits {
			return Answer{Challenge: c.Text, Nonce: nonce}
		}
	}
}

// zeroBits is how much work an answer shows.
func zeroBits(challenge, nonce string) int {
	sum := sumOf(challenge, nonce)
	return bits.LeadingZeros64(binary.BigEndian.Uint64(sum[:8]))
}

// A challenge's text is base64 of its bits (1 byte), when it lapses (4 bytes, in seconds), chance (8 bytes) and half an
// HMAC over these, the guest and the form: nothing is remembered of a challenge until it is spent.
const (
	challengeHead = 1 + 4 + 8
	challengeMAC  = 16
)

func (g *Guard) challenge(who guest, form string, work int, now time.Time) Challenge {
	head := []byte{byte(work)}
	head = binary.BigEndian.AppendUint32(head, uint32(now.Add(challengeLife).Unix()))
	head = append(head, random(8)...)
	text := append(head, g.sign(who, form, head)...)
	return Challenge{Text: base64.RawURLEncoding.EncodeToString(text), Bits: work}
}

func (g *Guard) sign(who guest, form string, head []byte) []byte {
	return mac(g.key, string(who[:])+string(head)+form)[:challengeMAC]
}

// solved says whether an answer pays for a try that costs work bits, and spends it. It may be two bits short: others
// behind the same address may have failed since it was given out.
func (g *Guard) solved(who guest, form string, a Answer, work int, now time.Time) bool {
	text, err := base64.RawURLEncoding.DecodeString(a.Challenge)
	if err != nil || len(text) != challengeHead+challengeMAC || len(a.Nonce) > 32 {
		return false
	}
	head, signed := text[:challengeHead], text[challengeHead:]
	given, until := int(head[0]), time.Unix(int64(binary.BigEndian.Uint32(head[1:5])), 0)
	_, used := g.spent[string(head)]
	if used || now.After(until) || given < work-2 || !hmac.Equal(signed, g.sign(who, form, head)) {
		return false
	}
	if zeroBits(a.Challenge, a.Nonce) < given {
		return false
	}
	g.spend(string(head), until, now)
	return true
}

// spend remembers an answer until its challenge lapses. What is remembered was paid for in work; once a minute what lapsed is dropped.
func (g *Guard) spend(head string, until, now time.Time) {
	if since := now.Sub(g.tidied); since > time.Minute || since < 0 {
		g.tidied = now
		maps.DeleteFunc(g.spent, func(_ string, lapses time.Time) bool { return now.After(lapses) })
	}
	g.spent[head] = until
}
