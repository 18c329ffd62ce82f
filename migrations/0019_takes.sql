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
