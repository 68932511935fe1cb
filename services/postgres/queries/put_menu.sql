-- $4: the version it replaces, or null for whichever is there. A new menu starts with nothing sold out.
INSERT INTO menus AS m (store_id, version, document, updated_by)
SELECT $1, 1, $2::jsonb, $3 WHERE $4::bigint IS NULL OR EXISTS (SELECT 1 FROM menus WHERE store_id = $1)
ON CONFLICT (store_id) DO UPDATE
  SET version = m.version + 1, document = excluded.document, sold_out = '[]', updated_at = now(), updated_by = excluded.updated_by
  WHERE $4::bigint IS NULL OR m.version = $4
RETURNING version
