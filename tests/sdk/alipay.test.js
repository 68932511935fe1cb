'use strict';
const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const { test, before, after, beforeEach } = require('node:test');
const { AlipaySdk } = require('alipay-sdk');
const { Simulator, until, newNumber } = require('./simulator');
const { Merchant } = require('./merchant');

let simulator, merchant, sdk;

before(async () => {
  simulator = await new Simulator({ LUNCHRUSH_SIMULATOR_REFUND_SPACING: 'off' }).start();
  merchant = await new Merchant().start();
  merchant.answer = (letter) => ({ status: 200, body: sdk.checkNotifySignV2(form(letter)) ? 'success' : 'fail' });
  sdk = client();
});
after(async () => {
  await merchant.stop();
  await simulator.remove();
});
beforeEach(async () => {
  await simulator.forgetScript();
  await simulator.post('/sim/clock', { scale: 3600 });
});

const form = (letter) => Object.fromEntries(new URLSearchParams(letter.body));
const about = (number) => (letter) => form(letter).out_trade_no === number;

function client(changes = {}) {
  return new AlipaySdk({
    appId: simulator.alipay.app_id, privateKey: simulator.alipay.app_private_key, keyType: 'PKCS8',
    alipayPublicKey: simulator.alipay.alipay_public_key, gateway: `${simulator.url}/gateway.do`, camelcase: false, ...changes,
  });
}

const exec = (method, bizContent, params = {}) => sdk.exec(`alipay.${method}`, { bizContent, ...params }, { validateSign: true });
const precreate = (number, changes = {}) => exec('trade.precreate', { out_trade_no: number, total_amount: '22.00', subject: '宫保鸡丁 + 米饭 100%', ...changes }, { notifyUrl: merchant.url });
const query = (number) => exec('trade.query', { out_trade_no: number });
const refund = (number, amount, request) => exec('trade.refund', { out_trade_no: number, refund_amount: amount, out_request_no: request });

async function paid(amount = '22.00') {
  const number = newNumber();
  await precreate(number, { total_amount: amount });
  await simulator.post('/sim/pay', { out_trade_no: number });
  await merchant.wait(about(number));
  return number;
}

test('precreate: no trade until somebody scans; then paid, told and queried, and every byte verifies', async () => {
  const number = newNumber();
  const answer = await precreate(number, { passback_params: encodeURIComponent('a=1&b=2+3') });
  assert.equal(answer.code, '10000');
  assert.match(answer.qr_code, /^https:\/\/qr\.alipay\.com\/bax\w+$/);
  assert.equal((await query(number)).sub_code, 'ACQ.TRADE_NOT_EXIST');
  assert.equal((await exec('trade.close', { out_trade_no: number })).sub_code, 'ACQ.TRADE_NOT_EXIST');
  await simulator.post('/sim/scan', { code: answer.qr_code });
  assert.equal((await query(number)).trade_status, 'WAIT_BUYER_PAY');
  await simulator.post('/sim/pay', { code: answer.qr_code, payer: '2088102534368455' });

  const [letter] = await merchant.wait(about(number));
  const told = form(letter);
  assert.ok(sdk.checkNotifySignV2(told));
  assert.equal(told.trade_status, 'TRADE_SUCCESS');
  assert.equal(told.total_amount, '22.00');
  assert.equal(told.seller_id, simulator.alipay.seller_id);
  assert.equal(told.app_id, simulator.alipay.app_id);
  assert.equal(told.buyer_id, '2088102534368455');
  assert.equal(told.subject, '宫保鸡丁 + 米饭 100%');
  assert.equal(decodeURIComponent(told.passback_params), 'a=1&b=2+3');
  const state = await query(number);
  assert.equal(state.trade_status, 'TRADE_SUCCESS');
  assert.match(state.trade_no, /^\d{28}$/);
  assert.equal((await exec('trade.query', { trade_no: state.trade_no })).out_trade_no, number);
  assert.equal((await precreate(number, { passback_params: encodeURIComponent('a=1&b=2+3') })).sub_code, 'ACQ.TRADE_HAS_SUCCESS');
  assert.deepEqual((await simulator.bill(number)).map(({ kind, amount_fen }) => ({ kind, amount_fen })), [{ kind: 'PAY', amount_fen: 2200 }]);
});

