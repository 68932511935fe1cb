// The guest's page in a real browser on the real service: what it is for, and what it shows of itself.
import assert from 'node:assert/strict';
import {accessibilityFaults, picture} from '../harness/browser.js';
import {openStore, orders, Phone, putMenu, soldOut, tableCode} from '../harness/ordering.js';
import {browser, network, stack, test, useService} from '../harness/suite.js';
import {eventually} from '../harness/waiting.js';

useService();

test('a guest scans, chooses, orders, pays at the cashier and collects', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store);
  const {page} = phone;
  await phone.choose('dandan_noodles', '大份', '煎蛋');
  await phone.add('rice');
  assert.match(await page.locator('.cart-bar').innerText(), /2[\s\S]*¥23/);
  await picture(page, 'order-menu-phone');
  await phone.openCart();
  await page.locator('dialog textarea').fill('快一点');
  await picture(page, 'order-cart-phone');
  await phone.placeButton().click();
  await phone.placed('awaiting_payment').waitFor();
  await page.getByRole('button', {name: '微信支付'}).click();
  await page.locator('svg.qr').waitFor();
  await picture(page, 'order-pay-phone');

  const [cashier] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('link', {name: /收银台/}).click()]);
  await cashier.getByRole('button', {name: '确认支付'}).click();
  await cashier.close();
  await phone.placed('accepted').waitFor();
  const [{order}] = await orders(store);
  assert.equal(await page.locator('.pickup strong').innerText(), order.pickup_number);
  assert.deepEqual([order.total, order.note, order.service.table], [2300, '快一点', 'A12']);
  assert.ok(await page.locator('[data-money="paid"]').count());

  for (const [command, status] of [['start', 'preparing'], ['done', 'ready']]) {
    for (const ticket of await store.tickets(order)) await store.command(ticket, command);
    await phone.placed(status).waitFor();
  }
  await page.getByRole('heading', {name: '请取餐'}).waitFor();
  await picture(page, 'order-ready-phone');
  await phone.close();
});

test('a code of Alipay is paid as well, and a payment that was refused leaves a way on', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store);
  const {page} = phone;
  await phone.place('rice');
  await phone.placed('awaiting_payment').waitFor();
  const rule = {operation: 'create', gateway: 'wechatpay', action: 'error', status: 400, code: 'PARAM_ERROR'};
  await fetch(`${stack.simulator}/sim/script`, {method: 'POST', body: JSON.stringify({rules: [rule]})});
  await page.getByRole('button', {name: '微信支付'}).click();
  await page.locator('.pay .verdict').first().waitFor();
  await page.getByRole('button', {name: '支付宝支付'}).click();
  await page.locator('svg.qr').waitFor();
  const payment = await phone.payment();
  assert.equal(payment.method, 'alipay_precreate');
  await fetch(`${stack.simulator}/sim/pay`, {method: 'POST', body: JSON.stringify({out_trade_no: payment.id})});
  await phone.placed('accepted').waitFor();
  await phone.close();
});

test('an order is cancelled before payment, after a second tap', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store);
  await phone.place('rice');
  await phone.placed('awaiting_payment').waitFor();
  await phone.page.getByRole('button', {name: '取消订单'}).click();
  await phone.page.getByRole('button', {name: '确定取消'}).click();
  await phone.placed('cancelled').waitFor();
  await phone.close();
});

test('a dish that was returned is told on the page at once, with its money', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store);
  await phone.choose('dandan_noodles', '大份', '煎蛋');
  await phone.place('rice');
  await phone.placed('awaiting_payment').waitFor();
  const [{order}] = await orders(store);
  await store.call('POST', `/v1/orders/${order.id}/payments`, {method: 'cash'});
  await phone.placed('accepted').waitFor();
  const rice = order.lines.findIndex((line) => line.sku === 'rice');
  await store.refund(order, order.lines[rice].amount, {[rice]: 1});
  const line = phone.page.locator('.receipt li').nth(rice);
  await line.getByText('已退 1').waitFor();
  assert.equal(await phone.page.locator('.receipt .returned').count(), 1);
  await phone.page.getByText('已退款').waitFor();
  await picture(phone.page, 'order-returned-phone');
  await phone.close();
});

test('a dish that sells out is sold out on the page at once, also in the cart', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store);
  await phone.add('rice');
  await phone.openCart();
  await soldOut(store, 'rice', true);
  await phone.page.locator('dialog .line.fault', {hasText: '已售罄'}).waitFor();
  assert.ok(await phone.placeButton().isDisabled());
  await phone.page.getByRole('button', {name: /^去掉/}).click();
  await phone.page.keyboard.press('Escape');
  await phone.dish('rice').getByText('已售罄').waitFor();
  await soldOut(store, 'rice', false);
  await phone.add('rice');
  await phone.close();
});

