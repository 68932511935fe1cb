\set id random(1, 9000000000000000)
\set store random(1001, 1002)
SELECT peer.place_order(:store, :id, '[{"sku":"gongbao","name":"宫保鸡丁","quantity":1,"unit_price":2200,"options":[{"code":"less_spicy"}],"amount":2200}]', 2200, '{"kind":"order.awaiting_payment","total":2200}');
