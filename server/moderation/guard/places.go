package guard

import "strings"

// schools are a word for a school with a name beside it.
func schools(t *text) {
	for i, w := range t.words {
		if !school[w.low] {
			continue
		}
		from, to := t.nameBefore(i), t.nameAfter(i, true)
		if from < i || to > i+1 { // Santa Ana Elementary School has it on both sides
			t.addWords(School, from, to)
		}
	}
}

// addresses are a street with a name or a number, a house, a lot, a box.
func addresses(t *text) {
	for i, w := range t.words {
		next := t.word(i + 1)
		switch {
		case houses[w.low] && (numeric(next) || next != "" && marks[next] && numeric(t.word(i+2)) || roomLike(next)):
			t.houseFrom(i)
		case street[w.low]:
			t.streetAt(i)
		}
	}
}

// houseFrom takes a house's number and what goes on behind it in the same way: Blk 5 Lot 3.
func (t *text) houseFrom(i int) {
	to := i + 1
	for to < len(t.words) && (numeric(t.words[to].low) || houses[t.words[to].low] || marks[t.words[to].low] || roomLike(t.words[to].low)) {
		to++
	}
	if parts[t.words[i].low] && to == i+2 && numeric(t.words[i+1].low) && len(t.words[i+1].low) < 3 && !t.streetNear(to) {
		return
	}
	t.addWords(Address, i, to)
}

// streetNear says whether a street stands among the next words.
func (t *text) streetNear(i int) bool {
	for j := i; j < len(t.words) && j < i+5; j++ {
		if street[t.words[j].low] {
			return true
		}
	}
	return false
}

// roomLike is 4b, 12-a.
func roomLike(w string) bool {
	n := digits(w)
	return n != "" && len(n) <= 4 && len(w) <= len(n)+2 && strings.HasPrefix(w, n)
}

// streetAt takes a street whose name stands before its word or behind it, with the number of a house.
func (t *text) streetAt(i int) {
	from, to := i, i+1
	if streetFirst[t.words[i].low] {
		to = t.nameAfter(i, true)
	} else {
		from = t.streetName(i)
	}
	if from == i && to == i+1 {
		return
	}
	if from > 0 && roomLike(t.words[from-1].low) && !t.words[from-1].ended {
		from--
	}
	for to < len(t.words) && to < i+7 && (roomLike(t.words[to].low) || numeric(t.words[to].low) || marks[t.words[to].low] && numeric(t.word(to+1))) {
		to++
	}
	t.addWords(Address, from, to)
}

// streetName is where the name before a street's word begins: names, or any words behind a house's number.
func (t *text) streetName(i int) int {
	if from := t.nameBefore(i); from < i {
		return from
	}
	for j := i - 1; j >= 0 && j >= i-3 && !t.words[j].ended; j-- {
		if roomLike(t.words[j].low) && j < i-1 && !plain[t.words[j+1].low] {
			return j + 1
		}
		if plain[t.words[j].low] {
			break
		}
	}
	return i
}

// places are a barangay, a village or a quarter with its name.
func places(t *text) {
	for i, w := range t.words {
		if place[w.low] {
			if to := t.nameAfter(i, strictly[w.low]); to > i+1 {
				t.addWords(Place, i, to)
				continue
			}
		}
		if placeAfter[w.low] {
			if from := t.nameBefore(i); from < i {
				t.addWords(Place, from, i+1)
			}
		}
	}
}

// nameBefore is where a name before word i begins, or i. In "santa ana elementary school" the school's step says that what
// stands before it is one, in whatever letters.
func (t *text) nameBefore(i int) int {
	from, sure := i, false
	for from > 0 && from > i-6 && !t.words[from-1].ended && !t.words[from-1].arabic {
		w := t.words[from-1]
		if !w.proper && !step[w.low] && !saint[w.low] || plain[w.low] || roomLike(w.low) {
			break
		}
		sure = sure || !step[w.low] && !generic[w.low]
		from--
	}
	if !sure && from < i && from > 0 && step[t.words[from].low] && !t.words[from-1].ended && !t.words[from-1].arabic {
		if w := t.words[from-1]; !plain[w.low] && !generic[w.low] && !numeric(w.low) {
			from, sure = from-1, true
			if from > 0 && saint[t.words[from-1].low] {
				from--
			}
		}
	}
	if !sure {
		return i
	}
	return from
}

// nameAfter is where a name behind word i ends, or i+1. numbered says that a number is one too. In Arabic, which knows no capitals, the word
// that follows is taken for one unless it is an everyday one.
func (t *text) nameAfter(i int, numbered bool) int {
	to := i + 1
	for to < len(t.words) && to < i+3 && !t.words[to-1].ended && joiner[t.words[to].low] {
		to++
	}
	first, sure := to, false
	for to < len(t.words) && to < first+5 && (to == i+1 || !t.words[to-1].ended) {
		w := t.words[to]
		if !t.nameLike(w, to == first, numbered, i) && !(to > first && (saint[t.words[to-1].low] && !plain[w.low] || sure && (step[w.low] || school[w.low]))) {
			break
		}
		to++
		sure = sure || !generic[w.low]
		if w.arabic && to >= first+2 {
			break
		}
	}
	if !sure || t.words[i].ended && !t.words[i].colon {
		return i + 1
	}
	return to
}

func (t *text) nameLike(w word, first, numbered bool, i int) bool {
	switch {
	case plain[w.low]:
		return false
	case w.arabic:
		return t.words[i].arabic && (first && !generic[w.low] || !first && strings.HasPrefix(w.low, "ال"))
	case numeric(w.low):
		return first && numbered && len(w.low) <= 4 && !year(w.low)
	case w.proper:
		return true
	}
	return saint[w.low]
}
