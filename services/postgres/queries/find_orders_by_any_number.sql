-- By whatever number is on a receipt: $3 is an id of ours, $4 a pick-up number of the day $5, $2 the number as it was typed.
-- Each line reads one index.
SELECT id AS order_id, 'order' AS matched_by FROM orders WHERE store_id = $1 AND id = $3::uuid
UNION ALL
SELECT order_id, 'payment' FROM payments WHERE store_id = $1 AND id = $3::uuid
UNION ALL
SELECT order_id, 'refund' FROM refunds WHERE store_id = $1 AND id = $3::uuid
UNION ALL
SELECT order_id, 'ticket' FROM tickets WHERE store_id = $1 AND id = $3::uuid
UNION ALL
SELECT id, 'client_order_no' FROM orders WHERE store_id = $1 AND client_order_no = $2
UNION ALL
(SELECT DISTINCT order_id, 'pickup_number' FROM tickets
 WHERE store_id = $1 AND business_date = $5::date AND pickup_number = $4::integer)
UNION ALL
SELECT p.order_id, 'transaction_id'
FROM gateway_accounts g
JOIN payments p ON p.store_id = $1 AND p.account = g.account_id AND p.transaction_id = $2 AND p.transaction_id <> ''
WHERE g.merchant_id = $6
UNION ALL
SELECT order_id, 'gateway_refund_id' FROM refunds WHERE store_id = $1 AND refund_id = $2 AND refund_id <> ''
LIMIT $7
