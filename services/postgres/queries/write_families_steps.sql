-- A part of the statement that families.cc composes.
steps AS MATERIALIZED (
  SELECT r.* FROM doc, jsonb_to_recordset(d->'steps') AS r(
    place integer, store_id bigint, order_id uuid, object text, object_id uuid, version integer, from_status text,
    to_status text, cause text, cause_id text, detail text, trace_id text, kind text, order_version integer, data text)),
transitions_new AS (
  -- A microsecond apart, so that the timeline tells them in the order in which they were decided.
  INSERT INTO transitions (store_id, order_id, object, object_id, version, from_status, to_status, cause, cause_id,
    detail, trace_id, at)
  SELECT store_id, order_id, object, object_id, version, from_status, to_status, cause, cause_id, detail, trace_id,
    doc.at + place * interval '1 microsecond'
  FROM steps, doc),
outbox_new AS (
  INSERT INTO outbox (store_id, kinds, order_ids, versions, data)
  SELECT store_id, array_agg(kind ORDER BY place), array_agg(order_id ORDER BY place),
    array_agg(version ORDER BY place), array_agg(data ORDER BY place)
  FROM steps GROUP BY store_id)
