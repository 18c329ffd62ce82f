-- +goose Up
-- A member's own story, and what she allows others to do with it.

-- Her words lie under her own keys alone. revision counts her changes.
CREATE TABLE stories (
	network_id uuid NOT NULL,
	id         uuid NOT NULL,
	member_id  uuid NOT NULL,
	revision   integer NOT NULL DEFAULT 1,
	sealed     bytea NOT NULL CHECK (octet_length(sealed) BETWEEN 1 AND 200000),
	PRIMARY KEY (network_id, id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);
CREATE INDEX stories_of_member ON stories (network_id, member_id);

-- One permission: for what, to whom, how, until when. sealed is a copy of the words under the grant's own key, which lies outside
-- the database; both go when the grant ends. guarded is the grant of somebody under 18: nothing is done with it before the
-- safeguarding lead and her legal custodian have agreed.
CREATE TABLE story_grants (
	network_id   uuid NOT NULL,
	id           uuid NOT NULL,
	story_id     uuid NOT NULL,
	member_id    uuid NOT NULL,
	campaign_id  uuid NOT NULL,
	purpose      text NOT NULL CHECK (purpose IN ('law', 'training', 'awareness', 'research')),
	audience     text NOT NULL CHECK (audience IN ('group', 'network', 'officials', 'public')),
	channel      text NOT NULL CHECK (channel IN ('letter', 'meeting', 'report', 'web', 'press')),
	attribution  text NOT NULL CHECK (attribution IN ('pseudonym', 'name', 'survivor', 'none')),
	lang         text NOT NULL,
	edits        boolean NOT NULL,
	asks         boolean NOT NULL,
	given_on     date NOT NULL,
	from_on      date NOT NULL,
	until_on     date NOT NULL,
	guarded      boolean NOT NULL,
	lead_on      date,
	custodian    text CHECK (custodian IN ('welfare_office', 'facility')),
	custodian_on date,
	ended_on     date,
	sealed       bytea NOT NULL CHECK (octet_length(sealed) < 200000),
	PRIMARY KEY (network_id, id),
	CHECK (until_on >= from_on),
	CONSTRAINT story_grants_emptied CHECK ((ended_on IS NOT NULL) = (sealed = '')),
	CONSTRAINT story_grants_agreed CHECK ((lead_on IS NULL) = (custodian IS NULL) AND (lead_on IS NULL) = (custodian_on IS NULL)),
	FOREIGN KEY (network_id, story_id) REFERENCES stories ON DELETE CASCADE,
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	FOREIGN KEY (network_id, campaign_id) REFERENCES campaigns ON DELETE CASCADE
);
CREATE INDEX story_grants_of_member ON story_grants (network_id, member_id);
CREATE INDEX story_grants_of_story ON story_grants (network_id, story_id);
CREATE INDEX story_grants_of_campaign ON story_grants (network_id, campaign_id);
CREATE INDEX story_grants_by_end ON story_grants (until_on) WHERE ended_on IS NULL;

-- What happened to a grant, in its order: never changed, gone only with the grant.
CREATE TABLE story_events (
	network_id uuid NOT NULL,
	grant_id   uuid NOT NULL,
	number     integer NOT NULL,
	kind       text NOT NULL,
	day        date NOT NULL,
	PRIMARY KEY (network_id, grant_id, number),
	FOREIGN KEY (network_id, grant_id) REFERENCES story_grants ON DELETE CASCADE
);

-- +goose StatementBegin
CREATE FUNCTION story_events_are_append_only() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' AND pg_trigger_depth() > 1 THEN
		RETURN OLD; -- with its grant
	END IF;
	RAISE EXCEPTION 'what happened to a grant is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
-- +goose StatementEnd

CREATE TRIGGER story_events_stay BEFORE UPDATE OR DELETE ON story_events
	FOR EACH ROW EXECUTE FUNCTION story_events_are_append_only();

-- Each place where a story goes: asked for, allowed, out, and what came of it when consent ended. It outlives its grant: who holds the
-- story must be found when she has left. Nothing here says whose story it is.
CREATE TABLE story_uses (
	network_id  uuid NOT NULL,
	id          uuid NOT NULL,
	campaign_id uuid NOT NULL,
	grant_id    uuid NOT NULL,
	state       text NOT NULL CHECK (state IN ('asked', 'allowed', 'refused', 'lapsed', 'out', 'recall', 'recalled', 'stays')),
	channel     text NOT NULL,
	lang        text NOT NULL,
	holder      text NOT NULL CHECK (holder <> ''),
	about       text NOT NULL,
	recallable  boolean NOT NULL,
	asked_on    date NOT NULL,
	out_on      date,
	recall_on   date,
	settled_on  date,
	PRIMARY KEY (network_id, id),
	FOREIGN KEY (network_id, campaign_id) REFERENCES campaigns ON DELETE CASCADE,
	CONSTRAINT story_uses_days CHECK ((out_on IS NOT NULL) = (state IN ('out', 'recall', 'recalled', 'stays')))
);
CREATE INDEX story_uses_of_campaign ON story_uses (network_id, campaign_id);
CREATE INDEX story_uses_of_grant ON story_uses (network_id, grant_id);
CREATE INDEX story_uses_open ON story_uses (network_id, id) WHERE state IN ('asked', 'allowed', 'out');
