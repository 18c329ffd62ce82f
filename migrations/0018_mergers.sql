-- +goose Up
-- Two Local networks go together: in one of them a steward asks and another agrees, then a steward of the other answers. From
-- then on each member of the first is asked whether she goes along. told_to is the last of them whose inbox says so.
CREATE TABLE mergers (
	network_id uuid PRIMARY KEY REFERENCES networks,
	id         uuid NOT NULL,
	into_id    uuid NOT NULL REFERENCES networks CHECK (into_id <> network_id),
	asked_by   uuid NOT NULL,
	agreed_by  uuid,
	asked_on   date NOT NULL,
	told_to    uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
	CONSTRAINT mergers_two_people CHECK (agreed_by <> asked_by)
);
CREATE INDEX mergers_into ON mergers (into_id);

-- The other network's answer: the last day on which members may come, none for no.
CREATE TABLE merger_answers (
	network_id  uuid NOT NULL REFERENCES networks,
	merger_id   uuid NOT NULL,
	answered_by uuid NOT NULL,
	until       date,
	PRIMARY KEY (network_id, merger_id)
);

-- That somebody has come, once: a value that only her keyring can make, and that leads to no member.
CREATE TABLE merger_arrivals (
	network_id uuid NOT NULL,
	merger_id  uuid NOT NULL,
	nullifier  bytea NOT NULL CHECK (octet_length(nullifier) = 32),
	PRIMARY KEY (network_id, merger_id, nullifier)
);

-- The countries whose helplines a network's members see first, by their codes (ISO 3166).
ALTER TABLE networks
	ADD COLUMN countries text[] NOT NULL DEFAULT '{}',
	ADD CONSTRAINT networks_countries CHECK (cardinality(countries) <= 50
		AND cardinality(countries) = cardinality(string_to_array(array_to_string(countries, ' '), ' '))
		AND array_to_string(countries, ' ') ~ '^([A-Z]{2}( [A-Z]{2})*)?$');
