-- The digest follows the secret it is derived from, so that what is printed is what works.
INSERT INTO api_keys (key_id, digest, merchant_id, kind, role, stores, label)
VALUES ($1, decode($2, 'hex'), $3, $4, $5, $6::bigint[], 'demo')
ON CONFLICT (key_id) DO UPDATE SET digest = excluded.digest WHERE api_keys.digest <> excluded.digest
