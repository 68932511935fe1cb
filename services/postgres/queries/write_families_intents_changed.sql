-- A part of the statement that family_changes.cc composes.
intents_changed AS (
  UPDATE payment_intents t SET status = r.status, version = r.version, refunded_fen = r.refunded_fen
  FROM unnest($1::bigint[], $2::uuid[], $3::integer[], $4::integer[], $5::text[], $6::bigint[])
    AS r(store_id, order_id, loaded, version, status, refunded_fen)
  WHERE t.store_id = r.store_id AND t.order_id = r.order_id AND t.version = r.loaded
  RETURNING 1)
