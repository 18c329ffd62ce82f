-- +goose Up
-- What a search looks in: the words of every post that can be read, and with a topic's first post those of its title.
-- Triggers keep it, in the transaction of whatever changes a post: what is erased is not found from that moment on.

-- words_of are the words of a text as they are compared: small letters, no accents, Arabic without vowel signs and tatweel,
-- its forms of alef, yeh and teh marbuta made one each. Scripts that put no space between words stand as whole runs.
-- Package forum has it a second time, to mark what was found (search_marks.go).
-- +goose StatementBegin
CREATE FUNCTION words_of(body text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
	folded text := body;
BEGIN
	IF octet_length(body) > length(body) THEN
		folded := regexp_replace(normalize(body, NFKD), '[\u00ad\u0300-\u036f\u0640\u064b-\u065f\u0670\u200c-\u200f\ufeff]+', '', 'g');
		folded := translate(folded, 'ٱىیةک٠١٢٣٤٥٦٧٨٩', 'اييهك0123456789');
		folded := regexp_replace(folded, '([\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0edf\u1000-\u1049\u1050-\u109f\u1780-\u17d3\u3041-\u30ff\u3400-\u9fff]+)', ' \1 ', 'g');
	END IF;
	RETURN array_remove(regexp_split_to_array(lower(folded),
		'[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u02b9-\u02df\u0589\u05be\u0609-\u060d\u061b-\u061f\u066a-\u066d\u06d4\u0964\u0965\u0e3f\u0e4f\u0e5a\u0e5b\u104a-\u104f\u1361-\u1368\u17d4-\u17db\u2000-\u2bff\u3000-\u3004\u3008-\u3030\u30fb\ufe00-\ufe0f\ufffd\U0001f000-\U0001faff]+'), '');
END
$$;
-- +goose StatementEnd

-- lexemes are under what words are found: their stems where PostgreSQL has a dictionary of the language, else they
-- themselves; of a run without spaces its letters and pairs of letters. Spanish and Arabic stems need what words_of took
-- away. Each begins with a prefix, "" for none.
-- +goose StatementBegin
CREATE FUNCTION lexemes(prefix text, lang text, words text[]) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
	runs       CONSTANT text := '[\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0edf\u1000-\u1049\u1050-\u109f\u1780-\u17d3\u3041-\u30ff\u3400-\u9fff]';
	dictionary CONSTANT regdictionary := CASE lang WHEN 'en' THEN 'english_stem' WHEN 'es' THEN 'spanish_stem' WHEN 'ar' THEN 'arabic_stem' ELSE 'simple' END;
	found      text[];
BEGIN
	IF dictionary = 'simple'::regdictionary THEN
		found := ARRAY(SELECT prefix || left(word, 64) FROM unnest(words) AS word);
	ELSE
		found := ARRAY(
			SELECT prefix || coalesce((ts_lexize(dictionary, CASE
				WHEN lang = 'es' AND word LIKE '%ion' THEN left(word, -2) || 'ón'
				WHEN lang = 'ar' AND word LIKE '%ه' THEN left(word, -1) || 'ة'
				ELSE left(word, 64)
			END))[1], left(word, 64))
			FROM unnest(words) AS word);
	END IF;
	IF array_to_string(words, '') ~ runs THEN
		found := found || ARRAY(
			SELECT prefix || substr(word, at, size)
			FROM unnest(words) AS word
			CROSS JOIN LATERAL generate_series(1, length(word)) AS at
			CROSS JOIN generate_series(1, 2) AS size
			WHERE word ~ runs);
	END IF;
	RETURN found;
END
$$;
-- +goose StatementEnd

-- looked_for takes apart what somebody looks for: each word with what it may be found under, in any language. Of a run
-- without spaces each pair of letters is a word of its own.
-- +goose StatementBegin
CREATE FUNCTION looked_for(typed text) RETURNS TABLE (word text, forms text[])
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
	runs CONSTANT text := '[\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0edf\u1000-\u1049\u1050-\u109f\u1780-\u17d3\u3041-\u30ff\u3400-\u9fff]';
BEGIN
	FOREACH word IN ARRAY words_of(typed) LOOP
		IF word !~ runs THEN
			forms := ARRAY(SELECT DISTINCT lexeme FROM unnest(ARRAY['', 'en', 'es', 'ar']) AS lang, unnest(lexemes('', lang, ARRAY[word])) AS lexeme);
			RETURN NEXT;
		ELSE
			FOR at IN 1 .. greatest(length(word) - 1, 1) LOOP
				forms := ARRAY[substr(word, at, 2)];
				RETURN NEXT;
			END LOOP;
		END IF;
	END LOOP;
END
$$;
-- +goose StatementEnd

-- drawers are what a search opens, the newest first: the network's of a week and of thirteen weeks, and its posts of one
-- language. '#' begins no word.
-- +goose StatementBegin
CREATE FUNCTION drawers(network uuid, day date, lang text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
	RETURN ARRAY['#' || left(network::text, 8) || 'w' || (day - DATE '2001-01-01') / 7,
		'#' || left(network::text, 8) || 'q' || (day - DATE '2001-01-01') / 91,
		'#' || lang];
END
$$;
-- +goose StatementEnd

-- room is where posts are read by the same people: a space, or a circle. Each lexeme of a post begins with its room's sign, so
-- that a search which looks in the rooms of its reader meets no word of any other, in what it finds as in the time it takes.
-- Two rooms may have one sign: that costs time alone.
-- +goose StatementBegin
CREATE FUNCTION room(space uuid, topic uuid, circle boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
	RETURN left(CASE WHEN circle THEN topic ELSE space END::text, 4);
END
$$;
-- +goose StatementEnd

-- Who may read a post is asked of posts and topics.
CREATE TABLE post_words (
	network_id uuid NOT NULL,
	topic_id   uuid NOT NULL,
	number     integer NOT NULL,
	day        date NOT NULL,
	words      tsvector NOT NULL,
	PRIMARY KEY (network_id, topic_id, number)
);
CREATE INDEX post_words_by_day ON post_words (network_id, day);
-- What is posted waits in a list for the index, which is sorted in by the megabyte: at once it would cost four times as
-- much. A search looks through the list too, so it is kept short.
CREATE INDEX post_words_words ON post_words USING gin (words) WITH (fastupdate = on, gin_pending_list_limit = 1024);

-- find_post makes a post's row. It reads the topic by its key alone: the plan of anything wider would be made at every post.
-- +goose StatementBegin
CREATE FUNCTION find_post(p posts) RETURNS void
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
	ON CONFLICT (network_id, topic_id, number) DO UPDATE SET day = EXCLUDED.day, words = EXCLUDED.words;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION posts_are_found() RETURNS trigger
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
	END IF;
	RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER posts_are_found AFTER INSERT OR DELETE OR UPDATE OF network_id, topic_id, number, body, lang, gone, written_on ON posts
	FOR EACH ROW EXECUTE FUNCTION posts_are_found();

-- +goose StatementBegin
CREATE FUNCTION topics_are_found() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM find_post(p)
	FROM posts p
	WHERE p.network_id = NEW.network_id
	AND p.topic_id = NEW.id
	AND NOT p.gone
	AND (p.number = 1 OR room(NEW.space_id, NEW.id, NEW.circle) <> room(OLD.space_id, OLD.id, OLD.circle));
	RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER topics_are_found AFTER UPDATE OF title, lang, space_id, circle ON topics
	FOR EACH ROW EXECUTE FUNCTION topics_are_found();

SELECT find_post(p) FROM posts p WHERE NOT p.gone;
