-- The server's clock, and the commits of this database that wait for a standby, one a row; each is itself as long as it
-- waits. Backends of our own role are seen without any privilege.
SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now, a.pid || ' ' || a.query_start AS commit
FROM (SELECT) AS server
LEFT JOIN pg_stat_activity a ON a.wait_event = 'SyncRep' AND a.datname = current_database()
