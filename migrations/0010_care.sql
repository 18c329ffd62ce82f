-- +goose Up
-- Topic care and small circles. What was done with a topic, and why, is told under the role that did it, never the
-- person. An audience never widens without its author: see spaces_never_widen, topic_moves and package forum.

ALTER TABLE topics
	ADD COLUMN pinned       boolean NOT NULL DEFAULT false,
	ADD COLUMN merged_into  uuid,
	ADD COLUMN moving_to    uuid,
	ADD COLUMN moving_until date,
	ADD COLUMN circle       boolean NOT NULL DEFAULT false,
	ADD COLUMN asked_until  date,
	ADD COLUMN fade_days    smallint NOT NULL DEFAULT 0 CHECK (fade_days IN (0, 7, 30, 90)),
	ADD FOREIGN KEY (network_id, merged_into) REFERENCES topics,
	ADD FOREIGN KEY (network_id, moving_to) REFERENCES spaces,
	ADD CONSTRAINT topics_moving CHECK ((moving_to IS NULL) = (moving_until IS NULL)),
	ADD CONSTRAINT topics_circle CHECK (circle = (asked_until IS NOT NULL) AND (circle OR fade_days = 0)
		AND NOT (circle AND (pinned OR merged_into IS NOT NULL OR moving_to IS NOT NULL)));

-- Circles aren't among a space's topics: each member of one finds it by circle_members_by_member.
DROP INDEX topics_by_day;
CREATE INDEX topics_by_day ON topics (network_id, space_id, active_on DESC, id DESC) WHERE NOT circle;
CREATE INDEX topics_pinned ON topics (network_id, space_id) WHERE pinned;
CREATE INDEX topics_moving_until ON topics (moving_until) WHERE moving_until IS NOT NULL;
CREATE INDEX topics_circles ON topics (network_id, id) WHERE circle;

-- A post that went to another topic leaves its row behind, empty, and where it went. A post that answers one in another
-- topic says in which. A faded one is gone because its circle's time for words was over.
ALTER TABLE posts
	ADD COLUMN moved_topic  uuid,
	ADD COLUMN moved_number integer,
	ADD COLUMN quotes_topic uuid,
	ADD COLUMN faded        boolean NOT NULL DEFAULT false CHECK (gone OR NOT faded),
	ADD FOREIGN KEY (network_id, moved_topic) REFERENCES topics,
	ADD FOREIGN KEY (network_id, quotes_topic) REFERENCES topics,
	ADD CONSTRAINT posts_moved CHECK ((moved_topic IS NULL) = (moved_number IS NULL) AND (moved_topic IS NULL OR gone)),
	ADD CONSTRAINT posts_quotes_topic CHECK (quotes_topic IS NULL OR quotes IS NOT NULL);
CREATE INDEX posts_moved ON posts (network_id, moved_topic, moved_number) WHERE moved_topic IS NOT NULL;

CREATE TABLE topic_acts (
	network_id uuid NOT NULL,
	topic_id   uuid NOT NULL,
	number     integer NOT NULL,
	act        text NOT NULL CHECK (act IN ('pinned', 'unpinned', 'locked', 'unlocked', 'renamed', 'moved', 'asked', 'stopped', 'ended',
		'split', 'begun', 'merged', 'joined')),
	role       text NOT NULL CHECK (role IN ('moderator', 'steward', 'safeguarding_lead')),
	reason     text NOT NULL,
	lang       text NOT NULL,
	other_id   uuid,
	day        date NOT NULL,
	once       uuid NOT NULL,
	PRIMARY KEY (network_id, topic_id, number),
	FOREIGN KEY (network_id, topic_id) REFERENCES topics,
	FOREIGN KEY (network_id, other_id) REFERENCES topics,
	CONSTRAINT topic_acts_once UNIQUE (network_id, once)
);

-- A move to where others may read too: nothing moves before everybody with words in the topic has agreed. Reads and band are
-- whom they were told of.
CREATE TABLE topic_moves (
	network_id uuid NOT NULL,
	topic_id   uuid NOT NULL,
	space_id   uuid NOT NULL,
	asked_by   uuid NOT NULL,
	role       text NOT NULL,
	reason     text NOT NULL,
	lang       text NOT NULL,
	reads      text NOT NULL,
	band       text NOT NULL,
	ends_on    date NOT NULL,
	PRIMARY KEY (network_id, topic_id),
	FOREIGN KEY (network_id, topic_id) REFERENCES topics,
	FOREIGN KEY (network_id, space_id) REFERENCES spaces
);

-- Who is asked is who has words in the topic now: only answers stand here.
CREATE TABLE topic_consents (
	network_id uuid NOT NULL,
	topic_id   uuid NOT NULL,
	member_id  uuid NOT NULL,
	agreed     boolean NOT NULL,
	PRIMARY KEY (network_id, topic_id, member_id),
	FOREIGN KEY (network_id, topic_id) REFERENCES topic_moves ON DELETE CASCADE,
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);

-- Who was put into a circle when it began. Who refuses, leaves or lets her time pass has no row any more.
CREATE TABLE circle_members (
	network_id uuid NOT NULL,
	topic_id   uuid NOT NULL,
	member_id  uuid NOT NULL,
	accepted   boolean NOT NULL DEFAULT false,
	PRIMARY KEY (network_id, topic_id, member_id),
	FOREIGN KEY (network_id, topic_id) REFERENCES topics,
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);
CREATE INDEX circle_members_by_member ON circle_members (network_id, member_id, topic_id);

-- circle_whole says whether those in a circle, and one more, may be in it together: no minor with an adult unless two trained
-- adults are with them. It is asked again at every post, for roles, bands and standings change.
-- +goose StatementBegin
CREATE FUNCTION circle_whole(network uuid, topic uuid, joining uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	RETURN (
		SELECT count(DISTINCT m.band) < 2 OR count(*) FILTER (WHERE m.band = 'adult' AND EXISTS (
			SELECT
			FROM member_roles r
			WHERE r.network_id = m.network_id AND r.member_id = m.id AND r.role IN ('moderator', 'safeguarding_lead')
		)) >= 2
		FROM circle_members c
		JOIN members m ON m.network_id = c.network_id AND m.id = c.member_id
		WHERE c.network_id = network
		AND c.topic_id = topic
		AND (c.accepted OR c.member_id = joining)
		AND m.standing = 'confirmed'
	);
END
$$;
-- +goose StatementEnd

-- A space with words in it is never opened to more people, whoever changes it: those who wrote there were told who reads.
-- The rule is networks.Audience.Contains.
-- +goose StatementBegin
CREATE FUNCTION spaces_never_widen() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
	levels CONSTANT text[] := ARRAY['newcomers', 'members', 'leaders', 'staff'];
BEGIN
	IF array_position(levels, NEW.reads) >= array_position(levels, OLD.reads)
		AND (OLD.band IN ('all', NEW.band) OR NEW.reads = 'staff') THEN
		RETURN NEW;
	END IF;
	IF EXISTS (SELECT FROM topics t WHERE t.network_id = OLD.network_id AND t.space_id = OLD.id)
		OR EXISTS (SELECT FROM held_posts h WHERE h.network_id = OLD.network_id AND h.space_id = OLD.id) THEN
		RAISE EXCEPTION 'a space with words in it is not opened to more people'
			USING ERRCODE = 'check_violation', CONSTRAINT = 'spaces_never_widen';
	END IF;
	RETURN NEW;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER spaces_never_widen BEFORE UPDATE OF reads, band ON spaces
	FOR EACH ROW EXECUTE FUNCTION spaces_never_widen();
