package guard

import (
	"math/big"
	"strings"
)

// identities are numbers with letters in them: a passport, a national number, an account. Those that can be checked are found wherever they
// stand, others behind a word that names them.
func identities(t *text) {
	for i, w := range t.words {
		id := strings.Map(func(r rune) rune {
			if r == '-' || r == '.' || r == '/' {
				return -1
			}
			return r
		}, w.low)
		n := digits(id)
		switch {
		case len(n) < 5 || len(n) == len(id) || t.inUUID(w.from):
		case spanish(id), curp(id), ugandan(id), iban(id):
			t.addWords(Number, i, i+1)
		case plainID(id) && named(t.words, i, 4, cards):
			t.addWords(Number, i, i+1)
		}
	}
	for i := range t.words { // an account number in groups
		if to := t.ibanAt(i); to > i {
			t.addWords(Number, i, to)
		}
	}
}

// plainID says whether nothing but ASCII letters and digits stand in it.
func plainID(id string) bool {
	return strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789") == "" && len(id) <= 24
}

// checked says whether digits alone are a number that has its own check: a bank card, an Egyptian identity, a Chilean or Philippine one.
func checked(d, written string) bool {
	switch len(d) {
	case 13, 15, 16, 19:
		return luhn(d) || len(d) == 16 && len(groups(written)) == 4 // PhilSys and bank cards are written in fours
	case 14:
		return (d[0] == '2' || d[0] == '3') && d[3:5] <= "12" && d[5:7] <= "31" // century, year, month, day
	case 12:
		parts := groups(written)
		return len(parts) == 3 && len(parts[0]) == 4 && len(parts[1]) == 4 || len(parts) == 3 && len(parts[0]) == 2 && len(parts[1]) == 9
	case 20:
		return d[:2] == "19" || d[:2] == "20" // Tanzania's begins with the day of birth
	case 10:
		parts := groups(written)
		return len(parts) == 3 && len(parts[0]) == 2 && len(parts[1]) == 7 // SSS
	}
	return false
}

// luhn is the check digit of cards (ISO/IEC 7812-1, annex B).
func luhn(d string) bool {
	sum := 0
	for i := range len(d) {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

// spanish is a DNI or NIE: eight digits, or X, Y, Z and seven, and the letter that belongs to their rest by 23.
func spanish(id string) bool {
	if len(id) != 9 {
		return false
	}
	number := strings.NewReplacer("x", "0", "y", "1", "z", "2").Replace(id[:1]) + id[1:8]
	if digits(number) != number {
		return false
	}
	rest := 0
	for _, c := range number {
		rest = (rest*10 + int(c-'0')) % 23
	}
	return id[8] == "trwagmyfpdxbnjzsqvhlcke"[rest]
}

// curp is Mexico's: four letters, a day of birth, H or M, five letters, two more, of which the last checks the others.
func curp(id string) bool {
	const order = "0123456789abcdefghijklmn.opqrstuvwxyz" // the dot is Ñ
	if len(id) != 18 || digits(id[4:10]) != id[4:10] || id[10] != 'h' && id[10] != 'm' {
		return false
	}
	sum := 0
	for i := range 17 {
		sum += strings.IndexByte(order, id[i]) * (18 - i)
	}
	return int(id[17]-'0') == (10-sum%10)%10
}

// ugandan is CM or CF, two digits of the year of birth, and ten more signs.
func ugandan(id string) bool {
	return len(id) == 14 && (id[:2] == "cm" || id[:2] == "cf") && digits(id[2:4]) == id[2:4] && plainID(id)
}

// ibanAt is where an account number ends that begins with a word, in groups of four.
func (t *text) ibanAt(i int) int {
	all := ""
	for j := i; j < len(t.words) && j < i+9 && (j == i || !t.words[j-1].ended) && len(t.words[j].low) <= 4 && plainID(t.words[j].low); j++ {
		if all += t.words[j].low; len(all) >= 15 && iban(all) {
			return j + 1
		}
	}
	return i
}

// iban is a bank account (ISO 13616): moved round, as a number, its rest by 97 is 1.
func iban(id string) bool {
	if len(id) < 15 || len(id) > 34 || digits(id[:2]) != "" || digits(id[2:4]) != id[2:4] || !plainID(id) {
		return false
	}
	var number strings.Builder
	for _, c := range id[4:] + id[:4] {
		if c >= 'a' {
			number.WriteByte(byte('1' + (c-'a')/10))
			number.WriteByte(byte('0' + (c-'a')%10))
			continue
		}
		number.WriteRune(c)
	}
	n, ok := new(big.Int).SetString(number.String(), 10)
	return ok && new(big.Int).Mod(n, big.NewInt(97)).Int64() == 1
}
