-- +goose Up
-- The ways on which a campaign's asks are decided: bills, regulations, guidelines. Everything is noted by hand, with where it can be read.

CREATE TABLE processes (
	network_id  uuid NOT NULL,
	campaign_id uuid NOT NULL,
	id          uuid NOT NULL,
	once        uuid NOT NULL,
	template    text NOT NULL CHECK (template IN ('uk_bill', 'eu_regulation', 'ph_bill', 'guideline', 'company_policy')),
	name        text NOT NULL,
	lang        text NOT NULL,
	source      text NOT NULL,
	PRIMARY KEY (network_id, campaign_id, id),
	CONSTRAINT processes_once UNIQUE (network_id, once),
	FOREIGN KEY (network_id, campaign_id) REFERENCES campaigns ON DELETE CASCADE
);

-- A stage that it came to, or is expected to. day is the first of the month, or of the year, where no more is known.
CREATE TABLE process_stages (
	network_id  uuid NOT NULL,
	campaign_id uuid NOT NULL,
	process_id  uuid NOT NULL,
	step        integer NOT NULL,
	once        uuid NOT NULL,
	stage       text NOT NULL,
	day         date NOT NULL,
	precision   text NOT NULL CHECK (precision IN ('day', 'month', 'year')),
	expected    boolean NOT NULL,
	lang        text NOT NULL,
	note        text NOT NULL,
	source      text NOT NULL,
	PRIMARY KEY (network_id, campaign_id, process_id, step),
	CONSTRAINT process_stages_once UNIQUE (network_id, once),
	FOREIGN KEY (network_id, campaign_id, process_id) REFERENCES processes ON DELETE CASCADE
);

-- What the text says of an ask at a stage, and where in it.
CREATE TABLE clauses (
	network_id  uuid NOT NULL,
	campaign_id uuid NOT NULL,
	process_id  uuid NOT NULL,
	step        integer NOT NULL,
	number      integer NOT NULL,
	fit         text NOT NULL CHECK (fit IN ('full', 'part', 'none', 'against')),
	place       text NOT NULL,
	lang        text NOT NULL,
	note        text NOT NULL,
	PRIMARY KEY (network_id, campaign_id, process_id, step, number),
	CONSTRAINT clauses_stage FOREIGN KEY (network_id, campaign_id, process_id, step) REFERENCES process_stages ON DELETE CASCADE,
	CONSTRAINT clauses_ask FOREIGN KEY (network_id, campaign_id, number) REFERENCES asks ON DELETE CASCADE
);
CREATE INDEX clauses_by_ask ON clauses (network_id, campaign_id, number);
