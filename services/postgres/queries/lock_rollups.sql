-- One worker at a time adds up a store. Rollups and position are lost together or not at all, and come again: nobody waits
-- for the disk or a standby on their account.
INSERT INTO rollup_positions AS p (store_id)
SELECT s.store_id FROM unnest($1::bigint[]) AS s(store_id), set_config('synchronous_commit', 'off', true) ORDER BY s.store_id
ON CONFLICT (store_id) DO UPDATE SET last_seq = p.last_seq