test('create: the trade exists at once; the same request is the same trade; close ends it', async () => {
  const number = newNumber();
  const order = { out_trade_no: number, total_amount: '8.50', subject: '米饭', buyer_id: '2088102534368455', product_code: 'JSAPI_PAY' };
  const create = (changes) => exec('trade.create', { ...order, ...changes }, { notifyUrl: merchant.url });
  const first = await create();
  assert.equal((await create()).trade_no, first.trade_no);
  assert.equal((await create({ total_amount: '8.51' })).sub_code, 'ACQ.CONTEXT_INCONSISTENT');
  assert.equal((await exec('trade.close', { trade_no: first.trade_no })).code, '10000');
  assert.equal((await query(number)).trade_status, 'TRADE_CLOSED');
  assert.equal((await create()).sub_code, 'ACQ.TRADE_HAS_CLOSE');
  assert.equal((await exec('trade.close', { out_trade_no: number })).sub_code, 'ACQ.TRADE_STATUS_ERROR');
  const [letter] = await merchant.wait(about(number));
  assert.equal(form(letter).trade_status, 'TRADE_CLOSED');
  assert.equal(form(letter).gmt_payment, undefined);
});

test('pay: at once, after a password, and a code works once', async () => {
  const pay = (number, code) => exec('trade.pay', { out_trade_no: number, scene: 'bar_code', auth_code: code, subject: '午餐', total_amount: '9.00' });
  const quick = newNumber();
  const done = await pay(quick, '280000000000000001');
  assert.equal(done.code, '10000');
  assert.equal(done.buyer_pay_amount, '9.00');
  assert.equal((await pay(newNumber(), '280000000000000001')).sub_code, 'ACQ.PAYMENT_AUTH_CODE_INVALID');
  assert.equal((await pay(newNumber(), '180000000000000001')).sub_code, 'ACQ.PAYMENT_AUTH_CODE_INVALID');
  await simulator.script({ gateway: 'alipay', action: 'userpaying', queries: 1 });
  const slow = newNumber();
  assert.equal((await pay(slow, '280000000000000002')).code, '10003');
  assert.equal((await query(slow)).trade_status, 'WAIT_BUYER_PAY');
  assert.equal((await query(slow)).trade_status, 'TRADE_SUCCESS');
});

test('cancel: nothing, an unscanned code, an unpaid trade, a paid one', async () => {
  const cancel = (number) => exec('trade.cancel', { out_trade_no: number });
  const nothing = await cancel(newNumber());
  assert.deepEqual([nothing.code, nothing.retry_flag, nothing.action], ['10000', 'N', undefined]);

  const unscanned = newNumber();
  const { qr_code } = await precreate(unscanned);
  assert.equal((await cancel(unscanned)).action, undefined);
  assert.equal((await simulator.call('POST', '/sim/pay', { code: qr_code })).status, 409);
  assert.equal((await precreate(unscanned)).sub_code, 'ACQ.TRADE_HAS_CLOSE');

  const open = newNumber();
  await simulator.post('/sim/scan', { code: (await precreate(open)).qr_code });
  assert.equal((await cancel(open)).action, 'close');

  const taken = await paid();
  assert.equal((await cancel(taken)).action, 'refund');
  assert.deepEqual((await simulator.bill(taken)).map((line) => line.kind), ['PAY', 'REFUND']);
  assert.equal((await query(taken)).trade_status, 'TRADE_CLOSED');
});

