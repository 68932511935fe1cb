-- A part of the statement that families.cc composes.
tickets_sent AS MATERIALIZED (
  SELECT r.* FROM doc, jsonb_to_recordset(d->'tickets') AS r(
    store_id bigint, id uuid, loaded integer, order_id uuid, station text, status text, version integer,
    pickup_number integer, business_date date, items text, queued_at timestamptz, started_at timestamptz,
    done_at timestamptz, served_at timestamptz)),
tickets_new AS (
  INSERT INTO tickets (store_id, id, order_id, station, status, version, pickup_number, business_date, items, queued_at,
    started_at, done_at, served_at)
  SELECT store_id, id, order_id, station, status, version, pickup_number, business_date, items::jsonb, queued_at,
    started_at, done_at, served_at
  FROM tickets_sent WHERE loaded = 0
  RETURNING 1),
tickets_written AS (
  UPDATE tickets t SET status = r.status, version = r.version, started_at = r.started_at, done_at = r.done_at,
    served_at = r.served_at
  FROM tickets_sent r
  WHERE r.loaded > 0 AND t.store_id = r.store_id AND t.id = r.id AND t.version = r.loaded
  RETURNING 1)