// The page's own looks at the menu are kept away, so that the service is the first to say no.
async function blind(phone) {
  await phone.page.context().route(/\/(menu|guest\/events)(\?|$)/, (route) => route.abort());
}

test('a price that changed under the cart is shown, and the order goes out for the new one', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store);
  await phone.add('rice');
  await blind(phone);
  await putMenu(store, (dishes) => { dishes.get('rice').price = 300; });
  await phone.openCart();
  await phone.placeButton().click();
  await phone.page.locator('[data-refusal="price_changed"]').waitFor();
  await picture(phone.page, 'order-price-changed-phone');
  await phone.page.getByRole('button', {name: '按 ¥3 下单'}).click();
  await phone.placed('awaiting_payment').waitFor();
  assert.deepEqual((await orders(store)).map(({order}) => order.total), [300]);
  await phone.close();
});

test('a dish that sold out between cart and order goes back to the cart without it', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store);
  await phone.add('rice');
  await phone.add('garlic_greens');
  await blind(phone);
  await soldOut(store, 'rice', true);
  await phone.openCart();
  await phone.placeButton().click();
  await phone.page.locator('[data-refusal="sold_out"]').waitFor();
  await phone.page.getByRole('button', {name: '去掉它，返回购物车'}).click();
  await eventually('the cart without it', async () => (await phone.page.locator('dialog .line').count()) === 1);
  await phone.placeButton().click();
  await phone.placed('awaiting_payment').waitFor();
  await phone.close();
});

test('an order that is not paid in time says how it ended', async () => {
  const store = await openStore(stack, {payment_expiry_seconds: 1});
  const phone = await Phone.open(browser, network, store);
  await phone.place('rice');
  await phone.placed('expired').waitFor();
  await phone.close();
});

test('a code that is not ours, or was replaced, has its words and a way on', async () => {
  const store = await openStore(stack);
  const wrong = await Phone.open(browser, network, store, {code: 'hello'});
  await wrong.page.getByText('这不是本店有效的桌码。').waitFor();
  await wrong.close();
  const fresh = await tableCode(store, 'A12', true);
  const phone = await Phone.open(browser, network, store);
  await phone.page.getByText('这张桌码已更换。').waitFor();
  await phone.scan(fresh);
  await phone.dish('rice').waitFor();
  await phone.close();
});

test('the page speaks English to who reads it', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store, {lang: 'en-US'});
  await phone.dish('rice').getByRole('heading', {name: 'Steamed rice'}).waitFor();
  await phone.page.getByRole('button', {name: '中文'}).click();
  await phone.dish('rice').getByRole('heading', {name: '米饭'}).waitFor();
  await phone.close();
});

test('dishes are found by the initials of their names, and a category by a tap', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store);
  await phone.page.getByRole('searchbox').fill('gbjd');
  await phone.dish('gongbao').waitFor();
  assert.equal(await phone.page.locator('.dish').count(), 1);
  await phone.page.getByRole('searchbox').fill('');
  await phone.page.locator('.dish').nth(1).waitFor(); // the categories are there again
  await phone.page.locator('.rail button', {hasText: '饮品'}).click();
  await phone.page.locator('.rail button[aria-current]', {hasText: '饮品'}).waitFor();
  await phone.close();
});

test('nobody serious about accessibility finds anything', async () => {
  const store = await openStore(stack);
  for (const size of ['phone', 'tablet', 'wall']) {
    const phone = await Phone.open(browser, network, store, {size});
    await phone.dish('rice').waitFor();
    assert.deepEqual(await accessibilityFaults(phone.page), [], `menu, ${size}`);
    await picture(phone.page, `order-menu-${size}`);
    await phone.dish('dandan_noodles').getByRole('button').click();
    assert.deepEqual(await accessibilityFaults(phone.page), [], `sheet, ${size}`);
    await picture(phone.page, `order-sheet-${size}`);
    await phone.page.keyboard.press('Escape');
    await phone.add('rice');
    await phone.openCart();
    assert.deepEqual(await accessibilityFaults(phone.page), [], `cart, ${size}`);
    await phone.placeButton().click();
    await phone.page.getByRole('button', {name: '微信支付'}).click();
    await phone.page.locator('svg.qr').waitFor();
    assert.deepEqual(await accessibilityFaults(phone.page), [], `order, ${size}`);
    await picture(phone.page, `order-pay-${size}`);
    await phone.close();
  }
});
