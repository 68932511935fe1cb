-- A part of the statement that family_changes.cc composes. Null items: those of the row.
tickets_changed AS (
  UPDATE tickets t SET status = r.status, version = r.version, items = coalesce(r.items, t.items),
    started_at = r.started_at, done_at = r.done_at, served_at = r.served_at
  FROM unnest($1::bigint[], $2::uuid[], $3::integer[], $4::integer[], $5::text[], $6::jsonb[], $7::timestamptz[],
              $8::timestamptz[], $9::timestamptz[])
    AS r(store_id, id, loaded, version, status, items, started_at, done_at, served_at)
  WHERE t.store_id = r.store_id AND t.id = r.id AND t.version = r.loaded
  RETURNING 1)
