-- Row 0 is nobody's migration: it is what one migrate locks so that the others wait.
CREATE TABLE IF NOT EXISTS schema_migrations (
  number     integer PRIMARY KEY CHECK (number >= 0),
  name       text NOT NULL,
  checksum   text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO schema_migrations (number, name, checksum) VALUES (0, 'lock', '') ON CONFLICT DO NOTHING;
