package counts

// Decide is decide.
var Decide = decide
