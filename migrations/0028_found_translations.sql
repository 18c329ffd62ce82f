-- +goose Up
-- A search looks in members' translations too: each has a row of its own beside that of its post, which a reader finds when it is the
-- translation that the post's page shows her in that language (see package forum). That of a title stands with the first post. The
-- original's row has the zero id.

ALTER TABLE post_words
	ADD COLUMN translation uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
	DROP CONSTRAINT post_words_pkey,
	ADD PRIMARY KEY (network_id, topic_id, number, translation);

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION find_post(p posts) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	sign    text;
	heading text;
	its     text;
BEGIN
	SELECT room(space_id, id, circle), title, lang INTO sign, heading, its
	FROM topics
	WHERE network_id = p.network_id
	AND id = p.topic_id;
	INSERT INTO post_words (network_id, topic_id, number, day, words)
	VALUES (p.network_id, p.topic_id, p.number, p.written_on, array_to_tsvector(lexemes(sign, p.lang, words_of(p.body))
		|| CASE p.number WHEN 1 THEN lexemes(sign, its, words_of(heading)) ELSE '{}' END
		|| drawers(p.network_id, p.written_on, p.lang)))
	ON CONFLICT (network_id, topic_id, number, translation) DO UPDATE SET day = EXCLUDED.day, words = EXCLUDED.words;
END
$$;
-- +goose StatementEnd

-- find_translations makes the rows of a post's translations, with the first post's those of the title; of one of them, or of all.
-- +goose StatementBegin
CREATE FUNCTION find_translations(network uuid, topic uuid, post integer, only_one uuid) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO post_words (network_id, topic_id, number, day, words, translation)
	SELECT p.network_id, p.topic_id, p.number, p.written_on,
		array_to_tsvector(lexemes(room(t.space_id, t.id, t.circle), o.lang, words_of(o.body)) || drawers(p.network_id, p.written_on, o.lang)), o.id
	FROM posts p
	JOIN topics t ON t.network_id = p.network_id AND t.id = p.topic_id
	JOIN translations o ON o.network_id = p.network_id AND o.topic_id = p.topic_id AND (o.number = p.number OR o.number = 0 AND p.number = 1)
	WHERE p.network_id = network
	AND p.topic_id = topic
	AND p.number = post
	AND NOT p.gone
	AND (only_one IS NULL OR o.id = only_one)
	ON CONFLICT (network_id, topic_id, number, translation) DO UPDATE SET day = EXCLUDED.day, words = EXCLUDED.words;
END
$$;
-- +goose StatementEnd

-- A new post has no translations yet: those of one that went to another topic come after it.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION posts_are_found() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP <> 'INSERT' THEN
		DELETE FROM post_words
		WHERE network_id = OLD.network_id
		AND topic_id = OLD.topic_id
		AND number = OLD.number;
	END IF;
	IF TG_OP <> 'DELETE' AND NOT NEW.gone THEN
		PERFORM find_post(NEW);
		IF TG_OP = 'UPDATE' THEN
			PERFORM find_translations(NEW.network_id, NEW.topic_id, NEW.number, NULL);
		END IF;
	END IF;
	RETURN NULL;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION topics_are_found() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM find_post(p), find_translations(p.network_id, p.topic_id, p.number, NULL)
	FROM posts p
	WHERE p.network_id = NEW.network_id
	AND p.topic_id = NEW.id
	AND NOT p.gone
	AND (p.number = 1 OR room(NEW.space_id, NEW.id, NEW.circle) <> room(OLD.space_id, OLD.id, OLD.circle));
	RETURN NULL;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION translations_are_found() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP <> 'INSERT' THEN
		DELETE FROM post_words
		WHERE network_id = OLD.network_id
		AND topic_id = OLD.topic_id
		AND number = greatest(OLD.number, 1)
		AND translation = OLD.id;
	END IF;
	IF TG_OP <> 'DELETE' THEN
		PERFORM find_translations(NEW.network_id, NEW.topic_id, greatest(NEW.number, 1), NEW.id);
	END IF;
	RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER translations_are_found AFTER INSERT OR DELETE OR UPDATE OF network_id, topic_id, number, lang, body ON translations
	FOR EACH ROW EXECUTE FUNCTION translations_are_found();

SELECT find_translations(network_id, topic_id, greatest(number, 1), id) FROM translations;
