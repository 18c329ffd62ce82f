-- +goose Up
-- Reading in comfort: whose words a member doesn't want before her, and small signs of support.

-- A mute changes what member_id reads, and nothing for muted_id. No index leads from the muted to those who muted them:
-- nobody asks.
CREATE TABLE mutes (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	muted_id   uuid NOT NULL CHECK (muted_id <> member_id),
	PRIMARY KEY (network_id, member_id, muted_id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	FOREIGN KEY (network_id, muted_id) REFERENCES members ON DELETE CASCADE
);

-- Whether reactions are welcome to a post that has a content note, and how many it has of each kind: counted anew, under
-- the post's lock, whenever one is given or taken back, so that a page of posts reads nothing else for them.
ALTER TABLE posts ADD COLUMN welcomes boolean NOT NULL DEFAULT false;
ALTER TABLE posts ADD COLUMN reactions integer[] NOT NULL DEFAULT '{}';
ALTER TABLE held_posts ADD COLUMN welcomes boolean NOT NULL DEFAULT false;

CREATE TABLE reactions (
	network_id uuid NOT NULL,
	topic_id   uuid NOT NULL,
	number     integer NOT NULL,
	member_id  uuid NOT NULL,
	kind       text NOT NULL CHECK (kind IN ('with_you', 'thank_you', 'strength', 'heard')),
	PRIMARY KEY (network_id, topic_id, number, member_id, kind),
	FOREIGN KEY (network_id, topic_id, number) REFERENCES posts ON UPDATE CASCADE ON DELETE CASCADE,
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);
