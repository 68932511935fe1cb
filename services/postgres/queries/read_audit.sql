-- Newest first; $2 is the keyset.
SELECT id, to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, principal, role, act, object, detail::text AS detail,
  client_address, request_id, trace_id
FROM audit WHERE store_id = $1 AND id < $2::uuid
ORDER BY id DESC
LIMIT $3
