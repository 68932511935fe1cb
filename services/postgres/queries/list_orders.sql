-- Newest first; a null $4 to $6 does not filter. Ids grow with time: $2 and $3 bound what is looked at, and $3 is the keyset.
SELECT id FROM orders
WHERE store_id = $1 AND id >= $2::uuid AND id < $3::uuid
  AND ($4::text IS NULL OR status = $4)
  AND ($5::date IS NULL OR business_date = $5)
  AND ($6::text IS NULL OR owner = $6)
ORDER BY store_id, id DESC
LIMIT $7
