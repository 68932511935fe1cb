\set id random(1, 9000000000000000)
\set store random(1001, 1002)
BEGIN;
INSERT INTO peer.keys VALUES (:store, :id::text, :id);
INSERT INTO peer.orders (store_id, id, lines, total_fen, status) VALUES (:store, :id, '[{"sku":"gongbao","name":"宫保鸡丁","quantity":1,"unit_price":2200,"options":[{"code":"less_spicy"}],"amount":2200}]', 2200, 'awaiting_payment');
INSERT INTO peer.intents VALUES (:store, :id, :id, 2200, 'requires_payment');
INSERT INTO peer.outbox VALUES (:store, :id, '{"kind":"order.awaiting_payment","total":2200}');
COMMIT;
