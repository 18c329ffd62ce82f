-- +goose Up
-- The record of privileged acts becomes a Merkle log per network, as in RFC 6962 (Certificate Transparency): each record is a
-- leaf, and every node above is kept with the leaf that completed it. What a leaf says of the actor and the subject is sealed
-- under the row's salt: emptying the row leaves the log whole. The server's own log has the network 0.

ALTER TABLE audit_heads RENAME TO audit_chain_heads;
ALTER TABLE audit_records RENAME TO audit_chain;

-- peaks are the roots of the complete subtrees, the largest first.
CREATE TABLE audit_heads (
	network_id uuid,
	size       bigint NOT NULL,
	peaks      bytea NOT NULL,
	CONSTRAINT audit_sizes PRIMARY KEY (network_id)
);

-- hashes are the leaf's, and those of the nodes that it completes, upwards. An emptied row has no salt.
CREATE TABLE audit_records (
	network_id   uuid,
	seq          bigint,
	day          date NOT NULL,
	actor        text NOT NULL,
	act          text NOT NULL,
	subject      text NOT NULL,
	salt         bytea NOT NULL,
	actor_seal   bytea NOT NULL,
	subject_seal bytea NOT NULL,
	hashes       bytea NOT NULL,
	CONSTRAINT audit_leaves PRIMARY KEY (network_id, seq),
	CONSTRAINT audit_lines CHECK (position(E'\n' IN actor || act || subject) = 0)
);

CREATE INDEX audit_days ON audit_records (day);
CREATE INDEX audit_subjects ON audit_records (network_id, subject, seq);
CREATE INDEX audit_keys ON audit_records (act, seq) WHERE act IN ('key.server', 'key.council');
CREATE INDEX audit_marks ON audit_records (split_part(subject, ' ', 1), seq) WHERE act = 'log.marked';

-- A day's size of the server's log, signed by the server, and by the council when it has.
CREATE TABLE audit_checkpoints (
	day         date PRIMARY KEY,
	size        bigint NOT NULL UNIQUE,
	note        text NOT NULL,
	cosigned    text NOT NULL DEFAULT '',
	cosigned_on date
);

-- A value sealed under what is made of the salt for this kind alone: whoever is shown that can check the value, and not the other's.
-- +goose StatementBegin
CREATE FUNCTION audit_seal(salt bytea, kind text, value text) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$
	SELECT sha256(convert_to(kind || E'\n' || encode(sha256(salt || convert_to(kind, 'UTF8')), 'hex') || E'\n' || value || E'\n', 'UTF8'))
$$;
-- +goose StatementEnd

-- The lock on the log's head is held until the transaction ends: so the order of leaves is that of commits, without holes.
-- +goose StatementBegin
CREATE FUNCTION audit_append(network uuid, today date, by_actor text, done text, on_subject text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	n    bigint;
	tops bytea;
	salt bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
	who  bytea := audit_seal(salt, 'by', by_actor);
	what bytea := audit_seal(salt, 'on', on_subject);
	node bytea;
	made bytea;
	odd  bigint;
BEGIN
	LOOP
		SELECT size, peaks INTO n, tops FROM audit_heads WHERE network_id = network FOR UPDATE;
		EXIT WHEN FOUND;
		INSERT INTO audit_heads VALUES (network, 0, '') ON CONFLICT DO NOTHING;
	END LOOP;
	node := sha256('\x00'::bytea || convert_to(format(E'network %s\nnumber %s\nday %s\nact %s\nby %s\non %s\n',
		network, n + 1, to_char(today, 'YYYY-MM-DD'), done, encode(who, 'hex'), encode(what, 'hex')), 'UTF8'));
	made := node;
	odd := n;
	WHILE odd % 2 = 1 LOOP
		node := sha256('\x01'::bytea || substr(tops, length(tops) - 31) || node);
		tops := substr(tops, 1, length(tops) - 32);
		made := made || node;
		odd := odd / 2;
	END LOOP;
	UPDATE audit_heads SET size = n + 1, peaks = tops || node WHERE network_id = network;
	INSERT INTO audit_records VALUES (network, n + 1, today, by_actor, done, on_subject, salt, who, what, made);
	RETURN n + 1;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
DO $$
DECLARE r record;
BEGIN
	FOR r IN SELECT * FROM audit_chain ORDER BY network_id, seq LOOP
		PERFORM audit_append(r.network_id, r.day, r.actor, r.act, r.subject);
	END LOOP;
END
$$;
-- +goose StatementEnd

DROP TABLE audit_chain, audit_chain_heads;

CREATE TRIGGER audit_records_stay BEFORE DELETE OR TRUNCATE ON audit_records
	FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- A row can be emptied, and nothing else.
-- +goose StatementBegin
CREATE FUNCTION audit_is_only_emptied() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.actor <> '' OR NEW.subject <> '' OR NEW.salt <> ''
		OR (NEW.network_id, NEW.seq, NEW.day, NEW.act, NEW.actor_seal, NEW.subject_seal, NEW.hashes)
			IS DISTINCT FROM (OLD.network_id, OLD.seq, OLD.day, OLD.act, OLD.actor_seal, OLD.subject_seal, OLD.hashes) THEN
		RAISE EXCEPTION 'the audit record is append-only' USING ERRCODE = 'insufficient_privilege';
	END IF;
	RETURN NEW;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER audit_records_are_emptied BEFORE UPDATE ON audit_records
	FOR EACH ROW EXECUTE FUNCTION audit_is_only_emptied();
