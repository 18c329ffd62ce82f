-- +goose Up
-- posts_of says which numbers in a topic are those of some authors. Nearly always there are none, and what it costs is said
-- for them: PostgreSQL, which guesses a hundred authors in an array, would else plan each page anew instead of once.
-- +goose StatementBegin
CREATE FUNCTION posts_of(in_network uuid, in_topic uuid, authors uuid[]) RETURNS int4multirange
LANGUAGE plpgsql STABLE COST 10 AS $$
BEGIN
	IF cardinality(authors) = 0 THEN
		RETURN '{}';
	END IF;
	RETURN coalesce((
		SELECT range_agg(int4range(p.number, p.number + 1))
		FROM unnest(authors) AS author (id)
		JOIN posts p ON p.network_id = in_network AND p.author_id = author.id AND p.topic_id = in_topic
	), '{}');
END
$$;
-- +goose StatementEnd
