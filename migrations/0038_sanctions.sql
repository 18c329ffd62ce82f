-- +goose Up
-- What keeps a member from something for a while, by the decision of the case whose id it has. It outlives her leaving if it
-- follows the person: then it counts for her other members too, wherever her keyring is open, which nothing here knows. A
-- safeguarding lead asks for that, and somebody else agrees.
CREATE TABLE sanctions (
	network_id uuid NOT NULL REFERENCES networks,
	id         uuid NOT NULL,
	member_id  uuid NOT NULL,
	kind       text NOT NULL CHECK (kind IN ('slow', 'mute', 'space', 'suspend', 'out')),
	space_id   uuid,
	until      date,
	asked_by   uuid,
	agreed_by  uuid CHECK (agreed_by <> asked_by),
	PRIMARY KEY (network_id, id),
	FOREIGN KEY (network_id, space_id) REFERENCES spaces,
	CONSTRAINT sanctions_space CHECK ((kind = 'space') = (space_id IS NOT NULL)),
	CONSTRAINT sanctions_end CHECK ((kind = 'out') = (until IS NULL)),
	CONSTRAINT sanctions_follow CHECK (asked_by IS NULL OR kind IN ('slow', 'mute', 'suspend')),
	CONSTRAINT sanctions_agreed CHECK (agreed_by IS NULL OR asked_by IS NOT NULL)
);
CREATE INDEX sanctions_of_member ON sanctions (network_id, member_id);
CREATE INDEX sanctions_until ON sanctions (until);

-- may_read and may_write, see networks: who is out of a space reads nothing in it, who is out of the network nothing at all, and
-- who is muted writes nothing.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION may_read(network uuid, member uuid, space uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	RETURN EXISTS (
		SELECT 1
		FROM members m
		JOIN spaces s ON s.network_id = m.network_id AND s.id = space
		CROSS JOIN LATERAL (
			SELECT coalesce(bool_or(role IN ('moderator', 'steward', 'safeguarding_lead')), false) AS staff,
			       coalesce(bool_or(role <> 'custodian'), false) AS leader
			FROM member_roles r
			WHERE r.network_id = m.network_id AND r.member_id = m.id AND m.standing = 'confirmed'
		) has
		WHERE m.network_id = network
		AND m.id = member
		AND (m.standing = 'confirmed' OR m.standing = 'newcomer' AND s.reads = 'newcomers')
		AND (has.staff OR s.band IN ('all', m.band))
		AND CASE s.reads WHEN 'staff' THEN has.staff WHEN 'leaders' THEN has.leader ELSE true END
		AND NOT EXISTS (
			SELECT
			FROM sanctions x
			WHERE x.network_id = network
			AND x.member_id = member
			AND (x.kind IN ('suspend', 'out') OR x.space_id = space)
		)
	);
END
$$;
-- +goose StatementEnd
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
		AND NOT EXISTS (
			SELECT
			FROM sanctions x
			WHERE x.network_id = network
			AND x.member_id = member
			AND (x.kind IN ('mute', 'suspend', 'out') OR x.space_id = space)
		)
	);
END
$$;
-- +goose StatementEnd
