// The pages on devices that keep nothing, and where the script does not come.
import assert from 'node:assert/strict';
import {accessibilityFaults, closed, openScreen, picture} from '../harness/browser.js';
import {cardOf, kitchen, reaches} from '../harness/kitchen_screen.js';
import {openStore, orders, Phone} from '../harness/ordering.js';
import {browser, network, stack, test, useService} from '../harness/suite.js';
import {eventually} from '../harness/waiting.js';

useService();

// What devices do; run in the page, before its script.
function databaseIsSilent() {
  const {open} = IDBFactory.prototype;
  IDBFactory.prototype.open = function silent(...given) {
    const request = open.apply(this, given);
    request.addEventListener = () => {};
    return request;
  };
}

function databaseIsFull() { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }; }

function storageIsForbidden() { Object.defineProperty(globalThis, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }}); }

// Once globalThis.full is set.
function storageFillsUp() {
  const {setItem} = Storage.prototype;
  Storage.prototype.setItem = function set(...given) {
    if (globalThis.full) throw new DOMException('full', 'QuotaExceededError');
    return setItem.apply(this, given);
  };
}

// Of everything that the origin keeps, its service worker's cache included.
async function fillDisk(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', {origin: network.url, quotaSize: 1});
}

const keepsNothing = (page) => page.getByRole('status').getByText('这台设备存不住数据');
const bump = (page, order) => cardOf(page, order).getByRole('button', {name: '完成'}).click();

async function typeKey(page, store) {
  await page.getByLabel('门店编号').fill(String(store.id));
  await page.getByLabel('厨房设备密钥').fill(store.kitchen);
  await page.getByRole('button', {name: '连接'}).click();
}

for (const [words, breaks] of [['does not answer', databaseIsSilent], ['is full', databaseIsFull]])
  test(`a kitchen whose database ${words} shows its tickets, sends what the cook does, and says that it keeps nothing`, async () => {
    const store = await stack.store();
    const order = await store.order();
    const page = await kitchen(store, {prepare: (each) => each.addInitScript(breaks)});
    await cardOf(page, order).waitFor();
    await keepsNothing(page).waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await picture(page, `kitchen-keeps-nothing-${breaks.name}`);
    await bump(page, order);
    await reaches(store, order, 'done');
    await page.getByRole('button', {name: 'English'}).click();
    await page.getByRole('status').getByText('This device keeps no data').waitFor();
    await closed(page);
  });

test('a kitchen that keeps what it has says nothing of it', async () => {
  const store = await stack.store();
  const order = await store.order();
  const page = await kitchen(store);
  await cardOf(page, order).waitFor();
  assert.equal(await page.locator('.banner.warned').count(), 0);
  await closed(page);
});

test('a full disk keeps a kitchen neither from opening, its service worker between, nor from taking its key', async () => {
  const store = await stack.store();
  const order = await store.order();
  const page = await kitchen(store, {prepare: fillDisk});
  await cardOf(page, order).waitFor();
  await eventually('the service worker is between', () => page.evaluate(() => Boolean(navigator.serviceWorker.controller)));
  await page.reload();
  await typeKey(page, store);
  await keepsNothing(page).waitFor();
  assert.equal(await page.evaluate(async () => (await (await caches.open('lunchrush-pages')).keys()).length), 0, 'nothing fits');
  await bump(page, order);
  await reaches(store, order, 'done');
  await closed(page);
});

const again = (page) => page.getByRole('link', {name: '重新打开'});

// The next one that is asked for is lost.
const losesScript = (name) => (context) => context.route(new RegExp(`/pages/${name}-[^/]*\\.js$`), (route) => route.abort(), {times: 1});

for (const [name, sign] of [['kitchen', '厨房设备密钥'], ['board', '厨房设备密钥'], ['console', '员工密钥']])
  test(`/${name} without its script says so in words, and leads on`, async () => {
    const page = await openScreen(browser);
    await losesScript(name)(page.context());
    await page.goto(`${network.url}/${name}`);
    await page.getByText('页面还没有打开').waitFor();
    await page.getByText('The page has not opened yet').waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await picture(page, `${name}-unloaded`);
    await again(page).click();
    await page.getByLabel(sign).waitFor();
    await again(page).waitFor({state: 'hidden'});
    await closed(page);
  });

test('the guest’s page without its script shows its dishes, says that it is not ready, and leads on', async () => {
  const store = await openStore(stack);
  const phone = await Phone.open(browser, network, store, {prepare: losesScript('order')});
  await phone.page.getByText('页面还没有准备好').waitFor();
  await phone.dish('gongbao').waitFor();
  assert.deepEqual(await accessibilityFaults(phone.page), []);
  await picture(phone.page, 'order-unloaded-phone');
  await again(phone.page).click();
  await phone.place('rice');
  await phone.placed('awaiting_payment').waitFor();
  await again(phone.page).waitFor({state: 'hidden'});
  await phone.close();
});

for (const [words, breaks] of [['forbids storage', storageIsForbidden], ['fills up', storageFillsUp]])
  test(`a phone that ${words} orders all the same, once, and says that the page has to stay open`, async () => {
    const store = await openStore(stack);
    const phone = await Phone.open(browser, network, store, {prepare: (context) => context.addInitScript(breaks)});
    await phone.dish('rice').waitFor();
    await phone.page.evaluate(() => { globalThis.full = true; });
    await phone.place('rice');
    await phone.placed('awaiting_payment').waitFor();
    await phone.page.getByText('这个浏览器不保存数据').waitFor();
    assert.equal((await orders(store)).length, 1);
    await phone.close();
  });
