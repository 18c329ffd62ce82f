package guard

import "strings"

// emails are local@domain, and the same in words: "rosa at mail dot com", "rosa arroba gmail punto com".
func emails(t *text) {
	for i, w := range t.words {
		at := strings.IndexByte(w.low, '@')
		switch {
		case at > 0 && strings.Contains(w.low[at:], ".") && len(w.low[at:]) > 3, at > 0 && providers[w.low[at+1:]]:
			t.addWords(Email, i, i+1)
		case at > 0 && i+2 < len(t.words) && dots[t.words[i+1].low] && endings[t.words[i+2].low]:
			t.addWords(Email, i, i+3)
		case i > 0 && (ats[w.low] || w.low == "@") && i+1 < len(t.words):
			t.emailAround(i)
		}
	}
}

// emailAround looks on both sides of a word that can be an @.
func (t *text) emailAround(i int) {
	domain := t.words[i+1].low
	switch {
	case i+3 < len(t.words) && dots[t.words[i+2].low] && endings[t.words[i+3].low]:
		t.addWords(Email, t.local(i), i+4)
	case hosted(domain) && (t.words[i].low != "at" || providers[strings.SplitN(domain, ".", 2)[0]]), providers[domain] && ats[t.words[i].low] && t.words[i].low != "sa":
		t.addWords(Email, t.local(i), i+2)
	}
}

// local is where the part of an address before its @ begins: a word, or more of them with "dot" or "underscore" between.
func (t *text) local(i int) int {
	from := i - 1
	for from >= 2 && (dots[t.words[from-1].low] || joins[t.words[from-1].low]) {
		from -= 2
	}
	return from
}

// hosted says whether a word is a name of a host: it has a dot and ends like one.
func hosted(w string) bool {
	host, _, _ := strings.Cut(w, "/")
	host, _, _ = strings.Cut(host, "?")
	dot := strings.LastIndexByte(host, '.')
	return dot > 0 && dot < len(host)-1 && endings[host[dot+1:]] && !strings.ContainsAny(host, "@,;") && !strings.Contains(host, "..")
}

// links are addresses on the web, with or without their beginning.
func links(t *text) {
	for i, w := range t.words {
		switch {
		case strings.Contains(w.low, "://"), strings.HasPrefix(w.low, "www."), hosted(w.low):
			t.addWords(Link, i, i+1)
		case i > 0 && dots[w.low] && i+1 < len(t.words) && clear[t.words[i+1].low] && !t.words[i-1].ended:
			t.addWords(Link, i-1, i+2)
		}
	}
}

// handles are names on other services: after the service's own name, or after an @. A name with a capital after an @ may call a member
// here. Nobody is asked whether it does: the answer would tell who is here.
func handles(t *text) {
	for i, w := range t.words {
		if strings.HasPrefix(w.low, "@") && len(w.low) > 2 && (w.small || strings.ContainsAny(w.low, "_.")) {
			t.addWords(Handle, i, i+1)
			continue
		}
		if services[w.low] {
			t.handleAfter(i)
		}
		if after := t.word(i + 2); services[after] && handleLike(w) && on[t.word(i+1)] && !numeric(w.low) {
			t.addWords(Handle, i, i+1)
		}
	}
}

// handleAfter looks behind the name of a service for what somebody is called there.
func (t *text) handleAfter(i int) {
	named := t.words[i].colon
	for j := i + 1; j < len(t.words) && j < i+6; j++ {
		w := t.words[j]
		if t.words[j-1].stops {
			return
		}
		if naming[w.low] || is[w.low] {
			named = true
			continue
		}
		if fillers[w.low] {
			named = named || w.colon
			continue
		}
		told := w.proper || (t.words[j-1].colon || naming[t.words[j-1].low]) && !plain[w.low]
		if handleLike(w) || named && told && !numeric(w.low) && !everyday[t.words[i].low] {
			to := j + 1
			for to < len(t.words) && to < j+3 && w.proper && t.words[to].proper && !t.words[to-1].ended {
				to++
			}
			t.addWords(Handle, j, to)
		}
		return
	}
}

// handleLike says whether a word looks like no word of a language: a sign or a digit stands in it.
func handleLike(w word) bool {
	if numeric(w.low) || len(w.low) < 4 {
		return false
	}
	return strings.Contains(w.low, "_") || strings.ContainsAny(w.low, "0123456789") || strings.Contains(strings.Trim(w.low, "."), ".")
}

// word is the i-th, "" beyond the last.
func (t *text) word(i int) string {
	if i < 0 || i >= len(t.words) {
		return ""
	}
	return t.words[i].low
}
