-- +goose Up
-- Sessions that are held: rooms. What is said in a room by pressing something lasts as long as the room is open.

-- A session of a plan that is open, or was. block is where the group is, and step counts the moves: a form says at which it was
-- pressed. until is when it ends by itself; NULL: it is over. raised counts the hands that went up, so that they have an order.
CREATE TABLE rooms (
	network_id  uuid NOT NULL,
	cohort_id   uuid NOT NULL,
	number      integer NOT NULL,
	unit        text NOT NULL,
	version     text NOT NULL REFERENCES courses,
	block       text NOT NULL,
	step        integer NOT NULL DEFAULT 1,
	left_out    text[] NOT NULL DEFAULT '{}',
	paused      boolean NOT NULL DEFAULT false,
	pause_asked boolean NOT NULL DEFAULT false,
	cut         boolean NOT NULL DEFAULT false,
	raised      integer NOT NULL DEFAULT 0,
	day         date NOT NULL,
	until       timestamptz,
	PRIMARY KEY (network_id, cohort_id, number),
	FOREIGN KEY (network_id, cohort_id, number) REFERENCES cohort_sessions ON DELETE CASCADE
);
CREATE UNIQUE INDEX rooms_open ON rooms (network_id, cohort_id) WHERE until IS NOT NULL;
CREATE INDEX rooms_by_version ON rooms (version);

-- Who says that she is there for a cohort's session on a day, to hold it or for who wants somebody.
CREATE TABLE room_duty (
	network_id uuid NOT NULL,
	cohort_id  uuid NOT NULL,
	member_id  uuid NOT NULL,
	day        date NOT NULL,
	PRIMARY KEY (network_id, cohort_id, member_id),
	FOREIGN KEY (network_id, cohort_id) REFERENCES cohorts ON DELETE CASCADE,
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE
);

-- A place in a cohort for who has no phone: a name of those on offer, and three pictures, kept as a keyed hash; NULL: she is
-- given new ones. tries counts the wrong ones in a row.
CREATE TABLE seats (
	network_id uuid NOT NULL,
	cohort_id  uuid NOT NULL,
	id         uuid NOT NULL,
	name       text NOT NULL,
	folded     text NOT NULL,
	pictures   bytea,
	tries      smallint NOT NULL DEFAULT 0,
	own_pace   boolean NOT NULL DEFAULT false,
	PRIMARY KEY (network_id, cohort_id, id),
	CONSTRAINT seats_name_once UNIQUE (network_id, cohort_id, folded),
	FOREIGN KEY (network_id, cohort_id) REFERENCES cohorts ON DELETE CASCADE
);

CREATE TABLE seat_progress (
	network_id uuid NOT NULL,
	cohort_id  uuid NOT NULL,
	seat_id    uuid NOT NULL,
	unit       text NOT NULL,
	state      text NOT NULL CHECK (state IN ('visited', 'done', 'not_today')),
	day        date NOT NULL,
	PRIMARY KEY (network_id, cohort_id, seat_id, unit),
	FOREIGN KEY (network_id, cohort_id, seat_id) REFERENCES seats ON DELETE CASCADE
);

-- A tablet in an open room, by the hash of its cookie, and who sits at it now. It goes with the room.
CREATE TABLE tablets (
	network_id uuid NOT NULL,
	hash       bytea NOT NULL,
	cohort_id  uuid NOT NULL,
	number     integer NOT NULL,
	seat_id    uuid,
	PRIMARY KEY (network_id, hash),
	FOREIGN KEY (network_id, cohort_id, number) REFERENCES rooms ON DELETE CASCADE,
	FOREIGN KEY (network_id, cohort_id, seat_id) REFERENCES seats ON DELETE CASCADE
);
CREATE UNIQUE INDEX tablets_by_hash ON tablets (hash);
CREATE INDEX tablets_by_room ON tablets (network_id, cohort_id, number);

