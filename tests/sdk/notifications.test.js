'use strict';
// How notifications arrive, and how they go wrong on demand; the WeChat SDK judges them.
const assert = require('node:assert/strict');
const { test, before, after, beforeEach } = require('node:test');
const { Simulator, until, newNumber } = require('./simulator');
const { Merchant } = require('./merchant');
const { client, nativeOrder, isGenuine, opened, refusal } = require('./wechat_client');

let simulator, merchant, wxpay, keys;

before(async () => {
  simulator = await new Simulator().start();
  wxpay = client(simulator);
  keys = { ...simulator.wechat.platform_certificates, [simulator.wechat.public_key_id]: simulator.wechat.public_key };
});
after(() => simulator.remove());
beforeEach(async (context) => {
  await simulator.forgetScript();
  await simulator.post('/sim/clock', { scale: 3600 });
  merchant = await new Merchant().start();
  // What every merchant should do: believe nothing that does not verify.
  merchant.answer = (letter) => ({ status: isGenuine(letter, keys) ? 204 : 401, body: '' });
});

async function pays(scenario) {
  const number = newNumber();
  await wxpay.v3.pay.transactions.native.post(nativeOrder(simulator, merchant, number));
  if (scenario) await simulator.script(...[].concat(scenario).map((rule) => ({ out_trade_no: number, ...rule })));
  await simulator.post('/sim/pay', { out_trade_no: number });
  return number;
}

const outcomes = async (number) => (await simulator.deliveries(number)).map(({ attempt, variant, outcome }) => ({ attempt, variant, outcome }));
const seen = (number, count) => until(async () => {
  const list = await outcomes(number);
  return list.length >= count && list;
}, `${count} deliveries of ${number}`);

for (const variant of ['forged', 'probe', 'unknown_serial', 'stale', 'altered', 'unsigned', 'empty_body']) {
  test(`[row 65] a notification that is ${variant} is refused, and the genuine one follows as a retry`, async () => {
    const number = await pays({ operation: 'notify', action: variant });
    const expected = variant === 'forged' ? 'forged' : variant;
    assert.deepEqual(await seen(number, 2), [
      { attempt: 1, variant: expected, outcome: 'refused' },
      { attempt: 2, variant: 'genuine', outcome: 'acknowledged' },
    ]);
    await merchant.stop();
  });
}

test('[row 65] a resource sealed under another key verifies and does not open', async () => {
  const number = await pays({ action: 'wrong_seal' });
  await seen(number, 1);
  assert.ok(isGenuine(merchant.received[0], keys));
  assert.throws(() => opened(merchant.received[0], simulator.wechat.apiv3_key));
  await merchant.stop();
});

test('[row 61] duplicates: the same id several times within a second', async () => {
  const number = await pays({ action: 'duplicate', copies: 5, within_ms: 300 });
  await seen(number, 5);
  const ids = new Set(merchant.received.map((letter) => JSON.parse(letter.body).id));
  assert.equal(ids.size, 1);
  assert.ok(merchant.received.at(-1).at - merchant.received[0].at < 1000);
  await merchant.stop();
});

test('[row 62] reordered: the first payment is told after the second', async () => {
  const first = await pays({ action: 'reorder', hold_ms: 10_000 });
  const second = await pays();
  await merchant.wait(() => true, 2);
  const order = merchant.received.map((letter) => opened(letter, simulator.wechat.apiv3_key).out_trade_no);
  assert.deepEqual(order, [second, first]);
  await merchant.stop();
});

test('late: nothing for a while, then the genuine one', async () => {
  const begun = Date.now();
  const number = await pays({ action: 'late', delay_ms: 200 });
  await seen(number, 1);
  assert.ok(merchant.received[0].at - begun >= 200);
  await merchant.stop();
});

test('[row 64] lost: the first attempts never leave; or none ever does', async () => {
  const some = await pays({ action: 'lost', attempts: 2 });
  assert.deepEqual((await seen(some, 3)).map((entry) => entry.outcome), ['lost', 'lost', 'acknowledged']);
  const all = await pays({ action: 'lost' });
  assert.deepEqual((await seen(all, 1)).map((entry) => entry.outcome), ['lost']);
  assert.equal((await simulator.bill(all)).length, 1);
  await merchant.stop();
});

for (const [action, member, value] of [['wrong_amount', 'amount', 1], ['wrong_account', 'mchid', '1999999999'], ['wrong_app', 'appid', 'wx0000000000000000'], ['unknown_order', 'out_trade_no', /^nobody_/]]) {
  test(`[row 67] ${action}: authentic, and not what was paid`, async () => {
    await pays({ action });
    const [letter] = await merchant.wait(() => true);
    assert.ok(isGenuine(letter, keys));
    const plain = opened(letter, simulator.wechat.apiv3_key);
    const told = member === 'amount' ? plain.amount.total : plain[member];
    if (value instanceof RegExp) assert.match(told, value);
    else assert.equal(told, value);
    await merchant.stop();
  });
}

