-- +goose Up
-- Passing it on: who held which session, what was seen of it, talks about it, and how far somebody has come within a network.

-- A session of a cohort that was held, in a language, and the blocks that were left out.
CREATE TABLE deliveries (
	network_id uuid NOT NULL,
	cohort_id  uuid NOT NULL,
	number     integer NOT NULL,
	lang       text NOT NULL,
	dropped    text[] NOT NULL DEFAULT '{}' CHECK (cardinality(dropped) <= 40),
	PRIMARY KEY (network_id, cohort_id, number),
	FOREIGN KEY (network_id, cohort_id, number) REFERENCES cohort_sessions ON DELETE CASCADE
);

-- Who held it, and in which part.
CREATE TABLE deliverers (
	network_id uuid NOT NULL,
	cohort_id  uuid NOT NULL,
	number     integer NOT NULL,
	member_id  uuid NOT NULL,
	part       text NOT NULL CHECK (part IN ('helper', 'cofacilitator', 'trainer')),
	PRIMARY KEY (network_id, cohort_id, number, member_id),
	FOREIGN KEY (network_id, cohort_id, number) REFERENCES deliveries ON DELETE CASCADE,
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);
CREATE INDEX deliverers_member ON deliverers (network_id, member_id);

-- What an observer saw of somebody's part in a session: a score for each criterion of a rubric's version. It counts when she who
-- was observed has read it and agrees. It outlives its observer, without her.
CREATE TABLE observations (
	network_id  uuid NOT NULL,
	cohort_id   uuid NOT NULL,
	number      integer NOT NULL,
	member_id   uuid NOT NULL,
	observer_id uuid,
	rubric      integer NOT NULL,
	scores      jsonb NOT NULL,
	day         date NOT NULL,
	agreed      boolean NOT NULL DEFAULT false,
	PRIMARY KEY (network_id, cohort_id, number, member_id),
	FOREIGN KEY (network_id, cohort_id, number, member_id) REFERENCES deliverers ON DELETE CASCADE,
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	FOREIGN KEY (network_id, observer_id) REFERENCES members ON DELETE SET NULL (observer_id),
	CONSTRAINT observations_another CHECK (observer_id <> member_id)
);

-- How an observer scored the rubric's examples, by example and criterion.
CREATE TABLE calibrations (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	rubric     integer NOT NULL,
	scores     jsonb NOT NULL,
	PRIMARY KEY (network_id, member_id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);

-- A day on which somebody talked about her practice with one who is further on. What they said isn't here.
CREATE TABLE supervisions (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	day        date NOT NULL,
	with_id    uuid,
	PRIMARY KEY (network_id, member_id, day),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	FOREIGN KEY (network_id, with_id) REFERENCES members ON DELETE SET NULL (with_id),
	CONSTRAINT supervisions_another CHECK (with_id <> member_id)
);

-- Where somebody stands on the ladder, the furthest that she has been, since when, and whose observation brought her there.
CREATE TABLE levels (
	network_id  uuid NOT NULL,
	member_id   uuid NOT NULL,
	level       text NOT NULL CHECK (level IN ('learner', 'helper', 'cofacilitator', 'trainer', 'trainer_of_trainers')),
	reached     text NOT NULL CHECK (reached IN ('learner', 'helper', 'cofacilitator', 'trainer', 'trainer_of_trainers')),
	since       date NOT NULL,
	prepared_by uuid,
	PRIMARY KEY (network_id, member_id),
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	FOREIGN KEY (network_id, prepared_by) REFERENCES members ON DELETE SET NULL (prepared_by),
	CONSTRAINT levels_another CHECK (prepared_by <> member_id)
);
CREATE INDEX levels_prepared_by ON levels (network_id, prepared_by);