-- The number that pairs one tablet with an open room, as a keyed hash.
CREATE TABLE pairings (
	network_id uuid NOT NULL,
	cohort_id  uuid NOT NULL,
	number     integer NOT NULL,
	code       bytea NOT NULL,
	until      timestamptz NOT NULL,
	PRIMARY KEY (network_id, cohort_id),
	FOREIGN KEY (network_id, cohort_id, number) REFERENCES rooms ON DELETE CASCADE
);
CREATE UNIQUE INDEX pairings_by_code ON pairings (code);

-- One-time tickets for the socket of a tablet.
CREATE TABLE tablet_tickets (
	network_id uuid NOT NULL,
	hash       bytea NOT NULL,
	tablet     bytea NOT NULL,
	until      timestamptz NOT NULL,
	PRIMARY KEY (network_id, hash),
	FOREIGN KEY (network_id, tablet) REFERENCES tablets ON DELETE CASCADE
);
CREATE UNIQUE INDEX tablet_tickets_by_hash ON tablet_tickets (hash);

-- What somebody in an open room, a member or a seat, has said of herself: hand is the place of her raised hand, 0 for none.
CREATE TABLE room_people (
	network_id uuid NOT NULL,
	cohort_id  uuid NOT NULL,
	member_id  uuid,
	seat_id    uuid,
	who        uuid NOT NULL CHECK (who = coalesce(member_id, seat_id)),
	hand       integer NOT NULL DEFAULT 0,
	share      text NOT NULL DEFAULT '' CHECK (share IN ('', 'share', 'listen', 'later')),
	PRIMARY KEY (network_id, cohort_id, who),
	CHECK (num_nonnulls(member_id, seat_id) = 1),
	FOREIGN KEY (network_id, cohort_id) REFERENCES cohorts ON DELETE CASCADE,
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	FOREIGN KEY (network_id, cohort_id, seat_id) REFERENCES seats ON DELETE CASCADE
);

-- What a room is asked: five faces, or the choices of a block, once each. While it is open counts are the answers so far, and
-- paper those counted on paper; what is shown is the result alone, and when the group has gone on there is nothing.
CREATE TABLE room_asks (
	network_id uuid NOT NULL,
	cohort_id  uuid NOT NULL,
	number     integer NOT NULL,
	id         uuid NOT NULL,
	kind       text NOT NULL CHECK (kind IN ('faces', 'poll')),
	block      text NOT NULL,
	state      text NOT NULL CHECK (state IN ('open', 'shown', 'gone')),
	counts     integer[] NOT NULL,
	paper      integer[] NOT NULL,
	result     text,
	PRIMARY KEY (network_id, cohort_id, id),
	CONSTRAINT room_asks_once UNIQUE (network_id, cohort_id, number, kind, block),
	FOREIGN KEY (network_id, cohort_id, number) REFERENCES rooms ON DELETE CASCADE
);

-- That somebody has answered, under a name that only her keyring, or this instance for a seat, can make: never who, nor what.
CREATE TABLE room_answered (
	network_id uuid NOT NULL,
	cohort_id  uuid NOT NULL,
	ask_id     uuid NOT NULL,
	nullifier  bytea NOT NULL,
	PRIMARY KEY (network_id, cohort_id, ask_id, nullifier),
	FOREIGN KEY (network_id, cohort_id, ask_id) REFERENCES room_asks ON DELETE CASCADE
);

-- Who would like somebody after a session; nobody but the support persons reads it. answer is the when, '' while there is none.
CREATE TABLE room_requests (
	network_id uuid NOT NULL,
	cohort_id  uuid NOT NULL,
	number     integer NOT NULL,
	member_id  uuid,
	seat_id    uuid,
	who        uuid NOT NULL CHECK (who = coalesce(member_id, seat_id)),
	answer     text NOT NULL DEFAULT '' CHECK (answer IN ('', 'now', 'break', 'after', 'today')),
	PRIMARY KEY (network_id, cohort_id, who),
	CHECK (num_nonnulls(member_id, seat_id) = 1),
	FOREIGN KEY (network_id, cohort_id, number) REFERENCES rooms ON DELETE CASCADE,
	FOREIGN KEY (network_id, member_id) REFERENCES members ON DELETE CASCADE,
	FOREIGN KEY (network_id, cohort_id, seat_id) REFERENCES seats ON DELETE CASCADE
);
