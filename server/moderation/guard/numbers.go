package guard

import (
	"strings"

	"github.com/google/uuid"
)

// run is digits in a row with what may stand between them.
type run struct {
	from, to int
	written  string
	digits   string
	before   int // the words before it
}

// runs are telephone numbers and numbers with a name, found by their digits.
func runs(t *text) {
	for _, r := range t.runs() {
		switch {
		case len(r.digits) < 5 || years(r.written) || dated(strings.TrimSpace(r.written)) || t.inUUID(r.from):
		case named(t.words, r.before, 4, cards) && !named(t.words, r.before, 2, calls):
			t.add(Number, r.from, r.to)
		case t.amount(r):
		case checked(r.digits, r.written):
			t.add(Number, r.from, r.to)
		case phoned(r) || len(r.digits) >= 6 && named(t.words, r.before, 5, calls):
			t.add(Phone, r.from, r.to)
		}
	}
}

// runs takes the digits out of a text. An O between digits is a nought that was written so.
func (t *text) runs() (all []run) {
	s, word := t.Folded, 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			continue
		}
		from := i
		if from > 0 && (s[from-1] == 'o' && (from == 1 || !letter(s[from-2]))) {
			from--
		}
		for from > 0 && (s[from-1] == '+' || s[from-1] == '(') {
			from--
		}
		to, last := i, i
		for gap := 0; to < len(s) && gap < 3; to++ {
			switch c := s[to]; {
			case c >= '0' && c <= '9', c == 'o' && to > 0 && s[to-1] != ' ' && (to+1 == len(s) || !letter(s[to+1])):
				last, gap = to+1, 0
			case strings.IndexByte(" -.()/", c) >= 0, c == 'o' && to+1 < len(s) && s[to+1] >= '0' && s[to+1] <= '9' && s[to-1] == ' ':
				gap++
				if c == 'o' {
					gap = 0
				}
			default:
				gap = 3
				to--
			}
		}
		for word < len(t.words) && t.words[word].to <= from {
			word++
		}
		if (from == 0 || !letter(s[from-1])) && (last == len(s) || !letter(s[last])) && from < last {
			written := s[from:last]
			all = append(all, run{from, last, written, digits(strings.ReplaceAll(written, "o", "0")), word})
		}
		i = last
	}
	return all
}

// inUUID says whether a byte stands in a number by chance (RFC 9562, section 4), as a program gives them to things: it is no person's.
func (t *text) inUUID(at int) bool {
	from, to := at, at
	for from > 0 && at-from <= 36 && hexOrHyphen(t.Folded[from-1]) {
		from--
	}
	for to < len(t.Folded) && to-at <= 36 && hexOrHyphen(t.Folded[to]) {
		to++
	}
	return uuid.Validate(t.Folded[from:to]) == nil
}

func hexOrHyphen(c byte) bool { return c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'f' }

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 0x80 || c == '@' || c == '_' }

// amount says whether the digits are money or a great number: a currency stands beside them, or they end in noughts by thousands.
func (t *text) amount(r run) bool {
	if money[t.word(r.before-1)] && !calls[t.word(r.before-1)] {
		return true
	}
	for i := r.before; i < len(t.words) && i < r.before+6; i++ {
		if t.words[i].from >= r.to {
			if money[t.words[i].low] {
				return true
			}
			break
		}
	}
	if before := strings.TrimRight(t.Folded[:r.from], " "); strings.HasSuffix(before, "$") || strings.HasSuffix(before, "₱") || strings.HasSuffix(before, "€") || strings.HasSuffix(before, "£") {
		return true
	}
	return strings.HasSuffix(r.digits, "000") && !strings.HasPrefix(r.written, "+") && r.digits[0] != '0'
}

// years says whether all groups are years.
func years(written string) bool {
	for _, group := range groups(written) {
		if !year(group) {
			return false
		}
	}
	return true
}

func groups(written string) []string {
	return strings.FieldsFunc(written, func(r rune) bool { return (r < '0' || r > '9') && r != 'o' })
}

// phoned says whether digits are written as telephone numbers are where our languages are spoken (ITU-T E.164 and the countries' own
// plans): with the country's code, with the 0 before an area or a company, or in the groups of one.
func phoned(r run) bool {
	d, parts := r.digits, groups(r.written)
	switch n := len(d); {
	case r.written[0] == '+' || strings.HasPrefix(r.written, "(+"):
		return n >= 8 && n <= 15
	case strings.HasPrefix(d, "00"):
		return n >= 10 && n <= 17
	case d[0] == '0':
		return n >= 9 && n <= 12 && len(parts[0]) > 1
	case n >= 11 && n <= 13:
		return abroad(d)
	case n == 10:
		return len(parts) <= 4 && len(parts[len(parts)-1]) > 1
	case n == 9:
		return strings.IndexByte("67895", d[0]) >= 0 && len(parts) <= 4
	case n == 8:
		return len(parts) == 2 && len(parts[0]) == 4 && strings.IndexByte(r.written, '-') > 0 || len(parts) == 2 && len(parts[0]) == 2 && strings.HasPrefix(d, "7")
	case n == 7:
		return len(parts) == 2 && len(parts[0]) == 3 && strings.IndexByte(r.written, '-') > 0
	}
	return false
}

// abroad says whether digits begin with the code of a country where our languages are spoken.
func abroad(d string) bool {
	for _, code := range codes {
		if strings.HasPrefix(d, code) {
			return true
		}
	}
	return false
}

// spelled are telephone numbers in words: seven digits or more, some of them written out.
func spelled(t *text) {
	for i := 0; i < len(t.words); {
		count, named, rising, last, j := 0, 0, true, -1, i
		for ; j < len(t.words); j++ {
			n, words, value := spell(t.words[j].low)
			if n == 0 {
				break
			}
			rising = rising && (last < 0 || value == last+1 || value == last-1)
			count, named, last = count+n, named+words, value
		}
		if count >= 7 && named >= 3 && !rising { // one two three four is counting
			t.addWords(Phone, i, j)
		}
		i = max(j, i+1)
	}
}

// spell tells how many digits a word stands for, how many of them are written out, and the last one's value.
func spell(w string) (n, words, value int) {
	for part := range strings.SplitSeq(w, "-") {
		switch d, known := numerals[part]; {
		case known:
			n, words, value = n+1, words+1, d
		case numeric(part):
			all := digits(part)
			n, value = n+len(all), int(all[len(all)-1]-'0')
		case twice[part] && n == 0:
			n, words = 1, 1
		default:
			return 0, 0, 0
		}
	}
	return n, words, value
}
