// One order, whatever the network, the page and the service do meanwhile.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ORDER, World, html, problem } from './world.mjs';

const MINUTE = 60_000;

test('an order whose answers are lost three times is placed once, under one key and with the same bytes', async () => {
  const world = new World();
  const client = await world.client();
  world.next('/v1/orders', 'lost_after', 'lost_before', 'lost_after');
  client.place(ORDER);
  await world.clock.pass();
  assert.equal(client.state().phase, 'waiting');
  assert.equal(client.state().sent, 'maybe');
  await world.clock.pass(MINUTE);
  const sent = world.sent('POST', '/v1/orders');
  assert.equal(sent.length, 4);
  assert.equal(new Set(sent.map((what) => what.headers['Idempotency-Key'] + what.body)).size, 1);
  assert.equal(world.orders.size, 1);
  assert.equal(client.state().phase, 'none');
  assert.equal(client.state().placed[0].order_id, 'ord_1');
});

test('the key is kept, as perhaps sent, before the first byte leaves', async () => {
  const world = new World();
  const client = await world.client();
  let kept;
  world.next('/v1/orders', (what) => {
    kept = JSON.parse(world.storage.get('lunchrush.store.1001')).pending;
    assert.equal(kept.key, what.headers['Idempotency-Key']);
    return html;
  });
  client.place(ORDER);
  await world.clock.pass();
  assert.equal(kept.unanswered_at, world.clock.now());
});

test('a second tap is the same order', async () => {
  const world = new World();
  const client = await world.client();
  client.place(ORDER);
  client.place(ORDER);
  await world.clock.pass(MINUTE);
  assert.equal(world.sent('POST', '/v1/orders').length, 1);
  assert.equal(world.orders.size, 1);
});

test('a page that was closed while the answer was on its way goes on with the same key when it is opened again', async () => {
  const world = new World();
  const first = await world.client();
  world.next('/v1/orders', 'lost_after');
  first.place(ORDER);
  await world.clock.pass();
  world.clock.timers.clear(); // closed: nothing of it runs any more
  const second = await world.client();
  await world.clock.pass(MINUTE);
  assert.equal(world.orders.size, 1);
  assert.equal(second.state().placed.length, 1);
  assert.equal(new Set(world.sent('POST', '/v1/orders').map((what) => what.headers['Idempotency-Key'])).size, 1);
});

test('in airplane mode nothing is sent and it says so; with the network it goes out', async () => {
  const world = new World();
  const client = await world.client();
  client.setOnline(false);
  client.place(ORDER);
  await world.clock.pass(MINUTE);
  assert.deepEqual([client.state().phase, client.state().sent, client.state().online], ['waiting', 'no', false]);
  assert.equal(world.sent('POST', '/v1/orders').length, 0);
  client.setOnline(true);
  await world.clock.pass();
  assert.equal(client.state().placed.length, 1);
});

test('a page of the café’s network is no answer, whatever its status', async () => {
  const world = new World();
  const client = await world.client();
  world.next('/v1/orders', html, { ...html, status: 403 }, { ...html, status: 201, body: '{"welcome":true}' });
  client.place(ORDER);
  await world.clock.pass(MINUTE);
  assert.equal(client.state().placed.length, 1);
  assert.equal(world.orders.size, 1);
});

test('an order that cannot be kept is not sent, and place() throws', async () => {
  const world = new World();
  const client = await world.client();
  world.storage.set = () => {
    throw new Error('QuotaExceededError');
  };
  assert.throws(() => client.place(ORDER), /QuotaExceeded/);
  await world.clock.pass(MINUTE);
  assert.equal(world.sent('POST', '/v1/orders').length, 0);
});

test('what the service asks for is the least that is waited', async () => {
  const world = new World();
  const client = await world.client();
  world.next('/v1/orders', problem(503, 'overloaded', { retryable: true, retry_after_ms: 20_000 }));
  client.place(ORDER);
  await world.clock.pass(19_999);
  assert.equal(world.sent('POST', '/v1/orders').length, 1);
  assert.deepEqual([client.state().sent, client.state().problem.code], ['no', 'overloaded']);
  await world.clock.pass(MINUTE);
  assert.equal(client.state().placed.length, 1);
});

test('another tab that finished the order leaves nothing to do', async () => {
  const world = new World();
  const one = await world.client();
  const other = await world.client();
  world.next('/v1/orders', 'lost_after');
  one.place(ORDER);
  await world.clock.pass();
  other.show();
  await world.clock.pass();
  assert.equal(other.state().placed.length, 1);
  await world.clock.pass(MINUTE);
  assert.deepEqual([one.state().phase, one.state().placed.length, world.orders.size], ['none', 1, 1]);
});

test('an answer that comes after another tab finished the order does not add it again, nor lose the next one', async () => {
  const world = new World();
  const one = await world.client();
  let answer_now;
  world.next('/v1/orders', (what) => new Promise((resolve) => (answer_now = () => resolve(world.service(what, '/v1/orders')))));
  one.place(ORDER);
  await world.clock.pass();
  const other = await world.client(); // opened, it goes on with what is kept
  assert.equal(other.state().placed.length, 1);
  other.setOnline(false);
  other.place(ORDER);
  answer_now();
  await world.clock.pass();
  assert.equal(one.state().placed.length, 1);
  assert.equal(other.state().phase, 'waiting');
  other.setOnline(true);
  await world.clock.pass();
  assert.deepEqual([other.state().placed.length, world.orders.size], [2, 2]);
});

test('a broken notebook is an empty one', async () => {
  const world = new World();
  world.storage.set('lunchrush.store.1001', '{"version":1,"pend');
  const client = await world.client();
  assert.deepEqual(client.state().placed, []);
});
