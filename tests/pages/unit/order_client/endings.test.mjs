// How an order ends otherwise: refused, given up, gone stale, or without a session.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CODE, ORDER, REPLACED, World, problem } from './world.mjs';

const MINUTE = 60_000;
const SOLD_OUT = problem(409, 'sold_out', { errors: [{ pointer: '/lines/0/sku', code: 'sold_out', detail: '' }] });

test('a refusal ends the order at once, survives closing the page, and goes when it was seen', async () => {
  const world = new World();
  world.refusal = SOLD_OUT;
  const client = await world.client();
  client.place(ORDER);
  await world.clock.pass();
  assert.equal(client.state().phase, 'refused');
  const again = await world.client();
  assert.equal(again.state().refusal.problem.code, 'sold_out');
  assert.deepEqual(again.state().refusal.order.lines, ORDER.lines);
  again.dismissRefusal();
  assert.equal(again.state().phase, 'none');
  assert.equal(world.sent('POST', '/v1/orders').length, 1);
});

test('a refusal after a lost answer is not believed: the order is found under its key', async () => {
  const world = new World();
  const client = await world.client();
  world.next('/v1/orders', 'lost_after', SOLD_OUT);
  client.place(ORDER);
  await world.clock.pass(MINUTE);
  assert.equal(client.state().phase, 'none');
  assert.equal(client.state().placed[0].order_id, 'ord_1');
});

test('a refusal after a lost request ends the order only when nothing sent can still arrive', async () => {
  const world = new World();
  world.refusal = SOLD_OUT;
  const client = await world.client();
  world.next('/v1/orders', 'lost_before');
  client.place(ORDER);
  await world.clock.pass(20_000);
  assert.equal(client.state().phase, 'checking');
  await world.clock.pass(MINUTE);
  assert.equal(client.state().phase, 'refused');
  assert.ok(world.sent('GET', '/v1/orders').length > 1);
});

test('giving up what was never sent leaves nothing', async () => {
  const world = new World();
  const client = await world.client();
  client.setOnline(false);
  client.place(ORDER);
  client.giveUp();
  await world.clock.pass();
  assert.equal(client.state().phase, 'none');
  client.setOnline(true);
  await world.clock.pass(MINUTE);
  assert.equal(world.sent('POST', '/v1/orders').length, 0);
});

test('giving up what the service has got shows the order instead', async () => {
  const world = new World();
  const client = await world.client();
  world.next('/v1/orders', 'lost_after');
  client.place(ORDER);
  await world.clock.pass();
  client.giveUp();
  await world.clock.pass(MINUTE);
  assert.equal(client.state().placed.length, 1);
  assert.equal(world.sent('POST', '/v1/orders').length, 1);
});

test('giving up what was lost on the way ends after it was looked for', async () => {
  const world = new World();
  const client = await world.client();
  world.next('/v1/orders', 'lost_before');
  client.place(ORDER);
  await world.clock.pass();
  client.giveUp();
  await world.clock.pass();
  assert.equal(client.state().phase, 'checking');
  await world.clock.pass(MINUTE);
  assert.deepEqual([client.state().phase, world.orders.size], ['none', 0]);
});

test('yesterday’s order is not sent before the guest says so', async () => {
  const world = new World();
  const first = await world.client();
  first.setOnline(false);
  first.place(ORDER);
  world.clock.jump(24 * 60 * MINUTE);
  const client = await world.client();
  await world.clock.pass(MINUTE);
  assert.equal(client.state().phase, 'stale');
  assert.equal(world.sent('POST', '/v1/orders').length, 0);
  client.confirm();
  await world.clock.pass();
  assert.equal(client.state().placed.length, 1);
});

test('yesterday’s order that may have arrived is looked for before the guest is asked', async () => {
  const world = new World();
  const first = await world.client();
  world.next('/v1/orders', 'lost_after');
  first.place(ORDER);
  await world.clock.pass();
  world.clock.timers.clear();
  world.clock.jump(24 * 60 * MINUTE);
  const client = await world.client();
  await world.clock.pass(MINUTE);
  assert.equal(client.state().placed.length, 1);
  assert.equal(world.sent('POST', '/v1/orders').length, 1);
});

test('a token that ended is renewed once, the guest stays the same, and the order goes out', async () => {
  const world = new World();
  const client = await world.client();
  const { guest_id } = client.state().session;
  world.expire();
  client.place(ORDER);
  await Promise.all([1, 2, 3].map(() => client.call({ method: 'GET', path: '/v1/orders?store_id=1001&idempotency_key=x' })));
  await world.clock.pass();
  assert.equal(world.sent('POST', '/v1/sessions').length, 2);
  assert.equal(client.state().session.guest_id, guest_id);
  assert.equal(client.state().placed.length, 1);
});

test('a table code that was replaced asks for a scan and keeps the order; the new code sends it', async () => {
  const world = new World();
  const client = await world.client();
  world.next('/v1/orders', 'lost_after');
  client.place(ORDER);
  await world.clock.pass();
  world.code = REPLACED;
  world.expire();
  await world.clock.pass(MINUTE);
  assert.equal(client.state().phase, 'needs_session');
  assert.equal(client.state().problem.errors[0].code, 'replaced_table_code');
  const opened = await client.open(REPLACED);
  await world.clock.pass();
  assert.equal(opened.kind, 'done');
  assert.deepEqual([client.state().placed.length, world.orders.size], [1, 1]);
});

test('without network at the first scan there is no session, and it says why', async () => {
  const world = new World();
  world.next('/v1/sessions', 'lost_before');
  const client = await world.client();
  assert.equal(client.state().session, null);
  assert.equal((await client.open(CODE)).kind, 'done');
});
