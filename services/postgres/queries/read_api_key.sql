SELECT key_id, encode(digest, 'hex') AS digest, merchant_id, kind, role, to_json(stores)::text AS stores
FROM api_keys WHERE key_id = $1 AND revoked_at IS NULL
