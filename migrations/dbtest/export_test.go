package dbtest

// Enter is enter, for tests of the keeper in a folder of their own.
var Enter = enter
