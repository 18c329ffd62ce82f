package curriculum

// ResultOf, for tests.
var ResultOf = resultOf
