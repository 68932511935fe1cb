// Where an order stands in the kitchen: when it is asked for, and what is said when there is no answer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html, problem, settled, World } from './world.mjs';

const PLACE = '/v1/orders/ord_1/queue';
const told = (ahead, more = {}) => ({ status: 200, headers: {}, body: JSON.stringify({ order_id: 'ord_1', status: 'accepted', ahead, ...more }) });

async function following(world, ...turns) {
  const client = await world.client();
  const seen = [];
  world.next(PLACE, ...turns);
  const following = client.followQueue('ord_1', (what) => seen.push(what));
  await settled();
  return { client, seen, following };
}

const asked = (world) => world.sent('GET', PLACE).length;

test('it is asked at once, and then every quarter of a minute', async () => {
  const world = new World();
  const { seen, following: one } = await following(world, told(3, { ready_in_seconds: 400 }), told(2));
  assert.deepEqual([seen[0].queue.ahead, seen[0].queue.ready_in_seconds, seen[0].problem], [3, 400, null]);
  await world.clock.pass(14_999);
  assert.equal(asked(world), 1);
  await world.clock.pass(1);
  assert.deepEqual(seen.map(({ queue }) => queue.ahead), [3, 2]);
  one.stop();
  await world.clock.pass(60_000);
  assert.equal(asked(world), 2);
});

test('after a hint it is asked a little later, and once however many there were', async () => {
  const world = new World();
  const { client, seen } = await following(world, told(3), told(2), told(1));
  client.hintKitchen();
  client.hint();
  await world.clock.pass(2_999);
  client.hintKitchen();
  assert.equal(asked(world), 1);
  await world.clock.pass(1);
  assert.equal(asked(world), 2);
  await world.clock.pass(14_999);
  assert.equal(asked(world), 2, 'the hints did not add up');
  await world.clock.pass(1);
  assert.deepEqual(seen.map(({ queue }) => queue.ahead), [3, 2, 1]);
});

test('a hint while it is asked is not lost', async () => {
  const world = new World();
  let answer;
  const { client } = await following(world, () => new Promise((resolve) => (answer = resolve)), told(1));
  client.hintKitchen();
  await world.clock.pass(1_000);
  answer(told(2));
  await world.clock.pass(2_000);
  assert.equal(asked(world), 2);
});

const SILENT = [
  ['no network', 'lost_before', 'no_answer'],
  ['a portal in between', html, 'not_ours'],
  ['an answer that is none', { status: 200, headers: {}, body: '{}' }, 'not_ours'],
  ['a service with too much to do', problem(503, 'overloaded', { retryable: true, retry_after_ms: 40_000 }), 'overloaded'],
];
for (const [what, turn, code] of SILENT)
  test(`${what}: the last answer stays, with its age, and it is asked no more often than before`, async () => {
    const world = new World();
    const { seen } = await following(world, told(3), turn, told(1));
    const as_of = world.clock.now();
    await world.clock.pass(15_000);
    assert.deepEqual([seen[1].queue.ahead, seen[1].as_of, seen[1].problem.code], [3, as_of, code]);
    await world.clock.pass(14_999);
    assert.equal(asked(world), 2);
    await world.clock.pass(40_000);
    assert.deepEqual([seen[2].queue.ahead, seen[2].problem], [1, null]);
  });

test('in the background nothing is asked; shown again it is asked at once', async () => {
  const world = new World();
  const { client, seen } = await following(world, told(3), told(1));
  client.hide();
  client.hintKitchen();
  await world.clock.pass(120_000);
  assert.equal(asked(world), 1);
  client.show();
  await settled();
  assert.equal(seen.at(-1).queue.ahead, 1);
});

test('placing goes before it, however many are asked for', async () => {
  const world = new World();
  const client = await world.client({ limits: { requests_at_once: 2 } });
  const answers = [];
  world.next('/v1/orders/', ...Array.from({ length: 5 }, () => () => new Promise((resolve) => answers.push(resolve))));
  for (let number = 1; number <= 5; number += 1) client.followQueue(`ord_${number}`, () => {});
  client.place({ store_id: 1001, lines: [] });
  await settled();
  assert.deepEqual(world.log.slice(1).map(({ method }) => method), ['GET', 'GET'], 'no more at once than there may be');
  answers.shift()(told(1));
  await settled();
  assert.equal(world.sent('POST', '/v1/orders').length, 1);
  assert.equal(world.log.slice(1)[2].method, 'POST');
});
