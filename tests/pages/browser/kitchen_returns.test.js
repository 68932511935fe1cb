// Returned dishes (退菜) on the kitchen's screen, in a real browser on the real service.
import assert from 'node:assert/strict';
import {accessibilityFaults, closed, picture} from '../harness/browser.js';
import {cardOf, isKept, kitchen, reaches, secondTapIsOver, statusOf} from '../harness/kitchen_screen.js';
import {stack, test, useService} from '../harness/suite.js';
import {eventually} from '../harness/waiting.js';

useService();

const struck = (card) => card.locator('li.returned');
const button = (card, name) => card.getByRole('button', {name, exact: true});
const words = async (locator) => (await locator.innerText()).replace(/\s+/g, ' ');

test('a returned dish is struck through at once, announced, and done with when the cook has seen it', async () => {
  const store = await stack.store();
  const order = await store.order([{sku: 'gongbao', quantity: 3, options: ['less_spicy']}, {sku: 'noodles', quantity: 1, options: ['small_bowl']}]);
  const page = await kitchen(store, {view: 'wok'});
  const card = cardOf(page, order);
  await card.waitFor();
  await page.evaluate(() => {
    globalThis.heard = [];
    speechSynthesis.speak = (sentence) => globalThis.heard.push(sentence.text);
  });
  await store.refund(order, 2200, {0: 1, 1: 1});
  await card.getByText('退 1').first().waitFor();
  await picture(page, 'kitchen-returned');
  assert.deepEqual(await struck(card).evaluateAll((all) => all.map((each) => [each.className, each.querySelector('del.name').textContent])),
    [['returned fresh', '宫保鸡丁'], ['returned fresh', '担担面']]);
  assert.match(await words(card.locator('li').first()), /^2× 宫保鸡丁/);
  assert.deepEqual(await page.evaluate(() => globalThis.heard), [`注意，${order.pickup_number}号有退菜`]);
  assert.equal(await button(card, '完成').count(), 0, 'first it has to be seen');
  await page.keyboard.press('1');
  await page.keyboard.press('d');
  assert.equal(await statusOf(store, order), 'queued');
  await button(card, '知道了').click();
  await button(card, '完成').waitFor();
  assert.equal(await struck(card).count(), 2, 'it stays struck through');
  assert.equal(await card.locator('.fresh').count(), 0);
  await secondTapIsOver();
  await button(card, '完成').click();
  await reaches(store, order, 'done');
  await closed(page);
});

test('the strike is the server’s: it is there after a reload, seen or not, and on a screen that begins', async () => {
  const store = await stack.store();
  const order = await store.order([{sku: 'gongbao', quantity: 2}, 'tea']);
  const page = await kitchen(store, {view: 'wok'});
  await cardOf(page, order).waitFor();
  await store.refund(order, 2200, {0: 1});
  await cardOf(page, order).locator('.fresh').waitFor();
  await page.reload();
  await cardOf(page, order).locator('.fresh').waitFor();
  await button(cardOf(page, order), '知道了').click();
  await button(cardOf(page, order), '完成').waitFor();
  await isKept(page, store, order, (ticket) => ticket.seen_returns.length > 0);
  await page.reload();
  await button(cardOf(page, order), '完成').waitFor();
  assert.equal(await struck(cardOf(page, order)).count(), 1);
  const other = await kitchen(store, {view: 'wok'});
  await cardOf(other, order).locator('.fresh').getByText('退 1').waitFor();
  await store.refund(order, 100, {1: 1});  // the bar's, and the last of it
  await closed(page, other);
});

test('a station whose last dish is returned is told so, and the expediter serves the rest', async () => {
  const store = await stack.store();
  const order = await store.order(['gongbao', 'tea']);
  const bar = await kitchen(store, {view: 'bar'}), expo = await kitchen(store, {view: '传菜'});
  await cardOf(bar, order).waitFor();
  await store.command((await store.tickets(order)).find((ticket) => ticket.station === 'wok'), 'done');
  await cardOf(expo, order).getByRole('button', {name: '先上 1/2'}).waitFor();
  await store.refund(order, 800, {1: 1});
  await cardOf(bar, order).getByText('菜已全退').waitFor();
  await cardOf(expo, order).getByText('退 1').waitFor();
  await picture(expo, 'kitchen-returned-expo');
  await button(cardOf(expo, order), '知道了').click();
  await button(cardOf(expo, order), '上菜').waitFor();
  await button(cardOf(bar, order), '知道了').click();
  await eventually('the card is gone', async () => (await cardOf(bar, order).count()) === 0);
  await secondTapIsOver();
  await button(cardOf(expo, order), '上菜').click();
  await eventually('the order is completed', async () => (await store.call('GET', `/v1/orders/${order.id}`)).order.status === 'completed');
  await closed(bar, expo);
});

test('all-day counts leave out what was returned', async () => {
  const store = await stack.store();
  const [one, two] = [await store.order([{sku: 'gongbao', quantity: 3}, 'tea']), await store.order()];
  const page = await kitchen(store);
  await page.getByRole('button', {name: '汇总', exact: true}).click();
  const count = (name) => page.locator('.rail li', {hasText: name}).locator('b').innerText();
  await eventually('four are wanted', async () => (await count('宫保鸡丁')) === '4');
  await store.refund(one, 4400, {0: 2});
  await eventually('two are wanted', async () => (await count('宫保鸡丁')) === '2');
  await page.locator('.rail li', {hasText: '宫保鸡丁'}).getByText('2 单').waitFor();
  await store.refund(one, 2200, {0: 1});
  await page.locator('.rail li', {hasText: '宫保鸡丁'}).getByText('1 单').waitFor();
  await cardOf(page, two).first().waitFor();
  await closed(page);
});

for (const [size, lang] of [['wall', 'zh-CN'], ['tablet', 'en-GB'], ['phone', 'zh-CN']]) {
  test(`at ${size} size a returned dish is legible, and nothing is seriously inaccessible`, async () => {
    const store = await stack.store();
    const order = await store.order([{sku: 'gongbao', quantity: 3, options: ['less_spicy'], note: '不要花生'}, {sku: 'lunch_set', quantity: 2}, 'tea']);
    await store.order(['tea'], {table: 'B3'});
    const page = await kitchen(store, {size, lang, view: lang === 'zh-CN' ? '全部' : 'All'});
    await cardOf(page, order).first().waitFor();
    await store.refund(order, 6200, {0: 1, 1: 1, 2: 1});
    await page.locator('.card.voided').waitFor();
    await eventually('three stations have lost dishes', async () => (await page.locator('li.fresh').count()) >= 4);
    await picture(page, `kitchen-returned-${size}`);
    assert.deepEqual(await accessibilityFaults(page), []);
    if (lang !== 'zh-CN') await page.getByText('returned 1').first().waitFor();
    await closed(page);
  });
}
