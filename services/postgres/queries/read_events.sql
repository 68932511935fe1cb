SELECT seq, to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, kind, order_id, version, data
FROM events
WHERE store_id = $1 AND seq > $2
ORDER BY seq
LIMIT $3
