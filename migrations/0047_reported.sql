-- +goose Up
-- What is said to a statement, and what is suggested for it, can be reported: hidden, nobody reads it; removed, it is erased on
-- erase_on, when no appeal can bring it back.
ALTER TABLE statement_comments
	ADD COLUMN hidden boolean NOT NULL DEFAULT false,
	ADD COLUMN erase_on date CHECK (erase_on IS NULL OR hidden);
ALTER TABLE statement_suggestions
	ADD COLUMN hidden boolean NOT NULL DEFAULT false,
	ADD COLUMN erase_on date CHECK (erase_on IS NULL OR hidden);
CREATE INDEX statement_comments_to_erase ON statement_comments (erase_on) WHERE erase_on IS NOT NULL;
CREATE INDEX statement_suggestions_to_erase ON statement_suggestions (erase_on) WHERE erase_on IS NOT NULL;
