package guard

import "strings"

// births are days, months and years near a word for being born, and whole dates in years in which a member could be born.
func births(t *text) {
	for i := range t.words {
		if from, to := t.dateAt(i); to > 0 && (t.near(from, to, born) || t.whole(from, to)) {
			t.addWords(Birth, from, to)
		}
	}
}

// near says whether a word of a list stands up to eight words before, or four behind.
func (t *text) near(from, to int, list map[string]bool) bool {
	if named(t.words, from, 8, list) {
		return true
	}
	for j := to; j < len(t.words) && j < to+4; j++ {
		if list[t.words[j].low] {
			return true
		}
	}
	return false
}

// whole says whether it is a day, a month and a year up to 2013 of somebody who may be here: others are of courts and meetings.
func (t *text) whole(from, to int) bool {
	all := t.Folded[t.words[from].from:t.words[to-1].to]
	fields := strings.FieldsFunc(all, func(r rune) bool { return strings.ContainsRune(" /.-,", r) })
	return len(fields) >= 3 && bornIn(fields[0], fields[len(fields)-1])
}

func bornIn(fields ...string) bool {
	for _, f := range fields {
		if len(f) == 4 && f >= "1940" && f <= "2013" {
			return true
		}
	}
	return false
}

// dateAt is the date that begins with word i: in numbers, with a month's name, or a year alone. to is 0 for none.
func (t *text) dateAt(i int) (from, to int) {
	w := t.words[i].low
	switch {
	case dated(w):
		return i, i + 1
	case year(w):
		return i, i + 1
	case months[w]:
		return t.aroundMonth(i)
	case small(w) && i+1 < len(t.words) && (months[t.words[i+1].low] || particles[t.words[i+1].low] && months[t.word(i+2)]):
		for j := i + 1; j <= i+2; j++ {
			if months[t.words[j].low] {
				_, to := t.aroundMonth(j)
				return i, max(to, j+1)
			}
		}
	}
	return 0, 0
}

// aroundMonth takes the numbers behind a month's name.
func (t *text) aroundMonth(i int) (from, to int) {
	to = i + 1
	for j := i + 1; j < len(t.words) && j < i+5; j++ {
		if w := t.words[j].low; small(w) || year(w) {
			to = j + 1
		} else if !particles[w] {
			break
		}
	}
	if to == i+1 {
		return 0, 0
	}
	return i, to
}

// small is a day of a month: 3, 3rd.
func small(w string) bool {
	w = strings.TrimPrefix(w, "ika-")
	n := digits(w)
	rest := strings.TrimPrefix(w, n)
	return (len(n) == 1 || len(n) == 2) && strings.HasPrefix(w, n) && n <= "9" && (len(n) == 1 || n <= "31") && (rest == "" || rest == "st" || rest == "nd" || rest == "rd" || rest == "th")
}

// year is one of a living person.
func year(w string) bool {
	return len(w) == 4 && digits(w) == w && (w[:2] == "19" && w >= "1940" || w[:2] == "20" && w <= "2029")
}

// dated is a day in numbers: 12/3/2009, 2009-03-12, 12.3.09.
func dated(w string) bool {
	fields := strings.FieldsFunc(w, func(r rune) bool { return strings.ContainsRune("/-.", r) })
	if len(fields) != 3 || digits(w) != strings.Join(fields, "") {
		return false
	}
	long := 0
	for _, f := range fields {
		if len(f) > 2 {
			long++
		}
		if len(f) > 4 || len(f) == 3 {
			return false
		}
	}
	return long <= 1 && len(fields[1]) <= 2
}
