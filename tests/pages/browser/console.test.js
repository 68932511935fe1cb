// The owner's console in a real browser on the real service.
import assert from 'node:assert/strict';
import {accessibilityFaults, closed, openScreen, picture} from '../harness/browser.js';
import {browser, network, stack, test, useService} from '../harness/suite.js';
import {eventually} from '../harness/waiting.js';
import {orderOf, paidTwice, paidWrong} from '../harness/wrong_money.js';

useService();

async function consoleOf(store, more = {}) {
  const page = await openScreen(browser, more);
  await page.goto(`${network.url}/console#key=${store.staff}`);
  await page.locator('.freshness[data-phase=live]').waitFor();
  return page;
}

const figure = (page, tile) => page.locator(`.tile[data-tile=${tile}] .figure`).innerText();
const shows = (page, tile, value) => eventually(`${tile} is ${value}`, async () => (await figure(page, tile)) === value);

test('an owner signs in with a key, and sees an order arrive', async () => {
  const store = await stack.store();
  const page = await openScreen(browser);
  await page.goto(`${network.url}/console`);
  await page.getByLabel('员工密钥').fill('lr_nosuchkey_00');
  await page.getByRole('button', {name: '进入'}).click();
  await page.getByText('密钥无效或已停用').waitFor();
  await page.getByLabel('员工密钥').fill(store.staff);
  await page.keyboard.press('Enter');
  await shows(page, 'orders', '0');
  await store.order();
  await shows(page, 'orders', '1');
  await shows(page, 'net', '¥22.00');
  await page.locator('.plot canvas').first().waitFor();
  await page.reload();
  await shows(page, 'orders', '1');
  await closed(page);
});

test("a kitchen's key does not open it", async () => {
  const store = await stack.store();
  const page = await openScreen(browser);
  await page.goto(`${network.url}/console#key=${store.kitchen}`);
  await page.getByText('这个密钥不能用于此处').waitFor();
  assert.ok(!page.url().includes('key='));
  await closed(page);
});

test('a number on a receipt leads to the order, how it came to be, and a refund', async () => {
  const store = await stack.store();
  const order = await store.order();
  const page = await consoleOf(store);
  await page.getByLabel('小票上的任一号码').fill(order.pickup_number);
  await page.keyboard.press('Enter');
  const found = page.locator(`article[data-order="${order.id}"]`);
  await found.getByText('等待付款 → 已接单').waitFor();
  await found.getByRole('button', {name: '退款'}).click();
  await found.getByLabel('金额（元）').fill('5.00');
  await found.getByLabel('原因').fill('太咸');
  await found.locator('form button.main').dblclick();
  await found.getByText('退款 ¥5.00').waitFor();
  const {refunds} = await orderOf(store, order);
  assert.deepEqual(refunds.map((each) => [each.amount, each.reason]), [[500, '太咸']]);
  await shows(page, 'refunds', '¥5.00');
  await closed(page);
});

test('a refund names the dishes that come back, and proposes what they cost', async () => {
  const store = await stack.store();
  const order = await store.order([{sku: 'gongbao', quantity: 2}, 'tea']);
  const page = await consoleOf(store);
  const find = async () => {
    await page.getByLabel('小票上的任一号码').fill(order.pickup_number);
    await page.keyboard.press('Enter');
  };
  await find();
  const found = page.locator(`article[data-order="${order.id}"]`);
  await found.getByRole('button', {name: '退款'}).click();
  const gongbao = found.getByLabel('宫保鸡丁 还有 2 份'), tea = found.getByLabel('菊花茶 还有 1 份'), amount = found.getByLabel('金额（元）');
  assert.equal(await amount.inputValue(), '52.00');
  for (const [field, count, proposed] of [[gongbao, '1', '22.00'], [tea, '1', '30.00'], [tea, '0', '22.00'], [gongbao, '9', '44.00'], [gongbao, '1', '22.00']]) {
    await field.fill(count);
    await eventually(`${proposed} are proposed`, async () => (await amount.inputValue()) === proposed);
  }
  await found.getByLabel('原因').fill('太咸');
  await gongbao.fill('2');
  await tea.fill('1');
  await found.getByText('整单都退请').waitFor();
  await found.locator('form button.main').click();
  assert.deepEqual((await orderOf(store, order)).refunds, [], 'the whole order is cancelled, not returned');
  await gongbao.fill('1');
  await found.getByText('整单都退请').waitFor({state: 'detached'});
  await amount.fill('25.00');
  await picture(page, 'console-return');
  await found.locator('form button.main').dblclick();
  await found.getByText('已退 1').first().waitFor();
  const {refunds, order: {lines}} = await orderOf(store, order);
  assert.deepEqual(refunds.map((each) => [each.amount, each.reason]), [[2500, '太咸']]);
  assert.deepEqual(lines.map((line) => line.returned), [1, 1]);
  await found.getByRole('button', {name: '退款'}).click();
  assert.equal(await found.getByLabel('菊花茶').count(), 0, 'nothing of it is left');
  assert.deepEqual(await accessibilityFaults(page), []);
  await closed(page);
});

