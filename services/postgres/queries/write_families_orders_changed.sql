-- A part of the statement that family_changes.cc composes.
orders_changed AS (
  UPDATE orders t SET status = r.status, version = r.version, pickup_number = r.pickup_number, updated_at = r.updated_at
  FROM unnest($1::bigint[], $2::uuid[], $3::integer[], $4::integer[], $5::text[], $6::integer[], $7::timestamptz[])
    AS r(store_id, id, loaded, version, status, pickup_number, updated_at)
  WHERE t.store_id = r.store_id AND t.id = r.id AND t.version = r.loaded
  RETURNING 1)
