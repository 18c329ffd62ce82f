-- +goose Up
-- What a steward runs: the agreement in its versions, spaces, roles that need a second
-- person, quiet days, the end of a network, and the numbers that were released about it.

-- The agreement's own words, after the points that every network has. A version is never changed: a new one follows it
-- and is asked of everybody. Version 0 is the points alone.
CREATE TABLE agreements (
	network_id uuid NOT NULL REFERENCES networks,
	version    integer NOT NULL CHECK (version > 0),
	lang       text NOT NULL,
	body       text NOT NULL CHECK (body <> ''),
	day        date NOT NULL,
	PRIMARY KEY (network_id, version, lang)
);
ALTER TABLE networks ADD COLUMN agreement integer NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN agreed_version integer NOT NULL DEFAULT 0;

-- In a closed space nobody writes. What is sensitive goes to no machine, for good.
ALTER TABLE spaces
	ADD COLUMN sensitive boolean NOT NULL DEFAULT false,
	ADD COLUMN revision  integer NOT NULL DEFAULT 1,
	ADD COLUMN once      uuid NOT NULL DEFAULT gen_random_uuid(),
	ADD CONSTRAINT spaces_once UNIQUE (network_id, once),
	DROP CONSTRAINT spaces_posting_check,
	ADD CONSTRAINT spaces_posting_check CHECK (posting IN ('open', 'held', 'read_only', 'closed'));
UPDATE spaces SET sensitive = true WHERE purpose IN ('welcome', 'staff');

-- may_write, see networks: in a closed space nobody writes, nor in a closed network. What isn't known is refused.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION may_write(network uuid, member uuid, space uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	RETURN EXISTS (
		SELECT 1
		FROM members m
		JOIN networks n ON n.id = m.network_id AND n.closed_on IS NULL
		JOIN spaces s ON s.network_id = m.network_id AND s.id = space
		CROSS JOIN LATERAL (
			SELECT coalesce(bool_or(role IN ('moderator', 'steward', 'safeguarding_lead')), false) AS staff,
			       coalesce(bool_or(role <> 'custodian'), false) AS leader
			FROM member_roles r
			WHERE r.network_id = m.network_id AND r.member_id = m.id AND m.standing = 'confirmed'
		) has
		WHERE m.network_id = network
		AND m.id = member
		AND (m.standing = 'confirmed' OR m.standing = 'newcomer' AND s.reads = 'newcomers' AND s.writes = 'newcomers')
		AND (has.staff OR s.band IN ('all', m.band))
		AND CASE s.posting WHEN 'open' THEN true WHEN 'held' THEN true WHEN 'read_only' THEN has.staff ELSE false END
		AND CASE s.reads WHEN 'staff' THEN has.staff WHEN 'leaders' THEN has.leader ELSE true END
		AND CASE s.writes WHEN 'staff' THEN has.staff WHEN 'leaders' THEN has.leader ELSE true END
	);
END
$$;
-- +goose StatementEnd

-- A role that one person alone doesn't give: a steward asks, somebody else agrees, neither is the member herself. Where
-- nobody else could, it takes effect at effective_at. Once agreed the row stays for as long as the role does.
CREATE TABLE role_asks (
	network_id   uuid NOT NULL,
	member_id    uuid NOT NULL,
	role         text NOT NULL CHECK (role IN ('trainer', 'moderator', 'steward', 'safeguarding_lead', 'custodian')),
	asked_by     uuid NOT NULL,
	agreed_by    uuid,
	effective_at timestamptz,
	asked_on     date NOT NULL,
	PRIMARY KEY (network_id, member_id, role),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	CONSTRAINT role_asks_two_people CHECK (asked_by <> member_id AND agreed_by <> member_id AND agreed_by <> asked_by)
);

-- How many invitations a steward has issued on a day. An invitation itself doesn't say who issued it.
CREATE TABLE invitation_days (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	day        date NOT NULL,
	issued     smallint NOT NULL CHECK (issued BETWEEN 1 AND 10),
	PRIMARY KEY (network_id, member_id, day),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);

-- Quiet days: until then newcomers' words all wait, nobody joins, and everybody writes once a minute. A closed network is
-- read and left, and nobody writes in it.
ALTER TABLE networks
	ADD COLUMN calm_until timestamptz,
	ADD COLUMN closed_on  date;

-- When a member may write next on a quiet day. Unlogged: it is in no backup.
CREATE UNLOGGED TABLE turns (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	next_at    timestamptz NOT NULL,
	PRIMARY KEY (network_id, member_id)
);

-- The end of a network: one steward asks, another agrees. The row stays for as long as the network is closed.
CREATE TABLE network_closings (
	network_id uuid PRIMARY KEY REFERENCES networks,
	asked_by   uuid NOT NULL,
	agreed_by  uuid,
	asked_on   date NOT NULL,
	CONSTRAINT network_closings_two_people CHECK (agreed_by <> asked_by)
);

-- Every number that was ever released about a network, as it was shown; NULL was withheld. The cell '' is the total.
CREATE TABLE released (
	network_id uuid NOT NULL,
	series     text NOT NULL,
	number     integer NOT NULL,
	cell       text NOT NULL,
	shown      integer CHECK (shown >= 10 AND shown % 5 = 0),
	day        date NOT NULL,
	PRIMARY KEY (network_id, series, number, cell)
);
