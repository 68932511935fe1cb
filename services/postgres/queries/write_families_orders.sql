-- A part of the statement that families.cc composes.
orders_written AS (
  UPDATE orders t SET status = r.status, version = r.version, pickup_number = r.pickup_number, updated_at = r.updated_at
  FROM doc, jsonb_to_recordset(d->'orders') AS r(store_id bigint, id uuid, loaded integer, version integer, status text,
                                                 pickup_number integer, updated_at timestamptz)
  WHERE t.store_id = r.store_id AND t.id = r.id AND t.version = r.loaded
  RETURNING 1)
