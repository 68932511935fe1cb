-- A merchant's stores, or those of them that $2 names, from after $4 on.
SELECT store_id, name_zh, name_en FROM stores
WHERE merchant_id = $1 AND (cardinality($2::bigint[]) = 0 OR store_id = ANY ($2::bigint[])) AND store_id > $4
ORDER BY store_id
LIMIT $3
