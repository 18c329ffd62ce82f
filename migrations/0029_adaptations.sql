-- +goose Up
-- Sessions of the course as a network rewrites them: what it works on, what it has published, and what it offers to the source.

-- A course in which a network has rewritten sessions: what they say stands in adapted, everything else in the course it stands on.
ALTER TABLE courses
	ALTER COLUMN files DROP NOT NULL,
	ADD COLUMN network_id uuid REFERENCES networks,
	ADD COLUMN base text REFERENCES courses,
	ADD COLUMN adapted jsonb,
	ADD CONSTRAINT courses_whole CHECK (
		files IS NOT NULL AND network_id IS NULL AND base IS NULL AND adapted IS NULL
		OR files IS NULL AND network_id IS NOT NULL AND base IS NOT NULL AND adapted IS NOT NULL
	);

-- base is the source as the network last looked at it, text what it has made of it, by language. revision grows with each change.
CREATE TABLE adaptations (
	network_id uuid NOT NULL REFERENCES networks,
	unit       text NOT NULL,
	base       jsonb NOT NULL,
	text       jsonb NOT NULL,
	revision   integer NOT NULL DEFAULT 1,
	PRIMARY KEY (network_id, unit)
);

-- Who asks that it be published as it was at a revision, until a second person agrees.
CREATE TABLE adaptation_asks (
	network_id uuid NOT NULL,
	unit       text NOT NULL,
	revision   integer NOT NULL,
	member_id  uuid NOT NULL,
	PRIMARY KEY (network_id, unit),
	FOREIGN KEY (network_id, unit) REFERENCES adaptations ON DELETE CASCADE,
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);

-- What was published. Nobody's name is here.
CREATE TABLE adaptation_versions (
	network_id uuid NOT NULL,
	unit       text NOT NULL,
	number     integer NOT NULL,
	revision   integer NOT NULL,
	base       jsonb NOT NULL,
	text       jsonb NOT NULL,
	day        date NOT NULL,
	PRIMARY KEY (network_id, unit, number),
	FOREIGN KEY (network_id, unit) REFERENCES adaptations ON DELETE CASCADE
);

-- What a network offers to the source, and what the Global network answered.
CREATE TABLE adaptation_offers (
	network_id  uuid NOT NULL,
	unit        text NOT NULL,
	number      integer NOT NULL,
	state       text NOT NULL DEFAULT 'offered' CHECK (state IN ('offered', 'accepted', 'declined')),
	reason      text NOT NULL DEFAULT '',
	offered_on  date NOT NULL,
	answered_on date,
	PRIMARY KEY (network_id, unit, number),
	FOREIGN KEY (network_id, unit, number) REFERENCES adaptation_versions ON DELETE CASCADE,
	CHECK ((state = 'offered') = (answered_on IS NULL))
);
CREATE INDEX adaptation_offers_waiting ON adaptation_offers (offered_on) WHERE state = 'offered';
