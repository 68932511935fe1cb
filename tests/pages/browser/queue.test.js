// Where an order stands in the kitchen, as a guest's page shows it.
import assert from 'node:assert/strict';
import {accessibilityFaults, picture} from '../harness/browser.js';
import {openStore, Phone} from '../harness/ordering.js';
import {browser, network, stack, test, useService} from '../harness/suite.js';

useService();

const place = (phone, wanted) => phone.page.locator(`.queue${wanted}`);

// Ordered on the phone and paid at the till; the order as the kitchen has it.
async function ordered(phone, store, ...skus) {
  await phone.place(...skus);
  await phone.placed('awaiting_payment').waitFor();
  const id = await phone.page.locator('.placed').getAttribute('data-order');
  await store.call('POST', `/v1/orders/${id}/payments`, {method: 'cash'});
  await phone.placed('accepted').waitFor();
  return (await store.call('GET', `/v1/orders/${id}`)).order;
}

async function bump(store, order, command) {
  for (const ticket of await store.tickets(order)) await store.command(ticket, command);
}

test('two orders: the kitchen bumps the first, and the second guest’s page counts down', async () => {
  const store = await openStore(stack);
  await store.took('noodle', 400, 10);
  const one = await Phone.open(browser, network, store), two = await Phone.open(browser, network, store);
  const first = await ordered(one, store, 'rice');
  await place(one, '[data-ahead="0"]').getByText('前面没有别的单').waitFor();
  const second = await ordered(two, store, 'rice');
  await place(two, '[data-ahead="1"][data-minutes="7"]').getByText('前面还有 1 单 · 约 7 分钟').waitFor();
  await picture(two.page, 'order-queue-phone');
  assert.deepEqual(await accessibilityFaults(two.page), []);
  assert.equal(await two.page.locator('.placed [aria-live].unseen').innerText(), '前面还有 1 单 · 约 7 分钟');
  await bump(store, first, 'done');
  await one.placed('ready').waitFor();
  await place(one, '').waitFor({state: 'detached'});
  await place(two, '[data-ahead="0"]').waitFor();
  await store.age(200);
  await place(two, '[data-minutes="4"]').waitFor();
  await bump(store, second, 'done');
  await two.placed('ready').waitFor();
  await place(two, '').waitFor({state: 'detached'});
  await one.close();
  await two.close();
});

test('what is not known is not said; without a network what was said has its time', async () => {
  const store = await openStore(stack);
  await store.order(['rice']);
  await store.order(['rice', 'gongbao']);
  const phone = await Phone.open(browser, network, store, {lang: 'en-GB'});
  await ordered(phone, store, 'rice');
  await place(phone, '[data-minutes=""]').getByText(/^2 orders ahead of yours$/).waitFor();
  network.cut();
  await place(phone, '').getByText(/as of \d\d:\d\d/).waitFor();
  network.mend();
  await place(phone, '').getByText(/as of/).waitFor({state: 'detached'});
  await place(phone, '[data-ahead="2"]').waitFor();
  await phone.close();
});

test('a page that nobody looks at does not ask', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store);
  await ordered(phone, store, 'rice');
  await place(phone, '[data-ahead="0"]').waitFor();
  let asked = 0;
  await phone.page.context().route(/\/queue$/, (route) => {
    asked += 1;
    return route.continue();
  });
  const see = (state) => phone.page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
    document.dispatchEvent(new Event('visibilitychange'));
  }, state === 'hidden');
  await see('hidden');
  const other = await store.order(['rice']);
  await Promise.all([phone.page.waitForResponse(/\/v1\/orders\/[^/]+$/), bump(store, other, 'done'), phone.page.evaluate(() => dispatchEvent(new Event('online')))]);
  assert.equal(asked, 0);
  await Promise.all([phone.page.waitForResponse(/\/queue$/), see('visible')]);
  await phone.close();
});
