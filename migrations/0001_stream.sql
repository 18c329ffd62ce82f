-- +goose Up
-- Ordered events per channel. A channel's text is its kind, then its network: "topic/<network>/<topic>".
-- Events carry references, never words, and no time finer than a day. See package realtime/stream.

-- One row. A position is a number and this epoch: after a restored backup or a promoted replica the same
-- numbers may stand for other events, so cluster says which database the epoch was drawn in.
CREATE TABLE stream_epoch (
	one     boolean PRIMARY KEY DEFAULT true CHECK (one),
	epoch   uuid NOT NULL DEFAULT gen_random_uuid(),
	cluster text NOT NULL DEFAULT ''
);
INSERT INTO stream_epoch DEFAULT VALUES;

CREATE TABLE stream_channels (
	network_id uuid NOT NULL,
	channel    text NOT NULL CHECK (length(channel) <= 200),
	seq        bigint NOT NULL,
	day        date NOT NULL,
	PRIMARY KEY (network_id, channel)
) WITH (fillfactor = 70);

CREATE TABLE stream_events (
	network_id uuid NOT NULL,
	channel    text NOT NULL,
	seq        bigint NOT NULL,
	kind       text NOT NULL CHECK (kind <> ''),
	ref        text NOT NULL CHECK (ref ~ '^[0-9A-Za-z:/._-]{0,80}$'),
	day        date NOT NULL,
	PRIMARY KEY (network_id, channel, seq)
);
CREATE INDEX stream_events_by_day ON stream_events USING brin (day);

-- stream_append gives the event the channel's next number, under the channel's row lock until the
-- transaction ends: so order is commit order, without holes. Call it last, and channels in sorted order.
-- In a WITH query refer to its result, or PostgreSQL leaves the call out.
-- A session belongs to no network and stands under the nil one.
-- +goose StatementBegin
CREATE FUNCTION stream_append(to_channel text, what text, about text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	network uuid := CASE WHEN to_channel LIKE 'session/%' THEN '00000000-0000-0000-0000-000000000000' ELSE split_part(to_channel, '/', 2) END;
	today   date := (now() AT TIME ZONE 'UTC')::date;
	number  bigint;
BEGIN
	INSERT INTO stream_channels AS c (network_id, channel, seq, day)
	VALUES (network, to_channel, 1, today)
	ON CONFLICT (network_id, channel) DO UPDATE SET seq = c.seq + 1, day = greatest(c.day, excluded.day)
	RETURNING seq INTO number;
	INSERT INTO stream_events (network_id, channel, seq, kind, ref, day)
	VALUES (network, to_channel, number, what, about, today);
	RETURN number;
END
$$;
-- +goose StatementEnd
