-- +goose Up
-- Members are pseudonyms: nothing here, and no key to anything elsewhere, says who a person is or
-- which members are one person's. Times are days. Every tenant row begins with its network.

CREATE TABLE networks (
	id         uuid PRIMARY KEY,
	kind       text NOT NULL CHECK (kind IN ('local', 'global')),
	name       text NOT NULL,
	languages  text[] NOT NULL CHECK (cardinality(languages) > 0),
	founded_on date NOT NULL,
	CONSTRAINT networks_name_once UNIQUE (name)
);

CREATE TABLE spaces (
	network_id uuid NOT NULL REFERENCES networks,
	id         uuid NOT NULL,
	purpose    text NOT NULL CHECK (purpose IN ('welcome', 'everyday', 'learning', 'advocacy', 'staff', 'own')),
	name       text NOT NULL DEFAULT '' CHECK (purpose <> 'own' OR name <> ''),
	lang       text NOT NULL DEFAULT '',
	reads      text NOT NULL CHECK (reads IN ('newcomers', 'members', 'leaders', 'staff')),
	writes     text NOT NULL CHECK (writes IN ('newcomers', 'members', 'leaders', 'staff')),
	posting    text NOT NULL CHECK (posting IN ('open', 'held', 'read_only')),
	band       text NOT NULL CHECK (band IN ('all', 'adult', 'minor')),
	languages  text[] NOT NULL DEFAULT '{}',
	place      smallint NOT NULL,
	PRIMARY KEY (network_id, id)
);

CREATE TABLE members (
	network_id uuid NOT NULL REFERENCES networks,
	id         uuid NOT NULL,
	pseudonym  text NOT NULL,
	claim_hash bytea NOT NULL,
	band       text NOT NULL CHECK (band IN ('adult', 'minor')),
	standing   text NOT NULL CHECK (standing IN ('newcomer', 'confirmed', 'left')),
	vouched    boolean NOT NULL DEFAULT false,
	to_hold    smallint NOT NULL DEFAULT 3 CHECK (to_hold >= 0),
	joined_on  date NOT NULL,
	PRIMARY KEY (network_id, id),
	CONSTRAINT members_pseudonym_once UNIQUE (network_id, pseudonym)
);
CREATE INDEX members_by_standing ON members (network_id, standing, pseudonym);

CREATE TABLE member_roles (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	role       text NOT NULL CHECK (role IN ('survivor_leader', 'trainer', 'advocate', 'moderator', 'steward', 'safeguarding_lead', 'custodian')),
	PRIMARY KEY (network_id, member_id, role),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);

CREATE TABLE blocks (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	blocked_id uuid NOT NULL CHECK (blocked_id <> member_id),
	PRIMARY KEY (network_id, member_id, blocked_id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	FOREIGN KEY (network_id, blocked_id) REFERENCES members ON DELETE CASCADE
);
CREATE INDEX blocks_backwards ON blocks (network_id, blocked_id);

CREATE TABLE invitations (
	network_id uuid NOT NULL REFERENCES networks,
	id         uuid NOT NULL,
	code_hash  bytea NOT NULL,
	pin_hash   bytea NOT NULL,
	role       text NOT NULL,
	band       text NOT NULL CHECK (band IN ('adult', 'minor')),
	expires_on date NOT NULL,
	wrong_pins smallint NOT NULL DEFAULT 0,
	once       uuid NOT NULL,
	PRIMARY KEY (network_id, id),
	CONSTRAINT invitations_once UNIQUE (network_id, once)
);
CREATE UNIQUE INDEX invitations_code ON invitations (code_hash);

-- A way back for a member whose phrase and codes are lost: two of the staff, a wait, and her own veto.
CREATE TABLE recoveries (
	network_id  uuid NOT NULL,
	id          uuid NOT NULL,
	member_id   uuid NOT NULL,
	asked_by    uuid NOT NULL,
	approved_by uuid CHECK (approved_by <> asked_by),
	code_hash   bytea,
	pin_hash    bytea,
	wrong_pins  smallint NOT NULL DEFAULT 0,
	effective_at timestamptz,
	used        boolean NOT NULL DEFAULT false,
	forget_on   date NOT NULL,
	PRIMARY KEY (network_id, id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	CONSTRAINT recoveries_approved CHECK ((approved_by IS NULL) = (effective_at IS NULL) AND (approved_by IS NULL) = (code_hash IS NULL))
);
CREATE UNIQUE INDEX recoveries_code ON recoveries (code_hash) WHERE NOT used;
CREATE UNIQUE INDEX recoveries_one_open ON recoveries (network_id, member_id) WHERE NOT used;

-- may_write says once more, under the writer's own statement, what networks.Allow said before it. The permission test
-- holds the two against each other for every role, standing, band and space.
-- In plpgsql because its plan is kept: as an SQL function it was planned at every post, which took longer than posting.
-- Volatile, so that a statement that waited for its lock sees the rights of now.
-- +goose StatementBegin
CREATE FUNCTION may_write(network uuid, member uuid, space uuid) RETURNS boolean
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
		AND (m.standing = 'confirmed' OR m.standing = 'newcomer' AND s.reads = 'newcomers' AND s.writes = 'newcomers')
		AND (has.staff OR s.band IN ('all', m.band))
		AND (s.posting <> 'read_only' OR has.staff)
		AND CASE s.reads WHEN 'staff' THEN has.staff WHEN 'leaders' THEN has.leader ELSE true END
		AND CASE s.writes WHEN 'staff' THEN has.staff WHEN 'leaders' THEN has.leader ELSE true END
	);
END
$$;
-- +goose StatementEnd
