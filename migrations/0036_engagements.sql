-- +goose Up
-- How a campaign speaks with those who decide, and who of the survivors speaks, if she wishes.

-- body is who invites, by its office. What is planned is the working group's alone. No place is kept.
CREATE TABLE engagements (
	network_id  uuid NOT NULL,
	campaign_id uuid NOT NULL,
	id          uuid NOT NULL,
	once        uuid NOT NULL,
	kind        text NOT NULL CHECK (kind IN ('letter', 'meeting', 'hearing', 'forum', 'webinar', 'media')),
	title       text NOT NULL,
	lang        text NOT NULL,
	body        text NOT NULL,
	day         date NOT NULL,
	number      integer,
	stated      text NOT NULL CHECK (stated IN ('', 'informed', 'consulted', 'collaborated', 'coproduced', 'led')),
	source      text NOT NULL,
	state       text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'held', 'called_off')),
	note_lang   text NOT NULL DEFAULT '',
	note        text NOT NULL DEFAULT '',
	revision    integer NOT NULL DEFAULT 1,
	PRIMARY KEY (network_id, campaign_id, id),
	CONSTRAINT engagements_once UNIQUE (network_id, once),
	FOREIGN KEY (network_id, campaign_id) REFERENCES campaigns ON DELETE CASCADE,
	CONSTRAINT engagements_ask FOREIGN KEY (network_id, campaign_id, number) REFERENCES asks
);

-- How those who took part score it, by level. given are values that only a scorer's own keyring can make, in their order, so that nobody scores
-- twice; when its days are over they go, and counts too: merged is what may be shown.
CREATE TABLE engagement_scores (
	network_id    uuid NOT NULL,
	campaign_id   uuid NOT NULL,
	engagement_id uuid NOT NULL,
	closes_on     date NOT NULL,
	given         bytea[] NOT NULL DEFAULT '{}',
	counts        integer[] NOT NULL DEFAULT '{0,0,0,0,0}',
	merged        jsonb,
	PRIMARY KEY (network_id, campaign_id, engagement_id),
	FOREIGN KEY (network_id, campaign_id, engagement_id) REFERENCES engagements ON DELETE CASCADE
);
CREATE INDEX engagement_scores_to_close ON engagement_scores (closes_on) WHERE merged IS NULL;

-- What an inviter agrees to before a survivor is asked. Of who signs, the role and the body are kept and nothing else. secret_hash and
-- code_hash belong to the one-time address; text_hash is of the words that were signed.
CREATE TABLE riders (
	network_id    uuid NOT NULL,
	campaign_id   uuid NOT NULL,
	engagement_id uuid NOT NULL,
	version       integer NOT NULL DEFAULT 1,
	lang          text NOT NULL,
	questions     text NOT NULL,
	off_limits    text NOT NULL,
	recording     text NOT NULL CHECK (recording IN ('none', 'notes', 'sound', 'shown_first')),
	pay           text NOT NULL,
	support       text NOT NULL,
	secret_hash   bytea,
	code_hash     bytea,
	tries         smallint NOT NULL DEFAULT 0,
	expires_on    date,
	signed_role   text NOT NULL DEFAULT '',
	signed_body   text NOT NULL DEFAULT '',
	signed_on     date,
	text_hash     bytea,
	PRIMARY KEY (network_id, campaign_id, engagement_id),
	CONSTRAINT riders_signed CHECK ((signed_on IS NULL) = (text_hash IS NULL)),
	FOREIGN KEY (network_id, campaign_id, engagement_id) REFERENCES engagements ON DELETE CASCADE
);
CREATE UNIQUE INDEX riders_secret ON riders (secret_hash);

-- What a member would speak at, what she needs then, and her rest between two. Without a row she isn't asked.
CREATE TABLE speaker_wishes (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	kinds      text[] NOT NULL,
	needs      text[] NOT NULL,
	rest_days  smallint NOT NULL CHECK (rest_days BETWEEN 0 AND 730),
	not_before date,
	PRIMARY KEY (network_id, member_id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);

-- A member who is asked to speak, what she needs, and the days on which she was prepared, heard afterwards and paid.
CREATE TABLE bookings (
	network_id    uuid NOT NULL,
	id            uuid NOT NULL,
	campaign_id   uuid NOT NULL,
	engagement_id uuid NOT NULL,
	member_id     uuid NOT NULL,
	state         text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'accepted', 'declined', 'closed')),
	needs         text[] NOT NULL DEFAULT '{}',
	accepted_on   date,
	prepared_on   date,
	debriefed_on  date,
	paid_on       date,
	PRIMARY KEY (network_id, id),
	CONSTRAINT bookings_once UNIQUE (network_id, engagement_id, member_id),
	CONSTRAINT bookings_closed CHECK (state <> 'closed' OR debriefed_on IS NOT NULL AND paid_on IS NOT NULL),
	FOREIGN KEY (network_id, campaign_id, engagement_id) REFERENCES engagements ON DELETE CASCADE,
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);
CREATE INDEX bookings_by_member ON bookings (network_id, member_id);

-- What a campaign gives to those who speak for it in public: its hashtags, the countries whose hotlines it names, messages, and days of its
-- own. revision counts the changes of the first two.
CREATE TABLE kits (
	network_id  uuid NOT NULL,
	campaign_id uuid NOT NULL,
	hashtags    text NOT NULL,
	countries   text[] NOT NULL,
	revision    integer NOT NULL DEFAULT 1,
	PRIMARY KEY (network_id, campaign_id),
	FOREIGN KEY (network_id, campaign_id) REFERENCES campaigns ON DELETE CASCADE
);

CREATE TABLE kit_messages (
	network_id  uuid NOT NULL,
	campaign_id uuid NOT NULL,
	id          uuid NOT NULL,
	once        uuid NOT NULL,
	lang        text NOT NULL,
	words       text NOT NULL,
	PRIMARY KEY (network_id, campaign_id, id),
	CONSTRAINT kit_messages_once UNIQUE (network_id, once),
	FOREIGN KEY (network_id, campaign_id) REFERENCES campaigns ON DELETE CASCADE
);

CREATE TABLE kit_days (
	network_id  uuid NOT NULL,
	campaign_id uuid NOT NULL,
	id          uuid NOT NULL,
	once        uuid NOT NULL,
	day         date NOT NULL,
	lang        text NOT NULL,
	words       text NOT NULL,
	PRIMARY KEY (network_id, campaign_id, id),
	CONSTRAINT kit_days_once UNIQUE (network_id, once),
	FOREIGN KEY (network_id, campaign_id) REFERENCES campaigns ON DELETE CASCADE
);
