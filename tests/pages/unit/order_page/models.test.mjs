// The ordering page's arithmetic and what it says, on the demo restaurant's menu.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { added, cartOf, orderOf, repriced, weighed, withQuantity } from '../../../../services/pages/src/order/cart_model.js';
import { hasSurcharge, indexed, initials, matches, openGroups, quantityMax, tapped, unitPrice } from '../../../../services/pages/src/order/menu_model.js';
import { cashierAddress, methodsFor, moneyOf, shortId, stepsOf } from '../../../../services/pages/src/order/progress_model.js';

const DEMO = new URL('../../../../deploy/demo/menu.json', import.meta.url);
const document = () => JSON.parse(fs.readFileSync(DEMO, 'utf8'));
const menu = indexed(document());
const dish = (sku) => menu.by_sku.get(sku);

function changed(sku, change) {
  const other = document();
  Object.assign(other.dishes.find((one) => one.sku === sku), change);
  return indexed(other);
}

test('every category with dishes is there, in the menu’s order', () => {
  assert.deepEqual(menu.categories.map((one) => one.code), ['sets', 'signature', 'wok', 'cold', 'noodles', 'dim_sum', 'soup', 'drinks']);
});

test('the price of a dish is with its options', () => {
  assert.equal(unitPrice(dish('dandan_noodles'), []), 1400);
  assert.equal(unitPrice(dish('dandan_noodles'), ['large', 'egg', 'beef']), 1400 + 400 + 300 + 800);
});

test('a price is the least one only where a choice makes the dish dearer', () => {
  assert.deepEqual(['mapo_tofu', 'dandan_noodles', 'rice'].map((sku) => hasSurcharge(dish(sku))), [false, true, false]);
});

const TAPS = [
  // group of one, which may be none: a second choice replaces, a second tap takes away
  ['dandan_noodles', 'size', [], 'large', ['large']],
  ['dandan_noodles', 'size', ['large'], 'regular', ['regular']],
  ['dandan_noodles', 'size', ['large'], 'large', []],
  // group of exactly one: a second tap keeps
  ['ice_jelly', 'sugar', ['half_sugar'], 'half_sugar', ['half_sugar']],
  ['ice_jelly', 'sugar', ['half_sugar'], 'no_sugar', ['no_sugar']],
  // group of up to three: a fourth does nothing
  ['dandan_noodles', 'extras', ['egg', 'greens'], 'beef', ['egg', 'greens', 'beef']],
  ['dandan_noodles', 'extras', ['egg', 'greens', 'beef'], 'extra_noodles', ['egg', 'greens', 'beef']],
];

for (const [sku, code, before, tap, after] of TAPS)
  test(`${sku}: a tap on ${tap} with [${before}] chosen leaves [${after}]`, () => {
    const group = dish(sku).option_groups.find((one) => one.code === code);
    assert.deepEqual(tapped(group, before, tap), after);
  });

test('a group that needs a choice is open until it has one', () => {
  assert.deepEqual(openGroups(dish('ice_jelly'), []).map((one) => one.code), ['sugar']);
  assert.deepEqual(openGroups(dish('ice_jelly'), ['no_sugar']), []);
});

test('the same choice tapped in another order is the same line', () => {
  let cart = added([], dish('dandan_noodles'), { options: ['egg', 'large'] });
  cart = added(cart, dish('dandan_noodles'), { options: ['large', 'egg'], quantity: 2 });
  assert.deepEqual(cart.map((line) => [line.options, line.quantity]), [[['large', 'egg'], 3]]);
  assert.equal(added(cart, dish('dandan_noodles'), { options: ['large', 'egg'], note: '不要葱' }).length, 2);
});

test('a dish’s limit holds for the whole order, however many lines it is spread over', () => {
  const duck = dish('tea_smoked_duck');
  assert.equal(quantityMax(duck), 6);
  let cart = added([], duck, { quantity: 4 });
  cart = added(cart, duck, { options: ['whole'], quantity: 5 });
  assert.deepEqual(cart.map((line) => line.quantity), [4, 2]);
  assert.deepEqual(added(cart, duck, {}), cart);
  assert.deepEqual(withQuantity(cart, 0, 9, duck).map((line) => line.quantity), [4, 2]);
  assert.deepEqual(withQuantity(cart, 0, 0, duck).map((line) => line.quantity), [2]);
});

test('a cart is worth what the service will say', () => {
  const cart = added(added([], dish('dandan_noodles'), { options: ['large'], quantity: 2 }), dish('rice'), {});
  const { total, count, sound } = weighed(cart, menu);
  assert.deepEqual([total, count, sound], [2 * 1800 + 200, 3, true]);
});

const FAULTS = [
  ['sold out', changed('rice', { sold_out: true }), ['sold_out']],
  ['gone', indexed({ ...document(), dishes: document().dishes.filter((one) => one.sku !== 'rice') }), ['gone']],
  ['limited to fewer', changed('rice', { quantity_max: 1 }), ['over_max']],
  ['sold with a choice now', changed('rice', { option_groups: dish('ice_jelly').option_groups }), ['options']],
];

