package leaks_test

import (
	"fmt"
	"strings"
	"testing"

	"tinig/server/advocacy/leaks"
)

func told(hints []leaks.Hint) string {
	var all []string
	for _, h := range hints {
		all = append(all, fmt.Sprintf("%s: %s", h.Kind, strings.Join(h.Found, ", ")))
	}
	return strings.Join(all, "; ")
}

func TestWhatCanPointToSomebodyIsFoundInEachLanguage(t *testing.T) {
	for text, want := range map[string]string{
		"We lived near San Roque until 12 May 2014.":             "place: San Roque; date: 12 May 2014",
		"I went to Santa Ana school. My aunt Rosa knew.":         "name: aunt Rosa; school: Santa Ana school",
		"Write me at blue.fern@mail.example or @bluefern.":       "handle: blue.fern@mail.example, @bluefern",
		"The number is +63 917 555 0134, ask.":                   "number: +63 917 555 0134",
		"It was on 2019-03-12, and then in 2020 again.":          "date: 2019-03-12, 2020",
		"Nakatira kami sa Barangay Maligaya kasama si Ate Luz.":  "name: Ate Luz; place: Barangay Maligaya",
		"Nag-eskwela ko sa Dakbayan sa Mandaue niadtong Hunyo 3": "place: Dakbayan, Mandaue; date: Hunyo 3",
		"Vivía en la calle Flores con mi tía Marta.":             "name: tía Marta; place: calle Flores",
		"Nilikuwa katika shule ya Uhuru mwezi Machi 2018.":       "name: Uhuru; date: Machi 2018",
		"كنت في مدرسة النور في شارع البحر منذ ٢٠١٩.":             "school: مدرسة النور; place: شارع البحر; date: ٢٠١٩",
	} {
		if got := told(leaks.Find(text, nil)); got != want {
			t.Errorf("in %q it finds\n%s, not\n%s", text, got, want)
		}
	}
}

func TestPlainWordsAreLeftInPeace(t *testing.T) {
	for _, text := range []string{
		"", "I want courts to let children be heard by video.", "My school helped me. The teacher listened.", "May I speak? Perhaps in May.",
		"Gusto kong marinig kami ng korte. Hindi madali.", "Quiero que la ley cambie. En la escuela me ayudaron.", "Nataka sheria ibadilike.", "أريد أن يتغير القانون.",
		"It took 3 years and 12 people.", "We won 1000 votes.",
	} {
		if got := told(leaks.Find(text, nil)); got != "" {
			t.Errorf("in %q it finds %s", text, got)
		}
	}
}

// What she wrote before under the same name is known to others: a text that shares its rare words with it is hers to them.
func TestRareWordsThatStandTogetherInSomethingEarlierAreFound(t *testing.T) {
	earlier := []string{
		"My sister sold lanterns beside the harbour, and we painted each with a heron.",
		"Good morning, how is everybody today?",
		"The lawyer explained what happens next.",
	}
	for range 12 {
		earlier = append(earlier, "Thank you for listening, that helps. Courts take long.")
	}
	text := "We painted lanterns with a heron on them. Courts take long, listening helps."
	if got := told(leaks.Find(text, earlier)); got != "rare: heron, lanterns, painted" {
		t.Errorf("it finds %s", got)
	}
	if got := told(leaks.Find("We sold lanterns and listened.", earlier)); got != "" {
		t.Errorf("one rare word alone is told: %s", got)
	}
}

func FuzzFind(f *testing.F) {
	f.Add("Ate Luz lived in Barangay X @y 12/3/2019", "an earlier text")
	f.Add("مدرسة", "\u200e \u064b")
	f.Fuzz(func(t *testing.T, text, earlier string) {
		for _, h := range leaks.Find(text, []string{earlier}) {
			if len(h.Found) == 0 {
				t.Errorf("a hint of %s without anything", h.Kind)
			}
		}
	})
}
