package content_test

import (
	"testing"

	"tinig/curriculum/content"
)

func TestSyllablesAreCountedAsTheyAreSpoken(t *testing.T) {
	for lang, words := range map[string]map[string]int{
		"en": {
			"tree": 1, "leaf": 1, "table": 2, "people": 2, "make": 1, "makes": 1, "places": 2, "asked": 1, "wanted": 2, "safe": 1,
			"choose": 1, "you": 1, "don't": 1, "someone's": 2, "breathe": 1, "grounding": 2, "made-up": 2, "ages": 2,
			"accountability": 6, "eye": 1, "I": 1, "42": 1,
		},
		"es": {
			"árbol": 2, "día": 2, "ciudad": 2, "agua": 2, "leer": 2, "aquí": 2, "que": 1, "guitarra": 3, "hoy": 1, "y": 1, "país": 2,
			"pingüino": 3, "respiración": 4, "aula": 2, "ruido": 2, "siéntate": 3,
		},
	} {
		for word, want := range words {
			if got := content.Syllables(lang, word); got != want {
				t.Errorf("%s has %d syllables, counted as %d", word, want, got)
			}
		}
	}
}