test('surplus money whose refund failed is given back by a button, once', async () => {
  const store = await stack.store();
  const order = await paidTwice(store);
  const page = await consoleOf(store);
  await page.locator('[data-alert=alert_returns]').waitFor();
  const matter = page.locator('.matter.open[data-kind=surplus]');
  await matter.getByRole('button', {name: '再退一次'}).click();
  await matter.getByLabel('原因').fill('网关关闭，重退');
  await matter.locator('form button.main').dblclick();
  await eventually('it is back', async () => (await orderOf(store, order)).refunds.filter((each) => each.status === 'succeeded').length === 1);
  assert.equal((await orderOf(store, order)).refunds.length, 2);
  await eventually('nothing waits', async () => (await page.locator('.matter.open').count()) === 0);
  assert.equal(await page.locator('[data-alert]').count(), 0);
  await closed(page);
});

test('money of a wrong amount is given back by a button, once, and then its order is cancelled', async () => {
  const store = await stack.store();
  const order = await paidWrong(store);
  const page = await consoleOf(store);
  await page.locator('[data-alert=alert_conflicts]').waitFor();
  const matter = page.locator('.matter.open[data-kind=conflict]');
  await matter.getByRole('button', {name: '退回这笔钱 ¥19.00'}).click();
  await matter.getByLabel('原因').fill('少付，退回重下');
  await picture(page, 'console-conflict');
  assert.deepEqual(await accessibilityFaults(page), []);
  await matter.locator('form button.main').dblclick();
  await eventually('it is back', async () => (await orderOf(store, order)).refunds[0]?.status === 'succeeded');
  await matter.getByText('已退回或正在退回').waitFor();
  await eventually('the button is gone', async () => (await matter.getByRole('button', {name: '退回这笔钱'}).count()) === 0);
  assert.deepEqual((await orderOf(store, order)).refunds.map((each) => [each.amount, each.reason]), [[1900, '少付，退回重下']]);
  await matter.getByRole('button', {name: '取消订单'}).click();
  await matter.getByLabel('原因').fill('重下');
  await matter.locator('form button.main').dblclick();
  await eventually('nothing waits', async () => (await page.locator('.matter.open').count()) === 0);
  assert.equal((await orderOf(store, order)).order.status, 'cancelled');
  await closed(page);
});

test('an act whose answer was lost is said to be in doubt, and sent again with its key it is done once', async () => {
  const store = await stack.store();
  const order = await store.order();
  const page = await consoleOf(store);
  await page.getByLabel('小票上的任一号码').fill(order.id);
  await page.keyboard.press('Enter');
  const found = page.locator(`article[data-order="${order.id}"]`);
  await found.getByRole('button', {name: '退款'}).click();
  await found.getByLabel('金额（元）').fill('1.00');
  await found.getByLabel('原因').fill('漏了筷子');
  network.loseAnswers();
  await found.locator('form button.main').click();
  await found.getByText('还不知道是否执行').waitFor();
  network.mend();
  await found.getByRole('button', {name: '再送一次'}).click();
  await eventually('one refund', async () => (await orderOf(store, order)).refunds.length === 1);
  await found.getByText('退款 ¥1.00').waitFor();
  assert.equal((await orderOf(store, order)).refunds.length, 1);
  await closed(page);
});

test('without a network it says how old what it shows is, and comes back by itself', async () => {
  const store = await stack.store();
  const page = await consoleOf(store);
  network.cut();
  await page.locator('[data-alert=alert_broken]').waitFor();
  await store.order();
  network.mend();
  await shows(page, 'orders', '1');
  await eventually('no alert', async () => (await page.locator('[data-alert]').count()) === 0);
  await closed(page);
});

test('what is shown can be taken along as CSV', async () => {
  const store = await stack.store();
  await store.order();
  const page = await consoleOf(store);
  await shows(page, 'orders', '1');
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('section', {has: page.locator('#channels')}).getByRole('button', {name: '导出 CSV'}).click()]);
  const {readFileSync} = await import('node:fs');
  const text = readFileSync(await file.path(), 'utf8');
  assert.ok(text.startsWith('\ufeff渠道,下单,'), text);
  assert.ok(text.includes('收银台,1,1,0,0,22,0,0,0'), text);
  await closed(page);
});

test('in English it is English', async () => {
  const store = await stack.store();
  await store.order();
  const page = await consoleOf(store, {lang: 'en-GB'});
  await page.getByText('Net takings', {exact: true}).waitFor();
  await page.getByText('Nothing needs you.').waitFor();
  assert.doesNotMatch(await page.locator('main').innerText(), /[\u4e00-\u9fff]/);
  await closed(page);
});

for (const size of ['wall', 'tablet', 'phone']) {
  test(`at ${size} size nothing is seriously inaccessible`, async () => {
    const store = await stack.store();
    const order = await paidTwice(store);
    for (let number = 0; number !== 3; ++number) await store.order(['gongbao', 'tea']);
    const page = await consoleOf(store, {size});
    await page.locator('.matter.open').waitFor();
    await page.locator('.plot canvas').first().waitFor();
    await picture(page, `console-${size}`);
    await page.locator('.matter.open').getByRole('button', {name: '再退一次'}).click();
    await page.getByLabel('小票上的任一号码').fill(order.id);
    await page.getByRole('button', {name: '查找'}).click();
    await page.locator('.timeline li').first().waitFor();
    await picture(page, `console-${size}-order`);
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out');
    await closed(page);
  });
}
