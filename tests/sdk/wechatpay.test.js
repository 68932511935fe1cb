'use strict';
const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const { test, before, after, beforeEach } = require('node:test');
const { Simulator, until, newNumber } = require('./simulator');
const { Merchant } = require('./merchant');
const { client, nativeOrder, isGenuine, opened, refusal, Aes, Rsa, Formatter } = require('./wechat_client');

let simulator, merchant, wxpay, keys;

before(async () => {
  simulator = await new Simulator({ LUNCHRUSH_SIMULATOR_REFUND_SPACING: 'off' }).start();
  merchant = await new Merchant().start();
  wxpay = client(simulator);
  keys = { ...simulator.wechat.platform_certificates, [simulator.wechat.public_key_id]: simulator.wechat.public_key };
});
after(async () => {
  await merchant.stop();
  await simulator.remove();
});
beforeEach(() => simulator.forgetScript());

const transactions = (number) => wxpay.v3.pay.transactions.outTradeNo[number];
const query = async (number) => (await transactions(number).get({ params: { mchid: simulator.wechat.mchid } })).data;
const close = (number) => transactions(number).close.post({ mchid: simulator.wechat.mchid });
const refund = (body) => wxpay.v3.refund.domestic.refunds.post(body);
const about = (number) => (letter) => isGenuine(letter, keys) && opened(letter, simulator.wechat.apiv3_key).out_trade_no === number;

async function created(total) {
  const number = newNumber();
  await wxpay.v3.pay.transactions.native.post(nativeOrder(simulator, merchant, number, total));
  return number;
}

async function paid(total) {
  const number = await created(total);
  await simulator.post('/sim/pay', { out_trade_no: number });
  await merchant.wait(about(number), 1, `payment of ${number}`);
  return number;
}

test('a native order is created, paid, told and queried, and every byte verifies', async () => {
  const number = newNumber();
  const { data } = await wxpay.v3.pay.transactions.native.post(nativeOrder(simulator, merchant, number));
  assert.match(data.code_url, /^weixin:\/\/wxpay\/bizpayurl\?pr=\w+$/);
  assert.equal((await query(number)).trade_state, 'NOTPAY');

  await simulator.post('/sim/pay', { code: data.code_url });
  const [letter] = await merchant.wait(about(number));
  const envelope = JSON.parse(letter.body);
  assert.equal(envelope.event_type, 'TRANSACTION.SUCCESS');
  assert.equal(envelope.resource.associated_data, 'transaction');
  const plain = opened(letter, simulator.wechat.apiv3_key);
  assert.equal(plain.amount.total, 2200);
  assert.equal(plain.mchid, simulator.wechat.mchid);
  assert.equal(plain.appid, simulator.wechat.appid);
  assert.equal(plain.trade_type, 'NATIVE');

  const state = await query(number);
  assert.equal(state.trade_state, 'SUCCESS');
  assert.match(state.transaction_id, /^42\d{26}$/);
  assert.equal((await wxpay.v3.pay.transactions.id[state.transaction_id].get({ params: { mchid: simulator.wechat.mchid } })).data.out_trade_no, number);
  assert.deepEqual((await simulator.bill(number)).map(({ kind, amount_fen }) => ({ kind, amount_fen })), [{ kind: 'PAY', amount_fen: 2200 }]);
});

