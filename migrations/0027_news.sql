-- +goose Up
-- News of campaigns and rounds in the inbox. Such a notice points to a campaign or a round, and says of what kind the news is.

ALTER TABLE notices
	ADD COLUMN place_id uuid,
	ADD CONSTRAINT notices_of_a_place CHECK (place_id IS NULL OR topic_id IS NULL);

-- Who wants to be told everything of a place.
CREATE INDEX follows_by_place ON follows (network_id, place_id) WHERE level = 'everything';

-- inbox_news tells of a place what kind of news there is: the members given, and those who follow the place, or another in its stead, at
-- 'everything'. It leaves out who acted, who isn't confirmed, who may not read the space, who has muted the place or else its space,
-- and who has the same news of the same day still before her. It returns whom it told and the event's number, so that the caller can
-- wake them. Channels are appended to in sorted order: call it after every other change.
-- +goose StatementBegin
CREATE FUNCTION inbox_news(in_network uuid, acted uuid, members uuid[], in_space uuid, followed uuid, place uuid, what text, which text, today date)
RETURNS TABLE (told uuid, at bigint)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	FOR told IN
		SELECT m.id
		FROM (
			SELECT unnest(members) AS id
			UNION
			SELECT f.member_id
			FROM follows f
			WHERE f.network_id = in_network
			AND f.place_id = followed
			AND f.level = 'everything'
		) m
		JOIN members her ON her.network_id = in_network AND her.id = m.id AND her.standing = 'confirmed'
		WHERE m.id <> acted
		AND may_read(in_network, m.id, in_space)
		AND coalesce(
			(SELECT f.level FROM follows f WHERE f.network_id = in_network AND f.member_id = m.id AND f.place_id = followed),
			(SELECT f.level FROM follows f WHERE f.network_id = in_network AND f.member_id = m.id AND f.place_id = in_space),
			'replies') <> 'muted'
		AND NOT EXISTS (
			SELECT
			FROM notices n
			LEFT JOIN notice_reads r ON r.network_id = n.network_id AND r.member_id = n.member_id
			WHERE n.network_id = in_network
			AND n.member_id = m.id
			AND n.place_id = place
			AND n.kind = what
			AND n.about = which
			AND n.day = today
			AND NOT coalesce(r.seen @> n.number, false)
		)
		ORDER BY m.id
	LOOP
		at := stream_append('inbox/' || in_network || '/' || told, 'notice', '');
		INSERT INTO notices (network_id, member_id, number, kind, place_id, about, day)
		VALUES (in_network, told, at, what, place, which, today);
		RETURN NEXT;
	END LOOP;
END
$$;
-- +goose StatementEnd
