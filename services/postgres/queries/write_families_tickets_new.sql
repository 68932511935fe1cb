-- A part of the statement that family_changes.cc composes.
tickets_new AS (
  INSERT INTO tickets (store_id, id, order_id, station, status, version, pickup_number, business_date, items, queued_at,
    started_at, done_at, served_at)
  SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::integer[], $7::integer[], $8::date[],
    $9::jsonb[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[])
  RETURNING 1)