test('[row 74] refunds: fund_change, the same number again, other values, the sum, and how they are told', async () => {
  const number = await paid('10.00');
  const first = newNumber('ref');
  const made = await refund(number, '6.00', first);
  assert.deepEqual([made.code, made.fund_change, made.refund_fee], ['10000', 'Y', '6.00']);
  const again = await refund(number, '6.00', first);
  assert.deepEqual([again.code, again.fund_change, again.refund_fee], ['10000', 'N', '6.00']);
  assert.equal((await refund(number, '5.00', first)).sub_code, 'ACQ.DISCORDANT_REPEAT_REQUEST');
  assert.equal((await refund(number, '4.01', newNumber('ref'))).sub_code, 'ACQ.REASON_TRADE_REFUND_FEE_ERR');
  const seen = await exec('trade.fastpay.refund.query', { out_trade_no: number, out_request_no: first });
  assert.deepEqual([seen.refund_status, seen.refund_amount], ['REFUND_SUCCESS', '6.00']);
  const unknown = await exec('trade.fastpay.refund.query', { out_trade_no: number, out_request_no: newNumber('ref') });
  assert.deepEqual([unknown.code, unknown.refund_status], ['10000', undefined]);

  const [letter] = await merchant.wait((one) => about(number)(one) && form(one).out_biz_no === first);
  assert.ok(sdk.checkNotifySignV2(form(letter)));
  assert.equal(form(letter).trade_status, 'TRADE_SUCCESS');
  assert.equal(form(letter).refund_fee, '6.00');
  assert.match(form(letter).gmt_refund, /\.\d{3}$/);
  assert.equal((await query(number)).trade_status, 'TRADE_SUCCESS');
  assert.equal((await refund(number, '4.00', newNumber('ref'))).refund_fee, '10.00');
  assert.equal((await query(number)).trade_status, 'TRADE_CLOSED');
});

test('[row 74] a refund under way: no fund_change, no refund_status, until it is made', async () => {
  const number = await paid('10.00');
  const request = newNumber('ref');
  await simulator.script({ out_trade_no: number, action: 'refund_result', result: 'success', after_ms: 300 });
  assert.equal((await refund(number, '10.00', request)).fund_change, 'N');
  const status = async () => (await exec('trade.fastpay.refund.query', { out_trade_no: number, out_request_no: request })).refund_status;
  assert.equal(await status(), undefined);
  await until(async () => (await status()) === 'REFUND_SUCCESS', 'the refund');
});

for (const [what, change] of [
  ['an amount of three decimals', { total_amount: '1.005' }],
  ['no amount', { total_amount: undefined }],
  ['a slash in the subject', { subject: 'a/b' }],
  ['a broken timeout', { timeout_express: '90x' }],
  ['a foreign seller', { seller_id: '2088000000000000' }],
]) {
  test(`precreate with ${what} is refused`, async () => {
    assert.equal((await precreate(newNumber(), change)).sub_code, 'ACQ.INVALID_PARAMETER');
  });
}

test('wrong signatures are refused: another key, an unknown application, SHA-1, an old timestamp', async () => {
  const stranger = crypto.generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
  const ask = async (changes, params = {}) => (await client(changes).exec('alipay.trade.query', { bizContent: { out_trade_no: 'x' }, ...params })).sub_code;
  assert.equal(await ask({ privateKey: stranger.privateKey }), 'isv.invalid-signature');
  assert.equal(await ask({ appId: '2021000000000000' }), 'isv.invalid-app-id');
  assert.equal(await ask({ signType: 'RSA' }), 'isv.invalid-signature-type');
  assert.equal(await ask({}, { timestamp: '2020-01-01 00:00:00' }), 'isv.invalid-timestamp');
  assert.equal(await ask({}), 'ACQ.TRADE_NOT_EXIST');
});

