-- Who did what to money, and printed table codes that can be replaced store by store.

-- A code names the generation it was printed for; only codes of the current one open a session. 65535 keeps a code within
-- 128 characters.
ALTER TABLE stores ADD COLUMN table_code_generation integer NOT NULL DEFAULT 0
  CHECK (table_code_generation BETWEEN 0 AND 65535);

-- One row an act, written by the act's own transaction. `id` is a UUIDv7: newest first is the key read backwards.
CREATE TABLE audit (
  store_id       bigint NOT NULL,
  id             uuid NOT NULL,
  at             timestamptz NOT NULL DEFAULT clock_timestamp(),
  principal      text NOT NULL CHECK (principal <> ''),
  role           text NOT NULL,
  act            text NOT NULL CHECK (act ~ '^[a-z_]+\.[a-z_]+$'),  -- refund.requested, menu.replaced, …
  object         text NOT NULL,                                     -- the order, key or menu it was done to
  detail         jsonb NOT NULL CHECK (jsonb_typeof(detail) = 'object'),
  client_address text NOT NULL,
  request_id     text NOT NULL,
  trace_id       text NOT NULL,
  PRIMARY KEY (store_id, id)
);

-- The programs own their tables, and no grant binds an owner: what happened is kept by the table itself.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
