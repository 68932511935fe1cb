// What a guest sees before anything but the page itself has arrived, and that the script takes it over as it stands.
import assert from 'node:assert/strict';
import {accessibilityFaults, picture} from '../harness/browser.js';
import {openStore, orders, Phone, putMenu, soldOut, tableCode} from '../harness/ordering.js';
import {browser, network, stack, test, useService} from '../harness/suite.js';

// It comes out of the program, not out of a folder.
const skip = Boolean(process.env.LUNCHRUSH_PAGES_FROM);

useService({replicas: 1});

const SCRIPT = /\/pages\/order-[^/]*\.js$/, SESSION = /\/v1\/sessions$/;

// Requests for `what` wait at the door until they are let through.
async function held(context, what) {
  let open;
  const opened = new Promise((resolve) => { open = resolve; });
  await context.route(what, async (route) => {
    await opened;
    await route.continue().catch(() => {});
  });
  return open;
}

async function openHeld(store, ...whats) {
  const doors = [];
  const prepare = async (context) => { for (const what of whats) doors.push(await held(context, what)); };
  const phone = await Phone.open(browser, network, store, {prepare, until: 'commit'});
  return [phone, ...doors];
}

const cards = (phone) => phone.page.locator('.dish');
const takenOver = (phone) => phone.page.waitForFunction(() => document.querySelectorAll('.dish').length > 12);

test('dishes are there before script and session, and stay where they are when the script takes over', {skip}, async () => {
  const store = await openStore(stack);
  await soldOut(store, 'mapo_tofu', true);
  const [phone, script, session] = await openHeld(store, SCRIPT, SESSION);
  const gongbao = phone.dish('gongbao');
  await gongbao.waitFor();
  assert.equal(await cards(phone).count(), 12);
  await phone.page.locator('.table', {hasText: 'A12 桌'}).waitFor();
  await phone.dish('mapo_tofu').getByText('已售罄').waitFor();
  assert.deepEqual(await accessibilityFaults(phone.page), []);
  await picture(phone.page, 'order-first-sight-phone');
  // What cannot be told apart afterwards: the same element, the same markup, in the same place.
  const look = () => phone.page.evaluate(() => [...document.querySelectorAll('.head, .search, .rail, .category:first-of-type, .dish')].slice(0, 16)
    .map((each) => [each.outerHTML, each.getBoundingClientRect().toJSON()]));
  const first = await look();
  await gongbao.evaluate((element) => { element.first = true; });
  script();
  await takenOver(phone);
  assert.deepEqual(await look(), first);
  assert.ok(await gongbao.evaluate((element) => element.first));
  const confirmed = phone.page.waitForResponse(/\/menu$/);
  session();
  await confirmed;
  assert.deepEqual(await look(), first);
  await phone.close();
});

test('the cart works before there is a session; ordering waits for it', {skip}, async () => {
  const store = await openStore(stack);
  const [phone, session] = await openHeld(store, SESSION);
  await takenOver(phone);
  await phone.add('rice');
  await phone.choose('gongbao', '少辣');
  await phone.openCart();
  await phone.page.getByText('正在连接餐厅').waitFor();
  assert.ok(await phone.placeButton().isDisabled());
  assert.deepEqual(await accessibilityFaults(phone.page), []);
  session();
  await phone.page.getByText('正在连接餐厅').waitFor({state: 'detached'});
  await phone.placeButton().click();
  await phone.placed('awaiting_payment').waitFor();
  assert.deepEqual((await orders(store)).map(({order}) => [order.total, order.service.table]), [[2400, 'A12']]);
  await phone.close();
});

test('a session that is refused takes the menu away and says why', {skip}, async () => {
  const store = await openStore(stack);
  const [phone, session] = await openHeld(store, SESSION);
  await takenOver(phone);
  await tableCode(store, 'A12', true);
  session();
  await phone.page.getByText('这张桌码已更换。').waitFor();
  assert.equal(await cards(phone).count(), 0);
  await phone.close();
});

test('without a session the page says that it tries again, and goes on by itself', {skip}, async () => {
  const store = await openStore(stack);
  const prepare = (context) => context.route(SESSION, (route) => route.abort());
  const phone = await Phone.open(browser, network, store, {prepare});
  await phone.page.getByText('网络不通。').waitFor();
  await phone.add('rice');
  await phone.page.context().unroute(SESSION);
  await phone.page.getByText('网络不通。').waitFor({state: 'detached'});
  await phone.openCart();
  await phone.placeButton().click();
  await phone.placed('awaiting_payment').waitFor();
  await phone.close();
});

test('it comes in the browser’s language; what the guest chose wins', {skip}, async () => {
  const store = await openStore(stack);
  const prepare = async (context) => { prepare.script = await held(context, SCRIPT); };
  const phone = await Phone.open(browser, network, store, {lang: 'en-US', prepare, until: 'commit'});
  await phone.dish('gongbao').getByRole('heading', {name: 'Kung pao chicken'}).waitFor();
  await phone.page.getByText('Table A12').waitFor();
  prepare.script();
  await takenOver(phone);
  await phone.page.getByRole('button', {name: '中文'}).click();
  await phone.dish('gongbao').getByRole('heading', {name: '宫保鸡丁'}).waitFor();
  await phone.page.reload();
  await phone.dish('gongbao').getByRole('heading', {name: '宫保鸡丁'}).waitFor();
  await phone.page.locator('html[lang="zh-CN"]').waitFor();
  await phone.dish('gongbao').getByRole('button', {name: '选规格 宫保鸡丁'}).waitFor();
  await phone.close();
});

test('what was typed into the search before the script was there is searched for', {skip}, async () => {
  const store = await openStore(stack);
  const [phone, script] = await openHeld(store, SCRIPT);
  await phone.page.getByRole('searchbox').fill('gbjd');
  script();
  await phone.page.waitForFunction(() => document.querySelectorAll('.dish').length === 1);
  assert.equal(await phone.page.getByRole('searchbox').inputValue(), 'gbjd');
  await phone.dish('gongbao').waitFor();
  await phone.close();
});

test('the cart of an earlier visit is there again at first sight', {skip}, async () => {
  const store = await openStore(stack);
  const [phone, session] = await openHeld(store, SESSION);
  session();
  await takenOver(phone);
  await phone.add('rice');
  await phone.page.locator('.cart-bar').waitFor();
  await phone.page.reload();
  await phone.page.locator('.cart-bar', {hasText: '¥2'}).waitFor();
  await phone.dish('rice').locator('output', {hasText: '1'}).waitFor();
  await phone.close();
});

test('a dish that is called like markup is text, at first sight and after', {skip}, async () => {
  const store = await openStore(stack);
  const name = '</script><b onclick="x">&';
  await putMenu(store, (dishes) => { dishes.get('lunch_set').name = {zh: name, en: name}; });
  const [phone, script] = await openHeld(store, SCRIPT);
  await phone.dish('lunch_set').getByRole('heading', {name}).waitFor();
  script();
  await takenOver(phone);
  await phone.dish('lunch_set').getByRole('heading', {name}).waitFor();
  assert.equal(await phone.page.locator('b').count(), 0);
  await phone.close();
});
