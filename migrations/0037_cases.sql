-- +goose Up
-- From report to answer, see package cases. What was reported, and what reporters wrote of it, is sealed under the case's own
-- key, which lies outside the database.

-- A case is one thing that was reported, in the queue of the network that looks into it (queue_id, mostly its own): every
-- report of it joins the one that is open. An appeal is a case too; first_case is the one whose decision it is against, and a
-- first case's own id. opened_at becomes a day when it is decided.
CREATE TABLE cases (
	network_id    uuid NOT NULL REFERENCES networks,
	id            uuid NOT NULL,
	queue_id      uuid NOT NULL REFERENCES networks,
	first_case    uuid NOT NULL,
	kind          text NOT NULL CHECK (kind ~ '^[a-z_]+$'),
	subject       text NOT NULL,
	member_id     uuid,
	line          text NOT NULL CHECK (line IN ('first', 'lead')),
	reason        text NOT NULL,
	hidden        boolean NOT NULL DEFAULT false,
	opened_at     timestamptz NOT NULL,
	due_at        timestamptz NOT NULL,
	overdue_told  boolean NOT NULL DEFAULT false,
	claimed_by    uuid,
	claimed_until timestamptz,
	decided       boolean NOT NULL DEFAULT false,
	sealed        bytea NOT NULL,
	forget_on     date NOT NULL,
	PRIMARY KEY (network_id, id),
	CONSTRAINT cases_first UNIQUE (network_id, id, first_case),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE SET NULL (member_id),
	CONSTRAINT cases_claimed CHECK ((claimed_by IS NULL) = (claimed_until IS NULL))
);
CREATE UNIQUE INDEX cases_open ON cases (network_id, kind, subject, line) WHERE NOT decided AND id = first_case;
CREATE UNIQUE INDEX cases_one_appeal ON cases (network_id, first_case) WHERE id <> first_case;
CREATE INDEX cases_queue ON cases (queue_id, due_at) WHERE NOT decided;
CREATE INDEX cases_of_member ON cases (network_id, member_id);
CREATE INDEX cases_forget ON cases (forget_on);

CREATE TABLE reports (
	network_id  uuid NOT NULL,
	case_id     uuid NOT NULL,
	number      integer NOT NULL,
	reporter_id uuid,
	vouched     boolean NOT NULL,
	reason      text NOT NULL CHECK (reason IN ('danger', 'worried', 'exploits', 'exposes', 'harms', 'rules', 'other')),
	sealed      bytea NOT NULL,
	reported_on date NOT NULL,
	PRIMARY KEY (network_id, case_id, number),
	FOREIGN KEY (network_id, case_id) REFERENCES cases ON DELETE CASCADE,
	FOREIGN KEY (network_id, reporter_id) REFERENCES members ON DELETE SET NULL (reporter_id),
	CONSTRAINT reports_once UNIQUE (network_id, case_id, reporter_id)
);
CREATE INDEX reports_of_reporter ON reports (network_id, reporter_id, reported_on);

-- Who decides on an appeal isn't who decided first: a decision names both, and the second name is taken from the first
-- decision's own row.
CREATE TABLE case_decisions (
	network_id uuid NOT NULL,
	case_id    uuid NOT NULL,
	first_case uuid NOT NULL,
	decided_by uuid NOT NULL,
	first_by   uuid NOT NULL,
	role       text NOT NULL CHECK (role IN ('moderator', 'steward', 'safeguarding_lead')),
	decision   text NOT NULL CHECK (decision IN ('none', 'talk', 'note', 'edit', 'hide', 'remove', 'slow', 'mute', 'space', 'suspend', 'out', 'upheld', 'overturned')),
	reason     text NOT NULL,
	lang       text NOT NULL,
	until      date,
	decided_on date NOT NULL,
	PRIMARY KEY (network_id, case_id),
	CONSTRAINT case_decisions_by UNIQUE (network_id, case_id, decided_by),
	FOREIGN KEY (network_id, case_id, first_case) REFERENCES cases (network_id, id, first_case) ON DELETE CASCADE,
	FOREIGN KEY (network_id, first_case, first_by) REFERENCES case_decisions (network_id, case_id, decided_by) ON DELETE CASCADE,
	CONSTRAINT appeals_are_decided_by_another CHECK ((case_id = first_case) = (decided_by = first_by)),
	CONSTRAINT appeals_uphold_or_overturn CHECK ((case_id <> first_case) = (decision IN ('upheld', 'overturned')))
);

-- What somebody of the staff said herself: that she has to do with a member, and looks into nothing about her.
CREATE TABLE case_conflicts (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	about_id   uuid NOT NULL,
	PRIMARY KEY (network_id, member_id, about_id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	FOREIGN KEY (network_id, about_id) REFERENCES members ON DELETE CASCADE
);

-- Words that nobody reads any more, for now or until they are erased. The post itself is gone as an erased one is, so that
-- nothing that reads posts has to know of it.
ALTER TABLE posts
	ADD COLUMN hidden         boolean NOT NULL DEFAULT false CHECK (gone OR NOT hidden),
	ADD COLUMN reopened_until date;
CREATE TABLE hidden_posts (
	network_id uuid NOT NULL,
	topic_id   uuid NOT NULL,
	number     integer NOT NULL,
	body       text NOT NULL,
	note       text NOT NULL,
	welcomes   boolean NOT NULL,
	title      text NOT NULL,
	title_note text NOT NULL,
	erase_on   date,
	PRIMARY KEY (network_id, topic_id, number),
	FOREIGN KEY (network_id, topic_id, number) REFERENCES posts ON DELETE CASCADE
);
CREATE INDEX hidden_posts_erase ON hidden_posts (erase_on) WHERE erase_on IS NOT NULL;
