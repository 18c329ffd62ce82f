-- +goose Up
-- Deciding together: rounds, their texts, who has answered, and what was answered. No row of the last two can be tied to a row of
-- the other: see server/advocacy/rounds.

-- subject is what a round is about, opaque here; '' for a round that stands by itself. version counts the meanings that its text has
-- had. A round starts when its text is there in every one of its languages; its days are counted from then.
-- spent is a version whose key must be destroyed.
CREATE TABLE rounds (
	network_id   uuid NOT NULL REFERENCES networks,
	id           uuid NOT NULL,
	space_id     uuid NOT NULL,
	once         uuid NOT NULL,
	kind         text NOT NULL CHECK (kind IN ('question', 'sense', 'consent', 'opt_in', 'choose', 'time', 'ranked')),
	subject_kind text NOT NULL DEFAULT '',
	subject      text NOT NULL DEFAULT '',
	languages    text[] NOT NULL CHECK (cardinality(languages) > 0),
	options      smallint NOT NULL,
	days         smallint NOT NULL CHECK (days BETWEEN 1 AND 60),
	version      integer NOT NULL DEFAULT 1,
	state        text NOT NULL DEFAULT 'preparing' CHECK (state IN ('preparing', 'open', 'counting', 'counted', 'closed', 'stopped')),
	starts_on    date,
	closes_on    date,
	paused_on    date,
	spent        integer,
	key_name     bytea,
	roll         integer,
	roll_hash    bytea,
	outcome      text NOT NULL DEFAULT '',
	outcome_lang text NOT NULL DEFAULT '',
	review_on    date,
	revision     integer NOT NULL DEFAULT 0,
	PRIMARY KEY (network_id, id),
	FOREIGN KEY (network_id, space_id) REFERENCES spaces,
	CONSTRAINT rounds_once UNIQUE (network_id, once),
	CONSTRAINT rounds_clock CHECK (state = 'preparing' OR state = 'stopped' OR starts_on IS NOT NULL AND closes_on IS NOT NULL AND key_name IS NOT NULL)
);
CREATE INDEX rounds_by_space ON rounds (network_id, space_id, id);
CREATE INDEX rounds_to_close ON rounds (closes_on) WHERE state IN ('open', 'counting', 'counted');

CREATE TABLE round_texts (
	network_id uuid NOT NULL,
	round_id   uuid NOT NULL,
	lang       text NOT NULL,
	version    integer NOT NULL,
	title      text NOT NULL,
	body       text NOT NULL,
	options    text[] NOT NULL,
	PRIMARY KEY (network_id, round_id, lang),
	FOREIGN KEY (network_id, round_id) REFERENCES rounds ON DELETE CASCADE
);

-- Who has answered: one row a person, under a value that only her own keyring can make. While the round is open her answer lies here,
-- sealed under a key outside the database; afterwards there is none.
CREATE TABLE round_roll (
	network_id uuid NOT NULL,
	round_id   uuid NOT NULL,
	nullifier  bytea NOT NULL CHECK (length(nullifier) = 32),
	sealed     bytea,
	PRIMARY KEY (network_id, round_id, nullifier),
	FOREIGN KEY (network_id, round_id) REFERENCES rounds ON DELETE CASCADE
);

-- What was answered, numbered by lot.
CREATE TABLE ballots (
	network_id uuid NOT NULL,
	round_id   uuid NOT NULL,
	number     integer NOT NULL,
	picks      smallint[] NOT NULL,
	words      text NOT NULL,
	lang       text NOT NULL,
	PRIMARY KEY (network_id, round_id, number),
	FOREIGN KEY (network_id, round_id) REFERENCES rounds ON DELETE CASCADE
);
CREATE INDEX rounds_spent ON rounds (network_id, id) WHERE spent IS NOT NULL;

-- What somebody finds unsafe in a round, for the safeguarding lead alone, under another value of hers than the one on the roll. Once it
-- is decided it is kept for some days, so that she can read the answer.
CREATE TABLE safety_objections (
	network_id uuid NOT NULL,
	id         uuid NOT NULL,
	round_id   uuid NOT NULL,
	nullifier  bytea NOT NULL CHECK (length(nullifier) = 32),
	words      text NOT NULL,
	lang       text NOT NULL,
	day        date NOT NULL,
	decided    text NOT NULL DEFAULT '' CHECK (decided IN ('', 'released', 'stopped')),
	answer     text NOT NULL DEFAULT '',
	forget_on  date,
	PRIMARY KEY (network_id, id),
	FOREIGN KEY (network_id, round_id) REFERENCES rounds ON DELETE CASCADE,
	CONSTRAINT safety_objections_decided CHECK ((decided = '') = (forget_on IS NULL))
);
CREATE INDEX safety_objections_by_round ON safety_objections (network_id, round_id);
CREATE INDEX safety_objections_open ON safety_objections (network_id, day, id) WHERE decided = '';
