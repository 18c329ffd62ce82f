-- +goose Up

-- A safeguarding lead who takes what members hand her, and the key to which it is sealed (X25519).
CREATE TABLE handing_keys (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	public     bytea NOT NULL CHECK (octet_length(public) = 32),
	PRIMARY KEY (network_id, member_id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);

-- What a member handed to a lead: sealed to the lead's key, and under the member's own keys.
CREATE TABLE handings (
	network_id uuid NOT NULL,
	id         uuid NOT NULL,
	member_id  uuid NOT NULL,
	lead_id    uuid NOT NULL,
	handed_on  date NOT NULL,
	opened_on  date,
	sealed     bytea NOT NULL CHECK (octet_length(sealed) BETWEEN 1 AND 50000),
	own        bytea NOT NULL CHECK (octet_length(own) BETWEEN 1 AND 50000),
	PRIMARY KEY (network_id, id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	FOREIGN KEY (network_id, lead_id) REFERENCES members ON DELETE CASCADE
);
CREATE INDEX handings_of_member ON handings (network_id, member_id);
CREATE INDEX handings_to_lead ON handings (network_id, lead_id);
