-- +goose Up
-- Statements: what a campaign says in numbered sections, frozen, and signed. See server/advocacy/statements.

-- public_id is the address at which it is read from outside: it says nothing of the network. revision counts every change of its words
-- and of how far it is; version the texts that were frozen. cools_until is a timer: it is gone when the statement is delivered. after_id is the
-- statement whose words it began from.
CREATE TABLE statements (
	network_id    uuid NOT NULL REFERENCES networks,
	id            uuid NOT NULL,
	campaign_id   uuid NOT NULL,
	public_id     uuid NOT NULL UNIQUE,
	once          uuid NOT NULL,
	languages     text[] NOT NULL CHECK (cardinality(languages) > 0),
	state         text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'sense', 'consent', 'frozen', 'open', 'cooling', 'delivered', 'answered')),
	revision      integer NOT NULL DEFAULT 1,
	version       integer NOT NULL DEFAULT 0,
	hash          bytea CHECK (length(hash) = 32),
	sense_round   uuid,
	consent_round uuid,
	frozen_on     date,
	opened_on     date,
	cools_until   timestamptz,
	delivered_to  text NOT NULL DEFAULT '',
	delivered_on  date,
	answer        text NOT NULL DEFAULT '',
	answer_lang   text NOT NULL DEFAULT '',
	answered_on   date,
	withheld_on   date,
	after_id      uuid,
	PRIMARY KEY (network_id, id),
	CONSTRAINT statements_once UNIQUE (network_id, once),
	CONSTRAINT statements_frozen CHECK ((state IN ('frozen', 'open', 'cooling', 'delivered', 'answered')) = (hash IS NOT NULL AND frozen_on IS NOT NULL)),
	CONSTRAINT statements_cooling CHECK ((state = 'cooling') = (cools_until IS NOT NULL)),
	FOREIGN KEY (network_id, campaign_id) REFERENCES campaigns ON DELETE CASCADE,
	FOREIGN KEY (network_id, after_id) REFERENCES statements ON DELETE SET NULL (after_id)
);
CREATE INDEX statements_by_campaign ON statements (network_id, campaign_id, id);

-- Section 0 is the title. place is where it stands among the others; number never changes. lang is the language in which it is written, version its
-- newest text in it.
CREATE TABLE statement_sections (
	network_id   uuid NOT NULL,
	statement_id uuid NOT NULL,
	number       integer NOT NULL,
	place        integer NOT NULL,
	once         uuid NOT NULL,
	lang         text NOT NULL,
	version      integer NOT NULL DEFAULT 1,
	dropped_on   date,
	PRIMARY KEY (network_id, statement_id, number),
	CONSTRAINT statement_sections_once UNIQUE (network_id, statement_id, once),
	FOREIGN KEY (network_id, statement_id) REFERENCES statements ON DELETE CASCADE
);

-- Every text that a section has had. of_version is the version that a translation is of; for the section's own language its own.
CREATE TABLE statement_texts (
	network_id   uuid NOT NULL,
	statement_id uuid NOT NULL,
	number       integer NOT NULL,
	lang         text NOT NULL,
	version      integer NOT NULL,
	of_version   integer NOT NULL,
	body         text NOT NULL CHECK (body <> ''),
	day          date NOT NULL,
	PRIMARY KEY (network_id, statement_id, number, lang, version),
	FOREIGN KEY (network_id, statement_id, number) REFERENCES statement_sections ON DELETE CASCADE
);

-- A frozen text of all languages, in the form that server/advocacy/statements describes. It never changes, and its hash is its own.
CREATE TABLE statement_frozen (
	network_id   uuid NOT NULL,
	statement_id uuid NOT NULL,
	version      integer NOT NULL,
	canonical    bytea NOT NULL,
	hash         bytea NOT NULL,
	frozen_on    date NOT NULL,
	PRIMARY KEY (network_id, statement_id, version),
	CONSTRAINT statement_frozen_hash CHECK (hash = sha256(canonical)),
	FOREIGN KEY (network_id, statement_id) REFERENCES statements ON DELETE CASCADE
);

-- +goose StatementBegin
CREATE FUNCTION statement_frozen_stands() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'a frozen text stands as it is' USING ERRCODE = 'insufficient_privilege';
END
$$;
-- +goose StatementEnd

CREATE TRIGGER statement_frozen_stands BEFORE UPDATE ON statement_frozen
	FOR EACH ROW EXECUTE FUNCTION statement_frozen_stands();

-- A network whose members sign a statement: its own, or one of another network, to which no reference leads from here. count is what was last
-- released of how many signed, on counted_on; null as long as that is nothing.
CREATE TABLE statement_carriers (
	network_id   uuid NOT NULL REFERENCES networks,
	statement_id uuid NOT NULL,
	home_id      uuid NOT NULL,
	hash         bytea NOT NULL CHECK (length(hash) = 32),
	taken_on     date NOT NULL,
	count        integer,
	counted_on   date,
	PRIMARY KEY (network_id, statement_id)
);
CREATE INDEX statement_carriers_by_statement ON statement_carriers (statement_id);
CREATE INDEX statement_carriers_to_count ON statement_carriers (counted_on);

-- One row a person, under a value that only her keyring can make: of all networks together there is one, which is why its second key
-- has no network. bound is another such value, for her as this member: the row never goes to another member of hers. Only where
-- her name is shown stands who she is; name_mark is a hash of the name under which she signed. place is a place by lot.
CREATE TABLE signatures (
	network_id   uuid NOT NULL,
	statement_id uuid NOT NULL,
	nullifier    bytea NOT NULL CHECK (length(nullifier) = 32),
	bound        bytea NOT NULL CHECK (length(bound) = 32),
	hash         bytea NOT NULL CHECK (length(hash) = 32),
	shows        text NOT NULL CHECK (shows IN ('pseudonym', 'role', 'counted', 'internal', 'withdrawn')),
	member_id    uuid,
	name_mark    bytea,
	role         text NOT NULL DEFAULT '',
	country      text NOT NULL DEFAULT '',
	place        uuid NOT NULL DEFAULT gen_random_uuid(),
	day          date NOT NULL,
	PRIMARY KEY (network_id, statement_id, nullifier),
	CONSTRAINT signatures_once UNIQUE (statement_id, nullifier),
	CONSTRAINT signatures_named CHECK (shows IN ('pseudonym', 'internal') OR member_id IS NULL AND name_mark IS NULL),
	CONSTRAINT signatures_role CHECK ((shows = 'role') = (role <> '' AND country <> '')),
	FOREIGN KEY (network_id, statement_id) REFERENCES statement_carriers ON DELETE CASCADE,
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE SET NULL (member_id)
);
CREATE INDEX signatures_by_place ON signatures (network_id, statement_id, place) WHERE shows IN ('pseudonym', 'role');
CREATE INDEX signatures_inside ON signatures (network_id, statement_id, place) WHERE shows = 'internal';

-- What each signer allowed: for which text, how it shows, from when until when. Added to, and ended, never changed.
CREATE TABLE signature_grants (
	network_id   uuid NOT NULL,
	statement_id uuid NOT NULL,
	nullifier    bytea NOT NULL,
	number       integer NOT NULL,
	hash         bytea NOT NULL,
	shows        text NOT NULL,
	given_on     date NOT NULL,
	ended_on     date,
	PRIMARY KEY (network_id, statement_id, nullifier, number),
	FOREIGN KEY (network_id, statement_id, nullifier) REFERENCES signatures ON DELETE CASCADE
);