test('jsapi, app and h5 give their own handles, and jsapi wants an openid', async () => {
  const order = (number) => nativeOrder(simulator, merchant, number);
  const jsapi = await wxpay.v3.pay.transactions.jsapi.post({ ...order(newNumber()), payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' } });
  assert.match(jsapi.data.prepay_id, /^wx\w{34}$/);
  const app = await wxpay.v3.pay.transactions.app.post(order(newNumber()));
  assert.match(app.data.prepay_id, /^wx\w{34}$/);
  const scene = { payer_client_ip: '127.0.0.1', h5_info: { type: 'Wap' } };
  const h5 = await wxpay.v3.pay.transactions.h5.post({ ...order(newNumber()), scene_info: scene });
  assert.match(h5.data.h5_url, /^https:\/\/wx\.tenpay\.com\//);
  assert.equal((await refusal(wxpay.v3.pay.transactions.jsapi.post(order(newNumber())))).number, 268501013);
  assert.equal((await simulator.post('/sim/pay', { prepay_id: jsapi.data.prepay_id })).state, 'paid');
});

test('a number used again: the same request gets a new handle, another one is refused, a paid one is paid', async () => {
  const number = newNumber();
  const order = nativeOrder(simulator, merchant, number);
  const first = (await wxpay.v3.pay.transactions.native.post(order)).data.code_url;
  const { amount, ...rest } = order;
  const second = (await wxpay.v3.pay.transactions.native.post({ amount, ...rest })).data.code_url;
  assert.notEqual(first, second);
  assert.equal((await simulator.call('POST', '/sim/pay', { code: first })).status, 404);
  assert.equal((await refusal(wxpay.v3.pay.transactions.native.post({ ...order, amount: { total: 1 } }))).number, 268498688);
  await simulator.post('/sim/pay', { code: second });
  assert.deepEqual(await refusal(wxpay.v3.pay.transactions.native.post(order)), { status: 400, code: 'ORDERPAID', number: 268449538 });
});

for (const [what, change, number] of [
  ['an unknown member', { surprise: 1 }, 270924358],
  ['an emoji', { description: '辣子鸡🌶' }, 268435461],
  ['a null', { attach: null }, 268435461],
  ['an amount of zero', { amount: { total: 0 } }, 268435461],
  ['a fraction of a fen', { amount: { total: 1.5 } }, 268435461],
  ['a short number', { out_trade_no: 'short' }, 268435461],
  ['a notify_url with a query', { notify_url: 'http://127.0.0.1/notify?a=1' }, 268435461],
  ['another app', { appid: 'wx0000000000000000' }, 268445527],
  ['another merchant', { mchid: '1900000000' }, 268445528],
  ['a time_expire that is nearly over', { time_expire: '2020-01-01T00:00:00+08:00' }, 268435464],
]) {
  test(`an order with ${what} is refused`, async () => {
    const order = { ...nativeOrder(simulator, merchant, newNumber()), ...change };
    assert.equal((await refusal(wxpay.v3.pay.transactions.native.post(order))).number, number);
  });
}

test('close: 204 with a signature over nothing, again and again; then the number is dead', async () => {
  const number = await created();
  assert.equal((await close(number)).status, 204);
  assert.equal((await close(number)).status, 204);
  assert.equal((await query(number)).trade_state, 'CLOSED');
  assert.equal((await refusal(wxpay.v3.pay.transactions.native.post(nativeOrder(simulator, merchant, number)))).code, 'ORDER_CLOSED');
  assert.equal((await simulator.call('POST', '/sim/pay', { out_trade_no: number })).status, 409);
});

test('closing what is paid is refused as paid; closing an unknown number burns it', async () => {
  const number = await paid();
  assert.equal((await refusal(close(number))).number, 268449538);
  const never = newNumber();
  assert.equal((await close(never)).status, 204);
  assert.equal((await refusal(query(never))).code, 'ORDER_NOT_EXIST');
  assert.equal((await refusal(wxpay.v3.pay.transactions.native.post(nativeOrder(simulator, merchant, never)))).number, 268498688);
});

test('[row 75] a user pays just before, and just after, the close took hold', async () => {
  const before = await created();
  await simulator.script({ operation: 'close', out_trade_no: before, action: 'pay_before' });
  assert.equal((await refusal(close(before))).code, 'ORDERPAID');
  const late = await created();
  await simulator.script({ operation: 'close', out_trade_no: late, action: 'pay_after' });
  assert.equal((await close(late)).status, 204);
  await merchant.wait(about(late));
  assert.equal((await query(late)).trade_state, 'SUCCESS');
});

test('[row 74] refunds: accepted, settled, told; the same number is the same refund; the sum has a limit', async () => {
  const number = await paid(1000);
  const first = newNumber('ref');
  const body = { out_trade_no: number, out_refund_no: first, notify_url: merchant.url, amount: { refund: 600, total: 1000, currency: 'CNY' } };
  const accepted = (await refund(body)).data;
  assert.equal(accepted.status, 'PROCESSING');
  assert.match(accepted.refund_id, /^50\d{27}$/);
  const isRefund = (letter) => about(number)(letter) && JSON.parse(letter.body).event_type === 'REFUND.SUCCESS';
  const [letter] = await merchant.wait(isRefund);
  assert.equal(opened(letter, simulator.wechat.apiv3_key).out_refund_no, first);
  assert.equal((await wxpay.v3.refund.domestic.refunds[first].get()).data.status, 'SUCCESS');
  assert.equal((await refund(body)).data.refund_id, accepted.refund_id);
  assert.equal((await refusal(refund({ ...body, amount: { ...body.amount, refund: 1 } }))).code, 'INVALID_REQUEST');
  const rest = { ...body, out_refund_no: newNumber('ref') };
  assert.equal((await refusal(refund(rest))).code, 'INVALID_REQUEST');
  assert.equal((await refund({ ...rest, amount: { ...body.amount, refund: 400 } })).status, 200);
  assert.equal((await query(number)).trade_state, 'REFUND');
  await until(async () => (await simulator.bill(number)).length === 3, 'both refunds on the bill');
  assert.deepEqual((await simulator.bill(number)).map((line) => line.kind), ['PAY', 'REFUND', 'REFUND']);
});

for (const result of ['abnormal', 'closed']) {
  test(`a scripted refund ends ${result} and says so`, async () => {
    const number = await paid(500);
    await simulator.script({ out_trade_no: number, action: 'refund_result', result, after_ms: 0 });
    const out = newNumber('ref');
    await refund({ out_trade_no: number, out_refund_no: out, notify_url: merchant.url, amount: { refund: 500, total: 500, currency: 'CNY' } });
    await merchant.wait((letter) => about(number)(letter) && JSON.parse(letter.body).event_type === `REFUND.${result.toUpperCase()}`);
    assert.equal((await wxpay.v3.refund.domestic.refunds[out].get()).data.status, result.toUpperCase());
    assert.equal((await simulator.bill(number)).length, 1);
  });
}

test('refunds of nothing are refused: unknown order, unpaid order, unknown refund, an empty purse', async () => {
  const amount = { refund: 1, total: 2200, currency: 'CNY' };
  const of = (number) => ({ out_trade_no: number, out_refund_no: newNumber('ref'), amount });
  assert.equal((await refusal(refund(of(newNumber())))).code, 'RESOURCE_NOT_EXISTS');
  assert.equal((await refusal(refund(of(await created())))).code, 'INVALID_REQUEST');
  assert.equal((await refusal(wxpay.v3.refund.domestic.refunds[newNumber('ref')].get())).code, 'RESOURCE_NOT_EXISTS');
  await simulator.script({ action: 'refund_result', result: 'funds_short' });
  const number = await paid();
  assert.deepEqual((await refusal(refund(of(number)))).code, 'NOT_ENOUGH');
});

test('code payments: paid at once; after a password; refused; reversed', async () => {
  let code = 0;
  const order = (number) => ({
    appid: simulator.wechat.appid, mchid: simulator.wechat.mchid, description: '午餐', out_trade_no: number,
    payer: { auth_code: `1345${String((code += 1)).padStart(14, '0')}` }, amount: { total: 900 }, scene_info: { store_info: { id: '1001' } },
  });
  const codepay = async (number) => (await wxpay.v3.pay.transactions.codepay.post(order(number))).data;
  const reverse = (number) => transactions(number).reverse.post({ appid: simulator.wechat.appid, mchid: simulator.wechat.mchid });

  const quick = newNumber();
  assert.equal((await codepay(quick)).trade_state, 'SUCCESS');
  assert.equal((await refusal(close(quick))).code, 'ORDERPAID');
  await reverse(quick);
  await until(async () => (await simulator.bill(quick)).length === 2, 'the reversal on the bill');
  assert.equal((await query(quick)).trade_state, 'REFUND');

  const slow = newNumber();
  await simulator.script({ action: 'userpaying', queries: 2, then: 'success' });
  assert.equal((await codepay(slow)).trade_state, 'USERPAYING');
  const seen = [];
  for (let i = 0; i < 3; i += 1) seen.push((await query(slow)).trade_state);
  assert.deepEqual(seen, ['USERPAYING', 'USERPAYING', 'SUCCESS']);

  const refused = newNumber();
  await simulator.script({ action: 'userpaying', queries: 0, then: 'failure' });
  await codepay(refused);
  assert.equal((await query(refused)).trade_state, 'PAYERROR');

  const given_up = newNumber();
  await simulator.script({ action: 'userpaying', queries: 99 });
  await codepay(given_up);
  assert.equal((await refusal(close(given_up))).number, 268449641);
  await reverse(given_up);
  assert.equal((await query(given_up)).trade_state, 'REVOKED');
});

test('a payment code works once', async () => {
  const order = (number) => ({
    appid: simulator.wechat.appid, mchid: simulator.wechat.mchid, description: '午餐', out_trade_no: number,
    payer: { auth_code: '134599999999999999' }, amount: { total: 900 }, scene_info: { store_info: { id: '1001' } },
  });
  await wxpay.v3.pay.transactions.codepay.post(order(newNumber()));
  assert.equal((await refusal(wxpay.v3.pay.transactions.codepay.post(order(newNumber())))).code, 'INVALID_REQUEST');
});

test('wrong signatures are refused: another key, an unknown serial, an old timestamp, a body changed on the way', async () => {
  const stranger = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const order = nativeOrder(simulator, merchant, newNumber());
  const refused = { status: 401, code: 'SIGN_ERROR', number: 268443699 };
  assert.deepEqual(await refusal(client(simulator, { privateKey: stranger }).v3.pay.transactions.native.post(order)), refused);
  assert.deepEqual(await refusal(client(simulator, { serial: 'AB'.repeat(20) }).v3.pay.transactions.native.post(order)), refused);

  const send = async (timestamp, signedBody, sentBody) => {
    const target = '/v3/pay/transactions/native', nonce = Formatter.nonce();
    const signature = Rsa.sign(Formatter.request('POST', target, timestamp, nonce, signedBody), simulator.wechat.merchant_private_key);
    const authorization = Formatter.authorization(simulator.wechat.mchid, nonce, signature, timestamp, simulator.wechat.merchant_serial);
    const headers = { Authorization: authorization, 'Content-Type': 'application/json', Accept: 'application/json' };
    return (await fetch(simulator.url + target, { method: 'POST', headers, body: sentBody })).status;
  };
  const body = JSON.stringify(order), now = Formatter.timestamp();
  assert.equal(await send(now - 290, body, body), 200);
  assert.equal(await send(now - 310, body, body), 401);
  assert.equal(await send(now + 310, body, body), 401);
  assert.equal(await send(now, body, body.replace('2200', '22')), 401);
});

test('public key mode: asked for by the request, answered with the PUB_KEY_ID_ key', async () => {
  const { public_key_id: id, public_key: key } = simulator.wechat;
  const modern = client(simulator, { certs: { [id]: key }, headers: { 'Wechatpay-Serial': id } });
  const answer = await modern.v3.pay.transactions.native.post(nativeOrder(simulator, merchant, newNumber()));
  assert.equal(answer.headers['wechatpay-serial'], id);
  const certificate = Object.keys(simulator.wechat.platform_certificates)[0];
  assert.equal((await wxpay.v3.pay.transactions.native.post(nativeOrder(simulator, merchant, newNumber()))).headers['wechatpay-serial'], certificate);
});

for (const action of ['bad_signature', 'probe', 'unknown_serial', 'altered', 'unsigned', 'stale']) {
  test(`[row 65] the SDK refuses an answer that is ${action}, though the order was made`, async () => {
    const number = newNumber();
    await simulator.script({ operation: 'create', out_trade_no: number, action });
    await assert.rejects(wxpay.v3.pay.transactions.native.post(nativeOrder(simulator, merchant, number)));
    assert.equal((await query(number)).trade_state, 'NOTPAY');
  });
}

for (const [action, parameters, made] of [
  ['reset_before', {}, false],
  ['reset_after', {}, true],
  ['timeout_without_effect', { hang_ms: 300 }, false],
  ['timeout_with_effect', { hang_ms: 300 }, true],
  ['http_status_before', { status: 500 }, false],
  ['http_status_after', { status: 500 }, true],
  ['http_status_before', { status: 429 }, false],
  ['error', { code: 'BANKERROR', status: 500, effect: true }, true],
  ['garbage', {}, true],
  ['huge', { bytes: 1 << 20 }, true],
  ['truncated', {}, true],
]) {
  test(`[rows 59, 60] ${action} ${JSON.stringify(parameters)}: the order was ${made ? 'made' : 'not made'}`, async () => {
    const number = newNumber();
    await simulator.script({ operation: 'create', out_trade_no: number, action, ...parameters });
    const outcome = await wxpay.v3.pay.transactions.native.post(nativeOrder(simulator, merchant, number)).then(({ data }) => data.code_url, () => undefined);
    assert.equal(outcome, undefined);
    if (made) assert.equal((await query(number)).trade_state, 'NOTPAY');
    else assert.equal((await refusal(query(number))).code, 'ORDER_NOT_EXIST');
  });
}

test('a trade bill downloads, its hash is right, and its rows are the payments', async () => {
  const number = await paid(1234);
  const day = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
  const { data } = await wxpay.v3.bill.tradebill.get({ params: { bill_date: day, bill_type: 'ALL' } });
  const target = data.download_url.slice(simulator.url.length);
  const file = (await wxpay.chain(target.slice(1).split('?')[0]).get({
    params: { token: new URL(data.download_url).searchParams.get('token') }, responseType: 'arraybuffer',
  })).data;
  assert.equal(crypto.createHash('sha1').update(file).digest('hex'), data.hash_value);
  const lines = Buffer.from(file).toString().replace(/^\ufeff/, '').trim().split('\r\n');
  assert.equal(lines[0].split(',').length, 27);
  const row = lines.find((line) => line.includes(number)).slice(1).split(',`');
  assert.equal(row[lines[0].split(',').indexOf('订单金额')], '12.34');
  const summary = lines.at(-1).slice(1).split(',`');
  assert.equal(Number(summary[0]), lines.length - 3);
});

test('[row 78] key rotation: both certificates are listed, the old SDK refuses the new key, the refreshed one accepts it', async () => {
  const rotated = await simulator.post('/sim/rotate', { account: 'wechat-demo' });
  const { data } = await client(simulator, { headers: { 'Wechatpay-Serial': simulator.wechat.public_key_id } }).v3.certificates.get();
  assert.deepEqual(data.data.map((item) => item.serial_no), rotated.published);
  assert.equal(rotated.published.length, 2);
  await assert.rejects(wxpay.v3.pay.transactions.native.post(nativeOrder(simulator, merchant, newNumber())), /serial/);
  const certificates = Object.fromEntries(data.data.map(({ serial_no, encrypt_certificate: sealed }) =>
    [serial_no, Aes.AesGcm.decrypt(sealed.ciphertext, simulator.wechat.apiv3_key, sealed.nonce, sealed.associated_data)]));
  for (const [serial, pem] of Object.entries(certificates)) assert.equal(new crypto.X509Certificate(pem).serialNumber, serial);
  Object.assign(keys, certificates);
  wxpay = client(simulator, { certs: keys });
  await paid();
});
