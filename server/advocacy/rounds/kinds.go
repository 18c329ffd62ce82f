package rounds

import "slices"

// Kind is how a group decides.
type Kind string

// The kinds.
const (
	Question Kind = "question" // everybody answers in her own words
	Sense    Kind = "sense"    // a first feeling, before anything is decided
	Consent  Kind = "consent"  // does anybody object?
	OptIn    Kind = "opt_in"   // who would take part?
	Choose   Kind = "choose"   // which of these? as many as suit
	Time     Kind = "time"     // which days suit? as many as do
	Ranked   Kind = "ranked"   // which of these first, which next? counted by Schulze's method
)

// AllKinds lists the kinds in the order in which they are offered.
var AllKinds = []Kind{Consent, Sense, Question, OptIn, Choose, Time, Ranked}

// The answers of the kinds that have answers of their own.
const (
	Good     = "good"
	Unsure   = "unsure"
	Worried  = "worried"
	Agree    = "agree"
	Abstain  = "abstain"
	Disagree = "disagree"
	Object   = "object"
	In       = "in"
	NotNow   = "not_now"
)

// Rule is one line of the table of kinds.
type Rule struct {
	Answers  []string // the kind's own answers, named in every language; none when the round brings options of its own
	Own      bool     // the round brings options
	Days     bool     // and they are days
	Least    int      // how many picks an answer has at least
	Most     int      // and at most; 0 is as many as there are
	Ordered  bool     // the order of the picks counts
	Words    bool     // an answer may have words with it
	Needs    []string // answers that need words with them
	AllWords bool     // words are the answer
}

// Rules is the table of kinds: whoever adds one adds a line, its number in the table rounds, and its words.
var Rules = map[Kind]Rule{
	Question: {Words: true, AllWords: true},
	Sense:    {Answers: []string{Good, Unsure, Worried}, Least: 1, Most: 1, Words: true},
	Consent:  {Answers: []string{Agree, Abstain, Disagree, Object}, Least: 1, Most: 1, Words: true, Needs: []string{Object}},
	OptIn:    {Answers: []string{In, NotNow}, Least: 1, Most: 1},
	Choose:   {Own: true, Least: 1, Words: true},
	Time:     {Own: true, Days: true, Least: 1},
	Ranked:   {Own: true, Least: 1, Ordered: true},
}

// OptionsAtMost is how many options a round brings, OptionsAtLeast how few.
const (
	OptionsAtLeast = 2
	OptionsAtMost  = 10
)

// options is how many things can be picked in a round of the kind that brings so many.
func (r Rule) options(own int) int {
	if r.Own {
		return own
	}
	return len(r.Answers)
}

// takes says whether an answer is one that a round of the kind with so many options can have.
func (r Rule) takes(b Ballot, options int) bool {
	most := r.Most
	if most == 0 && !r.AllWords {
		most = options
	}
	if len(b.Picks) < r.Least || len(b.Picks) > most || b.Words != "" && !r.Words || b.Words == "" && r.AllWords {
		return false
	}
	for i, pick := range b.Picks {
		if pick < 0 || pick >= options || slices.Contains(b.Picks[:i], pick) {
			return false
		}
	}
	return true
}

// wantsWords says whether an answer lacks words that it must have.
func (r Rule) wantsWords(b Ballot) bool {
	return b.Words == "" && slices.ContainsFunc(b.Picks, func(pick int) bool {
		return pick >= 0 && pick < len(r.Answers) && slices.Contains(r.Needs, r.Answers[pick])
	})
}
