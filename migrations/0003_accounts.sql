-- Accounts: who may sign in, and nothing by which a stranger could tell who that is.
--
-- None of these tables has a network_id: an account stands above the networks, and no column here may say which networks
-- or members it holds. Everything that would is sealed. Rows of one table are all of one size, so that a row's length
-- and its place in the file say nothing either; the sizes are kept by the checks.

-- +goose Up

-- A door is what a sign-in phrase or a recovery code opens: the keyring key, wrapped. The two sorts look alike.
CREATE TABLE doors (
	lookup bytea PRIMARY KEY CHECK (octet_length(lookup) = 32),
	sealed bytea NOT NULL CHECK (octet_length(sealed) = 72)
);

-- A keyring is what an account holds, sealed under the keyring key and once more under a key of the server's, which the
-- nightly rewrite renews for every row: the difference between two backups doesn't tell who was here.
-- Kept inline: rows in a side table would be numbered in the order of their writing.
CREATE TABLE keyrings (
	id bytea PRIMARY KEY CHECK (octet_length(id) = 32),
	sealed bytea NOT NULL CHECK (octet_length(sealed) = 7248)
);
ALTER TABLE keyrings ALTER COLUMN sealed SET STORAGE PLAIN;

-- A session is known by the hash of its cookie and sealed under a key from the cookie. idle_until stands at a full
-- minute, ends_at at a full hour.
CREATE TABLE sessions (
	hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
	sealed bytea NOT NULL CHECK (octet_length(sealed) = 552),
	idle_until timestamptz NOT NULL,
	ends_at timestamptz NOT NULL
);

-- A ticket opens one socket for a session. It lives half a minute: unlogged, so it is in no backup and costs no flush.
CREATE UNLOGGED TABLE tickets (
	hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
	session_hash bytea NOT NULL,
	sealed bytea NOT NULL,
	until timestamptz NOT NULL
);
CREATE INDEX tickets_of_session ON tickets (session_hash);
