-- +goose Up
-- What changed, and how it is believed that one change leads to the next.

-- A draft is its working group's until it is shown. topic_id and post are the post that it began from: its words are nowhere here, so that
-- they go when their author takes them back.
CREATE TABLE outcomes (
	network_id   uuid NOT NULL,
	campaign_id  uuid NOT NULL,
	id           uuid NOT NULL,
	once         uuid NOT NULL,
	shown        boolean NOT NULL DEFAULT false,
	revision     integer NOT NULL DEFAULT 1,
	node         text NOT NULL CHECK (node IN ('justice', 'trust', 'confidence', 'prevalence')),
	horizon      text NOT NULL CHECK (horizon IN ('short', 'mid', 'long')),
	setback      boolean NOT NULL,
	number       integer,
	happened_on  date,
	lang         text NOT NULL,
	who          text NOT NULL,
	what         text NOT NULL,
	place        text NOT NULL,
	significance text NOT NULL,
	ours         text NOT NULL,
	others       text NOT NULL,
	evidence     text NOT NULL,
	verifier     text NOT NULL,
	topic_id     uuid,
	post         integer,
	PRIMARY KEY (network_id, campaign_id, id),
	CONSTRAINT outcomes_once UNIQUE (network_id, once),
	CONSTRAINT outcomes_whole CHECK (NOT shown OR happened_on IS NOT NULL),
	FOREIGN KEY (network_id, campaign_id) REFERENCES campaigns ON DELETE CASCADE,
	CONSTRAINT outcomes_ask FOREIGN KEY (network_id, campaign_id, number) REFERENCES asks
);

-- place 1 leads from justice to trust, 2 from trust to confidence, 3 from confidence to prevalence.
CREATE TABLE change_links (
	network_id  uuid NOT NULL,
	campaign_id uuid NOT NULL,
	place       smallint NOT NULL CHECK (place BETWEEN 1 AND 3),
	lang        text NOT NULL,
	assumption  text NOT NULL,
	verdict     text NOT NULL CHECK (verdict IN ('untested', 'as_expected', 'otherwise', 'did_not')),
	tested_on   date,
	revision    integer NOT NULL DEFAULT 1,
	PRIMARY KEY (network_id, campaign_id, place),
	CHECK ((tested_on IS NULL) = (verdict = 'untested')),
	FOREIGN KEY (network_id, campaign_id) REFERENCES campaigns ON DELETE CASCADE
);
