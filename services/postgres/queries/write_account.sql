INSERT INTO gateway_accounts AS a (account_id, merchant_id, gateway, sealed) VALUES ($1, $2, $3, decode($4, 'hex'))
ON CONFLICT (account_id) DO UPDATE
  SET sealed = excluded.sealed, merchant_id = excluded.merchant_id, gateway = excluded.gateway, revision = a.revision + 1, updated_at = now()
