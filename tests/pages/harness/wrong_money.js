// Orders whose money went wrong at a gateway, as the simulator makes it.
import {stack} from './suite.js';
import {eventually} from './waiting.js';

async function simulate(path, body) {
  const response = await fetch(`${stack.simulator}${path}`, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)});
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}

export const orderOf = async (store, order) => store.call('GET', `/v1/orders/${order.id}`, undefined, store.staff);

const placed = async (store) => (await store.call('POST', '/v1/orders',
  {store_id: store.id, channel: 'pos', service: {kind: 'takeout'}, lines: [{sku: 'gongbao', quantity: 1}]})).order;

const pay = async (store, order, method) => (await store.call('POST', `/v1/orders/${order.id}/payments`, {method})).payment.id;

// Paid at two gateways; the refund of the second ends as closed.
export async function paidTwice(store) {
  const order = await placed(store);
  const first = await pay(store, order, 'wechat_native'), second = await pay(store, order, 'alipay_precreate');
  await simulate('/sim/pay', {out_trade_no: second});
  await eventually('it is paid', async () => (await orderOf(store, order)).order.status === 'accepted');
  await simulate('/sim/script', {rules: [{action: 'refund_result', result: 'closed', after_ms: 100, out_trade_no: first}]});
  await simulate('/sim/pay', {out_trade_no: first, force: true});
  await eventually('its refund fails', async () => (await orderOf(store, order)).refunds[0]?.status === 'failed');
  return order;
}

// 19.00 came in where 22.00 were due.
export async function paidWrong(store) {
  const order = await placed(store);
  await simulate('/sim/pay', {out_trade_no: await pay(store, order, 'wechat_native'), amount_override: 1900});
  await eventually('it is put aside', async () => (await orderOf(store, order)).payments[0].status === 'conflict');
  return order;
}
