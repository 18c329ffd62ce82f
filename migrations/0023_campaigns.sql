-- +goose Up
-- What survivors ask for together: campaigns, who works on them, and their asks. Nothing here says who wrote or moved what.

-- version is that of the texts; revision counts every change, so that a form knows whether it saw the latest.
CREATE TABLE campaigns (
	network_id  uuid NOT NULL,
	id          uuid NOT NULL,
	once        uuid NOT NULL,
	space_id    uuid NOT NULL,
	languages   text[] NOT NULL,
	version     integer NOT NULL DEFAULT 1,
	revision    integer NOT NULL DEFAULT 1,
	starts_on   date NOT NULL,
	ends_on     date,
	group_until date NOT NULL,
	ended_on    date,
	PRIMARY KEY (network_id, id),
	CONSTRAINT campaigns_once UNIQUE (network_id, once),
	FOREIGN KEY (network_id, space_id) REFERENCES spaces
);
CREATE INDEX campaigns_by_day ON campaigns (network_id, starts_on DESC, id DESC);

-- A version is never changed. It begins in one language; the others are added to it.
CREATE TABLE campaign_texts (
	network_id  uuid NOT NULL,
	campaign_id uuid NOT NULL,
	version     integer NOT NULL,
	lang        text NOT NULL,
	first       boolean NOT NULL,
	title       text NOT NULL,
	goal        text NOT NULL,
	slogan      text NOT NULL,
	day         date NOT NULL,
	PRIMARY KEY (network_id, campaign_id, version, lang),
	FOREIGN KEY (network_id, campaign_id) REFERENCES campaigns ON DELETE CASCADE
);

-- The working group: who came in by her own wish, and the two who lead it. Who left has no row.
CREATE TABLE campaign_people (
	network_id  uuid NOT NULL,
	campaign_id uuid NOT NULL,
	member_id   uuid NOT NULL,
	facilitates boolean NOT NULL,
	PRIMARY KEY (network_id, campaign_id, member_id),
	FOREIGN KEY (network_id, campaign_id) REFERENCES campaigns ON DELETE CASCADE,
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);
CREATE INDEX campaign_people_by_member ON campaign_people (network_id, member_id);

CREATE TABLE asks (
	network_id  uuid NOT NULL,
	campaign_id uuid NOT NULL,
	number      integer NOT NULL,
	once        uuid NOT NULL,
	version     integer NOT NULL DEFAULT 1,
	status      text NOT NULL CHECK (status IN ('drafted', 'adopted', 'raised', 'acknowledged', 'in_text', 'enacted', 'in_force', 'refused')),
	moves       integer NOT NULL DEFAULT 1,
	PRIMARY KEY (network_id, campaign_id, number),
	CONSTRAINT asks_once UNIQUE (network_id, once),
	FOREIGN KEY (network_id, campaign_id) REFERENCES campaigns ON DELETE CASCADE
);

CREATE TABLE ask_texts (
	network_id  uuid NOT NULL,
	campaign_id uuid NOT NULL,
	number      integer NOT NULL,
	version     integer NOT NULL,
	lang        text NOT NULL,
	first       boolean NOT NULL,
	title       text NOT NULL,
	body        text NOT NULL,
	day         date NOT NULL,
	PRIMARY KEY (network_id, campaign_id, number, version, lang),
	FOREIGN KEY (network_id, campaign_id, number) REFERENCES asks ON DELETE CASCADE
);

-- How an ask came along: move 1 is its writing.
CREATE TABLE ask_moves (
	network_id  uuid NOT NULL,
	campaign_id uuid NOT NULL,
	number      integer NOT NULL,
	move        integer NOT NULL,
	status      text NOT NULL,
	day         date NOT NULL,
	lang        text NOT NULL,
	note        text NOT NULL,
	source      text NOT NULL,
	PRIMARY KEY (network_id, campaign_id, number, move),
	FOREIGN KEY (network_id, campaign_id, number) REFERENCES asks ON DELETE CASCADE
);
