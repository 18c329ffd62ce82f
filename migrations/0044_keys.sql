-- +goose Up

-- What is of a sealed kind stands under a key of its own, in the second database: see package server/keys. The first 16 bytes of what is sealed
-- are the key's id. Whatever takes such a row away or writes it anew, the old key's id is put down here in the same transaction, and from
-- here the key is erased: so no way of deleting can forget its key, and no crash can.
CREATE TABLE erased_keys (
	id uuid PRIMARY KEY
);

-- keys is a name of the second database that goes with this one.
ALTER TABLE instance ADD keys bytea;

-- key_of is the id of the key under which something is sealed.
CREATE FUNCTION key_of(sealed bytea) RETURNS uuid
LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN octet_length(sealed) > 16 THEN encode(substring(sealed FROM 1 FOR 16), 'hex')::uuid END
$$;

-- +goose StatementBegin
CREATE FUNCTION erase_key() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' OR OLD.sealed IS DISTINCT FROM NEW.sealed THEN
		INSERT INTO erased_keys SELECT key_of(OLD.sealed) WHERE octet_length(OLD.sealed) > 16 ON CONFLICT DO NOTHING;
		PERFORM pg_notify('erased_keys', '');
	END IF;
	RETURN NULL;
END
$$;

CREATE FUNCTION erase_own_key() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' OR OLD.own IS DISTINCT FROM NEW.own THEN
		INSERT INTO erased_keys SELECT key_of(OLD.own) WHERE octet_length(OLD.own) > 16 ON CONFLICT DO NOTHING;
		PERFORM pg_notify('erased_keys', '');
	END IF;
	RETURN NULL;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER erases AFTER UPDATE OR DELETE ON drafts FOR EACH ROW EXECUTE FUNCTION erase_key();
CREATE TRIGGER erases AFTER UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION erase_key();
CREATE TRIGGER erases AFTER UPDATE OR DELETE ON confidence FOR EACH ROW EXECUTE FUNCTION erase_key();
CREATE TRIGGER erases AFTER UPDATE OR DELETE ON check_months FOR EACH ROW EXECUTE FUNCTION erase_key();
CREATE TRIGGER erases AFTER UPDATE OR DELETE ON stories FOR EACH ROW EXECUTE FUNCTION erase_key();
CREATE TRIGGER erases AFTER UPDATE OR DELETE ON contributions FOR EACH ROW EXECUTE FUNCTION erase_key();
CREATE TRIGGER erases AFTER UPDATE OR DELETE ON handings FOR EACH ROW EXECUTE FUNCTION erase_key();
CREATE TRIGGER erases_own AFTER UPDATE OR DELETE ON handings FOR EACH ROW EXECUTE FUNCTION erase_own_key();

-- sealed_keys is which keys are needed.
CREATE VIEW sealed_keys AS
SELECT key_of(sealed) AS id FROM drafts
UNION ALL SELECT key_of(sealed) FROM journal
UNION ALL SELECT key_of(sealed) FROM confidence
UNION ALL SELECT key_of(sealed) FROM check_months
UNION ALL SELECT key_of(sealed) FROM stories
UNION ALL SELECT key_of(sealed) FROM contributions
UNION ALL SELECT key_of(sealed) FROM handings
UNION ALL SELECT key_of(own) FROM handings;

-- drop_sealed takes away the rows whose keys are gone: nobody can open them.
-- +goose StatementBegin
CREATE FUNCTION drop_sealed(gone uuid[]) RETURNS void
LANGUAGE sql AS $$
	DELETE FROM drafts WHERE key_of(sealed) = ANY (gone);
	DELETE FROM journal WHERE key_of(sealed) = ANY (gone);
	DELETE FROM confidence WHERE key_of(sealed) = ANY (gone);
	DELETE FROM check_months WHERE key_of(sealed) = ANY (gone);
	DELETE FROM stories WHERE key_of(sealed) = ANY (gone);
	DELETE FROM contributions WHERE key_of(sealed) = ANY (gone);
	DELETE FROM handings WHERE key_of(sealed) = ANY (gone) OR key_of(own) = ANY (gone);
$$;
-- +goose StatementEnd
