-- Staff keys: the day on which a role was given. A role that asks for a passkey counts without one for some days, for whoever
-- gets it has to set it; see networks.Key.

-- +goose Up
ALTER TABLE member_roles ADD COLUMN given_on date NOT NULL DEFAULT CURRENT_DATE;

-- A staff member whose passkey is lost asks; two others, a steward and a safeguarding lead, let her set a new one.
CREATE TABLE key_asks (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	first_by   uuid CHECK (first_by <> member_id),
	second_by  uuid CHECK (second_by <> member_id),
	forget_on  date NOT NULL,
	PRIMARY KEY (network_id, member_id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	CONSTRAINT key_asks_two CHECK (second_by IS NULL OR first_by IS NOT NULL AND second_by <> first_by)
);