test('a merchant who always fails is told sixteen times in a day of the gateway, then never again', async () => {
  await simulator.post('/sim/clock', { scale: 100_000 });
  merchant.answer = () => ({ status: 500, body: '{"code":"FAIL"}' });
  const number = await pays();
  const list = await seen(number, 16);
  assert.deepEqual(list.map((entry) => entry.attempt), Array.from({ length: 16 }, (_, i) => i + 1));
  await simulator.post('/sim/clock', { advance_ms: 48 * 3600_000 });
  const next = await pays();
  await seen(next, 1);
  assert.equal((await outcomes(number)).length, 16);
  assert.equal(new Set(merchant.received.filter((letter) => opened(letter, simulator.wechat.apiv3_key).out_trade_no === number)
    .map((letter) => JSON.parse(letter.body).id)).size, 1);
  await merchant.stop();
});

test('at the real pace the second attempt waits, and comes as soon as the clock is moved on', async () => {
  await simulator.post('/sim/clock', { scale: 1 });
  let failures = 1;
  merchant.answer = () => ({ status: failures-- > 0 ? 500 : 200, body: '' });
  const number = await pays();
  await seen(number, 1);
  await simulator.post('/sim/clock', { advance_ms: 14_000 });
  const other = await pays();
  await seen(other, 1);
  assert.equal((await outcomes(number)).length, 1);
  await simulator.post('/sim/clock', { advance_ms: 2_000 });
  assert.deepEqual((await seen(number, 2)).map((entry) => entry.outcome), ['refused', 'acknowledged']);
  await merchant.stop();
});

test('an unreachable merchant is tried again', async () => {
  const number = newNumber();
  const url = merchant.url;
  await wxpay.v3.pay.transactions.native.post(nativeOrder(simulator, merchant, number));
  await merchant.stop();
  await simulator.post('/sim/pay', { out_trade_no: number });
  assert.equal((await seen(number, 2))[0].outcome, 'unreachable');
  assert.ok(url);
});

test('mixed phase: some notifications come under the public key, some under the certificate', async () => {
  await simulator.post('/sim/rotate', { account: 'wechat-demo', signing: 'mixed', share: 0.5 });
  for (let i = 0; i < 40; i += 1) await pays();
  await merchant.wait((letter) => isGenuine(letter, keys), 40);
  const serials = new Set(merchant.received.map((letter) => letter.headers['wechatpay-serial']));
  assert.deepEqual([...serials].sort(), [...Object.keys(simulator.wechat.platform_certificates), simulator.wechat.public_key_id].sort());
  await simulator.post('/sim/rotate', { account: 'wechat-demo', signing: 'certificate' });
  await merchant.stop();
});

test('/sim/notify sends a chosen variant now and tells how the merchant answered', async () => {
  const number = await pays();
  await seen(number, 1);
  const { deliveries } = await simulator.post('/sim/notify', { out_trade_no: number, variant: 'forged', copies: 3 });
  assert.deepEqual(deliveries.map(({ status, outcome }) => ({ status, outcome })), Array(3).fill({ status: 401, outcome: 'refused' }));
  const again = await simulator.post('/sim/notify', { out_trade_no: number, copies: 2, id: 'the-same-id' });
  assert.deepEqual(again.deliveries.map((delivery) => delivery.outcome), ['acknowledged', 'acknowledged']);
  assert.equal(merchant.received.filter((letter) => letter.body.includes('"the-same-id"')).length, 2);
  await merchant.stop();
});

test('a refund can be told before the payment', async () => {
  const number = await pays({ operation: 'notify_payment', action: 'reorder', hold_ms: 10_000 });
  await wxpay.v3.refund.domestic.refunds.post({
    out_trade_no: number, out_refund_no: newNumber('ref'), notify_url: merchant.url, amount: { refund: 1, total: 2200, currency: 'CNY' },
  });
  await merchant.wait(() => true, 2);
  assert.deepEqual(merchant.received.map((letter) => JSON.parse(letter.body).event_type), ['REFUND.SUCCESS', 'TRANSACTION.SUCCESS']);
  await merchant.stop();
});

test('a second refund within a minute of the gateway is too frequent; a minute on it is accepted', async () => {
  await simulator.post('/sim/clock', { scale: 1 });
  const number = await pays();
  const refund = (out) => wxpay.v3.refund.domestic.refunds.post({
    out_trade_no: number, out_refund_no: out, amount: { refund: 1, total: 2200, currency: 'CNY' },
  });
  const second = newNumber('ref');
  await refund(newNumber('ref'));
  assert.deepEqual(await refusal(refund(second)), { status: 429, code: 'FREQUENCY_LIMITED', number: 268447840 });
  await simulator.post('/sim/clock', { advance_ms: 60_000 });
  assert.equal((await refund(second)).status, 200);
  await merchant.stop();
});
