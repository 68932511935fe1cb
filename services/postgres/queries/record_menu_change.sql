-- History, and the event that makes screens and replicas look again.
WITH kept AS (
  INSERT INTO menu_versions (store_id, version, document, sold_out, updated_at, updated_by)
  SELECT store_id, version, document, sold_out, updated_at, updated_by FROM menus WHERE store_id = $1
  RETURNING store_id, version, sold_out)
INSERT INTO outbox (store_id, kinds, order_ids, versions, data)
SELECT store_id, ARRAY['menu.changed'], ARRAY[NULL::uuid], ARRAY[version::integer],
  ARRAY[jsonb_build_object('version', version, 'sold_out', sold_out)::text] FROM kept
