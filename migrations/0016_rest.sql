-- +goose Up
-- What was still missing of running a network: its last steward may leave, two networks go together, its quiet hours.

-- Whether anybody runs a network is asked at every opening of its first page.
CREATE INDEX member_roles_stewards ON member_roles (network_id) WHERE role = 'steward';

-- A network has one invitation for a first steward at a time, and none while it has a steward.
CREATE UNIQUE INDEX invitations_one_steward ON invitations (network_id) WHERE role = 'steward';

-- A network in which words stand and that nobody runs gets another first steward: one steward of the Global network asks,
-- another agrees and hands out the invitation. asked_in is the Global network.
CREATE TABLE first_steward_asks (
	network_id uuid PRIMARY KEY REFERENCES networks,
	asked_in   uuid NOT NULL,
	asked_by   uuid NOT NULL,
	asked_on   date NOT NULL,
	FOREIGN KEY (asked_in, asked_by) REFERENCES members ON DELETE CASCADE
);

-- The network's quiet hours, for members who haven't set their own: full hours by a clock so many minutes ahead of UTC.
ALTER TABLE networks
	ADD COLUMN quiet_from     integer NOT NULL DEFAULT 0,
	ADD COLUMN quiet_until    integer NOT NULL DEFAULT 0,
	ADD COLUMN quiet_offset   integer NOT NULL DEFAULT 0,
	ADD COLUMN quiet_revision integer NOT NULL DEFAULT 0,
	ADD CONSTRAINT networks_quiet_hours CHECK (quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23
		AND quiet_offset > -720 AND quiet_offset <= 720 AND quiet_offset % 15 = 0);
