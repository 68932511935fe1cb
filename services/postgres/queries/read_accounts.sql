SELECT account_id, gateway, merchant_id, encode(sealed, 'hex') AS sealed, revision FROM gateway_accounts ORDER BY account_id
