package content

// Syllables is for the test of what the formulas are made of.
var Syllables = syllables
