// The client under wx.request: ten requests at once, five seconds in the background, `success` whatever the status, and
// a storage that answers '' for what is not there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOrderClient, wxRequest, wxStorage } from '../../../../services/pages/src/order-client.js';
import { CODE, ORDER, World, problem, settled } from './world.mjs';

const AT_ONCE = 10;
const BACKGROUND_MS = 5_000;

// What the base library does with requests, as its documents say.
class Wx {
  constructor(world) {
    this.world = world;
    this.kept = new Map();
    this.running = new Set();
    this.most = 0;
    this.hanging = false; // the network swallows everything
  }

  request = (wanted) => {
    assert.equal(typeof wanted.data === 'string' || wanted.data === undefined, true);
    if (this.running.size >= AT_ONCE) return wanted.fail({ errMsg: 'request:fail exceed max concurrent connections' });
    const one = { wanted, over: false };
    this.running.add(one);
    this.most = Math.max(this.most, this.running.size);
    const what = { method: wanted.method, url: wanted.url, headers: wanted.header, body: wanted.data };
    this.world.request(what).then(
      ({ status, headers, body }) => this.hanging || this.end(one, () => wanted.success({ statusCode: status, header: { ETag: '"v1"', ...headers }, data: body })),
      () => this.end(one, () => wanted.fail({ errMsg: 'request:fail' })),
    );
  };

  end(one, tell) {
    if (one.over) return;
    one.over = true;
    this.running.delete(one);
    tell();
  }

  // Five seconds in the background: what is running is interrupted.
  async background(clock) {
    await clock.pass(BACKGROUND_MS);
    for (const one of [...this.running]) this.end(one, () => one.wanted.fail({ errMsg: 'request:fail interrupted' }));
  }

  getStorageSync = (name) => this.kept.get(name) ?? '';
  setStorageSync = (name, text) => this.kept.set(name, text);
  removeStorageSync = (name) => this.kept.delete(name);
}

async function inWx() {
  const world = new World();
  const wx = new Wx(world);
  const client = createOrderClient({ request: wxRequest(wx), storage: wxStorage(wx), clock: world.clock, random: () => 0.5 });
  await client.open(CODE);
  return { world, wx, client };
}

test('twenty questions at once are never more than six requests, and an order goes before them', async () => {
  const { world, wx, client } = await inWx();
  const asked = Array.from({ length: 20 }, () => client.call({ method: 'GET', path: '/v1/orders?store_id=1001&idempotency_key=x' }));
  client.place(ORDER);
  await world.clock.pass();
  const kinds = (await Promise.all(asked)).map((meaning) => meaning.kind);
  assert.deepEqual([wx.most, new Set(kinds).size, kinds[0]], [6, 1, 'done']);
  const order_at = world.log.findIndex((what) => what.method === 'POST' && what.url === '/v1/orders');
  assert.ok(order_at <= 7, `the order was request ${order_at}`);
});

test('an order interrupted in the background may have arrived; back in front it is finished under the same key', async () => {
  const { world, wx, client } = await inWx();
  wx.hanging = true;
  client.place(ORDER);
  await settled();
  client.hide();
  await wx.background(world.clock);
  await settled();
  assert.deepEqual([client.state().phase, client.state().sent], ['waiting', 'maybe']);
  await world.clock.pass(60_000);
  assert.equal(world.sent('POST', '/v1/orders').length, 1, 'nothing is sent in the background');
  wx.hanging = false;
  client.show();
  await world.clock.pass();
  assert.deepEqual([client.state().placed.length, world.orders.size], [1, 1]);
});

test('a status that is not a success arrives as `success` and is understood', async () => {
  const { world, client } = await inWx();
  world.next('/v1/orders', problem(503, 'overloaded', { retryable: true, retry_after_ms: 3_000 }), problem(409, 'price_changed', { quote: { total: 2400 } }));
  client.place(ORDER);
  await world.clock.pass(2_999);
  assert.equal(world.sent('POST', '/v1/orders').length, 1);
  await world.clock.pass(10_000);
  assert.deepEqual([client.state().phase, client.state().refusal.problem.quote.total], ['refused', 2400]);
});

test('headers are found whatever their case', async () => {
  const { client } = await inWx();
  const meaning = await client.call({ method: 'GET', path: '/v1/orders?store_id=1001&idempotency_key=x' });
  assert.equal(meaning.answer.headers.etag, '"v1"');
});

test('a mini-program that was killed finds its order in its storage', async () => {
  const { world, wx, client } = await inWx();
  world.next('/v1/orders', 'lost_after');
  client.place(ORDER);
  await world.clock.pass();
  world.clock.timers.clear();
  const again = createOrderClient({ request: wxRequest(wx), storage: wxStorage(wx), clock: world.clock, random: () => 0.5 });
  await again.open(CODE);
  await world.clock.pass();
  assert.deepEqual([again.state().placed.length, world.orders.size], [1, 1]);
});
