-- $3: the stores of whoever revokes, as JSON; none means all of the merchant's. A key that was revoked before is found, and
-- was not revoked now.
WITH theirs AS (
  SELECT key_id, kind, role, label, stores, revoked_at FROM api_keys
  WHERE key_id = $1 AND merchant_id = $2
    AND ($3::jsonb = '[]' OR (stores <> '{}' AND stores <@ ARRAY(SELECT jsonb_array_elements_text($3::jsonb)::bigint)))
  FOR UPDATE),
revoked AS (
  UPDATE api_keys k SET revoked_at = now() FROM theirs WHERE k.key_id = theirs.key_id AND theirs.revoked_at IS NULL
  RETURNING k.key_id)
SELECT kind, role, label, EXISTS (SELECT 1 FROM revoked) AS revoked_now,
  to_json(CASE WHEN stores = '{}' THEN ARRAY(SELECT store_id FROM stores s WHERE s.merchant_id = $2) ELSE stores END)::text AS stores
FROM theirs
