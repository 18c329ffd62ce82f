-- +goose Up

-- For how many minutes in a day one person looks into what waits, 0 for any number. What each has looked today is counted in seconds, those
-- since her last break besides; it is forgotten with the day, and in no backup.
ALTER TABLE networks ADD COLUMN care_minutes smallint NOT NULL DEFAULT 120 CONSTRAINT networks_care CHECK (care_minutes IN (0, 30, 60, 90, 120, 180));
CREATE UNLOGGED TABLE care_minutes (
	network_id uuid NOT NULL,
	member_id  uuid NOT NULL,
	day        date NOT NULL,
	looked     integer NOT NULL,
	stretch    integer NOT NULL,
	counted_at timestamptz NOT NULL,
	PRIMARY KEY (network_id, member_id)
);
CREATE INDEX care_minutes_day ON care_minutes (day);
