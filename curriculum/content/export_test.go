package content

// Syllables is for the test of what the formulas are made of.
var Syllables = syllables

// Kinds is for the test that each has a pictogram of its own.
func Kinds() []Kind { return kinds }
