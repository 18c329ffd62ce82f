-- +goose Up

-- What the staff of a network know of helplines: lines of the network's own, that one of any was tried, and that one of its own goes.
-- One of them says it, and it counts from when another agrees; then who said it is forgotten here.
CREATE TABLE helpline_changes (
	network_id uuid NOT NULL REFERENCES networks,
	id         uuid NOT NULL,
	line       text NOT NULL CHECK (length(line) BETWEEN 1 AND 60),
	act        text NOT NULL CHECK (act IN ('add', 'works', 'fails', 'remove')),
	name       text NOT NULL DEFAULT '' CHECK (length(name) <= 120),
	need       text NOT NULL DEFAULT '',
	call       text NOT NULL DEFAULT '' CHECK (length(call) <= 40),
	web        text NOT NULL DEFAULT '' CHECK (length(web) <= 200),
	always     boolean NOT NULL DEFAULT false,
	free       boolean NOT NULL DEFAULT false,
	source     text NOT NULL DEFAULT '' CHECK (length(source) <= 120),
	day        date NOT NULL,
	asked_by   uuid,
	agreed_on  date,
	PRIMARY KEY (network_id, id),
	FOREIGN KEY (network_id, asked_by) REFERENCES members ON DELETE CASCADE,
	CHECK (agreed_on IS NULL OR asked_by IS NULL),
	CHECK (act <> 'add' OR (name <> '' AND need <> '' AND source <> '' AND call || web <> ''))
);
CREATE UNIQUE INDEX helpline_changes_one ON helpline_changes (network_id, line) WHERE agreed_on IS NULL;
CREATE UNIQUE INDEX helpline_changes_counts ON helpline_changes (network_id, line, (act = 'add')) WHERE agreed_on IS NOT NULL;
