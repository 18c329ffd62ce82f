-- +goose Up
-- The inbox: what a member is told of. A notice holds no words and nobody's name: it points, and what it says is drawn
-- when it is read, by what its reader may read then. Days only. See package inbox.

-- A notice's number is that of its event in the channel "inbox/<network>/<member>": order is commit order.
CREATE TABLE notices (
	network_id  uuid NOT NULL,
	member_id   uuid NOT NULL,
	number      integer NOT NULL,
	kind        text NOT NULL CHECK (kind ~ '^[a-z_]+$'),
	topic_id    uuid,
	post_number integer,
	about       text NOT NULL DEFAULT '' CHECK (about ~ '^[a-z_]{0,40}$'),
	day         date NOT NULL,
	PRIMARY KEY (network_id, member_id, number),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	CONSTRAINT notices_of_a_post CHECK ((topic_id IS NULL) = (post_number IS NULL))
);
CREATE INDEX notices_by_post ON notices (network_id, topic_id, post_number) WHERE topic_id IS NOT NULL;
CREATE INDEX notices_by_day ON notices (day);

CREATE TABLE notice_reads (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	seen       int4multirange NOT NULL,
	PRIMARY KEY (network_id, member_id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
) WITH (fillfactor = 80);

-- What reaches a member from a space or a topic. Where there is no row the topic follows its space, and a space tells
-- replies and mentions.
CREATE TABLE follows (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	place_id   uuid NOT NULL,
	level      text NOT NULL CHECK (level IN ('everything', 'replies', 'muted')),
	PRIMARY KEY (network_id, member_id, place_id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);

-- stream_head is where a channel stands, in the snapshot of the query that asks.
CREATE FUNCTION stream_head(of_channel text) RETURNS TABLE (seq bigint, epoch uuid)
LANGUAGE sql STABLE AS $$
	SELECT coalesce(c.seq, 0), e.epoch
	FROM stream_epoch e
	LEFT JOIN stream_channels c ON c.network_id = split_part(of_channel, '/', 2)::uuid AND c.channel = of_channel
$$;

-- may_read says what networks.Allow says of reading a space, as may_write does of writing; the permission test holds
-- these two against each other as well.
-- +goose StatementBegin
CREATE FUNCTION may_read(network uuid, member uuid, space uuid) RETURNS boolean
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
	);
END
$$;
-- +goose StatementEnd

-- parted says whether either of two members has blocked the other.
-- +goose StatementBegin
CREATE FUNCTION parted(network uuid, one uuid, other uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	RETURN EXISTS (SELECT FROM blocks WHERE network_id = network AND member_id = one AND blocked_id = other)
		OR EXISTS (SELECT FROM blocks WHERE network_id = network AND member_id = other AND blocked_id = one);
END
$$;
-- +goose StatementEnd

-- inbox_tell tells members of a post, each with what it is to her: 'reply', 'mention', or 'released' to its author. It
-- leaves out who may not read the space, who is parted from the author, who has muted the place, and the author herself
-- but for 'released'. It returns whom it told and the event's number, so that the caller can wake them. A member is told
-- once. Channels are appended to in sorted order, and inboxes sort before topics: call it before the topic's own event.
-- +goose StatementBegin
CREATE FUNCTION inbox_tell(in_network uuid, author uuid, members uuid[], kinds text[], in_space uuid, in_topic uuid, post integer, today date)
RETURNS TABLE (told uuid, at bigint)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	what text;
BEGIN
	FOR told, what IN
		SELECT DISTINCT ON (m.id) m.id, m.kind
		FROM unnest(members, kinds) AS m (id, kind)
		WHERE m.kind = 'released'
		OR m.id <> author
			AND may_read(in_network, m.id, in_space)
			AND NOT parted(in_network, author, m.id)
			AND coalesce(
				(SELECT f.level FROM follows f WHERE f.network_id = in_network AND f.member_id = m.id AND f.place_id = in_topic),
				(SELECT f.level FROM follows f WHERE f.network_id = in_network AND f.member_id = m.id AND f.place_id = in_space),
				'replies') <> 'muted'
		ORDER BY m.id, m.kind DESC
	LOOP
		at := stream_append('inbox/' || in_network || '/' || told, 'notice', '');
		INSERT INTO notices (network_id, member_id, number, kind, topic_id, post_number, day)
		VALUES (in_network, told, at, what, in_topic, post, today);
		RETURN NEXT;
	END LOOP;
END
$$;
-- +goose StatementEnd
