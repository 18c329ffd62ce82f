-- +goose Up
-- Her own page: another pseudonym, leaving, turning 18, care checks.

-- A sign is drawn from emblem, which changes with the pseudonym: drawn from the id it would tell who is who.
-- Who has left has no pseudonym. words says what becomes of what she wrote, until it has: then her row goes. The member
-- whose id is her network's own is "a member who left": all words that stay are hers, so that nothing tells which belong together.
ALTER TABLE members
	ALTER COLUMN pseudonym DROP NOT NULL,
	ADD COLUMN emblem uuid NOT NULL DEFAULT gen_random_uuid(),
	ADD COLUMN words text NOT NULL DEFAULT '' CHECK (words IN ('', 'stay', 'erase')),
	ADD CONSTRAINT members_are_called CHECK (pseudonym IS NOT NULL OR standing = 'left'),
	ADD CONSTRAINT members_leave_words CHECK (words = '' OR standing = 'left');
-- By these what a member leaves is found, and her row goes without a search for what refers to it.
CREATE INDEX topics_by_author ON topics (network_id, author_id, id);
CREATE INDEX translations_by_agreed ON translations (network_id, agreed_by) WHERE agreed_by IS NOT NULL;
CREATE INDEX reactions_by_member ON reactions (network_id, member_id, topic_id, number);
CREATE INDEX mutes_backwards ON mutes (network_id, muted_id);
CREATE INDEX members_departed ON members (network_id, id) WHERE words <> '';

-- A quiet block parts as any other, but the one who made it doesn't see it listed any more, nor can he take it back: whose
-- words came into sight then would tell him her new pseudonym.
ALTER TABLE blocks ADD COLUMN quiet boolean NOT NULL DEFAULT false;

-- Pseudonyms that somebody had here, whoever it was: they are never given again. mentioned says that words of others may
-- still have them after an @.
CREATE TABLE former_pseudonyms (
	network_id uuid NOT NULL REFERENCES networks,
	pseudonym  text NOT NULL,
	mentioned  boolean NOT NULL DEFAULT true,
	PRIMARY KEY (network_id, pseudonym)
);
CREATE INDEX former_pseudonyms_mentioned ON former_pseudonyms (network_id) WHERE mentioned;

-- A member says that she has turned 18. A steward and the safeguarding lead agree, two different people and never she herself.
CREATE TABLE eighteens (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	steward_id uuid CHECK (steward_id <> member_id),
	lead_id    uuid CHECK (lead_id <> member_id),
	declined   boolean NOT NULL DEFAULT false,
	PRIMARY KEY (network_id, member_id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	CONSTRAINT eighteens_two_people CHECK (lead_id <> steward_id)
);

-- Care checks: a row is one month of one member, sealed under her own keys, its name too. No day stands here in clear.
CREATE TABLE check_months (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	place      bytea NOT NULL,
	sealed     bytea NOT NULL,
	PRIMARY KEY (network_id, member_id, place),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);
