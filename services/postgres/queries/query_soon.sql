-- Only what is open has a next query; only one forged message in a while can bring it forward.
UPDATE payments SET next_query_at = now()
WHERE store_id = $1 AND id = $2::uuid AND next_query_at > now() + $3 * interval '1 millisecond'
