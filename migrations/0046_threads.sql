-- +goose Up

-- The key to which the keys of a member's private threads are sealed (X25519).
CREATE TABLE thread_keys (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	public     bytea NOT NULL CHECK (octet_length(public) = 32),
	PRIMARY KEY (network_id, member_id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);

-- The short code that a member gives to another one: only her keyring makes it from the salt, and here it is a keyed hash.
CREATE TABLE thread_codes (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	salt       bytea NOT NULL CHECK (octet_length(salt) = 16),
	code       bytea NOT NULL CHECK (octet_length(code) = 32),
	ends_on    date NOT NULL,
	PRIMARY KEY (network_id, member_id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	CONSTRAINT thread_codes_once UNIQUE (network_id, code)
);

-- Which codes a member has entered, those of nobody too.
CREATE TABLE thread_entries (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	code       bytea NOT NULL CHECK (octet_length(code) = 32),
	guarded    boolean NOT NULL,
	entered_on date NOT NULL,
	PRIMARY KEY (network_id, member_id, code),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);
CREATE INDEX thread_entries_days ON thread_entries (entered_on);

-- A private thread of two members. A guarded one opens when two of the staff are in it.
CREATE TABLE threads (
	network_id uuid NOT NULL REFERENCES networks,
	id         uuid NOT NULL,
	guarded    boolean NOT NULL,
	begun_on   date NOT NULL,
	opened_on  date,
	ended_on   date,
	PRIMARY KEY (network_id, id)
);
CREATE INDEX threads_ended ON threads (ended_on) WHERE ended_on IS NOT NULL;

-- Who is in it: its key, sealed to each of them. staff is who came in as one of the staff.
CREATE TABLE thread_seats (
	network_id uuid NOT NULL,
	thread_id  uuid NOT NULL,
	member_id  uuid NOT NULL,
	staff      boolean NOT NULL,
	sealed     bytea CHECK (octet_length(sealed) BETWEEN 33 AND 200),
	PRIMARY KEY (network_id, thread_id, member_id),
	FOREIGN KEY (network_id, thread_id) REFERENCES threads ON DELETE CASCADE,
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);
CREATE INDEX thread_seats_of_member ON thread_seats (network_id, member_id);

-- What they write, sealed under the thread's key, and each under a key of its own besides.
CREATE TABLE thread_words (
	network_id uuid NOT NULL,
	thread_id  uuid NOT NULL,
	number     integer NOT NULL,
	author_id  uuid NOT NULL,
	said_on    date NOT NULL,
	hidden     boolean NOT NULL DEFAULT false,
	sealed     bytea NOT NULL CHECK (octet_length(sealed) BETWEEN 1 AND 40000),
	once       uuid NOT NULL,
	PRIMARY KEY (network_id, thread_id, number),
	FOREIGN KEY (network_id, thread_id) REFERENCES threads ON DELETE CASCADE,
	FOREIGN KEY (network_id, author_id) REFERENCES members ON DELETE CASCADE,
	CONSTRAINT thread_words_once UNIQUE (network_id, once)
);

-- A block ends what the two have between them, in the same transaction, whichever way it comes.
-- +goose StatementBegin
CREATE FUNCTION end_threads() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	UPDATE threads t SET ended_on = (now() AT TIME ZONE 'utc')::date
	WHERE t.network_id = NEW.network_id
	AND t.ended_on IS NULL
	AND EXISTS (
		SELECT
		FROM thread_seats one
		JOIN thread_seats other ON other.network_id = one.network_id AND other.thread_id = one.thread_id
		WHERE one.network_id = NEW.network_id
		AND one.thread_id = t.id
		AND one.member_id = NEW.member_id
		AND other.member_id = NEW.blocked_id
	);
	RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER ends_threads AFTER INSERT ON blocks FOR EACH ROW EXECUTE FUNCTION end_threads();

CREATE TRIGGER erases AFTER UPDATE OR DELETE ON thread_words FOR EACH ROW EXECUTE FUNCTION erase_key();

CREATE OR REPLACE VIEW sealed_keys AS
SELECT key_of(sealed) AS id FROM drafts
UNION ALL SELECT key_of(sealed) FROM journal
UNION ALL SELECT key_of(sealed) FROM confidence
UNION ALL SELECT key_of(sealed) FROM check_months
UNION ALL SELECT key_of(sealed) FROM stories
UNION ALL SELECT key_of(sealed) FROM contributions
UNION ALL SELECT key_of(sealed) FROM handings
UNION ALL SELECT key_of(own) FROM handings
UNION ALL SELECT key_of(sealed) FROM thread_words;

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION drop_sealed(gone uuid[]) RETURNS void
LANGUAGE sql AS $$
	DELETE FROM drafts WHERE key_of(sealed) = ANY (gone);
	DELETE FROM journal WHERE key_of(sealed) = ANY (gone);
	DELETE FROM confidence WHERE key_of(sealed) = ANY (gone);
	DELETE FROM check_months WHERE key_of(sealed) = ANY (gone);
	DELETE FROM stories WHERE key_of(sealed) = ANY (gone);
	DELETE FROM contributions WHERE key_of(sealed) = ANY (gone);
	DELETE FROM handings WHERE key_of(sealed) = ANY (gone) OR key_of(own) = ANY (gone);
	DELETE FROM thread_words WHERE key_of(sealed) = ANY (gone);
$$;
-- +goose StatementEnd
