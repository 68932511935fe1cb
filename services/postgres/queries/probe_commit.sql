-- A commit that writes WAL, and so waits for a standby as an order's does, and leaves no row.
SELECT pg_logical_emit_message(true, 'lunchrush', 'do commits come back?')
