-- +goose Up

-- A network that has ended is erased by its one row: what refers to it goes along, and then what only bears its id. The record of what its
-- staff did stays, for it can't be erased without anybody noticing. So that it doesn't matter which table goes first, keys that hold on to a row
-- can be looked at when all is gone.
-- +goose StatementBegin
DO $$
DECLARE r record;
BEGIN
	FOR r IN SELECT oid, conrelid::regclass AS on_table, conname, pg_get_constraintdef(oid) AS says
		FROM pg_constraint WHERE contype = 'f' AND confrelid = 'networks'::regclass AND confdeltype = 'a' LOOP
		EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %2$I %s ON DELETE CASCADE', r.on_table, r.conname, r.says);
	END LOOP;
	FOR r IN SELECT conrelid::regclass AS on_table, conname FROM pg_constraint
		WHERE contype = 'f' AND confdeltype = 'a' AND connamespace = 'public'::regnamespace LOOP
		EXECUTE format('ALTER TABLE %s ALTER CONSTRAINT %I DEFERRABLE', r.on_table, r.conname);
	END LOOP;
END
$$;

CREATE FUNCTION erase_ended() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE name regclass;
BEGIN
	FOR name IN SELECT c.oid FROM pg_class c
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'network_id' AND NOT a.attisdropped
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname NOT LIKE 'audit\_%' LOOP
		EXECUTE format('DELETE FROM %s WHERE network_id = $1', name) USING OLD.id;
	END LOOP;
	RETURN NULL;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER takes_along AFTER DELETE ON networks FOR EACH ROW EXECUTE FUNCTION erase_ended();
