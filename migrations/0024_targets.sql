-- +goose Up
-- Whom a campaign speaks to, by body or office and never by person; how each stands to each ask; and what each has promised.

CREATE TABLE targets (
	network_id  uuid NOT NULL,
	campaign_id uuid NOT NULL,
	id          uuid NOT NULL,
	once        uuid NOT NULL,
	kind        text NOT NULL CHECK (kind IN ('government', 'parliament', 'law_enforcement', 'platform', 'service_provider', 'finance', 'ngo', 'media', 'academe', 'faith', 'funder')),
	name        text NOT NULL,
	lang        text NOT NULL,
	influence   smallint NOT NULL CHECK (influence BETWEEN 1 AND 3),
	listens_to  uuid[] NOT NULL,
	revision    integer NOT NULL DEFAULT 1,
	PRIMARY KEY (network_id, campaign_id, id),
	CONSTRAINT targets_once UNIQUE (network_id, once),
	FOREIGN KEY (network_id, campaign_id) REFERENCES campaigns ON DELETE CASCADE
);

-- Each is what was seen on a day; the last counts.
CREATE TABLE positions (
	network_id  uuid NOT NULL,
	campaign_id uuid NOT NULL,
	target_id   uuid NOT NULL,
	number      integer NOT NULL,
	step        integer NOT NULL,
	stance      text NOT NULL CHECK (stance IN ('against', 'rather_against', 'undecided', 'rather_for', 'for')),
	day         date NOT NULL,
	lang        text NOT NULL,
	evidence    text NOT NULL,
	PRIMARY KEY (network_id, campaign_id, target_id, number, step),
	FOREIGN KEY (network_id, campaign_id, target_id) REFERENCES targets ON DELETE CASCADE,
	FOREIGN KEY (network_id, campaign_id, number) REFERENCES asks ON DELETE CASCADE
);
CREATE INDEX positions_by_ask ON positions (network_id, campaign_id, number);

-- did and its day are '' and NULL while the promise is open.
CREATE TABLE commitments (
	network_id  uuid NOT NULL,
	campaign_id uuid NOT NULL,
	id          uuid NOT NULL,
	once        uuid NOT NULL,
	number      integer NOT NULL,
	target_id   uuid NOT NULL,
	lang        text NOT NULL,
	words       text NOT NULL,
	source      text NOT NULL,
	said_on     date NOT NULL,
	due_on      date,
	state       text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'kept', 'in_part', 'not_kept')),
	did_lang    text NOT NULL DEFAULT '',
	did         text NOT NULL DEFAULT '',
	did_source  text NOT NULL DEFAULT '',
	did_on      date,
	PRIMARY KEY (network_id, campaign_id, id),
	CONSTRAINT commitments_once UNIQUE (network_id, once),
	CONSTRAINT commitments_did CHECK ((did_on IS NULL) = (state = 'open')),
	FOREIGN KEY (network_id, campaign_id, number) REFERENCES asks ON DELETE CASCADE,
	CONSTRAINT commitments_target FOREIGN KEY (network_id, campaign_id, target_id) REFERENCES targets
);
CREATE INDEX commitments_by_ask ON commitments (network_id, campaign_id, number);
CREATE INDEX commitments_by_target ON commitments (network_id, campaign_id, target_id);
