-- +goose Up
-- What the program must know of the instance as a whole: one row.

-- pepper is a name of the newest pepper, which tells nothing of it: a node that has another one is refused before anybody
-- joins there. rewritten_on is the last night whose rewriting was done.
CREATE TABLE instance (
	one          boolean PRIMARY KEY DEFAULT true CHECK (one),
	pepper       bytea,
	rewritten_on date
);
INSERT INTO instance DEFAULT VALUES;
