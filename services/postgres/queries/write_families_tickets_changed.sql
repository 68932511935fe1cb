-- A part of the statement that family_changes.cc composes.
tickets_changed AS (
  UPDATE tickets t SET status = r.status, version = r.version, started_at = r.started_at, done_at = r.done_at,
    served_at = r.served_at
  FROM unnest($1::bigint[], $2::uuid[], $3::integer[], $4::integer[], $5::text[], $6::timestamptz[], $7::timestamptz[],
              $8::timestamptz[])
    AS r(store_id, id, loaded, version, status, started_at, done_at, served_at)
  WHERE t.store_id = r.store_id AND t.id = r.id AND t.version = r.loaded
  RETURNING 1)
