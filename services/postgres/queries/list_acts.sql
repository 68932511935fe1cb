-- What people did to these objects, oldest first.
SELECT object, to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, principal, act, coalesce(detail->>'reason', '') AS reason
FROM audit
WHERE store_id = $1 AND object = ANY ($2::text[])
ORDER BY id
LIMIT $3
