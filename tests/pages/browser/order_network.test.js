// The guest's page on a bad day: every order arrives once, and the page tells the truth about where it is.
import assert from 'node:assert/strict';
import {picture} from '../harness/browser.js';
import {openStore, orders, Phone, tableCode} from '../harness/ordering.js';
import {browser, network, stack, test, useService} from '../harness/suite.js';

useService({replicas: 1});

const sentOf = (phone) => phone.page.locator('.way').getAttribute('data-sent');

test('taps that follow each other at once are one order', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store);
  await phone.add('rice');
  await phone.openCart();
  await phone.placeButton().evaluate((button) => { for (let tap = 0; tap < 5; tap += 1) button.click(); });
  await phone.placed('awaiting_payment').waitFor();
  await phone.page.getByRole('button', {name: '微信支付'}).evaluate((button) => { for (let tap = 0; tap < 5; tap += 1) button.click(); });
  await phone.page.locator('svg.qr').waitFor();
  const [{payments}, ...more] = await orders(store);
  assert.deepEqual([more.length, payments.length], [0, 1]);
  await phone.close();
});

test('in airplane mode an order is kept and not sent; with the network it goes out by itself', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store);
  await phone.fillCart('rice');
  await phone.page.context().setOffline(true);
  await phone.page.getByText('没有网络。菜单可能').waitFor();
  await phone.placeButton().click();
  await phone.way('waiting').waitFor();
  assert.equal(await sentOf(phone), 'no');
  await phone.page.getByRole('heading', {name: '没有网络，订单已存在这台手机上'}).waitFor();
  await picture(phone.page, 'order-offline-phone');
  assert.equal((await orders(store)).length, 0);
  await phone.page.context().setOffline(false);
  await phone.placed('awaiting_payment').waitFor();
  assert.equal((await orders(store)).length, 1);
  await phone.close();
});

test('an order that was kept survives closing the page', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store);
  await phone.fillCart('rice');
  await phone.page.context().setOffline(true);
  await phone.placeButton().click();
  await phone.way('waiting').waitFor();
  await phone.reopen({while_closed: () => phone.page.context().setOffline(false)});
  await phone.page.getByRole('button', {name: '查看'}).click();
  await phone.placed('awaiting_payment').waitFor();
  assert.equal((await orders(store)).length, 1);
  await phone.close();
});

test('while answers are lost it says that the order may have arrived; it did, once', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store);
  await phone.fillCart('rice');
  network.loseAnswers();
  await phone.placeButton().click();
  await phone.way('waiting').waitFor();
  assert.equal(await sentOf(phone), 'maybe');
  await phone.page.getByText('不会重复下单').waitFor();
  assert.equal((await orders(store)).length, 1, 'the service has it, and the page cannot know');
  await picture(phone.page, 'order-maybe-phone');
  network.mend();
  await phone.placed('awaiting_payment').waitFor();
  assert.equal((await orders(store)).length, 1);
  await phone.close();
});

test('given up after its answer was lost, an order that arrived is shown instead of forgotten', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store);
  await phone.fillCart('rice');
  network.loseAnswers();
  await phone.placeButton().click();
  await phone.way('waiting').waitFor();
  await phone.page.getByRole('button', {name: '不要了'}).click();
  await phone.way('checking').waitFor();
  network.mend();
  await phone.placed('awaiting_payment').waitFor();
  await phone.close();
});

test('a network that swallows everything is noticed, and the order is placed once when it is mended', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store);
  await phone.fillCart('rice');
  network.swallow();
  await phone.placeButton().click();
  await phone.way('sending').waitFor();
  await phone.way('waiting').waitFor();
  assert.equal(await sentOf(phone), 'maybe');
  network.mend();
  await phone.placed('awaiting_payment').waitFor();
  assert.equal((await orders(store)).length, 1);
  await phone.close();
});

test('a service that was killed in the middle gets the order when it is back, once', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store);
  await phone.fillCart('rice');
  await stack.kill(0);
  await phone.placeButton().click();
  await phone.way('waiting').waitFor();
  await stack.startAgain(0);
  await phone.placed('awaiting_payment').waitFor();
  assert.equal((await orders(store)).length, 1);
  await phone.close();
});

test('a code that was replaced while an order was on its way asks for a scan; the new code sends it', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store);
  await phone.fillCart('rice');
  await phone.page.context().setOffline(true);
  await phone.placeButton().click();
  await phone.way('waiting').waitFor();
  const fresh = await tableCode(store, 'A12', true);
  await phone.page.evaluate(() => {
    const name = Object.keys(localStorage).find((each) => each.startsWith('lunchrush.store.'));
    const page = JSON.parse(localStorage.getItem(name));
    page.session.token = `${page.session.token.slice(0, -4)}AAAA`; // ended, as far as the service can tell
    localStorage.setItem(name, JSON.stringify(page));
  });
  await phone.page.context().setOffline(false);
  await phone.way('needs_session').waitFor();
  await phone.page.getByText('这张桌码已更换。').waitFor();
  await phone.scan(fresh);
  await phone.page.getByRole('button', {name: '查看'}).click();
  await phone.placed('awaiting_payment').waitFor();
  assert.equal((await orders(store)).length, 1);
  await phone.close();
});

test('a page opened without the service shows its menu’s age, and goes on by itself', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store);
  await phone.dish('rice').waitFor();
  await phone.page.context().route(/\/v1\//, (route) => route.abort());
  await phone.page.reload();
  await phone.dish('rice').waitFor();
  await phone.page.getByText(/菜单是 .* 的/).waitFor();
  await phone.page.context().unroute(/\/v1\//);
  await phone.page.getByText(/菜单是 .* 的/).waitFor({state: 'detached'});
  await phone.close();
});

// The service worker keeps what came out of the program.
test('without the service the page itself opens again, with its menu and its order', {skip: Boolean(process.env.LUNCHRUSH_PAGES_FROM)}, async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store);
  await phone.dish('rice').waitFor();
  await phone.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await phone.page.waitForFunction(() => caches.open('lunchrush-pages').then((kept) => kept.keys()).then((keys) => keys.length >= 2));
  network.cut();
  await phone.place('rice');
  await phone.way('waiting').waitFor();
  await phone.reopen();
  await phone.dish('rice').waitFor();
  await phone.page.getByRole('button', {name: '查看'}).click();
  await phone.way('waiting').waitFor();
  assert.equal((await orders(store)).length, 0);
  network.mend();
  await phone.placed('awaiting_payment').waitFor();
  assert.equal((await orders(store)).length, 1);
  await phone.close();
});

test('a kiosk forgets what was left on it, and never an order on its way', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store, {size: 'tablet', query: '?kiosk'});
  const {page} = phone;
  await page.clock.install();
  await page.reload();
  await phone.add('rice');
  await page.locator('.cart-bar').waitFor();
  await page.clock.fastForward(61_000);
  await page.locator('.cart-bar').waitFor({state: 'detached'});
  await picture(page, 'order-kiosk-tablet');
  await page.context().setOffline(true);
  await phone.place('rice');
  await phone.way('waiting').waitFor();
  await page.clock.fastForward(61_000);
  await phone.way('waiting').waitFor();
  await page.context().setOffline(false);
  await phone.placed('awaiting_payment').waitFor();
  const [{order}] = await orders(store);
  assert.equal(order.channel, 'kiosk');
  await phone.close();
});
