-- +goose Up

-- A watched phrase has a language, for those who look after the list: it is looked for in whatever is written. A network's list has a
-- revision, by which nodes know that theirs is the newest.
ALTER TABLE watched ADD COLUMN lang text NOT NULL DEFAULT '';

CREATE TABLE watching (
	network_id uuid PRIMARY KEY REFERENCES networks ON DELETE CASCADE,
	revision   bigint NOT NULL
);

-- In a slow topic a member writes once in ten minutes. A turn is taken in the network, where topic_id is nil, or in a topic.
ALTER TABLE topics ADD COLUMN slow boolean NOT NULL DEFAULT false;
DROP TABLE turns;
CREATE UNLOGGED TABLE turns (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	topic_id   uuid NOT NULL,
	next_at    timestamptz NOT NULL,
	PRIMARY KEY (network_id, member_id, topic_id)
);

-- How many may join in a day, and how many newcomers' words may come to wait in one, before a quiet day begins by itself; 0 for any number.
ALTER TABLE networks ADD COLUMN brake smallint NOT NULL DEFAULT 20 CONSTRAINT networks_brake CHECK (brake IN (0, 5, 10, 20, 50));

ALTER TABLE topic_acts DROP CONSTRAINT topic_acts_act_check;
ALTER TABLE topic_acts ADD CONSTRAINT topic_acts_act_check CHECK (act IN ('pinned', 'unpinned', 'locked', 'unlocked', 'slowed', 'unslowed', 'renamed',
	'moved', 'asked', 'stopped', 'ended', 'split', 'begun', 'merged', 'joined'));

-- What kinds of details a member has left in her words after she was shown them, never the details: together they can lead to a person.
CREATE TABLE details (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	kinds      text[] NOT NULL,
	PRIMARY KEY (network_id, member_id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);
