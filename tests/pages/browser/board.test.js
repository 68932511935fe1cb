// The board over the counter, beside a kitchen that works.
import assert from 'node:assert/strict';
import {accessibilityFaults, closed, openScreen, picture} from '../harness/browser.js';
import {browser, network, stack, test, useService} from '../harness/suite.js';

useService();

async function board(store, size = 'wall') {
  const page = await openScreen(browser, {size});
  await page.goto(`${network.url}/board${store.address}`);
  return page;
}

const numberIn = (page, column, order) => page.locator(`section.${column} li`, {hasText: new RegExp(`^${order.pickup_number}$`)});

test('a number goes from preparing to ready, is called aloud, and leaves when it was fetched', async () => {
  const store = await stack.store();
  const early = await store.order(['tea'], {kind: 'takeout'});
  await store.command((await store.tickets(early))[0], 'done');
  const page = await board(store);
  await numberIn(page, 'ready', early).waitFor();
  await page.getByRole('button', {name: '点此打开声音'}).click();
  await page.evaluate(() => {
    globalThis.heard = [];
    speechSynthesis.speak = (sentence) => globalThis.heard.push(sentence.text);
  });
  const order = await store.order(['gongbao', 'tea'], {kind: 'takeout'});
  await numberIn(page, 'preparing', order).waitFor();
  const [one, two] = await store.tickets(order);
  await store.command(one, 'done');
  await store.command(two, 'start');
  await numberIn(page, 'preparing', order).waitFor();
  await store.command(two, 'done');
  await numberIn(page, 'ready', order).waitFor();
  assert.ok((await numberIn(page, 'ready', order).getAttribute('class')).includes('called'));
  const words = `请${order.pickup_number}号取餐`;
  assert.deepEqual(await page.evaluate(() => globalThis.heard), [words, words]);
  await picture(page, 'board-wall');
  assert.deepEqual(await accessibilityFaults(page), []);
  for (const ticket of [one, two]) await store.command(ticket, 'serve');
  await numberIn(page, 'ready', order).waitFor({state: 'detached'});
  await closed(page);
});

test('a board without a network says so and keeps its numbers', async () => {
  const store = await stack.store();
  const order = await store.order(['tea'], {kind: 'takeout'});
  const page = await board(store, 'phone');
  await numberIn(page, 'preparing', order).waitFor();
  network.cut();
  await page.getByText('断网：').waitFor();
  await numberIn(page, 'preparing', order).waitFor();
  await store.command((await store.tickets(order))[0], 'done');
  network.mend();
  await numberIn(page, 'ready', order).waitFor();
  await picture(page, 'board-phone');
  await closed(page);
});
