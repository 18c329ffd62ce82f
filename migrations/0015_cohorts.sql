-- +goose Up
-- Who is learning: cohorts, their people and plans, each learner's own progress, and journals that only their writers can read.

-- A course as a cohort began with it, so that it can be read as long as a cohort does: its files, as a zip.
CREATE TABLE courses (
	version text PRIMARY KEY,
	files   bytea NOT NULL
);

CREATE TABLE cohorts (
	network_id uuid NOT NULL REFERENCES networks,
	id         uuid NOT NULL,
	once       uuid NOT NULL,
	name       text NOT NULL,
	band       text NOT NULL CHECK (band IN ('minor', 'adult')),
	mode       text NOT NULL CHECK (mode IN ('room', 'online', 'both', 'own')),
	track      text NOT NULL CHECK (track IN ('course', 'voice', 'trainer')),
	plan       text NOT NULL CHECK (plan IN ('weekly', 'phases')),
	languages  text[] NOT NULL,
	version    text NOT NULL REFERENCES courses,
	starts_on  date NOT NULL,
	ended_on   date,
	PRIMARY KEY (network_id, id),
	CONSTRAINT cohorts_once UNIQUE (network_id, once)
);
CREATE INDEX cohorts_by_version ON cohorts (version);

-- part is what somebody does in a cohort; state how far she is in it. who left has no row.
CREATE TABLE cohort_people (
	network_id uuid NOT NULL,
	cohort_id  uuid NOT NULL,
	member_id  uuid NOT NULL,
	part       text NOT NULL CHECK (part IN ('learner', 'helper', 'cofacilitator', 'trainer', 'support')),
	state      text NOT NULL CHECK (state IN ('asked', 'in', 'paused')),
	own_pace   boolean NOT NULL DEFAULT false,
	PRIMARY KEY (network_id, cohort_id, member_id),
	FOREIGN KEY (network_id, cohort_id) REFERENCES cohorts ON DELETE CASCADE,
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);
CREATE INDEX cohort_people_by_member ON cohort_people (network_id, member_id);

-- The plan. unit is '' for a meeting without a session of the course: mentoring.
CREATE TABLE cohort_sessions (
	network_id uuid NOT NULL,
	cohort_id  uuid NOT NULL,
	number     integer NOT NULL,
	unit       text NOT NULL,
	day        date NOT NULL,
	PRIMARY KEY (network_id, cohort_id, number),
	FOREIGN KEY (network_id, cohort_id) REFERENCES cohorts ON DELETE CASCADE
);

-- Who was there, as a trainer noted it.
CREATE TABLE attendance (
	network_id uuid NOT NULL,
	cohort_id  uuid NOT NULL,
	number     integer NOT NULL,
	member_id  uuid NOT NULL,
	presence   text NOT NULL CHECK (presence IN ('here', 'part', 'not_today')),
	PRIMARY KEY (network_id, cohort_id, number, member_id),
	FOREIGN KEY (network_id, cohort_id, number) REFERENCES cohort_sessions ON DELETE CASCADE,
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);

-- How far a learner is with a unit, whatever cohort she is in. There is no time here, only a day.
CREATE TABLE progress (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	unit       text NOT NULL,
	state      text NOT NULL CHECK (state IN ('visited', 'done', 'not_today')),
	day        date NOT NULL,
	PRIMARY KEY (network_id, member_id, unit),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);

-- Journals: a row is what one member wrote at one unit, sealed under her own keys, its name too.
CREATE TABLE journal (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	place      bytea NOT NULL,
	sealed     bytea NOT NULL,
	PRIMARY KEY (network_id, member_id, place),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);
