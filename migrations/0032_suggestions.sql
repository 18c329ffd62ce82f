-- +goose Up
-- What others would change in a statement, and what they say to it.

-- A wording that somebody of the group suggests for a section in its own language. of_version is the version that she saw. Who
-- suggested it isn't kept: it is the group's.
CREATE TABLE statement_suggestions (
	network_id   uuid NOT NULL,
	id           uuid NOT NULL,
	statement_id uuid NOT NULL,
	number       integer NOT NULL,
	of_version   integer NOT NULL,
	lang         text NOT NULL,
	body         text NOT NULL CHECK (body <> ''),
	day          date NOT NULL,
	decided      text NOT NULL DEFAULT '' CHECK (decided IN ('', 'accepted', 'declined')),
	reason       text NOT NULL DEFAULT '',
	decided_on   date,
	PRIMARY KEY (network_id, id),
	CONSTRAINT statement_suggestions_decided CHECK ((decided = '') = (decided_on IS NULL)),
	CONSTRAINT statement_suggestions_reason CHECK ((decided = 'declined') = (reason <> '')),
	FOREIGN KEY (network_id, statement_id, number) REFERENCES statement_sections ON DELETE CASCADE
);
CREATE INDEX statement_suggestions_by_section ON statement_suggestions (network_id, statement_id, number);

-- What somebody of the group says to a section, under her name, as in the forum.
CREATE TABLE statement_comments (
	network_id   uuid NOT NULL,
	id           uuid NOT NULL,
	statement_id uuid NOT NULL,
	number       integer NOT NULL,
	member_id    uuid NOT NULL,
	lang         text NOT NULL,
	body         text NOT NULL CHECK (body <> ''),
	day          date NOT NULL,
	PRIMARY KEY (network_id, id),
	FOREIGN KEY (network_id, statement_id, number) REFERENCES statement_sections ON DELETE CASCADE,
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);
CREATE INDEX statement_comments_by_section ON statement_comments (network_id, statement_id, number, day, id);
CREATE INDEX statement_comments_by_member ON statement_comments (network_id, member_id);
