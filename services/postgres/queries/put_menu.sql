-- $4: the version it replaces, or null for whichever is there. What is sold out is what the new menu says of its dishes.
INSERT INTO menus AS m (store_id, version, document, sold_out, updated_by)
SELECT $1, 1, $2::jsonb,
  (SELECT coalesce(jsonb_agg(d->>'sku' ORDER BY d->>'sku'), '[]') FROM jsonb_array_elements($2::jsonb->'dishes') d
   WHERE (d->>'sold_out')::boolean), $3
WHERE $4::bigint IS NULL OR EXISTS (SELECT 1 FROM menus WHERE store_id = $1)
ON CONFLICT (store_id) DO UPDATE
  SET version = m.version + 1, document = excluded.document, sold_out = excluded.sold_out, updated_at = now(),
      updated_by = excluded.updated_by
  WHERE $4::bigint IS NULL OR m.version = $4
RETURNING version
