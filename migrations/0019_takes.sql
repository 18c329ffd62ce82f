-- +goose Up
-- What is taken along of a cohort, and what a group says without anybody saying it.

-- A calendar's secret address, of which there is a hash alone. It ends with her place in the cohort. lang is what its words are in:
-- who asks for it by the address says nothing about herself.
CREATE TABLE cohort_calendars (
	network_id uuid NOT NULL,
	cohort_id  uuid NOT NULL,
	member_id  uuid NOT NULL,
	hash       bytea NOT NULL CONSTRAINT cohort_calendars_hash UNIQUE CHECK (octet_length(hash) = 32),
	lang       text NOT NULL,
	PRIMARY KEY (network_id, cohort_id, member_id),
	FOREIGN KEY (network_id, cohort_id, member_id) REFERENCES cohort_people ON DELETE CASCADE
);

-- What a group says without anybody saying it: of a session, and of what it knows before and after a course. names are what was asked, and
-- counts how many chose each answer, one question's after the other's. given are those who have answered, in order, each under a name
-- that only her own keys can make; there is one row for all of them, so that none has a place, or a transaction, of her own. When its
-- days are over, counts and given are forgotten, and the result is all that is left.
CREATE TABLE tallies (
	network_id uuid NOT NULL,
	cohort_id  uuid NOT NULL,
	about      text NOT NULL,
	closes_on  date NOT NULL,
	names      text[] NOT NULL,
	counts     integer[] NOT NULL,
	given      bytea[] NOT NULL,
	result     text,
	PRIMARY KEY (network_id, cohort_id, about),
	FOREIGN KEY (network_id, cohort_id) REFERENCES cohorts ON DELETE CASCADE,
	CHECK (result IS NULL OR counts = '{}' AND given = '{}')
);
CREATE INDEX tallies_to_release ON tallies (closes_on) WHERE result IS NULL;

-- Until when something can be said of a session, where it isn't a week after its day: it was moved when that had begun.
ALTER TABLE cohort_sessions ADD COLUMN asked_until date;

-- How sure somebody felt, first and last, sealed under her own keys.
CREATE TABLE confidence (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	sealed     bytea NOT NULL,
	PRIMARY KEY (network_id, member_id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);
