-- +goose Up

-- Who keeps a share of what members have left in case of danger, and her public age key: one for each function.
CREATE TABLE vault_custodians (
	network_id uuid NOT NULL,
	function   text NOT NULL CHECK (function IN ('safeguarding_lead', 'survivor_council', 'outside_counsel')),
	member_id  uuid,
	key        text NOT NULL CHECK (key LIKE 'age1%' AND length(key) <= 4000),
	since      date NOT NULL,
	PRIMARY KEY (network_id, function),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE SET NULL (member_id),
	CONSTRAINT vault_custodians_one UNIQUE (network_id, member_id),
	CONSTRAINT vault_custodians_key UNIQUE (network_id, key)
);

-- What a member has left, sealed under a key that stands nowhere. Of somebody under 18 it counts from when a safeguarding lead says
-- that the welfare office or the facility agreed.
CREATE TABLE vault_contacts (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	box        bytea NOT NULL CHECK (octet_length(box) BETWEEN 1 AND 8000),
	left_on    date NOT NULL,
	minor      boolean NOT NULL,
	agreed     text CHECK (agreed IN ('welfare_office', 'facility')),
	agreed_on  date,
	PRIMARY KEY (network_id, member_id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	CHECK ((agreed IS NULL) = (agreed_on IS NULL))
);

-- Each custodian's share of a contact's key, sealed to her age key.
CREATE TABLE vault_shares (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	function   text NOT NULL,
	sealed     bytea NOT NULL CHECK (octet_length(sealed) BETWEEN 1 AND 64000),
	PRIMARY KEY (network_id, member_id, function),
	FOREIGN KEY (network_id, member_id) REFERENCES vault_contacts ON DELETE CASCADE,
	FOREIGN KEY (network_id, function) REFERENCES vault_custodians
);

-- A contact that is to be opened, or was: one member's, for a case. No one person opens one.
CREATE TABLE vault_openings (
	network_id  uuid NOT NULL,
	id          uuid NOT NULL,
	case_id     uuid NOT NULL,
	member_id   uuid,
	ground      text NOT NULL CHECK (ground IN ('danger_to_life', 'missing', 'wants_it', 'law')),
	asked_by    uuid,
	asked_on    date NOT NULL,
	approved_by uuid,
	opens_at    timestamptz,
	opened_on   date,
	tell_on     date,
	told_on     date,
	reviewed_by uuid,
	reviewed_on date,
	PRIMARY KEY (network_id, id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE SET NULL (member_id),
	FOREIGN KEY (network_id, asked_by) REFERENCES members ON DELETE SET NULL (asked_by),
	FOREIGN KEY (network_id, approved_by) REFERENCES members ON DELETE SET NULL (approved_by),
	FOREIGN KEY (network_id, reviewed_by) REFERENCES members ON DELETE SET NULL (reviewed_by),
	CONSTRAINT vault_openings_two CHECK (approved_by <> asked_by),
	CONSTRAINT vault_openings_review CHECK (reviewed_by <> asked_by AND reviewed_by <> approved_by),
	CONSTRAINT vault_openings_order CHECK (opened_on IS NULL OR opens_at IS NOT NULL AND tell_on IS NOT NULL)
);
CREATE UNIQUE INDEX vault_openings_open ON vault_openings (network_id, member_id) WHERE told_on IS NULL;
CREATE INDEX vault_openings_tell ON vault_openings (tell_on) WHERE told_on IS NULL;

-- A custodian who is to take another's place, with her public age key. Two of those who are there agree.
CREATE TABLE vault_changes (
	network_id  uuid PRIMARY KEY,
	id          uuid NOT NULL,
	function    text NOT NULL,
	member_id   uuid NOT NULL,
	key         text NOT NULL CHECK (key LIKE 'age1%' AND length(key) <= 4000),
	asked_on    date NOT NULL,
	first_by    uuid,
	second_by   uuid,
	opens_at    timestamptz,
	FOREIGN KEY (network_id, function) REFERENCES vault_custodians,
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	FOREIGN KEY (network_id, first_by) REFERENCES members ON DELETE CASCADE,
	FOREIGN KEY (network_id, second_by) REFERENCES members ON DELETE CASCADE,
	CONSTRAINT vault_changes_two CHECK (first_by <> second_by AND first_by <> member_id AND second_by <> member_id)
);
