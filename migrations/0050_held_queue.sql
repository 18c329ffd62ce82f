-- +goose Up

-- Words that wait for a moderator stand in her queue: why they wait, who has taken them and until when, and whether stewards were
-- told that they waited too long. How long they wait is counted in days: a finer time of two posts could link who wrote them.
ALTER TABLE held_posts
	ADD COLUMN why           text NOT NULL DEFAULT 'new' CHECK (why IN ('new', 'space', 'watched', 'details')),
	ADD COLUMN claimed_by    uuid,
	ADD COLUMN claimed_until timestamptz,
	ADD COLUMN overdue_told  boolean NOT NULL DEFAULT false,
	ADD CONSTRAINT held_posts_claimed CHECK ((claimed_by IS NULL) = (claimed_until IS NULL)),
	ADD CONSTRAINT held_posts_returned_unclaimed CHECK (returned = '' OR claimed_by IS NULL);
