// Payments and progress.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ORDER, World, problem } from './world.mjs';

const NATIVE = { method: 'wechat_native' };
const ALIPAY = { method: 'alipay_precreate' };
const PAYMENTS = '/v1/orders/ord_1/payments';

async function placed() {
  const world = new World();
  const client = await world.client();
  client.place(ORDER);
  await world.clock.pass();
  return { world, client };
}

const paid = (id) => ({ status: 201, headers: {}, body: JSON.stringify({ payment: { id, status: 'pending', action: { kind: 'qr', code_url: 'weixin://x' } } }) });
const keys = (world) => world.sent('POST', PAYMENTS).map((what) => what.headers['Idempotency-Key']);

test('a payment whose answer is lost is asked for again under its key', async () => {
  const { world, client } = await placed();
  world.next(PAYMENTS, 'lost_after', problem(503, 'outcome_unknown', { retryable: true }), paid('pay_1'));
  const outcome = client.pay('ord_1', NATIVE);
  await world.clock.pass(60_000);
  assert.equal((await outcome).payment.id, 'pay_1');
  assert.equal(new Set(keys(world)).size, 1);
});

test('two taps are one payment; another way to pay meanwhile is told to wait', async () => {
  const { world, client } = await placed();
  world.next(PAYMENTS, paid('pay_1'), paid('pay_2'));
  const outcomes = Promise.all([client.pay('ord_1', NATIVE), client.pay('ord_1', NATIVE), client.pay('ord_1', ALIPAY)]);
  await world.clock.pass();
  const [one, two, other] = await outcomes;
  assert.deepEqual([one.payment.id, two.payment.id, other.kind, keys(world).length], ['pay_1', 'pay_1', 'busy', 1]);
});

test('after too many tries it is unsure, and the next tap goes on with the same payment, also in a page opened anew', async () => {
  const { world, client } = await placed();
  world.next(PAYMENTS, ...Array(5).fill('lost_after'), paid('pay_1'));
  const outcome = client.pay('ord_1', NATIVE);
  await world.clock.pass(120_000);
  assert.equal((await outcome).kind, 'unsure');
  const again = await world.client();
  assert.equal((await again.pay('ord_1', NATIVE)).payment.id, 'pay_1');
  assert.equal(new Set(keys(world)).size, 1);
});

test('a refused payment is over: the next attempt has a key of its own', async () => {
  const { world, client } = await placed();
  world.next(PAYMENTS, problem(409, 'payment_refused'), paid('pay_2'));
  const refused = await client.pay('ord_1', NATIVE);
  assert.deepEqual([refused.kind, refused.problem.code], ['refused', 'payment_refused']);
  assert.equal((await client.pay('ord_1', NATIVE)).payment.id, 'pay_2');
  assert.equal(new Set(keys(world)).size, 2);
});

test('a code that was handed out is shown again; one that was closed is not', async () => {
  const { world, client } = await placed();
  world.next(PAYMENTS, paid('pay_1'), paid('pay_1'), paid('pay_2'));
  await client.pay('ord_1', NATIVE);
  await client.pay('ord_1', NATIVE, { payments: [{ id: 'pay_1', status: 'pending' }] });
  assert.equal(new Set(keys(world)).size, 1);
  await client.pay('ord_1', NATIVE, { payments: [{ id: 'pay_1', status: 'closed' }] });
  assert.equal(new Set(keys(world)).size, 2);
});

const view = (status, version) => ({ status: 200, headers: { etag: `"v${version}"` }, body: JSON.stringify({ order: { id: 'ord_1', status }, payments: [], refunds: [] }) });

test('progress is read by itself, with its tag; what is not new keeps its age and says why', async () => {
  const { world, client } = await placed();
  const seen = [];
  world.next('/v1/orders/ord_1', view('accepted', 1), { status: 304, headers: {}, body: '' }, 'lost_before', view('ready', 2));
  const following = client.follow('ord_1', (what) => seen.push({ ...what, at: world.clock.now() }));
  await world.clock.pass(30_000);
  following.stop();
  assert.deepEqual(seen.slice(0, 4).map((one) => [one.view.order.status, one.problem?.code ?? null]), [['accepted', null], ['accepted', null], ['accepted', 'no_answer'], ['ready', null]]);
  assert.equal(world.sent('GET', '/v1/orders/ord_1')[1].headers['If-None-Match'], '"v1"');
  assert.equal(seen[1].as_of, seen[1].at, 'a 304 is news of the present');
  assert.ok(seen[2].as_of < seen[2].at);
});

test('a hint reads at once, and one that comes during a reading reads again', async () => {
  const { world, client } = await placed();
  client.setHinted(true);
  world.next('/v1/orders/ord_1', view('accepted', 1), view('preparing', 2), view('ready', 3));
  const seen = [];
  const following = client.follow('ord_1', (what) => seen.push(what.view.order.status));
  client.hint();
  client.hint();
  await world.clock.pass();
  assert.deepEqual(seen, ['accepted', 'preparing']);
  await world.clock.pass(10_000);
  assert.equal(seen.length, 2, 'with hints it does not read by itself so soon');
  client.hint();
  await world.clock.pass();
  assert.deepEqual(seen, ['accepted', 'preparing', 'ready']);
  following.stop();
});

test('an order that is followed is shown from the notebook before the network is there', async () => {
  const { world, client } = await placed();
  world.next('/v1/orders/ord_1', view('accepted', 1));
  client.follow('ord_1', () => {});
  await world.clock.pass();
  world.clock.timers.clear();
  const again = await world.client();
  assert.equal(again.state().placed[0].view.order.status, 'accepted');
});

test('an order is cancelled under one key however often it is tapped', async () => {
  const { world, client } = await placed();
  await Promise.all([client.cancel('ord_1'), client.cancel('ord_1')]);
  const sent = world.sent('POST', '/v1/orders/ord_1/cancel');
  assert.equal(new Set(sent.map((what) => what.headers['Idempotency-Key'])).size, 1);
});
