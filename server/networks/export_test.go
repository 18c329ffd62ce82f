package networks

import (
	"maps"
	"slices"
)

// PseudonymsOf are a language's two lists, in the order in which they are said.
func PseudonymsOf(lang string) (first, second []string) {
	words := pseudonymLists[lang]
	if words.turned {
		return words.second, words.first
	}
	return words.first, words.second
}

// PseudonymLanguages are those that have lists.
func PseudonymLanguages() (languages []string) {
	for lang := range pseudonymLists {
		languages = append(languages, lang)
	}
	return languages
}

// Capital is capital.
var Capital = capital

// Acts are all that the table knows.
func Acts() []Act { return slices.Collect(maps.Keys(table)) }

// MembersSQL is the list of members for a steward.
const MembersSQL = membersSQL

// NewCode makes a code as for a slip, for tests.
var NewCode = newCode
