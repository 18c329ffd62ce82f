-- +goose Up
-- Topics and posts. A post's number counts within its topic and is never used twice. Words that wait
-- for a moderator stand in held_posts and get a number only when they are released, so that nobody's
-- unread posts appear behind her.

CREATE TABLE topics (
	network_id  uuid NOT NULL,
	id          uuid NOT NULL,
	space_id    uuid NOT NULL,
	author_id   uuid NOT NULL,
	title       text NOT NULL,
	note        text NOT NULL DEFAULT '',
	lang        text NOT NULL,
	locked      boolean NOT NULL DEFAULT false,
	last_number integer NOT NULL DEFAULT 0,
	active_on   date NOT NULL,
	once        uuid NOT NULL,
	PRIMARY KEY (network_id, id),
	FOREIGN KEY (network_id, space_id) REFERENCES spaces,
	FOREIGN KEY (network_id, author_id) REFERENCES members,
	CONSTRAINT topics_once UNIQUE (network_id, once)
) WITH (fillfactor = 80);
CREATE INDEX topics_by_day ON topics (network_id, space_id, active_on DESC, id DESC);

CREATE TABLE posts (
	network_id uuid NOT NULL,
	topic_id   uuid NOT NULL,
	number     integer NOT NULL,
	author_id  uuid NOT NULL,
	body       text NOT NULL,
	note       text NOT NULL DEFAULT '',
	lang       text NOT NULL,
	links      boolean NOT NULL,
	quotes     integer,
	gone       boolean NOT NULL DEFAULT false,
	revision   integer NOT NULL DEFAULT 1,
	written_on date NOT NULL,
	once       uuid NOT NULL,
	PRIMARY KEY (network_id, topic_id, number),
	FOREIGN KEY (network_id, topic_id) REFERENCES topics,
	FOREIGN KEY (network_id, author_id) REFERENCES members,
	CONSTRAINT posts_once UNIQUE (network_id, topic_id, once)
);
CREATE INDEX posts_by_author ON posts (network_id, author_id, topic_id, number);

CREATE TABLE post_versions (
	network_id uuid NOT NULL,
	topic_id   uuid NOT NULL,
	number     integer NOT NULL,
	revision   integer NOT NULL,
	body       text NOT NULL,
	note       text NOT NULL,
	PRIMARY KEY (network_id, topic_id, number, revision),
	FOREIGN KEY (network_id, topic_id, number) REFERENCES posts
);

CREATE TABLE held_posts (
	network_id uuid NOT NULL,
	id         uuid NOT NULL,
	space_id   uuid NOT NULL,
	topic_id   uuid,
	title      text NOT NULL DEFAULT '',
	author_id  uuid NOT NULL,
	body       text NOT NULL,
	note       text NOT NULL DEFAULT '',
	lang       text NOT NULL,
	quotes     integer,
	returned   text NOT NULL DEFAULT '',
	returned_on date,
	written_on date NOT NULL,
	once       uuid NOT NULL,
	PRIMARY KEY (network_id, id),
	FOREIGN KEY (network_id, space_id) REFERENCES spaces,
	FOREIGN KEY (network_id, topic_id) REFERENCES topics,
	FOREIGN KEY (network_id, author_id) REFERENCES members,
	CONSTRAINT held_posts_once UNIQUE (network_id, once),
	CONSTRAINT held_posts_returned CHECK ((returned = '') = (returned_on IS NULL)),
	CONSTRAINT held_posts_opens_or_replies CHECK ((topic_id IS NULL) = (title <> ''))
);
CREATE INDEX held_posts_by_author ON held_posts (network_id, author_id);

CREATE TABLE reads (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	topic_id   uuid NOT NULL,
	seen       int4multirange NOT NULL,
	PRIMARY KEY (network_id, member_id, topic_id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	FOREIGN KEY (network_id, topic_id) REFERENCES topics
) WITH (fillfactor = 80);

-- A draft and even its place are sealed under its writer's own keys.
CREATE TABLE drafts (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	place      bytea NOT NULL,
	sealed     bytea NOT NULL,
	saved_on   date NOT NULL,
	PRIMARY KEY (network_id, member_id, place),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);
