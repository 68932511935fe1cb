SELECT version, document::text AS document, sold_out::text AS sold_out,
  to_char(updated_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS updated_at
FROM menus WHERE store_id = $1
