-- +goose Up
-- What a member keeps of what she helped to change: for herself alone, each entry under a name that only her keyring makes.
CREATE TABLE contributions (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	place      bytea NOT NULL CHECK (octet_length(place) = 32),
	sealed     bytea NOT NULL CHECK (octet_length(sealed) BETWEEN 1 AND 20000),
	PRIMARY KEY (network_id, member_id, place),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);