test('a parameter sent twice, in query and body, is refused', async () => {
  const answer = await fetch(`${simulator.url}/gateway.do?app_id=1&method=alipay.trade.query`, { method: 'POST', body: 'app_id=1', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
  assert.equal((await answer.json()).alipay_trade_query_response.sub_code, 'isv.invalid-parameter');
});

for (const action of ['bad_signature', 'altered', 'unsigned', 'garbage', 'truncated', 'reset_after', 'http_status_after']) {
  test(`[rows 59, 60] an answer that is spoilt by ${action} is refused by the SDK, though the code was made`, async () => {
    const number = newNumber();
    // More than once: the SDK itself tries again after a reset.
    await simulator.script({ gateway: 'alipay', operation: 'create', out_trade_no: number, action, times: 5 });
    await assert.rejects(precreate(number));
    assert.equal((await simulator.get(`/sim/trades/${number}`)).state, 'unscanned');
  });
}

test('scripted business errors come signed', async () => {
  const number = newNumber();
  await simulator.script({ operation: 'create', out_trade_no: number, action: 'error', code: '20000', sub_code: 'isp.unknow-error' });
  assert.deepEqual([(await precreate(number)).code, (await simulator.call('GET', `/sim/trades/${number}`)).status], ['20000', 404]);
});

for (const variant of ['forged', 'altered', 'unsigned', 'downgraded', 'empty_body']) {
  test(`[row 65] a notification that is ${variant} is refused, and the genuine one follows as a retry`, async () => {
    const number = newNumber();
    await precreate(number);
    await simulator.script({ operation: 'notify', out_trade_no: number, action: variant });
    await simulator.post('/sim/pay', { out_trade_no: number });
    const log = await until(async () => {
      const list = await simulator.deliveries(number);
      return list.length >= 2 && list;
    }, 'the retry');
    assert.deepEqual(log.map((entry) => [entry.variant, entry.outcome]), [[variant, 'refused'], ['genuine', 'acknowledged']]);
  });
}

test('a month later: TRADE_FINISHED, and no more refunds', async () => {
  const number = await paid();
  await simulator.post('/sim/finish', { out_trade_no: number });
  const letters = await merchant.wait(about(number), 2);
  assert.deepEqual(letters.map((letter) => form(letter).trade_status), ['TRADE_SUCCESS', 'TRADE_FINISHED']);
  assert.notEqual(form(letters[0]).notify_id, form(letters[1]).notify_id);
  assert.equal((await refund(number, '1.00', newNumber('ref'))).sub_code, 'ACQ.TRADE_HAS_FINISHED');
});

test('anything but the seven bytes "success" is a failure: eight deliveries, then none', async () => {
  await simulator.post('/sim/clock', { scale: 100_000 });
  const number = newNumber();
  await precreate(number);
  const usual = merchant.answer;
  merchant.answer = () => ({ status: 200, body: '"success"' });
  await simulator.post('/sim/pay', { out_trade_no: number });
  const letters = await merchant.wait(about(number), 8);
  merchant.answer = usual;
  assert.equal(new Set(letters.map((letter) => form(letter).notify_id)).size, 1);
  await simulator.post('/sim/clock', { advance_ms: 48 * 3600_000 });
  await paid();
  assert.equal((await simulator.deliveries(number)).length, 8);
});

test('a bill downloads as a ZIP of GBK texts with the day\'s rows', async () => {
  const number = await paid('12.34');
  const day = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
  const { bill_download_url: url } = await exec('data.dataservice.bill.downloadurl.query', { bill_type: 'trade', bill_date: day });
  const file = Buffer.from(await (await fetch(url)).arrayBuffer());
  assert.equal(file.readUInt32LE(0), 0x04034b50);
  const nameBytes = file.readUInt16LE(26), size = file.readUInt32LE(18);
  const gbk = new TextDecoder('gb18030');
  assert.match(gbk.decode(file.subarray(30, 30 + nameBytes)), /_业务明细\.csv$/);
  const lines = gbk.decode(file.subarray(30 + nameBytes, 30 + nameBytes + size)).split('\r\n');
  const header = lines.find((line) => !line.startsWith('#')).split(',');
  assert.equal(header.length, 25);
  const row = lines.find((line) => line.includes(number)).split(',').map((cell) => cell.trim());
  assert.equal(row.length, 25);
  assert.equal(row[header.indexOf('订单金额（元）')], '12.34');
});
