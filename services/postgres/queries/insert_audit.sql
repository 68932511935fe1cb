INSERT INTO audit (store_id, id, principal, role, act, object, detail, client_address, request_id, trace_id)
SELECT store_id, id, principal, role, act, object, detail, client_address, request_id, trace_id
FROM jsonb_to_recordset($1::jsonb) AS acts(store_id bigint, id uuid, principal text, role text, act text, object text,
  detail jsonb, client_address text, request_id text, trace_id text)
