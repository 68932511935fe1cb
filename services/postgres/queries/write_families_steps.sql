-- A part of the statement that family_changes.cc composes. The statement begins after the lock was taken: its time is later
-- than that of every step before. A microsecond apart, so that the timeline tells the steps in the order in which they were
-- decided. A step that ends where it began is a change of what is on the object: the feed is told of it, the timeline not.
steps AS MATERIALIZED (
  SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::uuid[], $5::integer[], $6::text[], $7::text[], $8::text[],
                       $9::text[], $10::text[], $11::text[], $12::text[]) WITH ORDINALITY
    AS s(store_id, order_id, object, object_id, version, from_status, to_status, cause, cause_id, detail, trace_id, data, place)),
transitions_new AS (
  INSERT INTO transitions (store_id, order_id, object, object_id, version, from_status, to_status, cause, cause_id,
    detail, trace_id, at)
  SELECT store_id, order_id, object, object_id, version, from_status, to_status, cause, cause_id, detail, trace_id,
    statement_timestamp() + place * interval '1 microsecond'
  FROM steps WHERE from_status <> to_status),
outbox_new AS (
  -- Sorted once, below the aggregates: each of them would sort by itself. No row of a feed is larger than a reader's page,
  -- nor is any piece of memory that it passes through; pieces of one moment keep their order.
  INSERT INTO outbox (store_id, at, kinds, order_ids, versions, data)
  SELECT store_id, clock_timestamp() + piece * interval '1 microsecond',
    array_agg(object || '.' || CASE from_status WHEN to_status THEN 'changed' ELSE to_status END),
    array_agg(order_id), array_agg(version), array_agg(data)
  FROM (SELECT *, (place - 1) / 128 AS piece FROM steps ORDER BY store_id, piece, place) s GROUP BY store_id, piece)
