-- +goose Up

-- A section of a statement in a language in which the group doesn't write it, offered by a member as a help to read it. It is no part of
-- the statement. of_version is the version of the section that it is of.
CREATE TABLE statement_translations (
	network_id   uuid NOT NULL,
	id           uuid NOT NULL,
	statement_id uuid NOT NULL,
	number       integer NOT NULL,
	lang         text NOT NULL,
	of_version   integer NOT NULL,
	body         text NOT NULL CHECK (body <> ''),
	author_id    uuid,
	named        boolean NOT NULL,
	agreed       boolean NOT NULL DEFAULT false,
	day          date NOT NULL,
	PRIMARY KEY (network_id, id),
	FOREIGN KEY (network_id, statement_id, number) REFERENCES statement_sections ON DELETE CASCADE,
	FOREIGN KEY (network_id, author_id) REFERENCES members ON DELETE SET NULL (author_id)
);
CREATE INDEX statement_translations_by_section ON statement_translations (network_id, statement_id, number);
CREATE UNIQUE INDEX statement_translations_one_each ON statement_translations (network_id, statement_id, number, lang, author_id);
