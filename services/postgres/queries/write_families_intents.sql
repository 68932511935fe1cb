-- A part of the statement that families.cc composes.
intents_written AS (
  UPDATE payment_intents t SET status = r.status, version = r.version, refunded_fen = r.refunded_fen
  FROM doc, jsonb_to_recordset(d->'intents') AS r(store_id bigint, order_id uuid, loaded integer, version integer,
                                                  status text, refunded_fen bigint)
  WHERE t.store_id = r.store_id AND t.order_id = r.order_id AND t.version = r.loaded
  RETURNING 1)
