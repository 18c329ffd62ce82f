-- +goose Up
-- The append-only record of privileged acts: one hash chain per network.

CREATE TABLE audit_heads (
	network_id uuid PRIMARY KEY,
	seq        bigint NOT NULL,
	hash       bytea NOT NULL
);

CREATE TABLE audit_records (
	network_id uuid NOT NULL,
	seq        bigint NOT NULL,
	day        date NOT NULL,
	actor      text NOT NULL,
	act        text NOT NULL,
	subject    text NOT NULL,
	hash       bytea NOT NULL,
	PRIMARY KEY (network_id, seq)
);

-- +goose StatementBegin
CREATE FUNCTION audit_is_append_only() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'the audit record is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
-- +goose StatementEnd

CREATE TRIGGER audit_records_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_records
	FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
