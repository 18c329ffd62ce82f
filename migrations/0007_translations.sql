-- +goose Up
-- What members wrote, in another language, by another member. Number 0 is a topic's title with its note. The source is known by
-- its hash: when the words change, their translations are known to be of earlier ones.

-- +goose StatementBegin
CREATE FUNCTION words_hash(body text, note text) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$
	SELECT sha256(convert_to(body || chr(10) || note, 'UTF8'))
$$;
-- +goose StatementEnd

CREATE TABLE translations (
	network_id uuid NOT NULL,
	topic_id   uuid NOT NULL,
	number     integer NOT NULL,
	lang       text NOT NULL,
	id         uuid NOT NULL,
	author_id  uuid NOT NULL,
	named      boolean NOT NULL,
	machine    boolean NOT NULL,
	body       text NOT NULL,
	note       text NOT NULL DEFAULT '',
	source     bytea NOT NULL,
	agreed_by  uuid CHECK (agreed_by <> author_id),
	written_on date NOT NULL,
	once       uuid NOT NULL,
	PRIMARY KEY (network_id, topic_id, number, lang, id),
	FOREIGN KEY (network_id, topic_id) REFERENCES topics,
	FOREIGN KEY (network_id, author_id) REFERENCES members,
	FOREIGN KEY (network_id, agreed_by) REFERENCES members,
	CONSTRAINT translations_once UNIQUE (network_id, once)
);
CREATE INDEX translations_by_author ON translations (network_id, author_id);