for (const [what, now, faults] of FAULTS)
  test(`a dish in the cart that is ${what} is told`, () => {
    const { lines, sound } = weighed(added([], dish('rice'), { quantity: 2 }), now);
    assert.deepEqual([lines[0].faults, sound], [faults, false]);
  });

test('an option that is gone is told', () => {
  const cart = added([], dish('dandan_noodles'), { options: ['egg'] });
  assert.deepEqual(weighed(cart, changed('dandan_noodles', { option_groups: [] })).lines[0].faults, ['options']);
});

test('a changed price is news until it was accepted', () => {
  const cart = added([], dish('rice'), {});
  const now = changed('rice', { price: 300 });
  assert.deepEqual([weighed(cart, now).lines[0].price_changed, weighed(cart, now).total], [true, 300]);
  assert.equal(weighed(repriced(cart, now), now).lines[0].price_changed, false);
});

test('an order is what the service’s contract wants, and goes back into the cart', () => {
  const cart = added([], dish('gongbao'), { options: ['less_spicy'], note: ' 不要花生 ', quantity: 2 });
  const session = { store_id: 1001, table: 'A12' };
  const order = orderOf({ cart, total: weighed(cart, menu).total, session, kind: 'dine_in', guests: 3, note: ' 快一点 ', channel: 'qr_scan' });
  assert.deepEqual(order, {
    store_id: 1001,
    channel: 'qr_scan',
    service: { kind: 'dine_in', table: 'A12', guests: 3 },
    lines: [{ sku: 'gongbao', quantity: 2, options: ['less_spicy'], note: '不要花生' }],
    expected_total: 2 * unitPrice(dish('gongbao'), ['less_spicy']),
    note: '快一点',
  });
  assert.deepEqual(orderOf({ cart, total: 1, session, kind: 'takeout', guests: 3, note: '', channel: 'kiosk' }).service, { kind: 'takeout' });
  assert.deepEqual(cartOf(order, menu), cart);
});

const FOUND = [['宫保', true], ['gong', true], ['gbjd', true], ['GBJD', true], ['gbx', false], ['', true]];
for (const [wanted, is] of FOUND) test(`"${wanted}" ${is ? 'finds' : 'does not find'} 宫保鸡丁`, () => assert.equal(matches(dish('gongbao'), wanted), is));

test('initials are those of the pinyin', () => {
  assert.equal(initials('麻婆豆腐'), 'mpdf');
  assert.equal(initials('水煮鱼 A 套餐'), 'szytc');
});

const intent = (status) => ({ payment_intent: { status }, order: { status: 'awaiting_payment' }, payments: [] });
const pays = (...payments) => ({ ...intent('processing'), payments: payments.map((status, at) => ({ status, created_at: `2026-11-26T04:00:0${at}.000Z` })) });
const MONEY = [
  [intent('requires_payment'), 'due'],
  [pays('pending'), 'open'],
  [pays('pending', 'failed'), 'due'],
  [pays('closed', 'pending'), 'open'],
  [pays('unknown'), 'checking'],
  [intent('closing'), 'closing'],
  [intent('closed'), 'closed'],
  [intent('succeeded'), 'paid'],
  [intent('partially_refunded'), 'paid'],
  [intent('conflict'), 'conflict'],
  [{ ...intent('requires_payment'), order: { status: 'cancelled' } }, 'closed'],
];
for (const [view, is] of MONEY) test(`money with intent ${view.payment_intent.status} and payments [${view.payments.map((one) => one.status)}] is ${is}`, () => assert.equal(moneyOf(view), is));

test('steps are done, now and open; an order paid after the meal has no first one', () => {
  assert.deepEqual(stepsOf('preparing', 'prepay').map((one) => one.state), ['done', 'done', 'now', 'open', 'open']);
  assert.deepEqual(stepsOf('completed', 'prepay').map((one) => one.state), ['done', 'done', 'done', 'done', 'done']);
  assert.equal(stepsOf('accepted', 'postpay')[0].name, 'accepted');
});

test('a browser is offered the ways it can walk', () => {
  const all = ['wechat_jsapi', 'wechat_native', 'alipay_precreate'];
  assert.deepEqual(methodsFor('Mozilla/5.0 Chrome', all), ['wechat_native', 'alipay_precreate']);
  assert.deepEqual(methodsFor('… MicroMessenger/8.0', all), ['wechat_native']);
  assert.deepEqual(methodsFor('… AlipayClient/10', all), ['alipay_precreate']);
  assert.deepEqual(methodsFor('… AlipayClient/10', ['wechat_native']), []);
});

test('the cashier is found by either gateway’s code', () => {
  const at = 'http://127.0.0.1:8090/cashier';
  assert.equal(cashierAddress(at, 'weixin://wxpay/bizpayurl?pr=AbC'), `${at}/AbC`);
  assert.equal(cashierAddress(`${at}/`, 'https://qr.alipay.com/bax1'), `${at}/bax1`);
  assert.equal(cashierAddress('', 'https://qr.alipay.com/bax1'), null);
});

test('two orders of one store have different short ids, though their ids end alike', () => {
  assert.notEqual(shortId('ord_01m8c7ew6ceavvza28n40001yh'), shortId('ord_01m8c7ftrtfcwsrh5jpc0001yh'));
});
