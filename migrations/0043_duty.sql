-- +goose Up

-- When a safeguarding lead means to be on duty, each week, by the network's clock: from a full hour of a weekday (0 is Sunday)
-- for so many hours.
CREATE TABLE duty_rota (
	network_id uuid NOT NULL,
	id         uuid NOT NULL,
	member_id  uuid NOT NULL,
	weekday    smallint NOT NULL CHECK (weekday BETWEEN 0 AND 6),
	begins     smallint NOT NULL CHECK (begins BETWEEN 0 AND 23),
	lasts      smallint NOT NULL CHECK (lasts BETWEEN 1 AND 24),
	PRIMARY KEY (network_id, id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	CONSTRAINT duty_rota_once UNIQUE (network_id, member_id, weekday, begins)
);

-- Who is on duty now, until when her page has said so, and to whom she hands over.
CREATE TABLE duty_here (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	until      timestamptz NOT NULL,
	handing_to uuid,
	PRIMARY KEY (network_id, member_id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	FOREIGN KEY (network_id, handing_to) REFERENCES members ON DELETE SET NULL (handing_to),
	CHECK (handing_to <> member_id)
);

-- Somebody may need a person now. Its times are days when it is closed.
CREATE TABLE alerts (
	network_id uuid NOT NULL,
	id         uuid NOT NULL,
	member_id  uuid NOT NULL,
	why        text NOT NULL CHECK (why IN ('words', 'asked')),
	place      text NOT NULL,
	raised_at  timestamptz NOT NULL,
	taken_by   uuid,
	answer     text CHECK (answer IN ('write', 'talk', 'call')),
	by_at      timestamptz,
	closed_on  date,
	PRIMARY KEY (network_id, id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	FOREIGN KEY (network_id, taken_by) REFERENCES members ON DELETE SET NULL (taken_by),
	CHECK (taken_by <> member_id),
	CONSTRAINT alerts_close CHECK (closed_on IS NULL OR by_at IS NULL AND place = '')
);
CREATE UNIQUE INDEX alerts_open ON alerts (network_id, member_id) WHERE closed_on IS NULL;
CREATE INDEX alerts_raised ON alerts (raised_at);

-- What she who is in need and the lead who has taken it write to each other, sealed under the alert's key, which lies outside
-- the database.
CREATE TABLE alert_words (
	network_id uuid NOT NULL,
	alert_id   uuid NOT NULL,
	number     integer NOT NULL,
	by_lead    boolean NOT NULL,
	said_on    date NOT NULL,
	sealed     bytea NOT NULL CHECK (octet_length(sealed) BETWEEN 1 AND 20000),
	once       uuid NOT NULL,
	PRIMARY KEY (network_id, alert_id, number),
	FOREIGN KEY (network_id, alert_id) REFERENCES alerts ON DELETE CASCADE,
	CONSTRAINT alert_words_once UNIQUE (network_id, once)
);

-- The key to which a safeguarding lead's cases are sealed (X25519).
CREATE TABLE concern_keys (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	public     bytea NOT NULL CHECK (octet_length(public) = 32),
	PRIMARY KEY (network_id, member_id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);

-- Somebody may be in danger, and safeguarding leads work on it together, stage by stage. A step that one of them asks for, of
-- somebody under 18, another one agrees to.
CREATE TABLE concerns (
	network_id uuid NOT NULL REFERENCES networks,
	id         uuid NOT NULL,
	member_id  uuid,
	minor      boolean NOT NULL,
	stage      text NOT NULL CHECK (stage IN ('concern', 'triage', 'plan', 'contacts', 'review', 'closed')),
	opened_on  date NOT NULL,
	review_on  date NOT NULL,
	closed_on  date CHECK ((closed_on IS NOT NULL) = (stage = 'closed')),
	asked      text NOT NULL DEFAULT '',
	asked_by   uuid,
	PRIMARY KEY (network_id, id),
	CONSTRAINT concerns_minor UNIQUE (network_id, id, minor),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE SET NULL (member_id),
	FOREIGN KEY (network_id, asked_by) REFERENCES members ON DELETE SET NULL (asked_by)
);
CREATE INDEX concerns_open ON concerns (network_id, review_on) WHERE closed_on IS NULL;
CREATE INDEX concerns_closed ON concerns (closed_on) WHERE closed_on IS NOT NULL;

-- Who works on it: its key, sealed to each of them.
CREATE TABLE concern_seats (
	network_id uuid NOT NULL,
	concern_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	sealed     bytea NOT NULL CHECK (octet_length(sealed) BETWEEN 33 AND 200),
	PRIMARY KEY (network_id, concern_id, member_id),
	FOREIGN KEY (network_id, concern_id) REFERENCES concerns ON DELETE CASCADE,
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);
CREATE INDEX concern_seats_of_member ON concern_seats (network_id, member_id);

CREATE TABLE concern_moves (
	network_id uuid NOT NULL,
	concern_id uuid NOT NULL,
	number     integer NOT NULL,
	minor      boolean NOT NULL,
	stage      text NOT NULL,
	moved_by   uuid NOT NULL,
	agreed_by  uuid,
	moved_on   date NOT NULL,
	PRIMARY KEY (network_id, concern_id, number),
	FOREIGN KEY (network_id, concern_id, minor) REFERENCES concerns (network_id, id, minor) ON DELETE CASCADE,
	CONSTRAINT minors_need_two CHECK (NOT minor OR stage = 'triage' OR agreed_by IS NOT NULL),
	CONSTRAINT nobody_agrees_with_herself CHECK (agreed_by <> moved_by)
);

CREATE TABLE concern_notes (
	network_id uuid NOT NULL,
	concern_id uuid NOT NULL,
	number     integer NOT NULL,
	author_id  uuid NOT NULL,
	contact    boolean NOT NULL,
	stage      text NOT NULL,
	written_on date NOT NULL,
	sealed     bytea NOT NULL CHECK (octet_length(sealed) BETWEEN 1 AND 60000),
	once       uuid NOT NULL,
	PRIMARY KEY (network_id, concern_id, number),
	FOREIGN KEY (network_id, concern_id) REFERENCES concerns ON DELETE CASCADE,
	CONSTRAINT concern_notes_once UNIQUE (network_id, once)
);

-- Where somebody says that pictures or films of children being hurt stand: an address as text, and not who told of it. It goes when a lead
-- has read it, once, for the authority's reporting line.
CREATE TABLE addresses (
	network_id uuid NOT NULL REFERENCES networks,
	id         uuid NOT NULL,
	told_on    date NOT NULL,
	PRIMARY KEY (network_id, id)
);
CREATE INDEX addresses_days ON addresses (told_on);

-- The address, sealed to each lead who can take it.
CREATE TABLE address_seals (
	network_id uuid NOT NULL,
	address_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	sealed     bytea NOT NULL CHECK (octet_length(sealed) BETWEEN 33 AND 3000),
	PRIMARY KEY (network_id, address_id, member_id),
	FOREIGN KEY (network_id, address_id) REFERENCES addresses ON DELETE CASCADE,
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);
