'use strict';
// What a person sees at the cashier, what survives kill -9, and how the program ends.
const assert = require('node:assert/strict');
const path = require('node:path');
const { test, before, after } = require('node:test');
const { Simulator, until, newNumber } = require('./simulator');
const { Merchant } = require('./merchant');
const { client, nativeOrder, refusal } = require('./wechat_client');

let simulator, merchant;

before(async () => {
  simulator = new Simulator();
  simulator.settings = { LUNCHRUSH_SIMULATOR_JOURNAL: path.join(simulator.dir, 'journal'), LUNCHRUSH_SIMULATOR_REFUND_DELAY: '60000' };
  await simulator.start();
  merchant = await new Merchant().start();
});
after(async () => {
  await merchant.stop();
  await simulator.remove();
});

async function created() {
  const number = newNumber();
  const { data } = await client(simulator).v3.pay.transactions.native.post(nativeOrder(simulator, merchant, number));
  return { number, code: data.code_url.split('=').pop() };
}

test('[row 72] kill -9 loses nothing that was answered: trades, refunds under way, untold events, the rotated key', async () => {
  merchant.answer = () => ({ status: 500, body: '' });
  const open = await created(), taken = await created();
  await simulator.post('/sim/pay', { out_trade_no: taken.number });
  const refundNumber = newNumber('ref');
  const body = { out_trade_no: taken.number, out_refund_no: refundNumber, notify_url: merchant.url, amount: { refund: 200, total: 2200, currency: 'CNY' } };
  await client(simulator).v3.refund.domestic.refunds.post(body);
  const { serial } = await simulator.post('/sim/rotate', { account: 'wechat-demo' });
  await merchant.wait(() => true);
  const before = await simulator.bill(taken.number);

  assert.equal((await simulator.stop('SIGKILL')).signal, 'SIGKILL');
  merchant.answer = () => ({ status: 204, body: '' });
  const told = merchant.received.length;
  await simulator.start();

  assert.deepEqual(await simulator.bill(taken.number), before);
  assert.equal((await simulator.get(`/sim/trades/${open.number}`)).state, 'open');
  const letters = await merchant.wait(() => merchant.received.length > told);
  assert.equal(JSON.parse(letters.at(-1).body).id, JSON.parse(letters[0].body).id);
  assert.equal(letters.at(-1).headers['wechatpay-serial'], serial);
  await simulator.post('/sim/clock', { advance_ms: 60_000 });
  await until(async () => (await simulator.bill(taken.number)).length === 2, 'the refund after the restart');
  const modern = client(simulator, { certs: { [simulator.wechat.public_key_id]: simulator.wechat.public_key }, headers: { 'Wechatpay-Serial': simulator.wechat.public_key_id } });
  assert.equal((await modern.v3.refund.domestic.refunds[refundNumber].get()).data.status, 'SUCCESS');
  assert.equal((await refusal(modern.v3.pay.transactions.native.post(nativeOrder(simulator, merchant, taken.number)))).code, 'ORDERPAID');
});

test('a line cut short by a crash is dropped; what follows it is whole', async () => {
  const fs = require('node:fs');
  const { number } = await createdByPublicKey();
  await simulator.stop('SIGKILL');
  fs.appendFileSync(simulator.settings.LUNCHRUSH_SIMULATOR_JOURNAL, '{"trade":{"gate');
  await simulator.start();
  assert.equal((await simulator.get(`/sim/trades/${number}`)).state, 'open');
  const next = await createdByPublicKey();
  await simulator.stop('SIGKILL');
  await simulator.start();
  assert.equal((await simulator.get(`/sim/trades/${next.number}`)).state, 'open');
});

async function createdByPublicKey() {
  const { public_key_id: id, public_key: key } = simulator.wechat;
  const number = newNumber();
  const { data } = await client(simulator, { certs: { [id]: key }, headers: { 'Wechatpay-Serial': id } })
    .v3.pay.transactions.native.post(nativeOrder(simulator, merchant, number));
  return { number, code: data.code_url.split('=').pop() };
}

test('the cashier shows merchant, amount and both buttons in Chinese and English; pressing Pay pays', async () => {
  const { number, code } = await createdByPublicKey();
  const page = async (language) => (await fetch(`${simulator.url}/cashier/${code}`, { headers: { 'Accept-Language': language } })).text();
  const chinese = await page('zh-CN'), english = await page('en');
  for (const words of ['示范餐厅', '¥22.00', '确认支付', '取消']) assert.ok(chinese.includes(words), words);
  for (const words of ['Pay', 'Cancel', '¥22.00']) assert.ok(english.includes(words), words);
  await fetch(`${simulator.url}/cashier/${code}/cancel`, { method: 'POST' });
  assert.equal((await simulator.get(`/sim/trades/${number}`)).state, 'open');
  assert.match(await (await fetch(`${simulator.url}/cashier/${code}/pay`, { method: 'POST' })).text(), /支付成功/);
  assert.equal((await simulator.get(`/sim/trades/${number}`)).state, 'paid');
  assert.equal((await fetch(`${simulator.url}/cashier/nothing`)).status, 404);
});

test('autopay pays every new order after a while', async () => {
  await simulator.post('/sim/autopay', { rate: 1, after_ms: 20 });
  const { number } = await createdByPublicKey();
  await until(async () => (await simulator.get(`/sim/trades/${number}`)).state === 'paid', 'the autopay');
  await simulator.post('/sim/autopay', { rate: 0 });
});

test('metrics and health are on the admin port', async () => {
  const metrics = await (await fetch(`${simulator.adminUrl}/metrics`)).text();
  assert.match(metrics, /lunchrush_simulator_payments_total [1-9]/);
  assert.equal((await fetch(`${simulator.adminUrl}/readyz`)).status, 200);
});

test('SIGTERM ends it with status 0, even while a call hangs', async () => {
  await simulator.script({ operation: 'create', action: 'timeout_without_effect', hang_ms: 60_000 });
  const hanging = createdByPublicKey().catch(() => 'cut');
  await until(async () => (await simulator.get('/sim/script')).rules.length === 0, 'the call to arrive');
  const begun = Date.now();
  assert.deepEqual(await simulator.stop(), { code: 0, signal: null });
  assert.ok(Date.now() - begun < 5000);
  assert.equal(await hanging, 'cut');
});

test('settings that make no sense are told at once', async () => {
  const other = new Simulator({ LUNCHRUSH_SIMULATOR_PORT: 'many', LUNCHRUSH_SIMULATOR_PROT: '1' });
  await assert.rejects(other.start(), /ended before it was ready/);
  require('node:fs').rmSync(other.dir, { recursive: true });
});
