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
