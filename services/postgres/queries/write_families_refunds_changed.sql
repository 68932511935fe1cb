-- A part of the statement that family_changes.cc composes.
refunds_changed AS (
  UPDATE refunds t SET status = r.status, version = r.version, refund_id = r.refund_id, failure = r.failure,
    attempts = r.attempts, next_attempt_at = r.next_attempt_at, settled_at = r.settled_at
  FROM unnest($1::bigint[], $2::uuid[], $3::integer[], $4::integer[], $5::text[], $6::text[], $7::text[], $8::integer[],
              $9::timestamptz[], $10::timestamptz[])
    AS r(store_id, id, loaded, version, status, refund_id, failure, attempts, next_attempt_at, settled_at)
  WHERE t.store_id = r.store_id AND t.id = r.id AND t.version = r.loaded
  RETURNING 1)
