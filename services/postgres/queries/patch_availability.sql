-- $2: [{"sku": …, "sold_out": …}]. Skus that the menu does not have never get into the list.
UPDATE menus m SET version = m.version + 1, updated_at = now(), updated_by = $3,
  sold_out = (
    SELECT coalesce(jsonb_agg(sku ORDER BY sku), '[]') FROM (
      SELECT value AS sku FROM jsonb_array_elements_text(m.sold_out)
      WHERE value NOT IN (SELECT c.sku FROM jsonb_to_recordset($2::jsonb) AS c(sku text, sold_out boolean))
      UNION
      SELECT c.sku FROM jsonb_to_recordset($2::jsonb) AS c(sku text, sold_out boolean)
      WHERE c.sold_out AND c.sku IN (SELECT d->>'sku' FROM jsonb_array_elements(m.document->'dishes') d)) AS listed)
WHERE m.store_id = $1 AND ($4::bigint IS NULL OR m.version = $4)
RETURNING version
